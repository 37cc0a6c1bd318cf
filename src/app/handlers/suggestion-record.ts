import type { Known, Lineage } from '../../core/consult/merging.ts'
import { changeOf, deadline, isOpen, type SuggestionEvent, sameWords } from '../../core/consult/suggestion.ts'
import { maskNumbers } from '../../core/kernel/mask.ts'
import { isDelicate } from '../../language/delicate.ts'
import { kindOf } from '../../language/kind/kind.ts'
import { MOST_TIMES, readTimes } from '../../language/when/read.ts'
import { numbersText } from '../../phrases/suggestions.ts'
import { type Conversation, type Moment, record } from '../context.ts'
import { placeIn } from '../estate.ts'
import type { Row } from '../model.ts'
import { nextNumber } from '../numbers.ts'
import { find, insert, list, type Task, update } from '../operations.ts'
import { reply, replyPrivately, tellGroup, tellMember } from '../speak.ts'

type Stored = Row<'suggestions'>

/** What is needed to write a suggestion down. */
export interface Told {
  readonly text: string
  readonly private: boolean
  readonly author: Row<'members'>
  readonly home: string | null
  readonly groupId: string | null
  /** The message in which it was said. */
  readonly messageId: string
  /** When it came to us, from where its time limit runs. */
  readonly saidAt: number
  /** When its author spoke: his 昨晚 is the night before that. */
  readonly spokenAt: number
  /** The word he brought it with. */
  readonly brought?: '反映' | '投诉' | undefined
  /** The staff member who recorded it for somebody else; `console` for one without a name here. */
  readonly recordedBy: string | null
}

/** The author's open suggestion that says the same already. */
export function* alreadySaid(authorId: string, text: string): Task<Stored | null> {
  for (const own of yield* list('suggestions', { authorId }, { order: 'number', desc: true }))
    if (isOpen(own) && sameWords(own.text, text)) return own
  return null
}

/** Whether its words are not for its group to hear again, from us. */
export const isUnrepeated = ({ text, private: hidden }: Pick<Stored, 'text' | 'private'>): boolean =>
  !hidden && isDelicate(text)

/** Writes a suggestion down under the next number. Its words stay out of the trail: they are in the message itself. */
export function* writeDown(at: Moment, told: Told): Task<Stored> {
  const number = yield* nextNumber(at, 'suggestion')
  const { text, author, home, messageId, recordedBy, saidAt } = told
  const times = readTimes(text, told.spokenAt, at.community.timezone)
  const categorise = yield* at.categorisers.of(at.community.id)
  const facts = {
    private: told.private,
    groupId: told.private ? null : told.groupId,
    kind: kindOf(text, told.brought),
    category: categorise(text).category,
    place: yield* placeIn(at.community.id, text, home),
    times: times.length === 0 ? null : times,
    dueAt: deadline(at.now, at.community.dueDays, at.community.timezone),
  }
  const row = {
    communityId: at.community.id,
    number,
    status: 'received' as const,
    text,
    authorId: author.id,
    home,
    messageId,
  }
  const id = yield* insert('suggestions', { ...row, ...facts, createdAt: saidAt })
  const by = recordedBy === null ? {} : { author: author.id, recordedBy, said: messageId }
  yield* record(at, 'suggestion.received', `suggestion:${number}`, { status: 'received', ...facts, ...by })
  yield* takeWaiting(at, row, recordedBy)
  return { id, unit: null, closedAt: null, outcome: null, mergedInto: null, createdAt: saidAt, ...row, ...facts }
}

/** Of the author's words that were put aside for staff, those that are this suggestion need no second look. */
function* takeWaiting(
  at: Moment,
  { number, text, authorId, messageId }: Pick<Stored, 'number' | 'text' | 'authorId' | 'messageId'>,
  by: string | null,
): Task<void> {
  for (const aside of yield* list('candidates', { memberId: authorId, suggestion: null }, { order: 'number' })) {
    const words = saidIn(aside)
    if (!sameWords(words, text) && !(aside.messageId === messageId && text.includes(words))) continue
    yield* markTaken(at, aside, number, by)
  }
}

/** `by`: the staff member who took it; null where its author said it as a suggestion himself. */
export function* markTaken(
  at: Moment,
  { id, number }: Pick<Row<'candidates'>, 'id' | 'number'>,
  suggestion: number,
  by: string | null,
): Task<void> {
  yield* update('candidates', { id }, { status: 'taken', suggestion })
  yield* record(at, 'candidate.taken', `candidate:${number}`, by === null ? { suggestion } : { suggestion, by })
}

/** The words of a message that looked like an appeal. */
export const saidIn = ({ text, start, end }: Pick<Row<'candidates'>, 'text' | 'start' | 'end'>): string =>
  text.slice(start, end).trim()

/** What added words say of where and when, beside what was known. They are the end of its text. */
export function* readMore(at: Moment, s: Stored, text: string, spokenAt: number): Task<void> {
  const begin = s.text.length - text.length
  const more = readTimes(text, spokenAt, at.community.timezone)
  const times = [...(s.times ?? []), ...more.map((one) => ({ ...one, start: begin + one.start, end: begin + one.end }))]
  const place = s.place ?? (yield* placeIn(at.community.id, text, s.home))
  if (more.length > 0 || place !== s.place)
    yield* update('suggestions', { id: s.id }, { place, times: times.length === 0 ? null : times.slice(0, MOST_TIMES) })
}

export function* byNumber(at: Moment, number: number): Task<Stored | null> {
  return yield* find('suggestions', { communityId: at.community.id, number })
}

/** What carries it now: the one it was merged into, or itself. */
export function* carrierOf(at: Moment, s: Stored): Task<Stored> {
  return s.mergedInto === null ? s : ((yield* byNumber(at, s.mergedInto)) ?? s)
}

/** All that were merged into it. */
export function* mergedInto(at: Moment, number: number): Task<readonly Stored[]> {
  return yield* list('suggestions', { communityId: at.community.id, mergedInto: number }, { order: 'number' })
}

/** Applies an event to its row and adds it to the trail. */
export function* change(at: Moment, s: Stored, event: SuggestionEvent): Task<Stored> {
  const changed = changeOf(event, s)
  yield* update('suggestions', { id: s.id }, changed)
  const { type, number, ...data } = event
  yield* record(at, type, `suggestion:${number}`, event.type === 'suggestion.appended' ? {} : data)
  return { ...s, ...changed }
}

/** How each came where it is merged now, from the trail. */
export function* lineageOf(at: Moment, suggestions: Known): Task<Lineage> {
  const lineage = new Map<number, readonly number[]>()
  for (const [number, { mergedInto }] of suggestions) {
    if (mergedInto === null) continue
    const subject = `suggestion:${number}`
    const trail = yield* list('events', { communityId: at.community.id, subject }, { order: 'seq', desc: true })
    const last = trail.find(({ type }) => type === 'suggestion.merged' || type === 'suggestion.split')
    lineage.set(number, last?.data.path ?? [])
  }
  return lineage
}

/** The events of several suggestions, each applied to its own. */
export function* changeAll(
  at: Moment,
  known: ReadonlyMap<number, Stored>,
  events: readonly SuggestionEvent[],
): Task<Stored[]> {
  const changed: Stored[] = []
  for (const event of events) {
    const s = known.get(event.number)
    if (s) changed.push(yield* change(at, s, event))
  }
  return changed
}

/** Where authors were told something. */
export interface Reached {
  readonly groups: ReadonlySet<string>
  readonly members: ReadonlySet<string>
}

/** Whether anybody was. */
export const toldAny = ({ groups, members }: Reached): boolean => groups.size + members.size > 0

/** `alone`: the author, where he said it to us alone. */
export type Words = (numbers: string, alone: string | null) => string

/**
 * Tells each author where he spoke, quoting his words: once per group however many of its suggestions are meant; in
 * private what was said in private, and where the group has heard enough today.
 */
export function* tellAuthors(at: Moment, suggestions: readonly Stored[], write: Words): Task<Reached> {
  const groups = new Set<string>()
  const members = new Set<string>()
  for (const [groupId, own] of byKey(
    suggestions.filter((s) => !s.private),
    (s) => s.groupId,
  )) {
    const [first] = own
    if (!first) continue
    const content = {
      text: maskNumbers(write(numbersText(own.map((s) => s.number)), null)),
      quote: yield* nativeMessage(first, groupId),
      about: { kind: 'suggestion', number: first.number } as const,
    }
    if (yield* tellGroup(at, groupId, content, 'counted')) groups.add(groupId)
    else
      for (const [authorId, his] of byKey(own, (s) => s.authorId)) {
        const text = maskNumbers(write(numbersText(his.map((s) => s.number)), null))
        const about = { kind: 'suggestion', number: his[0]?.number ?? first.number } as const
        if (yield* tellMember(at, authorId, { text, about })) members.add(authorId)
        else for (const { number } of his) yield* noteUntold(at, number)
      }
  }
  for (const [authorId, own] of byKey(
    suggestions.filter((s) => s.private || s.groupId === null),
    (s) => s.authorId,
  )) {
    const [first] = own
    if (!first) continue
    const text = write(numbersText(own.map((s) => s.number)), authorId)
    const about = { kind: 'suggestion', number: first.number } as const
    if (yield* tellMember(at, authorId, { text, about })) members.add(authorId)
  }
  return { groups, members }
}

const byKey = (suggestions: readonly Stored[], key: (s: Stored) => string | null): Map<string, Stored[]> => {
  const found = new Map<string, Stored[]>()
  for (const s of suggestions) {
    const k = key(s)
    if (k !== null) found.set(k, [...(found.get(k) ?? []), s])
  }
  return found
}

/** The message of that id in a group; null where the group has a new chat since a new login. */
export function* saidInGroup(groupId: string, messageId: string): Task<Row<'inbox'> | null> {
  const group = yield* find('groups', { id: groupId })
  const chat = group && (yield* find('chats', { id: group.chatId }))
  const row = chat && (yield* find('inbox', { adapter: chat.adapter, account: chat.account, extId: messageId }))
  return row && row.chatId === chat.id ? row : null
}

/** The platform's id of the message in which it was said. */
function* nativeMessage(s: Stored, groupId: string): Task<string | undefined> {
  const row = s.messageId === null ? null : yield* saidInGroup(groupId, s.messageId)
  return row?.kind === 'message' ? row.payload.nativeMsgId : undefined
}

/** Answers the author about his own: a private one is never mentioned in a group. He hears back today, if need be at its end. */
export function* answerAbout(at: Conversation, s: Pick<Stored, 'number' | 'private'>, text: string): Task<void> {
  const content = { text, about: { kind: 'suggestion', number: s.number } as const }
  if (s.private) yield* replyPrivately(at, content)
  else if (!(yield* reply(at, { ...content, text: at.group ? maskNumbers(text) : text })))
    yield* noteUntold(at, s.number)
}

/** The group had heard enough, and its author cannot be told in private: the evening tells how it stands. */
function* noteUntold(at: Moment, number: number): Task<void> {
  yield* record(at, 'suggestion.untold', `suggestion:${number}`)
}
