import type { MigrationMeta } from 'drizzle-orm/migrator'
import type { ClientBase } from 'pg'
import { StoreError } from './error.ts'

/**
 * How many migrations a program must know, at least, to work on today's tables: such a one may still be running while
 * they are brought to this version, and may be started after it. Raised to the number of all migrations with each one that
 * is not additive; a test refuses to forget it.
 */
export const OLDEST = 4

/** The tables of one version of 五共. */
export interface Release {
  readonly migrations: readonly MigrationMeta[]
  readonly oldest: number
}

/**
 * Applies drizzle-kit's migrations, all in one transaction, and counts them in a table of its own. Several processes
 * may start at once: one does it while the others wait (`takeTurn`). A program of an older version goes on
 * with newer tables as long as they are made for it. Refuses tables of a newer 五共 that are not (`store.newer`), what
 * older processes that still run could not go on with (`store.older-running`), and another program with tables of our
 * names (`store.foreign`).
 */
export const migratePostgres = async (client: ClientBase, { migrations, oldest }: Release): Promise<void> => {
  await client.query(
    'create table if not exists "migrations" ("number" integer primary key, "hash" text not null, "oldest" integer not null default 0)',
  )
  if (!(await tellsOldest(client)))
    await client.query('alter table "migrations" add column if not exists "oldest" integer not null default 0')
  const count = async (number: number, hash: string): Promise<boolean> => {
    const { rowCount } = await client.query('insert into "migrations" values ($1, $2, $3) on conflict do nothing', [
      number,
      hash,
      oldest,
    ])
    return rowCount === 1
  }
  const isFirst = await takeTurn(client, () => count(0, migrations[0]?.hash ?? ''))
  const applied = isFirst ? 0 : await refuseNewer(client, migrations.length)
  if (applied === 0 && (await isTaken(client))) throw new StoreError('store.foreign')
  if (applied > 0 && applied < migrations.length && applied < oldest && (await isInUse(client)))
    throw new StoreError('store.older-running')
  for (const [number, { sql, hash }] of migrations.entries()) {
    if (number < applied) continue
    for (const statement of sql) await client.query(statement)
    await count(number, hash)
  }
}

/**
 * Holds the first migration's row until the commit; `make` counts it where nobody has. True: nobody had. A row and not
 * the table, whose lock YugabyteDB does not take. Older versions, which lock the table, wait for us as we do for them.
 */
const takeTurn = async (client: ClientBase, make: () => Promise<boolean>): Promise<boolean> => {
  const made = await make()
  await client.query('select from "migrations" where "number" = 0 for update')
  return made
}

/**
 * How many migrations have been applied, without changing anything. Refuses as `migratePostgres` does, also a role or a
 * server that takes no changes.
 */
export const appliedTo = async (client: ClientBase, { migrations }: Release): Promise<number> => {
  if (!(await takesChanges(client))) throw new StoreError('store.read-only')
  const counted = await exists(client, 'migrations')
  // The first version's have been applied, and that does not tell who may go on with them.
  if (counted && !(await tellsOldest(client))) return 1
  const applied = counted ? await refuseNewer(client, migrations.length) : 0
  if (applied === 0 && (await isTaken(client))) throw new StoreError('store.foreign')
  return applied
}

/** Refuses tables that are not made for a program that knows so many migrations. How many have been applied. */
export const refuseNewer = async (client: ClientBase, known: number): Promise<number> => {
  const { rows } = await client.query<{ applied: number; refused: boolean | null }>(
    `select count(*)::int as "applied", bool_or("number" >= $1 and ("oldest" = 0 or "oldest" > $1)) as "refused"
     from "migrations"`,
    [known],
  )
  if (rows[0]?.refused) throw new StoreError('store.newer')
  return rows[0]?.applied ?? 0
}

const takesChanges = async (client: ClientBase): Promise<boolean> => {
  const { rows } = await client.query<{ does: boolean | null }>(
    `select current_setting('transaction_read_only') = 'off' and coalesce(
       has_table_privilege(to_regclass('"migrations"'), 'insert'),
       has_schema_privilege(current_schema(), 'create')) as "does"`,
  )
  return rows[0]?.does === true
}

const tellsOldest = async (client: ClientBase): Promise<boolean> => {
  const { rows } = await client.query(
    `select 1 from pg_attribute where attrelid = 'migrations'::regclass and attname = 'oldest'`,
  )
  return rows.length > 0
}

const isTaken = async (client: ClientBase): Promise<boolean> => await exists(client, 'inbox')

/** Whether some process holds a lease: each has one for its place. */
const isInUse = async (client: ClientBase): Promise<boolean> => {
  if (!(await exists(client, 'leases'))) return false
  const { rows } = await client.query(
    `select 1 from "leases" where "until" > extract(epoch from clock_timestamp()) * 1000 limit 1`,
  )
  return rows.length > 0
}

const exists = async (client: ClientBase, table: string): Promise<boolean> => {
  const { rows } = await client.query<{ is: boolean }>('select to_regclass($1) is not null as "is"', [`"${table}"`])
  return rows[0]?.is === true
}

/** A server that may forget what it has confirmed is refused. How long a commit waits for the disk each transaction says. */
export const refuseForgetful = async (client: ClientBase): Promise<void> => {
  const { rows } = await client.query<{ durable: boolean }>(`select current_setting('fsync') = 'on' as "durable"`)
  if (rows[0]?.durable !== true) throw new StoreError('store.not-durable')
}
