import { decideRequest, namesPerson, requestNumber } from '../../core/build/signup.ts'
import { isRejection } from '../../core/kernel/rejection.ts'
import { homeFromText } from '../../core/people/home.ts'
import { fold } from '../../language/fold.ts'
import { requestedText, requestForStaffText, whichForOtherText } from '../../phrases/work.ts'
import { type Conversation, isStaff, type Outcome, record } from '../context.ts'
import { insert, list, type Task } from '../operations.ts'
import { reply, tellStaff } from '../speak.ts'
import { choose, refuseResident, type Said, signUp, signupRow, stateOf } from './signup.ts'
import { confirmSignup } from './signup-confirmation.ts'
import type { WorkRow } from './work-state.ts'

/** 帮502张阿姨报名: kept as a request that holds no place until staff confirm it, or she says 报名 herself. */
export function* signUpFor(at: Conversation, meaning: Said<'signup-for'>): Task<Outcome> {
  if (yield* isHimself(at, meaning.who)) return yield* signUp(at, meaning)
  // A question would be answered with a bare number, and that would sign up whoever answers.
  const chosen = yield* choose(at, meaning, function* (question, _, example) {
    at.notes.push('signup.which')
    const text = whichForOtherText(meaning.who, example, question.kind === 'which-shift')
    yield* reply(at, { text }, 'free')
    return 'asked'
  })
  if (typeof chosen === 'string') return chosen
  const { work, shift } = chosen
  const person = { memberId: at.member.id, onBehalfOf: meaning.who }
  const decided = decideRequest(person, yield* stateOf(work, shift, person), at)
  if (isRejection(decided)) return yield* refuseResident(at, decided, chosen)
  const signup = yield* insert('signups', signupRow(at, chosen, person, 'requested', at.now))
  const data = { signup, shift: shift.id, member: person.memberId, onBehalfOf: meaning.who }
  yield* record(at, decided.type, `work:${work.number}`, data)
  const number = yield* numberOfRequest(work, signup)
  // It is for staff to confirm, and who asks is one of them.
  if (isStaff(at.roles)) return yield* confirmSignup(at, { work: work.number, position: number })
  yield* reply(at, { text: requestedText(), about: { kind: 'work', number: work.number } }, 'free')
  const asker = at.residency === null ? at.member.name : `${at.member.name}（${at.residency.home}）`
  yield* tellStaff(at, { text: requestForStaffText(chosen.spot, meaning.who, asker, number) })
  return 'answer'
}

/** 帮502张阿姨报名, said by 张阿姨 of 502: by his name and his room, for a name alone may be another's. */
function* isHimself({ member, residency }: Conversation, who: string): Task<boolean> {
  const room = residency && homeFromText(residency.home)?.room
  if (!room || ![...fold(who).matchAll(/\d+/g)].some(([digits]) => digits === room)) return false
  const cards = (yield* list('memberships', { memberId: member.id })).map(({ card }) => card)
  return [member.name, ...cards].some((name) => namesPerson(who, name))
}

function* numberOfRequest(work: WorkRow, signupId: number): Task<number> {
  const signups = yield* list('signups', { workId: work.id })
  return signups.filter((s) => s.id === signupId).map((s) => requestNumber(s, signups))[0] ?? 0
}
