import { isOwned } from '../app/model.ts'
import type { Operation, Recall, Task } from '../app/operations.ts'
import { hasId, ownedBy, type Values } from './clauses.ts'
import { holdHead, nextId } from './head.ts'

/** A task that asks a database for nothing but what it can answer by itself: rows whose community and id are named. */
export type Plain<R> = Generator<Operation | PlainRecall, R, unknown>
export type PlainRecall = Omit<Recall, 'read'> & { readonly read: () => Plain<unknown> }

/** The tasks of one transaction, told which community they work in, and which of them they hold. */
export class Scope {
  readonly #held: Set<string>

  constructor() {
    this.#held = new Set()
  }

  *plain<R>(task: () => Task<R>, communityId: string | null = null): Plain<R> {
    const steps = task()
    let step = steps.next()
    while (!step.done) {
      const asked = step.value
      let answer: unknown
      if (asked.do === 'within') {
        if (asked.alone) yield* this.#hold(asked.communityId)
        answer = yield* this.plain(asked.task, asked.communityId)
      } else if (asked.do === 'recall') {
        const read = () => this.plain(asked.read, communityId)
        answer = yield { ...asked, key: `${communityId ?? ''}\0${asked.key}`, read }
      } else {
        const operation = ownedBy(communityId, asked)
        answer = operation.do === 'insert' ? yield* this.#insert(operation) : yield operation
      }
      step = steps.next(answer)
    }
    return step.value
  }

  *#hold(communityId: string): Plain<void> {
    if (this.#held.has(communityId)) return
    yield* this.plain(() => holdHead(communityId))
    this.#held.add(communityId)
  }

  /** Ids of a community's rows are given here; those of the directory by the database. */
  *#insert(operation: Operation & { do: 'insert' }): Plain<unknown> {
    const { table, row } = operation
    const { communityId, id } = row as Values
    if (!hasId(table) || !isOwned(table) || id !== undefined || typeof communityId !== 'string') return yield operation
    yield* this.#hold(communityId)
    const given = yield* this.plain(() => nextId(communityId))
    return (yield { ...operation, row: { ...row, id: given } }) === null ? null : given
  }
}
