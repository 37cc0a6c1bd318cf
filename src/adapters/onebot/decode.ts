import type { Attachment, ChatRef, Inbound, Mention, Quote } from '../../chat/message.ts'
import { isLate } from '../../chat/message.ts'
import { readCq } from './segments.ts'
import { type Event, type MessageEvent, NAME, type Segment } from './types.ts'

/** What a decoder must know that does not stand in the event. */
export interface Known {
  readonly account: string
  /** The bot's own name, for a mention that bears only a number. */
  readonly nick: string
  readonly groupName: (id: string) => string | undefined
  readonly now: number
}

/** What an event says, or null where it is none of ours. */
export const decode = (event: Event, known: Known): Inbound | null => {
  if (event.post_type === 'message' || event.post_type === 'message_sent') return decodeMessage(event, known)
  if (event.post_type !== 'notice' || !('user_id' in event)) return null
  const { self_id, user_id, time, group_id } = event
  const chat: ChatRef = group_id ? { kind: 'group', id: group_id } : { kind: 'direct', id: user_id }
  const common = {
    ...empty(known),
    chat,
    ...named(chat, known),
    sender: { id: user_id },
    sentAt: time * 1000,
    isSelf: user_id === self_id,
    late: isLate(time * 1000, known.now),
  }
  if ('message_id' in event)
    return { ...common, kind: 'recall', eventId: `recall:${event.message_id}`, nativeMsgId: event.message_id }
  const kind = event.notice_type === 'group_increase' ? ('join' as const) : ('leave' as const)
  const id = `${kind}:${group_id}:${user_id}:${time}`
  return { ...common, kind, eventId: id, nativeMsgId: id }
}

const decodeMessage = (event: MessageEvent, known: Known): Inbound | null => {
  const isSelf = event.user_id === event.self_id
  const chat = chatOf(event, isSelf)
  if (!chat) return null
  const segments = typeof event.message === 'string' ? readCq(event.message) : event.message
  const { sender } = event
  const sentAt = event.time * 1000
  const quote = segments.flatMap(quoteOf)[0]
  return {
    ...empty(known),
    kind: 'msg',
    eventId: event.message_id,
    nativeMsgId: event.message_id,
    chat,
    ...(event.group_name ? { chatName: event.group_name } : named(chat, known)),
    // Nobody can say who an anonymous member is: he has another number each time.
    sender:
      event.sub_type === 'anonymous'
        ? null
        : {
            id: event.user_id,
            ...(sender?.nickname ? { nick: sender.nickname } : {}),
            ...(sender?.card ? { card: sender.card } : {}),
          },
    sentAt,
    text: segments.map((segment) => textOf(segment, event.self_id, known)).join(''),
    mentions: segments.flatMap((segment) => mentionOf(segment, event.self_id, known)),
    ...(quote ? { quote } : {}),
    attachments: segments.flatMap(attachmentOf),
    isSelf,
    late: isLate(sentAt, known.now),
  }
}

const empty = ({ account }: Known) => ({
  adapter: NAME,
  account,
  epoch: '',
  text: '',
  mentions: [],
  attachments: [],
})

const named = (chat: ChatRef, known: Known) => {
  const name = chat.kind === 'group' ? known.groupName(chat.id) : undefined
  return name === undefined ? {} : { chatName: name }
}

const chatOf = (event: MessageEvent, isSelf: boolean): ChatRef | null => {
  if (event.message_type === 'group') return event.group_id ? { kind: 'group', id: event.group_id } : null
  if (!isSelf) return { kind: 'direct', id: event.user_id }
  return event.target_id ? { kind: 'direct', id: event.target_id } : null
}

const field = (segment: Segment, name: string): string => {
  const value = segment.data?.[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

const mentionOf = (segment: Segment, self: string, known: Known): Mention[] => {
  const id = field(segment, 'qq')
  if (segment.type !== 'at' || id === '') return []
  if (id === 'all') return [{ name: '全体成员', self: false }]
  return [{ id, name: id === self ? known.nick : field(segment, 'name').replace(/^@/, '') || id, self: id === self }]
}

/** What stands in the text: words, and mentions as people see them. */
const textOf = (segment: Segment, self: string, known: Known): string => {
  if (segment.type === 'text') return field(segment, 'text').replace(/\r\n?/g, '\n')
  const [mention] = mentionOf(segment, self, known)
  return mention ? `@${mention.name} ` : ''
}

const quoteOf = (segment: Segment): Quote[] => {
  const id = segment.type === 'reply' ? field(segment, 'id') : ''
  return id === '' ? [] : [{ nativeMsgId: id }]
}

const KINDS: Readonly<Record<string, Attachment['kind']>> = {
  image: 'image',
  record: 'audio',
  video: 'video',
  file: 'file',
}

const attachmentOf = (segment: Segment): Attachment[] => {
  const kind = KINDS[segment.type]
  if (!kind) return []
  const url = field(segment, 'url')
  const bytes = Number(field(segment, 'file_size'))
  const name = field(segment, 'name') || field(segment, 'file') || segment.type
  return [{ kind, name, ...(url === '' ? {} : { url }), ...(bytes > 0 ? { bytes } : {}) }]
}
