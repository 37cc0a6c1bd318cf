import {
  index,
  integer,
  primaryKey,
  type SQLiteColumnBuilderBase,
  sqliteTable,
  text,
  unique,
} from 'drizzle-orm/sqlite-core'
import { model, type Table } from '../app/model.ts'
import type { TableModel } from '../app/columns.ts'
import { keysOf } from './keys.ts'

/** The drizzle tables of SQLite, built from the one list in `app/model.ts`. */
const build = (name: Table) => {
  const definition: TableModel = model[name]
  const columns: Record<string, SQLiteColumnBuilderBase> = {}
  for (const [column, { type, nullable }] of Object.entries(definition.columns)) {
    if (type === 'id' && !definition.key) columns[column] = integer().primaryKey({ autoIncrement: true })
    else {
      const built =
        type === 'int' || type === 'id'
          ? integer()
          : type === 'flag'
            ? integer({ mode: 'boolean' })
            : type === 'json'
              ? text({ mode: 'json' })
              : text()
      columns[column] = nullable ? built : built.notNull()
    }
  }
  return sqliteTable(name, columns, (table) => {
    const { key, uniques, indexes } = keysOf(name, table)
    return [
      ...key.map((columns) => primaryKey({ columns })),
      ...uniques.map(({ name, columns }) => unique(name).on(...columns)),
      ...indexes.map(({ name, columns }) => index(name).on(...columns)),
    ]
  })
}

export const tables = Object.fromEntries(
  (Object.keys(model) as Table[]).map((name) => [name, build(name)]),
) as Readonly<Record<Table, ReturnType<typeof build>>>

/** drizzle-kit reads the exports. */
export const {
  communities,
  heads,
  groups,
  chats,
  lanes,
  members,
  identities,
  memberships,
  rosters,
  roles,
  households,
  residencies,
  tokens,
  suggestions,
  candidates,
  lessons,
  polls,
  tallies,
  ballots,
  works,
  shifts,
  signups,
  digests,
  jielongs,
  jielongCopies,
  jielongLines,
  places,
  questions,
  marks,
  speech,
  counters,
  gaps,
  unknownEvents,
  inbox,
  outbox,
  timers,
  leases,
  events,
} = tables
