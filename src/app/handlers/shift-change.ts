import { decideSignup } from '../../core/build/signup.ts'
import { isRejection, reject } from '../../core/kernel/rejection.ts'
import type { Meaning } from '../../language/meaning.ts'
import { movedText, notMovedAnyMoreText, notMovedText } from '../../phrases/work.ts'
import { refusedWorkText } from '../../phrases/work-refusals.ts'
import { type Conversation, type Outcome, record } from '../context.ts'
import { find, insert, list, type Task, update } from '../operations.ts'
import { reply, replyPrivately } from '../speak.ts'
import { announceFull, answered, promote, refuseResident, signupRow, stateOf } from './signup.ts'
import { nextReminder, spotOf } from './work-state.ts'

/**
 * 改成下午: one shift in place of another of the same posting. Nobody loses the place he has for one that is not free;
 * who has no place here was not speaking to us.
 */
export function* changeShift(at: Conversation, meaning: Extract<Meaning, { kind: 'change-shift' }>): Task<Outcome> {
  const chosen = yield* spotOf(at, meaning.shift)
  const work = yield* find('works', { communityId: at.community.id, number: meaning.work })
  if (!chosen || !work) return 'chatter'
  const person = { memberId: at.member.id, onBehalfOf: null }
  const his = (yield* list('signups', { ...person, workId: work.id, status: { in: ['in', 'waiting'] } })).filter(
    ({ shiftId }) => shiftId !== meaning.shift && (meaning.from === undefined || shiftId === meaning.from),
  )
  const [old, another] = his
  const before = old && (yield* spotOf(at, old.shiftId))
  if (!old || !before) return 'chatter'
  yield* answered(at)
  const unclear = another ? reject('shift.several') : before.shift.start <= at.now ? reject('signoff.begun') : null
  if (unclear) {
    at.notes.push(unclear.rejected)
    yield* replyPrivately(at, { text: refusedWorkText(unclear) })
    return 'asked'
  }
  if (work.status !== 'open') {
    at.notes.push(`signup.${work.status}`)
    yield* replyPrivately(at, { text: notMovedAnyMoreText(before.spot) })
    return 'asked'
  }
  const state = yield* stateOf(work, chosen.shift, person)
  const decided = decideSignup(person, { ...state, busy: state.busy.filter(({ id }) => id !== old.shiftId) }, at)
  if (isRejection(decided)) return yield* refuseResident(at, decided, chosen)
  const { standing, type } = decided
  if (standing.status === 'waiting' && old.status === 'in') {
    at.notes.push('shift.full')
    yield* replyPrivately(at, { text: notMovedText(chosen.spot, before.spot) })
    return 'asked'
  }
  yield* update('signups', { id: old.id }, { status: 'cancelled' })
  const gone = { signup: old.id, shift: old.shiftId, member: at.member.id, was: old.status, reason: 'changed' }
  yield* record(at, 'signup.cancelled', `work:${work.number}`, gone)
  const signup = yield* insert('signups', signupRow(at, chosen, person, standing.status, decided.at))
  const taken = { signup, shift: meaning.shift, member: at.member.id, ...standing }
  yield* record(at, type, `work:${work.number}`, taken)
  const text = movedText(chosen.spot, standing, yield* nextReminder(at, chosen.shift, at.member.id))
  yield* reply(at, { text, about: { kind: 'work', number: work.number } }, 'free')
  yield* promote(at, old.shiftId, '有人退出')
  yield* announceFull(at, chosen)
  return 'answer'
}
