import type { Store } from '../app/ports.ts'

/** Whether a database is a PostgreSQL address; everything else is a file of SQLite. */
export const isPostgres = (database: string): boolean => /^postgres(ql)?:/.test(database)

/** Opens the configured database. Only the driver it needs is loaded. */
export const openStore = async (database: string, options: { readonly create?: boolean } = {}): Promise<Store> => {
  if (isPostgres(database)) return (await import('./postgres.ts')).openPostgres(database)
  return (await import('./sqlite.ts')).openSqlite(database, options)
}
