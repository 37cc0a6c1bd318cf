import type { Table } from '../app/model.ts'
import type { Operation } from '../app/operations.ts'
import { columnsOf, type Values } from './clauses.ts'
import { keyColumns } from './select.ts'

/** A change that waits for the commit, and how two of one row become one. */
export type Change = Extract<Operation, { do: 'insert' | 'update' | 'remove' }>

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

/** Two changes of one row as one. Null: nothing is left to do. */
export const merge = (before: Change, after: Change): Change | null => {
  if (after.do === 'insert' && before.do !== 'remove') throw new Error(`a row of ${after.table} twice`)
  if (after.do === 'insert')
    // The row was there and was removed.
    return { do: 'update', table: after.table, where: whereOf(before), set: after.row, blind: true }
  if (before.do === 'insert')
    return after.do === 'remove' ? null : { ...before, row: { ...before.row, ...given(after.set as Values) } }
  if (before.do === 'update' && after.do === 'update') return { ...before, set: { ...before.set, ...after.set } }
  return after
}

const whereOf = (change: Change) => (change.do === 'insert' ? {} : change.where)
