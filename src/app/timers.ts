import type { Moment } from './context.ts'
import { type ChatKey, openChat } from './lane.ts'
import type { Row } from './model.ts'
import { alone, find, insertIfAbsent, list, remove, type Task, update } from './operations.ts'

/** Timers of a community that are fired in one commit. */
const AT_ONCE = 200

/** A moment that will come. `key` names the occurrence: set twice, it comes once. */
export interface Due {
  readonly key: string
  readonly kind: string
  /** Id of what it is about. */
  readonly subject: number
  readonly dueAt: number
  /** Whose order it joins; null: the community's own. */
  readonly groupId: string | null
}

/** What a fired timer carries through the inbox. */
export type Firing = Pick<Row<'timers'>, 'key' | 'kind' | 'subject' | 'dueAt' | 'groupId' | 'communityId'>

/** Sets a timer. Nothing happens where the same occurrence was set before. */
export function* setTimer(moment: Moment, due: Due): Task<void> {
  yield* insertIfAbsent('timers', { ...due, communityId: moment.community.id })
}

/** Takes back timers that have not fired. */
export function* cancelTimers(kind: string, subject: number): Task<void> {
  yield* remove('timers', { kind, subject, firedAt: null })
}

/** When the next timer is due, or null. */
export function* nextDue(): Task<number | null> {
  const timer = yield* find('timers', { firedAt: null }, { order: 'dueAt' })
  return timer?.dueAt ?? null
}

/** Communities that have something due. */
export function* dueCommunities(now: number): Task<string[]> {
  const due = yield* list('timers', { firedAt: null, dueAt: { lte: now } }, { order: 'dueAt', limit: AT_ONCE })
  return [...new Set(due.map(({ communityId }) => communityId))]
}

/**
 * Turns what is due in a community into inbox rows under its occurrence key, in order, so that it passes the same
 * once-only gate and the same order as a message. Alone with the community, so that no other process fires it too.
 * Returns the chats to wake.
 */
export function* fireDue(communityId: string, now: number): Task<number[]> {
  return yield* alone(communityId, function* () {
    const due: { timer: Row<'timers'>; chatId: number }[] = []
    for (const timer of yield* list(
      'timers',
      { firedAt: null, dueAt: { lte: now } },
      { order: 'dueAt', limit: AT_ONCE },
    ))
      due.push({ timer, chatId: yield* chatOf(timer) })
    const chats = [...new Set(due.map(({ chatId }) => chatId))].sort((a, b) => a - b)
    // In the order in which arriving messages hold them too.
    for (const chatId of chats) yield* find('lanes', { chatId }, { lock: true })
    for (const { timer, chatId } of due) yield* fire(timer, chatId, now)
    return chats
  })
}

function* fire(timer: Row<'timers'>, chatId: number, now: number): Task<void> {
  const lane = yield* find('lanes', { chatId })
  if (!lane) throw new Error(`chat ${chatId} has no lane`)
  const { key, kind, subject, dueAt, groupId, communityId } = timer
  const firing: Firing = { key, kind, subject, dueAt, groupId, communityId }
  const stored = yield* insertIfAbsent('inbox', {
    chatId,
    seq: lane.seq + 1,
    adapter: 'timer',
    account: communityId,
    extId: key,
    kind: 'timer',
    payload: firing,
    sentAt: dueAt,
    receivedAt: now,
    attempts: 0,
  })
  if (stored !== null) yield* update('lanes', { chatId }, { seq: lane.seq + 1 })
  yield* update('timers', { key }, { firedAt: now })
}

/** The chat whose order a timer joins. */
function* chatOf({ communityId, groupId }: Row<'timers'>): Task<number> {
  const group = groupId === null ? null : yield* find('groups', { id: groupId })
  const chat = group && (yield* find('chats', { id: group.chatId, communityId }))
  if (chat) return chat.id
  const own: ChatKey = { adapter: 'timer', account: communityId, epoch: '', kind: 'system', nativeId: communityId }
  return (yield* openChat(own, { communityId, name: '' })).id
}
