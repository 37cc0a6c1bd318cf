import type { Table } from '../app/model.ts'
import type { Operation } from '../app/operations.ts'
import type { Change } from './waiting.ts'

/* Between a transaction's work and its database. */

/** Rows of one table that are written together: all that wait by the time it is done. */
export interface Write {
  readonly do: 'write'
  readonly table: Table
  readonly take: () => readonly Change[]
}

/** Questions that were asked at the same time, to be answered in this order: the answer is theirs. */
export interface Several {
  readonly do: 'several'
  readonly of: readonly Question[]
}

export type Question = Operation | Write | Several

/** What is left for the database to answer. */
export type Asked<R> = Generator<Question, R, unknown>

/** One of the lines of steps that go on side by side in a transaction. */
export interface Strand {
  /** The community that it works in just now. */
  community: string | null
  /** The tables that the recall it is making has read. */
  reading: Set<Table> | null
  isDone: boolean
}

/** The strand that takes a step just now, and what it may be sure of. */
export interface Present {
  here(): Strand
  /** Whether it is alone with a community: another strand may be in the middle of a message there. */
  holds(communityId: string): boolean
}
