import { decideReopening } from '../../core/consult/poll.ts'
import { reject } from '../../core/kernel/rejection.ts'
import { whichNumberText } from '../../phrases/polls.ts'
import { type Conversation, isDesk } from '../context.ts'
import type { Row } from '../model.ts'
import { find, list, type Task } from '../operations.ts'
import { withTwins } from '../twins.ts'
import { correct, refuse } from './privately.ts'

/* What commands about polls have in common. */

/**
 * The poll a command is about: the numbered one, or the only one here that is open, or for /重开征集 was ended just now.
 * Null: answered what to say instead.
 */
export function* pollFor(
  at: Conversation,
  number: number | null,
  command: '/结束' | '/未答' | '/重开征集' | '/取消征集',
): Task<Row<'polls'> | null> {
  const communityId = at.community.id
  if (number !== null) {
    const poll = yield* find('polls', { communityId, number })
    if (poll && poll.status !== 'cancelled') return poll
    yield* refuse(at, reject(poll ? 'poll.cancelled' : 'poll.unknown', { number }))
    return null
  }
  const here = at.group && !isDesk(at.group) ? yield* withTwins(at.group.id) : null
  const again = command === '/重开征集'
  const meant = again
    ? (yield* list('polls', { communityId, status: 'closed' }, { order: 'number' })).filter(
        (one) => decideReopening(one, at.now) === null,
      )
    : yield* list('polls', { communityId, status: 'open' }, { order: 'number' })
  const [poll, ...others] = meant.filter(({ groupId }) => here === null || here.includes(groupId))
  if (!poll) yield* refuse(at, reject(again ? 'poll.none-ended' : 'poll.none-open'))
  if (!poll || others.length === 0) return poll ?? null
  at.notes.push('poll.which')
  yield* correct(at, whichNumberText(command, [poll, ...others]))
  return null
}
