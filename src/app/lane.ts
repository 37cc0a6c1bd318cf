import type { Inbound } from '../chat/message.ts'
import type { Row } from './model.ts'
import { alone, find, insert, insertIfAbsent, list, remove, type Task, update } from './operations.ts'

/*
 * Who may write what, where several processes work on one store: whoever is alone with a community (`alone`) is the
 * only one to change anything of it, as on SQLite everyone is. So no rule (the last place, one answer of a home, the
 * next number) needs a lock of its own. Only `lanes.seq` and the inbox are outside: storing a message never waits for
 * handling others. Chats of nobody yet are together like those of one more community.
 */

/** What names a conversation on a platform. */
export type ChatKey = Pick<Row<'chats'>, 'adapter' | 'account' | 'epoch' | 'kind' | 'nativeId'>

/** A chat that has something to handle, and whose it is. */
export type LaneKey = Pick<Row<'lanes'>, 'communityId' | 'chatId'>

/** The chat of that name, made with its lane at first sight. */
export function* openChat(
  key: ChatKey,
  whose: Pick<Row<'chats'>, 'communityId' | 'name'> & Partial<Pick<Row<'chats'>, 'memberId'>>,
): Task<Row<'chats'>> {
  const known = yield* find('chats', key)
  if (known) return known
  yield* insertIfAbsent('chats', { ...key, ...whose })
  const made = yield* find('chats', key)
  // Stryker disable next-line all: says to the compiler what has just been done
  if (!made) throw new Error('a chat just inserted is not there')
  const { communityId, id: chatId } = made
  yield* insertIfAbsent('lanes', { communityId, chatId, seq: 0, cursor: 0, emptied: 0 })
  return made
}

/**
 * The inbox's name for a message whose id is another chat's already: where a platform gives ids in each chat anew, or
 * short ones that come again.
 */
export const idInChat = (extId: string, chatId: number): string => `${extId} in ${chatId}`

/**
 * Gives a chat to a community, with all that was said in it. Nobody may be handling it but this task. `moved`: what a
 * message is there; one without an outcome is to be handled there, whether it was handled before or not.
 */
export function* giveChat(
  { id: chatId, communityId: from }: Row<'chats'>,
  to: string,
  moved: (row: Row<'inbox'>) => Row<'inbox'> = (row) => row,
): Task<void> {
  if (from === to) return
  // From here on storing a message waits, and then finds the chat where it is.
  const lane = yield* find('lanes', { communityId: from, chatId }, { lock: true })
  const rows = (yield* list('inbox', { communityId: from, chatId }, { order: 'seq' })).map(moved)
  const next = rows.find(({ outcome }) => outcome === null)?.seq
  yield* remove('inbox', { communityId: from, chatId })
  yield* remove('lanes', { communityId: from, chatId })
  yield* update('chats', { id: chatId }, { communityId: to })
  const cursor = Math.min(lane?.cursor ?? 0, (next ?? Number.POSITIVE_INFINITY) - 1)
  if (lane) yield* insert('lanes', { ...lane, communityId: to, cursor })
  for (const row of rows) {
    const taken = yield* insertIfAbsent('inbox', { ...row, communityId: to })
    if (taken === null) yield* insert('inbox', { ...row, communityId: to, extId: idInChat(row.extId, chatId) })
  }
}

/**
 * The community a private chat belongs to: its sender's, or the only one there is. Null: none yet. Where it is known,
 * the chat is given to it before anything of it is handled.
 */
export function* communityOfSender({ adapter, account, epoch, sender }: Inbound): Task<string | null> {
  const identity = sender && (yield* find('identities', { adapter, account, epoch, nativeId: sender.id }))
  return identity ? identity.communityId : yield* onlyCommunity()
}

/** The community, where there is just one. */
export function* onlyCommunity(): Task<string | null> {
  const communities = yield* list('communities', {}, { limit: 2 })
  return communities.length === 1 ? (communities[0]?.id ?? null) : null
}

type OfChat<R> = (chat: Row<'chats'>) => Task<R>

/**
 * Does a task alone with a chat's community. Null where the chat is not there, or was given away before we were alone:
 * then it is to be asked for again.
 */
export function* aloneWithChat<R>(chatId: number, task: OfChat<R>): Task<R | null> {
  const seen = yield* find('chats', { id: chatId })
  return seen && (yield* alone(seen.communityId, () => ifStillThere(seen, task)))
}

/** Does a task with a chat, alone with its community, unless it was given away before we were. */
export function* ifStillThere<R>({ id, communityId }: Row<'chats'>, task: OfChat<R>): Task<R | null> {
  const chat = yield* find('chats', { id })
  return chat?.communityId === communityId ? yield* task(chat) : null
}

/** Does a task alone with a chat's community, whichever that is, and with the one that the chat is to be given to. */
export function* aloneWithBoth<R>(chatId: number, to: string, task: (chat: Row<'chats'>) => Task<R>): Task<R> {
  for (;;) {
    const done = yield* aloneWithChat(chatId, function* (chat) {
      return { result: yield* alone(to, () => task(chat)) }
    })
    if (done) return done.result
    if (!(yield* find('chats', { id: chatId }))) throw new Error(`chat ${chatId} is not there`)
  }
}
