import { isUnfinished } from '../app/lease.ts'
import type { Store } from '../app/ports.ts'
import { StoreError } from './error.ts'
import type { Tables } from './migrate.ts'
import { type FileLock, lockFile } from './file.ts'

/** Whether a database is a PostgreSQL address; everything else is a file of SQLite. */
export const isPostgres = (database: string): boolean => /^postgres(ql)?:/.test(database)

export interface OpenOptions {
  /** Left out: keep. Whoever only looks at a database changes nothing under an older process that may be running. */
  readonly tables?: Tables
  /** True: also one that is being copied into and is not whole. For whoever goes on with that. */
  readonly unfinished?: boolean
}

/**
 * Opens the configured database. Only the driver it needs is loaded. Whoever serves a database or is asked about it
 * comes through here, so what a copy has left half done is refused everywhere (`store.unfinished`).
 */
export const openStore = async (database: string, options: OpenOptions = {}): Promise<Store> => {
  const store = await open(database, options)
  try {
    if (!options.unfinished && (await store.transact(isUnfinished))) throw new StoreError('store.unfinished')
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

/** Does something with a store that is being opened, and closes it however that ends. */
export const withStore = async <R>(opening: Promise<Store>, work: (store: Store) => Promise<R>): Promise<R> => {
  const store = await opening
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

const open = async (database: string, { tables = 'keep' }: OpenOptions): Promise<Store> => {
  if (isPostgres(database)) return (await import('./postgres.ts')).openPostgres(database, { tables })
  return (await import('./sqlite.ts')).openSqlite(database, { tables })
}

/** Takes a file for this process alone. A server is shared by as many as like. */
export const lockDatabase = (database: string): FileLock => {
  if (isPostgres(database)) return { announce: () => {}, release: () => {} }
  return lockFile(database)
}
