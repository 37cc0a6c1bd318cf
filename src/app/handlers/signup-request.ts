import { decideRequest, namesPerson, requestNumber } from '../../core/build/signup.ts'
import { isRejection, type Rejection } from '../../core/kernel/rejection.ts'
import { homeFromText } from '../../core/people/home.ts'
import { fold } from '../../language/fold.ts'
import { requestedText, requestForStaffText, type Spot, whichForOtherText } from '../../phrases/work.ts'
import { type Conversation, isStaff, type Outcome, record } from '../context.ts'
import { insert, list, type Task } from '../operations.ts'
import { reply, tellStaff } from '../speak.ts'
import { shiftsAhead, signUpForSeveral } from './several-shifts.ts'
import { type Chosen, choose, refuseResident, type Said, signUp, signupRow, stateOf } from './signup.ts'
import { confirmSignup } from './signup-confirmation.ts'
import type { WorkRow } from './work-state.ts'

/** 帮502张阿姨报名: kept as a request that holds no place until staff confirm it, or she says 报名 herself. */
export function* signUpFor(at: Conversation, meaning: Said<'signup-for'>): Task<Outcome> {
  const { who, shifts } = meaning
  if (yield* isHimself(at, who)) return yield* shifts ? signUpForSeveral(at, meaning) : signUp(at, meaning)
  const chosen = shifts ? yield* shiftsAhead(at, shifts) : yield* chooseOne(at, meaning)
  if (typeof chosen === 'string') return chosen
  const [first] = chosen
  if (!first) return 'chatter'
  const made: { readonly spot: Spot; readonly number: number }[] = []
  let refused: Rejection | null = null
  for (const one of chosen) {
    const number = yield* ask(at, one, who)
    if (isRejection(number)) refused ??= number
    else made.push({ spot: one.spot, number })
  }
  if (made.length === 0) return refused ? yield* refuseResident(at, refused, first) : 'chatter'
  const work = first.work.number
  // It is for staff to confirm, and who asks is one of them.
  if (isStaff(at.roles)) {
    for (const { number } of made) yield* confirmSignup(at, { work, position: number })
    return 'command'
  }
  yield* reply(at, { text: requestedText(), about: { kind: 'work', number: work } }, 'free')
  const { name } = at.member
  const home = at.residency?.home ?? ''
  const asker = name.includes(home) ? name : `${name}（${home}）`
  yield* tellStaff(at, { text: requestForStaffText(made, who, asker, work) })
  return 'answer'
}

/** A question would be answered with a bare number, and that would sign up whoever answers. */
function* chooseOne(at: Conversation, meaning: Said<'signup-for'>): Task<readonly Chosen[] | Outcome> {
  const chosen = yield* choose(at, meaning, function* (question, _, example) {
    at.notes.push('signup.which')
    const text = whichForOtherText(meaning.who, example, question.kind === 'which-shift')
    yield* reply(at, { text }, 'free')
    return 'asked'
  })
  return typeof chosen === 'string' ? chosen : [chosen]
}

/** Keeps the request, and says which number it has. */
function* ask(at: Conversation, chosen: Chosen, onBehalfOf: string): Task<number | Rejection> {
  const { work, shift } = chosen
  const person = { memberId: at.member.id, onBehalfOf }
  const decided = decideRequest(person, yield* stateOf(work, shift, person), at)
  if (isRejection(decided)) return decided
  const signup = yield* insert('signups', signupRow(at, chosen, person, 'requested', at.now))
  const data = { signup, shift: shift.id, member: person.memberId, onBehalfOf }
  yield* record(at, decided.type, `work:${work.number}`, data)
  return yield* numberOfRequest(work, signup)
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
