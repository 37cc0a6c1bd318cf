import { lineOf } from '../../core/consult/jielong.ts'
import { DAY, dayKey } from '../../core/kernel/calendar.ts'
import { homeText } from '../../core/people/home.ts'
import type { Context } from '../../language/context.ts'
import { homeFromCard } from '../../language/home.ts'
import { type JielongEntry, readEntry } from '../../language/jielong/entry.ts'
import { lineAsAnswer, lineAsSignup, subjectOfJielong } from '../../language/jielong/feed.ts'
import { type MergedJielong, mergeJielong } from '../../language/jielong/merge.ts'
import { looksLikePerson } from '../../language/jielong/person.ts'
import type { Jielong } from '../../language/jielong/read.ts'
import type { Meaning } from '../../language/meaning.ts'
import {
  joinedText,
  leftText,
  listOverText,
  notOnListText,
  passedOnText,
  theirsText,
  whichListText,
  whoseHomeText,
} from '../../phrases/jielong.ts'
import { type Conversation, type Outcome, record } from '../context.ts'
import { estateFor } from '../estate.ts'
import type { Row } from '../model.ts'
import { find, insert, list, remove, type Task, update } from '../operations.ts'
import { onceInGroup, reply, replyPrivately } from '../speak.ts'
import { answerForHomes, answerPoll, countEarlier } from './ballots.ts'
import {
  aboutList,
  addLine,
  homeOf,
  isForgotten,
  lastPlace,
  type List,
  ownName,
  showList,
  titleKey,
  writeLines,
} from './jielong-lines.ts'
import { signUp } from './signup.ts'

/** The list that we keep is shown again after so many new lines. */
const SHOWN_EVERY = 10
/** A title that comes back after this many days is another list. */
const SAME_LIST_DAYS = 30

/** The head of a list as we show it ourselves. */
const OURS = /^【接龙(\d{1,6})号/

/**
 * A copy of a 接龙 that residents pass on. What is new on it is its sender's: it feeds the poll or the posting that the
 * list is about. Otherwise it is only kept, until staff count it: nobody is answered.
 */
export function* hearJielong(at: Conversation, jielong: Jielong, context: Context): Task<Outcome> {
  if (!at.group) return 'chatter'
  const known = yield* listOf(at, jielong, context)
  const late = known && (yield* subjectLater(known, jielong, context))
  const kept = late ?? known ?? (yield* openList(at, jielong, context))
  if (kept.origin === 'bot') return yield* copyOfOurs(at, kept, jielong)
  yield* insert('jielongCopies', {
    communityId: at.community.id,
    jielongId: kept.id,
    memberId: at.member.id,
    messageId: at.messageId,
    at: at.now,
    text: at.inbound.text,
  })
  const merged = yield* mergedOf(kept)
  if (!merged) return 'chatter'
  if (kept.number !== null) yield* writeLines(at, kept, merged)
  const own = merged.entries.filter(({ owner, version }) => owner === at.member.id && version === at.messageId)
  yield* noteRemarks(at, kept, merged)
  if (late) yield* feedEarlier(at, kept, merged, context)
  return yield* feed(at, kept, own, context)
}

/** A list that was about nothing we knew is about a poll or a posting that has been opened since. Null: still nothing. */
function* subjectLater(known: List, jielong: Jielong, context: Context): Task<List | null> {
  if (known.origin === 'bot' || known.poll !== null || known.work !== null) return null
  const about = numbersOf(subjectOfJielong(jielong, context))
  if (about.poll === null && about.work === null) return null
  yield* update('jielongs', { communityId: known.communityId, id: known.id }, about)
  return { ...known, ...about }
}

const numbersOf = (subject: ReturnType<typeof subjectOfJielong>) => ({
  poll: subject && 'poll' in subject ? subject.poll.number : null,
  work: subject && 'work' in subject ? subject.work.number : null,
})

/**
 * What stood on the list before its poll opened. Each line is the answer of whoever wrote it, as far as we saw him write
 * it, and only while he has not answered the poll himself; a line that was there before we saw the list is nobody's, but
 * that of the sender's own home is his. A posting takes only the sender's line: a place, a wage and a duty are nobody's
 * to take for another.
 */
function* feedEarlier(at: Conversation, kept: List, { entries }: MergedJielong, context: Context): Task<void> {
  const poll = context.polls.find(({ number }) => number === kept.poll)
  const ownHome = at.residency?.home ?? null
  for (const entry of entries) {
    const writer = entry.owner ?? (entry.home !== null && entry.home === ownHome ? at.member.id : null)
    if (writer === null || (entry.owner !== null && entry.version === at.messageId)) continue
    const answer = poll ? lineAsAnswer(entry, poll, context) : null
    if (answer) yield* countEarlier(at, answer, { memberId: writer, messageId: entry.version })
  }
  const work = context.works.find(({ number }) => number === kept.work)
  const mine = entries.find(({ owner, version }) => owner === at.member.id && version !== at.messageId)
  if (work && mine) yield* signUp(at, lineAsSignup(mine, work, context))
}

/** The list this is a copy of: of the same title in this group, not long ago. */
function* listOf(at: Conversation, jielong: Jielong, context: Context): Task<List | null> {
  const groupId = at.group?.id ?? ''
  const { quoted } = context
  const lists = yield* list(
    'jielongs',
    { communityId: at.community.id, groupId, status: 'open' },
    { order: 'id', desc: true },
  )
  const since = at.now - SAME_LIST_DAYS * DAY
  const ours = OURS.exec(jielong.title)
  return (
    lists.find((one) => quoted?.kind === 'jielong' && one.number === quoted.number) ??
    lists.find((one) => ours && one.origin === 'bot' && one.number === Number(ours[1])) ??
    lists.find((one) => one.titleKey === titleKey(jielong.title) && one.createdAt >= since) ??
    null
  )
}

function* openList(at: Conversation, jielong: Jielong, context: Context): Task<List> {
  const row = {
    communityId: at.community.id,
    groupId: at.group?.id ?? '',
    number: null,
    title: jielong.title.slice(0, 100),
    titleKey: titleKey(jielong.title).slice(0, 200),
    origin: 'residents' as const,
    status: 'open' as const,
    ...numbersOf(subjectOfJielong(jielong, context)),
    createdBy: null,
    createdAt: at.now,
    closedAt: null,
  }
  return { id: yield* insert('jielongs', row), ...row }
}

/** One list out of all its copies that we still have. */
export function* mergedOf({ communityId, id }: List): Task<MergedJielong | null> {
  const copies = yield* list('jielongCopies', { communityId, jielongId: id }, { order: 'id' })
  const senders = [...new Set(copies.map(({ memberId }) => memberId))]
  const members = yield* list('members', { communityId, id: { in: senders } })
  const residencies = yield* list('residencies', { communityId, memberId: { in: senders } })
  const homes = new Map(residencies.map(({ memberId, home }) => [memberId, home]))
  for (const { memberId, home, status } of residencies) if (status === 'verified') homes.set(memberId, home)
  const names = new Map(members.map((member) => [member.id, ownName(member, homes.get(member.id) ?? null)]))
  return mergeJielong(
    copies.map(({ messageId, memberId, text, at }) => ({
      id: messageId,
      sender: memberId,
      home: homes.get(memberId) ?? null,
      name: names.get(memberId) ?? '',
      text,
      at,
    })),
  )
}

/** Lines of others that a copy lost or altered: kept as they were, and in the trail, once for each copy. */
function* noteRemarks(at: Conversation, { id }: List, { remarks }: MergedJielong): Task<void> {
  const here = remarks.filter(
    ({ version, kind }) => version === at.messageId && (kind === 'lost' || kind === 'altered'),
  )
  if (here.length === 0) return
  const kinds = { lost: 0, altered: 0 }
  for (const { kind } of here) if (kind === 'lost' || kind === 'altered') kinds[kind] += 1
  yield* record(at, 'jielong.kept', `jielong:${id}`, kinds)
}

/** The sender's new lines answer the poll, or sign him up. */
function* feed(at: Conversation, kept: List, own: readonly JielongEntry[], context: Context): Task<Outcome> {
  const poll = context.polls.find(({ number }) => number === kept.poll)
  if (poll) {
    const answers = own.flatMap((entry) => lineAsAnswer(entry, poll, context) ?? [])
    const [first, another] = answers
    if (!first) return 'chatter'
    return another ? yield* answerForHomes(at, answers) : yield* answerPoll(at, first)
  }
  const work = context.works.find(({ number }) => number === kept.work)
  const [mine] = own
  return work && mine ? yield* signUp(at, lineAsSignup(mine, work, context)) : 'chatter'
}

/**
 * Someone passes our own list on, as he is used to. A line of his own is his; those of others who are not on it yet are
 * nobody's, until they say something themselves; what others have said here stays.
 */
function* copyOfOurs(at: Conversation, kept: List, jielong: Jielong): Task<Outcome> {
  const group = yield* find('groups', { communityId: at.community.id, id: kept.groupId })
  const lines = yield* list('jielongLines', { communityId: at.community.id, jielongId: kept.id })
  const known = new Set(lines.map(({ text }) => titleKey(text)))
  const fresh: JielongEntry[] = []
  for (const entry of jielong.entries)
    if (!known.has(titleKey(entry.text)) && !(yield* isForgotten(kept.id, entry.text)))
      fresh.push({ ...entry, home: yield* homeOf(at, group, entry) })
  const ownHome = at.residency?.home ?? null
  const name = ownName(at.member, ownHome)
  const isHis = (entry: JielongEntry) => (entry.home === null ? entry.name === name : entry.home === ownHome)
  const isThere = (entry: JielongEntry) =>
    lines.some((line) => (entry.home === null ? line.name === entry.name : line.home === entry.home))
  const [only] = fresh
  const alone =
    fresh.length === 1 && only && !isThere(only) && (only.home === null || ownHome === null) ? only : undefined
  const his = fresh.find(isHis) ?? (lines.some(({ memberId }) => memberId === at.member.id) ? undefined : alone)
  const others = fresh.filter((entry) => entry !== his)
  const added = others.filter((entry) => !isThere(entry))
  const done = his ? yield* join(at, kept, his.text) : 'chatter'
  let place = yield* lastPlace(at, kept)
  for (const entry of added) {
    place += 1
    const said = { memberId: null, messageId: at.messageId, at: at.now }
    yield* addLine(at, kept.id, group, { ...entry, number: place }, said)
  }
  const altered = others.length - added.length
  if (altered > 0) yield* record(at, 'jielong.kept', `jielong:${kept.id}`, { lost: 0, altered })
  if (added.length === 0) return done
  yield* record(at, 'jielong.passed-on', `jielong:${kept.id}`, { number: kept.number, added: added.length })
  yield* replyPrivately(at, { text: passedOnText(kept, added.length), about: aboutList(kept) })
  return 'answer'
}

/** 我家5个, 我和老伴: nobody is called that. */
const ME = /^(?:我|俺|咱|本人|自己)/

/** A line for a list that we keep: one for each person, the last one counts. */
export function* joinJielong(at: Conversation, said: Extract<Meaning, { kind: 'jielong-line' }>): Task<Outcome> {
  const kept = yield* listHere(at, said.list)
  if (!kept) return 'asked'
  return said.for === 'other' ? yield* joinOther(at, kept, said.text) : yield* join(at, kept, said.text)
}

/**
 * 帮3-1-102也拿一个: a line of that home beside his own. It is nobody's until somebody who lives there speaks; what he has
 * said himself stays. 帮张阿姨接一个 does not say whose it is, and is asked back.
 */
function* joinOther(at: Conversation, kept: List, text: string): Task<Outcome> {
  const group = yield* find('groups', { communityId: at.community.id, id: kept.groupId })
  const entry = readEntry(null, text, kept.title)
  const home = yield* homeOf(at, group, entry)
  if (home === null) {
    at.notes.push('jielong.whose')
    yield* replyPrivately(at, { text: whoseHomeText(), about: aboutList(kept) })
    return 'asked'
  }
  if (home === at.residency?.home) return yield* join(at, kept, text)
  const lines = yield* list('jielongLines', { communityId: at.community.id, jielongId: kept.id })
  const before = lines.find((line) => line.home === home)
  if (before && before.memberId !== null) {
    at.notes.push('jielong.theirs')
    yield* replyPrivately(at, { text: theirsText(home), about: aboutList(kept) })
    return 'answer'
  }
  return yield* put(at, kept, group, { ...entry, home }, { before, memberId: null })
}

function* join(at: Conversation, kept: List, text: string): Task<Outcome> {
  const group = yield* find('groups', { communityId: at.community.id, id: kept.groupId })
  const entry = readEntry(null, text, kept.title)
  const ownHome = at.residency?.home ?? null
  const home = (yield* homeOf(at, group, entry)) ?? ownHome
  const own = ownName(at.member, ownHome)
  // 接龙 我和老伴: what he adds, not what he is called. Others read the list, so such a line says whose it is.
  const bare = entry.home === null && !text.includes(own)
  // 要两袋, 来五斤, 一家三口: a word in front is a name only where it looks like one, or where we know no other.
  const called = entry.name !== null && entry.name !== entry.text && looksLikePerson(entry.name) && !ME.test(entry.name)
  const his = home === (ownHome ?? home) && (own || at.member.name)
  const name = called ? entry.name : his || entry.name
  const door = bare && (yield* isOnCard(at, kept.groupId, home)) ? home : null
  const shown = bare ? [door, own, text].filter((part) => part).join(' ') : entry.text
  const lines = yield* list('jielongLines', { communityId: at.community.id, jielongId: kept.id })
  const before = lineOf(lines, { memberId: at.member.id, home, name })
  const line = { ...entry, name, home, text: shown }
  return yield* put(at, kept, group, line, { before, memberId: at.member.id })
}

/** Whether the group can read that home on his card. Told to us alone, or known to staff, it is not for the list. */
function* isOnCard(at: Conversation, groupId: string, home: string | null): Task<boolean> {
  const group = yield* find('groups', { communityId: at.community.id, id: groupId })
  const membership = yield* find('memberships', { memberId: at.member.id, groupId })
  const written = group && membership && homeFromCard(membership.card, yield* estateFor(at.community.id, group))
  return written !== null && homeText(written) === home
}

/** Keeps a line, in the place of the one before it where there is one, and tells whoever said it. */
function* put(
  at: Conversation,
  kept: List,
  group: Row<'groups'> | null,
  line: JielongEntry,
  { before, memberId }: { readonly before: Row<'jielongLines'> | undefined; readonly memberId: string | null },
): Task<Outcome> {
  if (before) yield* remove('jielongLines', { communityId: at.community.id, id: before.id })
  const place = before?.number ?? (yield* lastPlace(at, kept)) + 1
  const said = { memberId, messageId: at.messageId, at: at.now }
  yield* addLine(at, kept.id, group, { ...line, number: place }, said)
  const other = memberId === null ? { home: line.home } : {}
  yield* record(at, 'jielong.joined', `jielong:${kept.id}`, { number: kept.number, place, ...other })
  const content = { text: joinedText(place, line.text, before !== undefined), about: aboutList(kept) }
  if (at.group === null) yield* reply(at, content)
  else yield* replyPrivately(at, content)
  if (!before && place % SHOWN_EVERY === 0 && group) yield* showList(at, kept)
  return 'answer'
}

/** 不接了: his line goes; the numbers of the others stay. */
export function* leaveJielong(
  at: Conversation,
  { list: number, unsure }: Extract<Meaning, { kind: 'jielong-leave' }>,
): Task<Outcome> {
  const kept = yield* listHere(at, number)
  if (!kept) return 'asked'
  const home = at.residency?.home ?? null
  const lines = yield* list('jielongLines', { communityId: at.community.id, jielongId: kept.id })
  const own = lineOf(lines, { memberId: at.member.id, home, name: ownName(at.member, home) })
  if (!own && unsure) return 'chatter'
  if (own) yield* remove('jielongLines', { communityId: at.community.id, id: own.id })
  if (own) yield* record(at, 'jielong.left', `jielong:${kept.id}`, { number: kept.number })
  yield* replyPrivately(at, { text: own ? leftText(kept.title) : notOnListText(kept.title) })
  return 'answer'
}

/** The open list that we keep and that he means: the named one, or the only one here. Null: he has been asked. */
function* listHere(at: Conversation, number: number | null): Task<List | null> {
  const all = yield* list('jielongs', { communityId: at.community.id, status: 'open', origin: 'bot' }, { order: 'id' })
  const here = all.filter((one) =>
    number === null ? at.group === null || one.groupId === at.group.id : one.number === number,
  )
  const [only, another] = here
  if (only && !another) return only
  if (!only && number !== null && (yield* onceInGroup(at, `list-over:${number}:${at.member.id}`))) {
    const known = yield* find('jielongs', { communityId: at.community.id, number })
    yield* replyPrivately(at, { text: listOverText(number, known !== null) })
  }
  const key = `which-list:${at.member.id}:${dayKey(at.now, at.community.timezone)}`
  if (another && (yield* onceInGroup(at, key))) yield* reply(at, { text: whichListText(here) }, 'free')
  return null
}
