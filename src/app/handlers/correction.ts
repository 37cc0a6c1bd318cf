import { MINUTE } from '../../core/kernel/calendar.ts'
import type { Meaning } from '../../language/meaning.ts'
import { appendWhatText, whichText } from '../../phrases/suggestions.ts'
import type { Conversation, Outcome } from '../context.ts'
import { list, type Task } from '../operations.ts'
import { once, replyPrivately } from '../speak.ts'
import { noticeAppeal } from './candidates.ts'
import { appendSuggestion } from './suggestions.ts'

/** So long (ms) after his suggestion 打错了 is about it. */
const RIGHT_AFTER = 10 * MINUTE

/**
 * 打错了，是凳子, from somebody who has just suggested something here: added to it in his own words, as with 补充. Where it is
 * not clear what is right, or of which, he is asked once; from anybody else it is talk.
 */
export function* correctOwn(
  at: Conversation,
  { text, right }: Extract<Meaning, { kind: 'correction' }>,
): Task<Outcome> {
  const his = { authorId: at.member.id, groupId: at.group?.id ?? null, createdAt: { gt: at.now - RIGHT_AFTER } }
  const all = yield* list('suggestions', his, { order: 'number', desc: true })
  const lately = all.filter(({ status }) => status !== 'withdrawn')
  const [last, another] = lately
  if (!last) {
    yield* noticeAppeal(at)
    return 'chatter'
  }
  if (right !== '' && !another) return yield* appendSuggestion(at, last.number, text)
  at.notes.push('suggestion.correct-what')
  if (!(yield* once(at, `correct-what:${at.member.id}:${last.number}`))) return 'chatter'
  const numbers = lately.map(({ number }) => number)
  const what = another ? whichText(numbers, `补充${last.number} ……`) : appendWhatText(last.number)
  yield* replyPrivately(at, { text: what })
  return 'asked'
}
