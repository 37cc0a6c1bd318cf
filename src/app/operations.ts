import type { NewRow, Row, Table } from './model.ts'

/**
 * What a handler may ask of the store. A handler is a generator that yields these: the SQLite driver answers each at
 * once inside its transaction, the PostgreSQL driver awaits each, so no handler can await in the middle of one.
 * `lock` keeps the rows found for this transaction until its commit, `free` those of them that nobody else keeps; on
 * SQLite every transaction is alone anyway.
 */
export type Operation =
  | {
      readonly do: 'list'
      readonly table: Table
      readonly where: Where
      readonly order: Order | null
      readonly limit: number | null
      readonly lock: boolean | 'free'
    }
  | { readonly do: 'count'; readonly table: Table; readonly where: Where }
  | { readonly do: 'insert'; readonly table: Table; readonly row: object; readonly ifAbsent: boolean }
  | {
      readonly do: 'update'
      readonly table: Table
      readonly where: Where
      readonly set: object
      /** Nobody asks how many rows it changes: it may be made some time before the commit. */
      readonly blind: boolean
    }
  | { readonly do: 'remove'; readonly table: Table; readonly where: Where }

/** Equality, or a bound. `undefined` is refused: it would widen a condition unseen. */
export type Where = Readonly<Record<string, Scalar | Bound>>
type Scalar = string | number | boolean | null
type Bound =
  | { readonly gt: number }
  | { readonly lte: number }
  | { readonly not: Scalar }
  | { readonly in: readonly (string | number)[] }
  /** Less than another column of the same row. */
  | { readonly below: string }
export interface Order {
  readonly by: string
  readonly desc: boolean
}

/**
 * Several reads whose joint result the store may remember under `key` until a table they read is written. What is read
 * may depend on nothing but the key and the store.
 */
export interface Recall {
  readonly do: 'recall'
  readonly key: string
  readonly read: () => Task<unknown>
}

/**
 * A task of one community: its id joins every condition and new row that names none, except those of the directory's
 * tables (`isOwned`). `alone`: whoever else wants to change anything of that community waits until the commit. `free`:
 * not at all where somebody else is alone with it (`BUSY`).
 */
export interface Within {
  readonly do: 'within'
  readonly communityId: string
  readonly alone: boolean | 'free'
  readonly task: () => Task<unknown>
}
export const BUSY = Symbol('busy')

/** Tasks of which none needs another's result: what several of them ask, a store may be asked at once. */
export interface Together {
  readonly do: 'together'
  readonly tasks: readonly (() => Task<unknown>)[]
}

/**
 * Who answers at once, while a step of a task runs, what its transaction knows without the database: most of what a
 * message asks. Whatever he cannot answer the task yields.
 */
export interface Attendant {
  /** `UNKNOWN`: the database has to be asked. */
  answer(operation: Operation): unknown
  recalled(key: string): { readonly value: unknown } | undefined
  /** Whether the task works in that community just now, alone with it. */
  isAloneIn(communityId: string): boolean
}
export const UNKNOWN = Symbol('unknown')

let attendant: Attendant | null = null

/** Runs one step of a task, attended. A step never waits, so no other task runs meanwhile. */
export const attended = <R>(by: Attendant, steps: Task<R>, answer: unknown): ReturnType<Task<R>['next']> => {
  const before = attendant
  attendant = by
  try {
    return steps.next(answer)
  } finally {
    attendant = before
  }
}

const known = (operation: Operation): unknown => (attendant === null ? UNKNOWN : attendant.answer(operation))

type Condition<T extends Table> = { readonly [K in keyof Row<T>]?: Row<T>[K] | Bound }

/** A piece of work on the store that returns R. Run by `Store.transact`. */
export type Task<R> = Generator<Operation | Recall | Within | Together, R, unknown>

interface ListOptions<T extends Table> {
  readonly order?: keyof Row<T> & string
  readonly desc?: boolean
  readonly limit?: number
  /** Waits for whoever holds these rows, and holds them until the commit. What it finds is what they left. */
  readonly lock?: boolean | 'free'
}

/** All rows that fulfil a condition. */
export function* list<T extends Table>(
  table: T,
  where: Condition<T> = {},
  options: ListOptions<T> = {},
): Task<readonly Row<T>[]> {
  const asked = listing(table, where, options, options.limit ?? null)
  const rows = known(asked)
  return (rows === UNKNOWN ? yield asked : rows) as readonly Row<T>[]
}

/** So many or a few more: a store keeps a statement for each limit that it was ever asked with. */
export const atLeast = (limit: number): number => 2 ** Math.ceil(Math.log2(limit))

const listing = <T extends Table>(
  table: T,
  where: Condition<T>,
  { order, desc = false, lock = false }: ListOptions<T>,
  limit: number | null,
): Operation => ({
  do: 'list',
  table,
  where: where as Where,
  order: order === undefined ? null : { by: order, desc },
  limit,
  lock,
})

/** The one row that fulfils a condition, or the first of them; null where there is none. */
export function* find<T extends Table>(
  table: T,
  where: Condition<T>,
  options: ListOptions<T> = {},
): Task<Row<T> | null> {
  const asked = listing(table, where, options, 1)
  const rows = known(asked)
  return ((rows === UNKNOWN ? yield asked : rows) as readonly Row<T>[])[0] ?? null
}

/** What `read` finds; remembered where it only asks tables that seldom change, and refused where it asks others. */
export function* recall<R>(key: string, read: () => Task<R>): Task<R> {
  const kept = attendant?.recalled(key)
  return (kept ? kept.value : yield { do: 'recall', key, read }) as R
}

/** Reads within a community (`Within`). */
export function* within<R>(communityId: string, task: () => Task<R>): Task<R> {
  return (yield { do: 'within', communityId, alone: false, task }) as R
}

/** Works within a community, alone with it until the commit: what is read cannot change before what is written. */
export function* alone<R>(communityId: string, task: () => Task<R>): Task<R> {
  if (attendant?.isAloneIn(communityId)) return yield* task()
  return (yield { do: 'within', communityId, alone: true, task }) as R
}

/** The same, or `BUSY` at once where another transaction is alone with it. */
export function* aloneIfFree<R>(communityId: string, task: () => Task<R>): Task<R | typeof BUSY> {
  return (yield { do: 'within', communityId, alone: 'free', task }) as R | typeof BUSY
}

/** The results of tasks of which none needs another's. */
export function* together<R>(tasks: readonly (() => Task<R>)[]): Task<readonly R[]> {
  return (yield { do: 'together', tasks }) as readonly R[]
}

export function* count<T extends Table>(table: T, where: Condition<T>): Task<number> {
  const asked: Operation = { do: 'count', table, where: where as Where }
  const found = known(asked)
  return (found === UNKNOWN ? yield asked : found) as number
}

/** Adds a row and returns the id the store gave it (0 for tables with their own key, and for an identity). */
export function* insert<T extends Table>(table: T, row: NewRow<T>): Task<number> {
  const asked: Operation = { do: 'insert', table, row, ifAbsent: false }
  const id = known(asked)
  return (id === UNKNOWN ? yield asked : id) as number
}

/** Adds a row unless one with its unique key is there. Null: it was there. */
export function* insertIfAbsent<T extends Table>(table: T, row: NewRow<T>): Task<number | null> {
  const asked: Operation = { do: 'insert', table, row, ifAbsent: true }
  const id = known(asked)
  return (id === UNKNOWN ? yield asked : id) as number | null
}

/** Changes rows and returns how many. */
export function* update<T extends Table>(table: T, where: Condition<T>, set: Partial<Row<T>>): Task<number> {
  const asked: Operation = { do: 'update', table, where: where as Where, set, blind: false }
  const changed = known(asked)
  return (changed === UNKNOWN ? yield asked : changed) as number
}

/** Changes the row of a key (and of what else is said of it) without asking whether it is there. */
export function* amend<T extends Table>(table: T, where: Condition<T>, set: Partial<Row<T>>): Task<void> {
  const asked: Operation = { do: 'update', table, where: where as Where, set, blind: true }
  if (known(asked) === UNKNOWN) yield asked
}

export function* remove<T extends Table>(table: T, where: Condition<T>): Task<number> {
  const asked: Operation = { do: 'remove', table, where: where as Where }
  const removed = known(asked)
  return (removed === UNKNOWN ? yield asked : removed) as number
}
