import { addDays, DAY, instant, MINUTE, wallTime } from '../kernel/calendar.ts'
import { maskNumbers } from '../kernel/mask.ts'
import { type Rejection, reject } from '../kernel/rejection.ts'
import { homeFromText } from '../people/home.ts'

export const TITLE_LIMIT = 100
export const LONGEST_DAYS = 90
/** A tally is shown after this many answers that the group has not seen summed up … */
export const TALLY_ANSWERS = 10
/** … or this long (ms) after the first of them. */
export const TALLY_PAUSE = 30 * MINUTE
/** When a poll closes if nobody said when: the next day at this hour. */
const DEFAULT_CLOSE_HOUR = 18

/** What is asked, of whom, and until when. Instants in ms. */
export interface PollTerms {
  readonly title: string
  readonly options: readonly string[]
  readonly anonymous: boolean
  readonly multiple: boolean
  readonly perHome: boolean
  readonly hidden: boolean
  readonly buildings: readonly string[] | null
  readonly closesAt: number
}

/**
 * Opens a poll. Refuses a title that is too long (`poll.long-title`), a close that has passed (`poll.close-past`) or
 * is more than 90 days away (`poll.close-far`), and the title of a poll that is open in the same group (`poll.same`).
 */
export const decideOpening = (
  draft: Omit<PollTerms, 'closesAt'> & { readonly closesAt: number | null },
  open: readonly { readonly number: number; readonly title: string }[],
  { now, timezone }: { readonly now: number; readonly timezone: string },
): PollTerms | Rejection => {
  const title = maskNumbers(draft.title.trim())
  const closesAt = draft.closesAt ?? defaultClose(now, timezone)
  if ([...title].length > TITLE_LIMIT) return reject('poll.long-title', { limit: TITLE_LIMIT })
  if (closesAt <= now) return reject('poll.close-past')
  if (closesAt > now + LONGEST_DAYS * DAY) return reject('poll.close-far', { days: LONGEST_DAYS })
  const same = open.find((poll) => poll.title === title)
  if (same) return reject('poll.same', { number: same.number })
  return { ...draft, title, options: draft.options.map((option) => maskNumbers(option)), closesAt }
}

/** So long (ms) after it was ended by command a poll can be opened again: a wrong number is easily written. */
export const REOPEN_WITHIN = 10 * MINUTE

/**
 * Whether a poll that was ended before its time can be opened again. Null: yes. Refuses one that is open (`poll.still-open`),
 * whose own time has come (`poll.over`), or that was ended long ago (`poll.reopen-late`).
 */
export const decideReopening = (
  { number, status, closesAt, closedAt }: Pick<Ballotable, 'status' | 'closesAt'> & Ended,
  now: number,
): Rejection | null => {
  if (status === 'open') return reject('poll.still-open', { number })
  if (closedAt === null || closedAt >= closesAt || now >= closesAt) return reject('poll.over', { number })
  return now - closedAt > REOPEN_WITHIN ? reject('poll.reopen-late', { number, minutes: REOPEN_WITHIN / MINUTE }) : null
}

interface Ended {
  readonly number: number
  readonly closedAt: number | null
}

/** When a poll closes if nobody said when. */
export const defaultClose = (now: number, timezone: string): number =>
  instant({ ...addDays(wallTime(now, timezone), 1), hour: DEFAULT_CLOSE_HOUR, minute: 0 }, timezone)

/** The rules of a poll that decide about a single answer. */
export interface Ballotable {
  readonly options: readonly string[]
  readonly multiple: boolean
  readonly perHome: boolean
  readonly buildings: readonly string[] | null
  readonly status: 'open' | 'closed' | 'cancelled'
  readonly closesAt: number
}

export interface Voter {
  readonly memberId: string
  /** As `homeText` writes it; null: not known. */
  readonly home: string | null
  /** Whether staff have verified that he lives there; otherwise he only says so. */
  readonly verified: boolean
}

/** A counted answer that is already there. */
export interface Standing extends Voter {
  readonly id: number
  readonly choice: readonly number[]
}

/** Why an answer does not count from the start. */
export type Exclusion = 'late' | 'no-home' | 'outside' | 'unverified'
/** Why a kept answer does not count: from the beginning, or since something else was answered or taken back. */
export type Uncounted = Exclusion | Replacement['reason'] | 'withdrawn' | 'forgotten'

/** Whether the poll needs to know where its voters live. */
export const needsHome = (poll: Pick<Ballotable, 'perHome' | 'buildings'>): boolean =>
  poll.perHome || poll.buildings !== null

/** Whether these option numbers can be an answer to this poll. */
export const isChoice = (poll: Pick<Ballotable, 'options' | 'multiple'>, choice: readonly number[]): boolean =>
  choice.length > 0 &&
  (poll.multiple || choice.length === 1) &&
  new Set(choice).size === choice.length &&
  choice.every((option) => Number.isInteger(option) && option >= 1 && option <= poll.options.length)

/** Where a poll asks: the buildings it names, else what its group stands for. */
export interface AskedPlace {
  readonly buildings: readonly string[] | null
  readonly building: string | null
  readonly unit: string | null
}

/**
 * Why an answer given `at` that moment does not count, or null. Only those count whom the poll asks (`place`): where homes answer, each
 * has to be known; where persons do, only who is known to live elsewhere is left out. Rule 意见征集: a home that its resident
 * claims is enough, because nothing binding follows, as long as nobody answers who is known to live there (`isOverruled`);
 * a formal decision needs a verified owner.
 */
export const exclusion = (poll: Ballotable, place: AskedPlace, home: string | null, at: number): Exclusion | null => {
  if (isOver(poll, at)) return 'late'
  if (home === null) return needsHome(poll) ? 'no-home' : null
  const known = homeFromText(home)
  if (known === null) return needsHome(poll) ? 'outside' : null
  // Where persons answer, a unit that was not said may be the one that is asked.
  const unit = known.unit ?? (needsHome(poll) ? null : place.unit)
  return isAsked(place, { home, building: known.building, unit }) ? null : 'outside'
}

/** Whether a poll is closed to what was said `at` that moment. */
export const isOver = ({ status, closesAt }: Pick<Ballotable, 'status' | 'closesAt'>, at: number): boolean =>
  status !== 'open' || at >= closesAt

/** A poll may have been asked so long (ms) before we heard of it and opened it. */
const HEARD_WITHIN = DAY

/**
 * When an answer was given: when it was heard. One that was heard only after the close was given when its platform says that
 * it was sent, where that can be: not long before the poll was there, nor after it was heard.
 */
export const givenAt = (
  { openedAt, closesAt }: Pick<Ballotable, 'closesAt'> & { readonly openedAt: number },
  { sentAt, heardAt }: { readonly sentAt: number; readonly heardAt: number },
): number => (heardAt >= closesAt && sentAt > openedAt - HEARD_WITHIN && sentAt < heardAt ? sentAt : heardAt)

/**
 * Whether an answer does not count beside those that stand. Of one home the later answer counts, but whoever is verified
 * to live there comes before whoever only says so. `id`: of an answer that was kept; a new one is later than all.
 */
export const isOverruled = (
  poll: Pick<Ballotable, 'perHome'>,
  voter: Voter & { readonly id?: number },
  standing: readonly Standing[],
): boolean =>
  poll.perHome &&
  standing.some(
    (other) =>
      other.home === voter.home &&
      other.memberId !== voter.memberId &&
      (other.verified === voter.verified ? other.id > (voter.id ?? other.id) : other.verified),
  )

export interface Replacement {
  readonly id: number
  readonly memberId: string
  readonly reason: 'changed' | 'home-changed'
}

/**
 * Which counted answers a new one takes the place of; null where it says again what already stands and nothing
 * changes, unless it says so for certain. `standing`: the counted answers of the same person and, with one answer per
 * home, of the same home.
 */
export const replacements = (
  poll: Pick<Ballotable, 'perHome'>,
  voter: Voter,
  choice: readonly number[],
  standing: readonly Standing[],
): readonly Replacement[] | null => {
  const [first] = standing
  const sameVoter = first && (poll.perHome ? first.home === voter.home : first.memberId === voter.memberId)
  const asCertain = first?.memberId === voter.memberId || first?.verified || !voter.verified
  if (sameVoter && asCertain && standing.length === 1 && sameChoice(first.choice, choice)) return null
  return standing.map(({ id, memberId }) => ({
    id,
    memberId,
    reason: memberId === voter.memberId ? 'changed' : 'home-changed',
  }))
}

export const sameChoice = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((option) => b.includes(option))

/** Homes of one building that have not answered, each in the register's order of units and rooms. */
export interface MissingHomes {
  readonly building: string
  readonly homes: readonly string[]
}

export interface AskedHome {
  readonly home: string
  readonly building: string
  readonly unit: string | null
}

export const isAsked = (place: AskedPlace, home: AskedHome): boolean => {
  if (place.buildings !== null) return place.buildings.includes(home.building)
  return (
    (place.building === null || home.building === place.building) && (place.unit === null || home.unit === place.unit)
  )
}

/** Registered homes without a counted answer, by building. */
export const missing = (asked: readonly AskedHome[], answered: ReadonlySet<string>): MissingHomes[] => {
  const byBuilding = new Map<string, string[]>()
  for (const { home, building } of [...asked].sort((a, b) => inOrder.compare(a.home, b.home))) {
    if (answered.has(home)) continue
    byBuilding.set(building, [...(byBuilding.get(building) ?? []), home])
  }
  return [...byBuilding].map(([building, homes]) => ({ building, homes }))
}

const inOrder = new Intl.Collator('en', { numeric: true })

/** An answer as the sum needs it: a row of the `ballots` export is one. */
export interface CountedBallot {
  /** Option numbers from 1. */
  readonly choice: readonly number[]
  readonly counted: boolean
}

export interface Tally {
  /** One per option, in the options' order. */
  readonly counts: readonly number[]
  /** How many voters answered: homes where each home has one answer, else persons. */
  readonly answered: number
}

/**
 * The sum of a poll, which anyone can repeat from the exported ballots. A ballot that does not count adds nothing; with
 * several choices per ballot the counts add up to more than `answered`.
 */
export const tally = (options: readonly string[], ballots: readonly CountedBallot[]): Tally => {
  const valid = ballots.filter(({ counted }) => counted)
  return {
    counts: options.map((_, i) => valid.filter(({ choice }) => choice.includes(i + 1)).length),
    answered: valid.length,
  }
}
