import { model, type Table } from '../../src/app/model.ts'
import type { TableModel } from '../../src/app/columns.ts'
import type { Where } from '../../src/app/operations.ts'

/* What a database makes of values and conditions, told once more for the model of one. */

/** A row as it is kept. */
export type Cells = Readonly<Record<string, unknown>>

export const fits = (cells: Cells, where: Where): boolean => {
  for (const name in where) {
    const wanted = where[name]
    const value = cells[name]
    if (wanted === null || typeof wanted !== 'object') {
      if (value !== wanted) return false
    } else if ('in' in wanted) {
      if (!(wanted.in as readonly unknown[]).includes(value)) return false
    } else if ('gt' in wanted) {
      if (value === null || !(Number(value) > Number(wanted.gt))) return false
    } else if ('lte' in wanted) {
      if (value === null || !(Number(value) <= Number(wanted.lte))) return false
    } else if ('not' in wanted) {
      if (wanted.not === null ? value === null : value === null || value === wanted.not) return false
    } else if ('below' in wanted) {
      const other = cells[String(wanted.below)]
      if (value === null || other === null || !(Number(value) < Number(other))) return false
    } else throw new Error(`an unknown comparison of ${name}`)
  }
  return true
}

/** Whether a row has what only one row may have. */
export const isSame = (row: Cells | null, cells: Cells, keys: readonly (readonly string[])[]): boolean => {
  if (row === null) return false
  for (const names of keys) {
    let same = true
    for (const name of names) same &&= row[name] === cells[name] && cells[name] !== null
    if (same) return true
  }
  return false
}

/** What a table is, as far as it matters here. */
interface Layout {
  /** Whether rows are given their ids by the database. */
  readonly given: boolean
  /** What only one row may have. */
  readonly keys: readonly (readonly string[])[]
  /** By which columns rows lie. */
  readonly order: readonly string[]
  readonly json: ReadonlySet<string>
  readonly empty: Cells
}

const layouts = new Map<Table, Layout>()
export const layoutOf = (table: Table): Layout => {
  const known = layouts.get(table)
  if (known) return known
  const { columns, unique = [], key }: TableModel = model[table]
  const names = Object.keys(columns)
  const made: Layout = {
    given: columns.id?.type === 'id' && key === undefined,
    keys: [...unique, ...(key ? [key] : [])],
    order: key ?? ['id'],
    json: new Set(names.filter((name) => columns[name]?.type === 'json')),
    empty: Object.fromEntries(names.map((name) => [name, null])),
  }
  layouts.set(table, made)
  return made
}

/** What a database keeps of values: nobody's change to an object afterwards. */
export const kept = (table: Table, values: object): Cells => {
  const { json } = layoutOf(table)
  const cells: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue
    cells[name] = json.has(name) ? copied(value) : value
  }
  return cells
}

/** What JSON would give back of a value; anything that it has no word for is refused. */
const copied = (value: unknown): unknown => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : copied(item)))
  if (typeof value !== 'object' || (Object.getPrototypeOf(value) ?? Object.prototype) !== Object.prototype)
    throw new Error(`${typeof value} in JSON`)
  const copy: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value)) if (item !== undefined) copy[name] = copied(item)
  return copy
}

/** Text by its bytes: JavaScript's own units are in another order from the surrogates on. */
export const isLess = (x: string | number, y: string | number): boolean =>
  typeof x === 'string' && typeof y === 'string' && (UNLIKE_BYTES.test(x) || UNLIKE_BYTES.test(y))
    ? Buffer.compare(Buffer.from(x), Buffer.from(y)) < 0
    : x < y
const UNLIKE_BYTES = /[\ud800-\uffff]/
