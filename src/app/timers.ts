import type { Moment } from './context.ts'
import type { Firing, TimerKind } from './incoming.ts'
import { type ChatKey, type LaneKey, openChat } from './lane.ts'
import type { Row } from './model.ts'
import { alone, find, insertIfAbsent, list, remove, type Task, update } from './operations.ts'

/** Timers of a community that are fired in one commit. */
const AT_ONCE = 200

/** Sets a timer. Nothing happens where the same occurrence was set before. */
export function* setTimer(moment: Moment, due: Omit<Firing, 'communityId'>): Task<void> {
  yield* insertIfAbsent('timers', { ...due, communityId: moment.community.id })
}

/** Takes back timers that have not fired. */
export function* cancelTimers(kind: TimerKind, subject: number): Task<void> {
  yield* remove('timers', { kind, subject, firedAt: null })
}

/** When the next timer is due, or null. */
export function* nextDue(): Task<number | null> {
  const timer = yield* find('timers', { firedAt: null }, { order: 'dueAt' })
  return timer?.dueAt ?? null
}

/**
 * Communities that have something due, the earliest first. Where most of what was looked at is of a few, more is looked
 * at: one whose moments cannot be fired does not hide those of the others.
 */
export function* dueCommunities(now: number): Task<string[]> {
  for (let limit = AT_ONCE; ; limit *= 4) {
    const due = yield* list('timers', { firedAt: null, dueAt: { lte: now } }, { order: 'dueAt', limit })
    const communities = new Set(due.map(({ communityId }) => communityId))
    if (due.length < limit || communities.size * 2 >= AT_ONCE) return [...communities]
  }
}

/**
 * Turns what is due in a community into inbox rows under its occurrence key, in order, so that it passes the same
 * once-only gate and the same order as a message. Alone with the community, so that no other process fires it too.
 * Returns the chats to wake.
 */
export function* fireDue(communityId: string, now: number): Task<readonly LaneKey[]> {
  return yield* alone(communityId, function* () {
    const due = { firedAt: null, dueAt: { lte: now } }
    const waiting = new Map<number, Row<'timers'>[]>()
    for (const timer of yield* list('timers', due, { order: 'dueAt', limit: AT_ONCE })) {
      const chatId = yield* chatOf(timer)
      waiting.set(chatId, [...(waiting.get(chatId) ?? []), timer])
    }
    // In the order in which arriving messages hold them too.
    const lanes = yield* list('lanes', { chatId: { in: [...waiting.keys()] } }, { order: 'chatId', lock: true })
    if (lanes.length < waiting.size) throw new Error('a chat has no lane')
    for (const lane of lanes) yield* fire(waiting.get(lane.chatId) ?? [], lane, now)
    return lanes
  })
}

function* fire(timers: readonly Row<'timers'>[], { chatId, seq }: Row<'lanes'>, now: number): Task<void> {
  let last = seq
  for (const { key, kind, subject, dueAt, groupId, communityId } of timers) {
    const firing: Firing = { key, kind, subject, dueAt, groupId, communityId }
    const row = { chatId, seq: last + 1, adapter: 'timer', account: communityId, extId: key, kind: 'timer' as const }
    const times = { sentAt: dueAt, receivedAt: now, attempts: 0 }
    if ((yield* insertIfAbsent('inbox', { ...row, ...times, payload: firing })) !== null) last += 1
    yield* update('timers', { key }, { firedAt: now })
  }
  yield* update('lanes', { chatId }, { seq: last })
}

/** The chat whose order a timer joins. */
function* chatOf({ communityId, groupId }: Row<'timers'>): Task<number> {
  const group = groupId === null ? null : yield* find('groups', { id: groupId })
  const chat = group && (yield* find('chats', { id: group.chatId, communityId }))
  if (chat) return chat.id
  const own: ChatKey = { adapter: 'timer', account: communityId, epoch: '', kind: 'system', nativeId: communityId }
  return (yield* openChat(own, { communityId, name: '' })).id
}
