import { OFFICE, withOffice } from '../chat/address.ts'
import { DAY, dayKey } from '../core/kernel/calendar.ts'
import { maskNumbers } from '../core/kernel/mask.ts'
import { noticeText, notSentText, officeText } from '../phrases/people.ts'
import { type Conversation, isDesk, type Moment } from './context.ts'
import type { Content } from './content.ts'
import { type ChatKey, openChat } from './lane.ts'
import type { Row } from './model.ts'
import { find, insert, insertIfAbsent, list, type Task, update } from './operations.ts'

/** Messages a group hears from us per day outside an open poll or sign-up: nobody is to be tired of it. */
export const DAILY_BUDGET = 3

/**
 * Whether a message to a group counts against its daily budget. `free`: danger, part of an open poll or sign-up, the
 * digest. `counted`: everything else; when the budget is used up it goes to the person in private instead.
 */
type Weight = 'counted' | 'free'

/** Writes into a group. Returns false where the budget is used up and nothing was said. */
export function* tellGroup(moment: Moment, groupId: string, content: Content, weight: Weight): Task<boolean> {
  const group = yield* find('groups', { id: groupId })
  if (!group) return false
  if (weight === 'counted' && !(yield* spend(moment, group))) return false
  const chat = yield* find('chats', { id: group.chatId })
  if (!content.urgent && chat?.kind !== 'outlet') yield* giveNotice(moment, group)
  // Whatever a reply repeats, and whoever said it: no group reads a person's numbers from us.
  yield* put(moment, group.chatId, { ...content, text: maskNumbers(content.text) })
  return true
}

/**
 * Writes to one person in private. False where we have no way to reach that person (`reaches`), or where he had his
 * information deleted: then he is nobody we know.
 */
export function* tellMember(moment: Moment, memberId: string, content: Content): Task<boolean> {
  if (!(yield* find('members', { id: memberId, forgottenAt: null }))) return false
  if (!(yield* reaches(moment, memberId))) return false
  const chat = yield* directChat(moment.community.id, memberId)
  if (!chat) return false
  yield* put(moment, chat.id, content)
  return true
}

/**
 * For so long (ms) nobody is written to in private after the platform refused it. Then it is tried once more: he may
 * have become a friend without a word.
 */
const REFUSED_FOR = 7 * DAY

/** Whether what we write to this person in private arrives, by all we know: some platforms let us write to friends alone. */
export function* reaches({ community, now }: Moment, memberId: string): Task<boolean> {
  const key = yield* addressOf(community.id, memberId)
  const chat = key && (yield* find('chats', key))
  if (!chat) return key !== null
  const chatId = chat.id
  const refused = { chatId, status: 'rejected' as const, settledAt: { gt: now - REFUSED_FOR } }
  const last = yield* find('outbox', refused, { order: 'id', desc: true })
  if (!last || (yield* find('outbox', { chatId, status: 'sent', id: { gt: last.id } }))) return true
  // Whoever writes to us can be written to.
  const word = yield* find('inbox', { chatId }, { order: 'seq', desc: true })
  return word !== null && word.receivedAt > (last.settledAt ?? 0)
}

/** Writes into a private chat whose person we do not know, or no community does. */
export function* tellChat(moment: Saying, chatId: number, content: Content): Task<void> {
  yield* put(moment, chatId, content)
}

/**
 * Answers the person where he spoke, quoting his message in a group; in private when the group has heard enough today.
 * False where he is not reached in private either.
 */
export function* reply(at: Conversation, content: Content, weight: Weight = 'counted'): Task<boolean> {
  if (at.group) {
    const quoting = { ...content, quote: content.quote ?? at.inbound.nativeMsgId }
    if (yield* tellGroup(at, at.group.id, quoting, weight)) return true
    return yield* tellMember(at, at.member.id, content)
  }
  yield* put(at, at.chat.id, content)
  return true
}

/** Says in private what only this person needs; in a group nothing, or whether it was sent privately (`sent`: that it was). */
export function* replyPrivately(at: Conversation, content: Content, sent?: string): Task<void> {
  if (!at.group) {
    yield* put(at, at.chat.id, content)
    return
  }
  const reached = yield* tellMember(at, at.member.id, content)
  if (sent === undefined) return
  const text = reached ? sent : notSentText()
  yield* tellGroup(at, at.group.id, { text, quote: at.inbound.nativeMsgId }, 'counted')
}

/** Tells everyone whose commands we take in the community, in private. */
export function* tellStaff(moment: Moment, content: Content): Task<void> {
  for (const chat of yield* staffChats(moment)) yield* put(moment, chat.id, content)
}

/**
 * Whether one of them, by all we know, will read what we tell him in private: the last that he was told was neither
 * refused by the platform nor kept for his next login. `login`: through which account and login we speak now.
 */
export function* reachesStaff(
  moment: Moment,
  login: Pick<Row<'chats'>, 'adapter' | 'account' | 'epoch'>,
): Task<boolean> {
  for (const { id: chatId, adapter, account, epoch } of yield* staffChats(moment)) {
    if (adapter === login.adapter && account === login.account && epoch !== login.epoch) continue
    const settled = { chatId, status: { in: ['sent', 'unknown', 'rejected', 'held'] } }
    const last = yield* find('outbox', settled, { order: 'id', desc: true })
    if (last === null || last.status === 'sent' || last.status === 'unknown') return true
  }
  return false
}

function* staffChats(moment: Moment): Task<readonly Row<'chats'>[]> {
  const communityId = moment.community.id
  const roles = yield* list('roles', { communityId, role: { in: ['staff', 'committee'] } })
  const chats: Row<'chats'>[] = []
  for (const id of new Set(roles.map(({ memberId }) => memberId))) {
    const member = yield* find('members', { id, forgottenAt: null })
    const chat = member && (yield* directChat(communityId, id))
    if (chat) chats.push(chat)
  }
  return chats
}

/** True the first time for a key, ever. For what must be said only once. */
export function* once(moment: Moment, key: string): Task<boolean> {
  return (yield* insertIfAbsent('marks', { key, at: moment.now })) !== null
}

/** The same for what a group is to hear, or bring about, only once: alone with us somebody may as often as he likes. */
export function* onceInGroup(at: Conversation, key: string): Task<boolean> {
  return at.group === null || (yield* once(at, key))
}

/** Where the person can be written to in private; the conversation is opened where the platform knows the person. */
export function* directChat(communityId: string, memberId: string): Task<Row<'chats'> | null> {
  const key = yield* addressOf(communityId, memberId)
  return key && (yield* openChat(key, { communityId, name: '', memberId }))
}

/** Where he was met last. */
function* addressOf(communityId: string, memberId: string): Task<ChatKey | null> {
  const identity = yield* find('identities', { communityId, memberId }, { order: 'id', desc: true })
  if (!identity) return null
  const { adapter, account, epoch, nativeId } = identity
  return { adapter, account, epoch, nativeId, kind: 'direct' }
}

function* spend(moment: Moment, group: Row<'groups'>): Task<boolean> {
  // Committee and staff work in their groups; the budget protects residents.
  if (isDesk(group)) return true
  const key = { groupId: group.id, day: dayKey(moment.now, moment.community.timezone) }
  const said = yield* find('speech', key)
  if ((said?.count ?? 0) >= DAILY_BUDGET) return false
  if (said) yield* update('speech', key, { count: said.count + 1 })
  else yield* insert('speech', { ...key, count: 1 })
  return true
}

/** The first message the bot writes in a group says who runs it, what is kept, and which words work. */
function* giveNotice(moment: Moment, group: Row<'groups'>): Task<void> {
  if (!(yield* once(moment, `notice:${group.id}`))) return
  yield* spend(moment, group)
  yield* put(moment, group.chatId, { text: noticeText(moment.community.name) })
}

/** What a message of ours needs to know of the moment that causes it. */
type Saying = Pick<Moment, 'now' | 'cause'> & { replies: number }

/** What a moment makes us write is counted from 1. */
export const replyKey = (cause: string, n: number): string => `${cause}/${n}`

/** The turn of what is urgent: before every instant. */
export const URGENT = -1

/** Whom people go to has the name that it has where they live. */
function* withOfficeOf(chat: Row<'chats'> | null, content: Content): Task<Content> {
  if (!content.text.includes(OFFICE)) return content
  const community = chat?.communityId ? yield* find('communities', { id: chat.communityId }) : null
  return { ...content, text: withOffice(content.text, officeText(community?.name ?? '')) }
}

function* put(moment: Saying, chatId: number, content: Content): Task<void> {
  moment.replies += 1
  const chat = yield* find('chats', { id: chatId })
  yield* insert('outbox', {
    key: replyKey(moment.cause, moment.replies),
    chatId,
    adapter: chat?.adapter ?? null,
    account: chat?.account ?? null,
    payload: yield* withOfficeOf(chat, content),
    status: 'pending',
    attempts: 0,
    notBefore: 0,
    createdAt: moment.now,
    turn: content.urgent ? URGENT : moment.now,
  })
}
