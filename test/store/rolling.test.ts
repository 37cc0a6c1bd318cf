import { readMigrationFiles } from 'drizzle-orm/migrator'
import pg from 'pg'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { dropLease, takeLease } from '../../src/app/lease.ts'
import { count, insert, list } from '../../src/app/operations.ts'
import { Workers } from '../../src/jobs/workers.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { OLDEST, type Release } from '../../src/store/postgres-migrate.ts'
import { server, stopServer } from '../support/disk.ts'
import type { Server } from '../support/postgres.ts'

const found = await server()
const missing = 'missing' in found ? found.missing : null
afterAll(stopServer)
const running = (): Server => {
  if ('missing' in found) throw new Error(found.missing)
  return found
}

const migrations = readMigrationFiles({ migrationsFolder: 'drizzle/pg' })
const today: Release = { migrations, oldest: OLDEST }
const then = (release: Release, oldest: number, ...sql: string[]): Release => ({
  migrations: [...release.migrations, { sql, bps: true, folderMillis: 0, hash: sql.join() }],
  oldest,
})
/** A version that adds, and one after it that takes away. */
const tomorrow = then(today, OLDEST, 'alter table "gaps" add column "why" text', 'create table "extra" ("a" text)')
const someday = then(tomorrow, tomorrow.migrations.length + 1, 'alter table "gaps" drop column "to"')

const gap = (from: number) => () => insert('gaps', { adapter: 'stage', account: 'bot', from, to: from + 1 })

describe.skipIf(missing)(`versions on one PostgreSQL${missing ? `: ${missing}` : ''}`, () => {
  let url: string
  beforeEach(async () => {
    url = await running().prepared()
  })
  const open = (release: Release) => openPostgres(url, { durable: false, release })

  test('what adds to the tables goes in while an older process runs, and that one goes on and can start again', async () => {
    const older = await open(today)
    await older.transact(gap(1))
    const newer = await open(tomorrow)
    await older.check()
    await older.transact(gap(2))
    await newer.transact(gap(3))
    const again = await open(today)
    expect((await again.transact(() => list('gaps'))).map(({ from }) => from)).toEqual([1, 2, 3])
    for (const store of [older, newer, again]) await store.close()
  })

  test('what an older process could not go on with waits until none runs', async () => {
    const older = await open(tomorrow)
    const now = await older.time()
    await older.transact(() => takeLease({ name: 'pump', holder: 'a', now, ms: 60_000, health: 'ok', scan: null }))
    await expect(open(someday)).rejects.toMatchObject({ code: 'store.older-running' })
    await older.transact(gap(1))
    await older.transact(() => dropLease('pump', 'a'))
    const newer = await open(someday)
    await expect(older.check()).rejects.toMatchObject({ code: 'store.newer' })
    await expect(open(tomorrow)).rejects.toMatchObject({ code: 'store.newer' })
    await expect(open(today)).rejects.toMatchObject({ code: 'store.newer' })
    for (const store of [older, newer]) await store.close()
  })

  test('an older process that only shows pages is waited for too', async () => {
    const older = await open(tomorrow)
    const processes = new Workers({ store: older, holder: 'a', ms: 60_000 })
    await processes.join(false)
    await expect(open(someday)).rejects.toMatchObject({ code: 'store.older-running' })
    await processes.leave()
    const newer = await open(someday)
    for (const store of [older, newer]) await store.close()
  })

  test('two versions that start at once leave one set of tables', async () => {
    const stores = await Promise.all([today, tomorrow, today, tomorrow].map(open))
    for (const [i, store] of stores.entries()) await store.transact(gap(i))
    expect(await stores[0]?.transact(() => count('gaps', {}))).toBe(4)
    const client = new pg.Client(url)
    await client.connect()
    const { rows } = await client.query('select count(*)::int as "n" from "migrations"')
    expect(rows).toEqual([{ n: tomorrow.migrations.length }])
    await client.end()
    for (const store of stores) await store.close()
  })
})

describe('migrations', () => {
  test('that an older program would not survive raise OLDEST in store/postgres-migrate.ts to the number of all', () => {
    for (const { sql } of migrations.slice(OLDEST)) expect(noticed(sql)).toEqual([])
    expect(OLDEST).toBeLessThanOrEqual(migrations.length)
  })

  test('are told apart: what an older program does not notice, and what it does', () => {
    const fine = [
      'CREATE TABLE "a" ("b" text NOT NULL);',
      'CREATE INDEX "i" ON "a" USING btree ("b");',
      'ALTER TABLE "a" ADD COLUMN "c" bigint;',
      'ALTER TABLE "a" ADD COLUMN "d" bigint DEFAULT 0 NOT NULL;',
      'DROP INDEX "i";',
    ]
    const not = [
      'ALTER TABLE "a" ADD COLUMN "c" bigint NOT NULL;',
      'ALTER TABLE "a" DROP COLUMN "c";',
      'ALTER TABLE "a" RENAME COLUMN "b" TO "c";',
      'ALTER TABLE "a" ADD CONSTRAINT "u" UNIQUE("b");',
      'CREATE UNIQUE INDEX "i" ON "a" ("b");',
      'DROP TABLE "a";',
      'UPDATE "a" SET "b" = 1;',
    ]
    expect(noticed(fine)).toEqual([])
    expect(noticed(not)).toEqual(not)
  })
})

/** A new table, an index that refuses nothing, a column that may be left out: all else an older program may break on. */
const UNNOTICED: readonly RegExp[] = [
  /^create table /i,
  /^create index /i,
  /^drop index /i,
  /^alter table \S+ add column \S+ \w+;?$/i,
  /^alter table \S+ add column \S+ \w+ default \S+ not null;?$/i,
]

const noticed = (statements: readonly string[]): string[] =>
  statements.filter((statement) => !UNNOTICED.some((shape) => shape.test(statement.trim().replace(/\s+/g, ' '))))
