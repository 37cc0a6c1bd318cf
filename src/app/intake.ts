import type { Inbound } from '../chat/message.ts'
import type { Row } from './model.ts'
import { find, insert, insertIfAbsent, type Task, update } from './operations.ts'

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
  const chats = new Map<string, { id: number; seq: number; given: number }>()
  const woken: (number | null)[] = []
  for (const { inbound, receivedAt } of messages) {
    const { adapter, account, epoch } = inbound
    const key = `${adapter} ${account} ${epoch} ${inbound.chat.kind} ${inbound.chat.id}`
    let chat = chats.get(key)
    if (!chat) {
      const row = yield* chatOf(inbound)
      chat = { id: row.id, seq: row.seq, given: row.seq }
      chats.set(key, chat)
    }
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

/** The lane a message belongs to, made at first sight. A new group's chat is unbound until staff bind it. */
export function* chatOf(inbound: Inbound): Task<Row<'chats'>> {
  const { adapter, account, epoch, chat } = inbound
  const key = { adapter, account, epoch, kind: chat.kind, nativeId: chat.id }
  const known = yield* find('chats', key)
  if (known) return known
  yield* insert('chats', { ...key, name: inbound.chatName ?? '', seq: 0, cursor: 0 })
  const made = yield* find('chats', key)
  if (!made) throw new Error('a chat just inserted is not there')
  return made
}
