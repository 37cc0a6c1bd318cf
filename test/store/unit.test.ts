import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  alone,
  amend,
  count,
  find,
  insert,
  insertIfAbsent,
  list,
  remove,
  type Task,
  update,
} from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import { type Disk, disk, KINDS, lacks, stopServer } from '../support/disk.ts'

const lack = await lacks()
afterAll(stopServer)

const ballot = { pollId: 1, memberId: 'u1', home: null, at: 1, messageId: 'm', counted: true }
const his = { pollId: 1, memberId: 'u1' }

for (const kind of KINDS)
  describe.skipIf(lack[kind])(`what waits for a commit on ${kind} ${lack[kind] ?? ''}`, () => {
    let place: Disk
    let store: Store
    beforeEach(async () => {
      place = await disk(kind)
      store = await place.open()
    })
    afterEach(async () => {
      await store.close()
      await place.remove()
    })
    const inTown = <R>(task: () => Task<R>, on = store): Promise<R> => on.transact(() => alone('c1', task))

    test('a change of a row that is not there yet says nothing of the one that comes', async () => {
      const reply = {
        key: 'k',
        chatId: 1,
        payload: { text: '好' },
        status: 'pending',
        attempts: 0,
        notBefore: 0,
        createdAt: 1,
        turn: 1,
      } as const
      await inTown(function* () {
        yield* amend('outbox', { id: 1 }, { status: 'sent' })
        yield* insert('outbox', reply)
      })
      expect(await inTown(() => list('outbox'))).toMatchObject([{ id: 1, status: 'pending' }])
    })

    test('a task sees what it wrote, however it asks, and so does the next one', async () => {
      const seen = await inTown(function* () {
        const id = yield* insert('ballots', { ...ballot, choice: [1] })
        yield* update('ballots', { id }, { counted: false, reason: 'changed' })
        yield* insert('ballots', { ...ballot, choice: [2] })
        const byVoter = yield* list('ballots', { ...his, counted: true })
        const byPoll = yield* list('ballots', { pollId: 1 }, { order: 'id' })
        return {
          byVoter,
          byPoll,
          all: yield* count('ballots', his),
          last: yield* find('ballots', his, { order: 'id', desc: true }),
        }
      })
      expect(seen.byVoter).toMatchObject([{ choice: [2], reason: null }])
      expect(seen.byPoll).toMatchObject([{ choice: [1], counted: false, reason: 'changed' }, { choice: [2] }])
      expect([seen.all, seen.last?.choice]).toEqual([2, [2]])
      expect(await inTown(() => list('ballots', his))).toEqual(seen.byPoll)
      expect(await store.transact(() => list('ballots', {}, { order: 'id' }))).toEqual(seen.byPoll)
    })

    test('a row changed many times is at the end what it was last', async () => {
      await inTown(function* () {
        yield* insert('counters', { name: 'poll', value: 0 })
        for (let value = 1; value <= 50; value += 1) {
          const before = yield* find('counters', { name: 'poll' })
          yield* update('counters', { name: 'poll' }, { value: (before?.value ?? 0) + 1 })
        }
      })
      expect(await store.transact(() => list('counters'))).toEqual([{ communityId: 'c1', name: 'poll', value: 50 }])
    })

    test('what is made and removed leaves nothing, what is removed and made again is there once', async () => {
      await inTown(function* () {
        yield* insert('marks', { key: 'old', at: 1 })
        yield* insert('marks', { key: 'short', at: 1 })
        expect(yield* remove('marks', { key: 'short' })).toBe(1)
      })
      await inTown(function* () {
        expect(yield* remove('marks', { key: 'old' })).toBe(1)
        expect(yield* insertIfAbsent('marks', { key: 'old', at: 2 })).not.toBeNull()
        expect(yield* insertIfAbsent('marks', { key: 'old', at: 3 })).toBeNull()
      })
      expect(await store.transact(() => list('marks'))).toEqual([{ communityId: 'c1', key: 'old', at: 2 }])
    })

    test('what a failed task had changed is remembered by nobody', async () => {
      await inTown(() => insert('counters', { name: 'poll', value: 1 }))
      const broken = inTown(function* (): Task<void> {
        yield* update('counters', { name: 'poll' }, { value: 2 })
        throw new Error('a bug in a handler')
      })
      await expect(broken).rejects.toThrow('a bug in a handler')
      expect((await inTown(() => find('counters', { name: 'poll' })))?.value).toBe(1)
    })

    test('what another process changed is seen, though it was remembered', async () => {
      const other = await place.open()
      try {
        await inTown(() => insert('counters', { name: 'poll', value: 1 }))
        await inTown(() => find('counters', { name: 'poll' }))
        await inTown(() => update('counters', { name: 'poll' }, { value: 2 }), other)
        expect((await inTown(() => find('counters', { name: 'poll' })))?.value).toBe(2)
      } finally {
        await other.close()
      }
    })

    test('a task of one community does not reach the rows of another', async () => {
      await inTown(() => insert('counters', { name: 'poll', value: 1 }))
      expect(await store.transact(() => alone('c2', () => update('counters', { name: 'poll' }, { value: 9 })))).toBe(0)
      expect(await store.transact(() => alone('c2', () => list('counters')))).toEqual([])
      expect((await inTown(() => find('counters', { name: 'poll' })))?.value).toBe(1)
    })
  })
