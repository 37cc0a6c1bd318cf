import { decideMerge, decideSplit } from '../../core/consult/merging.ts'
import {
  deadline,
  decideAppend,
  decideReopen,
  decideWithdraw,
  isClosed,
  isOpen,
  REOPEN_TIME,
} from '../../core/consult/suggestion.ts'
import { dayKey, wallTime } from '../../core/kernel/calendar.ts'
import { isRejection, reject } from '../../core/kernel/rejection.ts'
import { isSameMatter, maySaySame } from '../../language/alike/guard.ts'
import type { Meaning } from '../../language/meaning.ts'
import { isUrgent } from '../../language/place.ts'
import { withoutKind } from '../../language/suggestion.ts'
import { remarkText } from '../../phrases/polls.ts'
import {
  addedInPrivateText,
  appendedText,
  appendWhatText,
  bareReceiptText,
  confirmText,
  emptyText,
  mergedText,
  mineText,
  noneOpenText,
  numbersText,
  receiptOfAgainText,
  receiptText,
  reopenedText,
  sameText,
  severalText,
  splitOffText,
  staffAppendedText,
  staffReopenedText,
  staffWithdrawnText,
  urgentText,
  whatToSuggestText,
  whichText,
  withdrawnText,
} from '../../phrases/suggestions.ts'
import { timesText } from '../../phrases/when.ts'
import { takenText } from '../../phrases/triage.ts'
import type { Conversation, Moment, Outcome } from '../context.ts'
import { residencyOf } from '../meet.ts'
import type { Row } from '../model.ts'
import { find, list, type Task } from '../operations.ts'
import { onceInGroup, reply, replyPrivately, tellStaff } from '../speak.ts'
import { confide, refuse } from './privately.ts'
import { quotedMessage } from './quoted.ts'
import { joinSuggestions } from './suggestion-desk.ts'
import {
  alreadySaid,
  answerAbout,
  byNumber,
  carrierOf,
  change,
  changeAll,
  isUnrepeated,
  lineageOf,
  mergedInto,
  readMore,
  tellAuthors,
  toldAny,
  writeDown,
} from './suggestion-record.ts'

type Stored = Row<'suggestions'>

/** As many of his own as one phone screen holds. */
const LIST_LENGTH = 10

type Said = Extract<Meaning, { kind: 'suggestion' }>

/** A resident asks for something. The same words again, while it is open, are not a second suggestion. */
export function* suggest(at: Conversation, said: Said): Task<Outcome> {
  const text = yield* wordsOf(at, said)
  if (text === '') {
    at.notes.push('suggestion.empty')
    yield* reply(at, { text: emptyText() })
    return 'asked'
  }
  const { s, isNew, other } = yield* noteDown(at, text, said)
  if (other) yield* answerAbout(at, s, mergedText(numbersText([s.number]), other.number))
  else if (isNew && isUnrepeated(s)) yield* answerAbout(at, s, bareReceiptText(s.number))
  else if (isNew) {
    const [before, told] = [yield* perhapsBefore(s), said.text.trim()]
    yield* answerAbout(
      at,
      s,
      before ? receiptOfAgainText(s.number, told, s.private, before.number) : receiptText(s.number, told, s.private),
    )
  } else {
    const hidden = said.private || at.group === null || s.private
    yield* answerAbout(at, { number: s.number, private: hidden }, sameText(s.number))
  }
  return 'suggestion'
}

/** Several things in one message: each is a suggestion, with one receipt for all of them and the way to join them. */
export function* suggestSeveral(at: Conversation, all: readonly Said[]): Task<Outcome> {
  const told: { readonly number: number; readonly text: string }[] = []
  for (const said of all) {
    const text = yield* wordsOf(at, said)
    if (text === '') continue
    const { s } = yield* noteDown(at, text, said)
    told.push({ text: isUnrepeated(s) ? '' : said.text.trim(), number: s.number })
  }
  const [first] = told
  if (!first) return 'asked'
  const hidden = at.group === null || all.some((said) => said.private)
  yield* answerAbout(at, { number: first.number, private: hidden }, severalText(told))
  return 'suggestion'
}

/** A wish that came with an answer says what it is about. */
function* wordsOf(at: Conversation, { text, poll: number }: Said): Task<string> {
  const poll = number === undefined ? null : yield* find('polls', { communityId: at.community.id, number })
  return poll ? remarkText(text, poll) : text.trim()
}

/** What is said to us alone stays between us. */
function* noteDown(
  at: Conversation,
  text: string,
  { private: hidden, urgent, brought }: Said,
): Task<{ s: Stored; isNew: boolean; other: Stored | null }> {
  const same = yield* alreadySaid(at.member.id, text)
  if (same) return { s: same, isNew: false, other: null }
  const other = hidden ? null : yield* saidByOthers(at, text)
  const s = yield* writeDown(at, {
    text,
    private: hidden || at.group === null,
    author: at.member,
    home: at.residency?.home ?? null,
    groupId: at.group?.id ?? null,
    messageId: at.messageId,
    saidAt: at.now,
    spokenAt: at.inbound.sentAt,
    brought,
    recordedBy: null,
  })
  if (other) yield* joinInto(at, other, s)
  if (urgent) {
    const times = timesText(s.times ?? [], wallTime(s.createdAt, at.community.timezone).year)
    yield* tellStaff(at, { text: urgentText(s.number, text, times), about: { kind: 'suggestion', number: s.number } })
  }
  return { s, isNew: true, other }
}

/** What its author may have said of the same matter before, where it is still open. */
function* perhapsBefore({ number, authorId, private: hidden, text }: Stored): Task<Stored | null> {
  const own = yield* list(
    'suggestions',
    { authorId, private: hidden, mergedInto: null },
    { order: 'number', desc: true },
  )
  return own.find((s) => s.number !== number && isOpen(s) && maySaySame(s.text, text)) ?? null
}

/** Somebody else's open suggestion in this very group in the very same words: the only one that is joined unasked. */
function* saidByOthers(at: Conversation, text: string): Task<Stored | null> {
  if (!at.group) return null
  const here = { communityId: at.community.id, groupId: at.group.id, mergedInto: null }
  const all = yield* list('suggestions', here, { order: 'number' })
  return all.find((s) => isOpen(s) && !s.private && isSameMatter(s.text, text)) ?? null
}

function* joinInto(at: Conversation, into: Stored, s: Stored): Task<void> {
  const known = new Map([into, s].map((one) => [one.number, one]))
  const events = decideMerge({ into: into.number, numbers: [s.number] }, known, new Map())
  if (!isRejection(events)) yield* changeAll(at, known, events)
}

/** A bare 建议: asked in private for what it is; for what is said in groups once a day. */
export function* askWhatToSuggest(at: Conversation): Task<Outcome> {
  at.notes.push('suggestion.half')
  const key = `suggest-what:${at.member.id}:${dayKey(at.now, at.community.timezone)}`
  if (yield* onceInGroup(at, key)) yield* replyPrivately(at, { text: whatToSuggestText() })
  return 'asked'
}

/** Staff record what somebody else said, by quoting it: the author is whoever said it. */
export function* recordQuoted(at: Conversation): Task<Outcome> {
  if (!at.inbound.quote) return yield* refuse(at, reject('suggestion.nothing-quoted'))
  const quoted = yield* quotedMessage(at)
  const text = withoutKind(quoted?.text ?? '')
  if (!quoted || text === '') return yield* refuse(at, reject('suggestion.quote-unknown'))
  const { row, author } = quoted
  const own = yield* list('suggestions', { authorId: author.id })
  const earlier = own.find((s) => s.messageId === row.extId) ?? (yield* alreadySaid(author.id, text))
  if (earlier) return yield* refuse(at, reject('suggestion.recorded-already', { number: earlier.number }))
  const residency = yield* residencyOf(author.id)
  const s = yield* writeDown(at, {
    text,
    private: at.group === null,
    author,
    home: residency?.home ?? null,
    groupId: at.group?.id ?? null,
    messageId: row.extId,
    saidAt: at.now,
    spokenAt: row.sentAt,
    recordedBy: at.member.id,
  })
  const reached = yield* tellAuthors(at, [s], () => takenText(s.number, isUnrepeated(s) ? null : text))
  if (at.group && !reached.groups.has(at.group.id))
    yield* reply(at, { text: confirmText(numbersText([s.number]), '记下了', toldAny(reached)) })
  return 'command'
}

/** 我的建议: his own, newest first, for his eyes only. */
export function* mySuggestions(at: Conversation): Task<Outcome> {
  const own = yield* list(
    'suggestions',
    { authorId: at.member.id },
    { order: 'number', desc: true, limit: LIST_LENGTH + 1 },
  )
  const mine: { own: Stored; carried: Stored | null }[] = []
  for (const s of own.slice(0, LIST_LENGTH))
    mine.push({ own: s, carried: s.mergedInto === null ? null : yield* carrierOf(at, s) })
  yield* confide(at, { text: mineText(mine, own.length > LIST_LENGTH, at.now, at.community.timezone) })
  return 'command'
}

/** The author's own that he means: by number, or the only one that is open. Null: he has been asked, or told. */
function* ownOpen(at: Conversation, number: number | null, example: (number: number) => string): Task<Stored | null> {
  if (number !== null) {
    const s = yield* byNumber(at, number)
    if (!s) yield* refuse(at, reject('suggestion.not-yours', { number }))
    return s
  }
  const open: Stored[] = []
  for (const s of yield* list('suggestions', { authorId: at.member.id }, { order: 'number', desc: true, limit: 50 })) {
    const carrier = yield* carrierOf(at, s)
    // What he added to another of his own in private goes along with that one.
    const isAdded = carrier !== s && carrier.authorId === s.authorId && s.private
    if (s.status !== 'withdrawn' && isOpen(carrier) && !isAdded) open.push(s)
  }
  const [only, ...more] = open
  if (only && more.length === 0) return only
  at.notes.push(only ? 'suggestion.which' : 'suggestion.none-open')
  const text = only
    ? whichText(
        open.map((s) => s.number),
        example(only.number),
      )
    : noneOpenText()
  yield* replyPrivately(at, { text })
  return null
}

/** An author takes his own back. What was merged into it stands alone again. */
export function* withdrawSuggestion(at: Conversation, number: number | null): Task<Outcome> {
  const s = yield* ownOpen(at, number, (n) => `撤回${n}`)
  if (!s) return 'asked'
  const event = decideWithdraw(s, yield* carrierOf(at, s), at.member.id)
  if (isRejection(event)) return yield* refuse(at, event)
  yield* withdrawOne(at, s)
  yield* answerAbout(at, s, withdrawnText(s.number))
  return 'command'
}

/** Withdraws without asking whose it is: also for an author who has his information deleted. */
export function* withdrawOne(at: Moment, s: Stored): Task<void> {
  for (const added of yield* mergedInto(at, s.number))
    if (added.authorId === s.authorId && added.private && !s.private) yield* withdrawOne(at, added)
  const children = yield* mergedInto(at, s.number)
  const known = new Map([s, ...children].map((one) => [one.number, one]))
  const freed = children.length === 0 ? [] : decideSplit(s.number, known, yield* lineageOf(at, known))
  const alone = isRejection(freed) ? [] : (yield* changeAll(at, known, freed)).filter((one) => one.mergedInto === null)
  yield* change(at, s, { type: 'suggestion.withdrawn', number: s.number })
  if (alone.length > 0) yield* tellAuthors(at, alone, (numbers) => splitOffText(numbers))
  if (alone.length > 0 || s.status !== 'received')
    yield* tellStaff(at, {
      text: staffWithdrawnText(
        s.number,
        alone.map((one) => one.number),
      ),
    })
}

/** 合并12 13: what one message was taken apart into, or what he said twice, is one thing. */
export function* joinOwn(at: Conversation, numbers: readonly number[]): Task<Outcome> {
  const [into, ...others] = [...new Set(numbers)]
  if (into === undefined || others.length === 0) return 'chatter'
  for (const number of [into, ...others])
    if ((yield* byNumber(at, number))?.authorId !== at.member.id)
      return yield* refuse(at, reject('suggestion.not-yours', { number }))
  const joined = yield* joinSuggestions(at, { into, numbers: others })
  return isRejection(joined) ? yield* refuse(at, joined) : 'command'
}

/** An author adds words to his own. */
export function* appendSuggestion(at: Conversation, number: number | null, text: string): Task<Outcome> {
  const s = yield* ownOpen(at, number, (n) => `补充${n} ……`)
  if (!s) return 'asked'
  const carrier = yield* carrierOf(at, s)
  const event = decideAppend(s, carrier, text.trim(), at.member.id)
  if (isRejection(event)) return yield* refuse(at, event)
  if (text.trim() === '') {
    at.notes.push('suggestion.append-empty')
    yield* answerAbout(at, s, appendWhatText(s.number))
    return 'asked'
  }
  if (at.group === null && !s.private) return yield* addInPrivate(at, s, text)
  yield* readMore(at, yield* change(at, s, event), text.trim(), at.inbound.sentAt)
  yield* answerAbout(at, s, appendedText(s.number))
  yield* tellOfMore(at, s, carrier, { number: s.number, text })
  return 'suggestion'
}

/** Whoever works on it has read it as it was. `more`: what is added to `to`, and under which number that stands. */
function* tellOfMore(at: Conversation, to: Stored, carrier: Stored, more: Pick<Stored, 'number' | 'text'>): Task<void> {
  if (carrier.status === 'received' && to.mergedInto === null) return
  const into = more.number === carrier.number ? null : carrier.number
  const text = staffAppendedText(more.number, into, more.text.trim())
  yield* tellStaff(at, { text, about: { kind: 'suggestion', number: carrier.number } })
}

/**
 * What is added in private to what the group has heard stays between us: it is a private suggestion that goes along with it,
 * and no digest and no result repeats its words.
 */
function* addInPrivate(at: Conversation, to: Stored, text: string): Task<Outcome> {
  const urgent = isUrgent(text) ? { urgent: true as const } : {}
  const { s, isNew } = yield* noteDown(at, text.trim(), { kind: 'suggestion', text, private: true, ...urgent })
  const into = yield* carrierOf(at, to)
  if (isNew) yield* joinInto(at, into, s)
  yield* answerAbout(at, s, addedInPrivateText(s.number, into.number))
  if (isNew) yield* tellOfMore(at, to, into, s)
  return 'suggestion'
}

/** "没好": opens the author's result again. Without a number it is his latest; from anyone else it is just talk. */
export function* reopenSuggestion(at: Conversation, number: number | null, text: string): Task<Outcome> {
  const s = number === null ? yield* latestClosed(at) : yield* byNumber(at, number)
  if (!s) return number === null ? 'chatter' : yield* refuse(at, reject('suggestion.not-yours', { number }))
  const carrier = yield* carrierOf(at, s)
  const concerned = [carrier, ...(yield* mergedInto(at, carrier.number))]
  const { now, community, member } = at
  const dueAt = deadline(now, community.dueDays, community.timezone)
  const authors = concerned.map((one) => one.authorId)
  const event = decideReopen(carrier, authors, { now, actor: member.id, dueAt })
  if (isRejection(event)) {
    // In a group 没好 may be about anything: of a result long ago he hears once.
    const late = number === null && event.rejected === 'suggestion.reopen-late'
    if (late && !(yield* onceInGroup(at, `reopen-late:${carrier.id}:${member.id}`))) return 'chatter'
    return yield* refuse(at, event)
  }
  yield* change(at, carrier, event)
  const own = concerned.find((one) => one.authorId === member.id) ?? carrier
  yield* answerAbout(at, own, reopenedText(own.number))
  const elsewhere = concerned.filter(
    (one) => one.authorId !== member.id && (own.private || one.private || one.groupId !== at.group?.id),
  )
  yield* tellAuthors(at, elsewhere, () => reopenedText(carrier.number))
  yield* tellStaff(at, {
    text: staffReopenedText(carrier.number, carrier.text, text),
    about: { kind: 'suggestion', number: carrier.number },
  })
  return 'suggestion'
}

/**
 * His latest result, by when it was closed: one that is too old to be opened again only where nothing of his is open, for
 * that he may mean.
 */
function* latestClosed(at: Conversation): Task<Stored | null> {
  const latestFirst = { order: 'number', desc: true, limit: 50 } as const
  let latest: Stored | null = null
  let open = false
  for (const own of yield* list('suggestions', { authorId: at.member.id }, latestFirst)) {
    const s = yield* carrierOf(at, own)
    if (own.status === 'withdrawn') continue
    if (isOpen(s)) open = true
    else if (isClosed(s) && (s.closedAt ?? 0) > (latest?.closedAt ?? 0)) latest = s
  }
  const old = latest !== null && at.now - (latest.closedAt ?? 0) > REOPEN_TIME
  return old && open ? null : latest
}
