import { MINUTE } from '../core/kernel/calendar.ts'
import { homeFromText } from '../core/people/home.ts'
import type { Context, OpenWork } from '../language/context.ts'
import { askedOf } from './ask.ts'
import { type Conversation, isDesk, isStaff } from './context.ts'
import { estateFor, placesOf } from './estate.ts'
import type { Row } from './model.ts'
import { find, list, recall, type Task } from './operations.ts'
import { quotedOf } from './quote.ts'
import { withTwins } from './twins.ts'

/**
 * So many of a group's closed polls a late answer may be for, and of its postings a late sign-up. Read without their
 * time, so that the store can remember them.
 */
const CLOSED = 5

/** By so much (ms) a platform's clock may differ from ours. */
const CLOCKS = 10 * MINUTE

/** So soon (ms) after its close a bare 1 may still be for a poll, though another is open beside it: which one is asked. */
const JUST_CLOSED = 30 * MINUTE

/** What is open where the message was said: in a group its own polls and postings, in private those of his groups. */
export function* contextOf(at: Conversation): Task<Context> {
  const groups = new Set<string>()
  for (const id of at.group ? [at.group.id] : yield* groupsOf(at))
    for (const twin of yield* withTwins(id)) groups.add(twin)
  const polls: Row<'polls'>[] = []
  const works: OpenWork[] = []
  const closed: Row<'polls'>[] = []
  const ended: OpenWork[] = []
  const lists: { number: number; title: string }[] = []
  for (const groupId of groups) {
    const open = yield* recall(`open ${groupId}`, () => openIn(groupId))
    // What was said well before a poll was opened, and heard only since its group was known again, is no answer to it.
    for (const poll of open.polls)
      if (!at.inbound.regained || poll.openedAt - at.inbound.sentAt <= CLOCKS) polls.push(poll)
    // Said before the close but heard after it: understood, so that its author can be told that it came too late.
    for (const poll of open.closed) ((poll.closedAt ?? 0) > at.inbound.sentAt ? polls : closed).push(poll)
    // A posting is one group's own, and so is a list.
    if (at.group !== null && groupId !== at.group.id) continue
    works.push(...open.works)
    for (const work of open.ended) if (work.shifts.some(({ end }) => end > at.now)) ended.push(work)
    for (const { number, title } of open.lists) if (number !== null) lists.push({ number, title })
  }
  for (const poll of beside(polls, closed, at.inbound.sentAt)) if (!(yield* hasAnswered(at, poll))) polls.push(poll)
  const asked = yield* askedOf(at)
  const his = works.length + ended.length > 0 ? yield* placesHeld(at) : NONE
  const held = ended.filter(({ shifts }) => shifts.some(({ id }) => his.has(id)))
  return {
    now: at.now,
    timezone: at.community.timezone,
    direct: at.group === null,
    desk: at.group !== null && isDesk(at.group),
    mentionsUs: at.inbound.mentions.some((m) => m.self),
    staff: isStaff(at.roles),
    polls,
    works,
    quoted: yield* quotedOf(at, [
      { polls, works },
      { polls: closed, works: ended },
    ]),
    question: asked?.question ?? null,
    askedElsewhere: asked !== null && asked.chatId !== at.chat.id,
    signedUp: held.length > 0 || (works.length > 0 && his.size > 0),
    closed,
    ended: ended.sort((a, b) => b.number - a.number),
    held,
    lists,
    places: yield* placesOf(at.community.id),
    estate: yield* estateFor(at.community.id, at.group),
    home: at.residency && homeFromText(at.residency.home),
    ...(at.lexicon ? { lexicon: at.lexicon } : {}),
  }
}

/** Those that have just closed, and until then were open beside all that are. */
const beside = (open: readonly Row<'polls'>[], closed: readonly Row<'polls'>[], now: number): Row<'polls'>[] => {
  const newest = Math.max(0, ...open.map(({ openedAt }) => openedAt))
  return open.length === 0
    ? []
    : closed.filter(({ closedAt }) => closedAt !== null && closedAt > newest && now - closedAt <= JUST_CLOSED)
}

function* hasAnswered({ member }: Conversation, { id: pollId }: Row<'polls'>): Task<boolean> {
  return (yield* find('ballots', { pollId, memberId: member.id })) !== null
}

/** Where a person was heard, and the groups whose homes include his. */
export function* groupsOf(at: Conversation): Task<ReadonlySet<string>> {
  const heard = (yield* list('memberships', { memberId: at.member.id })).map((m) => m.groupId)
  const home = at.residency && homeFromText(at.residency.home)
  const own = (yield* list('groups', { communityId: at.community.id })).filter(
    ({ scope, building, unit }) =>
      scope === 'community' ||
      (home && building === home.building && (scope === 'building' || (scope === 'unit' && unit === home.unit))),
  )
  return new Set([...heard, ...own.map((g) => g.id)])
}

interface OpenInGroup {
  readonly polls: readonly Row<'polls'>[]
  /** The last ones that closed, in the order in which they did. */
  readonly closed: readonly Row<'polls'>[]
  readonly works: readonly OpenWork[]
  /** The last ones that take nobody any more, closed or called off. */
  readonly ended: readonly Posting[]
  /** Those that we keep. */
  readonly lists: readonly Row<'jielongs'>[]
}

type Posting = Omit<OpenWork, 'shifts'> & { readonly shifts: readonly Row<'shifts'>[] }

function* openIn(groupId: string): Task<OpenInGroup> {
  const polls = yield* list('polls', { groupId, status: 'open' }, { order: 'number' })
  const closed = yield* list('polls', { groupId, status: 'closed' }, { order: 'closedAt', desc: true, limit: CLOSED })
  const posted = yield* list('works', { groupId }, { order: 'number' })
  const works = yield* withShifts(posted.filter(({ status }) => status === 'open'))
  const ended = yield* withShifts(posted.filter(({ status }) => status !== 'open').slice(-CLOSED))
  const lists = yield* list('jielongs', { groupId, status: 'open', origin: 'bot' }, { order: 'id' })
  return { polls, closed: [...closed].reverse(), works, ended, lists }
}

function* withShifts(works: readonly Row<'works'>[]): Task<Posting[]> {
  const postings: Posting[] = []
  for (const { id, number, title } of works)
    postings.push({ number, title, shifts: yield* list('shifts', { workId: id }, { order: 'id' }) })
  return postings
}

/** The shifts in which the sender has a place or waits for one: only with one does 我不去了 mean us. */
function* placesHeld(at: Conversation): Task<ReadonlySet<number>> {
  const his = yield* list('signups', { memberId: at.member.id, status: { in: ['in', 'waiting'] } })
  return new Set(his.map(({ shiftId }) => shiftId))
}

const NONE: ReadonlySet<number> = new Set()
