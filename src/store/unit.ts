import { isOwned, type Table } from '../app/model.ts'
import type { Operation } from '../app/operations.ts'
import { Bearers } from './bearers.ts'
import { columnsOf, hasId, type Values } from './clauses.ts'
import type { Memories, Memory } from './memory.ts'
import { isFree, ownerOf, type Plain, type PlainRecall, type Scope } from './scope.ts'
import { fits, inOrder, isChosen, isValue, keyColumns, keyOf, select } from './select.ts'
import { Shape, shapeOf } from './shape.ts'

/** Rows of one table that are written together. */
export interface Write {
  readonly do: 'write'
  readonly table: Table
  readonly changes: readonly Change[]
}
export type Change = Extract<Operation, { do: 'insert' | 'update' | 'remove' }>

/** What is left for the database to answer. */
export type Asked<R> = Generator<Operation | Write, R, unknown>

/** Tables that every message reads and few change: what was asked of them is remembered until they are written. */
const REMEMBERED: ReadonlySet<Table> = new Set([
  ...(['communities', 'groups', 'chats', 'members', 'identities', 'memberships'] as const),
  ...(['roles', 'households', 'residencies', 'polls', 'works', 'shifts'] as const),
  ...(['jielongs', 'places'] as const),
] satisfies Table[])

/**
 * Tables that many messages change, and the columns by which their rows are read: all rows that agree in these are kept
 * together on a shelf, changed there, and written once at the commit.
 */
const SHELVES: ReadonlyMap<Table, readonly string[]> = new Map<Table, readonly string[]>([
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

/** Tables whose new rows and blind changes wait until the commit, or until somebody reads the table. */
const LATER: ReadonlySet<Table> = new Set<Table>([...SHELVES.keys(), 'inbox', 'lanes', 'outbox', 'events'])

/**
 * One transaction's work between the tasks and the database. Writes wait and are merged: a row changed fifty times is
 * written once, and all rows of a table together. A task sees what it wrote: from a shelf, or because whatever waits for
 * a table is written before the table is read. What is known of a community that is held outlives the transaction and
 * is right as long as the version in its head is (`Memories`).
 */
export class Unit {
  readonly #scope: Scope
  readonly #memories: Memories
  readonly #held = new Map<string, Memory>()
  readonly #waiting = new Map<Table, Map<string, Change>>()
  /** Tables of which something waits that is on no shelf. */
  readonly #strays = new Set<Table>()
  /** Communities of which something was changed that others may remember. */
  readonly #changed = new Set<string>()
  readonly #bearers = new Bearers()
  /** The tables that the recall now being made has read. */
  #reading: Set<Table> | null = null

  constructor(scope: Scope, memories: Memories) {
    this.#scope = scope
    this.#memories = memories
  }

  /** Runs a task as far as it can be answered from here. */
  *carry<R>(task: Plain<R>): Asked<R> {
    let step = task.next()
    while (!step.done) {
      const asked = step.value
      step = task.next(asked.do === 'recall' ? yield* this.#recall(asked) : yield* this.#answer(asked))
    }
    return step.value
  }

  /** Writes all that waits. The last thing before the commit. */
  *finish(): Asked<void> {
    for (const communityId of this.#changed) {
      const head = this.#held.get(communityId)?.shelves.get('heads')?.get('')?.[0]
      if (head) yield* this.#answer(headUpdate(communityId, { version: Number(head.version) + 1 }))
    }
    for (const table of [...this.#waiting.keys()]) yield* this.#flush(table)
  }

  /** After the commit: what is known may be used by the next transaction. */
  committed(): void {
    for (const [communityId, memory] of this.#held) this.#memories.keep(communityId, memory)
  }

  *#answer(o: Operation): Asked<unknown> {
    if (o.do === 'list' && o.table === 'heads' && o.lock) return yield* this.#hold(o)
    if (o.do === 'list' || o.do === 'count') return yield* this.#read(o)
    return o.do === 'insert' ? yield* this.#insert(o) : yield* this.#change(o)
  }

  /** Takes a community's head, and what was known of the community if nobody has changed it since. */
  *#hold(o: Operation & { do: 'list' }): Asked<unknown> {
    const rows = (yield o) as Values[]
    const [head] = rows
    if (!head) return rows
    const communityId = String(head.communityId)
    const memory = this.#memories.take(communityId, Number(head.version))
    memory.put('heads', '', [head])
    this.#held.set(communityId, memory)
    return rows
  }

  *#read(o: Operation & { do: 'list' | 'count' }): Asked<unknown> {
    const { table } = o
    if (this.#reading) {
      if (!REMEMBERED.has(table)) throw new Error(`${o.do} ${table} cannot be remembered`)
      this.#reading.add(table)
    }
    const shelf = yield* this.#shelf(o)
    if (shelf) {
      const rows = shelf.rows.filter((row) => fits(row, o.where))
      return o.do === 'count' ? rows.length : select(rows, o)
    }
    const several = o.do === 'list' ? ((yield* this.#severalShelves(o)) ?? (yield* this.#bearers.several(o))) : null
    if (several) return several
    const bearer = this.#bearers.of(o)
    if (bearer) return bearer
    yield* this.#flush(table)
    const memory = REMEMBERED.has(table) && !isLock(o) ? this.#memoryFor(o) : undefined
    if (!memory) return yield o
    const answers = memory.answers(table, shapeOf(o, SHAPES))
    const key = valuesOf(o.where)
    const known = answers.get(key)
    if (known !== undefined) return known
    const found = yield o
    this.#bearers.learn(o, found)
    if (isOwned(table) || isOf(found, table, this.#scope.community)) memory.note(answers, key, found)
    return found
  }

  *#insert(o: Operation & { do: 'insert' }): Asked<unknown> {
    const { table } = o
    const columns = SHELVES.get(table)
    const memory = this.#memoryOf(o)
    const row = complete(table, o.row as Values)
    if (columns && memory) {
      const key = keyOf(row, columns)
      if (o.ifAbsent) {
        const own = keyOf(row, keyColumns(table))
        const rows = yield* this.#load(table, memory, columns, row)
        if (rows.some((known) => keyOf(known, keyColumns(table)) === own)) return null
      }
      const shelf = memory.shelves.get(table)?.get(key)
      if (shelf) memory.put(table, key, inOrder(table, [...shelf, row]))
      else this.#strays.add(table)
      this.#later({ ...o, row, ifAbsent: false })
      this.#note(o)
      return hasId(table) ? row.id : 0
    }
    if (LATER.has(table) && !o.ifAbsent && isOwned(table)) {
      this.#strays.add(table)
      this.#later({ ...o, row })
      this.#note(o)
      return hasId(table) ? row.id : 0
    }
    yield* this.#flush(table)
    this.#note(o)
    const id = yield o
    if (table === 'identities') this.#bearers.add(row, id)
    return id
  }

  *#change(o: Operation & { do: 'update' | 'remove' }): Asked<unknown> {
    const { table, where } = o
    const shelf = movesRow(o) ? null : yield* this.#shelf(o)
    if (shelf) {
      const { memory, key, rows } = shelf
      const hit = rows.filter((row) => fits(row, where))
      if (hit.length === 0) return 0
      const set = o.do === 'update' ? given(o.set as Values) : null
      const left = set
        ? rows.map((row) => (hit.includes(row) ? { ...row, ...set } : row))
        : rows.filter((row) => !hit.includes(row))
      memory.put(table, key, left)
      for (const row of hit) this.#later({ ...o, where: primaryKey(table, row) })
      this.#note(o)
      return hit.length
    }
    if (
      o.do === 'update' &&
      o.blind &&
      LATER.has(table) &&
      hasKey(table, where) &&
      Object.values(where).every(isValue)
    ) {
      const before = this.#waiting.get(table)?.get(keyOf(where, keyColumns(table)))
      // What is asked of the row beside its key is asked of the row as it stands.
      if (before && Object.keys(where).length > keyColumns(table).length) yield* this.#flush(table)
      this.#strays.add(table)
      this.#later(o)
      this.#note(o)
      return 1
    }
    yield* this.#flush(table)
    this.#note(o)
    this.#memoryOf(o)?.drop(table)
    if (table === 'identities') this.#bearers.clear()
    return yield o
  }

  /** The shelf that an operation is all about. Null: it asks more than one shelf, or nobody holds the community. */
  *#shelf(
    o: Operation & { do: 'list' | 'count' | 'update' | 'remove' },
  ): Asked<{ memory: Memory; key: string; rows: readonly Values[] } | null> {
    const columns = SHELVES.get(o.table)
    const memory = columns && this.#memoryOf(o)
    if (!columns || !memory || isLock(o) || (o.do === 'list' && !isChosen(o))) return null
    const { where, table } = o
    if (columns.every((name) => isValue(where[name]))) {
      const key = keyOf(where, columns)
      return { memory, key, rows: yield* this.#load(table, memory, columns, where) }
    }
    const key = hasKey(table, where) ? memory.shelfOf(table, keyOf(where, keyColumns(table))) : undefined
    const rows = key === undefined ? undefined : memory.shelves.get(table)?.get(key)
    return key === undefined || !rows ? null : { memory, key, rows }
  }

  *#load(table: Table, memory: Memory, columns: readonly string[], values: Values): Asked<readonly Values[]> {
    const key = keyOf(values, columns)
    const known = memory.shelves.get(table)?.get(key)
    if (known) return known
    if (this.#strays.has(table)) yield* this.#flush(table)
    const where = Object.fromEntries(['communityId', ...columns].map((name) => [name, values[name] as string | number]))
    const rows = (yield { do: 'list', table, where, order: null, limit: null, lock: false }) as Values[]
    memory.put(table, key, rows)
    return rows
  }

  /** The rows of several shelves, named by one of their columns and read at once. Null: the listing asks for more or less. */
  *#severalShelves(o: Operation & { do: 'list' }): Asked<readonly Values[] | null> {
    const { table, where } = o
    const columns = SHELVES.get(table)
    const memory = columns && this.#memoryOf(o)
    if (!columns || !memory || o.lock || o.order || o.limit !== null) return null
    const open = columns.filter((name) => !isValue(where[name]))
    const [name] = open
    const wanted = name === undefined ? undefined : where[name]
    if (name === undefined || open.length > 1 || Object.keys(where).length > columns.length + 1) return null
    if (typeof wanted !== 'object' || wanted === null || !('in' in wanted)) return null
    const keys = new Map([...wanted.in].map((value) => [keyOf({ ...where, [name]: value }, columns), value]))
    const absent = new Map([...keys].filter(([key]) => !memory.shelves.get(table)?.has(key)))
    if (absent.size > 0) {
      if (this.#strays.has(table)) yield* this.#flush(table)
      const found = (yield { ...o, where: { ...where, [name]: { in: [...absent.values()] } } }) as Values[]
      const shelves = new Map<string, Values[]>([...absent.keys()].map((key) => [key, []]))
      for (const row of found) shelves.get(keyOf(row, columns))?.push(row)
      for (const [key, rows] of shelves) memory.put(table, key, rows)
    }
    return inOrder(
      table,
      [...keys.keys()].flatMap((key) => memory.shelves.get(table)?.get(key) ?? []),
    )
  }

  /** Several reads whose joint result is remembered; what they read is noted with its state. */
  *#recall({ key, read }: PlainRecall): Asked<unknown> {
    const { community } = this.#scope
    const memory = community === null ? undefined : this.#held.get(community)
    if (this.#reading) throw new Error(`${key}: a recall in a recall`)
    const known = memory?.recalled(key)
    if (known) return known.value
    this.#reading = new Set()
    try {
      const value = yield* this.carry(read())
      memory?.noteRecalled(key, value, this.#reading)
      return value
    } finally {
      this.#reading = null
    }
  }

  /** Lets a change wait, as part of what waits for the same row already. */
  #later(change: Change): void {
    const { table } = change
    const waiting = this.#waiting.get(table) ?? new Map<string, Change>()
    if (waiting.size === 0) this.#waiting.set(table, waiting)
    const key = keyOf(change.do === 'insert' ? (change.row as Values) : change.where, keyColumns(table))
    const before = waiting.get(key)
    const merged = before ? merge(before, change) : change
    if (merged) waiting.set(key, merged)
    else waiting.delete(key)
  }

  *#flush(table: Table): Asked<void> {
    const waiting = this.#waiting.get(table)
    if (!waiting || waiting.size === 0) return
    this.#waiting.delete(table)
    this.#strays.delete(table)
    yield { do: 'write', table, changes: [...waiting.values()] }
  }

  /** What was remembered of a table that is written is worth nothing any more. */
  #note(o: Change): void {
    if (this.#reading) throw new Error(`${o.do} ${o.table} cannot be remembered`)
    if (REMEMBERED.has(o.table)) for (const memory of this.#held.values()) memory.forget(o.table)
    // The directory's rows are remembered with the community that is being worked in.
    const communityId = isOwned(o.table) ? ownerOf(o) : this.#scope.community
    if (communityId === undefined) this.#memories.forgetAll()
    else if (communityId !== null && (!isOwned(o.table) || !isFree(o.table))) this.#changed.add(communityId)
  }

  #memoryOf(o: Operation): Memory | undefined {
    const communityId = ownerOf(o)
    return communityId === undefined ? undefined : this.#held.get(communityId)
  }

  /** Rows of the directory are remembered with the community in which they are read, if they are its own. */
  #memoryFor(o: Operation): Memory | undefined {
    const { community } = this.#scope
    if (isOwned(o.table)) return this.#memoryOf(o)
    return community === null ? undefined : this.#held.get(community)
  }
}

const SHAPES = new Shape<never>()

const headUpdate = (communityId: string, set: object): Operation => ({
  do: 'update',
  table: 'heads',
  where: { communityId },
  set,
  blind: false,
})

const isLock = (o: Operation): boolean => o.do === 'list' && o.lock

/** Whether all that was found of a table of the directory is this community's. Nothing found may be anybody's soon. */
const isOf = (found: unknown, table: Table, communityId: string | null): boolean =>
  Array.isArray(found) &&
  found.length > 0 &&
  found.every((row: Values) => row[table === 'communities' ? 'id' : 'communityId'] === communityId)

const hasKey = (table: Table, where: Values): boolean => keyColumns(table).every((name) => isValue(where[name]))

/** Whether an update gives rows another key or another shelf. */
const movesRow = (o: Change): boolean =>
  o.do === 'update' && [...keyColumns(o.table), ...(SHELVES.get(o.table) ?? [])].some((name) => name in o.set)

const primaryKey = (table: Table, row: Values) =>
  Object.fromEntries(keyColumns(table).map((name) => [name, row[name] as string | number]))

const given = (set: Values): Values =>
  Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined))

const names = new Map<Table, readonly string[]>()

/** A row with nothing where nothing was given, as the database will give it back. */
const complete = (table: Table, row: Values): Values => {
  const known = names.get(table) ?? Object.keys(columnsOf(table))
  names.set(table, known)
  const full: Record<string, unknown> = {}
  for (const name of known) full[name] = row[name] ?? null
  return full
}

const valuesOf = (where: Values): string => {
  let key = ''
  for (const name in where) {
    const value = where[name]
    key += `${typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)}\0`
  }
  return key
}

type Removal = Extract<Operation, { do: 'remove' }>

/** Two changes of one row as one. Null: nothing is left to do. */
const merge = (before: Change, after: Change): Change | null => {
  if (after.do === 'insert' && before.do !== 'remove') throw new Error(`a row of ${after.table} twice`)
  if (after.do === 'insert')
    // The row was there and was removed.
    return { do: 'update', table: after.table, where: (before as Removal).where, set: after.row, blind: true }
  if (before.do === 'insert')
    return after.do === 'remove' ? null : { ...before, row: { ...before.row, ...given(after.set as Values) } }
  if (before.do === 'update' && after.do === 'update') return { ...before, set: { ...before.set, ...after.set } }
  return after
}
