import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  alone,
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
import { StoreError } from '../../src/store/error.ts'
import { type Disk, disk, KINDS, lacks, stopServer } from '../support/disk.ts'
import { modelDisk } from '../support/model-disk.ts'
import { SOMETHING } from '../support/something.ts'

const lack = { ...(await lacks()), model: null }
afterAll(stopServer)

const community = (name: string) => () =>
  insert('communities', { id: 'c1', name, timezone: 'Asia/Shanghai', dueDays: 7, demo: false, createdAt: 1 })

const mark = (key: string) => () => insert('marks', { communityId: 'c1', key, at: 1 })

const household = (home: string, area: number | null) => ({
  communityId: 'c1',
  home,
  building: '3',
  room: home,
  area,
  owners: ['张三', '𠮷田'],
  phones: [],
})

// What the simulation plays its histories on promises what PostgreSQL does.
for (const kind of [...KINDS, 'model'] as const)
  describe.skipIf(lack[kind])(`a store on ${kind}${lack[kind] === null ? '' : `: ${lack[kind]}`}`, () => {
    let place: Disk
    let store: Store
    beforeEach(async () => {
      place = kind === 'model' ? modelDisk() : await disk(kind)
      store = await place.open()
    })
    afterEach(async () => {
      await store.close()
      await place.remove()
    })

    const marks = async () => (await store.transact(() => list('marks', {}, { order: 'key' }))).map(({ key }) => key)
    const homes = async (...args: Parameters<typeof list<'households'>>) =>
      (await store.transact(() => list(...args))).map((h) => h.home)

    test('keeps what was committed when it is closed and opened again', async () => {
      await store.transact(mark('one'))
      await store.close()
      store = await place.open()
      expect(await marks()).toEqual(['one'])
    })

    test('takes back the whole batch where one task throws', async () => {
      await store.transact(community('幸福里'))
      const batch = store.transactAll<unknown>([
        mark('one'),
        () => update('communities', { id: 'c1' }, { name: '改了名' }),
        function* (): Task<void> {
          yield* mark('two')()
          throw new Error('a bug in a handler')
        },
      ])
      await expect(batch).rejects.toThrow('a bug in a handler')
      expect(await marks()).toEqual([])
      expect((await store.transact(() => find('communities', { id: 'c1' })))?.name).toBe('幸福里')
    })

    test('lets a task see what the tasks before it in the same batch did to its community', async () => {
      const value = (value: number) => () =>
        alone('c1', function* () {
          const known = yield* find('counters', { name: 'poll' })
          if (known) yield* update('counters', { name: 'poll' }, { value })
          else yield* insert('counters', { name: 'poll', value })
          return known?.value
        })
      expect(await store.transactAll([value(1), value(2), value(3)])).toEqual([undefined, 1, 2])
    })

    test('gives back text, lists, flags, instants and nothing just as they were put in', async () => {
      await store.transact(community('幸福里'))
      const at = Date.parse('2026-03-01T09:00:00+08:00')
      const id = await store.transact(() => insert('households', household('3-101', null)))
      expect(await store.transact(() => find('households', { id }))).toEqual({
        ...household('3-101', null),
        id,
        unit: null,
        areaSource: null,
      })
      await store.transact(() => insert('marks', { communityId: 'c1', key: `“引号”'"\\\n👨‍👩‍👧$1?`, at }))
      expect(await store.transact(() => list('marks'))).toEqual([
        { communityId: 'c1', key: `“引号”'"\\\n👨‍👩‍👧$1?`, at },
      ])
      expect((await store.transact(() => list('communities', { demo: false }))).map((c) => c.demo)).toEqual([false])
      expect(await store.transact(() => list('communities', { demo: true }))).toEqual([])
    })

    test('finds by bounds, absence, order and number', async () => {
      for (const [home, area] of [
        ['3-101', 50],
        ['3-102', 70],
        ['3-103', null],
        ['3-104', 90],
      ] as const)
        await store.transact(() => insert('households', household(home, area)))
      expect(await homes('households', { area: { gt: 50 } }, { order: 'area', desc: true })).toEqual(['3-104', '3-102'])
      expect(await homes('households', { area: { lte: 70 } }, { order: 'home' })).toEqual(['3-101', '3-102'])
      expect(await homes('households', { area: null })).toEqual(['3-103'])
      expect(await homes('households', { area: { not: null }, home: { not: '3-101' } })).toEqual(['3-102', '3-104'])
      expect(await homes('households', {}, { order: 'area', limit: 2 })).toEqual(['3-103', '3-101'])
      expect(await homes('households', {}, { order: 'area', desc: true })).toEqual(['3-104', '3-102', '3-101', '3-103'])
      expect(await homes('households', { building: '3' }, { order: 'home', limit: 1, lock: true })).toEqual(['3-101'])
      expect(await store.transact(() => count('households', { building: '3' }))).toBe(4)
      expect(await store.transact(() => update('households', { home: '3-101' }, { area: null, owners: [] }))).toBe(1)
      expect(await store.transact(() => remove('households', { area: null }))).toBe(2)
      expect(await store.transact(() => remove('households', { home: '9' }))).toBe(0)
      expect(await homes('households')).toEqual(['3-102', '3-104'])
    })

    test('orders text by its bytes, whatever language the server speaks', async () => {
      for (const key of ['b', 'B', 'a', '张', '1-10', '1-9', 'A', '丁', '_']) await store.transact(mark(key))
      expect(await marks()).toEqual(['1-10', '1-9', 'A', 'B', '_', 'a', 'b', '丁', '张'])
    })

    test('gives rows in the order they came, also after one was changed', async () => {
      for (const home of ['3-103', '3-101', '3-102'])
        await store.transact(() => insert('households', household(home, 1)))
      await store.transact(() => update('households', { home: '3-103' }, { area: 2 }))
      expect(await homes('households')).toEqual(['3-103', '3-101', '3-102'])
    })

    test('puts what is equal in the order asked for into the order of its key', async () => {
      const timer = { communityId: 'c1', groupId: null, kind: 'scrub' as const, subject: 1, firedAt: null }
      for (const [key, dueAt] of [
        ['d', 5],
        ['b', 9],
        ['a', 9],
        ['C', 9],
        ['c', 5],
      ] as const)
        await store.transact(() => insert('timers', { ...timer, key, dueAt }))
      const keys = async (...args: Parameters<typeof list<'timers'>>) =>
        (await store.transact(() => list(...args))).map(({ key }) => key)
      const due = { communityId: 'c1', firedAt: null, dueAt: { lte: 9 } }
      expect(await keys('timers', due, { order: 'dueAt' })).toEqual(['c', 'd', 'C', 'a', 'b'])
      expect(await keys('timers', due, { order: 'dueAt', desc: true, limit: 2 })).toEqual(['C', 'a'])
    })

    test('adds nothing where its key is there, and says so; a breach without asking is an error', async () => {
      expect(
        await store.transact(() => insertIfAbsent('marks', { communityId: 'c1', key: 'one', at: 1 })),
      ).not.toBeNull()
      expect(await store.transact(() => insertIfAbsent('marks', { communityId: 'c1', key: 'one', at: 2 }))).toBeNull()
      const breach = await store.transact(mark('one')).catch((error: unknown) => error)
      expect(breach).toBeInstanceOf(Error)
      // A bug of whoever did it, not a trouble of the store to be waited out.
      expect(breach).not.toBeInstanceOf(StoreError)
      expect(await marks()).toEqual(['one'])
    })

    test('keeps one message of an external id, and one reply of a key, whoever writes them', async () => {
      const arrived = (seq: number, more: object = {}) => ({
        ...{
          communityId: 'c1',
          chatId: 1,
          seq,
          adapter: 'stage',
          account: 'bot',
          extId: 'm1',
          kind: 'message' as const,
        },
        ...{ payload: SOMETHING, sentAt: 1, receivedAt: 1, memberId: null, outcome: null, attempts: 0, error: null },
        ...more,
      })
      const said = (more: object = {}) => ({
        ...{
          communityId: 'c1',
          key: 'stage:bot:m1/1',
          chatId: 1,
          adapter: 'stage',
          account: 'bot',
          payload: { text: '好' },
        },
        ...{
          status: 'pending' as const,
          attempts: 0,
          notBefore: 0,
          createdAt: 1,
          turn: 1,
          settledAt: null,
          nativeId: null,
        },
        ...more,
      })
      const isTaken = (error: unknown) => error instanceof Error && !(error instanceof StoreError)
      await store.transact(() => insert('inbox', arrived(1)))
      await store.transact(() => insert('outbox', said()))
      for (const again of [{}, { chatId: 2 }]) {
        const [message, reply] = [arrived(2, again), said(again)]
        expect(await store.transact(() => insert('inbox', message)).catch(isTaken)).toBe(true)
        expect(await store.transact(() => insertIfAbsent('inbox', message))).toBeNull()
        expect(await store.transact(() => insert('outbox', reply)).catch(isTaken)).toBe(true)
        expect(await store.transact(() => insertIfAbsent('outbox', reply))).toBeNull()
      }
      const others = [{ communityId: 'c2' }, { adapter: 'other' }, { account: 'second' }, { extId: 'm2' }]
      for (const [i, other] of others.entries()) await store.transact(() => insert('inbox', arrived(2 + i, other)))
      for (const other of [{ communityId: 'c2' }, { key: 'stage:bot:m1/2' }])
        await store.transact(() => insert('outbox', said(other)))
      expect(await store.transact(() => count('inbox', {}))).toBe(5)
      expect(await store.transact(() => count('outbox', {}))).toBe(3)
    })

    test('gives ids that ascend', async () => {
      const ids: number[] = []
      for (const home of ['3-101', '3-102', '3-103'])
        ids.push(await store.transact(() => insert('households', household(home, 1))))
      expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
    })

    test('refuses a condition that would widen unseen', async () => {
      const where = { home: undefined } as unknown as { home: string }
      await expect(store.transact(() => remove('households', where))).rejects.toThrow('home')
    })

    test('loses no count where many tasks read a held row and write it', async () => {
      const key = { communityId: 'c1', name: 'poll' }
      await store.transact(() => insert('counters', { ...key, value: 0 }))
      const next = function* (): Task<void> {
        const counter = yield* find('counters', key, { lock: true })
        yield* update('counters', key, { value: (counter?.value ?? 0) + 1 })
      }
      await Promise.all(Array.from({ length: 40 }, () => store.transact(next)))
      expect((await store.transact(() => find('counters', key)))?.value).toBe(40)
    })
  })
