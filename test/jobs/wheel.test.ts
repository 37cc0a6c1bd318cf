import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { App } from '../../src/app/app.ts'
import { list, remove } from '../../src/app/operations.ts'
import { addCommunity } from '../../src/app/setup.ts'
import { DAY } from '../../src/core/kernel/calendar.ts'
import { every, startWheel } from '../../src/jobs/wheel.ts'
import { emptyStore } from '../support/disk.ts'

const NOW = Date.parse('2026-03-01T09:00:00+08:00')

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a job that fails keeps none of the others from being done, in this turn and in the next', async () => {
  const done: string[] = []
  const failed: [string, unknown][] = []
  const trouble = new Error('trouble')
  const jobs = {
    first: async () => done.push('first'),
    broken: () => {
      throw trouble
    },
    refused: () => Promise.reject(trouble),
    last: () => void done.push('last'),
  }
  const stop = startWheel(jobs, (...one) => failed.push(one))
  await vi.advanceTimersByTimeAsync(2_000)
  await stop()
  await vi.advanceTimersByTimeAsync(2_000)
  expect(done).toEqual(['first', 'last', 'first', 'last'])
  expect(failed.slice(0, 2)).toEqual([
    ['broken', trouble],
    ['refused', trouble],
  ])
  expect(failed).toHaveLength(4)
})

test('a job of every minute is done at once, and then once a minute, also where it failed', async () => {
  const done: number[] = []
  const job = every(60_000, async () => {
    done.push(performance.now())
    throw new Error('trouble')
  })
  const began = performance.now()
  const stop = startWheel({ job }, () => {})
  await vi.advanceTimersByTimeAsync(125_000)
  await stop()
  expect(done.map((at) => at - began)).toEqual([1_000, 61_000, 121_000])
})

test('a community whose moments cannot be fired keeps no other one waiting, and is named', async () => {
  vi.useRealTimers()
  const store = await emptyStore()
  const logged: [string, object?][] = []
  const note = (...line: [string, object?]) => void logged.push(line)
  const ids = { forNative: () => '', secret: () => '', code: () => '' }
  const around = { ids, consoleUrl: '' }
  const app = new App({ store, clock: { now: () => NOW + DAY }, around, log: { info: note, warn: note, error: note } })
  await store.transact(function* () {
    for (const [n, id] of ['a', 'b', 'c'].entries())
      yield* addCommunity({ id, name: id, timezone: 'Asia/Shanghai', demo: false }, NOW + n)
  })
  // What is due in its own order has a chat, and that has no lane: a fault.
  await app.fire()
  await app.settled()
  await store.transact(() => remove('lanes', { communityId: 'a' }))
  const later = new App({
    ...{ store, clock: { now: () => NOW + 2 * DAY }, around },
    log: { info: note, warn: note, error: note },
  })
  await expect(later.fire()).rejects.toThrow('no lane')
  await later.settled()
  const due = await store.transact(() => list('timers', { firedAt: null, dueAt: { lte: NOW + 2 * DAY } }))
  expect(new Set(due.map(({ communityId }) => communityId))).toEqual(new Set(['a']))
  const digests = await store.transact(() => list('digests', {}, { order: 'communityId' }))
  expect(digests.map(({ communityId }) => communityId)).toEqual(['a', 'b', 'b', 'c', 'c'])
  expect(logged).toEqual([['timers.not-fired', { community: 'a', error: 'Error' }]])
})
