import { isClosed, isOpen, REOPEN_TIME } from '../../core/consult/suggestion.ts'
import { DAY } from '../../core/kernel/calendar.ts'
import type { Context } from '../../language/context.ts'
import { fold } from '../../language/fold.ts'
import { isAbout, saidNotFixed, waitsInVain } from '../../language/not-fixed.ts'
import type { Readings } from '../../language/read.ts'
import { whichNotFixedText } from '../../phrases/suggestions.ts'
import type { Conversation, Outcome } from '../context.ts'
import type { Row } from '../model.ts'
import { list, type Task } from '../operations.ts'
import { once, replyPrivately } from '../speak.ts'
import { carrierOf } from './suggestion-record.ts'
import { mySuggestions, reopenSuggestion } from './suggestions.ts'

type Stored = Row<'suggestions'>

/** So long (ms) after a result 又坏了, which names nothing, is taken to be about it: in a group much else may be broken. */
const LATELY = 2 * DAY
/** More of his own than anybody has had done in a week. */
const LATEST = { order: 'number', desc: true, limit: 20 } as const

/**
 * 又坏了, 没人来啊, from somebody who was told that it is done: the same as 没好 where it can be about one result of his
 * alone. Where it may be about another, or about what is still open, he is asked once. Who waits in vain for what is open hears
 * how it stands. Null: nothing of his is meant.
 */
export function* stillWrong(at: Conversation, readings: Readings, { quoted }: Context): Task<Outcome | null> {
  const [{ meaning, span }, more] = readings
  if (more || (meaning.kind !== 'chatter' && meaning.kind !== 'suggestion') || quoted?.kind === 'talk') return null
  const text = at.inbound.text.slice(span.start, span.end)
  const named = saidNotFixed(text)
  if (named === null) return null
  if (quoted) return quoted.kind === 'suggestion' ? yield* reopenSuggestion(at, quoted.number, text) : null
  const own = yield* list('suggestions', { authorId: at.member.id }, LATEST)
  const results = new Map<number, Stored>()
  let unsure = false
  let waits = false
  for (const one of own) {
    const carrier = one.status === 'withdrawn' ? one : yield* carrierOf(at, one)
    const about = [one, carrier].some((it) => isAbout(fold(text), named, it.text))
    if (named !== '' && !about) continue
    const since = named === '' && at.group ? LATELY : REOPEN_TIME
    const lately = isClosed(carrier) && at.now - (carrier.closedAt ?? 0) <= since
    if (lately) results.set(carrier.number, one)
    if (isOpen(carrier)) waits = true
    if (isOpen(carrier) || (lately && !about)) unsure = true
  }
  const [only, another] = [...results.values()]
  // Alone with us it is asked of us, and is no matter of its own.
  if (!only) return waits && at.group === null && waitsInVain(text) ? yield* mySuggestions(at) : null
  if (!another && !unsure) return yield* reopenSuggestion(at, only.number, text)
  const numbers = [...results.values()].map(({ number }) => number).sort((a, b) => a - b)
  if (!(yield* once(at, `which-not-fixed:${at.member.id}:${numbers.join()}`))) return null
  at.notes.push('suggestion.which-not-fixed')
  yield* replyPrivately(at, { text: whichNotFixedText(numbers) })
  return 'asked'
}
