import type { Table } from '../../app/model.ts'
import { isPostgres } from '../open.ts'
import type { Cells } from './shape.ts'

/** A database as it was at one moment, whoever writes meanwhile. `community`: only what is of that one. */
export interface Snapshot {
  /** A table's rows in the order of its key. */
  rows(table: Table, community: string | null): AsyncIterable<readonly Cells[]>
  /** The last id that the database itself has given in a table; 0 where it gives none. */
  lastId(table: Table): Promise<number>
  close(): Promise<void>
}

/** A database in which nobody else writes anything of one community, and no process begins, until it is closed. */
export interface Hold extends Snapshot {
  /** Removes all that is of the community, in one step. */
  takeOut(): Promise<void>
}

/** A database that rows are put into. */
export interface Target {
  /** Adds rows of a table, committed when it resolves. */
  put(table: Table, rows: readonly Cells[]): Promise<void>
  /** Removes all rows of a table. */
  clear(table: Table): Promise<void>
  /** Lets the ids that the database gives go on after this one. */
  continueAfter(table: Table, id: number): Promise<void>
  close(): Promise<void>
}

export const openSnapshot = async (database: string): Promise<Snapshot> =>
  isPostgres(database)
    ? (await import('./postgres.ts')).postgresSnapshot(database)
    : (await import('./sqlite.ts')).sqliteSnapshot(database)

export const openHold = async (database: string, community: string): Promise<Hold> =>
  isPostgres(database)
    ? (await import('./postgres.ts')).postgresHold(database, community)
    : (await import('./sqlite.ts')).sqliteHold(database, community)

export const openTarget = async (database: string): Promise<Target> =>
  isPostgres(database)
    ? (await import('./postgres.ts')).postgresTarget(database)
    : (await import('./sqlite.ts')).sqliteTarget(database)
