import { model, type Table, type TableModel } from '../app/model.ts'
import type { Operation, Where } from '../app/operations.ts'
import { columnsOf, type Values } from './clauses.ts'

/** Conditions and order as both databases mean them, for rows that are at hand. */

type Listing = Extract<Operation, { do: 'list' }>

/** Whether a row fulfils a condition. Nothing is neither more nor less nor other than something. */
export const fits = (row: Values, where: Where): boolean => {
  for (const name in where) {
    const wanted = where[name]
    if (wanted === undefined) throw new Error(`undefined in a condition on ${name}`)
    const value = row[name]
    if (wanted === null || typeof wanted !== 'object') {
      if (value !== wanted) return false
    } else if ('not' in wanted) {
      if (value === null || value === wanted.not) return false
    } else if (value === null) return false
    else if ('gt' in wanted) {
      if (!(Number(value) > wanted.gt)) return false
    } else if ('lte' in wanted) {
      if (!(Number(value) <= wanted.lte)) return false
    } else if ('in' in wanted) {
      if (!wanted.in.includes(value as string | number)) return false
    } else if (!(Number(value) < Number(row[wanted.below] ?? Number.NaN))) return false
  }
  return true
}

/** Whether `select` can order a listing: by numbers, or as the rows were made. */
export const isChosen = ({ table, order }: Listing): boolean => {
  const type = order && columnsOf(table)[order.by]?.type
  return !order || type === 'int' || type === 'id'
}

/** Those of the rows that were asked for, in order; rows come in the order in which they were made. */
export const select = (rows: readonly Values[], { order, limit }: Listing): readonly Values[] => {
  if (!order) return limit === null ? rows : rows.slice(0, limit)
  const { by, desc } = order
  const at = (row: Values) => (row[by] === null ? Number.NEGATIVE_INFINITY : Number(row[by]))
  const sorted = [...rows].sort((a, b) => (desc ? at(b) - at(a) : at(a) - at(b)))
  return limit === null ? sorted : sorted.slice(0, limit)
}

export const keyColumns = (table: Table): readonly string[] => (model[table] as TableModel).key ?? ['id']

/** Rows by their key, as both databases list them where no order was asked for. */
export const inOrder = (table: Table, rows: readonly Values[]): readonly Values[] =>
  rows.length < 2
    ? rows
    : [...rows].sort((a, b) => keyColumns(table).reduce((so, name) => so || compare(a[name], b[name]), 0))

const compare = (a: unknown, b: unknown): number =>
  typeof a === 'number' && typeof b === 'number'
    ? a - b
    : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))

export const isValue = (value: unknown): boolean => value !== undefined && (value === null || typeof value !== 'object')

export const keyOf = (values: Values, columns: readonly string[]): string =>
  columns.length === 1 ? String(values[columns[0] ?? '']) : columns.map((name) => values[name]).join('\0')
