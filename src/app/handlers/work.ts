import { line, positionOf } from '../../core/build/signup.ts'
import {
  allBegun,
  decideCancelling,
  decideClosing,
  decidePosting,
  decideReopening,
  type OpenPosting,
} from '../../core/build/work.ts'
import { dayKey } from '../../core/kernel/calendar.ts'
import { isRejection, reject } from '../../core/kernel/rejection.ts'
import type { WorkDraft } from '../../language/meaning.ts'
import { type RosterLine, rosterSentText, rosterText } from '../../phrases/roster.ts'
import type { Told } from '../../phrases/told.ts'
import {
  cancelledForStaffText,
  cancelledInGroupText,
  cancelledText,
  closedForStaffText,
  closedText,
  postingCard,
  reminderText,
  reopenedForStaffText,
  reopenedWorkText,
  type Spot,
} from '../../phrases/work.ts'
import { severalDaysText } from '../../phrases/work-change.ts'
import { unconfirmedText } from '../../phrases/work-requests.ts'
import { type Conversation, isDesk, type Moment, type Outcome, record } from '../context.ts'
import type { Firing } from '../incoming.ts'
import { nextNumber } from '../numbers.ts'
import { find, insert, list, type Task, update } from '../operations.ts'
import { once, reply, replyPrivately, tellGroup, tellMember } from '../speak.ts'
import { correct, refuse } from './privately.ts'
import type { Chosen } from './signup.ts'
import {
  cancelReminders,
  changedPosting,
  reminderTimes,
  type ShiftRow,
  setReminders,
  shiftsOf,
  spot,
  spotOf,
  type WorkRow,
  withActions,
  workOfCommand,
} from './work-state.ts'

/** /招工: posts paid work in the group where it was written. */
export function* postWork(at: Conversation, draft: WorkDraft): Task<Outcome> {
  if (!at.group || isDesk(at.group)) return yield* refuse(at, reject('work.no-group'))
  const decided = decidePosting(draft, yield* openPostings(at.group.id), at)
  if (isRejection(decided)) return yield* refuse(at, decided)
  const { title, place, requirements, pay, shifts } = decided.data
  const number = yield* nextNumber(at, 'work')
  const row = {
    communityId: at.community.id,
    number,
    groupId: at.group.id,
    title,
    place,
    requirements,
    payFen: pay.fen,
    payPer: pay.per,
    status: 'open' as const,
    createdBy: at.member.id,
    createdAt: at.now,
  }
  const workId = yield* insert('works', row)
  const posted: ShiftRow[] = []
  for (const { label, start, end, places } of shifts) {
    const shift = { workId, label, start, end, places }
    posted.push({ ...shift, id: yield* insert('shifts', shift) })
  }
  yield* setReminders(at, at.group.id, posted)
  yield* record(at, 'work.posted', `work:${number}`, { title, place, requirements, pay, shifts: posted })
  const card = postingCard(row, withActions(row, posted), { now: at.now, timezone: at.community.timezone })
  yield* tellGroup(at, at.group.id, { text: card.title, card, about: { kind: 'work', number } }, 'free')
  return 'command'
}

function* openPostings(groupId: string): Task<readonly OpenPosting[]> {
  const open: OpenPosting[] = []
  for (const work of yield* list('works', { groupId, status: 'open' }))
    open.push({ number: work.number, title: work.title, shifts: yield* shiftsOf(work) })
  return open
}

/** /停招: no more sign-ups; whoever is in stays in. */
export function* closeWork(at: Conversation, number: number | null): Task<Outcome> {
  const work = yield* workOfCommand(at, number, '停招')
  if (isRejection(work)) return yield* refuse(at, work)
  const decided = decideClosing(work)
  if (isRejection(decided)) return yield* refuse(at, decided)
  yield* close(at, work, 'staff')
  const about = { kind: 'work' as const, number: work.number }
  yield* tellGroup(
    at,
    work.groupId,
    { text: closedText(work), about, change: yield* changedPosting(at, work.id) },
    'free',
  )
  const taken = line(yield* list('signups', { workId: work.id }), 'in').length
  if (at.group?.id !== work.groupId) yield* reply(at, { text: closedForStaffText(work, taken) })
  return 'command'
}

/** /重开招工: it was closed by mistake, or more people are wanted after all. */
export function* reopenWork(at: Conversation, number: number): Task<Outcome> {
  const work = yield* workOfCommand(at, number, '重开招工')
  if (isRejection(work)) return yield* refuse(at, work)
  const decided = decideReopening(work, yield* shiftsOf(work), at)
  if (isRejection(decided)) return yield* refuse(at, decided)
  yield* update('works', { id: work.id }, { status: 'open' })
  yield* record(at, decided.type, `work:${number}`)
  const about = { kind: 'work' as const, number }
  const change = yield* changedPosting(at, work.id)
  yield* tellGroup(at, work.groupId, { text: reopenedWorkText(work), about, change }, 'free')
  if (at.group?.id !== work.groupId) yield* reply(at, { text: reopenedForStaffText(work) })
  return 'command'
}

function* close(moment: Moment, work: WorkRow, reason: 'staff' | 'begun'): Task<void> {
  yield* update('works', { id: work.id }, { status: 'closed' })
  yield* record(moment, 'work.closed', `work:${work.number}`, { reason })
}

/** /取消招工: what is not over is called off. Everybody on its list hears it in private, the group once. */
export function* cancelWork(
  at: Conversation,
  { number, text }: { readonly number: number; readonly text: string },
): Task<Outcome> {
  const work = yield* workOfCommand(at, number, '取消招工')
  if (isRejection(work)) return yield* refuse(at, work)
  const shifts = yield* shiftsOf(work)
  const decided = decideCancelling(work, shifts, text, at)
  if (isRejection(decided)) return yield* refuse(at, decided)
  const { reason, off } = decided
  if (yield* meansOneDay(at, work, off)) return 'asked'
  yield* update('works', { id: work.id }, { status: 'cancelled' })
  for (const { id } of off) yield* cancelReminders(id)
  yield* record(at, decided.type, `work:${number}`, { reason })
  const spots = off.map((shift) => spot(at, work, shift, shifts))
  const told = yield* takeEverybodyOff(at, work, spots, reason)
  const part = shifts.some(({ start }) => start <= at.now) ? spots : null
  const about = { kind: 'work' as const, number }
  const content = {
    text: cancelledInGroupText(work, part, reason, told),
    about,
    change: yield* changedPosting(at, work.id),
  }
  yield* tellGroup(at, work.groupId, content, 'free')
  if (at.group?.id !== work.groupId) yield* reply(at, { text: cancelledForStaffText(work, part, told) })
  return 'command'
}

/** 下雨 is mostly said of one day, and nobody gets his place on the others back: whoever says it again means all of them. */
function* meansOneDay(at: Conversation, work: WorkRow, off: readonly ShiftRow[]): Task<boolean> {
  const { timezone } = at.community
  const days = new Set(off.map(({ start }) => dayKey(start, timezone))).size
  const [first] = off
  const key = `cancel-work:${work.id}:${at.member.id}:${dayKey(at.now, timezone)}`
  if (!first || days === 1 || !(yield* once(at, key))) return false
  at.notes.push('work.several-days')
  yield* correct(at, severalDaysText(work, days, first, timezone))
  return true
}

/**
 * One message to each person, however many of these shifts he was in. Whoever has begun stays on the list, by which he is
 * paid. Returns how many there were, and how many could be told.
 */
function* takeEverybodyOff(moment: Moment, work: WorkRow, off: readonly Spot[], reason: string): Task<Told> {
  const people = new Map<string, { readonly gone: Set<Spot>; readonly kept: Set<Spot>; readonly others: Set<string> }>()
  for (const signup of yield* list('signups', { workId: work.id, status: { not: 'cancelled' } }, { order: 'id' })) {
    const { id, memberId, shiftId, onBehalfOf } = signup
    const where = off.find(({ shift }) => shift.id === shiftId)
    if (!where) continue
    const his = people.get(memberId) ?? { gone: new Set(), kept: new Set(), others: new Set() }
    if (signup.status === 'in' && where.shift.start <= moment.now) his.kept.add(where)
    else {
      yield* update('signups', { id }, { status: 'cancelled' })
      const data = { signup: id, shift: shiftId, member: memberId, was: signup.status, reason: 'work.cancelled' }
      yield* record(moment, 'signup.cancelled', `work:${work.number}`, data)
      his.gone.add(where)
    }
    if (onBehalfOf !== null) his.others.add(onBehalfOf)
    people.set(memberId, his)
  }
  let reached = 0
  for (const [memberId, { gone, kept, others }] of people) {
    const spots = { gone: [...gone], kept: [...kept] }
    if (yield* tellMember(moment, memberId, { text: cancelledText(spots, reason, [...others]) })) reached += 1
  }
  return { people: people.size, reached }
}

/** /名单: the whole list, in private only. */
export function* roster(at: Conversation, number: number | null): Task<Outcome> {
  const work = yield* workOfCommand(at, number, '名单', { orLast: true })
  if (isRejection(work)) return yield* refuse(at, work)
  const signups = yield* list('signups', { workId: work.id }, { order: 'id' })
  const shifts: (ShiftRow & { lines: RosterLine[] })[] = []
  for (const shift of yield* shiftsOf(work)) {
    const inShift = signups.filter((s) => s.shiftId === shift.id)
    const lines: RosterLine[] = []
    for (const status of ['in', 'waiting', 'requested'] as const)
      for (const { memberId, home, onBehalfOf, ...rest } of line(inShift, status)) {
        const member = yield* find('members', { id: memberId })
        const position = positionOf({ memberId, onBehalfOf, ...rest }, signups) ?? 0
        lines.push({ status, position, name: member?.name ?? '', home, onBehalfOf })
      }
    shifts.push({ ...shift, lines })
  }
  yield* replyPrivately(
    at,
    { text: rosterText(work, shifts, { now: at.now, timezone: at.community.timezone }) },
    rosterSentText(),
  )
  return 'command'
}

/** A reminder is due, or a shift begins: then sign-up ends with the last one. Nothing is said that is no longer true. */
export function* remindDue(moment: Moment, firing: Firing): Task<void> {
  const found = yield* spotOf(moment, firing.subject)
  if (!found || found.work.status === 'cancelled') return
  const { work, shift } = found
  const { now } = moment
  const { soon, evening } = reminderTimes(shift.start, moment.community.timezone)
  // The shift was moved after this had fired: it has timers of its own for its new time.
  if (![soon, evening, shift.start].includes(firing.dueAt)) return
  if (firing.key.endsWith(':begin')) {
    yield* endRequests(moment, found)
    if (work.status === 'open' && allBegun(yield* shiftsOf(work), now)) yield* close(moment, work, 'begun')
    return
  }
  // After an outage: the evening's words come too late once the second reminder is due as well.
  const over = now >= (firing.key.endsWith(':evening') ? (soon ?? shift.start) : shift.start)
  if (over) return
  for (const { memberId, onBehalfOf } of yield* list('signups', { shiftId: shift.id, status: 'in' }, { order: 'id' }))
    yield* tellMember(moment, memberId, { text: reminderText(found.spot, now, onBehalfOf) })
}

/** What nobody has confirmed when the shift begins is over, and whoever asked hears it. */
function* endRequests(moment: Moment, { work, shift, spot }: Chosen): Task<void> {
  for (const request of yield* list('signups', { shiftId: shift.id, status: 'requested' }, { order: 'id' })) {
    const { id, memberId, onBehalfOf } = request
    yield* update('signups', { id }, { status: 'cancelled' })
    const data = { signup: id, shift: shift.id, member: memberId, was: request.status, reason: 'unconfirmed' }
    yield* record(moment, 'signup.cancelled', `work:${work.number}`, data)
    yield* tellMember(moment, memberId, { text: unconfirmedText(spot, onBehalfOf ?? '') })
  }
}
