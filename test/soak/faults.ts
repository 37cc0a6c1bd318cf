import type { AdapterHarness, Fate } from '../contract/harness.ts'
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
  /** How often it strikes beside the others. */
  readonly weight: number
  can(harness: AdapterHarness): boolean
  happens(harness: AdapterHarness, says: Says): Promise<void>
}

const hears = ({ says }: AdapterHarness): boolean => says !== undefined

const ofSending = (fate: Fate, weight: number): Fault => ({
  name: fate,
  weight,
  can: () => true,
  happens: async (harness, says) => {
    harness.nextSend(fate)
    await says(false)
  },
})

/** What real platforms do to us. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'duplicate',
    weight: 4,
    can: ({ redeliver }) => redeliver !== undefined,
    happens: async (harness, says) => {
      await says(false)
      await harness.redeliver?.()
    },
  },
  {
    name: 'late',
    weight: 4,
    can: hears,
    happens: (_, says) => says(false, 5 * 60_000),
  },
  {
    name: 'reordered',
    weight: 4,
    can: hears,
    happens: async (_, says) => {
      await says(false)
      await says(false, 20_000)
    },
  },
  {
    name: 'burst',
    weight: 4,
    can: hears,
    happens: async (_, says) => {
      await Promise.all([1, 2, 3, 4, 5].map(() => says(false)))
    },
  },
  // It keeps a chat waiting for up to ten minutes.
  ofSending('limited', 0.4),
  ofSending('unanswered', 4),
  ofSending('slow', 4),
  {
    name: 'reset',
    weight: 2,
    can: ({ drop }) => drop !== undefined,
    happens: async (harness, says) => {
      await harness.drop?.(() => says(true))
    },
  },
  {
    name: 'silent',
    weight: 2,
    can: ({ goesSilent, connections }) => goesSilent !== undefined && connections !== undefined,
    happens: async (harness) => {
      const before = harness.connections?.() ?? 0
      await harness.goesSilent?.()
      await until(() => (harness.connections?.() ?? 0) > before)
    },
  },
  {
    name: 'relogin',
    weight: 1,
    can: ({ relogin }) => relogin !== undefined,
    happens: async (harness) => {
      await harness.relogin?.()
    },
  },
]

/** One of them, the heavier the more often. */
export const draw = (faults: readonly Fault[], chance: Chance): Fault | undefined => {
  let left = chance() * faults.reduce((sum, { weight }) => sum + weight, 0)
  return faults.find(({ weight }) => {
    left -= weight
    return left < 0
  })
}
