import { needsHome } from '../../core/consult/poll.ts'
import { DAY, dayKey, HOUR } from '../../core/kernel/calendar.ts'
import type { Context, OpenWork } from '../../language/context.ts'
import { isCourtesy } from '../../language/courtesy.ts'
import { read } from '../../language/read.ts'
import {
  cannotHearText,
  notUnderstoodText,
  passedEnoughText,
  passedOnText,
  whichDoorText,
} from '../../phrases/people.ts'
import { howToVoteText } from '../../phrases/polls.ts'
import { noWorkText, workEndedText } from '../../phrases/work.ts'
import type { Conversation, Outcome } from '../context.ts'
import type { Row } from '../model.ts'
import { find, list, type Task } from '../operations.ts'
import { groupsOf } from '../reading-context.ts'
import { once, replyPrivately } from '../speak.ts'
import { passOn } from './candidates.ts'
import { openOf } from './poll-parts.ts'
import { tooLateToVote } from './too-late.ts'

/** So long (ms) after a work's end it is still remembered who comes too late. */
const LATELY = 7 * DAY

/**
 * What was said in private and means nothing that we know. Whoever answers or signs up too late hears that it is over;
 * anything else hears once a day what can be said, and then once an hour that staff read it, as they do all of it.
 * `isEnquiry`: it asks us for something that no committee can settle.
 */
export function* notUnderstood(at: Conversation, context: Context, isEnquiry: boolean): Task<Outcome> {
  const text = at.inbound.text.trim()
  if (text === '' && at.inbound.attachments.length > 0) return yield* answerOnce(at, 'unheard', cannotHearText())
  if (isCourtesy(text)) return 'chatter'
  const late = (yield* tooLateToVote(at, context)) ?? (yield* tooLateToJoin(at, context))
  if (late) return late
  const became = yield* passOn(at, isEnquiry)
  if (became === 'full') return yield* answerOnce(at, 'passed-enough', passedEnoughText())
  const helped = yield* offerHelp(at, context, became === 'passed')
  if (became === 'not' || helped !== 'chatter') return helped
  return yield* answerOnce(at, 'passed-on', passedOnText(), String(Math.floor(at.now / HOUR)))
}

/** What one can say, in private, once a day. `passed`: staff will read what he said. */
export function* offerHelp(at: Conversation, { polls }: Context, passed = false): Task<Outcome> {
  const open = yield* openOf(polls)
  const how = open.length === 0 ? null : howToVoteText(open, false)
  const first = (yield* isHomeWanted(at, open)) ? whichDoorText() : how
  return yield* answerOnce(at, 'not-understood', notUnderstoodText(passed, first))
}

/** Whether a poll waits to know where he lives: one that he has answered, or, where nobody knows which are his, any. */
function* isHomeWanted(at: Conversation, open: readonly Row<'polls'>[]): Task<boolean> {
  const memberId = at.member.id
  if (at.residency !== null) return false
  for (const poll of open)
    if (needsHome(poll) && (yield* find('ballots', { pollId: poll.id, memberId, reason: 'no-home' }))) return true
  if (open.length > 0 || (yield* find('memberships', { memberId }))) return false
  return (yield* find('polls', { communityId: at.community.id, status: 'open' })) !== null
}

/** In private, once in a span: a day, where nothing else is said. */
export function* answerOnce(
  at: Conversation,
  what: string,
  text: string,
  span = dayKey(at.now, at.community.timezone),
): Task<Outcome> {
  at.notes.push(`said.${what}`)
  if (!(yield* once(at, `${what}:${at.member.id}:${span}`))) return 'chatter'
  yield* replyPrivately(at, { text })
  return 'asked'
}

/** Stands for any posting where there is none. */
const ANY: OpenWork = { number: 0, title: '', shifts: [] }

function* tooLateToJoin(at: Conversation, context: Context): Task<Outcome | null> {
  if (context.works.length > 0) return null
  let ended: Row<'works'> | null = null
  for (const groupId of yield* groupsOf(at)) {
    const work = yield* find('works', { groupId, status: { not: 'open' } }, { order: 'number', desc: true })
    const ahead = work && (yield* list('shifts', { workId: work.id })).some(({ end }) => end > at.now - LATELY)
    if (ahead && work.number > (ended?.number ?? 0)) ended = work
  }
  const [{ meaning }] = read({ text: at.inbound.text }, { ...context, works: [ANY] })
  if (meaning.kind !== 'signup' && meaning.kind !== 'signup-for') return null
  at.notes.push('work.none')
  yield* replyPrivately(at, { text: ended ? workEndedText(ended) : noWorkText() })
  return 'asked'
}
