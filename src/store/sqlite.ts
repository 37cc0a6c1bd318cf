import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator'
import type { Operation, Task } from '../app/operations.ts'
import type { Store } from '../app/ports.ts'
import type { Asked, Question } from './asked.ts'
import { StoreError } from './error.ts'
import { makeFolderOf } from './folder.ts'
import { Memories } from './memory.ts'
import { appliedTo, migrate, ownerOf, refuseOlder, type Tables } from './migrate.ts'
import { type Prepared, statements } from './statements.ts'
import { Work } from './work.ts'

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../drizzle/sqlite')
let read: readonly MigrationMeta[] | null = null

/** The migrations of this version. */
export const migrations = (): readonly MigrationMeta[] => {
  read ??= readMigrationFiles({ migrationsFolder: FOLDER })
  return read
}

export interface SqliteOptions {
  /** Left out: upgrade. With `keep` a file that is not there is not made either. */
  readonly tables?: Tables
  /** Told of each statement before it runs; what it throws takes the whole transaction back. For tests. */
  readonly before?: (operation: Operation) => void
}

/**
 * Opens the database file (":memory:" for none), makes it durable, and brings it to this version where it may. Refuses,
 * before it changes anything, a file that is not a database (`store.not-a-database`), is another program's
 * (`store.foreign`) or was written by a newer version (`store.newer`).
 */
export const openSqlite = (file: string, options: SqliteOptions = {}): Store => {
  const { tables = 'upgrade' } = options
  if (tables === 'keep' && !existsSync(file)) throw new StoreError('store.missing')
  const known = migrations()
  let sqlite: Database.Database | null = null
  try {
    if (isFolder(file)) throw new StoreError('store.folder')
    if (file !== ':memory:') makeFolderOf(file)
    sqlite = new Database(file)
    const owner = ownerOf(sqlite, known.length)
    if (owner === 'newer' || owner === 'foreign') throw new StoreError(`store.${owner}`)
    refuseOlder(tables, appliedTo(sqlite), known.length)
    makeDurable(sqlite, file)
    migrate(sqlite, known)
    return driver(sqlite, statements(sqlite), options.before)
  } catch (error) {
    sqlite?.close()
    if (error instanceof StoreError) throw error
    throw new StoreError(codeOf(error), { cause: error })
  }
}

/** Whether there is a folder where a file is to be. */
export const isFolder = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isDirectory() === true

/** WAL, and a sync at every commit. A WAL file that is opened again silently falls back to NORMAL, hence the check. */
const makeDurable = (sqlite: Database.Database, file: string): void => {
  sqlite.pragma('busy_timeout = 5000')
  if (file !== ':memory:') sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  // 32 MB of pages, and up to 16 MB of log before it is copied into the file: a busy evening writes the same pages often.
  sqlite.pragma('cache_size = -32768')
  sqlite.pragma('wal_autocheckpoint = 4096')
  sqlite.pragma('foreign_keys = ON')
  sqlite.pragma('trusted_schema = OFF')
  const journal = sqlite.pragma('journal_mode', { simple: true })
  if (sqlite.pragma('synchronous', { simple: true }) !== 2 || (file !== ':memory:' && journal !== 'wal'))
    throw new StoreError('store.not-durable')
}

/** The code of a `StoreError` for what SQLite says. */
export const codeOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'SQLITE_NOTADB') return 'store.not-a-database'
  // The second: there is no room for the file by which a log is shared.
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') return 'store.full'
  if (code.startsWith('SQLITE_BUSY')) return 'store.busy'
  if (code.startsWith('SQLITE_CORRUPT')) return 'store.corrupt'
  return 'store.unreadable'
}

const driver = (
  sqlite: Database.Database,
  prepare: (operation: Operation) => Prepared,
  before?: SqliteOptions['before'],
): Store => {
  const memories = new Memories()

  const ask = (operation: Operation): unknown => {
    before?.(operation)
    const prepared = prepare(operation)
    return prepared.run(prepared.bind(operation))
  }

  const answer = (asked: Question): unknown => {
    if (asked.do === 'several') return asked.of.map(answer)
    if (asked.do !== 'write') return ask(asked)
    for (const change of asked.take()) ask(change)
    return undefined
  }

  const run = <R>(task: Asked<R>): R => {
    let step = task.next()
    while (!step.done) step = task.next(answer(step.value))
    return step.value
  }

  const begin = sqlite.transaction((tasks: readonly (() => Task<unknown>)[], work: Work) => {
    const results = run(work.carryAll(tasks))
    run(work.finish())
    return results
  })

  const transactAll = async <R>(tasks: readonly (() => Task<R>)[]): Promise<R[]> => {
    const work = new Work(memories, { abreast: false })
    try {
      const results = begin.immediate(tasks, work) as R[]
      work.committed()
      return results
    } catch (error) {
      // A broken rule of a table is a handler's bug, to be parked; the rest is the database's trouble, to be waited out.
      if (error instanceof Database.SqliteError && !error.code.startsWith('SQLITE_CONSTRAINT'))
        throw new StoreError(codeOf(error), { cause: error })
      throw error
    }
  }

  return {
    shared: false,
    transactAll,
    transact: async <R>(task: () => Task<R>) => {
      const [result] = await transactAll([task])
      return result as R
    },
    time: async () => Date.now(),
    check: async () => {},
    close: async () => {
      sqlite.close()
    },
  }
}
