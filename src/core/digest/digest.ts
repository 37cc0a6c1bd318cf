/** What a committee needs to know today: pure facts in, sections out. Words are `phrases`' business. */

export interface DigestFacts {
  /**
   * Written down since the last digest, whenever it was said. A private one has no text here: it is nobody's to read in
   * a group. `taken`: somebody has begun with it, it is done, or another one carries it.
   */
  readonly received: readonly (Item & { readonly taken: boolean })[]
  /** In the last digest already, and nobody has taken it up: it is named once more, before it is forgotten until it is due. */
  readonly untaken: readonly Item[]
  /** Later today. */
  readonly dueToday: readonly Item[]
  readonly dueTomorrow: readonly Item[]
  /** `days`: since the day it was due; 0 is today. */
  readonly overdue: readonly (Item & { readonly days: number })[]
  readonly closed: readonly Item[]
  /** Whose result was not one, and who wait again; `at`: when that was said. */
  readonly reopened: readonly (Item & { readonly at: number })[]
  readonly openPolls: readonly PollItem[]
  readonly closedPolls: readonly PollItem[]
  readonly works: readonly WorkItem[]
  readonly cancelledWorks: readonly CancelledWork[]
  /** Postings with sign-ups made for somebody else that can still be confirmed. */
  readonly requests: readonly RequestItem[]
  readonly needsPerson: NeedsPerson
  /** Spans that could not be seen, in ms. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[]
}

export interface Item {
  readonly number: number
  readonly text: string | null
}

export interface PollItem {
  readonly number: number
  readonly title: string
  readonly answered: number
  /** Answers that count once it is known, or verified, where their author lives; none after the close. */
  readonly waiting: number
  readonly perHome: boolean
  readonly closesAt: number
  /** Null while the poll hides its result. */
  readonly counts: readonly { readonly label: string; readonly count: number }[] | null
}

export interface WorkItem {
  readonly number: number
  readonly title: string
  /** How many shifts are not over; places and people are of those. */
  readonly shifts: number
  readonly places: number
  readonly taken: number
  readonly waiting: number
}

export interface RequestItem {
  readonly number: number
  readonly title: string
  readonly count: number
}

/** A posting of which something was called off since the last digest, and why. */
export interface CancelledWork {
  readonly number: number
  readonly title: string
  readonly reason: string
}

export interface NeedsPerson {
  /** Talk in the groups that looks like an appeal and that nobody has looked at. */
  readonly candidates: number
  /** What was said to us alone, not understood, and nobody has looked at. */
  readonly unheard: number
  /** Messages that could not be handled. */
  readonly parked: number
  /** Replies of which nobody knows whether they arrived, or that were refused by the platform. */
  readonly undelivered: number
  /** Groups in which the bot is silent because nobody has bound them, new ones or known ones after a new login. */
  readonly unbound: number
  /** Reports of danger, however long ago, that nobody has put aside. */
  readonly dangers: number
}

/** True where there is nothing at all to tell: the digest is then one line. */
export const isQuiet = (facts: DigestFacts): boolean =>
  [
    facts.received,
    facts.untaken,
    facts.dueToday,
    facts.dueTomorrow,
    facts.overdue,
    facts.closed,
    facts.reopened,
    facts.openPolls,
    facts.closedPolls,
    facts.works,
    facts.cancelledWorks,
    facts.requests,
    facts.gaps,
  ].every((list) => list.length === 0) && Object.values(facts.needsPerson).every((n) => n === 0)
