import {
  decideConfirming,
  decideDeclining,
  line,
  mayBeSame,
  positionOf,
  requestNumber,
} from '../../core/build/signup.ts'
import { isRejection, type Rejection, reject } from '../../core/kernel/rejection.ts'
import {
  alreadyHimselfForAskerText,
  alreadyHimselfText,
  confirmedForAskerText,
  confirmedText,
  maybeHimselfText,
} from '../../phrases/work.ts'
import { declinedText, unconfirmedText } from '../../phrases/work-requests.ts'
import { type Conversation, type Outcome, record } from '../context.ts'
import { find, list, type Task, update } from '../operations.ts'
import { once, reply, replyPrivately, tellMember } from '../speak.ts'
import { refuse } from './privately.ts'
import { namedIn } from './same-person.ts'
import { announceFull, type Chosen, stateOf } from './signup.ts'
import { type SignupRow, spotOf, workOfCommand } from './work-state.ts'

/** The second request of posting 3. */
interface Meant {
  readonly work: number
  readonly position: number
}

/** /确认报名 3 2: the request joins the list, at its end. */
export function* confirmSignup(at: Conversation, { work: number, position }: Meant): Task<Outcome> {
  const meant = yield* requestFor(at, { work: number, position }, '确认报名')
  if (isRejection(meant)) return yield* refuse(at, meant)
  const { request, found } = meant
  const { work } = found
  const decided = decideConfirming(request, yield* stateOf(work, found.shift, request), at)
  if (isRejection(decided)) return yield* refuse(at, decided)
  const himself = yield* alreadyHimself(request, found)
  if (himself?.sure) return yield* settleRequest(at, request, found, himself.his)
  const again = `/确认报名 ${number} ${position}`
  const his = himself?.his ?? (yield* askedForAlready(request))
  if (his && (yield* once(at, `maybe-on-list:${request.id}:${his.id}`)))
    return yield* refuseProbable(at, request, found, his, again)
  const { standing } = decided
  yield* update('signups', { id: request.id }, { status: standing.status, at: decided.at })
  const data = {
    signup: request.id,
    shift: request.shiftId,
    member: request.memberId,
    onBehalfOf: request.onBehalfOf,
    ...standing,
  }
  yield* record(at, decided.type, `work:${number}`, data)
  yield* reply(at, { text: confirmedText(found.spot, standing) }, work.status === 'open' ? 'free' : 'counted')
  if (request.memberId !== at.member.id)
    yield* tellMember(at, request.memberId, {
      text: confirmedForAskerText(found.spot, request.onBehalfOf ?? '', standing),
    })
  yield* announceFull(at, found)
  return 'command'
}

/** /不确认 3 2: the request is over, and whoever asked hears it. */
export function* declineSignup(at: Conversation, { work: number, position }: Meant): Task<Outcome> {
  const meant = yield* requestFor(at, { work: number, position }, '不确认')
  if (isRejection(meant)) return yield* refuse(at, meant)
  const { request, found, signups } = meant
  const decided = decideDeclining(request, signups)
  if (isRejection(decided)) return yield* refuse(at, decided)
  const { id, shiftId, memberId, status, onBehalfOf } = request
  yield* update('signups', { id }, { status: 'cancelled' })
  const data = { signup: id, shift: shiftId, member: memberId, was: status, reason: 'declined' }
  yield* record(at, decided.type, `work:${number}`, data)
  const told = yield* tellMember(at, memberId, { text: unconfirmedText(found.spot, onBehalfOf ?? '') })
  yield* reply(at, { text: declinedText(found.spot, told) })
  return 'command'
}

function* requestFor(
  at: Conversation,
  { work: number, position }: Meant,
  command: string,
): Task<{ request: SignupRow; found: Chosen; signups: readonly SignupRow[] } | Rejection> {
  const work = yield* workOfCommand(at, number, command)
  if (isRejection(work)) return work
  const signups = yield* list('signups', { workId: work.id })
  const request = signups.find((s) => s.onBehalfOf !== null && requestNumber(s, signups) === position)
  const found = request && (yield* spotOf(at, request.shiftId))
  return request && found ? { request, found, signups } : reject('signup.unknown', { number: position })
}

/** Who is on the list of that shift by himself and is the one that the request names, or probably is. */
function* alreadyHimself(request: SignupRow, { work }: Chosen): Task<{ his: SignupRow; sure: boolean } | null> {
  let probable: SignupRow | null = null
  const inShift = yield* list('signups', { shiftId: request.shiftId, onBehalfOf: null })
  for (const signup of [...line(inShift, 'in'), ...line(inShift, 'waiting')]) {
    // Whoever asks for somebody at his own home is not that somebody.
    if (signup.memberId === request.memberId) continue
    const named = yield* namedIn(request.onBehalfOf ?? '', signup, work.groupId)
    if (named === 'certain') return { his: signup, sure: true }
    if (named === 'probable') probable ??= signup
  }
  return probable && { his: probable, sure: false }
}

/** Who has a place in that shift because another neighbour asked for him, by words that may name the same person. */
function* askedForAlready(request: SignupRow): Task<SignupRow | null> {
  const inShift = yield* list('signups', { shiftId: request.shiftId })
  const others = [...line(inShift, 'in'), ...line(inShift, 'waiting')]
  return others.find(({ onBehalfOf }) => onBehalfOf !== null && mayBeSame(onBehalfOf, request.onBehalfOf ?? '')) ?? null
}

/**
 * 502张阿姨, where a 张 of 502 is on the list: nobody gets two places, and who it is can be asked. Who confirms again has
 * asked.
 */
function* refuseProbable(
  at: Conversation,
  request: SignupRow,
  { spot }: Chosen,
  his: SignupRow,
  again: string,
): Task<Outcome> {
  const member = yield* find('members', { id: his.memberId })
  const position = positionOf(his, yield* list('signups', { shiftId: his.shiftId })) ?? 0
  at.notes.push('signup.maybe-on-list')
  const named = { name: member?.name ?? '', home: his.home, onBehalfOf: his.onBehalfOf }
  const text = maybeHimselfText(spot, request.onBehalfOf ?? '', named, { status: his.status, position }, again)
  // Names and homes: for staff alone.
  yield* replyPrivately(at, { text })
  return 'asked'
}

/** Nobody is on a list twice: the request is over, and both who asked and who confirms hear why. */
function* settleRequest(at: Conversation, request: SignupRow, { spot, work }: Chosen, his: SignupRow): Task<Outcome> {
  const { id, shiftId, memberId } = request
  yield* update('signups', { id }, { status: 'cancelled' })
  const data = { signup: id, shift: shiftId, member: memberId, was: request.status, reason: 'on-list' }
  yield* record(at, 'signup.cancelled', `work:${work.number}`, data)
  const position = positionOf(his, yield* list('signups', { shiftId })) ?? 0
  const who = request.onBehalfOf ?? ''
  at.notes.push('signup.on-list')
  // The name may have been said to us alone.
  const named = at.group === null ? who : null
  yield* reply(at, { text: alreadyHimselfText(spot, named, { status: his.status, position }) })
  if (memberId !== at.member.id) yield* tellMember(at, memberId, { text: alreadyHimselfForAskerText(spot, who) })
  return 'command'
}
