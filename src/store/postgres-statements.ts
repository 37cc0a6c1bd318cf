import { createHash } from 'node:crypto'
import { type Column, count, type Placeholder, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import type { Table } from '../app/model.ts'
import type { Operation, Order } from '../app/operations.ts'
import { binding, type Codes, columnIn, columnsOf, condition, hasId, naming, orders, placeholders } from './clauses.ts'
import { tables } from './postgres-schema.ts'
import { Shape, shapeOf } from './shape.ts'

/** What PostgreSQL answers: rows as bare arrays, and how many were touched. */
export interface Reply {
  readonly rows: unknown[][]
  readonly rowCount: number | null
}

/** One shape of operation, written once. `name` is the same wherever the text is the same. */
export interface Statement {
  readonly name: string
  readonly text: string
  bind(operation: Operation): unknown[]
  read(reply: Reply): unknown
}

export const ENCODE: Codes = {
  json: (value) => (value === null ? null : JSON.stringify(value)),
  // PostgreSQL keeps no NUL in a text; nobody can read one either.
  text: (value) => (typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '') : value),
  list: (values) => values,
}
const oneOf = (column: Column, list: Placeholder): SQL => sql`${column} = any(${list})`
export const DECODE: Codes = { json: (value) => (value === null ? null : JSON.parse(value as string)) }

/** Writes each shape of operation once, as `statements` does for SQLite. */
export const postgresStatements = (): ((operation: Operation) => Statement) => {
  const db = drizzle.mock()
  const root = new Shape<Statement>()

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
        // Where none was asked for too: PostgreSQL would give any.
        query.orderBy(...orders(o).map((order) => sql.raw(orderText(o.table, order))))
        if (o.limit !== null) query.limit(o.limit)
        if (o.lock) query.for('update', o.lock === 'free' ? { skipLocked: true } : {})
        return query.toSQL()
      }
      case 'count':
        return db
          .select({ n: count() })
          .from(table)
          .where(condition(column, o.where, oneOf))
          .toSQL()
      case 'insert': {
        const query = db.insert(table).values(placeholders(o.row))
        const written = o.ifAbsent ? query.onConflictDoNothing() : query
        return (hasId(o.table) ? written.returning({ id: column('id') as never }) : written).toSQL()
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

  const make = (o: Operation): Statement => {
    const { sql: text, params } = write(o)
    const name = createHash('sha256').update(text).digest('base64url').slice(0, 24)
    return { name, text, bind: binding(o, params, ENCODE), read: readerOf(o) }
  }

  return (operation) => {
    const shape = shapeOf(operation, root)
    shape.prepared ??= make(operation)
    return shape.prepared
  }
}

const readerOf = (o: Operation): Statement['read'] => {
  switch (o.do) {
    case 'list': {
      const name = naming(o.table, DECODE)
      return ({ rows }) => rows.map(name)
    }
    case 'count':
      return ({ rows }) => rows[0]?.[0]
    case 'insert':
      return ({ rows, rowCount }) => (rowCount === 0 ? null : (rows[0]?.[0] ?? 0))
    default:
      return ({ rowCount }) => rowCount ?? 0
  }
}

/** As SQLite orders: by bytes whatever the database's language, nothing before something. `of`: the table's name and a dot. */
export const orderText = (table: Table, { by, desc }: Order, of = ''): string => {
  const definition = columnsOf(table)[by]
  const isText = definition?.type === 'text' || definition?.type === 'json'
  const directed = `${of}"${by}"${isText ? ' collate "C"' : ''}${desc ? ' desc' : ''}`
  return definition?.nullable ? `${directed} nulls ${desc ? 'last' : 'first'}` : directed
}
