import type { Task } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import { Chance } from '../simulation/chance.ts'
import { Faults } from '../simulation/faults.ts'
import { Life, Schedule } from '../simulation/schedule.ts'
import { SharedStore } from '../simulation/shared-store.ts'

const START = Date.parse('2026-03-01T09:00:00+08:00')
/** Works that take more steps than this wait for each other. */
const LONGEST = 5_000

/** A store that several processes share, and of which every step is drawn by a seed. No faults. */
export const sharedStore = (seed: number) => {
  const chance = new Chance(seed)
  const schedule = new Schedule(chance, START, new Life('world'))
  const faults = new Faults(chance, () => {})
  faults.over = true
  return { schedule, store: new SharedStore({ schedule, faults, draw: (n) => chance.upTo(n) }) }
}

/** Several processes, each with something to do on one store, their steps mixed by chance. Returns what looks at the end. */
export const together = async (
  seed: number,
  setUp: () => Task<void>,
  ...works: ((store: Store) => Promise<unknown>)[]
): Promise<Pick<Store, 'transact'>> => {
  const { schedule, store } = sharedStore(seed)
  await store.read(setUp)
  const ended: Promise<void>[] = []
  let left = works.length
  for (const [i, work] of works.entries()) {
    const life = new Life(`${i}`)
    const turn = new Promise<void>((resolve) => schedule.soon(life, resolve))
    const process = turn.then(async () => void (await work(await store.open(life))))
    ended.push(process)
    process.catch(() => {}).then(() => (left -= 1))
  }
  const isDone = await schedule.run(() => left === 0, LONGEST)
  if (!isDone) throw new Error('they wait for each other')
  await Promise.all(ended)
  return { transact: (task) => store.read(task) }
}
