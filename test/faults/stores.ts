import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openPostgres } from '../../src/store/postgres.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { startServer } from '../support/postgres.ts'
import type { Role } from './post.ts'
import type { Spare } from './restored.ts'
import { type Result, runWithKills } from './run.ts'

export interface Size {
  readonly kills: number
  readonly messages: number
  readonly seed: number
  /** The platform shows a message as often as it is sent. */
  readonly keyless?: boolean
  readonly tell?: (line: string) => void
}

const DUPLICATES = 0.05

/** The one process of a SQLite file, killed again and again. */
export const killOnSqlite = async (size: Size): Promise<Result> => {
  const folder = mkdtempSync(join(tmpdir(), 'wugong-kill-'))
  const at = (name: string) => {
    const database = join(folder, name)
    return { database, open: async () => openSqlite(database) }
  }
  const place = at('wugong.db')
  const roles = ['all'] as const
  try {
    const plan = { ...size, ...place, roles, server: null, duplicates: DUPLICATES }
    const result = await runWithKills({ ...plan, ...spareOf(size, at('restored.db'), folder) })
    result.verdict.wrong.push(...damageOf(place.database))
    return result
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What SQLite itself finds wrong in a file. */
export const damageOf = (database: string): string[] => {
  const db = new Database(database, { readonly: true })
  try {
    const found = String(db.pragma('integrity_check', { simple: true }))
    return found === 'ok' ? [] : [`the file: ${found}`]
  } finally {
    db.close()
  }
}

/** Where a message is shown as often as it is sent, what a backup had not sent yet would be shown twice. */
const spareOf = ({ keyless }: Size, place: Omit<Spare, 'folder'>, folder: string): { spare?: Spare } =>
  keyless ? {} : { spare: { ...place, folder } }

const ALL = ['gateway', 'gateway', 'worker', 'worker', 'web'] as const

/** Gateways, of which one waits, workers, a console and the PostgreSQL server itself, each killed again and again. */
export const killOnPostgres = async (size: Size): Promise<Result | { readonly missing: string }> => {
  const server = await startServer({ durable: true })
  if ('missing' in server) return server
  const { killable } = server
  if (!killable) return { missing: 'the server of TEST_DATABASE_URL is not ours to kill' }
  const folder = mkdtempSync(join(tmpdir(), 'wugong-kill-'))
  const place = async () => {
    const database = await server.database()
    return { database, open: () => openPostgres(database) }
  }
  try {
    // The fewer there are, the more often it is the one that sends.
    const roles: readonly Role[] = size.keyless ? ['gateway', 'worker'] : ALL
    const plan = { ...size, ...(await place()), roles, server: killable, duplicates: DUPLICATES }
    return await runWithKills({ ...plan, ...spareOf(size, await place(), folder) })
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true })
  }
}

/** What makes a run fail: what it found, or that it could not be made, for then nothing is shown. */
export const faultsOf = (result: Result | { readonly missing: string }): string[] =>
  'missing' in result
    ? [result.missing]
    : Object.entries<readonly string[]>({ ...result.verdict }).flatMap(([kind, found]) =>
        found.map((one) => `${kind}: ${one}`),
      )

export const summary = (name: string, result: Result): string => {
  const kills = Object.entries(result.kills).map(([what, times]) => `${times} ${what}`)
  const faults = Object.entries(result.verdict).map(([kind, list]) => `${list.length} ${kind}`)
  return (
    `${name}: killed ${kills.join(', ')}; ${result.messages} messages, ${result.duplicates} doubled by the platform, ` +
    `${result.backedUp === null ? '' : `${result.backedUp} acknowledged before the backup, `}${result.sends} sends of ${result.keys} keys, ` +
    `${result.unknown} of unknown fate, ${result.moments} moments; ${faults.join(', ')}; ` +
    `${Math.round(result.seconds)} s, ${Math.round(result.messages / result.seconds)} messages/s with restarts`
  )
}
