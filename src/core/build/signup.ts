/** 以工代赈, the sign-up: who is in, who waits, who moves up. The bot never judges who is fit for the work. */
import { type Rejection, reject } from '../kernel/rejection.ts'
import type { Span, Work } from './work.ts'

export interface Shift extends Span {
  readonly id: number
  readonly places: number
}

/** Who will come. `onBehalfOf`: the words of whoever asked for somebody else; then `memberId` is who asked. */
export interface Person {
  readonly memberId: string
  readonly onBehalfOf: string | null
}

export interface Signup extends Person {
  readonly id: number
  readonly shiftId: number
  readonly status: 'in' | 'waiting' | 'requested' | 'cancelled'
  /** When the place in the line was taken, in ms. */
  readonly at: number
}

/** In or waiting, and as which one, counted from 1. */
export interface Standing {
  readonly status: 'in' | 'waiting'
  readonly position: number
}

const samePerson = (a: Person, b: Person): boolean => a.memberId === b.memberId && a.onBehalfOf === b.onBehalfOf

/** True where two spans share any time. */
export const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end

/** Sign-ups of one status in order of arrival. */
export const line = <S extends Signup>(signups: readonly S[], status: Signup['status']): S[] =>
  signups.filter((s) => s.status === status).sort((a, b) => a.at - b.at || a.id - b.id)

/** Words of address that stand where a name would: they name nobody. */
const ADDRESS = /^(?:老人|阿姨|叔叔|大爷|大妈|奶奶|爷爷|业主|租户|住户|家属|先生|女士|师傅|老师|邻居|朋友)$/

const namesIn = (card: string): readonly string[] =>
  (card.match(/\p{Script=Han}{2,}/gu) ?? []).filter((part) => !ADDRESS.test(part))

/** Whether a proxy's words (帮2-1-201陈桂香报名) contain this name, or the name on this card. */
export const namesPerson = (words: string, name: string): boolean => namesIn(name).some((part) => words.includes(part))

/** Whether what they say beside a home is no name, nor stands for one: 的, 家. */
export const namesNobody = (words: string): boolean => /^(?:[的家户那位个]|\P{L})*$/u.test(words)

/** Whether they may mean somebody of this room and name: 502张阿姨 is probably the 张秀兰 of 502. */
export const mayBePerson = (words: string, room: string, name: string): boolean =>
  [...words.matchAll(/\d+/g)].some(([digits]) => digits === room) &&
  namesIn(name).some((part) => words.includes(part.slice(0, 1)))

const KIN = /^[我俺]/
const digitsIn = (words: string): string => words.replace(/\D/g, '')
const nameIn = (words: string): string =>
  words.replace(/(?<=\d)\s*(?:组|号楼?|栋|幢|单元|室|户|的)/g, '').replace(/\P{Script=Han}/gu, '')

/** Whether two proxies' words may name one person: 李大贵 and 3组15号李大贵. 我妈 is each one's own. */
export const mayBeSame = (one: string, other: string): boolean => {
  if (KIN.test(one) || KIN.test(other)) return false
  const [a, b] = [digitsIn(one), digitsIn(other)]
  const [name, another] = [nameIn(one), nameIn(other)]
  const oneHome = a === '' || b === '' || a.endsWith(b) || b.endsWith(a)
  const oneName = name.includes(another) || another.includes(name)
  return oneHome && oneName && (a + b !== '' || name + another !== '')
}

/** A request's number in its work's list: the order in which requests were made. It never changes. */
export const requestNumber = (signup: Signup, ofWork: readonly Signup[]): number =>
  ofWork.filter((s) => s.onBehalfOf !== null && s.id <= signup.id).length

/**
 * What the roster and exports call a sign-up's position: its rank among those in or waiting in its shift, or a
 * request's number. Null where it was cancelled.
 */
export const positionOf = (signup: Signup, ofWork: readonly Signup[]): number | null => {
  if (signup.status === 'cancelled') return null
  if (signup.status === 'requested') return requestNumber(signup, ofWork)
  const inShift = ofWork.filter((s) => s.shiftId === signup.shiftId)
  return line(inShift, signup.status).findIndex((s) => s.id === signup.id) + 1
}

interface State {
  readonly work: Work
  readonly shift: Shift
  /** All sign-ups of this shift. */
  readonly signups: readonly Signup[]
  /** Shifts in which this person is in or waits, anywhere. */
  readonly busy: readonly Shift[]
}

const refuseTime = (state: State, now: number): Rejection | null => {
  const { shift, busy, work } = state
  if (shift.start <= now) return reject('signup.begun', { number: work.number })
  const clash = busy.find((other) => other.id !== shift.id && overlaps(other, shift))
  return clash ? reject('signup.overlap', { shift: clash.id }) : null
}

const refuseTwice = (person: Person, { signups }: State): Rejection | null => {
  const known = signups.find((s) => s.status !== 'cancelled' && samePerson(s, person))
  if (!known) return null
  return reject('signup.already', { status: known.status, position: positionOf(known, signups) ?? 0 })
}

const refuseEnded = ({ work }: State): Rejection | null =>
  work.status === 'open' ? null : reject(`signup.${work.status}`, { number: work.number })

/** When the last one joined the line, in ms. */
const lastArrival = (signups: readonly Signup[]): number =>
  Math.max(...[...line(signups, 'in'), ...line(signups, 'waiting')].map(({ at }) => at), 0)

const takePlace = ({ shift, signups }: State): Standing => {
  const taken = line(signups, 'in').length
  return taken < shift.places
    ? { status: 'in', position: taken + 1 }
    : { status: 'waiting', position: line(signups, 'waiting').length + 1 }
}

/**
 * Signs a person up: a place where one is free, the end of the waiting list where not. Refuses when sign-up has ended,
 * the shift has begun, the person is on the list (with where), or another shift of his overlaps (with which).
 */
export const decideSignup = (
  person: Person,
  state: State,
  { now }: { readonly now: number },
): { readonly type: 'signup.in' | 'signup.waiting'; readonly standing: Standing; readonly at: number } | Rejection => {
  const refused = refuseTwice(person, state) ?? refuseEnded(state) ?? refuseTime(state, now)
  if (refused) return refused
  const standing = takePlace(state)
  // Never before those who are in the line already, whatever two clocks say: the id then tells who came first.
  return { type: `signup.${standing.status}`, standing, at: Math.max(now, lastArrival(state.signups)) }
}

/** Keeps a request made for somebody else. It holds no place. Refuses as `decideSignup`. */
export const decideRequest = (
  person: Person,
  state: State,
  { now }: { readonly now: number },
): { readonly type: 'signup.requested' } | Rejection =>
  refuseTwice(person, state) ?? refuseEnded(state) ?? refuseTime(state, now) ?? { type: 'signup.requested' }

/**
 * Turns a request into a place, or a place in the waiting list, from now on: also after sign-up was closed. Refuses a
 * request that was dealt with, a work called off, and what `decideSignup` says about time.
 */
export const decideConfirming = (
  request: Signup,
  state: State,
  { now }: { readonly now: number },
): { readonly type: 'signup.confirmed'; readonly standing: Standing; readonly at: number } | Rejection => {
  if (state.work.status === 'cancelled') return reject('work.cancelled', { number: state.work.number })
  const refused = refuseDealtWith(request, state.signups) ?? refuseTime(state, now)
  if (refused) return refused
  // Its id is older than those of people who came before the confirmation, so its time must be later than theirs.
  return { type: 'signup.confirmed', standing: takePlace(state), at: Math.max(now, lastArrival(state.signups) + 1) }
}

/** Turns a request down. Refuses one that was dealt with. */
export const decideDeclining = (
  request: Signup,
  signups: readonly Signup[],
): { readonly type: 'signup.cancelled' } | Rejection =>
  refuseDealtWith(request, signups) ?? { type: 'signup.cancelled' }

const refuseDealtWith = (request: Signup, signups: readonly Signup[]): Rejection | null => {
  if (request.status === 'requested') return null
  if (request.status === 'cancelled') return reject('signup.withdrawn')
  return reject('signup.confirmed-already', { status: request.status, position: positionOf(request, signups) ?? 0 })
}

/**
 * Takes a person off the list of one work: what he signed up for himself, or, where there is nothing of the kind, what
 * he asked for others. Refuses when he is not on it, or when all of it has begun.
 */
export const decideSignoff = <S extends Signup & { readonly shift: Shift }>(
  his: readonly S[],
  { now }: { readonly now: number },
): { readonly type: 'signup.cancelled'; readonly signups: readonly S[] } | Rejection => {
  const live = his.filter((s) => s.status !== 'cancelled')
  if (live.length === 0) return reject('signoff.none')
  const ahead = live.filter((s) => s.shift.start > now)
  if (ahead.length === 0) return reject('signoff.begun')
  const own = ahead.filter((s) => s.onBehalfOf === null)
  return { type: 'signup.cancelled', signups: own.length > 0 ? own : ahead }
}

/**
 * Who moves up, in order of arrival, while places are free: those whose other shifts (`busy`, by sign-up id) do not
 * overlap. Nobody once the shift has begun.
 */
export const decidePromotions = <S extends Signup>(
  shift: Shift,
  signups: readonly S[],
  busy: ReadonlyMap<number, readonly Shift[]>,
  { now }: { readonly now: number },
): S[] => {
  if (shift.start <= now) return []
  const free = Math.max(0, shift.places - line(signups, 'in').length)
  const fits = (s: S) => !(busy.get(s.id) ?? []).some((other) => other.id !== shift.id && overlaps(other, shift))
  return line(signups, 'waiting').filter(fits).slice(0, free)
}
