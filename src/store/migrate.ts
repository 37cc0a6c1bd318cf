import type Database from 'better-sqlite3'
import type { MigrationMeta } from 'drizzle-orm/migrator'
import { StoreError } from './error.ts'

/**
 * Applies drizzle-kit's migrations, each in its own transaction, and counts them in `user_version`: a database that has
 * more of them than we know comes from a newer 五共 and is refused untouched.
 */
export const migrate = (sqlite: Database.Database, migrations: readonly MigrationMeta[]): void => {
  const apply = sqlite.transaction(() => {
    const applied = appliedTo(sqlite)
    if (applied > migrations.length) throw new StoreError('store.newer')
    for (const { sql } of migrations.slice(applied)) for (const statement of sql) sqlite.exec(statement)
    if (applied < migrations.length) sqlite.pragma(`user_version = ${migrations.length}`)
  })
  apply.immediate()
}

/**
 * What is done to the tables of a database that is opened. `keep`: nothing; one that has none, or those of an older
 * version, is refused. `make`: one that has none gets them. `upgrade`: those of an older version are brought to this one.
 */
export type Tables = 'keep' | 'make' | 'upgrade'

/** Refuses what may not be done to tables of which so many migrations have been applied (`store.empty`, `store.older`). */
export const refuseOlder = (tables: Tables, applied: number, known: number): void => {
  if (tables === 'keep' && applied === 0) throw new StoreError('store.empty')
  if (tables !== 'upgrade' && applied > 0 && applied < known) throw new StoreError('store.older')
}

/** Whose database this is, without changing it: `known` is the number of migrations we have. */
export const ownerOf = (sqlite: Database.Database, known: number): 'ours' | 'nobody' | 'foreign' | 'newer' => {
  if (appliedTo(sqlite) > known) return 'newer'
  const names = sqlite.prepare<[], string>('select name from sqlite_master').pluck().all()
  if (names.length === 0) return 'nobody'
  return ['inbox', 'outbox', 'communities'].every((name) => names.includes(name)) ? 'ours' : 'foreign'
}

/** How many migrations have been applied to a database. */
export const appliedTo = (sqlite: Database.Database): number => Number(sqlite.pragma('user_version', { simple: true }))
