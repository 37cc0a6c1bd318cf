import type { Inbound } from '../chat/message.ts'
import { type ChatKey, idInChat, openChat } from './lane.ts'
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

interface Received {
  readonly inbound: Inbound
  readonly receivedAt: number
}

/**
 * Stores messages once each, with their chat's next seq. Must be committed before the platform is acknowledged.
 * Answers for each whether it is new (a redelivery is nothing), and what there is to handle in each chat.
 */
export function* intake(
  messages: readonly Received[],
): Task<{ readonly fresh: readonly boolean[]; readonly arrivals: readonly Arrival[] }> {
  const lanes = yield* holdLanes(messages.map(({ inbound }) => inbound))
  const arriving = messages.map((message) => {
    const { inbound } = message
    return { ...message, lane: laneOf(inbound, lanes), extId: externalIdOf(inbound) }
  })
  const known = yield* knownIds(arriving)
  const fresh: boolean[] = []
  for (const one of arriving) {
    const { inbound, receivedAt, lane, extId } = isElsewhere(one, known) ? inItsChat(one) : one
    const { communityId, chatId } = lane
    const { adapter, account, sentAt } = inbound
    const name = nameIn(lane, inbound, extId)
    const isFresh = !known.has(name)
    fresh.push(isFresh)
    if (!isFresh) continue
    known.set(name, chatId)
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
    lane.rows.push(row)
  }
  const arrivals = [...lanes.values()].filter(({ rows }) => rows.length > 0)
  for (const { communityId, chatId, seq } of arrivals) yield* amend('lanes', { communityId, chatId }, { seq })
  return { fresh, arrivals }
}

/** A redelivery may carry a new event id but never a new message id. */
const externalIdOf = (inbound: Inbound): string =>
  externalId(inbound, inbound.kind === 'msg' ? inbound.nativeMsgId : inbound.eventId)

interface Arriving extends Received {
  readonly lane: Lane
  readonly extId: string
}

const nameIn = ({ communityId }: Arrival, { adapter, account }: Inbound, extId: string): string =>
  `${communityId} ${adapter} ${account} ${extId}`

/** Whether the id of a message is that of another chat's. */
const isElsewhere = ({ inbound, lane, extId }: Arriving, known: ReadonlyMap<string, number>): boolean =>
  (known.get(nameIn(lane, inbound, extId)) ?? lane.chatId) !== lane.chatId

const inItsChat = (one: Arriving): Arriving => ({ ...one, extId: idInChat(one.extId, one.lane.chatId) })

/**
 * Which ids of some messages are taken, and by which chat, by `nameIn`. Whoever stores one of the same chat waits for us,
 * or we for him.
 */
function* knownIds(messages: readonly Arriving[]): Task<Map<string, number>> {
  const known = yield* takenOf(messages)
  const others = messages.filter((one) => isElsewhere(one, known)).map(inItsChat)
  for (const [name, chatId] of yield* takenOf(others)) known.set(name, chatId)
  return known
}

function* takenOf(messages: readonly Arriving[]): Task<Map<string, number>> {
  const asked = new Map<string, { communityId: string; adapter: string; account: string; ids: string[] }>()
  for (const { inbound, lane, extId } of messages) {
    const { communityId } = lane
    const { adapter, account } = inbound
    const name = nameIn(lane, inbound, '')
    const one = asked.get(name) ?? { communityId, adapter, account, ids: [] }
    asked.set(name, one)
    one.ids.push(extId)
  }
  const taken = new Map<string, number>()
  for (const [name, { ids, ...source }] of asked)
    for (const { extId, chatId } of yield* list('inbox', { ...source, extId: { in: ids } }))
      taken.set(name + extId, chatId)
  return taken
}

/** A lane whose next seqs are ours to give until this commits, and the rows that got one. */
interface Lane extends Arrival {
  seq: number
  readonly rows: Row<'inbox'>[]
}

const laneOf = (inbound: Inbound, lanes: ReadonlyMap<string, Lane>): Lane => {
  const lane = lanes.get(nameOf(chatKeyOf(inbound)))
  // Stryker disable next-line all: says to the compiler what `holdLanes` has just done
  if (!lane) throw new Error('a lane just held is not there')
  return lane
}

/** The lanes of some messages, by `nameOf`. */
function* holdLanes(messages: readonly Inbound[]): Task<Map<string, Lane>> {
  const first = new Map(messages.map((message) => [nameOf(chatKeyOf(message)), message]))
  const seen = yield* knownChats([...first.values()])
  const chats: { name: string; key: ChatKey; chat: Row<'chats'> }[] = []
  for (const [name, inbound] of first) {
    const key = chatKeyOf(inbound)
    // A new group's chat is nobody's until staff bind it.
    const chat = seen.get(name) ?? (yield* openChat(key, { communityId: NOBODY, name: inbound.chatName ?? '' }))
    chats.push({ name, key, chat })
  }
  const communityId = { in: [...new Set(chats.map(({ chat }) => chat.communityId))] }
  const chatId = { in: chats.map(({ chat }) => chat.id) }
  const held = new Map<number, Row<'lanes'>>()
  // Always in one order, so that no two processes wait for each other.
  for (const lane of yield* list('lanes', { communityId, chatId }, { order: 'chatId', lock: true }))
    held.set(lane.chatId, lane)
  const lanes = new Map<string, Lane>()
  for (const { name, key, chat } of chats) {
    const { communityId, chatId, seq } = held.get(chat.id) ?? (yield* holdLane(key, chat))
    lanes.set(name, { communityId, chatId, seq, rows: [] })
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

const nameOf = ({ adapter, account, epoch, kind, nativeId }: ChatKey): string =>
  `${adapter} ${account} ${epoch} ${kind} ${nativeId}`

/** The chats that are known already, by `nameOf`; those of one login are asked for at once. */
function* knownChats(messages: readonly Inbound[]): Task<Map<string, Row<'chats'>>> {
  const logins = new Map<string, { login: Omit<ChatKey, 'nativeId'>; ids: string[] }>()
  for (const message of messages) {
    const { nativeId, ...login } = chatKeyOf(message)
    const name = nameOf({ ...login, nativeId: '' })
    const one = logins.get(name) ?? { login, ids: [] }
    logins.set(name, one)
    one.ids.push(nativeId)
  }
  const known = new Map<string, Row<'chats'>>()
  for (const { login, ids } of logins.values())
    for (const row of yield* list('chats', { ...login, nativeId: { in: ids } })) known.set(nameOf(row), row)
  return known
}

/** Holds the lane of a chat that was given to another community meanwhile. */
function* holdLane(key: ChatKey, seen: Row<'chats'>): Task<Row<'lanes'>> {
  let left = seen
  for (;;) {
    const chat = yield* find('chats', key)
    if (!chat || chat.communityId === left.communityId) throw new Error(`chat ${seen.id} has no lane`)
    const lane = yield* find('lanes', { communityId: chat.communityId, chatId: chat.id }, { lock: true })
    if (lane) return lane
    left = chat
  }
}
