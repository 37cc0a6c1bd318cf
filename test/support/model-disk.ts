import type { Store } from '../../src/app/ports.ts'
import { Life } from '../simulation/schedule.ts'
import type { Disk } from './disk.ts'
import { sharedStore } from './together.ts'

/** A place on the simulation's model of PostgreSQL, where time goes on while anybody waits for an answer. */
export const modelDisk = (seed = 1): Disk => {
  const { schedule, store: place } = sharedStore(seed)
  let waiting = 0
  let running: Promise<boolean> | null = null
  const answered = async <R>(ask: () => Promise<R>): Promise<R> => {
    waiting += 1
    let isThere = false
    const answer = ask().finally(() => {
      waiting -= 1
      isThere = true
    })
    answer.catch(() => {})
    while (!isThere) {
      running ??= schedule
        .run(() => waiting === 0, Number.POSITIVE_INFINITY)
        .finally(() => {
          running = null
        })
      if (!(await running)) throw new Error('they wait for each other')
    }
    return await answer
  }
  return {
    open: async () => {
      const store = await place.open(new Life('one'))
      const transactAll: Store['transactAll'] = (tasks) => answered(() => store.transactAll(tasks))
      const transact: Store['transact'] = (task) => answered(() => store.transact(task))
      return { ...store, transactAll, transact, time: () => answered(() => store.time()) }
    },
    remove: async () => {},
  }
}
