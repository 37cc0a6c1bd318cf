import type { Table } from '../app/model.ts'
import type { Values } from './clauses.ts'
import { keyOf } from './select.ts'

/** Entries that a process keeps in memory of all communities together, and of one of them. */
const LIMIT = 300_000
const LIMIT_OF_ONE = 50_000

/** What of a head is another after each change, and in no two histories the same. */
const HEAD = ['version', 'lastId', 'hash'] as const

/** The joint result of several reads, and in which state they found their tables. */
interface Recalled {
  readonly value: unknown
  readonly from: readonly { readonly table: Table; readonly state: number }[]
}

/** What a process knows of one community, as of a version of its head. */
export class Memory {
  /** By table and by the shelf's columns: all rows of that shelf. */
  readonly #shelves = new Map<Table, Map<string, readonly Values[]>>()
  /** On which shelf a row is, for tables whose key does not tell. */
  readonly #places = new Map<Table, Map<number, string>>()
  readonly #answers = new Map<Table, Map<object, Map<string, unknown>>>()
  readonly #recalled = new Map<string, Recalled>()
  readonly #states = new Map<Table, number>()
  entries = 0

  /**
   * Whether it is of that head, as it was last written or read. Not by its version alone: where a server took over that
   * had not been told of the last commits, others have brought it as far since.
   */
  isOf(head: Values): boolean {
    const known = this.rows('heads', '')?.[0]
    return known !== undefined && keyOf(known, HEAD) === keyOf(head, HEAD)
  }

  /** All rows of a shelf, if it is there. */
  rows(table: Table, key: string): readonly Values[] | undefined {
    return this.#shelves.get(table)?.get(key)
  }

  /** Puts a shelf's rows there; `added`: those that were not on it. */
  put(table: Table, key: string, rows: readonly Values[], added = rows): void {
    let shelves = this.#shelves.get(table)
    if (!shelves) {
      shelves = new Map()
      this.#shelves.set(table, shelves)
    }
    if (!shelves.has(key)) this.entries += 1
    shelves.set(key, rows)
    // The only rows that are asked for by an id of their own beside their shelf.
    if (table !== 'ballots') return
    const places = this.#places.get(table) ?? new Map<number, string>()
    this.#places.set(table, places)
    for (const { id } of added) places.set(Number(id), key)
  }

  /** The shelf of a row, by its id. */
  shelfOf(table: Table, id: number): string | undefined {
    return this.#places.get(table)?.get(id)
  }

  /** Forgets a table's shelves: something was written past them. */
  drop(table: Table): void {
    this.#shelves.delete(table)
    this.#places.delete(table)
  }

  answers(table: Table, shape: object): Map<string, unknown> {
    const shapes = this.#answers.get(table) ?? new Map<object, Map<string, unknown>>()
    if (shapes.size === 0) this.#answers.set(table, shapes)
    const answers = shapes.get(shape) ?? new Map<string, unknown>()
    if (answers.size === 0) shapes.set(shape, answers)
    return answers
  }

  note(answers: Map<string, unknown>, key: string, found: unknown): void {
    answers.set(key, found)
    this.entries += 1
  }

  /** Forgets what was asked of a table: it is written. */
  forget(table: Table): void {
    this.#answers.delete(table)
    this.#states.set(table, this.#stateOf(table) + 1)
  }

  recalled(key: string): Recalled | undefined {
    const known = this.#recalled.get(key)
    return known?.from.every(({ table, state }) => this.#stateOf(table) === state) ? known : undefined
  }

  noteRecalled(key: string, value: unknown, tables: Iterable<Table>): void {
    this.#recalled.set(key, { value, from: [...tables].map((table) => ({ table, state: this.#stateOf(table) })) })
    this.entries += 1
  }

  #stateOf(table: Table): number {
    return this.#states.get(table) ?? 0
  }
}

/** What a process knows of its communities between transactions; whoever works with one has it for himself. */
export class Memories {
  readonly #known = new Map<string, Memory>()
  #entries = 0

  /** What is known of a community, if that is still its head; else nothing. Given back by `keep`. */
  take(communityId: string, head: Values): Memory {
    const known = this.#forget(communityId)
    return known?.isOf(head) ? known : new Memory()
  }

  keep(communityId: string, memory: Memory): void {
    // A transaction that took it before this one has given it back may have kept its own meanwhile.
    this.#forget(communityId)
    if (memory.entries > LIMIT_OF_ONE) return
    this.#known.set(communityId, memory)
    this.#entries += memory.entries
    // Those that nobody asked for longest go first.
    for (const oldest of this.#known.keys()) {
      if (this.#entries <= LIMIT) break
      this.#forget(oldest)
    }
  }

  #forget(communityId: string): Memory | undefined {
    const known = this.#known.get(communityId)
    this.#known.delete(communityId)
    this.#entries -= known?.entries ?? 0
    return known
  }

  forgetAll(): void {
    this.#known.clear()
    this.#entries = 0
  }
}
