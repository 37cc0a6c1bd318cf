import type { Signup } from '../../core/build/signup.ts'
import { type Moment, record } from '../context.ts'
import { residencyOf } from '../meet.ts'
import type { Row } from '../model.ts'
import { find, insert, insertIfAbsent, list, remove, type Task, update } from '../operations.ts'
import { revealed, subject } from './poll-parts.ts'
import { promote } from './signup.ts'
import { isWaiting } from './standing.ts'
import { dropSum } from './sums.ts'
import { answerAnew, countWaitingBallots, restoreHome } from './waiting-ballots.ts'
import { noteUnseen } from './tally.ts'
import { type SignupRow, spotOf } from './work-state.ts'

type Member = Pick<Row<'members'>, 'id'>

/** How we learnt who he is: he proved it by a code, or his card said it in a group where one person bore it. */
type Proof = 'code' | 'card'

/**
 * Whom we took for somebody new until we learnt who he is, after a login that gave everybody new ids. He was never anybody
 * else: all that he said, asked, answered and signed up for meanwhile is that person's, once, and nothing stays of him
 * but the line in the audit trail that says whose it is. Who used the code of somebody else stays who he is.
 */
export function* mergeShadow(moment: Moment, shadow: Row<'members'>, member: Member, by: Proof): Task<void> {
  const { community } = moment
  const stays = by === 'code' && (yield* isHisOwn(shadow))
  const homes = stays ? null : yield* liveAsOne(shadow, member)
  for (const poll of yield* list('polls', { communityId: community.id, status: 'open' }, { order: 'number' }))
    yield* answerAsOne(moment, poll, shadow, member)
  const home = (yield* residencyOf(member.id))?.home
  if (homes && home !== undefined) yield* countWaitingBallots(moment, member.id, home, homes.left)
  yield* signUpAsOne(moment, shadow, member)
  if (!stays) {
    yield* listAsOne(shadow, member)
    yield* handOver(shadow, member.id)
  }
  yield* record(moment, 'identity.bound', `member:${member.id}`, { from: shadow.id, by })
}

/** Somebody of his own: with another address of his, with a home that staff verified, or on the staff himself. */
function* isHisOwn({ id: memberId, communityId }: Row<'members'>): Task<boolean> {
  const proven = [
    yield* find('identities', { communityId, memberId }),
    yield* find('roles', { memberId }),
    yield* find('residencies', { memberId, status: 'verified' }),
  ]
  return proven.some((one) => one !== null)
}

/**
 * Where the shadow lives the member lives, by the rules of replacement: what was verified stays, and what he said is not
 * replaced by what a card says. Returns which homes he left; null: nothing changed.
 */
function* liveAsOne(shadow: Member, member: Member): Task<{ readonly left: readonly string[] } | null> {
  let left: readonly string[] | null = null
  for (const { home, ...told } of yield* list('residencies', { memberId: shadow.id }, { order: 'at' })) {
    yield* remove('residencies', { memberId: shadow.id, home })
    const own = yield* list('residencies', { memberId: member.id })
    const isVerified = told.status === 'verified'
    const settled = own.some(
      ({ status, source }) => status === 'verified' || (told.source === 'card' && source !== 'card'),
    )
    if (settled && !isVerified) continue
    if (own.some((one) => one.home === home && one.status === 'verified')) continue
    yield* remove('residencies', { memberId: member.id, status: 'claimed' })
    yield* insert('residencies', { ...told, home, memberId: member.id })
    const claimed = own.flatMap((one) => (one.status === 'claimed' && one.home !== home ? [one.home] : []))
    left = [...(left ?? []), ...claimed]
  }
  return left && { left }
}

/** His last answer to an open poll is the member's, unless that one has answered since. */
function* answerAsOne(moment: Moment, poll: Row<'polls'>, shadow: Member, member: Member): Task<void> {
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
    yield* record({ ...moment, messageId }, 'poll.answered', subject(poll), told, member.id)
    yield* answerAnew(moment, poll, { ...last, memberId: member.id })
  }
  for (const { home, counted } of live) if (counted && home !== null) yield* restoreHome(moment, poll, home, shadow.id)
  yield* noteUnseen(moment, poll)
}

const came = (a: Signup, b: Signup): number => a.at - b.at || a.id - b.id

/** Of two places in one shift the earlier stays; what he has besides, also for others, is the member's. */
function* signUpAsOne(moment: Moment, shadow: Member, member: Member): Task<void> {
  const held = { status: { not: 'cancelled' } } as const
  for (const signup of yield* list('signups', { memberId: shadow.id, ...held }, { order: 'id' })) {
    const found = yield* spotOf(moment, signup.shiftId)
    if (!found || found.shift.start <= moment.now) continue
    const { shiftId, onBehalfOf } = signup
    const own = yield* find('signups', { memberId: member.id, shiftId, onBehalfOf, ...held })
    const [kept, given] = own && came(own, signup) < 0 ? [own, signup] : [signup, own]
    if (given) yield* giveUp(moment, found.work.number, given)
    if (kept.memberId === shadow.id) {
      yield* update('signups', { id: kept.id }, { memberId: member.id })
      const data = { signup: kept.id, shift: shiftId, member: member.id, from: shadow.id }
      yield* record(moment, 'signup.moved', `work:${found.work.number}`, data)
    }
    if (given?.status === 'in') yield* promote(moment, shiftId, '有人退出')
  }
}

function* giveUp(moment: Moment, work: number, { id, shiftId, memberId, status }: SignupRow): Task<void> {
  yield* update('signups', { id }, { status: 'cancelled' })
  const data = { signup: id, shift: shiftId, member: memberId, was: status, reason: 'himself' }
  yield* record(moment, 'signup.cancelled', `work:${work}`, data)
}

/** One line for each person on a list that we keep: the last one counts, in the place of the first. */
function* listAsOne(shadow: Member, member: Member): Task<void> {
  for (const line of yield* list('jielongLines', { memberId: shadow.id }, { order: 'id' })) {
    const { jielongId } = line
    const kept = yield* find('jielongs', { id: jielongId, origin: 'bot', status: 'open' })
    const own = kept && (yield* find('jielongLines', { jielongId, memberId: member.id }))
    if (!own) continue
    const [first, last] = own.at <= line.at ? [own, line] : [line, own]
    yield* remove('jielongLines', { id: first.id })
    yield* update('jielongLines', { id: last.id }, { number: first.number })
  }
}

/** What needs no rule is simply his. What we had asked the shadow is asked no more. */
function* handOver({ id, communityId }: Row<'members'>, memberId: string): Task<void> {
  const his = { communityId, memberId: id }
  for (const { groupId, card, at } of yield* list('memberships', his)) {
    const known = yield* find('memberships', { memberId, groupId })
    yield* remove('memberships', { memberId: id, groupId })
    if (!known) yield* insert('memberships', { memberId, groupId, card, at })
    else if (known.at < at) yield* update('memberships', { memberId, groupId }, { card, at })
  }
  for (const { role, ...granted } of yield* list('roles', his)) {
    yield* remove('roles', { memberId: id, role })
    yield* insertIfAbsent('roles', { ...granted, role, memberId })
  }
  yield* remove('questions', his)
  for (const table of OF_A_MEMBER) yield* update(table, his, { memberId })
  yield* update('suggestions', { communityId, authorId: id }, { authorId: memberId })
  for (const table of ['polls', 'works', 'jielongs'] as const)
    yield* update(table, { communityId, createdBy: id }, { createdBy: memberId })
  yield* remove('members', { communityId, id })
}

/** Tables that name whose a row is, and do nothing else with it. */
const OF_A_MEMBER = [
  'identities',
  'tokens',
  'ballots',
  'signups',
  'jielongLines',
  'jielongCopies',
  'candidates',
  'chats',
  'inbox',
] as const
