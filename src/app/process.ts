import type { Inbound } from '../chat/message.ts'
import { MINUTE } from '../core/kernel/calendar.ts'
import { understand } from '../language/understand.ts'
import type { Conversation, Moment, Surroundings } from './context.ts'
import { onTimer } from './due.ts'
import { handle } from './handle.ts'
import { bindUnknownGroup } from './handlers/people.ts'
import { communityOf, communityOfSender, holdChat, holdCommunity } from './lane.ts'
import { meet, noteCard, residencyOf } from './meet.ts'
import type { Row } from './model.ts'
import { find, list, type Task, update } from './operations.ts'
import { situationOf } from './situation.ts'
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
  readonly notes: readonly Note[]
}

/**
 * Handles a chat's next messages in order and moves its cursor: all in one commit, so each counts once whatever
 * crashes or runs twice. `limit` 1 singles out a message that throws.
 */
export function* processChat(chatId: number, around: Surroundings, limit = BATCH): Task<Processed> {
  const chat = yield* holdChat(chatId)
  if (!chat) return { handled: 0, more: false, communityId: null, notes: [] }
  const communityId = yield* communityOf(chat)
  if (chat.cursor >= chat.seq) return { handled: 0, more: false, communityId, notes: [] }
  const rows = yield* list('inbox', { chatId, seq: { gt: chat.cursor } }, { order: 'seq', limit })
  const notes: Note[] = []
  for (const row of rows) {
    const codes: string[] = []
    // Binding a group changes the chat: later messages of the batch must see it.
    const now = (yield* find('chats', { id: chatId })) ?? chat
    const { outcome, memberId } =
      row.kind === 'timer' ? yield* processTimer(row, around) : yield* processMessage(row, now, around, codes)
    yield* update('inbox', { id: row.id }, { outcome, memberId })
    notes.push(...codes.map((code) => ({ at: row.receivedAt, message: messageId(row), code })))
  }
  const cursor = rows.at(-1)?.seq ?? chat.cursor
  yield* update('chats', { id: chatId }, { cursor })
  return { handled: rows.length, more: cursor < chat.seq, communityId, notes }
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

function* processMessage(
  row: Row<'inbox'>,
  chat: Row<'chats'>,
  around: Surroundings,
  notes: string[],
): Task<{ outcome: string; memberId: string | null }> {
  const inbound = row.payload as Inbound
  if (inbound.isSelf || !inbound.sender || (inbound.kind !== 'msg' && inbound.kind !== 'action'))
    return { outcome: 'chatter', memberId: null }
  const group = chat.groupId === null ? null : yield* find('groups', { id: chat.groupId })
  if (chat.kind === 'group' && !group) return yield* bindUnknownGroup(row, inbound, chat, around)
  const communityId = group?.communityId ?? (yield* communityOfSender(inbound))
  if (communityId !== null) yield* holdCommunity(communityId)
  const met = yield* meet(inbound, group, around.ids, row.receivedAt)
  const community = met && (yield* find('communities', { id: met.member.communityId }))
  if (!met || !community || (group && group.communityId !== community.id))
    return { outcome: 'chatter', memberId: met?.member.id ?? null }
  const { member } = met
  if (group) yield* noteCard(member, group, inbound.sender.card ?? '', row.receivedAt)
  else if (chat.memberId !== member.id) yield* update('chats', { id: chat.id }, { memberId: member.id })
  const roles = yield* list('roles', { memberId: member.id })
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
    roles: roles.map(({ role }) => role),
    residency: yield* residencyOf(member.id),
  }
  const situation = yield* situationOf(at)
  const said = inbound.action === undefined ? { text: inbound.text } : { text: inbound.text, action: inbound.action }
  const outcome = yield* handle(at, understand(said, situation), situation)
  const late = inbound.late || row.receivedAt - row.sentAt > 10 * MINUTE
  return { outcome: late && outcome === 'chatter' ? 'late' : outcome, memberId: member.id }
}
