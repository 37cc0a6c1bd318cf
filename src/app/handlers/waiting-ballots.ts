import { type Exclusion, exclusion, isOverruled, needsHome, replacements } from '../../core/consult/poll.ts'
import { countsAgainText, exclusionText } from '../../phrases/polls.ts'
import { type Moment, record } from '../context.ts'
import { residencyOf } from '../meet.ts'
import type { Row } from '../model.ts'
import { find, insert, list, type Task, update } from '../operations.ts'
import { once, tellMember } from '../speak.ts'
import { about, placeOf, subject } from './poll-parts.ts'
import {
  isWaiting,
  overtakeWaiting,
  replace,
  type StandingBallot,
  standingOf,
  tellHome,
  voterOf,
  WAITING,
} from './standing.ts'
import { dropSum } from './sums.ts'
import { noteUnseen } from './tally.ts'

type Poll = Row<'polls'>

/** What of an answer is looked at again: one that waits, and one that another of its home displaced. */
export const SETTLED = [...WAITING, 'home-changed'] as const

/**
 * A resident's home is known, or verified: in polls that are still open, his answers that waited for it count, and those
 * that he gave from `left`, homes he is no longer taken to live in, are given from this one. Returns how many count that
 * did not. Homes as `homeText` writes them.
 */
export function* countWaitingBallots(
  moment: Moment,
  memberId: string,
  home: string,
  left: readonly string[],
): Task<number> {
  let counted = 0
  for (const poll of yield* list('polls', { communityId: moment.community.id, status: 'open' }, { order: 'number' })) {
    if (!needsHome(poll)) continue
    const moved = left.length > 0 ? yield* leaveHomes(poll, memberId, left) : []
    const counts = yield* countWaiting(moment, poll, memberId, home)
    for (const old of moved) yield* restoreHome(moment, poll, old, memberId)
    if (counts || moved.length > 0) yield* noteUnseen(moment, poll)
    if (counts && moved.length === 0) counted += 1
  }
  return counted
}

/** What he answered from these homes waits for the one where he lives. Returns those for which it counted. */
function* leaveHomes(poll: Poll, memberId: string, left: readonly string[]): Task<readonly string[]> {
  const his = yield* list('ballots', { pollId: poll.id, memberId, counted: true, home: { in: left } })
  for (const { id } of his) yield* update('ballots', { id }, { counted: false, reason: 'no-home' })
  if (his.length > 0) yield* dropSum(poll.id)
  return his.flatMap(({ home }) => home ?? [])
}

/** The answers to an open poll that wait for somebody to say where their author lives. */
export function* waitingIn(poll: Poll): Task<readonly Row<'ballots'>[]> {
  if (poll.status !== 'open' || !needsHome(poll)) return []
  const waiting = yield* list('ballots', { pollId: poll.id, reason: { in: WAITING } }, { order: 'id' })
  const residencies = yield* list('residencies', { memberId: { in: waiting.map(({ memberId }) => memberId) } })
  // What has become clear since counts at the close.
  return waiting.filter(
    (ballot) =>
      !residencies.some((r) => r.memberId === ballot.memberId && (ballot.home === null || r.status === 'verified')),
  )
}

/** At the close: a home may have become known from a group card meanwhile, or another one, or been verified at the console. */
export function* settleWaiting(moment: Moment, poll: Poll): Task<void> {
  if (!needsHome(poll)) return
  const moved = yield* movedSince(poll)
  for (const { memberId, home } of moved) yield* leaveHomes(poll, memberId, [home])
  const waiting = yield* list('ballots', { pollId: poll.id, reason: { in: SETTLED } }, { order: 'id' })
  for (const memberId of new Set(waiting.map((ballot) => ballot.memberId))) {
    const residency = yield* residencyOf(memberId)
    if (residency) yield* countWaiting(moment, poll, memberId, residency.home)
  }
  for (const { memberId, home } of moved) yield* restoreHome(moment, poll, home, memberId)
}

/** Who answered from a home that is not his any more, because his card has another, and from which. */
function* movedSince(poll: Poll): Task<{ memberId: string; home: string }[]> {
  const counted = yield* list('ballots', { pollId: poll.id, counted: true }, { order: 'id' })
  const residencies = yield* list('residencies', { memberId: { in: counted.map(({ memberId }) => memberId) } })
  const homes = new Map<string, string[]>()
  for (const { memberId, home } of residencies) homes.set(memberId, [...(homes.get(memberId) ?? []), home])
  return counted.flatMap(({ memberId, home }) =>
    home === null || (homes.get(memberId)?.includes(home) ?? true) ? [] : [{ memberId, home }],
  )
}

/**
 * Whoever answered for this home no longer does: its answer is then the one that his had displaced, or that waited beside
 * it, of somebody who still lives there. Of several, who is verified comes before the others, and the latest first.
 */
export function* restoreHome(moment: Moment, poll: Poll, home: string, formerly: string): Task<void> {
  if (!poll.perHome || (yield* find('ballots', { pollId: poll.id, home, counted: true }))) return
  const others = { pollId: poll.id, home, memberId: { not: formerly } }
  const latest = new Map<string, Row<'ballots'>>()
  for (const ballot of yield* list('ballots', others, { order: 'id' })) latest.set(ballot.memberId, ballot)
  let next: StandingBallot | null = null
  for (const ballot of latest.values()) {
    const { memberId, reason } = ballot
    if (reason !== 'home-changed' && reason !== 'unverified') continue
    if (!(yield* find('residencies', { memberId, home }))) continue
    if (yield* find('ballots', { pollId: poll.id, memberId, counted: true })) continue
    const { verified } = yield* voterOf(memberId, home)
    if (!next || verified >= next.verified) next = { verified, ...ballot }
  }
  if (!next) return
  yield* update('ballots', { id: next.id }, { counted: true, reason: null })
  yield* dropSum(poll.id)
  yield* record(moment, 'poll.counted', subject(poll), { member: next.memberId, home })
  yield* tellMember(moment, next.memberId, { text: countsAgainText(poll, next.choice), about: about(poll) })
}

/** A poll that was ended too early is open again: what was answered meanwhile was not too late. The last of each counts. */
export function* countLate(moment: Moment, poll: Poll): Task<void> {
  const late = yield* list('ballots', { pollId: poll.id, reason: 'late' }, { order: 'id' })
  for (const { id } of late) yield* update('ballots', { id }, { reason: 'changed' })
  for (const { id, memberId, home } of new Map(late.map((ballot) => [ballot.memberId, ballot])).values()) {
    yield* overtakeWaiting(poll, memberId)
    yield* update('ballots', { id }, { reason: 'no-home' })
    yield* countWaiting(moment, poll, memberId, home ?? (yield* residencyOf(memberId))?.home ?? null)
  }
}

/** What somebody answered under another name is his answer, in the same words and of the same moment. */
export function* answerAnew(moment: Moment, poll: Poll, { memberId, home, choice, at, messageId }: Given): Task<void> {
  yield* overtakeWaiting(poll, memberId)
  const waiting = { pollId: poll.id, memberId, home, choice, at, messageId, counted: false, reason: 'no-home' as const }
  yield* insert('ballots', waiting)
  yield* countWaiting(moment, poll, memberId, (yield* residencyOf(memberId))?.home ?? home)
}

type Given = Pick<Row<'ballots'>, 'memberId' | 'home' | 'choice' | 'at' | 'messageId'>

function* countWaiting(moment: Moment, poll: Poll, memberId: string, home: string | null): Task<boolean> {
  const his = { pollId: poll.id, memberId, reason: { in: SETTLED } }
  const waiting = yield* find('ballots', his, { order: 'id', desc: true })
  if (!waiting) return false
  const voter = yield* voterOf(memberId, home)
  const standing = yield* standingOf(poll, voter)
  const comesBack =
    voter.verified &&
    waiting.home === home &&
    standing.length > 0 &&
    standing.every((other) => other.memberId !== memberId && !other.verified)
  if (!isWaiting(waiting.reason) && !comesBack) return false
  const excluded = exclusion(poll, yield* placeOf(poll), home, waiting.at)
  if (excluded) return yield* staysOut(moment, poll, waiting, home, excluded)
  const replaced = replacements(poll, voter, waiting.choice, standing)
  // It was given when it was given: an answer of the home that came after it stays.
  if (!replaced || isOverruled(poll, { ...voter, id: waiting.id }, standing)) {
    const later = standing.some(({ id }) => id > waiting.id)
    if (replaced && !later) return yield* staysOut(moment, poll, waiting, home, 'unverified')
    const again = !replaced && standing.some((other) => other.memberId === memberId)
    yield* update('ballots', { id: waiting.id }, { home, reason: again ? 'changed' : 'home-changed' })
    if (replaced) yield* tellHome(moment, poll, { ...voter, choice: waiting.choice }, standing)
    return false
  }
  yield* replace(replaced)
  yield* update('ballots', { id: waiting.id }, { home, counted: true, reason: null })
  yield* dropSum(poll.id)
  yield* record(moment, 'poll.counted', subject(poll), { member: memberId, home })
  yield* tellHome(moment, poll, { ...voter, choice: waiting.choice }, standing)
  return true
}

/** It does not count, or not yet, and its author hears once why. */
function* staysOut(
  moment: Moment,
  poll: Poll,
  { id, memberId }: Row<'ballots'>,
  home: string | null,
  reason: Exclusion,
): Task<false> {
  yield* update('ballots', { id }, { home, reason })
  if (yield* once(moment, `poll-${reason}:${poll.id}:${memberId}`))
    yield* tellMember(moment, memberId, {
      text: exclusionText(reason, poll, yield* placeOf(poll), home),
      about: about(poll),
    })
  return false
}
