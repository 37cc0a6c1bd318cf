import { type Group, type Said, UTC_OFFSET } from './talk.ts'

/**
 * What must have become of what was said: a small model of its own, that knows the rules of polls, lists and days as a
 * resident would tell them, and nothing of the app.
 */

/** Something that was heard in a group, in the group's own order. */
export interface Turn {
  readonly said: Said
  readonly receivedAt: number
  /** It was surely stored before an instant, by every clock. */
  readonly isBefore: (at: number) => boolean
  /** It came after its poll had closed. */
  readonly isLate: (closesAt: number) => boolean
}

/** What somebody hears in private about his answer to a poll, once. */
export type Note = 'late' | 'unverified' | 'two of a home'

/** A poll as all that was said makes it. */
export interface PollTruth {
  readonly opening: Said
  readonly closesAt: number
  readonly counts: readonly number[]
  /** The sums as they were after each answer. */
  readonly sums: readonly string[]
  /** Who ended it before its time; null: nobody did. */
  readonly endedBy: Turn | null
  /** By person. */
  readonly notes: ReadonlyMap<string, ReadonlySet<Note>>
}

interface Answer {
  readonly by: string
  readonly verified: boolean
  readonly choice: number
  readonly at: number
}

class Poll {
  readonly opening: Said
  readonly closesAt: number
  readonly #options: number
  readonly #perHome: boolean
  readonly #standing = new Map<string, Answer>()
  /** Answers that wait until somebody says where their author lives. */
  readonly #waiting = new Map<string, { readonly home: string; readonly choice: number; readonly at: number }>()
  readonly #sums: string[] = []
  readonly #notes = new Map<string, Set<Note>>()
  readonly #homes = new Set<string>()
  endedBy: Turn | null = null

  constructor(opening: Said, means: Extract<Said['means'], { as: 'poll' }>) {
    this.opening = opening
    this.closesAt = means.closesAt
    this.#options = means.options
    this.#perHome = means.perHome
  }

  hear(turn: Turn, choice: number, at: number): void {
    if (this.endedBy || turn.isLate(this.closesAt)) this.#note(turn.said.person.id, 'late')
    else this.#count(turn.said, choice, at)
  }

  #count({ person: { id: by, home, verified } }: Said, choice: number, at: number): void {
    const voter = this.#perHome && home !== null ? home : by
    const stands = this.#standing.get(voter)
    // Whoever only says that he lives there does not overrule one who is known to.
    if (stands && stands.by !== by && stands.verified && !verified) {
      this.#waiting.delete(by)
      if (stands.choice === choice) return
      this.#waiting.set(by, { home: voter, choice, at })
      this.#note(by, 'unverified')
      return
    }
    this.#waiting.delete(by)
    if (stands?.choice === choice && (stands.by === by || stands.verified || !verified)) return
    this.#standing.set(voter, { by, verified, choice, at })
    this.#sums.push(this.#counts.join())
    if (stands) this.#tellHome(voter, by, choice, stands)
  }

  /** Two of one home answered differently: both hear it once. */
  #tellHome(home: string, by: string, choice: number, other: Answer): void {
    if (other.by === by || other.choice === choice || this.#homes.has(home)) return
    this.#homes.add(home)
    for (const id of [by, other.by]) this.#note(id, 'two of a home')
  }

  #note(person: string, note: Note): void {
    this.#notes.set(person, (this.#notes.get(person) ?? new Set()).add(note))
  }

  get #counts(): number[] {
    const counts = Array.from({ length: this.#options }, () => 0)
    for (const { choice } of this.#standing.values()) counts[choice - 1] = (counts[choice - 1] ?? 0) + 1
    return counts
  }

  /** What waits is looked at once more when it closes. */
  close(): PollTruth {
    for (const [by, { home, choice, at }] of this.#waiting) {
      const stands = this.#standing.get(home)
      if (stands && stands.at > at) this.#tellHome(home, by, choice, stands)
    }
    const { opening, closesAt, endedBy } = this
    return { opening, closesAt, endedBy, counts: this.#counts, sums: this.#sums, notes: this.#notes }
  }
}

/** What became of a group's poll; null where none was opened. */
export const pollOf = (turns: readonly Turn[]): PollTruth | null => {
  let poll: Poll | null = null
  for (const [at, turn] of turns.entries()) {
    const { said, receivedAt } = turn
    // One that would close in the past is not opened.
    if (said.means.as === 'poll' && receivedAt < said.means.closesAt) poll = new Poll(said, said.means)
    else if (said.means.as === 'end-poll' && poll) poll.endedBy ??= turn
    else if (said.means.as === 'vote') poll?.hear(turn, said.means.choice, at)
  }
  return poll?.close() ?? null
}

/** One change of a group's list: who came or left, where he stands now, and who moved up because of it. */
export interface Change {
  readonly said: Said
  /** From 1; null: he left. */
  readonly rank: number | null
  readonly movedUp: string | null
}

/**
 * Who is on a group's list, in order: whoever says 报名 joins at the end, whoever says 取消报名 leaves. Those who fit
 * have places, the others wait.
 */
export const listOf = (
  words: readonly Said[],
  places: number,
): { readonly line: readonly string[]; readonly changes: readonly Change[] } => {
  const line: string[] = []
  const changes: Change[] = []
  for (const said of words) {
    const at = line.indexOf(said.person.id)
    if (said.means.as === 'signup' && at < 0) changes.push({ said, rank: line.push(said.person.id), movedUp: null })
    if (said.means.as !== 'signoff' || at < 0) continue
    line.splice(at, 1)
    changes.push({ said, rank: null, movedUp: at < places ? (line[places - 1] ?? null) : null })
  }
  return { line, changes }
}

/** Which of one person's words, in his own order, change the list: the others find him where he wants to be. */
export const changing = (words: readonly Said[]): Said[] => {
  let on = false
  return words.filter(({ means }) => {
    const wants = means.as === 'signup'
    if (wants === on) return false
    on = wants
    return true
  })
}

const HOUR = 60 * 60_000
const DAY = 24 * HOUR
const DIGEST_HOUR = 18

/** The midnight before an instant, in the town. */
const midnight = (at: number): number => Math.floor((at + UTC_OFFSET) / DAY) * DAY - UTC_OFFSET

/** The evenings on which a digest is due. */
export const digestsDue = (since: number, until: number): number[] => {
  const due: number[] = []
  for (let at = midnight(since) + DIGEST_HOUR * HOUR; at <= until; at += DAY) if (at > since) due.push(at)
  return due
}

/** 3月1日 */
export const dayOf = (at: number): string => {
  const there = new Date(at + UTC_OFFSET)
  return `${there.getUTCMonth() + 1}月${there.getUTCDate()}日`
}

/** When whoever has a place is reminded: at seven the evening before, and two hours before it begins. */
export const remindersOf = (startsAt: number): { readonly evening: number; readonly soon: number } => ({
  evening: midnight(startsAt) - 5 * HOUR,
  soon: startsAt - 2 * HOUR,
})

export const communitiesOf = (groups: readonly Group[]): string[] => [...new Set(groups.map((g) => g.community))]
