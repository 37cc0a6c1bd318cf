import type { Moment } from './context.ts'
import type { Row } from './model.ts'
import { find, insert, insertIfAbsent, list, remove, type Task, update } from './operations.ts'

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
  for (const timer of yield* list('timers', { firedAt: null, dueAt: { lte: now } }, { order: 'dueAt', limit: 200 })) {
    const chat = yield* laneOf(timer)
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
  yield* insert('chats', { ...key, name: '', seq: 0, cursor: 0 })
  const made = yield* find('chats', key)
  if (!made) throw new Error('a lane just inserted is not there')
  return made
}
