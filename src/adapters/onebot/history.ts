import type { Session } from './session.ts'
import { contactsData, type Event, event, groupsData, historyData, type MessageEvent } from './types.ts'

const PAGE = 100
/** A private chat among the recent ones. */
const PRIVATE = 1
/** More pages than this of one group are no short outage: the rest is a gap. */
const PAGES = 10

/** What was said since an instant, and whether that is all of it. */
interface History {
  readonly messages: readonly MessageEvent[]
  readonly complete: boolean
}

/**
 * What was said in all groups and by whoever wrote in private since an instant (ms), oldest first, by actions that
 * NapCat and others have beyond the standard.
 */
export const historySince = async (session: Session, since: number): Promise<History> => {
  const groups = await session.ask(groupsData, 'get_group_list')
  const contacts = await session.ask(contactsData, 'get_recent_contact', { count: PAGE })
  const people = (contacts ?? []).filter(({ chatType, msgTime }) => chatType === PRIVATE && msgTime * 1000 >= since)
  const chats = [
    ...(groups ?? []).map(({ group_id }) => ['get_group_msg_history', { group_id: Number(group_id) }] as const),
    ...people.map(({ peerUin }) => ['get_friend_msg_history', { user_id: Number(peerUin) }] as const),
  ]
  const all: MessageEvent[] = []
  let complete = groups !== null && contacts !== null
  for (const [action, chat] of chats) {
    const history = await historyOf(session, action, chat, since)
    all.push(...history.messages)
    complete &&= history.complete
  }
  return { messages: all.sort((a, b) => a.time - b.time), complete }
}

const historyOf = async (session: Session, action: string, chat: object, since: number): Promise<History> => {
  // By page, the newest first: many messages bear the same second, so only their place tells which was first.
  const pages: MessageEvent[][] = []
  const known = new Set<string>()
  let before: string | undefined
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await session.ask(historyData, action, {
      ...chat,
      count: PAGE,
      ...(before === undefined ? {} : { message_seq: before }),
    })
    if (!answer) return { messages: pages.reverse().flat(), complete: false }
    const messages = answer.messages.flatMap(messageOf)
    const fresh = messages.filter(({ message_id, time }) => time * 1000 >= since && !known.has(message_id))
    for (const { message_id } of fresh) known.add(message_id)
    pages.push(fresh)
    const [oldest] = messages
    if (!oldest || oldest.time * 1000 < since || fresh.length === 0)
      return { messages: pages.reverse().flat(), complete: true }
    before = oldest.message_id
  }
  return { messages: pages.reverse().flat(), complete: false }
}

/** In a history a message may lack what says that it is one. */
const messageOf = (raw: unknown): MessageEvent[] => {
  const read = event.safeParse(typeof raw === 'object' && raw !== null ? { post_type: 'message', ...raw } : raw)
  return read.success && isMessage(read.data) ? [read.data] : []
}

export const isMessage = (read: Event): read is MessageEvent =>
  read.post_type === 'message' || read.post_type === 'message_sent'
