import {
  type Attendant,
  attended,
  BUSY,
  type Operation,
  type Recall,
  type Task,
  type Together,
  type Within,
} from '../app/operations.ts'
import { abreast, TURN } from './abreast.ts'
import type { Asked, Strand } from './asked.ts'
import { holdHead } from './head.ts'
import type { Memories } from './memory.ts'
import { isFree, ownerOf } from './owner.ts'
import { Unit } from './unit.ts'

/**
 * One transaction: runs its tasks, knows which community each works in and which of them are held, and lets them wait
 * only for what the database alone can answer.
 */
export class Work implements Attendant {
  readonly #unit: Unit
  readonly #abreast: boolean
  /** By whom a community is held. */
  readonly #held = new Map<string, Strand>()
  /** What is being run just now. */
  #here: Strand = { community: null, reading: null, isDone: false }

  /** `abreast`: the database is another process, so tasks go on side by side and ask it together. */
  constructor(memories: Memories, { abreast }: { abreast: boolean }) {
    this.#unit = new Unit(memories, {
      here: () => this.#here,
      holds: (communityId) => this.#held.get(communityId) === this.#here,
    })
    this.#abreast = abreast
  }

  /** Runs a task. */
  *carry<R>(task: () => Task<R>, communityId: string | null = null): Asked<R> {
    this.#here.community = communityId
    const steps = task()
    let step = attended(this, steps, undefined)
    while (!step.done) {
      const answer: unknown = yield* this.#ask(step.value)
      // Another community may have been worked in meanwhile.
      this.#here.community = communityId
      step = attended(this, steps, answer)
    }
    return step.value
  }

  /** Runs tasks of which none needs another's result. Those that want the same community have it in turn. */
  *carryAll<R>(tasks: readonly (() => Task<R>)[], communityId: string | null = null): Asked<R[]> {
    if (this.#abreast && tasks.length > 1) return yield* this.#carryAbreast(tasks, communityId)
    const results: R[] = []
    for (const task of tasks) results.push(yield* this.carry(task, communityId))
    return results
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
    return this.#unit.now(operation, ownerOf(operation, this.#here.community))
  }

  recalled(key: string): { readonly value: unknown } | undefined {
    return this.#unit.recalled(key)
  }

  isAloneIn(communityId: string): boolean {
    return this.#here.community === communityId && this.#held.get(communityId) === this.#here
  }

  *#carryAbreast<R>(tasks: readonly (() => Task<R>)[], communityId: string | null): Asked<R[]> {
    const outer = this.#here
    const lines = tasks.map((task) => {
      const strand: Strand = { community: communityId, reading: null, isDone: false }
      const steps = this.carry(task, communityId)
      const next = (answer: unknown) => {
        this.#here = strand
        const step = steps.next(answer)
        strand.isDone = step.done === true
        this.#here = outer
        return step
      }
      return next
    })
    return yield* abreast(lines)
  }

  *#ask(asked: Operation | Recall | Within | Together): Asked<unknown> {
    const community = this.#here.community
    if (asked.do === 'within') {
      const { alone } = asked
      if (alone && !(yield* this.#hold(asked.communityId, alone))) return BUSY
      return yield* this.carry(asked.task, asked.communityId)
    }
    if (asked.do === 'together') return yield* this.carryAll(asked.tasks, community)
    if (asked.do === 'recall') return yield* this.#unit.recall(asked.key, () => this.carry(asked.read, community))
    const owner = ownerOf(asked, community)
    // Whoever changes a community is alone with it, also where his task did not say so.
    if (asked.do !== 'list' && asked.do !== 'count' && owner !== undefined && !isFree(asked))
      yield* this.#hold(owner, true)
    this.#here.community = community
    return yield* this.#unit.ask(asked, owner)
  }

  /** False: another transaction holds it, and it was to be held only where it is free. */
  *#hold(communityId: string, lock: true | 'free'): Asked<boolean> {
    const strand = this.#here
    for (;;) {
      const holder = this.#held.get(communityId)
      if (holder === undefined || holder === strand || holder.isDone) break
      yield TURN
    }
    const isHeld = this.#held.has(communityId)
    this.#held.set(communityId, strand)
    if (isHeld || (yield* this.carry(() => holdHead(communityId, lock)))) return true
    this.#held.delete(communityId)
    return false
  }
}
