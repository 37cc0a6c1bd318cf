import { ACCOUNT_MARKS } from '../../app/account-marks.ts'
import { model, NOBODY, type Table } from '../../app/model.ts'
import type { TableModel } from '../../app/columns.ts'
import { quoted } from '../clauses.ts'

/** What a copy knows of the tables, from the one list of them: in which order rows go, and whose they are. */

/** A row's values in the order of the table's columns, as both stores mean them: text, number, boolean, nothing. */
export type Cells = readonly (string | number | boolean | null)[]

/** Rows that are read, written and committed together: bounds the memory that a copy of any size needs. */
export const BATCH = 500

/** Belongs to the running processes, not to what is kept. */
const NEVER: ReadonlySet<Table> = new Set(['leases'])

export const COPIED: readonly Table[] = (Object.keys(model) as Table[]).filter((table) => !NEVER.has(table))

export interface Column {
  readonly name: string
  readonly type: TableModel['columns'][string]['type']
}

export const columnsIn = (table: Table): readonly Column[] =>
  Object.entries(model[table].columns).map(([name, { type }]) => ({ name, type }))

/**
 * By which column one community's rows are found. Null: the table is not of any community; then all of it goes along
 * where others refer to it, none where it was only kept for operators.
 */
export const ownerColumn = (table: Table): string | null =>
  table === 'communities' ? 'id' : 'communityId' in model[table].columns ? 'communityId' : null

/**
 * Which rows of a table go along with a community, as both databases say it. `$1`: its id. Null: the table is not of any.
 * What is kept of the accounts it is reached through goes along, so that what is said while they stop is asked for.
 */
export const goesAlong = (table: Table): string | null => {
  const owner = ownerColumn(table)
  if (owner === null) return null
  const own = `${quoted(owner)} = $1`
  return table === 'marks' ? `(${own} or ${isOfAccount('= $1')})` : own
}

/**
 * Which of them are taken out: what is kept of an account stays also where others are reached through it. To be asked
 * while the community's chats are there.
 */
export const isTakenOut = (table: Table): string => {
  const goes = String(goesAlong(table))
  return table === 'marks' ? `${goes} and not ${isOfAccount('<> $1')}` : goes
}

/** Marks of an account that has a chat of such a community. */
const isOfAccount = (community: string): string => {
  const keys = ACCOUNT_MARKS.map((kind) => `'${kind}:' || "chats"."adapter" || ':' || "chats"."account"`)
  const chats = `select 1 from "chats" where "chats"."communityId" ${community} and "marks"."key" in (${keys.join(', ')})`
  return `("marks"."communityId" = '${NOBODY}' and exists (${chats}))`
}

/** The tables that a community is taken out of, in this order: chats are asked whose account's marks are. */
export const OWNED: readonly Table[] = COPIED.filter((table) => ownerColumn(table) !== null).reverse()

export const isLeftBehind = (table: Table, community: string | null): boolean =>
  community !== null && table === 'unknownEvents'

/** NUL, which PostgreSQL has no room for, is left out: on neither store does it mean anything. */
export const clean = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '') : text)
