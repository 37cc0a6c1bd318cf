import type { Inbound } from '../chat/message.ts'
import { MINUTE } from '../core/kernel/calendar.ts'
import { read } from '../language/read.ts'
import type { Conversation, Moment, Surroundings } from './context.ts'
import { onTimer } from './due.ts'
import { handle } from './handle.ts'
import { bindUnknownGroup } from './handlers/people.ts'
import { communityOf, communityOfSender, holdChat, holdCommunity } from './lane.ts'
import { gatewayLease } from './lease.ts'
import { knownSender, meet, noteCard } from './meet.ts'
import type { Row } from './model.ts'
import { find, list, recall, type Task, update } from './operations.ts'
import { contextOf } from './reading-context.ts'
import { askStranger } from './stranger.ts'
import type { Firing } from './timers.ts'

/** Messages of one chat that are handled in one commit. */
export const BATCH = 50

/** What `replay` prints about a message that was refused or not understood. */
export interface Note {
  readonly at: number
  readonly message: string
  readonly code: string
}

export interface Processed {
  readonly handled: number
  readonly more: boolean
  /** Whose chat it is; null: nobody's yet. */
  readonly communityId: string | null
  /** The lease of the gateway that it came through: most answers go back there. Null: through none. */
  readonly account: string | null
  readonly notes: readonly Note[]
}

/**
 * Handles a chat's next messages in order and moves its cursor: all in one commit, so each counts once whatever
 * crashes or runs twice. `limit` 1 singles out a message that throws.
 */
export function* processChat(chatId: number, around: Surroundings, limit = BATCH): Task<Processed> {
  const chat = yield* holdChat(chatId)
  if (!chat) return { handled: 0, more: false, communityId: null, account: null, notes: [] }
  const communityId = yield* communityOf(chat)
  if (chat.cursor >= chat.seq) return { handled: 0, more: false, communityId, account: null, notes: [] }
  const rows = yield* list('inbox', { chatId, seq: { gt: chat.cursor } }, { order: 'seq', limit })
  const notes: Note[] = []
  for (const row of rows) {
    const codes: string[] = []
    if (communityId === null) yield* holdSenders(row)
    const { outcome, memberId } =
      row.kind === 'timer' ? yield* processTimer(row, around) : yield* processMessage(row, chatId, around, codes)
    yield* update('inbox', { id: row.id }, { outcome, memberId })
    notes.push(...codes.map((code) => ({ at: row.receivedAt, message: messageId(row), code })))
  }
  const cursor = rows.at(-1)?.seq ?? chat.cursor
  yield* update('chats', { id: chatId }, { cursor })
  const account = chat.kind === 'system' ? null : gatewayLease(chat.adapter, chat.account)
  return { handled: rows.length, more: cursor < chat.seq, communityId, account, notes }
}

/** In a chat of nobody yet each message belongs where its sender does. */
function* holdSenders(row: Row<'inbox'>): Task<void> {
  const communityId = row.kind === 'message' ? yield* communityOfSender(row.payload as Inbound) : null
  if (communityId !== null) yield* holdCommunity(communityId)
}

/** How exports and events name a message: the platform's own id. */
const messageId = (row: Row<'inbox'>): string => row.extId

function* processTimer(row: Row<'inbox'>, around: Surroundings): Task<{ outcome: string; memberId: null }> {
  const firing = row.payload as Firing
  const community = yield* find('communities', { id: firing.communityId })
  if (community) {
    const moment: Moment = {
      now: row.receivedAt,
      cause: firing.key,
      messageId: null,
      community,
      replies: 0,
      notes: [],
      ...around,
    }
    yield* onTimer(moment, firing)
  }
  return { outcome: firing.kind, memberId: null }
}

interface Place {
  readonly chat: Row<'chats'> | null
  readonly group: Row<'groups'> | null
}

/** Asked for each message: an earlier one of the batch may have bound the group. */
function* placeOf(chatId: number): Task<Place> {
  const chat = yield* find('chats', { id: chatId })
  const groupId = chat?.groupId ?? null
  return { chat, group: groupId === null ? null : yield* find('groups', { id: groupId }) }
}

function* processMessage(
  row: Row<'inbox'>,
  chatId: number,
  around: Surroundings,
  notes: string[],
): Task<{ outcome: string; memberId: string | null }> {
  const inbound = row.payload as Inbound
  if (inbound.isSelf || !inbound.sender || (inbound.kind !== 'msg' && inbound.kind !== 'action'))
    return { outcome: 'chatter', memberId: null }
  const { chat, group } = yield* recall(`place ${chatId}`, () => placeOf(chatId))
  if (!chat) return { outcome: 'chatter', memberId: null }
  if (chat.kind === 'group' && !group) return yield* bindUnknownGroup(row, inbound, chat, around)
  const card = inbound.sender.card ?? ''
  let sender = yield* knownSender(inbound, inbound.sender.id, group)
  if (!sender || (group && sender.card !== card)) {
    const stranger = sender ? null : yield* askStranger(row, inbound, chat, around)
    if (stranger) return stranger
    const met = yield* meet(inbound, group, around.ids, row.receivedAt)
    if (!met || (group && group.communityId !== met.member.communityId))
      return { outcome: 'chatter', memberId: met?.member.id ?? null }
    if (group) yield* noteCard(met.member, group, card, row.receivedAt)
    sender = yield* knownSender(inbound, inbound.sender.id, group)
  }
  if (!sender || (group && group.communityId !== sender.community.id))
    return { outcome: 'chatter', memberId: sender?.member.id ?? null }
  const { member, community, roles, residency } = sender
  if (!group && chat.memberId !== member.id) yield* update('chats', { id: chat.id }, { memberId: member.id })
  const at: Conversation = {
    now: row.receivedAt,
    cause: `${inbound.adapter}:${row.extId}`,
    messageId: messageId(row),
    community,
    ...around,
    replies: 0,
    notes,
    inbound,
    chat,
    group,
    member,
    roles,
    residency,
  }
  const context = yield* contextOf(at)
  const said = inbound.action === undefined ? { text: inbound.text } : { text: inbound.text, action: inbound.action }
  const outcome = yield* handle(at, read(said, context), context)
  const late = inbound.late || row.receivedAt - row.sentAt > 10 * MINUTE
  return { outcome: late && outcome === 'chatter' ? 'late' : outcome, memberId: member.id }
}
