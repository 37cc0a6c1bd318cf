import { afterNight, dayKey, MINUTE } from '../../core/kernel/calendar.ts'
import { unreachedText } from '../../phrases/people.ts'
import { homesByCardText } from '../../phrases/polls.ts'
import { untoldText } from '../../phrases/suggestions.ts'
import type { About } from '../content.ts'
import { type Conversation, isDesk, isStaff, type Moment } from '../context.ts'
import type { Firing } from '../incoming.ts'
import { residencyOf } from '../meet.ts'
import type { Row } from '../model.ts'
import { find, list, type Task } from '../operations.ts'
import { once, reaches, tellGroup } from '../speak.ts'
import { setTimer } from '../timers.ts'
import { about } from './poll-parts.ts'
import { happenedSince, type LastDigest } from './since-digest.ts'
import { carrierOf, isUnrepeated } from './suggestion-record.ts'

/*
 * What a group hears because somebody cannot be told in private: how what was said before all stands; of anything else
 * that there is something, never what, nor for whom.
 */

/** So long (ms) after somebody was asked in private it is known whether he could be. */
const ASKED = 10 * MINUTE

/** An answer lacks its author's home, and he was asked in private: it will be seen whether that reached him. */
export function* seeWhetherAsked(at: Conversation, poll: Row<'polls'>): Task<void> {
  if (!at.group) return
  const timer = { kind: 'poll-homes' as const, subject: poll.id, groupId: at.group.id }
  const dueAt = afterNight(at.now + ASKED, at.community.timezone)
  if (dueAt >= poll.closesAt || (yield* find('timers', { firedAt: null, ...timer }))) return
  yield* setTimer(at, { key: `poll-homes:${poll.id}:${at.group.id}:${dueAt}`, dueAt, ...timer })
}

/** Some could not be asked: once a day the group hears how an answer counts all the same. */
export function* homesDue(moment: Moment, { subject, groupId }: Firing): Task<void> {
  const poll = yield* find('polls', { id: subject, status: 'open' })
  if (!poll || groupId === null) return
  for (const { memberId } of yield* list('ballots', { pollId: poll.id, reason: 'no-home' }, { order: 'id' })) {
    if (!(yield* find('memberships', { memberId, groupId }))) continue
    if ((yield* residencyOf(memberId)) || (yield* reaches(moment, memberId))) continue
    if (!(yield* once(moment, `poll-homes:${poll.id}:${lineOf(moment, groupId)}`))) return
    // Two such lines on one day would be one too many.
    yield* once(moment, lineOf(moment, groupId))
    yield* tellGroup(moment, groupId, { text: homesByCardText(poll), about: about(poll) }, 'free')
    return
  }
}

/** Of public suggestions whose authors could not be told how they stand since the last digest, their group hears it once. */
export function* tellUntold(moment: Moment, last: LastDigest): Task<void> {
  const { now, community } = moment
  const untold = new Set((yield* happenedSince(community.id, ['suggestion.untold'], last.seq)).keys())
  for (const { about } of yield* refusedSince(last)) if (about?.kind === 'suggestion') untold.add(about.number)
  if (untold.size === 0) return
  const groups = new Map<string, { own: Row<'suggestions'>; carried: Row<'suggestions'> | null }[]>()
  const shown = { communityId: community.id, private: false, number: { in: [...untold] } }
  for (const said of yield* list('suggestions', shown, { order: 'number' })) {
    const own = isUnrepeated(said) ? { ...said, text: '' } : said
    const carried = own.mergedInto === null ? null : yield* carrierOf(moment, own)
    if (own.groupId !== null) groups.set(own.groupId, [...(groups.get(own.groupId) ?? []), { own, carried }])
  }
  for (const [groupId, standing] of groups)
    yield* tellGroup(moment, groupId, { text: untoldText(standing, now, community.timezone) }, 'free')
}

/** Whoever could not be told something since the last digest hears in his group how he can be from now on. */
export function* tellUnreached(moment: Moment, last: LastDigest): Task<void> {
  const groups = new Set<string>()
  for (const { memberId } of yield* refusedSince(last)) {
    const group = (yield* reaches(moment, memberId)) ? null : yield* residentsGroupOf(memberId)
    if (group) groups.add(group.id)
  }
  for (const id of groups)
    if (yield* once(moment, lineOf(moment, id))) yield* tellGroup(moment, id, { text: unreachedText() }, 'counted')
}

/** What residents were to be told in private since the last digest, and the platform refused. */
function* refusedSince({ at: since }: LastDigest): Task<{ memberId: string; about: About | undefined }[]> {
  const refused: { memberId: string; about: About | undefined }[] = []
  const rows = yield* list('outbox', { status: 'rejected', settledAt: { gt: since } }, { order: 'id' })
  for (const { chatId, payload } of rows) {
    const { kind, memberId = null } = (yield* find('chats', { id: chatId })) ?? {}
    if (kind !== 'direct' || memberId === null) continue
    const roles = yield* list('roles', { memberId })
    if (!isStaff(roles.map(({ role }) => role))) refused.push({ memberId, about: payload.about })
  }
  return refused
}

const lineOf = ({ now, community }: Moment, groupId: string): string =>
  `unreached:${groupId}:${dayKey(now, community.timezone)}`

/** The one in which he was heard last. */
function* residentsGroupOf(memberId: string): Task<Row<'groups'> | null> {
  for (const { groupId } of yield* list('memberships', { memberId }, { order: 'at', desc: true })) {
    const group = yield* find('groups', { id: groupId })
    if (group && !isDesk(group)) return group
  }
  return null
}
