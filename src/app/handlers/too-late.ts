import { DAY } from '../../core/kernel/calendar.ts'
import type { Context } from '../../language/context.ts'
import { read } from '../../language/read.ts'
import type { Conversation, Outcome } from '../context.ts'
import type { Task } from '../operations.ts'
import { answerPoll } from './ballots.ts'

/** So long (ms) after its close an answer to a poll is known for one: in a group people soon speak of something else. */
const LATELY = { direct: 7 * DAY, group: DAY }

/**
 * What would have been an answer to the poll that closed last, where none is open, or to a closed one that it quotes: its
 * author hears in private that it came too late, in a group only once. Null: it is none.
 */
export function* tooLateToVote(at: Conversation, context: Context): Task<Outcome | null> {
  const { quoted, polls, closed = [] } = context
  const replied = quoted?.kind === 'poll'
  if (closed.length === 0 || (polls.length > 0 && !replied)) return null
  const since = at.now - (at.group && !replied ? LATELY.group : LATELY.direct)
  let last: (typeof closed)[number] | null = null
  for (const poll of closed)
    if ((poll.closedAt ?? 0) > Math.max(since, last?.closedAt ?? 0) && (!replied || poll.number === quoted.number))
      last = poll
  if (!last) return null
  const [{ meaning }] = read({ text: at.inbound.text }, { ...context, polls: [last] })
  return meaning.kind === 'answer' && !meaning.weak ? yield* answerPoll(at, meaning) : null
}
