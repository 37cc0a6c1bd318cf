import type { MigrationMeta } from 'drizzle-orm/migrator'
import type { ClientBase } from 'pg'
import { StoreError } from './error.ts'

/**
 * Applies drizzle-kit's migrations, all in one transaction, and counts them in a table of its own. Several processes
 * may start at once: the lock on that table lets one do it while the others wait. Refuses a database of a newer 五共
 * (`store.newer`) or of another program with tables of our names (`store.foreign`).
 */
export const migratePostgres = async (client: ClientBase, migrations: readonly MigrationMeta[]): Promise<void> => {
  await client.query('create table if not exists "migrations" ("number" integer primary key, "hash" text not null)')
  await client.query('lock table "migrations" in exclusive mode')
  const { rows } = await client.query<{ number: number }>('select "number" from "migrations"')
  if (rows.length > migrations.length) throw new StoreError('store.newer')
  if (rows.length === 0 && (await isTaken(client))) throw new StoreError('store.foreign')
  for (const [number, { sql, hash }] of migrations.entries()) {
    if (number < rows.length) continue
    for (const statement of sql) await client.query(statement)
    await client.query('insert into "migrations" values ($1, $2)', [number, hash])
  }
}

const isTaken = async (client: ClientBase): Promise<boolean> => {
  const { rows } = await client.query<{ taken: boolean }>(`select to_regclass('"inbox"') is not null as "taken"`)
  return rows[0]?.taken === true
}

/** A server that may forget what it has confirmed is refused. */
export const refuseForgetful = async (client: ClientBase): Promise<void> => {
  const { rows } = await client.query<{ durable: boolean }>(
    `select current_setting('fsync') = 'on' and current_setting('synchronous_commit') <> 'off' as "durable"`,
  )
  if (rows[0]?.durable !== true) throw new StoreError('store.not-durable')
}
