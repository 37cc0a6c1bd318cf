import { type Attendant, attended, type Operation, type Recall, type Task, type Within } from '../app/operations.ts'
import { holdHead } from './head.ts'
import type { Memories } from './memory.ts'
import { isFree, ownerOf } from './owner.ts'
import { type Asked, Unit } from './unit.ts'

/**
 * One transaction: runs its tasks, knows which community each works in and which of them are held, and lets them wait
 * only for what the database alone can answer.
 */
export class Work implements Attendant {
  readonly #unit: Unit
  readonly #held = new Set<string>()
  /** The community in which the task works just now. */
  #community: string | null = null

  constructor(memories: Memories) {
    this.#unit = new Unit(memories, () => this.#community)
  }

  /** Runs a task. */
  *carry<R>(task: () => Task<R>, communityId: string | null = null): Asked<R> {
    this.#community = communityId
    const steps = task()
    let step = attended(this, steps, undefined)
    while (!step.done) {
      const answer: unknown = yield* this.#ask(step.value)
      // Another community may have been worked in meanwhile.
      this.#community = communityId
      step = attended(this, steps, answer)
    }
    return step.value
  }

  /** Writes all that waits. The last thing before the commit. */
  finish(): Asked<void> {
    return this.#unit.finish()
  }

  /** After the commit: what is known may be used by the next transaction. */
  committed(): void {
    this.#unit.committed()
  }

  answer(operation: Operation): unknown {
    return this.#unit.now(operation, ownerOf(operation, this.#community))
  }

  recalled(key: string): { readonly value: unknown } | undefined {
    return this.#unit.recalled(key)
  }

  isAloneIn(communityId: string): boolean {
    return this.#community === communityId && this.#held.has(communityId)
  }

  *#ask(asked: Operation | Recall | Within): Asked<unknown> {
    if (asked.do === 'within') {
      if (asked.alone) yield* this.#hold(asked.communityId)
      return yield* this.carry(asked.task, asked.communityId)
    }
    const community = this.#community
    if (asked.do === 'recall') return yield* this.#unit.recall(asked.key, () => this.carry(asked.read, community))
    const owner = ownerOf(asked, community)
    // Whoever changes a community is alone with it, also where his task did not say so.
    if (asked.do !== 'list' && asked.do !== 'count' && owner !== undefined && !isFree(asked)) yield* this.#hold(owner)
    this.#community = community
    return yield* this.#unit.ask(asked, owner)
  }

  *#hold(communityId: string): Asked<void> {
    if (this.#held.has(communityId)) return
    this.#held.add(communityId)
    yield* this.carry(() => holdHead(communityId))
  }
}
