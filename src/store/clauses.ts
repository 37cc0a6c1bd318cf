import {
  and,
  type Column,
  eq,
  gt,
  isNotNull,
  isNull,
  lt,
  lte,
  ne,
  Param,
  Placeholder,
  type SQL,
  sql,
} from 'drizzle-orm'
import { model, type Table } from '../app/model.ts'
import type { TableModel } from '../app/columns.ts'
import type { Operation, Order, Where } from '../app/operations.ts'
import { UnreadableRow } from './error.ts'

/** What both dialects write alike: conditions, values, and where the values of a written statement come from. */

export type Values = Readonly<Record<string, unknown>>
/** Reads one value out of an operation. */
export type Slot = (operation: Operation) => unknown
/** Turns a value into what a database keeps, or back. By the column's type in `app/model.ts`; `list`: several at once. */
export type Codes = Readonly<Record<string, (value: unknown) => unknown>>

export const columnsOf = (table: Table): TableModel['columns'] => model[table].columns

const ID = ['id']
export const keyColumns = (table: Table): readonly string[] => (model[table] as TableModel).key ?? ID

/** A column as a dialect has built it. */
export const columnIn = (tables: Readonly<Record<Table, object>>, table: Table, name: string): Column => {
  const found = (tables[table] as Readonly<Record<string, Column | undefined>>)[name]
  if (!found) throw new Error(`${table}.${name} is not a column`)
  return found
}

export const quoted = (name: string): string => `"${name}"`

/** Whether a table gives ids to its rows. */
export const hasId = (table: Table): boolean => columnsOf(table).id?.type === 'id'

/** A condition with a placeholder for each value. `oneOf` is the dialect's way to look a value up in a list. */
export const condition = (
  column: (name: string) => Column,
  where: Where,
  oneOf: (column: Column, list: Placeholder) => SQL,
): SQL | undefined =>
  and(
    ...Object.entries(where).map(([name, value]) => {
      const c = column(name)
      const p = sql.placeholder(`where ${name}`)
      if (value === null) return isNull(c)
      if (typeof value !== 'object') return eq(c, p)
      if ('gt' in value) return gt(c, p)
      if ('lte' in value) return lte(c, p)
      if ('below' in value) return lt(c, column(value.below))
      if ('in' in value) return oneOf(c, sql.placeholder(`in ${name}`))
      return value.not === null ? isNotNull(c) : ne(c, p)
    }),
  )

type Listing = Extract<Operation, { do: 'list' }>

/**
 * The order of a list, the same on both stores: as was asked, and where that leaves a tie by the table's own key. None
 * where the condition leaves one row at most.
 */
export const orders = (o: Listing): readonly Order[] => {
  const { unique = [] }: TableModel = model[o.table]
  const key = keyColumns(o.table)
  if ([key, ...unique].some((names) => names.every((name) => isGiven(o, name)))) return []
  const rest = key.filter((name) => name !== o.order?.by && !isGiven(o, name)).map((by) => ({ by, desc: false }))
  return o.order ? [o.order, ...rest] : rest
}

/** Whether the condition leaves one value only for a column. */
const isGiven = (o: Listing, name: string): boolean => o.where[name] !== undefined && typeof o.where[name] !== 'object'

/** How a condition compares with a value: part of a statement's shape. */
export const comparison = (value: Exclude<Where[string], string | number | boolean>): string => {
  if (value === null) return 'is null'
  if ('gt' in value) return '>'
  if ('lte' in value) return '<='
  if ('below' in value) return `< ${value.below}`
  if ('in' in value) return 'in'
  return value.not === null ? 'is not null' : '!='
}

/** A row with a placeholder for each value; what is left out stays out. */
export const placeholders = (row: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== undefined)
      .map(([name]) => [name, sql.placeholder(`value ${name}`)]),
  )

/** Where the parameters of a written statement find their values. What is no placeholder of ours stays as it is. */
export const binding = (
  o: Operation,
  params: readonly unknown[],
  encode: Codes,
): ((operation: Operation) => unknown[]) => {
  const slots = params.map((param): Slot => {
    const placeholder = param instanceof Param ? param.value : param
    if (!(placeholder instanceof Placeholder)) return () => param
    const [part, name = ''] = String(placeholder.name).split(' ')
    if (part === 'in') return (operation) => encode.list?.(bound(operation, name))
    const code = encode[columnsOf(o.table)[name]?.type ?? ''] ?? same
    return part === 'where' ? (operation) => code(bound(operation, name)) : (operation) => code(given(operation, name))
  })
  return (operation) => {
    const values: unknown[] = []
    for (const slot of slots) values.push(slot(operation))
    return values
  }
}

/** Makes a row of the cells that a database gave, in the table's own order of columns. */
export const naming = (table: Table, decode: Codes): ((cells: unknown[]) => Record<string, unknown>) => {
  const columns = Object.entries(columnsOf(table)).map(([name, { type }]) => ({ name, code: decode[type] }))
  const named = (cells: unknown[]) => {
    const row: Record<string, unknown> = {}
    let i = 0
    for (const { name, code } of columns) {
      row[name] = code ? code(cells[i]) : cells[i]
      i += 1
    }
    return row
  }
  return (cells) => {
    try {
      return named(cells)
    } catch (cause) {
      const key = keyColumns(table)
      const values = columns.flatMap(({ name }, i) => (key.includes(name) ? [[name, cells[i]]] : []))
      throw new UnreadableRow(table, JSON.stringify(Object.fromEntries(values)), { cause })
    }
  }
}

export const same = (value: unknown): unknown => value

const bound = (o: Operation, name: string): unknown => (o.do === 'insert' ? undefined : boundOf(o.where[name]))

/** What a condition holds a column against; undefined: another column, or nothing. */
export const boundOf = (value: Where[string] | undefined): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if ('gt' in value) return value.gt
  if ('lte' in value) return value.lte
  if ('in' in value) return value.in
  return 'not' in value ? value.not : undefined
}

const given = (o: Operation, name: string): unknown =>
  (o.do === 'insert' ? (o.row as Values) : o.do === 'update' ? (o.set as Values) : {})[name]
