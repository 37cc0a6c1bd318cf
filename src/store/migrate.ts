import type Database from 'better-sqlite3'
import type { MigrationMeta } from 'drizzle-orm/migrator'
import { StoreError } from './error.ts'

/**
 * Applies drizzle-kit's migrations, each in its own transaction, and counts them in `user_version`: a database that has
 * more of them than we know comes from a newer 五共 and is refused untouched.
 */
export const migrate = (sqlite: Database.Database, migrations: readonly MigrationMeta[]): void => {
  const apply = sqlite.transaction(() => {
    const applied = Number(sqlite.pragma('user_version', { simple: true }))
    if (applied > migrations.length) throw new StoreError('store.newer')
    for (const { sql } of migrations.slice(applied)) for (const statement of sql) sqlite.exec(statement)
    if (applied < migrations.length) sqlite.pragma(`user_version = ${migrations.length}`)
  })
  apply.immediate()
}

/** Whose database this is, without changing it: `known` is the number of migrations we have. */
export const ownerOf = (sqlite: Database.Database, known: number): 'ours' | 'nobody' | 'foreign' | 'newer' => {
  if (Number(sqlite.pragma('user_version', { simple: true })) > known) return 'newer'
  const names = sqlite.prepare<[], string>('select name from sqlite_master').pluck().all()
  if (names.length === 0) return 'nobody'
  return ['inbox', 'outbox', 'communities'].every((name) => names.includes(name)) ? 'ours' : 'foreign'
}
