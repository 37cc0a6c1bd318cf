/** 以工代赈, the posting: what may be posted, and when sign-up ends. Instants in ms, pay in fen. */
import { isRejection, type Rejection, reject } from '../kernel/rejection.ts'

/** The most a posting may hold: characters of its texts, shifts, and people in each. */
export const LIMITS = { title: 100, place: 100, requirements: 300, shifts: 30, places: 999 } as const

export interface Span {
  readonly start: number
  readonly end: number
}

export interface Posting {
  readonly title: string
  readonly place: string
  readonly requirements: string
  readonly shifts: readonly (Span & { readonly label: string; readonly places: number })[]
  readonly pay: { readonly fen: number; readonly per: 'day' | 'hour' }
}

/** A posting that is open in the same group. */
export interface OpenPosting {
  readonly number: number
  readonly title: string
  readonly shifts: readonly Span[]
}

export interface Work {
  readonly number: number
  readonly status: 'open' | 'closed' | 'cancelled'
}

/**
 * Accepts a posting. Refuses one without title or shifts, shifts that have begun or end before they start, places
 * outside 1 to 999, negative pay (0 is 义务), and a posting that is open word for word already.
 */
export const decidePosting = (
  posting: Posting,
  open: readonly OpenPosting[],
  { now }: { readonly now: number },
): { readonly type: 'work.posted'; readonly data: Posting } | Rejection => {
  const { title, place, requirements, shifts, pay } = posting
  if (title.trim() === '') return reject('work.no-title')
  if (isTooLong({ title, place, requirements })) return reject('work.too-long')
  if (shifts.length === 0) return reject('work.no-shift')
  if (shifts.length > LIMITS.shifts) return reject('work.too-many-shifts', { most: LIMITS.shifts })
  for (const shift of shifts) {
    const refused = refuseTimes(shift, now)
    if (refused) return refused
  }
  if (!Number.isSafeInteger(pay.fen) || pay.fen < 0) return reject('work.bad-pay')
  const twin = open.find((other) => other.title === title && sameTimes(other.shifts, shifts))
  if (twin) return reject('work.posted-already', { number: twin.number })
  return { type: 'work.posted', data: posting }
}

const sameTimes = (a: readonly Span[], b: readonly Span[]): boolean =>
  a.length === b.length && a.every(({ start, end }, i) => start === b[i]?.start && end === b[i]?.end)

/** Ends sign-up; whoever is in stays in. Refuses where it has ended. */
export const decideClosing = (work: Work): { readonly type: 'work.closed' } | Rejection =>
  work.status === 'open' ? { type: 'work.closed' } : reject(`work.${work.status}`, { number: work.number })

/** Takes sign-ups again. Refuses where they never ended, what was called off, and where the last shift has begun. */
export const decideReopening = (
  work: Work,
  shifts: readonly Span[],
  { now }: { readonly now: number },
): { readonly type: 'work.reopened' } | Rejection => {
  const { number, status } = work
  if (status === 'cancelled') return reject('work.cancelled', { number })
  if (status === 'open') return reject('work.open', { number })
  return allBegun(shifts, now) ? reject('work.begun', { number }) : { type: 'work.reopened' }
}

/**
 * Calls off what is not over (`off`). Refuses without a reason, a second time, and when all of it is over.
 */
export const decideCancelling = <S extends Span>(
  work: Work,
  shifts: readonly S[],
  reason: string,
  { now }: { readonly now: number },
): { readonly type: 'work.cancelled'; readonly reason: string; readonly off: readonly S[] } | Rejection => {
  const { number } = work
  if (work.status === 'cancelled') return reject('work.cancelled', { number })
  if (reason.trim() === '') return reject('work.no-reason', { number })
  if (shifts.every(({ end }) => end <= now)) return reject('work.over', { number })
  return { type: 'work.cancelled', reason: reason.trim(), off: shifts.filter(({ end }) => end > now) }
}

/** A posting as it stands, with who is in. */
export interface Posted extends Work, Omit<Posting, 'shifts'> {
  readonly shifts: readonly PostedShift[]
}

interface PostedShift extends Span {
  readonly id: number
  readonly label: string
  readonly places: number
  /** How many people are in. */
  readonly taken: number
}

type Details = Omit<Posting, 'shifts'>

/** What is to be different; what is absent stays. `label` null: the only shift. */
export interface Change extends Partial<Details> {
  readonly shifts?: readonly (Partial<Span & { readonly places: number }> & { readonly label: string | null })[]
}

/** Only what really differs, before and after. */
export interface Changed {
  readonly type: 'work.changed'
  readonly from: Partial<Details>
  readonly to: Partial<Details>
  readonly shifts: readonly { readonly from: PostedShift; readonly to: PostedShift }[]
}

/**
 * Changes a posting. Refuses one that is closed or called off, a shift that is not there or has begun, a time that is
 * over or ends before it starts, fewer places than people who are in, and a change that changes nothing.
 */
export const decideChanging = (
  work: Posted,
  change: Change,
  { now }: { readonly now: number },
): Changed | Rejection => {
  const { number, status } = work
  if (status !== 'open') return reject(status === 'closed' ? 'change.closed' : 'work.cancelled', { number })
  const to = changedDetails(work, change)
  if (to.title?.trim() === '') return reject('work.no-title')
  if (isTooLong(to)) return reject('work.too-long')
  if (to.pay && (!Number.isSafeInteger(to.pay.fen) || to.pay.fen < 0)) return reject('work.bad-pay')
  const changed = new Map(work.shifts.map((shift) => [shift.id, shift]))
  for (const { label, ...wanted } of change.shifts ?? []) {
    const shift = shiftOf(work, label)
    if (isRejection(shift)) return shift
    const next = { ...(changed.get(shift.id) ?? shift), ...wanted }
    const refused = sameShift(shift, next) ? null : refuseShift(shift, next, now)
    if (refused) return refused
    changed.set(shift.id, next)
  }
  const shifts = work.shifts.flatMap((from) => {
    const next = changed.get(from.id)
    return next && !sameShift(from, next) ? { from, to: next } : []
  })
  if (Object.keys(to).length === 0 && shifts.length === 0) return reject('change.nothing', { number })
  const from = Object.fromEntries(Object.keys(to).map((key) => [key, work[key as keyof Details]]))
  return { type: 'work.changed', from, to, shifts }
}

const changedDetails = (work: Posted, { title, place, requirements, pay }: Change): Partial<Details> => ({
  ...(title === undefined || title === work.title ? {} : { title }),
  ...(place === undefined || place === work.place ? {} : { place }),
  ...(requirements === undefined || requirements === work.requirements ? {} : { requirements }),
  ...(pay === undefined || (pay.fen === work.pay.fen && pay.per === work.pay.per) ? {} : { pay }),
})

const shiftOf = ({ number, shifts }: Posted, label: string | null): PostedShift | Rejection => {
  const [only] = shifts
  const labels = shifts.map((shift) => shift.label).join('、')
  if (label === null) return only && shifts.length === 1 ? only : reject('change.which-shift', { number, labels })
  // 3月7日 is enough for 3月7日上午, where there is no other on that day.
  const [begun, another] = shifts.filter((shift) => shift.label.startsWith(label))
  const exact = shifts.find((shift) => shift.label === label) ?? (another ? undefined : begun)
  return exact ?? reject('change.unknown-shift', { label, labels })
}

const sameShift = (a: PostedShift, b: PostedShift): boolean =>
  a.start === b.start && a.end === b.end && a.places === b.places

const refuseShift = (before: PostedShift, after: PostedShift, now: number): Rejection | null => {
  const { label, places } = after
  if (before.start <= now) return reject('change.begun', { label })
  const refused = refuseTimes(after, now)
  if (refused) return refused
  return places < before.taken ? reject('change.too-few-places', { label, taken: before.taken }) : null
}

/** What no shift may be, new or changed. */
const refuseTimes = ({ label, start, end, places }: Posting['shifts'][number], now: number): Rejection | null => {
  if (!(start < end)) return reject('work.end-before-start', { label })
  if (!(start > now)) return reject('work.past-shift', { label })
  if (!Number.isSafeInteger(places) || places < 1 || places > LIMITS.places)
    return reject('work.bad-places', { label, most: LIMITS.places })
  return null
}

const isTooLong = (texts: Partial<Pick<Posting, 'title' | 'place' | 'requirements'>>): boolean =>
  (['title', 'place', 'requirements'] as const).some((name) => [...(texts[name] ?? '')].length > LIMITS[name])

/** True once the last shift has begun: nobody can sign up any more. */
export const allBegun = (shifts: readonly Span[], now: number): boolean => shifts.every(({ start }) => start <= now)

/** Each shift with how many are in and how many wait. Requests made for others hold no place. */
export const places = <S extends { readonly id: number }>(
  shifts: readonly S[],
  signups: readonly { readonly shiftId: number; readonly status: string }[],
): (S & { readonly taken: number; readonly waiting: number })[] =>
  shifts.map((shift) => {
    const count = (status: string) => signups.filter((s) => s.shiftId === shift.id && s.status === status).length
    return { ...shift, taken: count('in'), waiting: count('waiting') }
  })
