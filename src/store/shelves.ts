import type { Table } from '../app/model.ts'
import type { Operation, Where } from '../app/operations.ts'
import { keyColumns, type Values } from './clauses.ts'
import type { Memory } from './memory.ts'
import { inOrder, isChosen, isValue, keyOf } from './select.ts'

export type Listing = Extract<Operation, { do: 'list' }>
export type Counting = Extract<Operation, { do: 'count' }>
export type Alter = Extract<Operation, { do: 'update' | 'remove' }>

/**
 * Tables that many messages change, and the columns by which their rows are read: all rows that agree in these are kept
 * together on a shelf, changed there, and written once at the commit.
 */
export const SHELVES: ReadonlyMap<Table, readonly string[]> = new Map<Table, readonly string[]>([
  ['heads', []],
  ['ballots', ['pollId', 'memberId']],
  ['tallies', ['pollId']],
  ['members', ['id']],
  ['memberships', ['memberId']],
  ['residencies', ['memberId']],
  ['roles', ['memberId']],
  ['questions', ['chatId', 'memberId']],
  ['marks', ['key']],
  ['speech', ['groupId', 'day']],
  ['counters', ['name']],
  ['timers', ['key']],
])

export const isLock = (o: Operation): boolean => o.do === 'list' && o.lock !== false

/** Whether a shelf can answer it as the database would. */
export const mayBeOnShelf = (o: Listing | Counting): boolean => o.do === 'count' || (!o.lock && isChosen(o))

/** The shelf that an operation is all about. Undefined: it asks more than one shelf, or which one is not known. */
export const shelfOf = (
  o: Listing | Counting | Alter,
  columns: readonly string[],
  memory: Memory,
): string | undefined => {
  const { where } = o
  if (columns.every((name) => isValue(where[name]))) return keyOf(where, columns)
  return typeof where.id === 'number' ? memory.shelfOf(o.table, where.id) : undefined
}

/** The shelves that a listing names by one of their columns. Null: it asks for more or less. */
export const shelvesOf = (o: Listing, columns: readonly string[]): ReadonlyMap<string, string | number> | null => {
  if (o.order || o.limit !== null) return null
  let open: string | null = null
  let named = 0
  for (const name in o.where) {
    if (name === 'communityId') continue
    if (!columns.includes(name)) return null
    named += 1
    if (isValue(o.where[name])) continue
    if (open !== null) return null
    open = name
  }
  const wanted = open === null ? undefined : o.where[open]
  if (open === null || named < columns.length || typeof wanted !== 'object' || wanted === null) return null
  if (!('in' in wanted)) return null
  const keys = new Map<string, string | number>()
  for (const value of wanted.in) keys.set(keyOf({ ...o.where, [open]: value }, columns), value)
  return keys
}

/** In which columns rows of the shelves that a condition names, by their columns or by a row's id, may not be as it wants. */
export const openColumns = (where: Where, columns: readonly string[]): readonly string[] => {
  const isNamed = columns.every((name) => where[name] !== undefined)
  const open: string[] = []
  for (const name in where) if (name !== 'communityId' && !(isNamed && columns.includes(name))) open.push(name)
  return open
}

/** The rows of several shelves. Undefined: one of them is not there. */
export const rowsOf = (memory: Memory, table: Table, keys: Iterable<string>): readonly Values[] | undefined => {
  const found: Values[] = []
  for (const key of keys) {
    const rows = memory.rows(table, key)
    if (!rows) return undefined
    for (const row of rows) found.push(row)
  }
  return inOrder(table, found)
}

/** Whether an update gives rows another key or another shelf. */
export const movesRow = (o: Alter, columns: readonly string[]): boolean =>
  o.do === 'update' && (columns.some((name) => name in o.set) || keyColumns(o.table).some((name) => name in o.set))
