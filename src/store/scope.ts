import { isOwned, type Table } from '../app/model.ts'
import type { Operation, Recall, Task } from '../app/operations.ts'
import { hasId, ownedBy, type Values } from './clauses.ts'
import { holdHead, nextId } from './head.ts'

/**
 * Tables that are changed also without being alone with a community: storing a message and sending a reply wait for
 * nobody. A head is what one is alone by.
 */
const FREE: ReadonlySet<Table> = new Set<Table>(['inbox', 'lanes', 'outbox', 'heads'])

export const isFree = (table: Table): boolean => FREE.has(table) || !isOwned(table)

/** The one community an operation names. */
export const ownerOf = (o: Operation): string | undefined => {
  const { communityId } = o.do === 'insert' ? (o.row as Values) : (o.where as Values)
  return typeof communityId === 'string' ? communityId : undefined
}

/** A task that asks a database for nothing but what it can answer by itself: rows whose community and id are named. */
export type Plain<R> = Generator<Operation | PlainRecall, R, unknown>
export type PlainRecall = Omit<Recall, 'read'> & { readonly read: () => Plain<unknown> }

/** The tasks of one transaction, told which community they work in, and which of them they hold. */
export class Scope {
  readonly #held: Set<string>
  /** The community in which the task works just now. */
  community: string | null

  constructor() {
    this.#held = new Set()
    this.community = null
  }

  *plain<R>(task: () => Task<R>, communityId: string | null = null): Plain<R> {
    this.community = communityId
    const steps = task()
    let step = steps.next()
    while (!step.done) {
      const asked = step.value
      let answer: unknown
      if (asked.do === 'within') {
        if (asked.alone) yield* this.#hold(asked.communityId)
        answer = yield* this.plain(asked.task, asked.communityId)
        this.community = communityId
      } else if (asked.do === 'recall') {
        const read = () => this.plain(asked.read, communityId)
        answer = yield { ...asked, key: `${communityId ?? ''}\0${asked.key}`, read }
      } else {
        const operation = ownedBy(communityId, asked)
        const owner = ownerOf(operation)
        if (operation.do === 'list' || operation.do === 'count') answer = yield operation
        else {
          // Whoever changes a community is alone with it, also where his task did not say so.
          if (owner !== undefined && !isFree(operation.table)) yield* this.#hold(owner)
          answer = operation.do === 'insert' ? yield* this.#insert(operation) : yield operation
        }
      }
      step = steps.next(answer)
    }
    return step.value
  }

  *#hold(communityId: string): Plain<void> {
    if (this.#held.has(communityId)) return
    this.#held.add(communityId)
    yield* this.#aside(() => holdHead(communityId))
  }

  /** A task of ours in the middle of another. */
  *#aside<R>(task: () => Task<R>): Plain<R> {
    const { community } = this
    const result = yield* this.plain(task)
    this.community = community
    return result
  }

  /** Ids of a community's rows are given here; those of the directory by the database. */
  *#insert(operation: Operation & { do: 'insert' }): Plain<unknown> {
    const { table, row } = operation
    const { communityId, id } = row as Values
    if (!hasId(table) || !isOwned(table) || id !== undefined || typeof communityId !== 'string') return yield operation
    yield* this.#hold(communityId)
    const given = yield* this.#aside(() => nextId(communityId))
    return (yield { ...operation, row: { ...row, id: given } }) === null ? null : given
  }
}
