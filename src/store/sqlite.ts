import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type { Table } from '../app/model.ts'
import type { Operation, Task } from '../app/operations.ts'
import type { Store } from '../app/ports.ts'
import { StoreError } from './error.ts'
import { migrate, ownerOf } from './migrate.ts'
import { isRemembered } from './remembered.ts'
import { type Plain, type PlainRecall, Scope } from './scope.ts'
import { type Prepared, statements } from './statements.ts'

export const migrationsFolder = (): string => join(dirname(fileURLToPath(import.meta.url)), '../../drizzle/sqlite')

const MEMORY_LIMIT = 20_000

/** The joint result of several reads, and which state of which tables it was read from. */
interface Recalled {
  readonly value: unknown
  readonly from: readonly { readonly table: Table; readonly version: number }[]
}

/**
 * Opens the database file (":memory:" for none), makes it durable, and brings it to this version. Refuses, before it
 * changes anything, a file that is not a database (`store.not-a-database`), is another program's (`store.foreign`) or was
 * written by a newer version (`store.newer`).
 */
export const openSqlite = (file: string, options: { readonly create?: boolean } = {}): Store => {
  if (file !== ':memory:' && options.create === false && !existsSync(file)) throw new StoreError('store.missing')
  const migrations = readMigrationFiles({ migrationsFolder: migrationsFolder() })
  let sqlite: Database.Database | null = null
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
    sqlite = new Database(file)
    const owner = ownerOf(sqlite, migrations.length)
    if (owner === 'newer' || owner === 'foreign') throw new StoreError(`store.${owner}`)
    makeDurable(sqlite, file)
    migrate(sqlite, migrations)
    return driver(sqlite, statements(sqlite))
  } catch (error) {
    sqlite?.close()
    if (error instanceof StoreError) throw error
    throw new StoreError(codeOf(error), { cause: error })
  }
}

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

const codeOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'SQLITE_NOTADB') return 'store.not-a-database'
  if (code === 'SQLITE_FULL') return 'store.full'
  if (code.startsWith('SQLITE_BUSY')) return 'store.busy'
  if (code.startsWith('SQLITE_CORRUPT')) return 'store.corrupt'
  return 'store.unreadable'
}

const driver = (sqlite: Database.Database, prepare: (operation: Operation) => Prepared): Store => {
  const memory = new Map<Table, Map<Prepared, Map<unknown, unknown>>>()
  const versions = new Map<Table, number>()
  const recalled = new Map<string, Recalled>()
  /** The tables that the recall now being made has read. */
  let reading: Set<Table> | null = null
  let dataVersion: unknown

  const forget = (): void => {
    memory.clear()
    recalled.clear()
  }

  const versionOf = (table: Table): number => versions.get(table) ?? 0

  const answer = (asked: Operation | PlainRecall): unknown => (asked.do === 'recall' ? recall(asked) : ask(asked))

  const ask = (operation: Operation): unknown => {
    const { table } = operation
    if (reading) {
      if ((operation.do !== 'list' && operation.do !== 'count') || !isRemembered(table))
        throw new Error(`${operation.do} ${table} cannot be remembered`)
      reading.add(table)
    }
    const prepared = prepare(operation)
    const values = prepared.bind(operation)
    if (operation.do !== 'list' && operation.do !== 'count') {
      memory.get(table)?.clear()
      if (isRemembered(table)) versions.set(table, versionOf(table) + 1)
      return prepared.run(values)
    }
    return isRemembered(table) ? remembered(table, prepared, values) : prepared.run(values)
  }

  const recall = ({ key, read }: PlainRecall): unknown => {
    if (reading) throw new Error(`${key}: a recall in a recall`)
    const known = recalled.get(key)
    if (known?.from.every(({ table, version }) => versionOf(table) === version)) return known.value
    const tables = new Set<Table>()
    reading = tables
    try {
      const value = run(read)
      if (recalled.size >= MEMORY_LIMIT) recalled.clear()
      recalled.set(key, { value, from: [...tables].map((table) => ({ table, version: versionOf(table) })) })
      return value
    } finally {
      reading = null
    }
  }

  const remembered = (table: Table, prepared: Prepared, values: unknown[]): unknown => {
    const shapes = memory.get(table) ?? new Map<Prepared, Map<unknown, unknown>>()
    if (shapes.size === 0) memory.set(table, shapes)
    const answers = shapes.get(prepared) ?? new Map<unknown, unknown>()
    if (answers.size === 0) shapes.set(prepared, answers)
    const key = values.length === 1 ? values[0] : values.join('\0')
    let found = answers.get(key)
    if (found === undefined) {
      found = prepared.run(values)
      if (answers.size >= MEMORY_LIMIT) answers.clear()
      answers.set(key, found)
    }
    return found
  }

  const run = <R>(task: () => Plain<R>): R => {
    const steps = task()
    let step = steps.next()
    while (!step.done) step = steps.next(answer(step.value))
    return step.value
  }

  const begin = sqlite.transaction((tasks: readonly (() => Task<unknown>)[]) => {
    // Another process (an import, a restore) may have written since: what we remember is then worth nothing.
    const version = sqlite.pragma('data_version', { simple: true })
    if (version !== dataVersion) forget()
    dataVersion = version
    const scope = new Scope()
    return tasks.map((task) => run(() => scope.plain(task)))
  })

  const transactAll = async <R>(tasks: readonly (() => Task<R>)[]): Promise<R[]> => {
    try {
      return begin.immediate(tasks) as R[]
    } catch (error) {
      forget()
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
