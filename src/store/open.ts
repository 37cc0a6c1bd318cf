import type { Store } from '../app/ports.ts'
import { type FileLock, lockFile } from './file.ts'

/** Whether a database is a PostgreSQL address; everything else is a file of SQLite. */
export const isPostgres = (database: string): boolean => /^postgres(ql)?:/.test(database)

/** Opens the configured database. Only the driver it needs is loaded. */
export const openStore = async (database: string, options: { readonly create?: boolean } = {}): Promise<Store> => {
  if (isPostgres(database)) return (await import('./postgres.ts')).openPostgres(database)
  return (await import('./sqlite.ts')).openSqlite(database, options)
}

/** Takes a file for this process alone. A server is shared by as many as like. */
export const lockDatabase = (database: string): FileLock => {
  if (isPostgres(database)) return { announce: () => {}, release: () => {} }
  return lockFile(database)
}
