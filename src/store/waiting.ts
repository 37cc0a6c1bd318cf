import type { Table } from '../app/model.ts'
import type { Operation, Where } from '../app/operations.ts'
import { PERSON } from './bearers.ts'
import { columnsOf, keyColumns, type Values } from './clauses.ts'
import { keyOf } from './select.ts'

/** A change that waits for the commit, and how two of one row become one. */
export type Change = Extract<Operation, { do: 'insert' | 'update' | 'remove' }>

/** By which columns two changes are of one row. An identity has no id until it is written. */
const rowColumns = (table: Table): readonly string[] => (table === 'identities' ? PERSON : keyColumns(table))

/** A change that waits, and whether its values are nobody else's: then the next change of the row is written into it. */
interface Pending {
  change: Change
  own: boolean
}

/** The changes of one transaction that wait: at most one of each row. */
export class Waiting {
  readonly #changes = new Map<Table, Map<string, Pending>>()

  /** Lets a change wait, as part of what waits for the same row already. `own`: nobody else keeps its values. */
  add(change: Change, own = false): void {
    const { table } = change
    let waiting = this.#changes.get(table)
    if (!waiting) {
      waiting = new Map()
      this.#changes.set(table, waiting)
    }
    const key = keyOf(change.do === 'insert' ? (change.row as Values) : change.where, rowColumns(table))
    const before = waiting.get(key)
    if (!before) waiting.set(key, { change, own })
    else if (!join(before, change)) waiting.delete(key)
  }

  has(table: Table): boolean {
    return (this.#changes.get(table)?.size ?? 0) > 0
  }

  hasOf(table: Table, row: Values): boolean {
    return this.#changes.get(table)?.has(keyOf(row, rowColumns(table))) ?? false
  }

  /** Whether what waits may change which rows fulfil a condition, or what is in them. */
  touches(table: Table, where: Where, owner: string | undefined): boolean {
    const key = rowColumns(table)
    for (const { change } of this.#changes.get(table)?.values() ?? []) {
      const row = (change.do === 'insert' ? change.row : change.where) as Values
      if (owner !== undefined && row.communityId !== undefined && row.communityId !== owner) continue
      // A row that is changed keeps nothing for certain but its key.
      const known = change.do === 'insert' ? Object.keys(where) : key
      if (known.every((name) => mayFit(row[name], where[name]))) return true
    }
    return false
  }

  /** All that waits for a table: it is written now. */
  take(table: Table): readonly Change[] {
    const waiting = this.#changes.get(table)
    this.#changes.delete(table)
    return waiting ? Array.from(waiting.values(), ({ change }) => change) : []
  }

  tables(): readonly Table[] {
    return [...this.#changes.keys()]
  }
}

/** Whether a row's value may be a wanted one. Undefined: it is not known, or nothing is wanted of it. */
const mayFit = (value: unknown, wanted: Where[string] | undefined): boolean => {
  if (value === undefined || wanted === undefined) return true
  if (wanted === null || typeof wanted !== 'object') return value === wanted
  return !('in' in wanted) || wanted.in.includes(value as string | number)
}

/** What an update sets: what is undefined stays as it is. */
export const given = (set: Values): Values => {
  for (const name in set)
    if (set[name] === undefined)
      return Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined))
  return set
}

const names = new Map<Table, readonly string[]>()

/** A row as the database will give it back: with its owner, the id it was given, and nothing where nothing was said. */
export const complete = (table: Table, owner: string, row: Values, id: number | null): Values => {
  const known = names.get(table) ?? Object.keys(columnsOf(table))
  names.set(table, known)
  const full: Record<string, unknown> = {}
  for (const name of known) full[name] = row[name] ?? null
  full.communityId ??= owner
  if (id !== null) full.id = id
  return full
}

export const primaryKey = (table: Table, row: Values): Record<string, string | number> => {
  const key: Record<string, string | number> = {}
  for (const name of keyColumns(table)) key[name] = row[name] as string | number
  return key
}

/** Makes two changes of one row the one that waits. False: nothing is left to do. */
const join = (pending: Pending, after: Change): boolean => {
  const before = pending.change
  if (after.do === 'update' && before.do !== 'remove') {
    Object.assign(ownValues(pending), given(after.set as Values))
    return true
  }
  if (after.do === 'insert' && before.do === 'insert') throw new Error(`a row of ${after.table} twice`)
  if (after.do === 'remove' && before.do === 'insert') return false
  pending.own = false
  // A row that was removed comes back changed. One that was only changed was not there, or this breaks its key.
  pending.change =
    after.do === 'insert' && before.do === 'remove'
      ? { do: 'update', table: after.table, where: whereOf(before), set: after.row, blind: true }
      : after
  return true
}

/** The values that are to be written, as one's own. */
const ownValues = (pending: Pending): object => {
  const { change, own } = pending
  if (!own) {
    if (change.do === 'insert') pending.change = { ...change, row: { ...change.row } }
    else if (change.do === 'update') pending.change = { ...change, set: { ...change.set } }
    pending.own = true
  }
  return pending.change.do === 'insert' ? pending.change.row : pending.change.do === 'update' ? pending.change.set : {}
}

const whereOf = (change: Change) => (change.do === 'insert' ? {} : change.where)
