import type Database from 'better-sqlite3'
import { asc, type Column, count, desc, type Placeholder, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import type { Operation } from '../app/operations.ts'
import { binding, type Codes, columnIn, condition, naming, orders, placeholders } from './clauses.ts'
import { tables } from './schema.ts'
import { Shape, shapeOf } from './shape.ts'

/** One prepared shape of operation: an operation without its values. */
export interface Prepared {
  /** The values of one operation of this shape, as SQLite keeps them. */
  bind(operation: Operation): unknown[]
  run(values: unknown[]): unknown
}

const ENCODE: Codes = {
  json: (value) => (value === null ? null : JSON.stringify(value)),
  flag: (value) => (value === null ? null : value ? 1 : 0),
  list: (values) => JSON.stringify(values),
}
const oneOf = (column: Column, list: Placeholder): SQL => sql`${column} in (select value from json_each(${list}))`
const DECODE: Codes = {
  json: (value) => (value === null ? null : JSON.parse(value as string)),
  flag: (value) => (value === null ? null : value === 1),
}

/** The SQL of one shape of operation, the same for every database. */
interface Written {
  readonly sql: string
  readonly bind: Prepared['bind']
}

/**
 * Written once in a process: drizzle builds a query 8 to 14 times slower than SQLite runs one, so it
 * writes the SQL and better-sqlite3 runs it.
 */
const SHAPES = new Shape<Written>()
const db = drizzle.mock()
const dialect = new SQLiteSyncDialect()

const writtenOf = (operation: Operation): Written => {
  const shape = shapeOf(operation, SHAPES)
  if (!shape.prepared) {
    const { sql, params } = write(operation)
    shape.prepared = { sql, bind: binding(operation, params, ENCODE) }
  }
  return shape.prepared
}

const write = (o: Operation): { sql: string; params: unknown[] } => {
  const table = tables[o.table]
  const column = (name: string) => columnIn(tables, o.table, name)
  switch (o.do) {
    case 'list': {
      const query = db
        .select()
        .from(table)
        .where(condition(column, o.where, oneOf))
        .$dynamic()
      // Where none was asked for too: SQLite would give that of whichever index it takes. The plus keeps it from taking
      // an index for its order alone: thinking a community small, it would go through all of it to spare a sort.
      const by = (name: string) => (o.limit === null || o.order?.by !== name ? sql`+${column(name)}` : column(name))
      query.orderBy(...orders(o).map((order) => (order.desc ? desc : asc)(by(order.by))))
      // A bound limit makes SQLite plan the query anew at every run.
      return o.limit === null
        ? query.toSQL()
        : dialect.sqlToQuery(sql`${query.getSQL()} limit ${sql.raw(String(o.limit))}`)
    }
    case 'count':
      return db
        .select({ n: count() })
        .from(table)
        .where(condition(column, o.where, oneOf))
        .toSQL()
    case 'insert': {
      const query = db.insert(table).values(placeholders(o.row))
      return (o.ifAbsent ? query.onConflictDoNothing() : query).toSQL()
    }
    case 'update':
      return db
        .update(table)
        .set(placeholders(o.set))
        .where(condition(column, o.where, oneOf))
        .toSQL()
    case 'remove':
      return db
        .delete(table)
        .where(condition(column, o.where, oneOf))
        .toSQL()
  }
}

/** Prepares each shape once for a database. */
export const statements = (sqlite: Database.Database): ((operation: Operation) => Prepared) => {
  const prepared = new Map<Written, Prepared>()

  const prepare = (o: Operation, { sql: text, bind }: Written): Prepared => {
    const statement = sqlite.prepare<unknown[], Record<string, unknown>>(text)
    switch (o.do) {
      case 'list': {
        // Rows as bare arrays, named here: half the time of letting the driver name them.
        statement.raw(true)
        const name = naming(o.table, DECODE)
        if (o.limit === 1) {
          const run = (values: unknown[]) => {
            const cells = statement.get(...values) as unknown[] | undefined
            return cells === undefined ? [] : [name(cells)]
          }
          return { bind, run }
        }
        return { bind, run: (values) => (statement.all(...values) as unknown as unknown[][]).map(name) }
      }
      case 'count': {
        statement.pluck()
        return { bind, run: (values) => statement.get(...values) }
      }
      case 'insert': {
        const run = (values: unknown[]) => {
          const { changes, lastInsertRowid } = statement.run(...values)
          return changes === 0 ? null : Number(lastInsertRowid)
        }
        return { bind, run }
      }
      default:
        return { bind, run: (values) => statement.run(...values).changes }
    }
  }

  return (operation) => {
    const written = writtenOf(operation)
    const known = prepared.get(written)
    if (known) return known
    const made = prepare(operation, written)
    prepared.set(written, made)
    return made
  }
}
