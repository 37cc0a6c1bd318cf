import type { NewRow, Row, Table } from './model.ts'

/**
 * What a handler may ask of the store. A handler is a generator that yields these: the SQLite driver answers each at
 * once inside its transaction, the PostgreSQL driver awaits each, so no handler can await in the middle of one.
 * `lock` keeps the rows found for this transaction until its commit; on SQLite every transaction is alone anyway.
 */
export type Operation =
  | {
      readonly do: 'list'
      readonly table: Table
      readonly where: Where
      readonly order?: Order
      readonly limit?: number
      readonly lock?: boolean
    }
  | { readonly do: 'count'; readonly table: Table; readonly where: Where }
  | { readonly do: 'insert'; readonly table: Table; readonly row: object; readonly ifAbsent: boolean }
  | { readonly do: 'update'; readonly table: Table; readonly where: Where; readonly set: object }
  | { readonly do: 'remove'; readonly table: Table; readonly where: Where }

/** Equality, or a bound. `undefined` is refused: it would widen a condition unseen. */
export type Where = Readonly<
  Record<string, Scalar | { readonly gt: number } | { readonly lte: number } | { readonly not: Scalar }>
>
type Scalar = string | number | boolean | null
export interface Order {
  readonly by: string
  readonly desc?: boolean
}

type Condition<T extends Table> = {
  readonly [K in keyof Row<T>]?:
    | Row<T>[K]
    | { readonly gt: number }
    | { readonly lte: number }
    | { readonly not: Scalar }
}

/** A piece of work on the store that returns R. Run by `Store.transact` or `Store.read`. */
export type Task<R> = Generator<Operation, R, unknown>

interface ListOptions<T extends Table> {
  readonly order?: keyof Row<T> & string
  readonly desc?: boolean
  readonly limit?: number
  /** Waits for whoever holds these rows, and holds them until the commit. What it finds is what they left. */
  readonly lock?: boolean
}

/** All rows that fulfil a condition. */
export function* list<T extends Table>(
  table: T,
  where: Condition<T> = {},
  options: ListOptions<T> = {},
): Task<readonly Row<T>[]> {
  const { order, desc, limit, lock } = options
  return (yield {
    do: 'list',
    table,
    where: where as Where,
    ...(order === undefined ? {} : { order: { by: order, desc: desc ?? false } }),
    ...(limit === undefined ? {} : { limit }),
    ...(lock === true ? { lock } : {}),
  }) as readonly Row<T>[]
}

/** The one row that fulfils a condition, or the first of them; null where there is none. */
export function* find<T extends Table>(
  table: T,
  where: Condition<T>,
  options: ListOptions<T> = {},
): Task<Row<T> | null> {
  const rows = yield* list(table, where, { ...options, limit: 1 })
  return rows[0] ?? null
}

export function* count<T extends Table>(table: T, where: Condition<T>): Task<number> {
  return (yield { do: 'count', table, where: where as Where }) as number
}

/** Adds a row and returns the id the database gave it (0 for tables with their own key). */
export function* insert<T extends Table>(table: T, row: NewRow<T>): Task<number> {
  return (yield { do: 'insert', table, row, ifAbsent: false }) as number
}

/** Adds a row unless one with its unique key is there. Null: it was there. */
export function* insertIfAbsent<T extends Table>(table: T, row: NewRow<T>): Task<number | null> {
  return (yield { do: 'insert', table, row, ifAbsent: true }) as number | null
}

/** Changes rows and returns how many. */
export function* update<T extends Table>(table: T, where: Condition<T>, set: Partial<Row<T>>): Task<number> {
  return (yield { do: 'update', table, where: where as Where, set }) as number
}

export function* remove<T extends Table>(table: T, where: Condition<T>): Task<number> {
  return (yield { do: 'remove', table, where: where as Where }) as number
}
