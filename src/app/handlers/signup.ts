import {
  decidePromotions,
  decideSignup,
  line,
  type Person,
  positionOf,
  type Standing,
} from '../../core/build/signup.ts'
import { places } from '../../core/build/work.ts'
import { isRejection, type Rejection, reject } from '../../core/kernel/rejection.ts'
import type { Question } from '../../language/context.ts'
import type { Meaning } from '../../language/meaning.ts'
import {
  alreadyHimselfForAskerText,
  alreadyText,
  maybeYoursText,
  oneEachText,
  overlapText,
  promotedText,
  type Spot,
  shiftFullText,
  shiftsFullText,
  signedUpText,
  tappedText,
  type Vacancy,
  whetherInShiftText,
  whetherInText,
  whichShiftText,
  whichWorkText,
  workEndedText,
} from '../../phrases/work.ts'
import { refusedWorkText } from '../../phrases/work-refusals.ts'
import { askedOf, closeAsked, directChatOf, openQuestion } from '../ask.ts'
import { type Conversation, type Moment, type Outcome, record } from '../context.ts'
import { find, insert, list, type Task, update } from '../operations.ts'
import { once, onceInGroup, reply, replyPrivately, tellGroup, tellMember } from '../speak.ts'
import { namedIn } from './same-person.ts'
import {
  busyShifts,
  changedPosting,
  nextReminder,
  openWorksHere,
  type ShiftRow,
  type SignupRow,
  shiftsOf,
  spot,
  spotOf,
  type WorkRow,
} from './work-state.ts'

export type Said<K extends Meaning['kind']> = Pick<
  Extract<Meaning, { kind: K }>,
  Exclude<keyof Extract<Meaning, { kind: K }>, 'kind'>
>

/** A posting and one of its shifts. */
export interface Chosen {
  readonly work: WorkRow
  readonly shift: ShiftRow
  readonly spot: Spot
}

/** 报名: a place, a place in the waiting list, or why not. */
export function* signUp(at: Conversation, meaning: Said<'signup'>): Task<Outcome> {
  if (meaning.doubtful) return yield* askWhetherIn(at, meaning)
  const chosen = yield* choose(at, meaning, (question, text) => askOnce(at, question, text))
  if (typeof chosen === 'string') return chosen
  yield* answered(at)
  const taken = yield* takePlace(at, chosen)
  if (taken === 'asked') return taken
  if (isRejection(taken)) return yield* refuseResident(at, taken, chosen)
  const next = yield* nextReminder(at, chosen.shift, at.member.id)
  yield* tellSignedUp(at, signedUpText(chosen.spot, taken, next) + (meaning.others ? oneEachText() : ''), chosen.work)
  yield* announceFull(at, chosen)
  return 'answer'
}

/** Gives him a place in one shift, or says why not. `asked`: it may be held for him already, and he was asked. */
export function* takePlace(at: Conversation, chosen: Chosen): Task<Standing | Rejection | 'asked'> {
  const { work, shift } = chosen
  const person = { memberId: at.member.id, onBehalfOf: null }
  const state = yield* stateOf(work, shift, person)
  const held = yield* heldForHim(at, chosen, state.signups)
  if (held?.named === 'probable' && (yield* askWhetherHis(at, chosen, held.place))) return 'asked'
  const taken = held?.named === 'certain' ? yield* takeOver(at, chosen, held.place) : null
  const decided = taken ?? decideSignup(person, state, at)
  if (isRejection(decided)) return decided
  const { standing, type } = decided
  const signup = yield* insert('signups', signupRow(at, chosen, person, standing.status, decided.at))
  yield* record(at, type, `work:${work.number}`, { signup, shift: shift.id, member: person.memberId, ...standing })
  return standing
}

/** A tap has no words of his that the group could see quoted. */
export function* tellSignedUp(at: Conversation, text: string, { number }: WorkRow): Task<void> {
  const tapped = at.group !== null && at.inbound.action !== undefined
  const whose = tapped ? tappedText(at.member.name, text) : text
  yield* reply(at, { text: whose, about: { kind: 'work', number } }, 'free')
}

/** A place that staff confirmed for somebody whom a neighbour named, and where it stands. */
interface HeldPlace {
  readonly signup: SignupRow
  readonly onBehalfOf: string
  readonly standing: Standing
}

/** The place that is held in his name, unless he is on the list himself; `probable`: it may be his mother's. */
function* heldForHim(
  at: Conversation,
  { work, shift }: Chosen,
  signups: readonly SignupRow[],
): Task<{ readonly place: HeldPlace; readonly named: 'certain' | 'probable' } | null> {
  const self = { memberId: at.member.id, home: at.residency?.home ?? null }
  if (shift.start <= at.now) return null
  if (signups.some((s) => s.memberId === self.memberId && s.onBehalfOf === null && s.status !== 'cancelled'))
    return null
  let probable: HeldPlace | null = null
  for (const status of ['in', 'waiting'] as const)
    for (const signup of line(signups, status)) {
      const { memberId, onBehalfOf } = signup
      if (onBehalfOf === null || memberId === self.memberId) continue
      const named = yield* namedIn(onBehalfOf, self, work.groupId)
      const place = { signup, onBehalfOf, standing: { status, position: positionOf(signup, signups) ?? 0 } }
      if (named === 'certain') return { place, named }
      if (named === 'probable') probable ??= place
    }
  return probable && { place: probable, named: 'probable' }
}

/** It is his when he says 报名 himself: nobody has two. */
function* takeOver(
  at: Conversation,
  { work, shift, spot: words }: Chosen,
  { signup, onBehalfOf, standing }: HeldPlace,
) {
  const { id, memberId, at: since } = signup
  yield* update('signups', { id }, { status: 'cancelled' })
  const data = { signup: id, shift: shift.id, member: memberId, was: standing.status, reason: 'himself' }
  yield* record(at, 'signup.cancelled', `work:${work.number}`, data)
  yield* tellMember(at, memberId, { text: alreadyHimselfForAskerText(words, onBehalfOf) })
  return { type: `signup.${standing.status}` as const, standing, at: since }
}

/** Whether that place is his own, once: if it is, there is nothing to do; who says 报名 again gets one beside it. */
function* askWhetherHis(at: Conversation, { spot }: Chosen, { signup, standing }: HeldPlace): Task<boolean> {
  if (!(yield* once(at, `maybe-his:${signup.id}:${at.member.id}`))) return false
  at.notes.push('signup.maybe-his')
  yield* reply(at, { text: maybeYoursText(spot, standing) }, 'free')
  return true
}

/** 算我一个: asked in private, once for each posting where it was said in a group. */
function* askWhetherIn(at: Conversation, { work: number, shift: wanted }: Said<'signup'>): Task<Outcome> {
  const work = (yield* worksAhead(at)).find((one) => one.number === number)
  if (!work) return 'chatter'
  const shifts = yield* shiftsOf(work)
  const meant = shifts.find(({ id }) => id === wanted) ?? (shifts.length === 1 ? shifts[0] : undefined)
  at.notes.push('signup.maybe')
  if (yield* onceInGroup(at, `maybe-in:${work.id}:${at.member.id}`))
    yield* replyPrivately(at, { text: meant ? whetherInShiftText(spot(at, work, meant, shifts)) : whetherInText(work) })
  return 'asked'
}

/** Gives free places of a shift to those who wait, and tells each in private, or where its list is read by all. */
export function* promote(moment: Moment, shiftId: number, why: Vacancy): Task<void> {
  const found = yield* spotOf(moment, shiftId)
  if (!found) return
  const { shift, work } = found
  const signups = yield* list('signups', { shiftId })
  const busy = new Map<number, readonly ShiftRow[]>()
  for (const s of signups) if (s.status === 'waiting') busy.set(s.id, yield* busyShifts(s))
  const promoted = decidePromotions(shift, signups, busy, moment)
  for (const { id } of promoted) yield* update('signups', { id }, { status: 'in' })
  const after = yield* list('signups', { shiftId })
  for (const { id, memberId, onBehalfOf } of promoted) {
    const position = after.filter((s) => s.id === id).map((s) => positionOf(s, after))[0] ?? 0
    yield* record(moment, 'signup.promoted', `work:${work.number}`, {
      signup: id,
      shift: shiftId,
      member: memberId,
      position,
    })
    const next = yield* nextReminder(moment, shift, memberId)
    const text = promotedText(found.spot, position, next, onBehalfOf, why)
    const told = yield* tellMember(moment, memberId, { text })
    // Whom he asked for he may have told us alone.
    const member = told || onBehalfOf !== null ? null : yield* find('members', { id: memberId, forgottenAt: null })
    if (member) yield* tellGroup(moment, work.groupId, { text: tappedText(member.name, text) }, 'free')
  }
}

/** Says once per shift that all places are taken. */
export function* announceFull(moment: Moment, ...chosen: readonly Chosen[]): Task<void> {
  const full: Chosen[] = []
  for (const one of chosen) if (yield* hasJustFilled(moment, one)) full.push(one)
  const [first, another] = full
  if (!first) return
  const { work, shift, spot: words } = first
  const text = another
    ? shiftsFullText(full.map((one) => one.spot))
    : shiftFullText(words, yield* namesIn(yield* list('signups', { shiftId: shift.id })))
  const change = yield* changedPosting(moment, work.id)
  yield* tellGroup(moment, work.groupId, { text, about: { kind: 'work', number: work.number }, change }, 'free')
}

function* hasJustFilled(moment: Moment, { work, shift }: Chosen): Task<boolean> {
  const [now] = places([shift], yield* list('signups', { shiftId: shift.id }))
  if (work.status !== 'open' || !now || now.taken < shift.places) return false
  return yield* once(moment, `work-full:${shift.id}`)
}

/** Of those who have a place and signed up themselves. */
function* namesIn(signups: readonly SignupRow[]): Task<readonly string[]> {
  const names: string[] = []
  for (const { memberId, onBehalfOf } of line(signups, 'in')) {
    const member = onBehalfOf === null ? yield* find('members', { id: memberId }) : null
    if (member) names.push(member.name)
  }
  return names
}

/** Which posting and shift are meant. Asks where several fit; says why where none does. */
export function* choose(
  at: Conversation,
  said: { readonly work: number | null; readonly shift: number | null },
  /** `example`: what may follow 报名. */
  ask: (question: Question, text: string, example: string) => Task<Outcome>,
): Task<Chosen | Outcome> {
  const works =
    said.work === null
      ? yield* worksAhead(at)
      : yield* list('works', { communityId: at.community.id, number: said.work })
  const [work] = works
  if (!work) return yield* nothingOpen(at)
  if (works.length > 1) {
    const question = { kind: 'which-work' as const, works: works.map((w) => w.number), signoff: false }
    return yield* ask(question, whichWorkText(works, false), work.title)
  }
  const shifts = yield* shiftsOf(work)
  const chosen = (shift: ShiftRow): Chosen => ({ work, shift, spot: spot(at, work, shift, shifts) })
  const named = shifts.find(({ id }) => id === said.shift)
  if (named) return chosen(named)
  const ahead = shifts.filter(({ start }) => start > at.now)
  const [first] = ahead
  if (work.status !== 'open' || !first) {
    const code = work.status === 'open' ? 'begun' : work.status
    // Who has a place is not too late: he hears where he stands.
    const own = { workId: work.id, memberId: at.member.id, onBehalfOf: null, status: { in: ['in', 'waiting'] } }
    const held = code === 'cancelled' ? null : yield* find('signups', own, { order: 'id' })
    const his = shifts.find(({ id }) => id === held?.shiftId)
    if (his) return chosen(his)
    const shift = first ?? shifts[0]
    return shift ? yield* refuseResident(at, reject(`signup.${code}`), chosen(shift)) : 'chatter'
  }
  if (ahead.length === 1) return chosen(first)
  const text = whichShiftText(shifts, ahead, { now: at.now, timezone: at.community.timezone })
  const example = first.label === '' ? String(shifts.indexOf(first) + 1) : first.label
  return yield* ask({ kind: 'which-shift', work: work.number }, text, example)
}

function* worksAhead(at: Conversation): Task<readonly WorkRow[]> {
  const ahead: WorkRow[] = []
  for (const work of yield* openWorksHere(at)) {
    const shifts = yield* shiftsOf(work)
    if (shifts.some(({ start }) => start > at.now)) ahead.push(work)
  }
  return ahead
}

/** In a group 报名 may be about anything: only in private is it surely said to us. */
function* nothingOpen(at: Conversation): Task<Outcome> {
  if (at.group) return 'chatter'
  at.notes.push('work.none')
  yield* reply(at, { text: refusedWorkText(reject('work.none')) })
  return 'asked'
}

/** What core needs to decide about one person and one shift. */
export function* stateOf(work: WorkRow, shift: ShiftRow, person: Person) {
  return { work, shift, signups: yield* list('signups', { shiftId: shift.id }), busy: yield* busyShifts(person) }
}

export const signupRow = (
  at: Conversation,
  { work, shift }: Chosen,
  person: Person,
  status: Standing['status'] | 'requested',
  since: number,
) => ({
  workId: work.id,
  shiftId: shift.id,
  ...person,
  // Whose home a proxy's words name is for staff to say; it is not the proxy's own.
  home: person.onBehalfOf === null ? (at.residency?.home ?? null) : null,
  status,
  at: since,
  messageId: at.messageId,
})

/** Why not, or where he stands already: only he needs it, so in private. */
export function* refuseResident(at: Conversation, rejection: Rejection, chosen: Chosen): Task<Outcome> {
  const { rejected, data } = rejection
  if (rejected === 'signup.already') {
    const standing = { status: String(data.status), position: Number(data.position) }
    yield* replyPrivately(at, { text: alreadyText(chosen.spot, standing) })
    return 'answer'
  }
  at.notes.push(rejected)
  if (rejected === 'signup.closed' || rejected === 'signup.cancelled') return yield* tellTooLate(at, chosen.work)
  const text = rejected === 'signup.overlap' ? yield* overlapWords(at, rejection) : refusedWorkText(rejection)
  yield* replyPrivately(at, { text })
  return 'asked'
}

/** Sign-up has ended, or the work was called off: in a group he hears it once. */
function* tellTooLate(at: Conversation, work: WorkRow): Task<Outcome> {
  if (yield* onceInGroup(at, `work-${work.status}:${work.id}:${at.member.id}`))
    yield* reply(at, { text: workEndedText(work), about: { kind: 'work', number: work.number } })
  return 'asked'
}

/** Which other shift of his is in the way. */
export function* overlapWords(moment: Moment, rejection: Rejection): Task<string> {
  const other = yield* spotOf(moment, Number(rejection.data.shift))
  return other ? overlapText(other.spot) : refusedWorkText(rejection)
}

/** Asks; while the first question still stands in the group, not there again but in private. */
export function* askOnce(at: Conversation, question: Question, text: string): Task<Outcome> {
  const before = yield* find('questions', { chatId: at.chat.id, memberId: at.member.id })
  const asking = before && before.expiresAt > at.now && JSON.stringify(before.question) === JSON.stringify(question)
  if (!asking || !at.group) {
    yield* openQuestion(at, question)
    yield* reply(at, { text }, 'free')
    return 'asked'
  }
  yield* replyPrivately(at, { text })
  const direct = yield* directChatOf(at)
  if (direct) yield* openQuestion(at, question, direct.id)
  return 'asked'
}

/** Our question about the sign-up is answered; one about anything else stays open. */
export function* answered(at: Conversation): Task<void> {
  const asked = yield* askedOf(at)
  const kind = asked?.question.kind
  if (asked && (kind === 'which-work' || kind === 'which-shift')) yield* closeAsked(at, asked)
}
