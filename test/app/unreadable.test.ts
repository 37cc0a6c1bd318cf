import Database from 'better-sqlite3'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { App } from '../../src/app/app.ts'
import { intake } from '../../src/app/intake.ts'
import { list } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import type { Log } from '../../src/chat/platform.ts'
import { addCommunity, addGroup, addMember } from '../../src/app/setup.ts'
import type { Inbound } from '../../src/chat/message.ts'
import { StoreError } from '../../src/store/error.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { file } from '../store/folder.ts'

/** What can neither be handled nor noted as a failure in the ordinary way. */

const NOW = Date.parse('2026-03-01T09:00:00+08:00')
const native = (nativeId: string) => ({ adapter: 'stage', account: 'bot', epoch: '', nativeId })

const said = (id: string, text: unknown): Inbound => ({
  ...{ adapter: 'stage', account: 'bot', epoch: '', eventId: id, nativeMsgId: id, kind: 'msg', text: text as string },
  ...{ chat: { kind: 'group', id: 'g1' }, sender: { id: 'u1', nick: '张三', card: '3-2-501 张三' } },
  ...{ sentAt: NOW, mentions: [], attachments: [], isSelf: false, late: false },
})

/** An app on a store, and the codes of the errors it has told. */
const opened = (store: Store) => {
  const errors: string[] = []
  const log: Log = { info: () => {}, warn: () => {}, error: (code) => errors.push(code) }
  const ids = { forNative: (_: string, n: { nativeId: string }) => n.nativeId, secret: () => '', code: () => '' }
  const around = { ids, consoleUrl: 'http://127.0.0.1' }
  return { app: new App({ store, clock: { now: () => NOW }, around, log }), errors }
}

/** A group in which these were said, of which nothing is handled yet. `spoil`: what then becomes of the file. */
const group = async (messages: readonly Inbound[], spoil: (db: Database.Database) => unknown) => {
  const name = file()
  const store = openSqlite(name)
  onTestFinished(() => store.close())
  await store.transact(function* () {
    yield* addCommunity({ id: 'c1', name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, NOW)
    yield* addGroup({ id: 'g1', communityId: 'c1', name: '大群', scope: 'community' }, native('g1'), NOW)
    yield* addMember({ id: 's1', communityId: 'c1', name: '王主任', roles: ['staff'], home: null }, native('s1'), NOW)
    yield* intake(messages.map((inbound) => ({ inbound, receivedAt: NOW })))
  })
  const db = new Database(name)
  onTestFinished(() => void db.close())
  spoil(db)
  const { app, errors } = opened(store)
  await app.sweep()
  await app.sweep()
  await app.settled()
  const outcomes = db.prepare(`select "extId", "outcome", "attempts" from inbox order by seq`).all()
  const events = await app.run(() => list('events', { type: 'message.parked' }))
  return { app, errors, outcomes, parked: events.map(({ messageId, subject }) => ({ messageId, subject })) }
}

test('a message that cannot even be read is passed over, staff see that there was one, and the chat goes on', async () => {
  const { outcomes, parked, errors } = await group(
    [said('m1', '建议：装扶手'), said('m2', '建议：路灯不亮'), said('m3', '建议：车库积水')],
    (db) => db.exec(`update inbox set payload = '{broken' where "extId" = 'm2'`),
  )
  expect(outcomes).toEqual([
    { extId: 'm1', outcome: 'suggestion', attempts: 0 },
    { extId: 'm2', outcome: 'parked', attempts: 3 },
    { extId: 'm3', outcome: 'suggestion', attempts: 0 },
  ])
  expect(parked).toEqual([{ messageId: null, subject: expect.stringMatching(/^message:\d+:2$/) }])
  expect(errors.length).toBeLessThan(5)
})

test('so is one that staff cannot be told of', async () => {
  const broken = said('m1', 42)
  // What they are to be told was told under the same key before.
  const { outcomes, parked } = await group([broken, said('m2', '建议：车库积水')], (db) => {
    const chat = db.prepare<[], { id: number }>(`select id from chats where "nativeId" = 'g1'`).get()
    db.prepare(
      `insert into outbox ("communityId", id, key, "chatId", payload, status, attempts, "notBefore", "createdAt")
       values ('c1', 999, ?, ?, '{"text":""}', 'sent', 0, 0, 0)`,
    ).run(`parked:${chat?.id}:1/1`, chat?.id)
  })
  expect(outcomes).toEqual([
    { extId: 'm1', outcome: 'parked', attempts: 3 },
    { extId: 'm2', outcome: 'suggestion', attempts: 0 },
  ])
  expect(parked).toHaveLength(1)
})

afterEach(() => {
  vi.useRealTimers()
})

test('what nothing helps is tried again with pauses, and fills no log', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  const hopeless = async () => {
    throw new TypeError('a bug')
  }
  const store: Store = { ...openSqlite(':memory:'), transact: hopeless, transactAll: hopeless }
  const { app, errors } = opened(store)
  app.wake([1])
  const turns = async () => {
    for (let n = 0; n < 100; n += 1) await new Promise(setImmediate)
  }
  await turns()
  const told = errors.length
  expect(told).toBeGreaterThan(0)
  await turns()
  expect(errors).toHaveLength(told)
  await vi.advanceTimersByTimeAsync(1_000)
  await turns()
  expect(errors.length).toBeGreaterThan(told)
  expect(errors.length).toBeLessThan(told * 5)
  await Promise.all([app.close(), vi.advanceTimersByTimeAsync(1_000)])
})

test('where the store fails, what many chats try again is tried and told of together', async () => {
  let full = true
  const before = () => {
    if (full) throw new StoreError('store.full')
  }
  const store = openSqlite(file(), { before })
  onTestFinished(() => store.close())
  const { app, errors } = opened(store)
  const tries = Array.from({ length: 50 }, async (_, n) => {
    for (let turn = 0; turn < n; turn += 1) await new Promise(setImmediate)
    return await app.receive({ ...said(`m${n}`, '好'), chat: { kind: 'group', id: `g${n}` } }).catch(() => 'failed')
  })
  expect(new Set(await Promise.all(tries))).toEqual(new Set(['failed']))
  expect(errors.length).toBeLessThan(5)
  full = false
  expect(await app.receive(said('m0', '好'))).toBe(true)
})
