import type { Moment } from './context.ts'
import { byKey, holdCommunity, laneKey } from './lane.ts'
import type { Row } from './model.ts'
import { find, insertIfAbsent, list, remove, type Task, update } from './operations.ts'

/** Timers fired in one commit. */
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

/**
 * Turns what is due into inbox rows under its occurrence key, in order, so that it passes the same once-only gate and
 * the same order as a message. Returns the chats to wake.
 */
export function* fireDue(now: number): Task<number[]> {
  const woken: number[] = []
  const due: { timer: Row<'timers'>; chatId: number }[] = []
  const lanes = new Map<string, number>()
  for (const timer of yield* holdDue(now)) {
    const lane = yield* laneOf(timer)
    due.push({ timer, chatId: lane.id })
    lanes.set(laneKey({ ...lane, chat: { kind: lane.kind, id: lane.nativeId } }), lane.id)
  }
  // In the order in which arriving messages hold them too.
  for (const [, id] of [...lanes].sort(byKey)) yield* find('chats', { id }, { lock: true })
  for (const { timer, chatId } of due) {
    const chat = yield* find('chats', { id: chatId })
    if (!chat) continue
    const { key, kind, subject, dueAt, groupId, communityId } = timer
    const firing: Firing = { key, kind, subject, dueAt, groupId, communityId }
    const stored = yield* insertIfAbsent('inbox', {
      chatId: chat.id,
      seq: chat.seq + 1,
      adapter: 'timer',
      account: communityId,
      extId: key,
      kind: 'timer',
      payload: firing,
      sentAt: dueAt,
      receivedAt: now,
      attempts: 0,
    })
    if (stored !== null) yield* update('chats', { id: chat.id }, { seq: chat.seq + 1 })
    yield* update('timers', { key }, { firedAt: now })
    woken.push(chat.id)
  }
  return woken
}

/** What is due, of communities that are this task's alone until it commits: no other process fires it too. */
function* holdDue(now: number): Task<readonly Row<'timers'>[]> {
  const due = () => list('timers', { firedAt: null, dueAt: { lte: now } }, { order: 'dueAt', limit: AT_ONCE })
  const communities = new Set((yield* due()).map(({ communityId }) => communityId))
  // Always in one order, so that no two processes wait for each other.
  for (const id of [...communities].sort()) yield* holdCommunity(id)
  return communities.size === 0 ? [] : (yield* due()).filter(({ communityId }) => communities.has(communityId))
}

function* laneOf(timer: Row<'timers'>): Task<Row<'chats'>> {
  const group = timer.groupId === null ? null : yield* find('groups', { id: timer.groupId })
  const chat = group && (yield* find('chats', { id: group.chatId }))
  if (chat) return chat
  const key = {
    adapter: 'timer',
    account: timer.communityId,
    epoch: '',
    kind: 'system' as const,
    nativeId: timer.communityId,
  }
  const lane = yield* find('chats', key)
  if (lane) return lane
  yield* insertIfAbsent('chats', { ...key, name: '', seq: 0, cursor: 0 })
  const made = yield* find('chats', key)
  if (!made) throw new Error('a lane just inserted is not there')
  return made
}
