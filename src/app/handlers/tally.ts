import { TALLY_ANSWERS, TALLY_PAUSE } from '../../core/consult/poll.ts'
import { pollCardWithSum, tallyText } from '../../phrases/polls.ts'
import { cardChange } from '../cards.ts'
import type { Moment } from '../context.ts'
import type { Row } from '../model.ts'
import { count, find, type Task, update } from '../operations.ts'
import { tellGroup } from '../speak.ts'
import { cancelTimers, type Firing, setTimer } from '../timers.ts'
import { withTwins } from '../twins.ts'
import { about, asked, buttonsOf, reading } from './poll-parts.ts'
import { keptSum } from './sums.ts'

type Poll = Row<'polls'>

/** Shows the sum so far after so many new answers; the first of them sets a timer, so that none waits too long. */
export function* noteUnseen(moment: Moment, poll: Poll): Task<void> {
  if (poll.hidden) return
  const seen = yield* find('tallies', { pollId: poll.id })
  const unseen = (seen?.unseen ?? 0) + 1
  if (unseen >= TALLY_ANSWERS) return yield* showTally(moment, poll)
  const since = unseen === 1 ? moment.now : (seen?.at ?? moment.now)
  yield* update('tallies', { pollId: poll.id }, { unseen, at: since })
  const dueAt = since + TALLY_PAUSE
  if (unseen > 1 || dueAt >= poll.closesAt) return
  yield* setTimer(moment, {
    key: `poll-tally:${poll.id}:${dueAt}`,
    kind: 'poll-tally',
    subject: poll.id,
    dueAt,
    groupId: poll.groupId,
  })
}

function* showTally(moment: Moment, poll: Poll): Task<void> {
  const sum = yield* keptSum(poll)
  yield* update('tallies', { pollId: poll.id }, { unseen: 0, at: moment.now, sum })
  yield* cancelTimers('poll-tally', poll.id)
  const several = (yield* count('polls', { groupId: poll.groupId, status: 'open' })) > 1
  const text = tallyText(poll, sum, several, reading(moment))
  const card = pollCardWithSum(poll, buttonsOf(poll), sum, reading(moment))
  for (const twin of yield* withTwins(poll.groupId)) {
    const change = yield* cardChange(asked(poll, twin), card, true)
    yield* tellGroup(moment, twin, { text, about: about(poll), change }, 'free')
  }
}

/** The timer of the first unseen answer. Silent where the sum was shown meanwhile or the poll is over. */
export function* tallyDue(moment: Moment, firing: Firing): Task<void> {
  const poll = yield* find('polls', { id: firing.subject })
  const seen = yield* find('tallies', { pollId: firing.subject })
  if (!poll || poll.status === 'closed' || !seen || seen.unseen === 0) return
  if (seen.at + TALLY_PAUSE === firing.dueAt) yield* showTally(moment, poll)
}
