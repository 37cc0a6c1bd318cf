import type { Inbound } from '../chat/message.ts'
import { type ChatKey, idInChat, openChat } from './lane.ts'
import { NOBODY, type Row } from './model.ts'
import { amend, find, insert, list, type Task, together } from './operations.ts'

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
  const named = messages.map(({ inbound }) => ({ inbound, name: nameOf(inbound) }))
  const lanes = yield* holdLanes(named)
  const arriving = messages.map(({ inbound, receivedAt }, i) => ({
    inbound,
    receivedAt,
    extId: extIdOf(inbound),
    lane: heldOf(lanes, named[i]?.name ?? ''),
  }))
  yield* learnTaken(arriving)
  const fresh: boolean[] = []
  for (const one of arriving) {
    const { inbound, receivedAt, lane } = one
    const extId = isElsewhere(one) ? idInChat(one.extId, lane.chatId) : one.extId
    const isFresh = !lane.taken.has(extId)
    fresh.push(isFresh)
    if (!isFresh) continue
    lane.taken.set(extId, lane.chatId)
    lane.seq += 1
    const row = {
      communityId: lane.communityId,
      chatId: lane.chatId,
      seq: lane.seq,
      adapter: inbound.adapter,
      account: inbound.account,
      extId,
      kind: 'message' as const,
      payload: inbound,
      sentAt: inbound.sentAt,
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
const extIdOf = (inbound: Inbound): string =>
  externalId(inbound, inbound.kind === 'msg' ? inbound.nativeMsgId : inbound.eventId)

/** A lane whose next seqs are ours to give until this commits, and the rows that got one. */
interface Lane extends Arrival {
  seq: number
  readonly rows: Row<'inbox'>[]
  /** Which ids of its community's account are taken, and by which chat, as far as was asked. */
  readonly taken: Map<string, number>
}

interface Arriving extends Received {
  readonly lane: Lane
  readonly extId: string
}

/** Whether the id of a message is that of another chat's. */
const isElsewhere = ({ lane, extId }: Arriving): boolean => (lane.taken.get(extId) ?? lane.chatId) !== lane.chatId

/** Asks which ids of some messages are taken. Whoever stores one of the same chat waits for us, or we for him. */
function* learnTaken(messages: readonly Arriving[]): Task<void> {
  yield* askTaken(messages)
  yield* askTaken(messages.filter(isElsewhere).map((one) => ({ ...one, extId: idInChat(one.extId, one.lane.chatId) })))
}

function* askTaken(messages: readonly Arriving[]): Task<void> {
  const asked = new Map<Lane['taken'], { one: Arriving; ids: string[] }>()
  for (const one of messages) {
    const { taken } = one.lane
    const known = asked.get(taken)
    if (known) known.ids.push(one.extId)
    else asked.set(taken, { one, ids: [one.extId] })
  }
  yield* together(
    [...asked].map(
      ([taken, { one, ids }]) =>
        function* (): Task<void> {
          const { communityId } = one.lane
          const { adapter, account } = one.inbound
          for (const { extId, chatId } of yield* list('inbox', { communityId, adapter, account, extId: { in: ids } }))
            taken.set(extId, chatId)
        },
    ),
  )
}

const heldOf = (lanes: ReadonlyMap<string, Lane>, name: string): Lane => {
  const lane = lanes.get(name)
  // Stryker disable next-line all: says to the compiler what `holdLanes` has just done
  if (!lane) throw new Error('a lane just held is not there')
  return lane
}

interface Named {
  readonly inbound: Inbound
  /** Of its chat, by `nameOf`. */
  readonly name: string
}

/** The lanes of some messages, by their chats' names. */
function* holdLanes(messages: readonly Named[]): Task<Map<string, Lane>> {
  const first = new Map<string, Inbound>()
  for (const { name, inbound } of messages) if (!first.has(name)) first.set(name, inbound)
  const seen = yield* knownChats(first)
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
  const sources = new Map<string, Lane['taken']>()
  for (const { name, key, chat } of chats) {
    const { communityId, chatId, seq } = held.get(chat.id) ?? (yield* holdLane(key, chat))
    const source = `${communityId} ${key.adapter} ${key.account}`
    const taken = sources.get(source) ?? new Map<string, number>()
    sources.set(source, taken)
    lanes.set(name, { communityId, chatId, seq, rows: [], taken })
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

const nameOf = ({ adapter, account, epoch, chat }: Inbound): string =>
  `${adapter} ${account} ${epoch} ${chat.kind} ${chat.id}`

/** The chats that are known already, by their names; those of one login are asked for at once. */
function* knownChats(messages: ReadonlyMap<string, Inbound>): Task<Map<string, Row<'chats'>>> {
  const logins = new Map<string, { login: Omit<ChatKey, 'nativeId'>; names: Map<string, string> }>()
  for (const [name, inbound] of messages) {
    const { nativeId, ...login } = chatKeyOf(inbound)
    const key = Object.values(login).join(' ')
    const one = logins.get(key) ?? { login, names: new Map<string, string>() }
    logins.set(key, one)
    one.names.set(nativeId, name)
  }
  const known = new Map<string, Row<'chats'>>()
  for (const { login, names } of logins.values())
    for (const row of yield* list('chats', { ...login, nativeId: { in: [...names.keys()] } }))
      known.set(names.get(row.nativeId) ?? '', row)
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
