import { reject } from '../../core/kernel/rejection.ts'
import { maskNumbers } from '../../core/kernel/mask.ts'
import { cancelledElsewhereText, cancelledPollCard, cancelledPollText } from '../../phrases/polls.ts'
import { cardChange } from '../cards.ts'
import { type Conversation, type Outcome, record } from '../context.ts'
import { find, type Task, update } from '../operations.ts'
import { reply, tellGroup } from '../speak.ts'
import { cancelTimers } from '../timers.ts'
import { withTwins } from '../twins.ts'
import { pollFor } from './poll-command.ts'
import { about, asked, subject } from './poll-parts.ts'
import { refuse } from './privately.ts'

/** /取消征集: a poll that asked something wrong has no result. Its group hears why, once; the answers stay in the trail. */
export function* cancelPoll(at: Conversation, number: number, why: string): Task<Outcome> {
  const poll = yield* pollFor(at, number, '/取消征集')
  if (!poll) return 'asked'
  if (poll.status === 'closed') return yield* refuse(at, reject('poll.ended', { number }))
  const reason = maskNumbers(why)
  yield* update('polls', { id: poll.id }, { status: 'cancelled', closedAt: at.now })
  yield* cancelTimers('poll-close', poll.id)
  yield* cancelTimers('poll-tally', poll.id)
  yield* record(at, 'poll.cancelled', subject(poll), { reason })
  const twins = yield* withTwins(poll.groupId)
  for (const twin of twins) {
    const change = yield* cardChange(asked(poll, twin), cancelledPollCard(poll, reason), false)
    yield* tellGroup(at, twin, { text: cancelledPollText(poll, reason), about: about(poll), change }, 'free')
  }
  if (at.group && twins.includes(at.group.id)) return 'command'
  const group = yield* find('groups', { id: poll.groupId })
  yield* reply(at, { text: cancelledElsewhereText(number, group?.name ?? '') })
  return 'command'
}
