import { positionOf } from '../core/build/signup.ts'
import { places } from '../core/build/work.ts'
import { tally } from '../core/consult/poll.ts'
import { isoInZone, wallTime } from '../core/kernel/calendar.ts'
import { maskNumbers } from '../core/kernel/mask.ts'
import { momentsOf } from '../language/when/read.ts'
import { timesText } from '../phrases/when.ts'
import type { Row } from './model.ts'
import { ALONE } from './model-triage.ts'
import { find, list, type Task, within } from './operations.ts'

/**
 * The tables of `export` and of the console, with the field names that other programs rely on, so that more may come
 * and none may go. They are made from rows only, so anyone can recompute what the bot said.
 */
export const TABLES = [
  'suggestions',
  'candidates',
  'polls',
  'ballots',
  'work',
  'signups',
  'attendance',
  'pay',
  'decisions',
  'jielong',
  'digests',
  'events',
  'messages',
] as const
export type TableName = (typeof TABLES)[number]
export type TableRow = Readonly<Record<string, unknown>>

/** The fields of each table, in their order, so that also an empty one has its header. None yet: nothing fills it so far. */
export const FIELDS: Readonly<Record<TableName, readonly string[]>> = {
  suggestions: [
    ...['number', 'status', 'text', 'author', 'home', 'group', 'private', 'kind', 'category', 'place'],
    ...['time', 'timeFrom', 'timeTo', 'unit', 'createdAt', 'dueAt', 'mergedInto', 'supporters', 'closedAt', 'outcome'],
  ],
  candidates: [
    ...['number', 'status', 'kind', 'text', 'certainty', 'because', 'member', 'home', 'group', 'message', 'at'],
    ...['start', 'end', 'suggestion'],
  ],
  polls: [
    ...['number', 'title', 'status', 'options', 'answered', 'group', 'closesAt', 'closedAt'],
    ...['perHome', 'anonymous', 'multiple', 'hidden'],
  ],
  ballots: ['poll', 'member', 'home', 'choice', 'at', 'message', 'counted', 'reason'],
  work: ['number', 'title', 'status', 'shifts', 'pay', 'place', 'requirements', 'group'],
  signups: ['work', 'shift', 'member', 'name', 'home', 'status', 'position', 'at', 'message', 'onBehalfOf'],
  attendance: [],
  pay: [],
  decisions: [],
  jielong: [
    ...['list', 'title', 'number', 'name', 'home', 'choice', 'quantity', 'text', 'member', 'group', 'at', 'message'],
  ],
  digests: ['community', 'at', 'group', 'text', 'late'],
  events: ['id', 'at', 'type', 'actor', 'message', 'subject', 'data'],
  messages: ['id', 'at', 'group', 'member', 'text', 'outcome'],
}

/** One table, of one community or of all. */
export function* table(name: TableName, communityId?: string): Task<TableRow[]> {
  const parts: TableRow[][] = []
  for (const community of yield* list('communities', communityId === undefined ? {} : { id: communityId }, {
    order: 'createdAt',
  }))
    parts.push(yield* within(community.id, () => MAKERS[name](community)))
  return parts.flat().map(masked)
}

/** Fields in which people write what they like. An export leaves the house: no number of a person goes with it. */
const FREE_TEXT: ReadonlySet<string> = new Set([
  'text',
  'title',
  'place',
  'requirements',
  'outcome',
  'name',
  'onBehalfOf',
])

const masked = (row: TableRow): TableRow =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      FREE_TEXT.has(key) && typeof value === 'string' ? maskNumbers(value) : value,
    ]),
  )

type Maker = (community: Row<'communities'>) => Task<TableRow[]>

// biome-ignore lint/correctness/useYield: a table of a later step of 共同缔造, empty until then, is read like the others
function* none(): Task<TableRow[]> {
  return []
}

const MAKERS: Readonly<Record<TableName, Maker>> = {
  suggestions,
  candidates,
  polls,
  ballots,
  work,
  signups,
  attendance: none,
  pay: none,
  decisions: none,
  jielong,
  digests,
  events,
  messages,
}

const isoOf = (community: Row<'communities'>) => (at: number | null) =>
  at === null ? null : isoInZone(at, community.timezone)

function* suggestions(community: Row<'communities'>): Task<TableRow[]> {
  const iso = isoOf(community)
  const all = yield* list('suggestions', { communityId: community.id }, { order: 'number' })
  return all.map((s) => ({
    number: s.number,
    status: s.status,
    text: s.text,
    author: s.authorId,
    home: s.home,
    group: s.groupId,
    private: s.private,
    kind: s.kind,
    category: s.category,
    place: s.place,
    ...happens(s, community.timezone),
    unit: s.unit,
    createdAt: iso(s.createdAt),
    dueAt: iso(s.dueAt),
    mergedInto: s.mergedInto,
    supporters: new Set(all.filter((o) => o.number === s.number || o.mergedInto === s.number).map((o) => o.authorId))
      .size,
    closedAt: iso(s.closedAt),
    outcome: s.outcome,
  }))
}

/** When it happens: in words with their dates, and the ends of the first time that has any. */
const happens = ({ times, createdAt }: Row<'suggestions'>, timezone: string) => {
  const all = times ?? []
  const ends = all.map((when) => momentsOf(when, timezone)).find(({ from, to }) => from !== null || to !== null)
  const iso = (at: number | null | undefined) => (at == null ? null : isoInZone(at, timezone))
  return {
    time: all.length === 0 ? null : timesText(all, wallTime(createdAt, timezone).year),
    timeFrom: iso(ends?.from),
    timeTo: iso(ends?.to),
  }
}

function* candidates(community: Row<'communities'>): Task<TableRow[]> {
  const iso = isoOf(community)
  const all = yield* list('candidates', { communityId: community.id }, { order: 'number' })
  return all.map((c) => ({
    number: c.number,
    status: c.status,
    kind: c.kind,
    text: c.text.slice(c.start, c.end),
    certainty: c.certainty / 100,
    because: c.because,
    member: c.memberId,
    home: c.home,
    group: c.groupId === ALONE ? null : c.groupId,
    message: c.messageId,
    at: iso(c.at),
    start: c.start,
    end: c.end,
    suggestion: c.suggestion,
  }))
}

/** A hidden poll shows no counts before its close, in no table. */
const isHidden = (poll: Row<'polls'>): boolean => poll.hidden && poll.status === 'open'

function* polls(community: Row<'communities'>): Task<TableRow[]> {
  const iso = isoOf(community)
  const rows: TableRow[] = []
  for (const poll of yield* list('polls', { communityId: community.id }, { order: 'number' })) {
    const { counts, answered } = tally(poll.options, yield* list('ballots', { pollId: poll.id, counted: true }))
    rows.push({
      number: poll.number,
      title: poll.title,
      status: poll.status,
      options: poll.options.map((label, i) => ({ label, count: isHidden(poll) ? null : (counts[i] ?? 0) })),
      answered,
      group: poll.groupId,
      closesAt: iso(poll.closesAt),
      closedAt: iso(poll.closedAt),
      perHome: poll.perHome,
      anonymous: poll.anonymous,
      multiple: poll.multiple,
      hidden: poll.hidden,
    })
  }
  return rows
}

function* ballots(community: Row<'communities'>): Task<TableRow[]> {
  const iso = isoOf(community)
  const parts: TableRow[][] = []
  for (const poll of yield* list('polls', { communityId: community.id }, { order: 'number' })) {
    const cast = (yield* list('ballots', { pollId: poll.id }, { order: 'id' })).map((b) => ({
      poll: poll.number,
      member: b.memberId as string | null,
      home: b.home,
      choice: isHidden(poll) ? null : b.choice,
      at: iso(b.at),
      message: b.messageId as string | null,
      counted: b.counted,
      reason: b.reason,
    }))
    if (!poll.anonymous) parts.push(cast)
    else {
      // What was chosen can be counted again by anyone; who chose it cannot be read off, not even from the order.
      const unsigned = cast.map((b) => ({ ...b, member: null, home: null, at: null, message: null }))
      parts.push(unsigned.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)))
    }
  }
  return parts.flat()
}

function* work(community: Row<'communities'>): Task<TableRow[]> {
  const iso = isoOf(community)
  const rows: TableRow[] = []
  for (const posting of yield* list('works', { communityId: community.id }, { order: 'number' })) {
    const shifts = yield* list('shifts', { workId: posting.id }, { order: 'id' })
    const filled = places(shifts, yield* list('signups', { workId: posting.id }))
    rows.push({
      number: posting.number,
      title: posting.title,
      status: posting.status,
      shifts: shifts.map((shift, i) => ({
        label: shift.label,
        start: iso(shift.start),
        end: iso(shift.end),
        places: shift.places,
        taken: filled[i]?.taken ?? 0,
        waiting: filled[i]?.waiting ?? 0,
      })),
      pay: { fen: posting.payFen, per: posting.payPer },
      place: posting.place,
      requirements: posting.requirements,
      group: posting.groupId,
    })
  }
  return rows
}

function* signups(community: Row<'communities'>): Task<TableRow[]> {
  const iso = isoOf(community)
  const known = yield* list('members', { communityId: community.id, forgottenAt: null })
  const names = new Map(known.map(({ id, name }) => [id, name]))
  const rows: TableRow[] = []
  for (const posting of yield* list('works', { communityId: community.id }, { order: 'number' })) {
    const labels = new Map((yield* list('shifts', { workId: posting.id })).map(({ id, label }) => [id, label]))
    const all = yield* list('signups', { workId: posting.id }, { order: 'id' })
    rows.push(
      ...all.map((s) => ({
        work: posting.number,
        shift: labels.get(s.shiftId) ?? '',
        member: s.memberId,
        // Of whoever asked, where it is for somebody else; null once it is deleted.
        name: names.get(s.memberId) ?? null,
        home: s.home,
        status: s.status,
        position: positionOf(s, all),
        at: iso(s.at),
        message: s.messageId,
        onBehalfOf: s.onBehalfOf,
      })),
    )
  }
  return rows
}

/** Every line of the lists that staff count or that we keep. */
function* jielong(community: Row<'communities'>): Task<TableRow[]> {
  const iso = isoOf(community)
  const rows: TableRow[] = []
  for (const kept of yield* list('jielongs', { communityId: community.id }, { order: 'number' })) {
    if (kept.number === null) continue
    for (const line of yield* list('jielongLines', { communityId: community.id, jielongId: kept.id }, { order: 'id' }))
      rows.push({
        list: kept.number,
        title: kept.title,
        number: line.number,
        name: line.name,
        home: line.home,
        choice: line.choice,
        quantity: line.quantity === null ? null : line.quantity / 100,
        text: line.text,
        member: line.memberId,
        group: kept.groupId,
        at: iso(line.at),
        message: line.messageId,
      })
  }
  return rows
}

function* digests(community: Row<'communities'>): Task<TableRow[]> {
  const iso = isoOf(community)
  const sent = yield* list('digests', { communityId: community.id }, { order: 'id' })
  return sent.map((d) => ({ community: community.name, at: iso(d.at), group: d.groupId, text: d.text, late: d.late }))
}

function* events(community: Row<'communities'>): Task<TableRow[]> {
  const iso = isoOf(community)
  const all = yield* list('events', {}, { order: 'seq' })
  return all.map((e) => ({
    id: e.seq,
    at: iso(e.at),
    type: e.type,
    actor: e.actor,
    message: e.messageId,
    subject: e.subject,
    data: e.data,
  }))
}

function* messages(community: Row<'communities'>): Task<TableRow[]> {
  const iso = isoOf(community)
  const unsigned = yield* secretAnswers(community.id)
  const rows: TableRow[] = []
  for (const row of yield* list('inbox', { kind: 'message' }, { order: 'receivedAt' })) {
    const chat = yield* find('chats', { id: row.chatId })
    const group = chat?.groupId ? yield* find('groups', { id: chat.groupId }) : null
    if (row.kind !== 'message' || (!group && row.memberId === null)) continue
    // What somebody chose in private in an anonymous poll is not to be read off his message either.
    const text = group === null && unsigned.has(row.extId) ? null : row.payload.text
    rows.push({
      id: row.extId,
      at: iso(row.sentAt),
      group: group?.id ?? null,
      member: row.memberId,
      text,
      outcome: row.outcome,
    })
  }
  return rows
}

function* secretAnswers(communityId: string): Task<ReadonlySet<string>> {
  const ids = new Set<string>()
  for (const poll of yield* list('polls', { communityId, anonymous: true }))
    for (const { messageId } of yield* list('ballots', { pollId: poll.id })) ids.add(messageId)
  return ids
}
