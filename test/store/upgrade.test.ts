import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { list, type Task } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import { TABLES, table } from '../../src/app/tables.ts'
import { append, verifyLog } from '../../src/app/trail.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { server, stopServer } from '../support/disk.ts'
import { file } from './folder.ts'

const found = await server()
const missing = 'missing' in found ? found.missing : null
afterAll(stopServer)

const START = '0000_start.sql'
const statements = (dialect: string): string[] =>
  readFileSync(join(import.meta.dirname, '../../drizzle', dialect, START), 'utf8').split('--> statement-breakpoint')

/** Two communities and a chat of nobody, as the first version kept them. `yes` is the dialect's true. */
const rows = (yes: string, no: string): string => `
  insert into communities values ('c1', '幸福里', 'Asia/Shanghai', 7, ${no}, 1), ('c2', '阳光里', 'Asia/Shanghai', 7, ${no}, 2);
  insert into groups values ('g1', 'c1', '3栋', 'building', '3', null, 1, 1), ('g2', 'c2', '全', 'community', null, null, 2, 1);
  insert into chats ("id", "adapter", "account", "epoch", "nativeId", "kind", "name", "groupId", "memberId", "seq", "cursor") values
    (1, 'a', 'bot', '', 'g1', 'group', '3栋', 'g1', null, 3, 2), (2, 'a', 'bot', '', 'g2', 'group', '全', 'g2', null, 1, 1),
    (3, 'a', 'bot', '', 'gx', 'group', '不知哪家', null, null, 1, 1), (4, 'a', 'bot', '', 'u1', 'direct', '', null, 'u1', 1, 1),
    (5, 'timer', 'c1', '', 'c1', 'system', '', null, null, 1, 1);
  insert into members values ('u1', 'c1', '张三', ${no}, 1, null), ('u2', 'c2', '李四', ${no}, 1, null);
  insert into identities values (1, 'a', 'bot', '', 'u1', 'u1'), (2, 'a', 'bot', '', 'u2', 'u2');
  insert into memberships values ('u1', 'g1', '张三', 1), ('gone', 'g1', '走了', 1);
  insert into roles values ('u1', 'staff', 1, 'setup');
  insert into residencies values ('u1', 'c1', '3-1-101', 'claimed', 'said', 1);
  insert into polls values (7, 'c1', 1, 'g1', '装吗', '["装","不装"]', ${no}, ${no}, ${no}, ${no}, null, 'open', 'u1', 1, 99, null);
  insert into tallies values (7, 1, 1);
  insert into ballots values (40, 7, 'u1', null, '[1]', 2, 'm1', ${yes}, null), (41, 7, 'u3', null, '[2]', 3, 'm2', ${yes}, null);
  insert into works values (3, 'c2', 1, 'g2', '清理', '车库', '', 12000, 'day', 'open', 'u2', 1);
  insert into shifts values (5, 3, '', 10, 20, 2);
  insert into signups values (6, 3, 5, 'u2', null, 'in', null, 1, 'm9');
  insert into questions values (4, 'u1', '{"kind":"which-home"}', 'm1', 99);
  insert into marks values ('c1:notice:g1', 1), ('demo-removed', 1);
  insert into speech values ('g1', '2026-03-01', 2);
  insert into counters values ('c1', 'poll', 1), ('c1', 'scrubbed', 2);
  insert into timers values ('poll-close:7', 'c1', 'g1', 'poll-close', 7, 99, null);
  insert into inbox ("id", "chatId", "seq", "adapter", "account", "extId", "kind", "payload", "sentAt", "receivedAt", "memberId", "outcome", "attempts", "error") values
    (1, 1, 1, 'a', 'bot', 'm1', 'message', '{"text":"1"}', 1, 1, 'u1', 'answer', 0, null), (2, 1, 2, 'a', 'bot', 'm2', 'message', '{"text":"2"}', 1, 2, 'u1', 'answer', 0, null),
    (3, 1, 3, 'a', 'bot', 'm3', 'message', '{"text":"3"}', 1, 3, null, null, 0, null), (4, 2, 1, 'a', 'bot', 'm4', 'message', '{"text":"4"}', 1, 4, 'u2', 'chatter', 0, null),
    (5, 3, 1, 'a', 'bot', 'm5', 'message', '{"text":"5"}', 1, 5, null, 'chatter', 0, null), (6, 5, 1, 'timer', 'c1', 't1', 'timer', '{}', 1, 6, null, 'digest', 0, null);
  insert into outbox values (90, 'a:m1/1', 1, '{"text":"好"}', 'sent', 1, 0, 1, 1, 'n1'), (91, 'a:m4/1', 2, '{"text":"好"}', 'pending', 0, 0, 1, null, null);
  insert into events values (1, 'c1', 1, 'poll.opened', 'u1', 'm1', 'poll:1', '{}'), (2, 'c2', 1, 'work.posted', 'u2', 'm9', 'work:1', '{"a":1}'), (3, 'c1', 2, 'poll.answered', 'u1', 'm1', 'poll:1', '{"home":"3-1-101"}');
`

const NOTHING_SINCE = { at: 5, type: 'poll.closed', actor: 'wugong', messageId: null, subject: 'poll:1', data: {} }

const keeps = async (store: Store): Promise<void> => {
  const see = <R>(task: () => Task<R>): Promise<R> => store.transact(task)
  expect(await see(() => list('lanes', {}, { order: 'chatId' }))).toEqual(
    [
      ['c1', 1, 3, 2],
      ['c2', 2, 1, 1],
      ['', 3, 1, 1],
      ['c1', 4, 1, 1],
      ['c1', 5, 1, 1],
    ].map(([communityId, chatId, seq, cursor]) => ({ communityId, chatId, seq, cursor, emptied: 0 })),
  )
  const communities = async (name: Parameters<typeof list>[0]) =>
    (await see(() => list(name))).map((row) => ('communityId' in row ? row.communityId : null)).sort()
  expect(await communities('chats')).toEqual(['', 'c1', 'c1', 'c1', 'c2'])
  expect(await communities('inbox')).toEqual(['', 'c1', 'c1', 'c1', 'c1', 'c2'])
  expect(await communities('identities')).toEqual(['c1', 'c2'])
  expect(await communities('memberships')).toEqual(['c1', 'c1'])
  for (const name of ['roles', 'residencies', 'tallies', 'questions', 'speech', 'timers', 'counters'] as const)
    expect(await communities(name)).toEqual(['c1'])
  for (const name of ['works', 'shifts', 'signups'] as const) expect(await communities(name)).toEqual(['c2'])
  expect(await see(() => list('marks', {}, { order: 'key' }))).toEqual([
    { communityId: '', key: 'demo-removed', at: 1 },
    { communityId: 'c1', key: 'notice:g1', at: 1 },
  ])
  expect(await see(() => list('ballots', {}, { order: 'id' }))).toMatchObject([{ id: 40 }, { id: 41 }])
  expect(await see(() => list('outbox', {}, { order: 'id' }))).toMatchObject([
    { communityId: 'c1', id: 90 },
    { communityId: 'c2', id: 91 },
  ])
  for (const name of TABLES) await see(() => table(name))

  await see(() => append('c1', NOTHING_SINCE))
  expect(await see(() => list('events', { communityId: 'c1' }, { order: 'seq' }))).toMatchObject([
    { seq: 1, type: 'poll.opened' },
    { seq: 2, data: { home: '3-1-101' } },
    { seq: 3, type: 'poll.closed' },
  ])
  // In c2 nothing has happened since: its one event is not part of a chain yet, and says nothing.
  expect(await see(verifyLog)).toEqual({ ok: true, events: 3 })
  // New ids begin above every old one.
  expect((await see(() => list('heads', { communityId: 'c1' })))[0]?.lastId).toBe(91)
}

describe('a database of the first version', () => {
  test('keeps everything, each row in its community, on SQLite', async () => {
    const name = file()
    const old = new Database(name)
    for (const statement of statements('sqlite')) old.exec(statement)
    old.exec(rows('1', '0'))
    old.pragma('user_version = 1')
    old.close()
    const store = openSqlite(name)
    await keeps(store)
    await store.close()
  })

  test.skipIf(missing)(`keeps everything, each row in its community, on PostgreSQL ${missing ?? ''}`, async () => {
    if ('missing' in found) return
    const url = await found.database()
    const client = new pg.Client(url)
    await client.connect()
    for (const statement of statements('pg')) await client.query(statement)
    await client.query('create table "migrations" ("number" integer primary key, "hash" text not null)')
    await client.query(`insert into "migrations" values (0, 'first')`)
    await client.query(quoted(rows('true', 'false')))
    await client.end()
    const store = await openPostgres(url, { durable: false })
    await keeps(store)
    await store.close()
    await found.drop(url)
  })
})

/** PostgreSQL reads `groups` as a word of its own. */
const quoted = (sql: string): string => sql.replaceAll(/insert into (\w+)/g, 'insert into "$1"')
