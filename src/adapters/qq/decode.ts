import { type Attachment, type ChatRef, type Inbound, isLate, type Mention } from '../../chat/message.ts'
import {
  type AttachmentData,
  type Frame,
  type GroupMessage,
  groupChange,
  groupMessage,
  NAME,
  OTHERS,
  privateMessage,
} from './types.ts'

export interface Known {
  readonly account: string
  readonly now: number
}

/** What an event says; null where it is none of ours; undefined where we do not know it. */
export const decode = (event: Frame, known: Known): Inbound | null | undefined => {
  switch (event.t) {
    // The same message may come as both: they have one id.
    case 'GROUP_AT_MESSAGE_CREATE':
    case 'GROUP_MESSAGE_CREATE': {
      const read = groupMessage.safeParse(event.d)
      return read.success ? fromGroup(read.data, event, known) : undefined
    }
    case 'C2C_MESSAGE_CREATE': {
      const read = privateMessage.safeParse(event.d)
      if (!read.success) return undefined
      const { author, ...message } = read.data
      const chat: ChatRef = { kind: 'direct', id: author.user_openid }
      return {
        ...common(message, event, chat, known),
        sender: { id: author.user_openid, nick: nameOf(author.user_openid, author.username) },
        text: message.content ?? '',
        mentions: [],
        isSelf: false,
      }
    }
    case 'GROUP_ADD_ROBOT':
    case 'GROUP_DEL_ROBOT': {
      const read = groupChange.safeParse(event.d)
      if (!read.success) return undefined
      const { group_openid, op_member_openid, timestamp } = read.data
      const kind = event.t === 'GROUP_ADD_ROBOT' ? ('join' as const) : ('leave' as const)
      const id = `${kind}:${group_openid}:${timestamp}`
      return {
        ...{ adapter: NAME, account: known.account, epoch: '', eventId: id, nativeMsgId: id, kind },
        chat: { kind: 'group', id: group_openid },
        sender: op_member_openid ? { id: op_member_openid } : null,
        ...{ sentAt: timestamp * 1000, text: '', mentions: [], attachments: [], isSelf: true },
        late: isLate(timestamp * 1000, known.now),
      }
    }
    default:
      return OTHERS.has(event.t ?? '') ? null : undefined
  }
}

const fromGroup = (message: GroupMessage, event: Frame, known: Known): Inbound => {
  const { author } = message
  const mentions = (message.mentions ?? []).map(mentionOf)
  const called = event.t === 'GROUP_AT_MESSAGE_CREATE' || mentions.some(({ self }) => self)
  return {
    ...common(message, event, { kind: 'group', id: message.group_openid }, known),
    sender: { id: author.member_openid, nick: nameOf(author.member_openid, author.username) },
    text: wordsOf(message, event),
    // What came because it mentions us does so, whether or not it says it.
    mentions: called && !mentions.some(({ self }) => self) ? [...mentions, { name: '', self: true }] : mentions,
    isSelf: false,
  }
}

const common = (
  message: Pick<GroupMessage, 'id' | 'timestamp' | 'attachments'>,
  event: Frame,
  chat: ChatRef,
  known: Known,
) => {
  const stamp = Date.parse(message.timestamp)
  const sentAt = Number.isFinite(stamp) ? stamp : known.now
  return {
    adapter: NAME,
    account: known.account,
    epoch: '',
    eventId: `${event.t}:${message.id}`,
    nativeMsgId: message.id,
    kind: 'msg' as const,
    chat,
    sentAt,
    attachments: (message.attachments ?? []).map(attachmentOf),
    late: isLate(sentAt, known.now),
  }
}

/** QQ tells a bot nobody's name; the end of his id at least tells two people apart. */
const nameOf = (id: string, name: string | null | undefined): string => name || `QQ用户${id.slice(-4)}`

const mentionOf = (data: NonNullable<GroupMessage['mentions']>[number]): Mention => {
  const id = data.member_openid ?? data.id
  return { ...(id ? { id } : {}), name: data.username ?? '', self: data.is_you === true }
}

/** The text, with "<@id>" written as people see it. What mentions us comes without the mention but with its space. */
const wordsOf = (message: GroupMessage, event: Frame): string => {
  const content = message.content ?? ''
  const text = content.replace(/<@!?([\w-]+)>/g, (code, id: string) => {
    const who = message.mentions?.find((one) => one.id === id || one.member_openid === id)
    return who ? `@${who.username || (who.is_you ? '五共' : nameOf(id, null))}` : code
  })
  return event.t === 'GROUP_AT_MESSAGE_CREATE' ? text.replace(/^ /, '') : text
}

const attachmentOf = (data: AttachmentData): Attachment => {
  const type = data.content_type ?? ''
  const kind =
    (['image', 'audio', 'video'] as const).find((one) => type.startsWith(one)) ?? (type === 'voice' ? 'audio' : 'file')
  // QQ leaves the scheme off.
  const url = data.url?.replace(/^(?!https?:)(\/\/)?/, 'https://')
  return {
    kind,
    name: data.filename || kind,
    ...(url ? { url } : {}),
    ...(data.size ? { bytes: data.size } : {}),
  }
}
