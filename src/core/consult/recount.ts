import type { EventData, Happening } from '../kernel/trail.ts'
import { sameChoice, type Tally, tally } from './poll.ts'

/** A poll as its table has it now, the terms it was opened under among its fields. */
export interface KeptPoll {
  readonly number: number
  readonly options: readonly string[]
}

export interface KeptBallot {
  readonly memberId: string
  readonly messageId: string
  readonly choice: readonly number[]
  readonly counted: boolean
}

/** The first thing in which a poll is not as the audit trail has it. */
export interface PollFault {
  readonly poll: number
  /** Of the answer that differs; null where it is no answer. */
  readonly message: string | null
  /**
   * `terms`: it was asked otherwise. `choice`: something else was answered. `inserted`: nobody answered that. `dropped`:
   * an answer, or the whole poll, is gone. `late`: it counts, and was given after the close. `sum`: what counts does not add
   * up to the result of its close.
   */
  readonly reason: 'terms' | 'choice' | 'inserted' | 'dropped' | 'late' | 'sum'
}

interface Recorded {
  readonly member: string
  readonly message: string
  /** Null: a poll that is anonymous or hidden keeps it out of the trail. */
  readonly choice: readonly number[] | null
  /** When it was given: when it was heard, or sent where the trail says that it was heard late. */
  readonly at: number
}

/** What the trail says of one poll. */
interface Known {
  terms: EventData | null
  readonly answers: Recorded[]
  sum: Tally | null
}

/**
 * Holds the ballots of a community's polls against its audit trail: every answer is there, none beside them, each says
 * what was said where the trail may tell, and what counts adds up to the result that was announced.
 */
export class Recount {
  readonly #polls = new Map<number, Known>()
  /** Who turned out to be whom. */
  readonly #became = new Map<string, string>()

  /** The events of the trail, in their order. */
  add({ at, type, subject, actor, messageId, data: told }: Happening): void {
    if (type === 'identity.bound' && typeof told.from === 'string')
      this.#join(told.from, subject.slice('member:'.length))
    const number = Number(/^poll:(\d+)$/.exec(subject)?.[1])
    if (!number) return
    const known = this.#polls.get(number) ?? { terms: null, answers: [], sum: null }
    this.#polls.set(number, known)
    if (type === 'poll.opened') known.terms = told
    if (type === 'poll.closed' && Array.isArray(told.counts)) known.sum = told as unknown as Tally
    if (type === 'poll.reopened') known.sum = null
    if (type !== 'poll.answered' || messageId === null) return
    const choice = Array.isArray(told.choice) ? told.choice : null
    known.answers.push({ member: actor, message: messageId, choice, at: Number(told.sentAt ?? at) })
  }

  #join(from: string, member: string): void {
    const [one, other] = [this.#who(from), this.#who(member)]
    if (one !== other) this.#became.set(one, other)
  }

  /** The same for all names under which one person was known. */
  #who(member: string): string {
    let last = member
    for (let next = this.#became.get(last); next !== undefined; next = this.#became.get(last)) last = next
    return last
  }

  #keyOf(member: string, message: string): string {
    return JSON.stringify([this.#who(member), message])
  }

  /** By who answered in which message. */
  #byKey(recorded: readonly Recorded[]): Map<string, Recorded[]> {
    const answers = new Map<string, Recorded[]>()
    for (const one of recorded) {
      const key = this.#keyOf(one.member, one.message)
      answers.set(key, [...(answers.get(key) ?? []), one])
    }
    return answers
  }

  /** One poll with all its ballots, in the order in which they came. Each poll once. */
  check(poll: KeptPoll, ballots: readonly KeptBallot[]): PollFault | null {
    const { number } = poll
    const { terms, answers: told, sum } = this.#polls.get(number) ?? { terms: null, answers: [], sum: null }
    const answers = this.#byKey(told)
    this.#polls.delete(number)
    if (terms && !isAskedAs(poll, terms)) return { poll: number, message: null, reason: 'terms' }
    const closesAt = Number(terms?.closesAt ?? Number.POSITIVE_INFINITY)
    for (const { memberId, messageId: message, choice, counted } of ballots) {
      const recorded = answers.get(this.#keyOf(memberId, message))?.shift()
      if (!recorded) return { poll: number, message, reason: 'inserted' }
      if (recorded.choice && !sameChoice(recorded.choice, choice)) return { poll: number, message, reason: 'choice' }
      if (counted && recorded.at >= closesAt) return { poll: number, message, reason: 'late' }
    }
    const [missing] = [...answers.values()].flat()
    if (missing) return { poll: number, message: missing.message, reason: 'dropped' }
    const now = tally(poll.options, ballots)
    const adds = !sum || (sum.answered === now.answered && sum.counts.join() === now.counts.join())
    return adds ? null : { poll: number, message: null, reason: 'sum' }
  }

  /** After the last poll. */
  end(): PollFault | null {
    for (const [poll, { terms }] of this.#polls) if (terms) return { poll, message: null, reason: 'dropped' }
    return null
  }
}

const isAskedAs = (poll: KeptPoll, terms: EventData): boolean =>
  Object.entries(poll).every(
    ([name, value]) => !(name in terms) || JSON.stringify(terms[name]) === JSON.stringify(value),
  )
