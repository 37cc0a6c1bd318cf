import { needsHome, type Replacement, sameChoice, type Voter } from '../../core/consult/poll.ts'
import { homeChangedText } from '../../phrases/polls.ts'
import type { Conversation, Moment } from '../context.ts'
import type { Row } from '../model.ts'
import { find, list, type Task, update } from '../operations.ts'
import { once, tellMember } from '../speak.ts'
import { about } from './poll-parts.ts'

/* Which answers of a person and of his home stand beside a new one, and what becomes of them. */

type Poll = Row<'polls'>

/** Why an answer waits: it counts once his home is known, or verified. */
export const WAITING = ['no-home', 'unverified'] as const
export const isWaiting = (reason: string | null): boolean => WAITING.some((one) => one === reason)

/** A counted answer, and whether whoever gave it is verified to live in its home. */
export type StandingBallot = Row<'ballots'> & Pick<Voter, 'verified'>

export function* voterOf(memberId: string, home: string | null): Task<Voter> {
  const proven = home !== null && (yield* find('residencies', { memberId, home, status: 'verified' })) !== null
  return { memberId, home, verified: proven }
}

/** His answers that stand: the counted one, or the one that waits. */
export function* ownAnswers(at: Conversation, poll: Poll): Task<readonly Row<'ballots'>[]> {
  const his = { pollId: poll.id, memberId: at.member.id }
  return [
    ...(yield* list('ballots', { ...his, counted: true })),
    ...(yield* list('ballots', { ...his, reason: { in: WAITING } })),
  ]
}

/**
 * His counted answers, but where homes answer none for another home that is verified to be his: whoever owns two answers
 * for each.
 */
export function* ownCounted(poll: Poll, memberId: string, home: string | null): Task<readonly Row<'ballots'>[]> {
  const own: Row<'ballots'>[] = []
  for (const ballot of yield* list('ballots', { pollId: poll.id, memberId, counted: true }))
    if (!poll.perHome || ballot.home === home || !(yield* voterOf(memberId, ballot.home)).verified) own.push(ballot)
  return own
}

/** The counted answers that a new one of this voter could take the place of. */
export function* standingOf(poll: Poll, { memberId, home }: Voter): Task<readonly StandingBallot[]> {
  const own = yield* ownCounted(poll, memberId, home)
  const ofHome = poll.perHome && home !== null ? yield* list('ballots', { pollId: poll.id, home, counted: true }) : []
  const standing: StandingBallot[] = []
  for (const ballot of [...ofHome, ...own.filter(({ id }) => ofHome.every((b) => b.id !== id))]) {
    const { verified } = yield* voterOf(ballot.memberId, poll.perHome ? ballot.home : null)
    standing.push({ verified, ...ballot })
  }
  return standing
}

export function* replace(replaced: readonly Replacement[]): Task<void> {
  for (const { id, reason } of replaced) yield* update('ballots', { id }, { counted: false, reason })
}

/** Of one person's answers that wait only the newest may count later. */
export function* overtakeWaiting(poll: Poll, memberId: string): Task<void> {
  if (needsHome(poll))
    yield* update('ballots', { pollId: poll.id, memberId, reason: { in: WAITING } }, { reason: 'changed' })
}

/** Two of one home answered differently: both are told once that the later answer counts. */
export function* tellHome(
  moment: Moment,
  poll: Poll,
  { memberId, home, choice }: Voter & Pick<Row<'ballots'>, 'choice'>,
  beside: readonly StandingBallot[],
): Task<void> {
  const others = beside.filter((other) => other.memberId !== memberId && !sameChoice(other.choice, choice))
  if (others.length === 0 || !(yield* once(moment, `home-changed:${poll.id}:${home ?? ''}`))) return
  for (const id of [memberId, ...others.map((other) => other.memberId)])
    yield* tellMember(moment, id, { text: homeChangedText(poll), about: about(poll) })
}
