import { plainly } from '../../chat/address.ts'
import { places } from '../../core/build/work.ts'
import type { CancelledWork, DigestFacts, Item, PollItem, RequestItem, WorkItem } from '../../core/digest/digest.ts'
import { HOUR_OF_DIGEST } from '../../core/digest/spread.ts'
import {
  addDays,
  DAY,
  daysBetween,
  instant,
  MINUTE,
  nextDaily,
  startOfDay,
  wallTime,
} from '../../core/kernel/calendar.ts'
import type { BarSpec } from '../../core/kernel/picture.ts'
import { digestNotForYouText, digestPicture, digestText, digestWishText } from '../../phrases/digest.ts'
import { type Conversation, isDesk, isStaff, type Moment, type Outcome, record } from '../context.ts'
import { openDangers } from '../dangers.ts'
import { hasEnded } from '../gaps.ts'
import type { Firing } from '../incoming.ts'
import type { Row } from '../model.ts'
import { ALONE } from '../model-triage.ts'
import { count, find, insert, insertIfAbsent, list, type Task, update } from '../operations.ts'
import { reply, replyPrivately, tellGroup, tellMember } from '../speak.ts'
import { forgetOldCandidates } from './candidates.ts'
import { scrubOldWords } from './retention.ts'
import { happenedSince, type LastDigest, lastDigest } from './since-digest.ts'
import { keptSum, sumOf } from './sums.ts'
import { tellUnreached, tellUntold } from './unreached.ts'
import { waitingIn } from './waiting-ballots.ts'

/** A digest that comes later than this says so. */
const LATE = 10 * MINUTE

/**
 * Sets the next digest's timer, at the community's minute: one per community and day, whatever restarts. Beside one that
 * is set for later: that was a clock that was ahead then, or this one is behind.
 */
export function* scheduleDigest(community: Row<'communities'>, after: number): Task<void> {
  // Of the next hour that strikes, wherever in this one the last digest came.
  const hour = nextDaily(after, HOUR_OF_DIGEST, 0, community.timezone)
  const dueAt = hour + (community.digestMinute ?? 0) * MINUTE
  const key = `digest:${community.id}:${dueAt}`
  const waiting = { kind: 'digest' as const, communityId: community.id, firedAt: null }
  // Also one of that evening that was set when the community's minute was another.
  if (yield* find('timers', { dueAt: { lte: hour + DAY / 2 }, ...waiting })) return
  yield* insertIfAbsent('timers', { key, communityId: community.id, groupId: null, kind: 'digest', subject: 0, dueAt })
}

/** 18:00, or later where the bot was down: wherever the committee reads, and to staff who asked for it. */
export function* digestDue(moment: Moment, firing: Firing): Task<void> {
  yield* scheduleDigest(moment.community, moment.now)
  const late = moment.now - firing.dueAt > LATE
  const last = yield* lastDigest(moment.community)
  // A clock that was behind has set it: what there was to say then has been said. Not where one that was ahead sent the last.
  if (late && firing.dueAt <= last.at && last.at <= moment.now) return
  const { text, picture } = yield* compose(moment, late ? firing.dueAt : null)
  const groups = yield* list('groups', { communityId: moment.community.id, scope: 'committee' }, { order: 'createdAt' })
  for (const group of groups) yield* tellGroup(moment, group.id, { text, picture }, 'free')
  for (const member of yield* list('members', {
    communityId: moment.community.id,
    wantsDigest: true,
    forgottenAt: null,
  }))
    if (isStaff((yield* list('roles', { memberId: member.id })).map(({ role }) => role)))
      yield* tellMember(moment, member.id, { text })
  yield* tellUntold(moment, last)
  yield* tellUnreached(moment, last)
  yield* keep(moment, groups[0]?.id ?? null, text, late)
  yield* scrubOldWords(moment)
  yield* forgetOldCandidates(moment)
}

/** /日报: the same at any time, where it was asked for if that is the committee's own group, else in private. */
export function* sendDigest(at: Conversation): Task<Outcome> {
  const { text, picture } = yield* compose(at, null)
  const own = at.group !== null && isDesk(at.group)
  if (own) yield* reply(at, { text, picture }, 'free')
  else yield* replyPrivately(at, { text, picture })
  yield* keep(at, own ? (at.group?.id ?? null) : null, text, false)
  return 'command'
}

/** 我要日报, 不要日报: staff alone. */
export function* setDigestWish(at: Conversation, wants: boolean): Task<Outcome> {
  if (!isStaff(at.roles)) {
    if (at.group) return 'chatter'
    yield* reply(at, { text: digestNotForYouText() })
    return 'asked'
  }
  yield* update('members', { id: at.member.id }, { wantsDigest: wants })
  yield* record(at, wants ? 'digest.wanted' : 'digest.stopped', `member:${at.member.id}`)
  yield* replyPrivately(at, { text: digestWishText(wants) })
  return 'command'
}

function* keep(moment: Moment, groupId: string | null, text: string, late: boolean): Task<void> {
  yield* insert('digests', { communityId: moment.community.id, groupId, at: moment.now, text: plainly(text), late })
  yield* record(moment, 'digest.sent', `community:${moment.community.id}`, { late })
}

/** The digest covers what the trail has after the last one that came by itself. */
function* compose(moment: Moment, missed: number | null): Task<{ text: string; picture: BarSpec | undefined }> {
  const { community, now } = moment
  const facts = yield* digestFacts(community, yield* lastDigest(community), now)
  const heading = { community: community.name, timezone: community.timezone, now, missed }
  return { text: digestText(heading, facts), picture: digestPicture(facts) }
}

/** Until the second digest after it came (ms): what is still nobody's then waits for its day. */
const SECOND_EVENING = 2 * DAY

/** Everything the digest says, counted from the same rows as the exports. */
export function* digestFacts(
  community: Row<'communities'>,
  { seq, at: lastAt }: LastDigest,
  now: number,
): Task<DigestFacts> {
  const communityId = community.id
  const all = yield* list('suggestions', { communityId }, { order: 'number' })
  const open = all.filter(
    (s) => s.mergedInto === null && (s.status === 'received' || s.status === 'accepted' || s.status === 'handed'),
  )
  const since = (...types: string[]) => happenedSince(communityId, types, seq)
  // Of what staff take from talk, what was written down since, whenever it was said.
  const fresh = yield* since('suggestion.received')
  const closed = yield* since('suggestion.done', 'suggestion.answered')
  const reopened = yield* since('suggestion.reopened')
  const ended = yield* since('poll.closed')
  const today = wallTime(startOfDay(now, community.timezone), community.timezone)
  const day = (n: number) => instant(addDays(today, n), community.timezone)
  return {
    received: all
      .filter((s) => fresh.has(s.number) && s.status !== 'withdrawn')
      .map((s) => ({ taken: s.status !== 'received' || s.mergedInto !== null, ...item(s) })),
    untaken: open
      .filter((s) => s.status === 'received' && !fresh.has(s.number))
      .filter((s) => s.createdAt > now - SECOND_EVENING && s.dueAt >= day(2))
      .map(item),
    dueToday: open.filter((s) => s.dueAt > now && s.dueAt < day(1)).map(item),
    dueTomorrow: open.filter((s) => s.dueAt >= day(1) && s.dueAt < day(2)).map(item),
    overdue: open
      .filter((s) => s.dueAt <= now)
      .map((s) => ({ days: daysBetween(s.dueAt, now, community.timezone), ...item(s) })),
    closed: all.filter((s) => s.closedAt !== null && closed.has(s.number) && s.mergedInto === null).map(item),
    reopened: open.flatMap((s) => {
      const at = reopened.get(s.number)
      return at === undefined ? [] : [{ ...item(s), at }]
    }),
    openPolls: yield* pollItems(yield* list('polls', { communityId, status: 'open' }, { order: 'number' })),
    closedPolls: yield* pollItems(
      yield* list('polls', { communityId, status: 'closed', number: { in: [...ended.keys()] } }, { order: 'number' }),
    ),
    works: yield* workItems(communityId, now),
    cancelledWorks: yield* cancelledSince(communityId, seq),
    requests: yield* requestsAhead(communityId, now),
    needsPerson: {
      candidates: yield* count('candidates', { communityId, status: 'waiting', groupId: { not: ALONE } }),
      unheard: yield* count('candidates', { communityId, status: 'waiting', groupId: ALONE }),
      ...(yield* troubles(communityId, seq, lastAt)),
      unbound: yield* unboundGroups(),
      dangers: (yield* openDangers(communityId, now)).length,
    },
    gaps: (yield* list('gaps', { to: { gt: lastAt } }, { order: 'from' }))
      .filter((gap) => hasEnded(gap, now))
      .map(({ from, to }) => ({ from, to })),
  }
}

/** A private suggestion has its number in the digest and never its words. */
const item = (s: Row<'suggestions'>): Item => ({ number: s.number, text: s.private ? null : s.text })

function* pollItems(polls: readonly Row<'polls'>[]): Task<PollItem[]> {
  const items: PollItem[] = []
  for (const poll of polls) {
    const { number, title, perHome, closesAt, options } = poll
    const { counts, answered } = yield* poll.status === 'open' ? keptSum(poll) : sumOf(poll)
    const { length: waiting } = yield* waitingIn(poll)
    const hidden = poll.hidden && poll.status === 'open'
    const labelled = options.map((label, i) => ({ label, count: counts[i] ?? 0 }))
    items.push({ number, title, answered, waiting, perHome, closesAt, counts: hidden ? null : labelled })
  }
  return items
}

/** Postings that still have something ahead of them. */
function* workItems(communityId: string, now: number): Task<WorkItem[]> {
  const items: WorkItem[] = []
  for (const work of yield* list('works', { communityId, status: { not: 'cancelled' } }, { order: 'number' })) {
    const shifts = (yield* list('shifts', { workId: work.id })).filter(({ end }) => end > now)
    if (shifts.length === 0) continue
    const filled = places(shifts, yield* list('signups', { workId: work.id }))
    const sum = (pick: (f: (typeof filled)[number]) => number) => filled.reduce((n, f) => n + pick(f), 0)
    items.push({
      number: work.number,
      title: work.title,
      shifts: shifts.length,
      places: shifts.reduce((n, shift) => n + shift.places, 0),
      taken: sum((f) => f.taken),
      waiting: sum((f) => f.waiting),
    })
  }
  return items
}

function* cancelledSince(communityId: string, seq: number): Task<CancelledWork[]> {
  const works: CancelledWork[] = []
  const said = { communityId, type: 'work.cancelled', seq: { gt: seq } }
  for (const { subject, data } of yield* list('events', said, { order: 'seq' })) {
    const work = yield* find('works', { communityId, number: Number(subject.slice('work:'.length)) })
    const { reason = '' } = data
    if (work) works.push({ number: work.number, title: work.title, reason })
  }
  return works
}

/** Also where sign-up has ended: a request can be confirmed until its shift begins. */
function* requestsAhead(communityId: string, now: number): Task<RequestItem[]> {
  const items: RequestItem[] = []
  for (const work of yield* list('works', { communityId, status: { not: 'cancelled' } }, { order: 'number' })) {
    const ahead = (yield* list('shifts', { workId: work.id })).filter(({ start }) => start > now).map(({ id }) => id)
    const { length } = yield* list('signups', { workId: work.id, shiftId: { in: ahead }, status: 'requested' })
    if (length > 0) items.push({ number: work.number, title: work.title, count: length })
  }
  return items
}

/** Unbound groups in which somebody has spoken. Whose they are nobody knows yet: told only where there is one community. */
function* unboundGroups(): Task<number> {
  if ((yield* list('communities', {}, { limit: 2 })).length > 1) return 0
  return yield* count('chats', { kind: 'group', groupId: null })
}

/** Messages of this community that were parked, and replies that did not arrive, since the last digest. */
function* troubles(communityId: string, seq: number, since: number): Task<{ parked: number; undelivered: number }> {
  const parked = yield* count('events', { communityId, type: 'message.parked', seq: { gt: seq } })
  let undelivered = 0
  for (const status of ['unknown', 'rejected'] as const)
    undelivered += yield* count('outbox', { communityId, status, createdAt: { gt: since } })
  return { parked, undelivered }
}
