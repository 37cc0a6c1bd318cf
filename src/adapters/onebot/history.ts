import type { Session } from './session.ts'
import { type Event, event, groupsData, historyData, type MessageEvent } from './types.ts'

const PAGE = 100
/** More pages than this of one group are no short outage: the rest is a gap. */
const PAGES = 10

/** What was said since an instant, and whether that is all of it. */
interface History {
  readonly messages: readonly MessageEvent[]
  readonly complete: boolean
}

/**
 * What was said in all groups since an instant (ms), oldest first, by an action that NapCat and others have beyond the
 * standard. Private messages have no such history.
 */
export const groupHistory = async (session: Session, since: number): Promise<History> => {
  const groups = await session.ask(groupsData, 'get_group_list')
  if (!groups) return { messages: [], complete: false }
  const all: MessageEvent[] = []
  let complete = true
  for (const { group_id } of groups) {
    const history = await historyOf(session, group_id, since)
    all.push(...history.messages)
    complete &&= history.complete
  }
  return { messages: all.sort((a, b) => a.time - b.time), complete }
}

const historyOf = async (session: Session, group: string, since: number): Promise<History> => {
  // By page, the newest first: many messages bear the same second, so only their place tells which was first.
  const pages: MessageEvent[][] = []
  const known = new Set<string>()
  let before: string | undefined
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await session.ask(historyData, 'get_group_msg_history', {
      group_id: Number(group),
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
