import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Store } from '../../src/app/ports.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { hasPooler, type Pooler, startPooler } from './pooler.ts'
import { type NoServer, type Server, startServer } from './postgres.ts'

/** `pooler`: PostgreSQL behind a PgBouncer in transaction mode. */
export const KINDS = ['sqlite', 'postgres', 'pooler'] as const
export type Kind = (typeof KINDS)[number]

/** Where a store keeps its rows: survives that the store is closed and opened again. */
export interface Disk {
  open(): Promise<Store>
  remove(): Promise<void>
}

/** What tests run on of which the store is not the subject: `npm run test:postgres` runs them on PostgreSQL. */
export const CHOSEN: Kind = process.env.WUGONG_TEST_STORE === 'postgres' ? 'postgres' : 'sqlite'

/** An empty place for a store of a kind. */
export const disk = async (kind: Kind = CHOSEN): Promise<Disk> => {
  if (kind === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'wugong-disk-'))
    return {
      open: async () => openSqlite(join(folder, 'wugong.db')),
      remove: async () => rmSync(folder, { recursive: true }),
    }
  }
  const found = await server()
  if ('missing' in found) throw new Error(found.missing)
  const url = await found.prepared()
  const address = await addressAt(kind, url)
  return {
    open: () => openPostgres(address, { durable: false, connections: 8 }),
    remove: () => found.drop(url),
  }
}

/** An empty store for one test, gone when it ends. */
export const emptyStore = async (): Promise<Store> => {
  if (CHOSEN === 'sqlite') {
    const store = openSqlite(':memory:')
    onTestFinished(() => store.close())
    return store
  }
  const place = await disk()
  const store = await place.open()
  onTestFinished(async () => {
    await store.close()
    await place.remove()
  })
  return store
}

let started: Promise<Server | NoServer> | null = null

/** The server that the tests of one file share. Whoever starts it stops it. */
export const server = (): Promise<Server | NoServer> => {
  started ??= startServer()
  return started
}

/** So few sessions that its clients have to share them. */
const SESSIONS = 4
let pooling: Promise<Pooler> | null = null

/** Where a database of that server is to be found as a store of a kind. */
export const addressAt = async (kind: Kind, database: string): Promise<string> => {
  if (kind !== 'pooler') return database
  pooling ??= startPooler(database, SESSIONS)
  const address = new URL((await pooling).url)
  address.pathname = new URL(database).pathname
  return address.href
}

/** Why there can be no store of a kind here, for the report of a skipped test. */
export const lacks = async (): Promise<Readonly<Record<Kind, string | null>>> => {
  const found = await server()
  const postgres = 'missing' in found ? found.missing : null
  return { sqlite: null, postgres, pooler: postgres ?? (hasPooler() ? null : 'no pgbouncer here') }
}

export const stopServer = async (): Promise<void> => {
  await (await pooling)?.stop()
  pooling = null
  const running = await started
  started = null
  if (running && !('missing' in running)) await running.stop()
}
