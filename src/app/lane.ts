import type { Inbound } from '../chat/message.ts'
import type { Row } from './model.ts'
import { find, list, type Task } from './operations.ts'

/**
 * Who may write what, where several processes work on one store: whoever holds the row of a community is the only one
 * to change anything of that community, as on SQLite everyone is. So no rule (the last place, one answer of a home, the
 * next number) needs a lock of its own. Only `chats.seq` is outside: storing a message never waits for handling others.
 */
export function* holdCommunity(id: string): Task<Row<'communities'> | null> {
  return yield* find('communities', { id }, { lock: true })
}

/** Makes a chat's messages this task's alone until it commits, and returns the chat as whoever held it left it. */
export function* holdChat(chatId: number): Task<Row<'chats'> | null> {
  const seen = yield* find('chats', { id: chatId })
  if (!seen) return null
  // A chat of nobody yet (a stranger's, an unbound group's) is held by its own row.
  const chat = (yield* communityOf(seen)) === null ? yield* find('chats', { id: chatId }, { lock: true }) : seen
  const communityId = chat && (yield* communityOf(chat))
  if (communityId === null) return chat
  yield* holdCommunity(communityId)
  return yield* find('chats', { id: chatId })
}

/** The community a chat belongs to. Null: none yet. */
export function* communityOf(chat: Row<'chats'>): Task<string | null> {
  if (chat.kind === 'system') return chat.account
  const group = chat.groupId === null ? null : yield* find('groups', { id: chat.groupId })
  if (group) return group.communityId
  const member = chat.memberId === null ? null : yield* find('members', { id: chat.memberId })
  return member?.communityId ?? null
}

/** The community a private message belongs to: its sender's, or the only one there is. */
export function* communityOfSender({ adapter, account, epoch, sender }: Inbound): Task<string | null> {
  const identity = sender && (yield* find('identities', { adapter, account, epoch, nativeId: sender.id }))
  const member = identity && (yield* find('members', { id: identity.memberId }))
  if (member) return member.communityId
  const communities = yield* list('communities', {}, { limit: 2 })
  return communities.length === 1 ? (communities[0]?.id ?? null) : null
}

interface LaneName {
  readonly adapter: string
  readonly account: string
  readonly epoch: string
  readonly chat: { readonly kind: string; readonly id: string }
}

/** Names a lane. Whoever holds several holds them in the order of these names, so that no two wait for each other. */
export const laneKey = ({ adapter, account, epoch, chat }: LaneName): string =>
  `${adapter} ${account} ${epoch} ${chat.kind} ${chat.id}`

export const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0
