import { isRejection, reject } from '../../core/kernel/rejection.ts'
import { fold } from '../../language/fold.ts'
import { readShift } from '../../language/posting.ts'
import { removedForStaffText, removedText, whichOfThemText } from '../../phrases/work-requests.ts'
import { type Conversation, type Outcome, record } from '../context.ts'
import { find, list, type Task, update } from '../operations.ts'
import { replyPrivately, tellMember } from '../speak.ts'
import { refuse, refusePrivately } from './privately.ts'
import { promote } from './signup.ts'
import { type SignupRow, type ShiftRow, shiftsOf, spot, type WorkRow, workOfCommand } from './work-state.ts'

/** Somebody on the list, with all that he has there. */
interface Listed {
  readonly name: string
  readonly home: string | null
  readonly signups: readonly (SignupRow & { readonly shift: ShiftRow })[]
}

/** /移出 3 张三: whoever cannot come and cannot say so himself is taken off the list, of one shift or of all that are ahead. */
export function* removeSignup(
  at: Conversation,
  { number, text }: { readonly number: number; readonly text: string },
): Task<Outcome> {
  const work = yield* workOfCommand(at, number, '移出')
  if (isRejection(work)) return yield* refuse(at, work)
  const shifts = yield* shiftsOf(work)
  const { who, shift } = meantBy(at, text, work, shifts)
  const those = (yield* listed(work, shifts)).filter((one) => isCalled(one, who))
  const [person, another] = those
  // The sentence holds a name.
  if (!person) return yield* refusePrivately(at, reject('removal.unknown', { who, number }))
  if (another) {
    at.notes.push('removal.several')
    yield* replyPrivately(at, { text: whichOfThemText(number, who, those.map(written)) })
    return 'asked'
  }
  const his = person.signups.filter((signup) => shift === null || signup.shiftId === shift)
  const ahead = his.filter((signup) => signup.shift.start > at.now)
  const held = ahead.filter(({ status }) => status !== 'requested')
  const [first] = held
  if (!first) {
    const why = ahead.length > 0 ? 'requested' : his.length > 0 ? 'begun' : 'unknown'
    return yield* refusePrivately(at, reject(`removal.${why}`, { who, number }))
  }
  for (const { id, shiftId, memberId, status } of held) {
    yield* update('signups', { id }, { status: 'cancelled' })
    const data = { signup: id, shift: shiftId, member: memberId, was: status, reason: 'staff' }
    yield* record(at, 'signup.cancelled', `work:${number}`, data)
  }
  const spots = held.map((signup) => spot(at, work, signup.shift, shifts))
  const told = yield* tellMember(at, first.memberId, { text: removedText(spots, first.onBehalfOf) })
  // A name: for staff alone.
  yield* replyPrivately(at, { text: removedForStaffText(spots, person.name, told) })
  for (const { shiftId } of held) yield* promote(at, shiftId, '有人退出')
  return 'command'
}

/** 张三 3月5日: the last word may be one of several shifts. */
const meantBy = (at: Conversation, text: string, work: WorkRow, shifts: readonly ShiftRow[]) => {
  const words = text.trim().split(/\s+/)
  const last = words.length > 1 && shifts.length > 1 ? fold(words.at(-1) ?? '') : ''
  const clock = { now: at.now, timezone: at.community.timezone }
  const shift = last === '' || /^\d+$/.test(last) ? null : readShift(last, { ...work, shifts }, clock)
  return { who: (shift === null ? words : words.slice(0, -1)).join(' '), shift }
}

function* listed(work: WorkRow, shifts: readonly ShiftRow[]): Task<readonly Listed[]> {
  const people = new Map<string, Listed>()
  for (const signup of yield* list('signups', { workId: work.id, status: { not: 'cancelled' } }, { order: 'id' })) {
    const { memberId, onBehalfOf, home, shiftId } = signup
    const shift = shifts.find(({ id }) => id === shiftId)
    if (!shift) continue
    const key = JSON.stringify([memberId, onBehalfOf])
    const name = onBehalfOf ?? (yield* find('members', { id: memberId }))?.name ?? ''
    const known = people.get(key)
    people.set(key, { name, home: known?.home ?? home, signups: [...(known?.signups ?? []), { ...signup, shift }] })
  }
  return [...people.values()]
}

const plain = (words: string): string => fold(words).replace(/[\s,，]/g, '')
const NO_HOME = '没门牌'

/** How somebody is written so that nobody else of his name is meant. */
const written = ({ name, home }: Listed): string => {
  if (home === null) return `${name} ${NO_HOME}`
  return name.includes(home) ? name : `${name} ${home}`
}

/** By the name that the list shows, with or without the home beside it. */
const isCalled = (person: Listed, who: string): boolean => {
  const home = person.home ?? ''
  const alone = person.name.replace(home, '')
  return [person.name, alone, written(person), alone + home, home + alone].some((one) => plain(one) === plain(who))
}
