import { readdirSync, readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { getTableConfig as postgresTable } from 'drizzle-orm/pg-core'
import { getTableConfig as sqliteTable } from 'drizzle-orm/sqlite-core'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import type { Column, TableModel } from '../../src/app/columns.ts'
import { isOwned, model, type Table } from '../../src/app/model.ts'
import * as postgres from '../../src/store/postgres-schema.ts'
import * as sqlite from '../../src/store/schema.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { server, stopServer } from '../support/disk.ts'
import { file } from './folder.ts'

const found = await server()
const missing = 'missing' in found ? found.missing : null
afterAll(stopServer)

const TABLES = Object.keys(model) as Table[]

/** What a table is, in words that both databases share. */
interface Said {
  /** The database's own type of each column, and whether it may be null. */
  readonly columns: Readonly<Record<string, { readonly type: string; readonly required: boolean }>>
  readonly key: readonly string[]
  readonly uniques: readonly string[]
  readonly indexes: readonly string[]
  /** Columns that the database itself fills in. */
  readonly given: readonly string[]
}

const DIALECTS = {
  sqlite: { text: 'text', json: 'text', int: 'integer', id: 'integer', flag: 'integer' },
  postgres: { text: 'text', json: 'text', int: 'bigint', id: 'bigint', flag: 'boolean' },
} as const satisfies Record<string, Readonly<Record<Column<unknown>['type'], string>>>
type Dialect = keyof typeof DIALECTS

/** What `app/model.ts` says of a table. */
const meant = (table: Table, dialect: Dialect): Said => {
  const { columns, key, unique = [], index = [] }: TableModel = model[table]
  return {
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, { type, nullable }]) => [
        name,
        { type: DIALECTS[dialect][type], required: !nullable },
      ]),
    ),
    key: key ?? ['id'],
    uniques: unique.map(String).sort(),
    indexes: index.map(String).sort(),
    given: key ? [] : ['id'],
  }
}

interface Config {
  readonly columns: readonly {
    readonly name: string
    readonly notNull: boolean
    readonly primary: boolean
    readonly hasDefault: boolean
    getSQLType(): string
  }[]
  readonly primaryKeys: readonly { readonly columns: readonly unknown[] }[]
  readonly uniqueConstraints: readonly { readonly columns: readonly unknown[] }[]
  readonly indexes: readonly { readonly config: { readonly columns: readonly unknown[] } }[]
}

const names = (columns: readonly unknown[]) => columns.map((c) => (c as { name: string }).name)

/** What a drizzle table says of itself. */
const drawn = ({ columns, primaryKeys, uniqueConstraints, indexes }: Config): Said => ({
  columns: Object.fromEntries(
    columns.map((c) => [
      c.name,
      { type: c.getSQLType().replace('bigserial', 'bigint'), required: c.notNull || c.primary },
    ]),
  ),
  key: [...names(columns.filter(({ primary }) => primary)), ...primaryKeys.flatMap((k) => names(k.columns))],
  uniques: uniqueConstraints.map((u) => String(names(u.columns))).sort(),
  indexes: indexes.map((i) => String(names(i.config.columns))).sort(),
  given: names(columns.filter(({ hasDefault }) => hasDefault)),
})

/** Columns that older rows, and those of an older process, need a value for; every row of ours has one of its own. */
const FILLED: ReadonlySet<string> = new Set(['chats.communityId', 'identities.communityId', 'outbox.turn'])

const inSqlite = (db: Database.Database, table: Table): Said => {
  const columns = db.prepare(`select * from pragma_table_info(?)`).all(table) as {
    name: string
    type: string
    notnull: number
    dflt_value: string | null
    pk: number
  }[]
  const lists = db.prepare('select name, "unique", origin from pragma_index_list(?)').all(table) as {
    name: string
    unique: number
    origin: string
  }[]
  const of = (index: string) =>
    String(db.prepare('select name from pragma_index_info(?) order by seqno').pluck().all(index))
  const [{ sql } = { sql: '' }] = db.prepare('select sql from sqlite_master where name = ?').all(table) as {
    sql: string
  }[]
  return {
    columns: Object.fromEntries(
      columns.map((c) => [c.name, { type: c.type.toLowerCase(), required: c.notnull === 1 }]),
    ),
    key: columns
      .filter(({ pk }) => pk > 0)
      .sort((a, b) => a.pk - b.pk)
      .map(({ name }) => name),
    uniques: lists.flatMap((i) => (i.unique === 1 && i.origin !== 'pk' ? [of(i.name)] : [])).sort(),
    indexes: lists.flatMap((i) => (i.unique === 0 ? [of(i.name)] : [])).sort(),
    given: [
      ...columns.flatMap((c) => (c.dflt_value === null || FILLED.has(`${table}.${c.name}`) ? [] : [c.name])),
      ...(/autoincrement/i.test(sql) ? ['id'] : []),
    ],
  }
}

const inPostgres = async (client: pg.Client, table: Table): Promise<Said> => {
  const { rows: columns } = await client.query<{ name: string; type: string; required: boolean; given: boolean }>(
    `select "attname" as "name", format_type("atttypid", "atttypmod") as "type", "attnotnull" as "required",
            "atthasdef" as "given"
     from pg_attribute where "attrelid" = $1::regclass and "attnum" > 0 and not "attisdropped" order by "attnum"`,
    [`"${table}"`],
  )
  const { rows: indexes } = await client.query<{ columns: string[]; unique: boolean; primary: boolean }>(
    `select "indisunique" as "unique", "indisprimary" as "primary",
            array(select "attname"::text from unnest("indkey"::int2[]) with ordinality as k("num", "at")
                  join pg_attribute on "attrelid" = "indrelid" and "attnum" = k."num" order by k."at") as "columns"
     from pg_index where "indrelid" = $1::regclass`,
    [`"${table}"`],
  )
  const some = (which: (index: (typeof indexes)[number]) => boolean) =>
    indexes
      .filter(which)
      .map(({ columns }) => String(columns))
      .sort()
  return {
    columns: Object.fromEntries(columns.map(({ name, type, required }) => [name, { type, required }])),
    key: indexes.find(({ primary }) => primary)?.columns ?? [],
    uniques: some(({ unique, primary }) => unique && !primary),
    indexes: some(({ unique }) => !unique),
    given: columns.flatMap(({ name, given }) => (given && !FILLED.has(`${table}.${name}`) ? [name] : [])),
  }
}

describe('the two schemas', () => {
  test('say of every table what the one list says', () => {
    for (const table of TABLES) {
      expect(drawn(postgresTable(postgres.tables[table])), table).toEqual(meant(table, 'postgres'))
      const { given, ...rest } = drawn(sqliteTable(sqlite.tables[table]) as Config)
      // SQLite fills in an id without a default.
      expect({ ...rest, given: meant(table, 'sqlite').given }, table).toEqual(meant(table, 'sqlite'))
      expect(
        given.filter((name) => name !== 'id'),
        table,
      ).toEqual([])
    }
  })

  test('show every table to whoever writes the migrations', () => {
    for (const schema of [postgres, sqlite])
      expect(
        Object.keys(schema)
          .filter((name) => name !== 'tables')
          .sort(),
      ).toEqual([...TABLES].sort())
  })

  test('have their migrations side by side, numbered alike', () => {
    const numbered = (folder: string) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.sql'))
        .map((name) => name.slice(0, 4))
        .sort()
    expect(numbered('drizzle/pg')).toEqual(numbered('drizzle/sqlite'))
  })
})

describe('what the migrations make', () => {
  test('is what the list says, on SQLite', async () => {
    const name = file()
    await openSqlite(name).close()
    const db = new Database(name, { readonly: true })
    const made = db.prepare(`select name from sqlite_master where type = 'table' and name not like 'sqlite_%'`).pluck()
    expect(made.all().sort()).toEqual([...TABLES].sort())
    for (const table of TABLES) expect(inSqlite(db, table), table).toEqual(meant(table, 'sqlite'))
    db.close()
  })

  test.skipIf(missing)(`is what the list says, on PostgreSQL ${missing ?? ''}`, async () => {
    if ('missing' in found) return
    const url = await found.prepared()
    const client = new pg.Client(url)
    await client.connect()
    const { rows } = await client.query<{ name: string }>(
      `select "relname" as "name" from pg_class where "relkind" = 'r' and "relnamespace" = current_schema()::regnamespace`,
    )
    expect(rows.map(({ name }) => name).sort()).toEqual([...TABLES, 'migrations'].sort())
    for (const table of TABLES) expect(await inPostgres(client, table), table).toEqual(meant(table, 'postgres'))
    await client.end()
    await found.drop(url)
  })
})

describe('a cluster', () => {
  test('can keep a community whole: all but the directory leads every key with it', () => {
    for (const table of TABLES.filter(isOwned)) {
      const { key = ['id'], unique = [] }: TableModel = model[table]
      for (const columns of [key, ...unique]) expect(columns[0], `${table}: ${columns}`).toBe('communityId')
    }
  })

  test('finds in the README which tables the directory is', () => {
    const [, named = ''] = /the directory's \(([^)]*)\)/.exec(readFileSync('README.md', 'utf8')) ?? []
    expect(named.split(', ').sort()).toEqual(TABLES.filter((table) => !isOwned(table)).sort())
  })
})
