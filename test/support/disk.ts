import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '../../src/app/ports.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { type NoServer, type Server, startServer } from './postgres.ts'

export const KINDS = ['sqlite', 'postgres'] as const
export type Kind = (typeof KINDS)[number]

/** Where a store keeps its rows: survives that the store is closed and opened again. */
export interface Disk {
  open(): Promise<Store>
  remove(): Promise<void>
}

/** Which store transcripts run on: WUGONG_TEST_STORE=postgres runs them all on PostgreSQL. */
const chosen = (): Kind => (process.env.WUGONG_TEST_STORE === 'postgres' ? 'postgres' : 'sqlite')

/** An empty place for a store of a kind. */
export const disk = async (kind: Kind = chosen()): Promise<Disk> => {
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
  return {
    open: () => openPostgres(url, { durable: false, connections: 8 }),
    remove: () => found.drop(url),
  }
}

let started: Promise<Server | NoServer> | null = null

/** The server that the tests of one file share. Whoever starts it stops it. */
export const server = (): Promise<Server | NoServer> => {
  started ??= startServer()
  return started
}

export const stopServer = async (): Promise<void> => {
  const running = await started
  started = null
  if (running && !('missing' in running)) await running.stop()
}
