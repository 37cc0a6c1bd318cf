import type { Inbound } from '../chat/message.ts'
import { type ChatKey, openChat } from './lane.ts'
import { NOBODY, type Row } from './model.ts'
import { amend, find, insert, list, type Task } from './operations.ts'

/** The inbox's name for a native id: ids of one login mean nothing in the next. */
export const externalId = (inbound: Pick<Inbound, 'epoch'>, id: string): string =>
  inbound.epoch === '' ? id : `${inbound.epoch}/${id}`

/** What was stored of one chat, which was told apart from redeliveries. */
export interface Arrival {
  readonly chatId: number
  readonly communityId: string
  readonly rows: readonly Row<'inbox'>[]
}

/**
 * Stores messages once each, with their chat's next seq. Must be committed before the platform is acknowledged.
 * Answers for each whether it is new (a redelivery is nothing), and what there is to handle in each chat.
 */
export function* intake(
  messages: readonly { readonly inbound: Inbound; readonly receivedAt: number }[],
): Task<{ readonly fresh: readonly boolean[]; readonly arrivals: readonly Arrival[] }> {
  const lanes = yield* holdLanes(messages.map(({ inbound }) => inbound))
  const known = yield* knownIds(messages, lanes)
  const arrivals = new Map<number, Row<'inbox'>[]>()
  const fresh: boolean[] = []
  for (const { inbound, receivedAt } of messages) {
    const lane = laneOf(inbound, lanes)
    const { communityId, chatId } = lane
    const { adapter, account, sentAt } = inbound
    const extId = externalIdOf(inbound)
    const name = `${communityId} ${adapter} ${account} ${extId}`
    const isFresh = !known.has(name)
    fresh.push(isFresh)
    if (!isFresh) continue
    known.add(name)
    lane.seq += 1
    const from = { communityId, chatId, seq: lane.seq, adapter, account, extId, kind: 'message' as const }
    const row = {
      ...from,
      payload: inbound,
      sentAt,
      receivedAt,
      attempts: 0,
      memberId: null,
      outcome: null,
      error: null,
    }
    yield* insert('inbox', row)
    const ofChat = arrivals.get(chatId)
    if (ofChat) ofChat.push(row)
    else arrivals.set(chatId, [row])
  }
  for (const { communityId, chatId, seq, given } of lanes.values())
    if (seq > given) yield* amend('lanes', { communityId, chatId }, { seq })
  const communityOf = new Map([...lanes.values()].map(({ chatId, communityId }) => [chatId, communityId]))
  return {
    fresh,
    arrivals: [...arrivals].map(([chatId, rows]) => ({ chatId, communityId: communityOf.get(chatId) ?? NOBODY, rows })),
  }
}

/** A redelivery may carry a new event id but never a new message id. */
const externalIdOf = (inbound: Inbound): string =>
  externalId(inbound, inbound.kind === 'msg' ? inbound.nativeMsgId : inbound.eventId)

/** Which of some messages are stored already. Whoever stores one of the same chat waits for us, or we for him. */
function* knownIds(
  messages: readonly { readonly inbound: Inbound }[],
  lanes: ReadonlyMap<string, HeldLane>,
): Task<Set<string>> {
  const asked = new Map<string, { communityId: string; adapter: string; account: string; ids: string[] }>()
  for (const { inbound } of messages) {
    const { communityId } = laneOf(inbound, lanes)
    const { adapter, account } = inbound
    const name = `${communityId} ${adapter} ${account}`
    const one = asked.get(name) ?? { communityId, adapter, account, ids: [] }
    asked.set(name, one)
    one.ids.push(externalIdOf(inbound))
  }
  const known = new Set<string>()
  for (const [name, { ids, ...source }] of asked)
    for (const { extId } of yield* list('inbox', { ...source, extId: { in: ids } })) known.add(`${name} ${extId}`)
  return known
}

const laneOf = (inbound: Inbound, lanes: ReadonlyMap<string, HeldLane>): HeldLane => {
  const lane = lanes.get(nameOf(inbound))
  if (!lane) throw new Error('a lane just held is not there')
  return lane
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
  const first = new Map(messages.map((message) => [nameOf(message), message]))
  const seen = yield* knownChats([...first.values()])
  const chats: { name: string; key: ChatKey; chat: Row<'chats'> }[] = []
  for (const [name, inbound] of first) {
    const key = chatKeyOf(inbound)
    // A new group's chat is nobody's until staff bind it.
    const chat = seen.get(name) ?? (yield* openChat(key, { communityId: NOBODY, name: inbound.chatName ?? '' }))
    chats.push({ name, key, chat })
  }
  // Always in one order, so that no two processes wait for each other.
  chats.sort((a, b) => a.chat.id - b.chat.id)
  const communityId = { in: [...new Set(chats.map(({ chat }) => chat.communityId))] }
  const chatId = { in: chats.map(({ chat }) => chat.id) }
  const held = new Map<number, Row<'lanes'>>()
  for (const lane of yield* list('lanes', { communityId, chatId }, { order: 'chatId', lock: true }))
    held.set(lane.chatId, lane)
  const lanes = new Map<string, HeldLane>()
  for (const { name, key, chat } of chats) {
    const lane = held.get(chat.id)
    lanes.set(name, lane ? heldLane(lane) : yield* holdLane(key, chat))
  }
  return lanes
}

const chatKeyOf = ({ adapter, account, epoch, chat }: Inbound): ChatKey => ({
  adapter,
  account,
  epoch,
  kind: chat.kind,
  nativeId: chat.id,
})

/** The chats that are known already, by `nameOf`; those of one login are asked for at once. */
function* knownChats(messages: readonly Inbound[]): Task<Map<string, Row<'chats'>>> {
  const logins = new Map<string, Inbound[]>()
  for (const message of messages) {
    const { adapter, account, epoch, chat } = message
    const login = `${adapter} ${account} ${epoch} ${chat.kind}`
    logins.set(login, [...(logins.get(login) ?? []), message])
  }
  const known = new Map<string, Row<'chats'>>()
  for (const ofLogin of logins.values()) {
    const [one] = ofLogin
    if (!one) continue
    const nativeId = { in: ofLogin.map(({ chat }) => chat.id) }
    for (const row of yield* list('chats', { ...chatKeyOf(one), nativeId }))
      known.set(`${row.adapter} ${row.account} ${row.epoch} ${row.kind} ${row.nativeId}`, row)
  }
  return known
}

const heldLane = ({ communityId, chatId, seq }: Row<'lanes'>): HeldLane => ({ communityId, chatId, given: seq, seq })

/** Holds a chat's lane, wherever it was given meanwhile. */
function* holdLane(key: ChatKey, seen: Row<'chats'>): Task<HeldLane> {
  let chat = seen
  for (;;) {
    const { communityId, id: chatId } = chat
    const lane = yield* find('lanes', { communityId, chatId }, { lock: true })
    if (lane) return heldLane(lane)
    const now = yield* find('chats', key)
    if (!now || now.communityId === communityId) throw new Error(`chat ${chatId} has no lane`)
    chat = now
  }
}

const nameOf = ({ adapter, account, epoch, chat }: Inbound): string =>
  `${adapter} ${account} ${epoch} ${chat.kind} ${chat.id}`
