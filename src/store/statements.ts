import { and, asc, count, desc, eq, gt, isNotNull, isNull, lte, ne, type SQL, sql } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { Table } from '../app/model.ts'
import type { Operation, Where } from '../app/operations.ts'
import { tables } from './schema.ts'

/** Values of one execution, under the placeholders' names. */
type Values = Record<string, unknown>
type Run = (values: Values) => unknown

/**
 * Prepares each shape of operation once: drizzle builds a query 8 to 14 times slower than it runs one
 * (notes/scale.md §3b). A shape is the operation without its values.
 */
export const statements = (db: BetterSQLite3Database) => {
  const prepared = new Map<string, Run>()

  const column = (table: Table, name: string) => {
    const found = tables[table][name as keyof (typeof tables)[Table]]
    if (!found) throw new Error(`${table}.${name} is not a column`)
    return found as unknown as Parameters<typeof eq>[0] & ReturnType<typeof sql>
  }

  const condition = (table: Table, where: Where): SQL | undefined =>
    and(
      ...Object.entries(where).map(([name, value]) => {
        const c = column(table, name)
        const p = sql.placeholder(`w_${name}`)
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
        .map(([name, value]) => [name, value === null ? sql`null` : sql.placeholder(`v_${name}`)]),
    )

  const prepare = (operation: Operation): Run => {
    const table = tables[operation.table]
    switch (operation.do) {
      case 'list': {
        const query = db.select().from(table).where(condition(operation.table, operation.where)).$dynamic()
        if (operation.order) {
          const by = column(operation.table, operation.order.by)
          query.orderBy(operation.order.desc ? desc(by) : asc(by))
        }
        if (operation.limit !== undefined) query.limit(operation.limit)
        const statement = query.prepare()
        return (values) => statement.all(values)
      }
      case 'count': {
        const statement = db.select({ n: count() }).from(table).where(condition(operation.table, operation.where)).prepare()
        return (values) => statement.get(values)?.n ?? 0
      }
      case 'insert': {
        const query = db.insert(table).values(placeholders(operation.row))
        const statement = (operation.ifAbsent ? query.onConflictDoNothing() : query).prepare()
        return (values) => {
          const { changes, lastInsertRowid } = statement.run(values)
          return changes === 0 ? null : Number(lastInsertRowid)
        }
      }
      case 'update': {
        const statement = db.update(table).set(placeholders(operation.set)).where(condition(operation.table, operation.where)).prepare()
        return (values) => statement.run(values).changes
      }
      case 'remove': {
        const statement = db.delete(table).where(condition(operation.table, operation.where)).prepare()
        return (values) => statement.run(values).changes
      }
    }
  }

  return (operation: Operation): unknown => {
    const shape = shapeOf(operation)
    let run = prepared.get(shape)
    if (!run) {
      run = prepare(operation)
      prepared.set(shape, run)
    }
    return run(valuesOf(operation))
  }
}

const conditionShape = (where: Where): string => {
  let shape = ''
  for (const name in where) {
    const value = where[name]
    if (value === undefined) throw new Error(`undefined in a condition on ${name}`)
    shape +=
      value === null
        ? `${name} null,`
        : typeof value !== 'object'
          ? `${name}=,`
          : 'gt' in value
            ? `${name}>,`
            : 'lte' in value
              ? `${name}<=,`
              : value.not === null
                ? `${name} any,`
                : `${name}!=,`
  }
  return shape
}

const rowShape = (row: object): string => {
  let shape = ''
  for (const [name, value] of Object.entries(row)) if (value !== undefined) shape += value === null ? `${name} null,` : `${name},`
  return shape
}

const shapeOf = (o: Operation): string => {
  switch (o.do) {
    case 'list':
      return `list ${o.table} ${conditionShape(o.where)} ${o.order ? `${o.order.by}${o.order.desc ? '-' : '+'}` : ''} ${o.limit ?? ''}`
    case 'insert':
      return `insert${o.ifAbsent ? '?' : ''} ${o.table} ${rowShape(o.row)}`
    case 'update':
      return `update ${o.table} ${rowShape(o.set)} ${conditionShape(o.where)}`
    default:
      return `${o.do} ${o.table} ${conditionShape(o.where)}`
  }
}

const valuesOf = (o: Operation): Values => {
  const values: Values = {}
  if (o.do !== 'insert')
    for (const name in o.where) {
      const value = o.where[name]
      if (value === null || value === undefined) continue
      // drizzle encodes what it inserts, but not what a condition compares with.
      if (typeof value !== 'object') values[`w_${name}`] = typeof value === 'boolean' ? Number(value) : value
      else values[`w_${name}`] = 'gt' in value ? value.gt : 'lte' in value ? value.lte : value.not
    }
  if (o.do === 'insert' || o.do === 'update')
    for (const [name, value] of Object.entries(o.do === 'insert' ? o.row : o.set))
      if (value !== undefined && value !== null) values[`v_${name}`] = value
  return values
}
