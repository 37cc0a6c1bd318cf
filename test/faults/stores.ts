import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openPostgres } from '../../src/store/postgres.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { startServer } from '../support/postgres.ts'
import { type Result, runWithKills } from './run.ts'

export interface Size {
  readonly kills: number
  readonly messages: number
  readonly seed: number
  readonly tell?: (line: string) => void
}

const DUPLICATES = 0.05

/** The one process of a SQLite file, killed again and again. */
export const killOnSqlite = async (size: Size): Promise<Result & { readonly integrity: string }> => {
  const folder = mkdtempSync(join(tmpdir(), 'wugong-kill-'))
  const database = join(folder, 'wugong.db')
  const open = async () => openSqlite(database)
  const result = await runWithKills({ ...size, database, roles: ['all'], server: null, open, duplicates: DUPLICATES })
  const db = new Database(database, { readonly: true })
  const integrity = String(db.pragma('integrity_check', { simple: true }))
  db.close()
  rmSync(folder, { recursive: true })
  return { ...result, integrity }
}

/** Two gateways, of which one waits, two workers and the PostgreSQL server itself, each killed again and again. */
export const killOnPostgres = async (size: Size): Promise<Result | { readonly missing: string }> => {
  const server = await startServer({ durable: true })
  if ('missing' in server) return server
  const { killable } = server
  if (!killable) return { missing: 'the server of TEST_DATABASE_URL is not ours to kill' }
  try {
    const database = await server.database()
    const roles = ['gateway', 'gateway', 'worker', 'worker'] as const
    const open = () => openPostgres(database)
    return await runWithKills({ ...size, database, roles, server: killable, open, duplicates: DUPLICATES })
  } finally {
    await server.stop()
  }
}

export const summary = (name: string, result: Result): string => {
  const kills = Object.entries(result.kills).map(([what, times]) => `${times} ${what}`)
  const faults = Object.entries(result.verdict).map(([kind, list]) => `${list.length} ${kind}`)
  return (
    `${name}: killed ${kills.join(', ')}; ${result.messages} messages, ${result.duplicates} doubled by the platform, ` +
    `${result.sends} sends of ${result.keys} keys, ${result.moments} moments; ${faults.join(', ')}; ` +
    `${Math.round(result.seconds)} s, ${Math.round(result.messages / result.seconds)} messages/s with restarts`
  )
}
