import { isOpen } from '../../core/consult/suggestion.ts'
import { reject } from '../../core/kernel/rejection.ts'
import { type Alike, LikenessIndex } from '../../language/alike/index.ts'
import { alikeText } from '../../phrases/triage.ts'
import { type Conversation, isDesk, type Outcome } from '../context.ts'
import type { Row } from '../model.ts'
import { list, type Task } from '../operations.ts'
import { reply, replyPrivately } from '../speak.ts'
import { refuse } from './privately.ts'
import { byNumber } from './suggestion-record.ts'

/** An open suggestion that may be about the same thing, with what both say. */
export interface AlikeSuggestion extends Alike {
  readonly s: Row<'suggestions'>
}

/** The three open suggestions most like one. What a private one says is compared with private ones only. */
export function* suggestionsLike(s: Row<'suggestions'>): Task<AlikeSuggestion[]> {
  const all = yield* list('suggestions', { communityId: s.communityId, mergedInto: null }, { order: 'number' })
  const open = all.filter((other) => isOpen(other) && other.private === s.private)
  const found = new LikenessIndex(open).like(s.text, s.number)
  return found.flatMap((alike) => {
    const other = open.find(({ number }) => number === alike.number)
    return other ? [{ ...alike, s: other }] : []
  })
}

/** /相似 12: which others may be the same matter, each with the words to merge it. */
export function* showAlike(at: Conversation, number: number): Task<Outcome> {
  const s = yield* byNumber(at, number)
  if (!s) return yield* refuse(at, reject('suggestion.not-found', { number }))
  const found = yield* suggestionsLike(s)
  const text = alikeText(
    number,
    found.map((one) => ({ number: one.number, text: one.s.text, shared: one.shared })),
  )
  if (s.private || (at.group && !isDesk(at.group))) yield* replyPrivately(at, { text })
  else yield* reply(at, { text })
  return 'command'
}
