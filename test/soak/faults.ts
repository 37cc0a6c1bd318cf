import type { AdapterHarness } from '../contract/harness.ts'
import { until } from '../support/until.ts'

/** A number of at least 0 and less than 1, from a seed: the same soak can be run again. */
export type Chance = () => number

export const chanceFrom = (seed: number): Chance => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Says the next thing; `unheard`: where nobody can hear it. */
type Says = (unheard: boolean, agoMs?: number) => Promise<void>

export interface Fault {
  readonly name: string
  can(harness: AdapterHarness): boolean
  happens(harness: AdapterHarness, says: Says): Promise<void>
}

/** What real platforms do to us. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'duplicate',
    can: ({ redeliver }) => redeliver !== undefined,
    happens: async (harness, says) => {
      await says(false)
      await harness.redeliver?.()
    },
  },
  {
    name: 'late',
    can: () => true,
    happens: (_, says) => says(false, 5 * 60_000),
  },
  {
    name: 'burst',
    can: () => true,
    happens: async (_, says) => {
      await Promise.all([1, 2, 3, 4, 5].map(() => says(false)))
    },
  },
  {
    name: 'limited',
    can: () => true,
    happens: async (harness, says) => {
      harness.nextSend('limited')
      await says(false)
    },
  },
  {
    name: 'unanswered',
    can: () => true,
    happens: async (harness, says) => {
      harness.nextSend('unanswered')
      await says(false)
    },
  },
  {
    name: 'reset',
    can: ({ drop }) => drop !== undefined,
    happens: async (harness, says) => {
      await harness.drop?.(() => says(true))
    },
  },
  {
    name: 'silent',
    can: ({ goesSilent, connections }) => goesSilent !== undefined && connections !== undefined,
    happens: async (harness) => {
      const before = harness.connections?.() ?? 0
      await harness.goesSilent?.()
      await until(() => (harness.connections?.() ?? 0) > before)
    },
  },
]
