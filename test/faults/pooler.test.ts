import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { alone, find, insert, insertIfAbsent, list, type Task } from '../../src/app/operations.ts'
import { addCommunity, addGroup } from '../../src/app/setup.ts'
import { append } from '../../src/app/trail.ts'
import { openBell } from '../../src/jobs/bell.ts'
import { Workers } from '../../src/jobs/workers.ts'
import { sumsOf } from '../../src/store/copy/copy.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { hasPooler, startPooler } from '../support/pooler.ts'
import { type Server, startServer } from '../support/postgres.ts'
import { runCommand } from '../support/program.ts'

/** Behind a pooler in transaction mode, where a session is nobody's: the next transaction in it may be another program's. */

const found = await startServer({ durable: true })
const lack = 'missing' in found ? found.missing : hasPooler() ? null : 'no pgbouncer here'
const here = found as Server
afterAll(async () => {
  if (!('missing' in found)) await found.stop()
})

/** What whoever is given the session next finds in it. */
const FOUND = `select
  array(select "name" || '=' || "setting" from pg_settings where "source" = 'session' order by 1) as "settings",
  array(select pg_listening_channels()) as "channels",
  array(select "name" from pg_prepared_statements) as "statements",
  (select count(*)::int from pg_locks where "pid" = pg_backend_pid() and "locktype" = 'advisory')
    + (select count(*)::int from pg_cursors)
    + (select count(*)::int from pg_class where "relpersistence" = 't') as "others"`

interface Found {
  readonly settings: readonly string[]
  readonly channels: readonly string[]
  readonly statements: readonly string[]
  readonly others: number
}

const look = async (url: string): Promise<Found> => {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<Found>(FOUND)).rows[0] as Found
  } finally {
    await client.end()
  }
}

function* estate(): Task<void> {
  yield* addCommunity({ id: 'c1', name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, 1)
  const native = { adapter: 'stage', account: 'bot', epoch: '', nativeId: 'g1' }
  yield* addGroup({ id: 'g1', communityId: 'c1', name: '大群', scope: 'community' }, native, 1)
  // More than is copied at once.
  for (let at = 0; at < 1_200; at += 1)
    yield* append('c1', { at, type: 'x', actor: 'u1', messageId: null, subject: 'x:1', data: { words: '路灯坏了' } })
}

/** A move of one community holds three at once. */
const SESSIONS = 3

const pooled = async (sessions: number) => {
  const direct = await here.database()
  const pooler = await startPooler(direct, sessions)
  onTestFinished(async () => {
    await pooler.stop()
    await here.drop(direct)
  })
  return { direct, address: pooler.url }
}

describe.skipIf(lack)(`behind a pooler in transaction mode ${lack ?? ''}`, { timeout: 120_000 }, () => {
  test('no setting, lock or cursor is left to the next who has the session; what the queue and statements leave is known', async () => {
    const { address } = await pooled(1)
    const before = await look(address)
    const store = await openPostgres(address)
    await store.transact(estate)
    await store.transact(() => alone('c1', () => find('communities', { id: 'c1' }, { lock: true })))
    await expect(
      store.transact(function* (): Task<void> {
        yield* insert('marks', { communityId: 'c1', key: 'half', at: 1 })
        throw new Error('taken back')
      }),
    ).rejects.toThrow('taken back')
    await sumsOf(address)
    const workers = new Workers({ store, holder: 'a', ms: 30_000 })
    await workers.join(true)
    const heard: number[] = []
    const ears = {
      handle: (chats: readonly number[]) => heard.push(...chats),
      deliver: () => {},
      gateways: [],
      workers,
    }
    const bell = openBell(address, ears, { info: () => {}, warn: () => {}, error: () => {} })
    bell.handle([{ communityId: 'c1', chatId: 7 }])
    await expect.poll(() => heard, { timeout: 20_000 }).toEqual([7])
    const during = await look(address)
    expect(during.settings).toEqual(before.settings)
    expect(during.others).toBe(0)
    // Two words that only graphile-worker says.
    expect(during.channels.filter((name) => name !== 'jobs:insert' && name !== 'worker:migrate')).toEqual([])
    // Named after their own text, so under such a name nobody has another.
    for (const name of during.statements) expect(name).toMatch(/^[\w-]{24}$/)
    await bell.close()
    await store.close()
  })

  test('once a statement is missed or met there, none is prepared any more', async () => {
    const { address } = await pooled(1)
    const store = await openPostgres(address, { connections: 2 })
    await store.transact(estate)
    const ask = (key: string) => store.transact(() => insertIfAbsent('marks', { communityId: 'c1', key, at: 1 }))
    // Each of the two connections thinks that the one session is its own.
    await Promise.all(['a', 'b', 'c', 'd'].map(ask))
    const { statements } = await look(address)
    await store.transact(() => list('marks', { at: { lte: 1 } }, { order: 'at', limit: 3 }))
    await store.transact(() => list('members', { communityId: 'c1' }, { order: 'name', limit: 3 }))
    expect(new Set((await look(address)).statements)).toEqual(new Set(statements))
    await store.close()
  })

  test('a database is moved there and back, checked, saved and put back as anywhere', async () => {
    const { address } = await pooled(SESSIONS)
    const cwd = mkdtempSync(join(tmpdir(), 'wugong-pooler-'))
    onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
    const [file, back, kept] = ['a.db', 'back.db', 'kept.db'].map((name) => join(cwd, name)) as [string, string, string]
    const made = openSqlite(file)
    await made.transact(estate)
    await made.close()
    const wugong = async (...args: string[]) => {
      const ran = await runCommand(args, { cwd })
      expect(ran, args.join(' ')).toMatchObject({ code: 0, err: '' })
      return ran.out
    }
    await wugong('move', '--from', file, '--to', address)
    const sums = await sumsOf(file)
    expect(await sumsOf(address)).toEqual(sums)
    await wugong('verify-log', '--db', address)
    await wugong('backup', kept, '--db', address)
    await wugong('move', '--from', address, '--to', back)
    expect(await sumsOf(back)).toEqual(sums)
    const { address: again } = await pooled(SESSIONS)
    await wugong('restore', kept, '--db', again)
    expect(await sumsOf(again)).toEqual(sums)
    // Ids go on after those that were copied.
    const store = await openPostgres(again)
    await store.transact(() =>
      alone('c1', () => append('c1', { at: 9, type: 'x', actor: 'u1', messageId: null, subject: 'x:1', data: {} })),
    )
    await store.close()
    await wugong('move', '--from', again, '--to', join(cwd, 'part.db'), '--community', '幸福里社区')
    expect(JSON.parse(await wugong('export', 'events', '--db', again))).toEqual([])
    const checked = await runCommand(['check', '--db', again], { cwd })
    expect(checked.out).toMatch(/^✔ 数据库/m)
  })
})
