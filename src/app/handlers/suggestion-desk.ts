import { decideMerge, decideSplit } from '../../core/consult/merging.ts'
import {
  decideAccept,
  decideClose,
  decideHand,
  decideResume,
  FAR,
  type SuggestionEvent,
} from '../../core/consult/suggestion.ts'
import { maskNumbers } from '../../core/kernel/mask.ts'
import { isRejection, type Rejection, reject } from '../../core/kernel/rejection.ts'
import type { Command } from '../../language/meaning.ts'
import {
  acceptedText,
  answeredText,
  confirmText,
  doneText,
  farText,
  halfNumberText,
  handedText,
  mergedAloneText,
  mergedText,
  numbersText,
  resumedText,
  splitOffText,
} from '../../phrases/suggestions.ts'
import { directChatOf, openQuestion } from '../ask.ts'
import type { Conversation, Moment, Outcome } from '../context.ts'
import type { Row } from '../model.ts'
import type { Task } from '../operations.ts'
import { reply, replyPrivately } from '../speak.ts'
import { tellColleagues } from './colleagues.ts'
import { refuse } from './privately.ts'
import {
  byNumber,
  carrierOf,
  change,
  changeAll,
  lineageOf,
  mergedInto,
  type Reached,
  tellAuthors,
  toldAny,
  type Words,
} from './suggestion-record.ts'

type Stored = Row<'suggestions'>

/** What staff do with suggestions. Each change reaches every author where he spoke. */
export function* acceptSuggestion(at: Conversation, number: number): Task<Outcome> {
  return yield* step(at, number, decideAccept, () => acceptedText, '受理了')
}

export function* handSuggestion(
  at: Conversation,
  command: Extract<Command, { name: 'hand' }>,
  sure = false,
): Task<Outcome> {
  const { timezone, dueDays } = at.community
  const s = yield* byNumber(at, command.number)
  const event = s && decideHand(command, s, { now: at.now, timezone, dueDays })
  if (!sure && event && 'dueAt' in event && event.dueAt - at.now > FAR && event.dueAt !== s?.dueAt) {
    at.notes.push('suggestion.far')
    const text = farText(command.number, command.unit, event.dueAt, at.now, timezone)
    const secret = s?.private === true
    if (secret) yield* replyPrivately(at, { text })
    else yield* reply(at, { text })
    const chat = secret ? yield* directChatOf(at) : null
    yield* openQuestion(at, { kind: 'post', command, group: at.group?.id ?? null }, chat?.id)
    return 'asked'
  }
  const outcome = yield* step(
    at,
    command.number,
    (s) => decideHand(command, s, { now: at.now, timezone, dueDays }),
    (s) => (numbers) => handedText(numbers, command.unit, s.dueAt, at.now, timezone),
    `转给${command.unit}了`,
  )
  const handed = outcome === 'command' ? yield* byNumber(at, command.number) : null
  if (s && handed) yield* tellColleagues(at, s, handed)
  return outcome
}

export function* closeSuggestion(
  at: Conversation,
  command: Extract<Command, { name: 'finish' | 'answer' }>,
): Task<Outcome> {
  const write = command.name === 'finish' ? doneText : answeredText
  const outcome = yield* step(
    at,
    command.number,
    (s) => decideClose(command, s, at),
    () => (numbers) => write(numbers, command.text),
    command.name === 'finish' ? '办结了' : `答复了（算办完，没办完再发 /重开 ${command.number}）`,
  )
  // A number that was to be called is of no use to whoever reads half of it.
  const shown = maskNumbers(command.text)
  if (outcome === 'command' && shown !== command.text && (yield* byNumber(at, command.number))?.private === false)
    yield* replyPrivately(at, { text: halfNumberText() })
  return outcome
}

/** Staff take back what they closed. */
export function* resumeSuggestion(
  at: Conversation,
  { number, text }: Extract<Command, { name: 'resume' }>,
): Task<Outcome> {
  return yield* step(
    at,
    number,
    (s) => decideResume(text, s),
    () => (numbers) => resumedText(numbers, text),
    '重新打开了',
  )
}

function* step(
  at: Conversation,
  number: number,
  decide: (s: Stored) => SuggestionEvent | Rejection,
  words: (s: Stored) => Words,
  did: string,
): Task<Outcome> {
  const s = yield* byNumber(at, number)
  if (!s) return yield* refuse(at, reject('suggestion.not-found', { number }))
  const event = decide(s)
  if (isRejection(event)) return yield* refuse(at, event)
  const changed = yield* change(at, s, event)
  const concerned = [changed, ...(yield* mergedInto(at, number))]
  const reached = yield* tellAuthors(at, concerned, words(changed))
  yield* confirm(at, reached, changed.private, [number], did)
  return 'command'
}

/** A short word to the staff member, unless he reads what the author reads. */
function* confirm(
  at: Conversation,
  reached: Reached,
  secret: boolean,
  numbers: readonly number[],
  did: string,
): Task<void> {
  if (at.group ? reached.groups.has(at.group.id) : reached.members.has(at.member.id)) return
  const text = confirmText(numbersText(numbers), did, toldAny(reached))
  if (secret) yield* replyPrivately(at, { text })
  else yield* reply(at, { text })
}

export function* mergeSuggestions(
  at: Conversation,
  command: { readonly into: number; readonly numbers: readonly number[] },
): Task<Outcome> {
  const joined = yield* joinSuggestions(at, command)
  if (isRejection(joined)) return yield* refuse(at, joined)
  const secret = joined.changed.some((s) => s.private)
  yield* confirm(at, joined.reached, secret, command.numbers, `并到${joined.into}号了`)
  return 'command'
}

interface Joined {
  readonly changed: readonly Stored[]
  readonly into: number
  readonly reached: Reached
}

/** The first number absorbs the others, and each author is told. */
export function* joinSuggestions(
  at: Moment,
  command: { readonly into: number; readonly numbers: readonly number[] },
): Task<Joined | Rejection> {
  const known = new Map<number, Stored>()
  for (const number of [command.into, ...command.numbers]) {
    const s = yield* byNumber(at, number)
    if (!s) continue
    const family = [s, yield* carrierOf(at, s), ...(yield* mergedInto(at, number))]
    for (const one of family) known.set(one.number, one)
  }
  const events = decideMerge(command, known, yield* lineageOf(at, known))
  if (isRejection(events)) return events
  const changed = yield* changeAll(at, known, events)
  const [first] = changed
  const into = first?.mergedInto ?? command.into
  const reached = yield* tellAuthors(at, changed, (numbers, alone) =>
    alone === null ? mergedText(numbers, into) : mergedAloneText(numbers, into, alone === known.get(into)?.authorId),
  )
  return { changed, into, reached }
}

export function* splitSuggestion(at: Conversation, number: number): Task<Outcome> {
  const s = yield* byNumber(at, number)
  if (!s) return yield* refuse(at, reject('suggestion.not-found', { number }))
  const carrier = yield* carrierOf(at, s)
  const known = new Map([carrier, s, ...(yield* mergedInto(at, carrier.number))].map((one) => [one.number, one]))
  const events = decideSplit(number, known, yield* lineageOf(at, known))
  if (isRejection(events)) return yield* refuse(at, events)
  const alone = (yield* changeAll(at, known, events)).filter((one) => one.mergedInto === null)
  const reached = yield* tellAuthors(at, alone, (numbers) => splitOffText(numbers))
  const secret = alone.some((one) => one.private)
  const numbers = alone.map((one) => one.number)
  yield* confirm(at, reached, secret, numbers, '拆开了')
  return 'command'
}
