import { isOwned, type Table } from '../app/model.ts'
import { type Operation, UNKNOWN } from '../app/operations.ts'
import type { Asked, Present, Strand } from './asked.ts'
import { Bearers } from './bearers.ts'
import { hasId, keyColumns, type Values } from './clauses.ts'
import type { Memories, Memory } from './memory.ts'
import { isFreeTable, needsId, owned } from './owner.ts'
import { fits, isValue, keyOf, select, withRow } from './select.ts'
import { Shape, shapeOf } from './shape.ts'
import {
  type Alter,
  type Counting,
  isLock,
  type Listing,
  mayBeOnShelf,
  movesRow,
  openColumns,
  rowsOf,
  SHELVES,
  shelfOf,
  shelvesOf,
} from './shelves.ts'
import { type Change, complete, given, primaryKey, Waiting } from './waiting.ts'

type Insert = Extract<Operation, { do: 'insert' }>

/** Tables that every message reads and few change: what was asked of them is remembered until they are written. */
const REMEMBERED: ReadonlySet<Table> = new Set([
  ...(['communities', 'groups', 'chats', 'members', 'identities', 'memberships'] as const),
  ...(['roles', 'households', 'residencies', 'polls', 'works', 'shifts', 'signups'] as const),
  ...(['jielongs', 'places'] as const),
] satisfies Table[])

/** Tables whose new rows and blind changes wait until the commit, or until somebody reads the table. */
const LATER: ReadonlySet<Table> = new Set<Table>([...SHELVES.keys(), 'inbox', 'lanes', 'outbox', 'events'])

/**
 * One transaction's work between the tasks and the database. Writes wait and are merged: a row changed fifty times is
 * written once, and all rows of a table together. A task sees what it wrote: from a shelf, or because whatever waits for
 * a table is written before the table is read. What is known of a community that is held outlives the transaction and
 * is right as long as the version in its head is (`Memories`).
 */
export class Unit {
  readonly #memories: Memories
  readonly #present: Present
  readonly #held = new Map<string, Memory>()
  readonly #waiting = new Waiting()
  /** Tables of which something waits that is on no shelf. */
  readonly #strays = new Set<Table>()
  /** Communities of which something was changed that others may remember. */
  readonly #changed = new Set<string>()
  readonly #bearers = new Bearers()

  constructor(memories: Memories, present: Present) {
    this.#memories = memories
    this.#present = present
  }

  /** Answers without the database, or not at all (`UNKNOWN`). `owner`: the one community it is about. */
  now(o: Operation, owner: string | undefined): unknown {
    switch (o.do) {
      case 'list':
      case 'count':
        return this.#read(o, owner)
      case 'insert':
        return this.#insert(o, owner)
      default:
        return this.#change(o, owner)
    }
  }

  /** Answers with the database's help: it is asked for the shelf that is missing, or for the answer. */
  *ask(o: Operation, owner: string | undefined): Asked<unknown> {
    if (o.do === 'list' && o.table === 'heads' && o.lock) return yield* this.#hold(o)
    yield* this.#load(o, owner)
    const known = this.now(o, owner)
    if (known !== UNKNOWN) return known
    const reads = o.do === 'list' || o.do === 'count'
    if (!reads || this.#waiting.touches(o.table, o.where, owner)) yield* this.#flush(o.table)
    return reads ? yield* this.#find(o, owner) : yield* this.#write(o, owner)
  }

  recalled(key: string): { readonly value: unknown } | undefined {
    return this.#here.reading ? undefined : this.#memoryHere()?.recalled(key)
  }

  /** Several reads whose joint result is remembered; what they read is noted with its state. */
  *recall(key: string, read: () => Asked<unknown>): Asked<unknown> {
    const strand = this.#here
    if (strand.reading) throw new Error(`${key}: a recall in a recall`)
    const memory = this.#memoryHere()
    const reading = new Set<Table>()
    strand.reading = reading
    try {
      const value = yield* read()
      memory?.noteRecalled(key, value, reading)
      return value
    } finally {
      strand.reading = null
    }
  }

  /** Writes all that waits. The last thing before the commit. */
  *finish(): Asked<void> {
    for (const communityId of this.#changed) {
      const memory = this.#held.get(communityId)
      const head = memory && headOf(memory)
      if (head) this.#setHead(memory, { version: Number(head.version) + 1 })
    }
    for (const table of this.#waiting.tables()) yield* this.#flush(table)
  }

  /** After the commit: what is known may be used by the next transaction. */
  committed(): void {
    for (const [communityId, memory] of this.#held) this.#memories.keep(communityId, memory)
  }

  /** Takes a community's head, and what was known of the community if nobody has changed it since. */
  *#hold(o: Listing): Asked<unknown> {
    const rows = (yield o) as Values[]
    const [head] = rows
    if (!head) return rows
    const communityId = String(head.communityId)
    const memory = this.#memories.take(communityId, head)
    memory.put('heads', '', [head])
    this.#held.set(communityId, memory)
    return rows
  }

  #read(o: Listing | Counting, owner: string | undefined): unknown {
    const { table } = o
    const { reading } = this.#here
    if (reading) {
      if (!REMEMBERED.has(table)) throw new Error(`${o.do} ${table} cannot be remembered`)
      reading.add(table)
    }
    const columns = SHELVES.get(table)
    const memory = columns && this.#memoryOf(owner)
    if (columns && memory && mayBeOnShelf(o)) {
      const key = shelfOf(o, columns, memory)
      const keys = key === undefined && o.do === 'list' ? shelvesOf(o, columns) : null
      if (key !== undefined || keys) {
        const rows = key === undefined ? rowsOf(memory, table, keys?.keys() ?? []) : memory.rows(table, key)
        if (!rows) return UNKNOWN
        const open = openColumns(o.where, columns)
        return o.do === 'list' ? select(rows, o, open) : rows.filter((row) => fits(row, o.where, open)).length
      }
    }
    const bearers = o.do === 'list' ? this.#bearers.known(o) : undefined
    if (bearers) return bearers
    if (!REMEMBERED.has(table) || isLock(o) || this.#waiting.has(table)) return UNKNOWN
    const answer = this.#memoryFor(table, owner)?.answers(table, shapeOf(o, SHAPES)).get(valuesOf(o.where))
    return answer === undefined ? UNKNOWN : answer
  }

  #insert(o: Insert, owner: string | undefined): unknown {
    const { table } = o
    if (table === 'identities') return o.ifAbsent ? UNKNOWN : this.#introduce(o)
    const memory = this.#memoryOf(owner)
    if (!LATER.has(table) || !isOwned(table) || owner === undefined) return UNKNOWN
    if (!memory && (!isFreeTable(table) || needsId(o))) return UNKNOWN
    const columns = SHELVES.get(table)
    if (o.ifAbsent && !(columns && memory)) return UNKNOWN
    const numbered = needsId(o) && memory ? this.#nextId(memory) : null
    const row = complete(table, owner, o.row as Values, numbered)
    const shelf = columns && memory ? memory.rows(table, keyOf(row, columns)) : undefined
    if (o.ifAbsent) {
      if (!shelf) return UNKNOWN
      const own = keyOf(row, keyColumns(table))
      if (shelf.some((known) => keyOf(known, keyColumns(table)) === own)) return null
    }
    if (numbered !== null && memory) this.#setHead(memory, { lastId: numbered })
    if (columns && memory && shelf) memory.put(table, keyOf(row, columns), withRow(table, shelf, row), [row])
    else this.#strays.add(table)
    this.#waiting.add({ do: 'insert', table, row, ifAbsent: false }, !shelf)
    this.#note(o, owner)
    return hasId(table) ? row.id : 0
  }

  /** Somebody is met, as many are where a group is new. Nobody asks for the row's id, which the database gives it. */
  #introduce(o: Insert): number {
    this.#bearers.add(o.row as Values, 0)
    this.#waiting.add(o)
    this.#note(o, undefined)
    return 0
  }

  #change(o: Alter, owner: string | undefined): unknown {
    const { table, where } = o
    if (owner === undefined || !LATER.has(table)) return UNKNOWN
    const columns = SHELVES.get(table)
    const memory = this.#memoryOf(owner)
    if (columns && memory && !movesRow(o, columns)) {
      const key = shelfOf(o, columns, memory)
      const rows = key === undefined ? undefined : memory.rows(table, key)
      if (key === undefined || !rows) return UNKNOWN
      return this.#changeOnShelf(o, owner, memory, key, rows)
    }
    if (o.do !== 'update' || !o.blind || (!memory && !isFreeTable(table))) return UNKNOWN
    const full = where.communityId === undefined ? { communityId: owner, ...where } : where
    if (!hasKey(table, full) || !Object.values(full).every(isValue)) return UNKNOWN
    // What is asked of the row beside its key is asked of the row as it stands.
    const asksMore = Object.keys(full).length > keyColumns(table).length
    if (asksMore && this.#waiting.hasOf(table, full)) return UNKNOWN
    this.#strays.add(table)
    this.#waiting.add({ ...o, where: full })
    this.#note(o, owner)
    return 1
  }

  #changeOnShelf(o: Alter, owner: string, memory: Memory, key: string, rows: readonly Values[]): number {
    const { table } = o
    const open = openColumns(o.where, SHELVES.get(table) ?? [])
    const set = o.do === 'update' ? given(o.set as Values) : null
    const left: Values[] = []
    let hits = 0
    for (const row of rows) {
      if (!fits(row, o.where, open)) {
        left.push(row)
        continue
      }
      hits += 1
      if (set) left.push({ ...row, ...set })
      const at = primaryKey(table, row)
      this.#waiting.add(set ? { do: 'update', table, where: at, set, blind: true } : { do: 'remove', table, where: at })
    }
    if (hits === 0) return 0
    memory.put(table, key, left, [])
    this.#note(o, owner)
    return hits
  }

  /** Asks the database for the shelves that an operation needs and that are not there. */
  *#load(o: Operation, owner: string | undefined): Asked<void> {
    const { table } = o
    const columns = SHELVES.get(table)
    const memory = columns && this.#memoryOf(owner)
    if (!columns || !memory || owner === undefined) return
    if (o.do === 'insert' && !o.ifAbsent) return
    if ((o.do === 'list' || o.do === 'count') && !mayBeOnShelf(o)) return
    if (o.do === 'update' && movesRow(o, columns)) return
    const values = (o.do === 'insert' ? o.row : o.where) as Values
    const several = o.do === 'list' ? shelvesOf(o, columns) : null
    if (several) return yield* this.#loadSeveral(o as Listing, owner, columns, memory, several)
    if (!columns.every((name) => isValue(values[name]))) return
    const key = keyOf(values, columns)
    if (memory.rows(table, key)) return
    const where: Record<string, string | number> = { communityId: owner }
    for (const name of columns) where[name] = values[name] as string | number
    if (this.#strays.has(table) && this.#waiting.touches(table, where, owner)) yield* this.#flush(table)
    memory.put(table, key, (yield { do: 'list', table, where, order: null, limit: null, lock: false }) as Values[])
  }

  *#loadSeveral(
    o: Listing,
    owner: string,
    columns: readonly string[],
    memory: Memory,
    keys: ReadonlyMap<string, string | number>,
  ): Asked<void> {
    const { table } = o
    const absent = new Map([...keys].filter(([key]) => !memory.rows(table, key)))
    if (absent.size === 0) return
    if (this.#strays.has(table)) yield* this.#flush(table)
    const name = columns.find((column) => !isValue(o.where[column])) ?? ''
    const asked = owned({ ...o, where: { ...o.where, [name]: { in: [...absent.values()] } } }, owner)
    const found = (yield asked) as Values[]
    const shelves = new Map<string, Values[]>([...absent.keys()].map((key) => [key, []]))
    for (const row of found) shelves.get(keyOf(row, columns))?.push(row)
    for (const [key, rows] of shelves) memory.put(table, key, rows)
  }

  /** Asks the database, and remembers what it answers where that may be. */
  *#find(o: Listing | Counting, owner: string | undefined): Asked<unknown> {
    const { table } = o
    const bearers = o.do === 'list' ? yield* this.#bearers.load(o) : undefined
    if (bearers) return bearers
    const found = this.#bearers.learn(o, yield owned(o, owner))
    const memory = REMEMBERED.has(table) && !isLock(o) ? this.#memoryFor(table, owner) : undefined
    if (memory && (isOwned(table) || isOf(found, table, this.#here.community)))
      memory.note(memory.answers(table, shapeOf(o, SHAPES)), valuesOf(o.where), found)
    return found
  }

  /** A change that cannot wait. */
  *#write(o: Insert | Alter, owner: string | undefined): Asked<unknown> {
    const { table } = o
    this.#note(o, owner)
    if (o.do !== 'insert') {
      this.#memoryOf(owner)?.drop(table)
      if (table === 'identities') this.#bearers.clear()
      return yield owned(o, owner)
    }
    const memory = this.#memoryOf(owner)
    const id = needsId(o) && memory ? this.#nextId(memory) : null
    if (id !== null && memory) this.#setHead(memory, { lastId: id })
    const row = id === null ? o.row : { ...o.row, id }
    const made = yield owned({ ...o, row }, owner)
    if (table === 'identities') this.#bearers.clear()
    return made !== null && id !== null ? id : made
  }

  /** The next id of a community that is held: they ascend in the order of its commits. */
  #nextId(memory: Memory): number {
    return Number(headOf(memory)?.lastId ?? 0) + 1
  }

  #setHead(memory: Memory, set: Values): void {
    const head = headOf(memory)
    if (!head) throw new Error('a community that is held has no head')
    memory.put('heads', '', [{ ...head, ...set }])
    const where = { communityId: String(head.communityId) }
    this.#waiting.add({ do: 'update', table: 'heads', where, set, blind: true })
  }

  *#flush(table: Table): Asked<void> {
    if (this.#waiting.has(table)) yield { do: 'write', table, take: () => this.#take(table) }
  }

  #take(table: Table): readonly Change[] {
    this.#strays.delete(table)
    if (table === 'identities') this.#bearers.settle()
    return this.#waiting.take(table)
  }

  /** What was remembered of a table that is written is worth nothing any more. */
  #note(o: Insert | Alter, owner: string | undefined): void {
    const { table } = o
    if (this.#here.reading) throw new Error(`a change of ${table} cannot be remembered`)
    if (REMEMBERED.has(table)) this.#forget(table, whose(o, owner))
    // The directory's rows are remembered with the community that is being worked in.
    const communityId = isOwned(table) ? owner : this.#here.community
    if (communityId === undefined) this.#memories.forgetAll()
    else if (communityId !== null && (!isOwned(table) || !isFreeTable(table))) this.#changed.add(communityId)
  }

  /** `owner` undefined: of any community. */
  #forget(table: Table, owner: string | undefined): void {
    if (owner !== undefined) this.#held.get(owner)?.forget(table)
    else for (const memory of this.#held.values()) memory.forget(table)
  }

  get #here(): Strand {
    return this.#present.here()
  }

  #memoryOf(owner: string | undefined): Memory | undefined {
    return owner !== undefined && this.#present.holds(owner) ? this.#held.get(owner) : undefined
  }

  #memoryHere(): Memory | undefined {
    return this.#memoryOf(this.#here.community ?? undefined)
  }

  /** Rows of the directory are remembered with the community in which they are read, if they are its own. */
  #memoryFor(table: Table, owner: string | undefined): Memory | undefined {
    return isOwned(table) ? this.#memoryOf(owner) : this.#memoryHere()
  }
}

const SHAPES = new Shape<never>()

const headOf = (memory: Memory): Values | undefined => memory.rows('heads', '')?.[0]

/** Whether all that was found of a table of the directory is this community's. Nothing found may be anybody's soon. */
const isOf = (found: unknown, table: Table, communityId: string | null): boolean =>
  Array.isArray(found) &&
  found.length > 0 &&
  found.every((row: Values) => row[table === 'communities' ? 'id' : 'communityId'] === communityId)

/** The one community whose rows a change changes. A row of the directory may be given to another. */
const whose = (o: Insert | Alter, owner: string | undefined): string | undefined => {
  if (isOwned(o.table)) return owner
  const { communityId } = o.do === 'insert' ? (o.row as Values) : {}
  return typeof communityId === 'string' ? communityId : undefined
}

const hasKey = (table: Table, where: Values): boolean => keyColumns(table).every((name) => isValue(where[name]))

const valuesOf = (where: Values): string => {
  let key = ''
  for (const name in where) {
    const value = where[name]
    key += `${typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)}\0`
  }
  return key
}
