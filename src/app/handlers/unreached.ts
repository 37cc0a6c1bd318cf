import { afterNight, dayKey, MINUTE } from '../../core/kernel/calendar.ts'
import { unreachedText } from '../../phrases/people.ts'
import { homesByCardText } from '../../phrases/polls.ts'
import { type Conversation, isStaff, type Moment } from '../context.ts'
import { residencyOf } from '../meet.ts'
import type { Row } from '../model.ts'
import { find, list, type Task } from '../operations.ts'
import { once, reaches, tellGroup } from '../speak.ts'
import { type Firing, setTimer } from '../timers.ts'
import { about } from './poll-parts.ts'

/* What a group hears because somebody cannot be told in private: that there is something; never what, nor for whom. */

/** So long (ms) after somebody was asked in private it is known whether he could be. */
const ASKED = 10 * MINUTE

/** An answer lacks its author's home, and he was asked in private: it will be seen whether that reached him. */
export function* seeWhetherAsked(at: Conversation, poll: Row<'polls'>): Task<void> {
  if (!at.group) return
  const timer = { kind: 'poll-homes', subject: poll.id, groupId: at.group.id }
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

/** Whoever could not be told something since then hears in his group how he can be from now on. */
export function* tellUnreached(moment: Moment, since: number): Task<void> {
  const groups = new Set<string>()
  for (const { chatId } of yield* list('outbox', { status: 'rejected', settledAt: { gt: since } }, { order: 'id' })) {
    const chat = yield* find('chats', { id: chatId })
    if (chat?.kind !== 'direct' || chat.memberId === null) continue
    const roles = yield* list('roles', { memberId: chat.memberId })
    if (isStaff(roles.map(({ role }) => role)) || (yield* reaches(moment, chat.memberId))) continue
    const group = yield* residentsGroupOf(chat.memberId)
    if (group) groups.add(group.id)
  }
  for (const id of groups)
    if (yield* once(moment, lineOf(moment, id))) yield* tellGroup(moment, id, { text: unreachedText() }, 'counted')
}

const lineOf = ({ now, community }: Moment, groupId: string): string =>
  `unreached:${groupId}:${dayKey(now, community.timezone)}`

/** The one in which he was heard last. */
function* residentsGroupOf(memberId: string): Task<Row<'groups'> | null> {
  for (const { groupId } of yield* list('memberships', { memberId }, { order: 'at', desc: true })) {
    const group = yield* find('groups', { id: groupId })
    if (group && group.scope !== 'committee' && group.scope !== 'staff') return group
  }
  return null
}
