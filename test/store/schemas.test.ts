import { readdirSync } from 'node:fs'
import { getTableConfig as postgresTable } from 'drizzle-orm/pg-core'
import { getTableConfig as sqliteTable } from 'drizzle-orm/sqlite-core'
import { describe, expect, test } from 'vitest'
import type { Table } from '../../src/app/model.ts'
import * as postgres from '../../src/store/postgres-schema.ts'
import * as sqlite from '../../src/store/schema.ts'

interface Config {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly notNull: boolean; readonly primary: boolean }[]
  readonly primaryKeys: readonly { readonly columns: readonly unknown[] }[]
  readonly uniqueConstraints: readonly { readonly columns: readonly unknown[] }[]
  readonly indexes: readonly { readonly config: { readonly columns: readonly unknown[] } }[]
}

const names = (columns: readonly unknown[]) => columns.map((c) => (c as { name: string }).name)

/** What a schema says of a table, in words that both dialects share. */
const said = (config: Config) => ({
  name: config.name,
  columns: config.columns.map(({ name, notNull, primary }) => ({ name, required: notNull || primary, primary })),
  keys: config.primaryKeys.map((k) => names(k.columns)),
  unique: config.uniqueConstraints.map((u) => names(u.columns)),
  indexes: config.indexes.map((i) => names(i.config.columns)),
})

describe('the two schemas', () => {
  const tables = Object.keys(sqlite.tables) as Table[]

  test('say the same of every table', () => {
    for (const table of tables)
      expect(said(postgresTable(postgres.tables[table]))).toEqual(said(sqliteTable(sqlite.tables[table]) as Config))
  })

  test('show every table to whoever writes the migrations', () => {
    const exported = Object.keys(postgres).filter((name) => name !== 'tables')
    expect(exported.sort()).toEqual([...tables].sort())
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
