import { isOver } from '../../core/consult/poll.ts'
import type { Context } from '../../language/context.ts'
import type { Meaning } from '../../language/meaning.ts'
import { nothingToWithdrawText, withdrawnText, withdrawOrNotText, withdrawTooLateText } from '../../phrases/polls.ts'
import { type Conversation, type Outcome, record } from '../context.ts'
import type { Row } from '../model.ts'
import { find, list, type Task, update } from '../operations.ts'
import { once, onceInGroup, replyPrivately } from '../speak.ts'
import { askWhichPoll, settleQuestion } from './ballots.ts'
import { about, saidAt, subject } from './poll-parts.ts'
import { ownAnswers } from './standing.ts'
import { noteUnseen } from './tally.ts'
import { dropSum } from './sums.ts'
import { restoreHome } from './waiting-ballots.ts'

/**
 * 弃权, 不投了: his answer no longer counts. Where there is none, a group hears nothing; 弃权 its author
 * hears about once in private. 作废 alone may be about anything.
 */
export function* withdrawAnswer(
  at: Conversation,
  { poll: number, unsure, abstains }: Extract<Meaning, { kind: 'withdraw-answer' }>,
  context: Context,
): Task<Outcome> {
  const his: { poll: Row<'polls'>; answers: readonly Row<'ballots'>[] }[] = []
  for (const open of context.polls) {
    if (number !== null && open.number !== number) continue
    const poll = yield* find('polls', { communityId: at.community.id, number: open.number })
    const answers = poll ? yield* givenIn(at, poll) : []
    if (poll && answers.length > 0) his.push({ poll, answers })
  }
  const [only, ...others] = his
  if (!only) {
    const numbers = context.polls.map((open) => open.number).join()
    const tells = at.group ? abstains && (yield* once(at, `poll-abstains:${numbers}:${at.member.id}`)) : unsure !== true
    if (!tells) return 'chatter'
    yield* replyPrivately(at, { text: nothingToWithdrawText() })
    return 'asked'
  }
  if (unsure) return yield* askWhetherToWithdraw(at, only.poll)
  if (others.length > 0) {
    const polls = his.map(({ poll }) => poll.number)
    return yield* askWhichPoll(at, { kind: 'ambiguous', said: at.inbound.text, polls, reason: 'several' }, context)
  }
  const { poll, answers } = only
  yield* settleQuestion(at, poll)
  if (isOver(poll, saidAt(poll, at))) {
    yield* replyPrivately(at, { text: withdrawTooLateText(poll), about: about(poll) })
    return 'late'
  }
  for (const { id } of answers) yield* update('ballots', { id }, { counted: false, reason: 'withdrawn' })
  yield* dropSum(poll.id)
  yield* record(at, 'poll.withdrawn', subject(poll), { home: answers[0]?.home ?? null })
  const counted = answers.filter((answer) => answer.counted)
  for (const { home } of counted) if (home !== null) yield* restoreHome(at, poll, home, at.member.id)
  if (counted.length > 0) yield* noteUnseen(at, poll)
  yield* replyPrivately(at, { text: withdrawnText(poll), about: about(poll) })
  return 'answer'
}

/** What he answered and may still count: also what somebody of his home displaced. */
function* givenIn(at: Conversation, poll: Row<'polls'>): Task<readonly Row<'ballots'>[]> {
  const displaced = { pollId: poll.id, memberId: at.member.id, reason: 'home-changed' as const }
  return [...(yield* ownAnswers(at, poll)), ...(yield* list('ballots', displaced))]
}

/** Once, and in private: his answer is for him alone. */
function* askWhetherToWithdraw(at: Conversation, poll: Row<'polls'>): Task<Outcome> {
  at.notes.push('poll.kept')
  if (yield* onceInGroup(at, `poll-withdraw:${poll.id}:${at.member.id}`))
    yield* replyPrivately(at, { text: withdrawOrNotText(poll), about: about(poll) })
  return 'asked'
}
