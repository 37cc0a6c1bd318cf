import type Database from 'better-sqlite3'
import {
  and,
  asc,
  count,
  desc,
  eq,
  gt,
  isNotNull,
  isNull,
  lte,
  ne,
  Param,
  Placeholder,
  type SQL,
  sql,
} from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import { model, type Table, type TableModel } from '../app/model.ts'
import type { Operation, Where } from '../app/operations.ts'
import { tables } from './schema.ts'

/** One prepared shape of operation: an operation without its values. */
export interface Prepared {
  /** The values of one operation of this shape, as SQLite keeps them. */
  bind(operation: Operation): unknown[]
  run(values: unknown[]): unknown
}

/** Reads one value out of an operation. */
type Slot = (operation: Operation) => unknown
type Code = (value: unknown) => unknown

const ENCODE: Readonly<Record<string, Code>> = {
  json: (value) => JSON.stringify(value),
  flag: (value) => (value ? 1 : 0),
}
const DECODE: Readonly<Record<string, Code>> = {
  json: (value) => (value === null ? null : JSON.parse(value as string)),
  flag: (value) => (value === null ? null : value === 1),
}
const same: Code = (value) => value

/**
 * Prepares each shape once: drizzle builds a query 8 to 14 times slower than SQLite runs one (notes/scale.md §3b), so it
 * writes the SQL and better-sqlite3 runs it.
 */
export const statements = (sqlite: Database.Database): ((operation: Operation) => Prepared) => {
  const db = drizzle(sqlite)
  const dialect = new SQLiteSyncDialect()
  const root = new Shape()

  const write = (o: Operation): { sql: string; params: unknown[] } => {
    const table = tables[o.table]
    switch (o.do) {
      case 'list': {
        const query = db.select().from(table).where(condition(o.table, o.where)).$dynamic()
        if (o.order) query.orderBy((o.order.desc ? desc : asc)(column(o.table, o.order.by)))
        // A bound limit makes SQLite plan the query anew at every run.
        return o.limit === null
          ? query.toSQL()
          : dialect.sqlToQuery(sql`${query.getSQL()} limit ${sql.raw(String(o.limit))}`)
      }
      case 'count':
        return db.select({ n: count() }).from(table).where(condition(o.table, o.where)).toSQL()
      case 'insert': {
        const query = db.insert(table).values(placeholders(o.row))
        return (o.ifAbsent ? query.onConflictDoNothing() : query).toSQL()
      }
      case 'update':
        return db.update(table).set(placeholders(o.set)).where(condition(o.table, o.where)).toSQL()
      case 'remove':
        return db.delete(table).where(condition(o.table, o.where)).toSQL()
    }
  }

  const prepare = (o: Operation): Prepared => {
    const { sql: text, params } = write(o)
    const statement = sqlite.prepare<unknown[], Record<string, unknown>>(text)
    const slots = params.map((param) => slotOf(o, param))
    const bind = (operation: Operation) => {
      const values: unknown[] = []
      for (const slot of slots) values.push(slot(operation))
      return values
    }
    switch (o.do) {
      case 'list': {
        // Rows as bare arrays, named here: half the time of letting the driver name them.
        statement.raw(true)
        const name = naming(o.table)
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
    const shape = shapeOf(operation, root)
    shape.prepared ??= prepare(operation)
    return shape.prepared
  }
}

/** Makes a row of the cells that SQLite gave, in the table's own order of columns. */
const naming = (table: Table): ((cells: unknown[]) => Record<string, unknown>) => {
  const columns = Object.entries(columnsOf(table)).map(([name, { type }]) => ({ name, decode: DECODE[type] }))
  return (cells) => {
    const row: Record<string, unknown> = {}
    let i = 0
    for (const { name, decode } of columns) {
      row[name] = decode ? decode(cells[i]) : cells[i]
      i += 1
    }
    return row
  }
}

const columnsOf = (table: Table): TableModel['columns'] => model[table].columns

const column = (table: Table, name: string) => {
  const found = tables[table][name as keyof (typeof tables)[Table]]
  if (!found) throw new Error(`${table}.${name} is not a column`)
  return found as unknown as Parameters<typeof eq>[0] & ReturnType<typeof sql>
}

const condition = (table: Table, where: Where): SQL | undefined =>
  and(
    ...Object.entries(where).map(([name, value]) => {
      const c = column(table, name)
      const p = sql.placeholder(`where ${name}`)
      if (value === null) return isNull(c)
      if (typeof value !== 'object') return eq(c, p)
      if ('gt' in value) return gt(c, p)
      if ('lte' in value) return lte(c, p)
      return value.not === null ? isNotNull(c) : ne(c, p)
    }),
  )

const placeholders = (row: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, value === null ? sql`null` : sql.placeholder(`value ${name}`)]),
  )

/** Where a parameter of the written SQL finds its value. What is no placeholder of ours stays as it is. */
const slotOf = (o: Operation, param: unknown): Slot => {
  const placeholder = param instanceof Param ? param.value : param
  if (!(placeholder instanceof Placeholder)) return () => param
  const [part, name = ''] = String(placeholder.name).split(' ')
  const encode = ENCODE[columnsOf(o.table)[name]?.type ?? ''] ?? same
  return part === 'where'
    ? (operation) => encode(bound(operation, name))
    : (operation) => encode(given(operation, name))
}

const bound = (o: Operation, name: string): unknown => {
  const value = o.do === 'insert' ? undefined : o.where[name]
  if (typeof value !== 'object' || value === null) return value
  return 'gt' in value ? value.gt : 'lte' in value ? value.lte : value.not
}

const given = (o: Operation, name: string): unknown =>
  (o.do === 'insert' ? (o.row as Row) : o.do === 'update' ? (o.set as Row) : {})[name]

type Row = Readonly<Record<string, unknown>>

/** A node in the tree of known shapes: found step by step, which costs less than a key of its own for each operation. */
class Shape {
  prepared: Prepared | undefined
  readonly #next = new Map<string | number, Shape>()

  with(step: string | number): Shape {
    const known = this.#next.get(step)
    if (known) return known
    const made = new Shape()
    this.#next.set(step, made)
    return made
  }
}

const shapeOf = (o: Operation, root: Shape): Shape => {
  const start = root.with(o.do).with(o.table)
  switch (o.do) {
    case 'list': {
      const shape = conditionShape(o.where, start)
      const ordered = o.order ? shape.with(o.order.desc ? 'desc' : 'asc').with(o.order.by) : shape
      return o.limit === null ? ordered : ordered.with(o.limit)
    }
    case 'insert':
      return rowShape(o.row as Row, start.with(o.ifAbsent ? 'if absent' : 'always'))
    case 'update':
      return conditionShape(o.where, rowShape(o.set as Row, start).with('where'))
    default:
      return conditionShape(o.where, start)
  }
}

const conditionShape = (where: Where, start: Shape): Shape => {
  let shape = start
  for (const name in where) {
    const value = where[name]
    if (value === undefined) throw new Error(`undefined in a condition on ${name}`)
    shape = shape.with(name)
    if (value === null || typeof value === 'object') shape = shape.with(comparison(value))
  }
  return shape
}

/** Equality, the usual one, has no step of its own; no column has the name of another. */
const comparison = (value: Exclude<Where[string], string | number | boolean>): string => {
  if (value === null) return 'is null'
  if ('gt' in value) return '>'
  if ('lte' in value) return '<='
  return value.not === null ? 'is not null' : '!='
}

const rowShape = (row: Row, start: Shape): Shape => {
  let shape = start
  for (const name in row) {
    const value = row[name]
    if (value === undefined) continue
    shape = shape.with(name)
    if (value === null) shape = shape.with('is null')
  }
  return shape
}
