import { expect, test } from 'vitest'
import { list, update } from '../../src/app/operations.ts'
import { Workers } from '../../src/jobs/workers.ts'
import { emptyStore } from '../support/disk.ts'

/** Processes on one store, each with its place; whichever of them a test likes stalls until its place has lapsed. */
const processes = async () => {
  const store = await emptyStore()
  return {
    crew: (holder: string) => new Workers({ store, holder, ms: 30_000 }),
    stalls: (place: string) => store.transact(() => update('leases', { name: place }, { until: 0 })),
    /** Places that are somebody's now. */
    places: async () =>
      (await store.transact(() => list('leases', { until: { gt: 0 } }, { order: 'name' }))).map(
        ({ name, holder }) => `${name} ${holder}`,
      ),
  }
}

test('a worker whose place another took while it stalled takes a free one, and is told under its new name', async () => {
  const { crew, stalls } = await processes()
  const [slow, quick, gateway] = [crew('slow'), crew('quick'), crew('gateway')]
  const told: string[][] = []
  slow.onName = (...names) => told.push(names)
  await slow.join(true)
  await stalls('worker:1')
  await quick.join(true)
  expect([slow.name, quick.name]).toEqual(['worker:1', 'worker:1'])

  expect(await slow.refresh()).toBe(true)
  expect([slow.name, quick.name]).toEqual(['worker:2', 'worker:1'])
  expect(told).toEqual([['worker:2', 'worker:1']])
  await gateway.refresh()
  const lanes = Array.from({ length: 40 }, (_, n) => ({ communityId: `c${n}`, chatId: n }))
  expect([...gateway.parted(lanes).keys()].sort()).toEqual(['worker:1', 'worker:2'])
  // It lets go of what is its own.
  await slow.leave()
  const next = crew('next')
  await next.join(true)
  expect(next.name).toBe('worker:2')
})

test('a worker that stalled and finds its place free keeps it; one that is none has no name', async () => {
  const { crew, stalls } = await processes()
  const [worker, page] = [crew('worker'), crew('page')]
  const told: string[][] = []
  worker.onName = (...names) => told.push(names)
  await worker.join(true)
  await page.join(false)
  await stalls('worker:1')
  await stalls('process:1')
  await worker.refresh()
  await page.refresh()
  expect([worker.name, page.name]).toEqual(['worker:1', null])
  expect(told).toEqual([])
})

test('a page whose place another took has one again: the store is seen to be in use as long as it runs', async () => {
  const { crew, stalls, places } = await processes()
  const [slow, quick] = [crew('slow'), crew('quick')]
  await slow.join(false)
  await stalls('process:1')
  await quick.join(false)
  await slow.refresh()
  expect(await places()).toEqual(['process:1 quick', 'process:2 slow'])
  await quick.leave()
  expect(await places()).toEqual(['process:2 slow'])
})
