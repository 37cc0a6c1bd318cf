import type { Table } from '../app/model.ts'
import type { Operation, Where } from '../app/operations.ts'
import { columnsOf, keyColumns, type Values } from './clauses.ts'

/** Conditions and order as both databases mean them, for rows that are at hand. */

type Listing = Extract<Operation, { do: 'list' }>

/** Whether a row is as a condition wants it in these columns. Nothing is neither more nor less nor other than something. */
export const fits = (row: Values, where: Where, columns: readonly string[]): boolean => {
  for (const name of columns) {
    const [value, wanted] = [row[name], where[name]]
    if (wanted === undefined) throw new Error(`undefined in a condition on ${name}`)
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

/** Those of the rows that fit (`fits`), in order; they come in the order in which they were made. */
export const select = (
  rows: readonly Values[],
  { where, order, limit }: Pick<Listing, 'where' | 'order' | 'limit'>,
  columns: readonly string[],
): readonly Values[] => {
  const found: Values[] = []
  for (const row of rows) {
    if (!fits(row, where, columns)) continue
    found.push(row)
    if (!order && found.length === limit) break
  }
  if (!order) return found
  const { by, desc } = order
  const at = (row: Values) => (row[by] === null ? Number.NEGATIVE_INFINITY : Number(row[by]))
  found.sort((a, b) => (desc ? at(b) - at(a) : at(a) - at(b)))
  return limit === null ? found : found.slice(0, limit)
}

/** Rows by their key, as both databases list them where no order was asked for. */
export const inOrder = (table: Table, rows: readonly Values[]): readonly Values[] => {
  const columns = keyColumns(table)
  for (let i = 1; i < rows.length; i += 1)
    if (compareRows(rows[i - 1] as Values, rows[i] as Values, columns) > 0)
      return [...rows].sort((a, b) => compareRows(a, b, columns))
  return rows
}

/** Rows in order with one more, which most often is the newest. */
export const withRow = (table: Table, rows: readonly Values[], row: Values): readonly Values[] => {
  const last = rows.at(-1)
  const all = [...rows, row]
  return last && compareRows(last, row, keyColumns(table)) > 0 ? inOrder(table, all) : all
}

const compareRows = (a: Values, b: Values, columns: readonly string[]): number => {
  for (const name of columns) {
    const so = compare(a[name], b[name])
    if (so !== 0) return so
  }
  return 0
}

const compare = (a: unknown, b: unknown): number => {
  if (a === b) return 0
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareTexts(String(a), String(b))
}

/** By bytes of UTF-8, as both databases do; JavaScript orders by its own units, which differ above U+D7FF. */
const compareTexts = (a: string, b: string): number => {
  const end = Math.min(a.length, b.length)
  for (let i = 0; i < end; i += 1) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (x !== y) return x < 0xd800 || y < 0xd800 ? x - y : Buffer.compare(Buffer.from(a), Buffer.from(b))
  }
  return a.length - b.length
}

export const isValue = (value: unknown): boolean => value !== undefined && (value === null || typeof value !== 'object')

/** The values of some columns as one text. */
export const keyOf = (values: Values, columns: readonly string[]): string => {
  let key = String(values[columns[0] ?? ''] ?? '')
  for (let i = 1; i < columns.length; i += 1) key += `\0${values[columns[i] ?? ''] ?? ''}`
  return key
}
