import { decideSignoff } from '../../core/build/signup.ts'
import { dayKey } from '../../core/kernel/calendar.ts'
import { isRejection, reject } from '../../core/kernel/rejection.ts'
import { fold } from '../../language/fold.ts'
import { signedOffText, whetherOffText, whichWorkText } from '../../phrases/work.ts'
import { type Conversation, type Outcome, record } from '../context.ts'
import { list, type Task, update } from '../operations.ts'
import { onceInGroup, reply, replyPrivately } from '../speak.ts'
import { refusePrivately } from './privately.ts'
import { answered, askOnce, type Chosen, promote, type Said } from './signup.ts'
import { type SignupRow, spotOf } from './work-state.ts'

/** 取消报名: off the list; whoever waits first moves up. */
export function* signOff(at: Conversation, meaning: Said<'signoff'>): Task<Outcome> {
  const { who } = meaning
  const mine: (SignupRow & Chosen)[] = []
  for (const signup of yield* list(
    'signups',
    { memberId: at.member.id, status: { not: 'cancelled' } },
    { order: 'id' },
  )) {
    const found = yield* spotOf(at, signup.shiftId)
    const meant = who === undefined || (signup.onBehalfOf !== null && fold(signup.onBehalfOf) === who)
    if (found && meant && found.shift.end > at.now) mine.push({ ...signup, ...found })
  }
  // Whom he never asked for is not his to take off.
  if (who !== undefined && mine.length === 0) return 'chatter'
  const ahead = mine.filter(({ shift }) => shift.start > at.now)
  const shifts = meaning.shifts ?? (meaning.shift == null ? null : [meaning.shift])
  const isMeant = ({ shift }: Chosen) => shifts === null || shifts.includes(shift.id)
  if (meaning.doubtful) return yield* askWhetherOff(at, ahead.filter(isMeant))
  const all = ahead.length > 0 ? ahead : mine
  const live = all.filter(isMeant)
  if (live.length === 0 && all.length > 0) {
    yield* answered(at)
    return yield* refusePrivately(at, reject('signoff.other-shift'))
  }
  const numbers = [...new Set(live.map((s) => s.work.number))]
  const named = numbers.find((n) => n === meaning.work)
  const [only] = numbers
  const number = named ?? (meaning.work === null && numbers.length === 1 ? only : undefined)
  if (number === undefined && numbers.length > 0) {
    if (who !== undefined) return 'chatter'
    // Named another posting, or none of several: what we would cancel is his to say.
    const works = numbers.flatMap((n) => live.find((s) => s.work.number === n)?.work ?? [])
    return yield* askOnce(at, { kind: 'which-work', works: numbers, signoff: true }, whichWorkText(works, true))
  }
  yield* answered(at)
  const decided = decideSignoff(
    live.filter((s) => s.work.number === number),
    at,
  )
  if (isRejection(decided)) return yield* refusePrivately(at, decided)
  for (const { id, status, shift, work } of decided.signups) {
    yield* update('signups', { id }, { status: 'cancelled' })
    const data = { signup: id, shift: shift.id, member: at.member.id, was: status, reason: 'resident' }
    yield* record(at, decided.type, `work:${work.number}`, data)
  }
  const open = decided.signups.some(({ work }) => work.status === 'open')
  const spots = decided.signups.map((s) => s.spot)
  yield* reply(at, { text: signedOffText(spots, open) }, open ? 'free' : 'counted')
  for (const { shift } of decided.signups) yield* promote(at, shift.id, '有人退出')
  return 'answer'
}

/** 换人吧: asked in private, once a day where it was said in a group. */
function* askWhetherOff(at: Conversation, ahead: readonly Chosen[]): Task<Outcome> {
  if (ahead.length === 0) return 'chatter'
  at.notes.push('signoff.maybe')
  const key = `maybe-off:${at.member.id}:${dayKey(at.now, at.community.timezone)}`
  if (yield* onceInGroup(at, key)) yield* replyPrivately(at, { text: whetherOffText(ahead.map((one) => one.spot)) })
  return 'asked'
}
