import { decideReopening, type Tally } from '../../core/consult/poll.ts'
import { dayKey, HOUR, MINUTE } from '../../core/kernel/calendar.ts'
import {
  alreadyClosedText,
  closedElsewhereText,
  closedPollCard,
  pollCard,
  reopenedElsewhereText,
  reopenedText,
  resultPicture,
  resultText,
  sentPrivatelyText,
  unheardText,
} from '../../phrases/polls.ts'
import { cardChange } from '../cards.ts'
import { type Conversation, type Moment, type Outcome, record } from '../context.ts'
import type { Firing } from '../incoming.ts'
import type { Row } from '../model.ts'
import { find, insertIfAbsent, list, type Task, update } from '../operations.ts'
import { once, reply, replyPrivately, tellGroup } from '../speak.ts'
import { cancelTimers, setTimer } from '../timers.ts'
import { withTwins } from '../twins.ts'
import { deafSince, unheardAt } from '../unheard.ts'
import { pollFor } from './poll-command.ts'
import { about, asked, buttonsOf, homesAsked, reading, subject } from './poll-parts.ts'
import { refuse } from './privately.ts'
import { sumOf } from './sums.ts'
import { countLate, settleWaiting } from './waiting-ballots.ts'

type Poll = Row<'polls'>

/** A close that is noticed later than this (ms) after its time came when we were away. */
const AWAY = MINUTE
/** Whoever was away looks again after this (ms): platforms hand over what was said meanwhile. */
const LOOK = MINUTE
/** So long (ms) a result waits at most for an account that does not hear. */
const LONGEST_WAIT = 2 * HOUR

/** Ends a poll before its time. One that has ended is not ended again: whoever asks gets its result in private. */
export function* closePoll(at: Conversation, number: number | null): Task<Outcome> {
  const poll = yield* pollFor(at, number, '/结束')
  if (!poll) return 'asked'
  if (poll.status === 'closed') {
    const closedAt = poll.closedAt ?? poll.closesAt
    const closed = alreadyClosedText(poll.number, closedAt, reading(at))
    const missed = unheardText(yield* unheardAt(poll, closedAt, at.now), reading(at))
    const text = `${closed}\n${yield* resultOf(poll, yield* sumOf(poll), missed)}`
    yield* replyPrivately(at, { text, about: about(poll) }, `${closed}结果${sentPrivatelyText()}`)
    at.notes.push('poll.closed')
    return 'asked'
  }
  yield* finish(at, poll, Math.min(at.now, poll.closesAt))
  if (at.group && (yield* withTwins(poll.groupId)).includes(at.group.id)) return 'command'
  const group = yield* find('groups', { id: poll.groupId })
  yield* reply(at, { text: closedElsewhereText(poll.number, group?.name ?? '') })
  return 'command'
}

/** Opens a poll again that was ended by mistake, until its own time. Who answered meanwhile is heard after all. */
export function* reopenPoll(at: Conversation, number: number | null): Task<Outcome> {
  const poll = yield* pollFor(at, number, '/重开征集')
  if (!poll) return 'asked'
  const refused = decideReopening(poll, at.now)
  if (refused) return yield* refuse(at, refused)
  const { id, groupId, closesAt } = poll
  const again: Poll = { ...poll, status: 'open', closedAt: null }
  yield* update('polls', { id }, { status: 'open', closedAt: null })
  yield* update('tallies', { pollId: id }, { unseen: 0, at: at.now, sum: null, timerAt: null })
  // Its first one may have come already, by a clock that was ahead.
  const key = `poll-close:${id}:${at.now}`
  yield* setTimer(at, { key, kind: 'poll-close', subject: id, dueAt: closesAt, groupId })
  yield* record(at, 'poll.reopened', subject(poll))
  yield* countLate(at, again)
  const card = pollCard(again, buttonsOf(again), reading(at))
  const text = reopenedText(again, reading(at))
  const twins = yield* withTwins(groupId)
  for (const twin of twins) {
    const change = yield* cardChange(asked(again, twin), card, false)
    yield* tellGroup(at, twin, { text, about: about(again), change }, 'free')
  }
  if (at.group && twins.includes(at.group.id)) return 'command'
  const group = yield* find('groups', { id: groupId })
  yield* reply(at, { text: reopenedElsewhereText(poll.number, group?.name ?? '') })
  return 'command'
}

/**
 * The poll's own time has come. However late that is noticed, it closed when it was to close. Where we were away then, or
 * an account of its groups still is, what was said before may come yet and counts: the result waits for it.
 */
export function* pollDue(moment: Moment, firing: Firing): Task<void> {
  const poll = yield* find('polls', { id: firing.subject })
  if (poll?.status !== 'open') return
  if (!(yield* mayHearMore(moment, poll))) return yield* finish(moment, poll, poll.closesAt)
  const { id, groupId } = poll
  const key = `poll-close:${id}:${moment.now}`
  yield* setTimer(moment, { key, kind: 'poll-close', subject: id, dueAt: moment.now + LOOK, groupId })
}

/** Polls that are open though no wait for what may come yet lasts so long: their close failed, or a clock was ahead when it came. */
export function* overduePolls(now: number): Task<readonly Poll[]> {
  return yield* list('polls', { status: 'open', closesAt: { lte: now - LONGEST_WAIT - HOUR } })
}

/** Sets the close of such a poll anew, once a day. */
export function* closeAnew({ id, groupId, communityId }: Poll, now: number, timezone: string): Task<void> {
  const timer = { kind: 'poll-close' as const, subject: id, dueAt: now, groupId }
  yield* insertIfAbsent('timers', { communityId, key: `poll-close:${id}:${dayKey(now, timezone)}`, ...timer })
}

function* mayHearMore(moment: Moment, poll: Poll): Task<boolean> {
  const { closesAt } = poll
  const deaf = (yield* deafSince(poll, closesAt, moment.now)) !== null
  if (!deaf && moment.now - closesAt <= AWAY) return false
  const key = `poll-waits:${poll.id}`
  if (yield* once(moment, key)) return true
  const began = (yield* find('marks', { key }))?.at ?? moment.now
  // A wait that has not begun yet was begun by a clock that was ahead.
  return began <= moment.now && moment.now - began < (deaf ? LONGEST_WAIT : LOOK)
}

/** Of how many homes that are asked so many answered is part of what a result says. */
function* resultOf(poll: Poll, sum: Tally, missed: string): Task<string> {
  const homes = poll.perHome ? (yield* homesAsked(poll)).length : 0
  return resultText(poll, sum, { missed, homes })
}

function* finish(moment: Moment, poll: Poll, closedAt: number): Task<void> {
  yield* settleWaiting(moment, poll)
  yield* update('polls', { id: poll.id }, { status: 'closed', closedAt })
  yield* cancelTimers('poll-close', poll.id)
  yield* cancelTimers('poll-tally', poll.id)
  const sum = yield* sumOf(poll)
  const unheard = yield* unheardAt(poll, closedAt, moment.now)
  yield* record(moment, 'poll.closed', subject(poll), { ...sum, closedAt, ...(unheard ? { unheard } : {}) })
  const missed = unheardText(unheard, reading(moment))
  const text = yield* resultOf(poll, sum, missed)
  const picture = sum.answered > 0 ? resultPicture(poll, sum) : undefined
  for (const twin of yield* withTwins(poll.groupId)) {
    const change = yield* cardChange(asked(poll, twin), closedPollCard(poll, sum, missed), false)
    yield* tellGroup(moment, twin, { text, picture, about: about(poll), change }, 'free')
  }
}
