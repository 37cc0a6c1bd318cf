import { model, type Table, type TableModel } from '../../app/model.ts'

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

/** The columns that tell a table's rows apart: rows are copied and compared in their order. */
export const keyOf = (table: Table): readonly string[] => (model[table] as TableModel).key ?? ['id']

/**
 * By which column one community's rows are found. Null: the table is not of any community; then all of it goes along
 * where others refer to it, none where it was only kept for operators.
 */
export const ownerColumn = (table: Table): string | null =>
  table === 'communities' ? 'id' : 'communityId' in model[table].columns ? 'communityId' : null

/** Which rows of a table are a community's, as both databases say it. `$1`: its id. Null: it has none of its own. */
export const isOf = (table: Table): string | null => {
  const owner = ownerColumn(table)
  return owner === null ? null : `${quoted(owner)} = $1`
}

/** The tables in which a community has rows of its own. */
export const OWNED: readonly Table[] = COPIED.filter((table) => ownerColumn(table) !== null)

export const isLeftBehind = (table: Table, community: string | null): boolean =>
  community !== null && table === 'unknownEvents'

export const quoted = (name: string): string => `"${name}"`

/** NUL, which PostgreSQL has no room for, is left out: on neither store does it mean anything. */
export const clean = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '') : text)
