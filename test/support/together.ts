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
  return { schedule, faults, store: new SharedStore({ schedule, faults, draw: (n) => chance.upTo(n) }) }
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

/** How many questions and changes a task asks of the database, in a process that has just started. */
export const asked = async (setUp: () => Task<unknown>, task: () => Task<unknown>): Promise<number> => {
  const { schedule, store, faults } = sharedStore(1)
  await store.read(setUp)
  const open = await store.open(new Life('one'))
  let done = false
  let questions = 0
  // Asked at each of them whether the process is to die of it.
  faults.strikes = (point) => {
    if (point === 'crash at a yield') questions += 1
    return false
  }
  const work = open.transact(task).finally(() => {
    done = true
  })
  await schedule.run(() => done, LONGEST)
  await work
  return questions
}
