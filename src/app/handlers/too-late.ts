import { DAY } from '../../core/kernel/calendar.ts'
import type { Context } from '../../language/context.ts'
import { read } from '../../language/read.ts'
import type { Conversation, Outcome } from '../context.ts'
import type { Task } from '../operations.ts'
import { answerPoll } from './ballots.ts'

/** So long (ms) after its close an answer to a poll is known for one: in a group people soon speak of something else. */
const LATELY = { direct: 7 * DAY, group: DAY }

/**
 * What would have been an answer to the poll that closed last, where none is open; else to a closed one that it quotes, or
 * whose own words it says, so that it fits no open one: its author hears in private that it came too late, in a group only
 * once. Null: it is none, or says more.
 */
export function* tooLateToVote(at: Conversation, context: Context): Task<Outcome | null> {
  const { quoted, polls, closed = [] } = context
  const replied = quoted?.kind === 'poll'
  const since = at.now - (at.group && !replied ? LATELY.group : LATELY.direct)
  const late = closed.filter(
    ({ number, closedAt }) => (closedAt ?? 0) > since && (!replied || number === quoted.number),
  )
  const last = late.reduce((a, b) => ((b.closedAt ?? 0) > (a?.closedAt ?? 0) ? b : a), late[0])
  if (!last) return null
  const asked = polls.length === 0 || replied ? [last] : [...new Set([...polls, ...late])]
  const [{ meaning }, more] = read({ text: at.inbound.text }, { ...context, polls: asked })
  if (more || meaning.kind !== 'answer' || meaning.weak) return null
  return late.some(({ number }) => number === meaning.poll) ? yield* answerPoll(at, meaning) : null
}
