import { overlaps } from '../../core/build/signup.ts'
import { type Changed, decideChanging, places, type Span } from '../../core/build/work.ts'
import { isRejection } from '../../core/kernel/rejection.ts'
import { shiftLabel } from '../../language/commands/work.ts'
import type { WorkChange } from '../../language/meaning.ts'
import type { Told } from '../../phrases/told.ts'
import { spotText } from '../../phrases/work.ts'
import {
  type ChangeWords,
  changeFor,
  changedForStaffText,
  changedInGroupText,
  changedText,
} from '../../phrases/work-change.ts'
import { type Conversation, type Moment, type Outcome, record } from '../context.ts'
import { list, type Task, update } from '../operations.ts'
import { reply, tellGroup, tellMember } from '../speak.ts'
import { refuse } from './privately.ts'
import { promote } from './signup.ts'
import {
  busyShifts,
  cancelReminders,
  changedPosting,
  type SignupRow,
  setReminders,
  shiftsOf,
  spotOf,
  type WorkRow,
  workOfCommand,
} from './work-state.ts'

/** /改招工: a posting changes. Everybody on the list hears it in private, the group once. */
export function* changeWork(
  at: Conversation,
  { number, change }: { readonly number: number; readonly change: WorkChange },
): Task<Outcome> {
  const work = yield* workOfCommand(at, number, '改招工')
  if (isRejection(work)) return yield* refuse(at, work)
  const shifts = yield* shiftsOf(work)
  const posted = {
    ...work,
    pay: { fen: work.payFen, per: work.payPer },
    shifts: places(shifts, yield* list('signups', { workId: work.id })),
  }
  const decided = decideChanging(posted, change, at)
  if (isRejection(decided)) return yield* refuse(at, decided)
  const changed = relabelled(decided, shifts, at.community.timezone)
  yield* keep(at, work, changed)
  const words = { ...changed, work, only: shifts.length === 1, now: at.now, timezone: at.community.timezone }
  const told = yield* tellList(at, words, changed)
  for (const { to } of changed.shifts) yield* promote(at, to.id, '名额多了')
  const about = { kind: 'work' as const, number }
  const content = { text: changedInGroupText(words, told), about, change: yield* changedPosting(at, work.id) }
  yield* tellGroup(at, work.groupId, content, 'free')
  if (at.group?.id !== work.groupId) yield* reply(at, { text: changedForStaffText(work, told) })
  return 'command'
}

/** A shift whose name we made of its time, 上午, has another name with another time; what staff called it stays. */
const relabelled = (changed: Changed, all: readonly (Span & { readonly id: number })[], timezone: string): Changed => {
  const next = all.map((shift) => changed.shifts.find(({ to }) => to.id === shift.id)?.to ?? shift)
  return {
    ...changed,
    shifts: changed.shifts.map(({ from, to }) => {
      const isOurs = from.label === shiftLabel(from, all, timezone)
      return { from, to: isOurs ? { ...to, label: shiftLabel(to, next, timezone) } : to }
    }),
  }
}

/** Writes what differs, moves the reminders of shifts that moved, and leaves the trail. */
function* keep(at: Conversation, work: WorkRow, { type, from, to, shifts }: Changed): Task<void> {
  const { pay, ...texts } = to
  const set = { ...texts, ...(pay ? { payFen: pay.fen, payPer: pay.per } : {}) }
  if (Object.keys(set).length > 0) yield* update('works', { id: work.id }, set)
  for (const shift of shifts) {
    const { id, label, start, end, places } = shift.to
    yield* update('shifts', { id }, { label, start, end, places })
    if (start === shift.from.start) continue
    yield* cancelReminders(id)
    yield* setReminders(at, work.groupId, [{ id, workId: work.id, label, start, end, places }])
  }
  const side = (name: 'from' | 'to') =>
    shifts.map(({ [name]: { id, label, start, end, places } }) => ({ id, label, start, end, places }))
  yield* record(at, type, `work:${work.number}`, {
    from: { ...from, shifts: side('from') },
    to: { ...to, shifts: side('to') },
  })
}

/**
 * One message to each person on the list whom the change concerns, however many shifts he is in. Returns how many there were,
 * and how many could be told.
 */
function* tellList(moment: Moment, words: ChangeWords & { readonly work: WorkRow }, { shifts }: Changed): Task<Told> {
  const people = new Map<string, SignupRow[]>()
  const live = { workId: words.work.id, status: { not: 'cancelled' } } as const
  for (const signup of yield* list('signups', live, { order: 'id' }))
    people.set(signup.memberId, [...(people.get(signup.memberId) ?? []), signup])
  const moved = shifts.filter(({ from, to }) => from.start !== to.start || from.end !== to.end).map(({ to }) => to.id)
  const over = new Set((yield* shiftsOf(words.work)).filter(({ end }) => end <= moment.now).map(({ id }) => id))
  const isOver = ({ shiftId }: SignupRow) => over.has(shiftId)
  // Other pay concerns whoever has worked for it; a new place or time does not.
  const isConcerned = (signup: SignupRow) => !isOver(signup) || (words.to.pay !== undefined && signup.status === 'in')
  const told = { people: 0, reached: 0 }
  for (const [memberId, all] of people) {
    const his = all.filter(isConcerned)
    const ids = his.map(({ shiftId }) => shiftId)
    const own = his.length === 0 ? null : changeFor(words, ids)
    if (!own) continue
    const clash = yield* clashOf(
      moment,
      his.filter(({ shiftId }) => moved.includes(shiftId)),
    )
    const others = [...new Set(his.flatMap(({ onBehalfOf }) => onBehalfOf ?? []))]
    const text = changedText(own, { others, clash, done: his.some(isOver), ahead: !his.every(isOver) })
    if (yield* tellMember(moment, memberId, { text })) told.reached += 1
    told.people += 1
  }
  return told
}

/** Another shift of the same person that a moved one now overlaps, in words. */
function* clashOf(moment: Moment, moved: readonly SignupRow[]): Task<string | null> {
  for (const signup of moved) {
    const busy = yield* busyShifts(signup)
    const here = busy.find(({ id }) => id === signup.shiftId)
    const other = here && busy.find((shift) => shift.id !== here.id && overlaps(shift, here))
    const found = other && (yield* spotOf(moment, other.id))
    if (found) return spotText(found.spot)
  }
  return null
}
