import type { Inbound } from '../chat/message.ts'
import { byKey, laneKey } from './lane.ts'
import type { Row } from './model.ts'
import { find, insertIfAbsent, type Task, update } from './operations.ts'

/** The inbox's name for a native id: ids of one login mean nothing in the next. */
export const externalId = (inbound: Pick<Inbound, 'epoch'>, id: string): string =>
  inbound.epoch === '' ? id : `${inbound.epoch}/${id}`

/**
 * Stores messages once each, with their chat's next seq. Must be committed before the platform is acknowledged.
 * Answers for each the chat to wake, or null where it was a redelivery: a conflict is nothing.
 */
export function* intake(
  messages: readonly { readonly inbound: Inbound; readonly receivedAt: number }[],
): Task<(number | null)[]> {
  const chats = yield* holdLanes(messages.map(({ inbound }) => inbound))
  const woken: (number | null)[] = []
  for (const { inbound, receivedAt } of messages) {
    const { adapter, account } = inbound
    const chat = chats.get(laneKey(inbound))
    if (!chat) throw new Error('a chat just held is not there')
    const stored = yield* insertIfAbsent('inbox', {
      chatId: chat.id,
      seq: chat.seq + 1,
      adapter,
      account,
      // A redelivery may carry a new event id but never a new message id.
      extId: externalId(inbound, inbound.kind === 'msg' ? inbound.nativeMsgId : inbound.eventId),
      kind: 'message',
      payload: inbound,
      sentAt: inbound.sentAt,
      receivedAt,
      attempts: 0,
    })
    if (stored !== null) chat.seq += 1
    woken.push(stored === null ? null : chat.id)
  }
  for (const { id, seq, given } of chats.values()) if (seq > given) yield* update('chats', { id }, { seq })
  return woken
}

interface Lane {
  readonly id: number
  readonly given: number
  seq: number
}

/** The chats of some messages with their last seq, which nobody else can give on until this commits. */
function* holdLanes(messages: readonly Inbound[]): Task<Map<string, Lane>> {
  const firsts = new Map(messages.map((inbound) => [laneKey(inbound), inbound]))
  const lanes = new Map<string, Lane>()
  // Always in one order, so that no two processes wait for each other.
  for (const [key, inbound] of [...firsts].sort(byKey)) {
    const { id, seq } = yield* chatOf(inbound)
    lanes.set(key, { id, seq, given: seq })
  }
  return lanes
}

/** The lane a message belongs to, held and made at first sight. A new group's chat is unbound until staff bind it. */
export function* chatOf(inbound: Inbound): Task<Row<'chats'>> {
  const { adapter, account, epoch, chat } = inbound
  const key = { adapter, account, epoch, kind: chat.kind, nativeId: chat.id }
  const known = yield* find('chats', key, { lock: true })
  if (known) return known
  yield* insertIfAbsent('chats', { ...key, name: inbound.chatName ?? '', seq: 0, cursor: 0 })
  const made = yield* find('chats', key, { lock: true })
  if (!made) throw new Error('a chat just inserted is not there')
  return made
}
