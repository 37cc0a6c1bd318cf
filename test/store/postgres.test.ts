import { readMigrationFiles } from 'drizzle-orm/migrator'
import pg from 'pg'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { alone, find, insert, list, type Task, update } from '../../src/app/operations.ts'
import { append } from '../../src/app/trail.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { migratePostgres, OLDEST } from '../../src/store/postgres-migrate.ts'
import { Wire } from '../faults/wire.ts'
import { Chance } from '../simulation/chance.ts'
import { server, stopServer } from '../support/disk.ts'
import { type Server, startServer } from '../support/postgres.ts'

const found = await server()
const missing = 'missing' in found ? found.missing : null
afterAll(stopServer)

const NOT_DURABLE = { durable: false }
const running = (): Server => {
  if ('missing' in found) throw new Error(found.missing)
  return found
}

const sql = async (url: string, text: string) => {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(text)).rows as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}

const marks = () => list('marks', {}, { order: 'key' })
const mark = (key: string) => () => insert('marks', { communityId: 'c1', key, at: 1 })

describe.skipIf(missing)(`PostgreSQL${missing ? `: ${missing}` : ''}`, () => {
  test('is set up once, however many processes start at the same time', async () => {
    const url = await running().database()
    const stores = await Promise.all(Array.from({ length: 5 }, () => openPostgres(url, NOT_DURABLE)))
    for (const [i, store] of stores.entries()) await store.transact(mark(`m${i}`))
    expect(await stores[0]?.transact(marks)).toHaveLength(5)
    await Promise.all(stores.map((store) => store.close()))
  })

  test('what was committed, and lost where another server took over, is not remembered', async () => {
    const url = await running().database()
    const [ours, theirs] = [await openPostgres(url, NOT_DURABLE), await openPostgres(url, NOT_DURABLE)]
    const happened = (key: string) => () =>
      alone('c1', function* () {
        yield* insert('marks', { key, at: 1 })
        yield* append('c1', { at: 1, type: 'test', actor: 'test', messageId: null, subject: key, data: {} })
      })
    const isThere = (key: string) => () => alone('c1', () => find('marks', { key }))
    await ours.transact(happened('before'))
    const kept = ['heads', 'marks', 'events']
    for (const table of kept) await sql(url, `create table "kept_${table}" as select * from "${table}"`)
    await ours.transact(happened('lost'))
    expect(await ours.transact(isThere('lost'))).not.toBeNull()
    for (const table of kept)
      await sql(url, `delete from "${table}"; insert into "${table}" select * from "kept_${table}"`)
    await theirs.transact(happened('after'))
    expect(await ours.transact(isThere('lost'))).toBeNull()
    expect(await ours.transact(isThere('after'))).not.toBeNull()
    await Promise.all([ours.close(), theirs.close()])
  })

  test('is brought to its version by one while the others wait, and no table is locked as a whole', async () => {
    const url = await running().prepared()
    const release = { migrations: readMigrationFiles({ migrationsFolder: 'drizzle/pg' }), oldest: OLDEST }
    const begun = async () => {
      const client = new pg.Client(url)
      await client.connect()
      await client.query('begin')
      return client
    }
    const [first, second] = [await begun(), await begun()]
    await migratePostgres(first, release)
    const unusual = `"mode" not in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')`
    // Others may be at work on the same server.
    const here = `"pid" in (select "pid" from pg_stat_activity where "datname" = current_database())`
    expect(
      await sql(url, `select "mode" from pg_locks where ${here} and "locktype" = 'relation' and ${unusual}`),
    ).toEqual([])
    const waits = migratePostgres(second, release)
    await expect.poll(() => sql(url, `select 1 from pg_locks where ${here} and not "granted"`)).toHaveLength(1)
    await first.query('commit')
    await waits
    await Promise.all([first.end(), second.end()])
  })

  test('is left as it is, empty or of an older version, by whoever only looks at it', async () => {
    const url = await running().database()
    const look = () => openPostgres(url, { ...NOT_DURABLE, tables: 'keep' })
    await expect(look()).rejects.toMatchObject({ code: 'store.empty' })
    expect(await sql(url, `select to_regclass('migrations') as "made"`)).toEqual([{ made: null }])
    await (await openPostgres(url, NOT_DURABLE)).close()
    await (await look()).close()
    await sql(url, `delete from "migrations" where "number" = (select max("number") from "migrations")`)
    const applied = () => sql(url, 'select * from "migrations" order by "number"')
    const before = await applied()
    for (const tables of ['keep', 'make'] as const)
      await expect(openPostgres(url, { ...NOT_DURABLE, tables })).rejects.toMatchObject({ code: 'store.older' })
    await sql(url, 'alter table "migrations" drop column "oldest"')
    await expect(look()).rejects.toMatchObject({ code: 'store.older' })
    expect(await applied()).toEqual(before.map(({ number, hash }) => ({ number, hash })))
  })

  test('that falls silent in the middle of a transaction is given up, and goes on by another connection', async () => {
    const direct = new URL(await running().prepared())
    const wire = new Wire({ host: direct.hostname, port: Number(direct.port || 5432) }, new Chance(1), 0)
    onTestFinished(() => wire.close())
    const url = new URL(direct)
    url.host = `127.0.0.1:${await wire.listen()}`
    const store = await openPostgres(url.href, { ...NOT_DURABLE, patience: 1_000 })
    onTestFinished(() => store.close())
    await store.transact(mark('before'))
    const silenced = store.transact(function* () {
      yield* mark('lost')()
      wire.fallSilent()
    })
    await expect(silenced).rejects.toMatchObject({ code: 'store.unreachable' })
    // What it holds there its server lets go of after some time. Others are not kept waiting.
    await store.transact(() => insert('marks', { communityId: 'c2', key: 'after', at: 1 }))
    expect((await store.transact(marks)).map(({ key }) => key)).toEqual(['after', 'before'])
  })

  test('refuses a server that may forget what it confirmed', async ({ skip }) => {
    const [{ fsync } = {}] = await sql(running().admin, 'show "fsync"')
    const forgetful = fsync === 'off' ? running() : await startServer({ durable: false })
    if ('missing' in forgetful) return skip(forgetful.missing)
    try {
      await expect(openPostgres(forgetful.admin)).rejects.toMatchObject({ code: 'store.not-durable' })
    } finally {
      if (forgetful !== found) await forgetful.stop()
    }
  })

  test('confirms nothing that is not on the disk, whatever its role or database has for a default', async () => {
    const url = await running().prepared()
    const name = new URL(url).pathname.slice(1)
    // What each transaction wrote with is what it is noted under.
    await sql(
      url,
      `create function "note"() returns trigger language plpgsql
       as 'begin new."key" := new."key" || current_setting(''synchronous_commit''); return new; end';
       create trigger "note" before insert on "marks" for each row execute function "note"()`,
    )
    for (const less of ['off', 'local', 'remote_write']) {
      await sql(url, `alter database "${name}" set "synchronous_commit" = ${less}`)
      const store = await openPostgres(url, NOT_DURABLE)
      await store.transact(mark(`${less}: `))
      await store.close()
    }
    expect((await sql(url, `select "key" from "marks" order by "key"`)).map(({ key }) => key)).toEqual([
      'local: on',
      'off: on',
      'remote_write: on',
    ])
  })

  test('refuses, untouched, what a newer version wrote and what is another program’s', async () => {
    const newer = await running().prepared()
    await sql(newer, `insert into "migrations" values (9999, 'of tomorrow')`)
    await expect(openPostgres(newer, NOT_DURABLE)).rejects.toMatchObject({ code: 'store.newer' })
    const foreign = await running().database()
    await sql(foreign, 'create table "inbox" ("mail" text)')
    await expect(openPostgres(foreign, NOT_DURABLE)).rejects.toMatchObject({ code: 'store.foreign' })
    expect(await sql(foreign, `select to_regclass('migrations') as "made"`)).toEqual([{ made: null }])
  })

  test('says what is wrong where nobody answers, the login is refused or the database is not there', async () => {
    const here = new URL(await running().database())
    const at = (change: (url: URL) => void) => {
      const url = new URL(here)
      change(url)
      return openPostgres(url.href, NOT_DURABLE)
    }
    await expect(at((url) => (url.port = '1'))).rejects.toMatchObject({ code: 'store.unreachable' })
    await expect(at((url) => (url.pathname = '/nowhere'))).rejects.toMatchObject({ code: 'store.no-database' })
    await expect(at((url) => (url.password = 'wrong'))).rejects.toMatchObject({ code: 'store.refused' })
  })

  test('says what is wrong where the role may only read, or the server takes no changes', async () => {
    const here = await running().prepared()
    const database = new URL(here).pathname.slice(1)
    const reader = `r_${database}`
    await sql(here, `create role ${reader} login password 'reads'; grant pg_read_all_data to ${reader}`)
    const as = new URL(here)
    as.username = reader
    as.password = 'reads'
    const refused = { code: 'store.read-only' }
    const empty = new URL(await running().database())
    ;[empty.username, empty.password] = [reader, 'reads']
    for (const tables of ['keep', 'make', 'upgrade'] as const)
      for (const url of [as, empty])
        await expect(openPostgres(url.href, { ...NOT_DURABLE, tables })).rejects.toMatchObject(refused)
    await sql(here, `drop role ${reader}; alter database ${database} set default_transaction_read_only = on`)
    for (const tables of ['keep', 'upgrade'] as const)
      await expect(openPostgres(here, { ...NOT_DURABLE, tables })).rejects.toMatchObject(refused)
  })

  test('takes back a transaction whose connection is cut, says so, and goes on with the next', async () => {
    const url = await running().prepared()
    const store = await openPostgres(url, NOT_DURABLE)
    await store.transact(mark('before'))
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
    let cutting: Promise<unknown> | null = null
    const broken = store.transact(function* (): Task<void> {
      yield* mark('lost')()
      cutting ??= sql(url, cut)
      // Long enough for the cut to arrive.
      for (let n = 0; n < 5_000; n += 1) yield* marks()
    })
    await expect(broken).rejects.toMatchObject({ code: 'store.unreachable' })
    await cutting
    // What it holds there its server lets go of after some time. Others are not kept waiting.
    await store.transact(() => insert('marks', { communityId: 'c2', key: 'after', at: 1 }))
    expect((await store.transact(marks)).map(({ key }) => key)).toEqual(['after', 'before'])
    await store.close()
  })

  test('tries again where two transactions wait for each other, and both come through', async () => {
    const store = await openPostgres(await running().prepared(), NOT_DURABLE)
    for (const key of ['a', 'b']) await store.transact(() => insert('marks', { communityId: 'c1', key, at: 0 }))
    const raise = (first: string, second: string) =>
      function* (): Task<void> {
        for (const key of [first, second]) {
          const mark = yield* find('marks', { key }, { lock: true })
          yield* update('marks', { key }, { at: (mark?.at ?? 0) + 1 })
        }
      }
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => store.transact(i % 2 === 0 ? raise('a', 'b') : raise('b', 'a'))),
    )
    expect((await store.transact(marks)).map(({ at }) => at)).toEqual([20, 20])
    await store.close()
  })

  test('keeps words with a character that PostgreSQL has no room for', async () => {
    const store = await openPostgres(await running().prepared(), NOT_DURABLE)
    await store.transact(() => insert('marks', { communityId: 'c1', key: '路灯\0坏了', at: 1 }))
    expect((await store.transact(marks)).map(({ key }) => key)).toEqual(['路灯坏了'])
    await store.close()
  })

  test('holds no lock between two transactions', async () => {
    const url = await running().prepared()
    const store = await openPostgres(url, { ...NOT_DURABLE, connections: 1 })
    await store.transact(mark('one'))
    const locks = await sql(
      url,
      `select count(*)::int as "held" from pg_locks l join pg_stat_activity a using (pid)
       where a.datname = current_database() and a.pid <> pg_backend_pid()`,
    )
    expect(locks).toEqual([{ held: 0 }])
    await store.close()
  })
})
