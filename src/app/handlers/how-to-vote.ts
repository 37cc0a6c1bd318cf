import type { Context } from '../../language/context.ts'
import { howToVoteText } from '../../phrases/polls.ts'
import type { Conversation, Outcome } from '../context.ts'
import type { Task } from '../operations.ts'
import { onceInGroup, reply } from '../speak.ts'
import { answerOnce, offerHelp } from './not-understood.ts'
import { about, openOf } from './poll-parts.ts'

/** 怎么投票啊: for the whole group the first time that it is asked of a poll, after that for whoever asks. */
export function* explainVoting(at: Conversation, context: Context): Task<Outcome> {
  const { polls, quoted } = context
  const open = yield* openOf(quoted?.kind === 'poll' ? [quoted] : polls)
  const [poll, another] = open
  if (!poll) return yield* offerHelp(at, context)
  const text = howToVoteText(open, at.group !== null)
  const key = `how-to-vote:${at.group?.id}:${open.map(({ number }) => number).join()}`
  if (!(yield* onceInGroup(at, key))) return yield* answerOnce(at, 'how-to-vote', text)
  yield* reply(at, { text, about: another ? undefined : about(poll) }, 'free')
  return 'asked'
}
