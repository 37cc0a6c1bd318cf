import { isOver, TALLY_ANSWERS, TALLY_PAUSE, type Tally } from '../../core/consult/poll.ts'
import { pollCardWithSum, tallyText } from '../../phrases/polls.ts'
import { cardChange } from '../cards.ts'
import { afterNight } from '../../core/kernel/calendar.ts'
import type { Moment } from '../context.ts'
import type { Firing } from '../incoming.ts'
import type { Row } from '../model.ts'
import { count, find, type Task, update } from '../operations.ts'
import { tellGroup } from '../speak.ts'
import { setTimer } from '../timers.ts'
import { withTwins } from '../twins.ts'
import { about, asked, buttonsOf, reading } from './poll-parts.ts'
import { sumOf } from './sums.ts'

type Poll = Row<'polls'>

/**
 * Shows the sum so far after so many new answers; a timer sees to it that the first of them does not wait too long. At
 * night nobody is woken by it: it is shown in the morning.
 * `after`: what the new answer makes of the kept sum; without it the sum is as it is kept.
 */
export function* noteUnseen(moment: Moment, poll: Poll, after: (sum: Tally) => Tally = (sum) => sum): Task<void> {
  const pollId = poll.id
  const seen = yield* find('tallies', { pollId })
  const sum = seen?.sum ? after(seen.sum) : null
  // What is heard after the close is in the result.
  if (poll.hidden || isOver(poll, moment.now)) {
    if (sum) yield* update('tallies', { pollId }, { sum })
    return
  }
  const unseen = (seen?.unseen ?? 0) + 1
  const awake = unseen >= TALLY_ANSWERS && afterNight(moment.now, moment.community.timezone) === moment.now
  if (awake) return yield* showTally(moment, poll, sum ?? (yield* sumOf(poll)))
  const at = unseen === 1 ? moment.now : (seen?.at ?? moment.now)
  yield* update('tallies', { pollId }, { unseen, at, sum })
  // One that was set for answers shown meanwhile stays, and sees for itself when it comes.
  if (unseen === 1 && (seen?.timerAt ?? 0) <= moment.now) yield* setTallyTimer(moment, poll, dueOf(moment, at))
}

const dueOf = ({ community }: Moment, since: number): number => afterNight(since + TALLY_PAUSE, community.timezone)

function* setTallyTimer(moment: Moment, poll: Poll, dueAt: number): Task<void> {
  if (dueAt >= poll.closesAt) return
  yield* update('tallies', { pollId: poll.id }, { timerAt: dueAt })
  yield* setTimer(moment, {
    key: `poll-tally:${poll.id}:${dueAt}`,
    kind: 'poll-tally',
    subject: poll.id,
    dueAt,
    groupId: poll.groupId,
  })
}

function* showTally(moment: Moment, poll: Poll, sum: Tally): Task<void> {
  yield* update('tallies', { pollId: poll.id }, { unseen: 0, at: moment.now, sum })
  // All that was answered has been taken back: that says nothing.
  if (sum.answered === 0) return
  const several = (yield* count('polls', { groupId: poll.groupId, status: 'open' })) > 1
  const text = tallyText(poll, sum, several, reading(moment))
  const card = pollCardWithSum(poll, buttonsOf(poll), sum, reading(moment))
  for (const twin of yield* withTwins(poll.groupId)) {
    const change = yield* cardChange(asked(poll, twin), card, true)
    yield* tellGroup(moment, twin, { text, about: about(poll), change }, 'free')
  }
}

/** The timer for unseen answers: shows them, or waits on for those that came after what was shown meanwhile. */
export function* tallyDue(moment: Moment, firing: Firing): Task<void> {
  const poll = yield* find('polls', { id: firing.subject })
  const seen = yield* find('tallies', { pollId: firing.subject })
  if (!poll || isOver(poll, moment.now) || !seen || seen.unseen === 0) return
  const dueAt = dueOf(moment, seen.at)
  if (dueAt <= firing.dueAt) yield* showTally(moment, poll, seen.sum ?? (yield* sumOf(poll)))
  else yield* setTallyTimer(moment, poll, dueAt)
}
