import type { Person } from '../../core/build/signup.ts'
import { places } from '../../core/build/work.ts'
import { addDays, afterNight, HOUR, instant, wallTime } from '../../core/kernel/calendar.ts'
import { type Rejection, reject } from '../../core/kernel/rejection.ts'
import { encodeAction } from '../../language/action.ts'
import { type NextReminder, postingCardNow, type Spot } from '../../phrases/work.ts'
import { cardChange } from '../cards.ts'
import type { CardChange } from '../content.ts'
import { type Conversation, isDesk, type Moment } from '../context.ts'
import type { Row } from '../model.ts'
import { find, list, type Task } from '../operations.ts'
import { groupsOf } from '../reading-context.ts'
import { reaches } from '../speak.ts'
import { cancelTimers, setTimer } from '../timers.ts'

export type WorkRow = Row<'works'>
export type ShiftRow = Omit<Row<'shifts'>, 'communityId'>
export type SignupRow = Row<'signups'>

/** How long before a shift the second reminder comes. */
const SOON = 2 * HOUR

/** When people of a shift are reminded: at 19:00 the evening before, and two hours before unless that is in the night. */
export const reminderTimes = (
  start: number,
  timezone: string,
): { readonly evening: number; readonly soon: number | null } => {
  const soon = start - SOON
  return {
    evening: instant({ ...addDays(wallTime(start, timezone), -1), hour: 19, minute: 0 }, timezone),
    soon: afterNight(soon, timezone) === soon ? soon : null,
  }
}

const REMINDER = 'work-reminder'

/** Both reminders of each shift that still lie ahead, and the moment it begins, when sign-up may end by itself. */
export function* setReminders(moment: Moment, groupId: string, shifts: readonly ShiftRow[]): Task<void> {
  for (const { id, start } of shifts) {
    const times = { ...reminderTimes(start, moment.community.timezone), begin: start }
    // The key holds the start: a shift that is moved is reminded of again.
    for (const [name, dueAt] of Object.entries(times))
      if (dueAt !== null && dueAt > moment.now)
        yield* setTimer(moment, {
          key: `${REMINDER}:${id}:${start}:${name}`,
          kind: REMINDER,
          subject: id,
          dueAt,
          groupId,
        })
  }
}

/** Takes back what has not been reminded of. */
export function* cancelReminders(shiftId: number): Task<void> {
  yield* cancelTimers(REMINDER, shiftId)
}

/** Which reminder somebody who gets a place now will have next: they are given in private. */
export function* nextReminder(moment: Moment, shift: ShiftRow, memberId: string): Task<NextReminder> {
  if (!(yield* reaches(moment, memberId))) return 'none'
  const { evening, soon } = reminderTimes(shift.start, moment.community.timezone)
  return moment.now < evening ? 'evening' : soon !== null && moment.now < soon ? 'soon' : 'none'
}

/** The shifts with what a tap on their buttons brings back. */
export const withActions = <S extends ShiftRow>(work: Pick<WorkRow, 'number'>, shifts: readonly S[]) =>
  shifts.map((shift) => ({
    ...shift,
    action: encodeAction({ kind: 'work', work: work.number, shift: shift.id }),
  }))

/** The posting's card as things stand now, for the message in which they are told. */
export function* changedPosting(moment: Moment, workId: number): Task<CardChange | undefined> {
  const work = yield* find('works', { id: workId })
  if (!work) return undefined
  const shifts = places(yield* shiftsOf(work), yield* list('signups', { workId }))
  const card = postingCardNow(work, withActions(work, shifts), { now: moment.now, timezone: moment.community.timezone })
  const about = { kind: 'work' as const, number: work.number }
  return yield* cardChange({ groupId: work.groupId, at: work.createdAt, about }, card, false)
}

export function* shiftsOf(work: WorkRow): Task<readonly ShiftRow[]> {
  return yield* list('shifts', { workId: work.id }, { order: 'id' })
}

export const spot = (moment: Moment, work: WorkRow, shift: ShiftRow, shifts: readonly ShiftRow[]): Spot => ({
  work,
  shift,
  only: shifts.length === 1,
  now: moment.now,
  timezone: moment.community.timezone,
})

/** The words for one shift, from its id. Null for a shift that is not there. */
export function* spotOf(moment: Moment, shiftId: number): Task<{ spot: Spot; work: WorkRow; shift: ShiftRow } | null> {
  const shift = yield* find('shifts', { id: shiftId })
  const work = shift && (yield* find('works', { id: shift.workId }))
  return work && { work, shift, spot: spot(moment, work, shift, yield* shiftsOf(work)) }
}

/** Where a person is in or waits, in any work. */
function* commitments({ memberId, onBehalfOf }: Person): Task<readonly SignupRow[]> {
  const held = [
    ...(yield* list('signups', { memberId, status: 'in' })),
    ...(yield* list('signups', { memberId, status: 'waiting' })),
  ]
  return held.filter((s) => s.onBehalfOf === onBehalfOf)
}

/** The shifts of those commitments. */
export function* busyShifts(person: Person): Task<readonly ShiftRow[]> {
  const shifts: ShiftRow[] = []
  for (const { shiftId } of yield* commitments(person)) {
    const shift = yield* find('shifts', { id: shiftId })
    if (shift) shifts.push(shift)
  }
  return shifts
}

/** What is open where this was said: the group's own postings, in private those of the person's groups. */
export function* openWorksHere(at: Conversation): Task<readonly WorkRow[]> {
  const groups = at.group ? [at.group.id] : yield* groupsOf(at)
  const works: WorkRow[] = []
  for (const groupId of groups) works.push(...(yield* list('works', { groupId, status: 'open' }, { order: 'number' })))
  return works
}

/**
 * Which work a staff command is about. Without a number: the only open one of a residents' group, or of the community
 * where the command was given elsewhere. `orLast`: where none is open, the newest that was not called off before it began.
 */
export function* workOfCommand(
  at: Conversation,
  number: number | null,
  command: string,
  { orLast = false } = {},
): Task<WorkRow | Rejection> {
  const communityId = at.community.id
  if (number !== null) return (yield* find('works', { communityId, number })) ?? reject('work.unknown', { number })
  const residents = at.group !== null && !isDesk(at.group)
  const here = residents ? { communityId, groupId: at.group.id } : { communityId }
  const open = yield* list('works', { ...here, status: 'open' }, { order: 'number' })
  const [first] = open
  if (first && open.length === 1) return first
  if (first) {
    const numbers = open.map((w) => `${w.number}号`).join('、')
    return reject('work.which', { numbers, name: `/${command} ${first.number}` })
  }
  return (orLast ? yield* lastHeld(here) : null) ?? reject('work.none')
}

/** The newest posting that ended, whether sign-up did or what was left of it was called off. */
function* lastHeld(here: { readonly communityId: string; readonly groupId?: string }): Task<WorkRow | null> {
  for (const work of yield* list('works', { ...here, status: { not: 'open' } }, { order: 'number', desc: true }))
    if (work.status === 'closed' || (yield* find('signups', { workId: work.id, status: 'in' }))) return work
  return null
}
