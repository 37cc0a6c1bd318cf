import type { Table } from '../../src/app/model.ts'
import type { Operation, Task, Where } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import type { Asked, Question, Write } from '../../src/store/asked.ts'
import { Memories } from '../../src/store/memory.ts'
import { QueryFailure, storeErrorOf, triesAfter } from '../../src/store/postgres-errors.ts'
import { Work } from '../../src/store/work.ts'
import { type Cells, fits, isLess, isSame, kept, layoutOf } from './cells.ts'
import type { Faults } from './faults.ts'
import { type Life, never, type Schedule } from './schedule.ts'
import type { Place } from './town.ts'

type Listing = Extract<Operation, { do: 'list' }>

/** A row: what all see, and what the transaction that holds it would make of it. Null: there is none. */
interface Entry {
  /** All rows of its table. */
  readonly among: Entry[]
  committed: Cells | null
  holder: Transaction | null
  pending: Cells | null
}

/** What answers at once mostly, and waits where another transaction is in the way. */
type Answering<R> = Generator<Promise<void>, R>

class Transaction {
  readonly life: Life
  readonly held = new Set<Entry>()
  readonly waiters: (() => void)[] = []
  waitsFor: Transaction | null = null
  ended = false

  constructor(life: Life) {
    this.life = life
  }
}

const STALL_MS = 90 * 60_000
const LOCK_TIMEOUT_MS = 30_000
/** How long (ms) a server may hold what a process held that is no more. */
const UNNOTICED_MS = 60_000

/**
 * What PostgreSQL promises at READ COMMITTED, and no more, for any number of processes: every statement sees what is
 * committed by then, rows are held until the commit, whoever waits for one sees it as it was left and asks again whether
 * it still fits, numbers are given for good though their transaction may come to nothing, and of two that wait for each
 * other one is refused. Transactions interleave at each yield. An answer may be lost on its way, also that of a commit.
 */
export class SharedStore implements Place {
  readonly shared = true
  readonly #schedule: Schedule
  readonly #faults: Faults
  readonly #draw: (n: number) => number
  /** Others have their turn after every answer (0), or after one of so many. */
  readonly #grain: number
  readonly #tables = new Map<Table, Entry[]>()
  readonly #ids = new Map<Table, number>()

  constructor(parts: { schedule: Schedule; faults: Faults; draw: (n: number) => number; from?: SharedStore }) {
    this.#schedule = parts.schedule
    this.#faults = parts.faults
    this.#draw = parts.draw
    this.#grain = parts.draw(3) === 0 ? 0 : 6
    for (const [table, entries] of parts.from ? parts.from.#tables : []) {
      const among = this.#entries(table)
      for (const { committed } of entries) among.push({ among, committed, holder: null, pending: committed })
    }
    for (const [table, id] of parts.from ? parts.from.#ids : []) this.#ids.set(table, id)
  }

  async open(life: Life): Promise<Store> {
    // What a process remembers dies with it.
    const memories = new Memories()
    const transactAll = <R>(tasks: readonly (() => Task<R>)[]) => this.#transactAll(life, memories, tasks)
    return {
      shared: true,
      transactAll,
      transact: async <R>(task: () => Task<R>) => {
        const [result] = await transactAll([task])
        return result as R
      },
      check: async () => {},
      time: async () => {
        await this.#schedule.turn(life)
        return this.#schedule.now
      },
      close: async () => {},
    }
  }

  /** Runs a task at once and alone: for whoever sets the town up or looks on. */
  async read<R>(task: () => Task<R>): Promise<R> {
    const transaction = new Transaction(onlooker)
    const work = new Work(new Memories(), { abreast: true })
    const answer = (operation: Operation) => this.#answer(transaction, operation)
    const result = await this.#run(work.carry(task), answer)
    await this.#run(work.finish(), answer)
    this.#commit(transaction)
    return result
  }

  ended(): SharedStore {
    return new SharedStore({ schedule: this.#schedule, faults: this.#faults, draw: this.#draw, from: this })
  }

  remove(): void {}

  async #transactAll<R>(life: Life, memories: Memories, tasks: readonly (() => Task<R>)[]): Promise<R[]> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#once(life, memories, tasks)
      } catch (error) {
        if (!(error instanceof QueryFailure)) throw error
        if (tried >= triesAfter(error)) throw storeErrorOf(error)
        await this.#schedule.sleep(life, this.#draw(10 * 2 ** Math.min(tried, 6)))
      }
    }
  }

  async #once<R>(life: Life, memories: Memories, tasks: readonly (() => Task<R>)[]): Promise<R[]> {
    if (this.#faults.strikes('process stalls')) life.stalledUntil = this.#schedule.now + this.#draw(STALL_MS)
    await this.#schedule.turn(life)
    if (life.dead) return never()
    const transaction = new Transaction(life)
    life.atDeath(() => this.#forsake(transaction))
    try {
      const answer = (operation: Operation): unknown => {
        if (this.#faults.strikes('crash at a yield')) return this.#kill(life)
        if (this.#faults.strikes('connection lost at a yield')) throw failure('ECONNRESET')
        if (this.#grain > 0 && this.#draw(this.#grain) > 0) return this.#answer(transaction, operation)
        return this.#schedule.turn(life).then(() => this.#answer(transaction, operation))
      }
      const work = new Work(memories, { abreast: true })
      const results = await this.#run(work.carryAll(tasks), answer)
      await this.#run(work.finish(), answer)
      await this.#schedule.turn(life)
      if (this.#faults.strikes('crash before a commit')) await this.#kill(life)
      if (this.#faults.strikes('commit lost')) throw failure('ECONNRESET')
      this.#commit(transaction)
      if (this.#faults.strikes('crash after a commit')) await this.#kill(life)
      if (this.#faults.strikes('commit done and its answer lost')) throw failure('ECONNRESET')
      work.committed()
      return results
    } catch (error) {
      this.#abort(transaction)
      throw error
    }
  }

  async #kill(life: Life): Promise<never> {
    life.die()
    return never()
  }

  /** Waits only where an answer has to be waited for: a history is mostly answers. */
  async #run<R>(steps: Asked<R>, answer: (operation: Operation) => unknown): Promise<R> {
    let step = steps.next()
    while (!step.done) {
      const found = this.#answerTo(step.value, answer)
      step = steps.next(found instanceof Promise ? await found : found)
    }
    return step.value
  }

  #answerTo(asked: Question, answer: (operation: Operation) => unknown): unknown {
    if (asked.do === 'several') return this.#answerAll(asked.of, answer)
    return asked.do === 'write' ? this.#write(asked, answer) : answer(asked)
  }

  async #answerAll(questions: readonly Question[], answer: (operation: Operation) => unknown): Promise<unknown[]> {
    const answers: unknown[] = []
    for (const question of questions) answers.push(await this.#answerTo(question, answer))
    return answers
  }

  /** Changes of many rows are one statement: here each of them may be the last. */
  async #write({ take }: Write, answer: (operation: Operation) => unknown): Promise<void> {
    for (const change of take()) {
      const done = answer(change)
      if (done instanceof Promise) await done
    }
  }

  #answer(transaction: Transaction, operation: Operation): unknown {
    switch (operation.do) {
      case 'list':
        return operation.lock
          ? atOnce(this.#lock(transaction, operation))
          : this.#found(transaction, operation).map((entry) => seen(entry, transaction))
      case 'count':
        return this.#matching(transaction, operation.table, operation.where).length
      case 'insert':
        return atOnce(this.#insert(transaction, operation))
      case 'update': {
        const set = kept(operation.table, operation.set)
        return atOnce(this.#change(transaction, operation, (cells) => ({ ...cells, ...set })))
      }
      case 'remove':
        return atOnce(this.#change(transaction, operation, () => null))
    }
  }

  #entries(table: Table): Entry[] {
    const known = this.#tables.get(table)
    if (known) return known
    const made: Entry[] = []
    this.#tables.set(table, made)
    return made
  }

  #matching(transaction: Transaction, table: Table, where: Where): Entry[] {
    for (const name in where) if (where[name] === undefined) throw new Error(`no value for ${name}`)
    const matching: Entry[] = []
    for (const entry of this.#entries(table)) {
      const cells = seen(entry, transaction)
      if (cells !== null && fits(cells, where)) matching.push(entry)
    }
    return matching
  }

  #found(transaction: Transaction, operation: Listing): Entry[] {
    const { table, where, limit } = operation
    const found = this.#matching(transaction, table, where)
    if (found.length > 1) found.sort(orderOf(operation, transaction))
    return limit === null ? found : found.slice(0, limit)
  }

  *#lock(transaction: Transaction, operation: Listing): Answering<Cells[]> {
    const rows: Cells[] = []
    for (const entry of this.#found(transaction, operation)) {
      if (operation.lock === 'free' && entry.holder !== null && entry.holder !== transaction) continue
      if (yield* this.#hold(transaction, entry, operation.where)) rows.push(entry.pending as Cells)
    }
    return rows
  }

  *#change(
    transaction: Transaction,
    { table, where }: { readonly table: Table; readonly where: Where },
    become: (cells: Cells) => Cells | null,
  ): Answering<number> {
    let changed = 0
    for (const entry of this.#matching(transaction, table, where)) {
      if (!(yield* this.#hold(transaction, entry, where)) || entry.pending === null) continue
      entry.pending = become(entry.pending)
      changed += 1
    }
    return changed
  }

  *#insert(transaction: Transaction, operation: Extract<Operation, { do: 'insert' }>): Answering<number | null> {
    const { table, ifAbsent } = operation
    const { given, keys, empty } = layoutOf(table)
    const among = this.#entries(table)
    // A number once given is never given again, whatever becomes of the row.
    const id = given ? (this.#ids.get(table) ?? 0) + 1 : 0
    if (given) this.#ids.set(table, id)
    const cells: Cells = { ...empty, ...kept(table, operation.row), ...(given ? { id } : {}) }
    for (;;) {
      const same = among.find(
        (entry) =>
          isSame(entry.pending, cells, keys) ||
          (entry.holder !== transaction && entry.holder !== null && isSame(entry.committed, cells, keys)),
      )
      if (!same) break
      const undecided = same.holder !== null && same.holder !== transaction && same.pending !== same.committed
      if (same.holder && undecided) {
        yield this.#wait(transaction, same.holder)
        continue
      }
      if (ifAbsent) return null
      throw failure('23505')
    }
    const entry: Entry = { among, committed: null, holder: transaction, pending: cells }
    transaction.held.add(entry)
    among.push(entry)
    return given ? id : Number(cells.id ?? 0)
  }

  /** Makes a row this transaction's alone until its end. False: whoever held it left it so that it fits no more. */
  *#hold(transaction: Transaction, entry: Entry, where: Where): Answering<boolean> {
    while (entry.holder && entry.holder !== transaction) yield this.#wait(transaction, entry.holder)
    const cells = seen(entry, transaction)
    if (cells === null || !fits(cells, where)) return false
    if (entry.holder === null) {
      entry.holder = transaction
      entry.pending = entry.committed
      transaction.held.add(entry)
    }
    return true
  }

  #wait(transaction: Transaction, holder: Transaction): Promise<void> {
    for (let other: Transaction | null = holder; other; other = other.waitsFor)
      if (other === transaction) throw failure('40P01')
    transaction.waitsFor = holder
    return new Promise((resolve, reject) => {
      holder.waiters.push(() =>
        this.#schedule.soon(transaction.life, () => {
          transaction.waitsFor = null
          resolve()
        }),
      )
      this.#schedule.after(transaction.life, LOCK_TIMEOUT_MS, () => {
        if (transaction.waitsFor === holder && !holder.ended) reject(failure('55P03'))
      })
    })
  }

  #commit(transaction: Transaction): void {
    for (const entry of transaction.held) entry.committed = entry.pending
    this.#release(transaction)
  }

  #abort(transaction: Transaction): void {
    if (!transaction.ended) this.#release(transaction)
  }

  #release(transaction: Transaction): void {
    transaction.ended = true
    for (const entry of transaction.held) {
      entry.holder = null
      entry.pending = entry.committed
      if (entry.committed === null) entry.among.splice(entry.among.indexOf(entry), 1)
    }
    transaction.held.clear()
    for (const wake of transaction.waiters.splice(0)) wake()
  }

  /** Its process is no more: the server notices at once, or when its patience ends. */
  #forsake(transaction: Transaction): void {
    if (transaction.ended) return
    const notice = () => this.#abort(transaction)
    if (this.#draw(2) === 0) notice()
    else this.#schedule.after(onlooker, this.#draw(UNNOTICED_MS), notice)
  }
}

/** Whoever looks at the store from outside and never ends. */
const onlooker = { name: 'onlooker', dead: false } as Life

const failure = (code: string): QueryFailure => new QueryFailure(Object.assign(new Error(code), { code }))

const seen = (entry: Entry, transaction: Transaction): Cells | null =>
  entry.holder === transaction ? entry.pending : entry.committed

/** Goes through at once as far as nothing is waited for. */
const atOnce = <R>(steps: Answering<R>): R | Promise<R> => {
  const { done, value } = steps.next()
  return done ? value : waited(steps, value)
}

const waited = async <R>(steps: Answering<R>, first: Promise<void>): Promise<R> => {
  await first
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    await value
  }
}

/** The order asked for, then the table's own key; nothing comes before something. */
const orderOf = ({ table, order }: Listing, transaction: Transaction): ((a: Entry, b: Entry) => number) => {
  const { order: key } = layoutOf(table)
  const compare = (x: unknown, y: unknown, desc: boolean): number => {
    if (x === y) return 0
    const before = x === null || (y !== null && isLess(x as string | number, y as string | number))
    return before === desc ? 1 : -1
  }
  return (one, other) => {
    const [a, b] = [seen(one, transaction) ?? {}, seen(other, transaction) ?? {}]
    const asked = order ? compare(a[order.by], b[order.by], order.desc) : 0
    if (asked !== 0) return asked
    for (const name of key) {
      const so = compare(a[name], b[name], false)
      if (so !== 0) return so
    }
    return 0
  }
}
