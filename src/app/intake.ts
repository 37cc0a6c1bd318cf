import type { Inbound } from '../chat/message.ts'
import { type ChatKey, openChat } from './lane.ts'
import { NOBODY, type Row } from './model.ts'
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
  const lanes = yield* holdLanes(messages.map(({ inbound }) => inbound))
  const woken: (number | null)[] = []
  for (const { inbound, receivedAt } of messages) {
    const { adapter, account } = inbound
    const lane = lanes.get(nameOf(inbound))
    if (!lane) throw new Error('a lane just held is not there')
    const { communityId, chatId } = lane
    const stored = yield* insertIfAbsent('inbox', {
      communityId,
      chatId,
      seq: lane.seq + 1,
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
    if (stored !== null) lane.seq += 1
    woken.push(stored === null ? null : chatId)
  }
  for (const { communityId, chatId, seq, given } of lanes.values())
    if (seq > given) yield* update('lanes', { communityId, chatId }, { seq })
  return woken
}

/** A lane whose next seqs are ours to give until this commits. */
interface HeldLane {
  readonly communityId: string
  readonly chatId: number
  readonly given: number
  seq: number
}

/** The lanes of some messages, by `nameOf`. */
function* holdLanes(messages: readonly Inbound[]): Task<Map<string, HeldLane>> {
  const chats: { name: string; key: ChatKey; chat: Row<'chats'> }[] = []
  for (const [name, inbound] of new Map(messages.map((message) => [nameOf(message), message]))) {
    const { adapter, account, epoch, chat, chatName } = inbound
    const key: ChatKey = { adapter, account, epoch, kind: chat.kind, nativeId: chat.id }
    // A new group's chat is nobody's until staff bind it.
    chats.push({ name, key, chat: yield* openChat(key, { communityId: NOBODY, name: chatName ?? '' }) })
  }
  const lanes = new Map<string, HeldLane>()
  // Always in one order, so that no two processes wait for each other.
  for (const { name, key, chat } of chats.sort((a, b) => a.chat.id - b.chat.id))
    lanes.set(name, yield* holdLane(key, chat))
  return lanes
}

/** Holds a chat's lane, wherever it was given meanwhile. */
function* holdLane(key: ChatKey, seen: Row<'chats'>): Task<HeldLane> {
  let chat = seen
  for (;;) {
    const { communityId, id: chatId } = chat
    const lane = yield* find('lanes', { communityId, chatId }, { lock: true })
    if (lane) return { communityId, chatId, given: lane.seq, seq: lane.seq }
    const now = yield* find('chats', key)
    if (!now || now.communityId === communityId) throw new Error(`chat ${chatId} has no lane`)
    chat = now
  }
}

const nameOf = ({ adapter, account, epoch, chat }: Inbound): string =>
  `${adapter} ${account} ${epoch} ${chat.kind} ${chat.id}`
