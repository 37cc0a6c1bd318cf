import type { Signup } from '../../core/build/signup.ts'
import { type Conversation, record } from '../context.ts'
import type { Row } from '../model.ts'
import { find, insert, list, remove, type Task, update } from '../operations.ts'
import { revealed, subject } from './poll-parts.ts'
import { promote } from './signup.ts'
import { isWaiting } from './standing.ts'
import { dropSum } from './sums.ts'
import { answerAnew, restoreHome } from './waiting-ballots.ts'
import { noteUnseen } from './tally.ts'
import { type SignupRow, spotOf } from './work-state.ts'

type Member = Pick<Row<'members'>, 'id'>

/**
 * Whom we took for somebody new until a code told us who he is. What he answered and signed up for meanwhile is that
 * person's, once. Where he had done nothing but talk he was never anybody else: what he said is his whose id it is.
 * Otherwise he stays, with what he did.
 */
export function* mergeShadow(at: Conversation, member: Member): Task<void> {
  const shadow = at.member
  for (const poll of yield* list('polls', { communityId: at.community.id, status: 'open' }, { order: 'number' }))
    yield* answerAsOne(at, poll, shadow, member)
  yield* signUpAsOne(at, shadow, member)
  yield* dropShadow(at, member.id)
}

/** His last answer to an open poll is the member's, unless that one has answered since. */
function* answerAsOne(at: Conversation, poll: Row<'polls'>, shadow: Member, member: Member): Task<void> {
  const given = yield* list('ballots', { pollId: poll.id, memberId: shadow.id }, { order: 'id' })
  const live = given.filter(({ counted, reason }) => counted || isWaiting(reason))
  const last = live.at(-1)
  if (!last) return
  for (const { id } of live) yield* update('ballots', { id }, { counted: false, reason: 'changed' })
  yield* dropSum(poll.id)
  const own = yield* find('ballots', { pollId: poll.id, memberId: member.id }, { order: 'id', desc: true })
  if (!own || own.id < last.id) {
    const { home, choice, at: sentAt, messageId } = last
    const told = { home, counted: false, reason: 'no-home', from: shadow.id, sentAt, ...revealed(poll, choice) }
    yield* record({ ...at, messageId }, 'poll.answered', subject(poll), told, member.id)
    yield* answerAnew(at, poll, { ...last, memberId: member.id })
  }
  for (const { home, counted } of live) if (counted && home !== null) yield* restoreHome(at, poll, home, shadow.id)
  yield* noteUnseen(at, poll)
}

const came = (a: Signup, b: Signup): number => a.at - b.at || a.id - b.id

/** Of two places in one shift the earlier stays; what he has besides, also for others, is the member's. */
function* signUpAsOne(at: Conversation, shadow: Member, member: Member): Task<void> {
  const held = { status: { not: 'cancelled' } } as const
  for (const signup of yield* list('signups', { memberId: shadow.id, ...held }, { order: 'id' })) {
    const found = yield* spotOf(at, signup.shiftId)
    if (!found || found.shift.start <= at.now) continue
    const { shiftId, onBehalfOf } = signup
    const own = yield* find('signups', { memberId: member.id, shiftId, onBehalfOf, ...held })
    const [kept, given] = own && came(own, signup) < 0 ? [own, signup] : [signup, own]
    if (given) yield* giveUp(at, found.work.number, given)
    if (kept.memberId === shadow.id) {
      yield* update('signups', { id: kept.id }, { memberId: member.id })
      const data = { signup: kept.id, shift: shiftId, member: member.id, from: shadow.id }
      yield* record(at, 'signup.moved', `work:${found.work.number}`, data)
    }
    if (given?.status === 'in') yield* promote(at, shiftId, '有人退出')
  }
}

function* giveUp(at: Conversation, work: number, { id, shiftId, memberId, status }: SignupRow): Task<void> {
  yield* update('signups', { id }, { status: 'cancelled' })
  const data = { signup: id, shift: shiftId, member: memberId, was: status, reason: 'himself' }
  yield* record(at, 'signup.cancelled', `work:${work}`, data)
}

function* dropShadow({ community, member: { id } }: Conversation, memberId: string): Task<void> {
  const communityId = community.id
  const deeds = [
    yield* find('identities', { communityId, memberId: id }),
    yield* find('roles', { communityId, memberId: id }),
    yield* find('residencies', { communityId, memberId: id }),
    yield* find('suggestions', { communityId, authorId: id }),
    yield* find('ballots', { communityId, memberId: id }),
    yield* find('signups', { communityId, memberId: id }),
    yield* find('jielongLines', { communityId, memberId: id }),
    yield* find('jielongCopies', { communityId, memberId: id }),
    yield* find('candidates', { communityId, memberId: id }),
  ]
  if (deeds.some((deed) => deed !== null)) return
  for (const { groupId, ...card } of yield* list('memberships', { communityId, memberId: id })) {
    yield* remove('memberships', { memberId: id, groupId })
    if (!(yield* find('memberships', { memberId, groupId })))
      yield* insert('memberships', { ...card, groupId, memberId })
  }
  yield* remove('questions', { memberId: id })
  yield* update('inbox', { communityId, memberId: id }, { memberId })
  yield* update('chats', { communityId, memberId: id }, { memberId })
  yield* remove('members', { communityId, id })
}
