import { type Attachment, type ChatRef, type Inbound, isLate } from '../../chat/message.ts'
import type { Callback } from './types.ts'

export const chatOf = ({ chattype, chatid, from }: Callback): ChatRef =>
  chattype === 'group' ? { kind: 'group', id: chatid ?? '' } : { kind: 'direct', id: from.userid }

/**
 * One message. WeCom tells nobody's name, only the id in the organisation's address book; in groups the mention that made
 * it pass the message on stands in the text and is cut off where it stands first.
 */
export const decodeCallback = (
  message: Callback,
  { account, name, now }: { readonly account: string; readonly name: string; readonly now: number },
): Inbound => {
  const { msgid, from, create_time, quote, chattype } = message
  const group = chattype === 'group'
  const sentAt = create_time === undefined ? now : create_time * 1000
  const text = wordsOf(message)
  return {
    adapter: 'wecom',
    account,
    epoch: '',
    eventId: msgid,
    nativeMsgId: msgid,
    kind: 'msg',
    chat: chatOf(message),
    sender: { id: from.userid, nick: from.userid },
    sentAt,
    text: group ? unmentioned(text, name) : text,
    mentions: group ? [{ name, self: true }] : [],
    ...(quote ? { quote: { ...(quote.text ? { text: quote.text.content } : {}) } } : {}),
    attachments: attachmentsOf(message),
    isSelf: false,
    late: isLate(sentAt, now),
  }
}

const unmentioned = (text: string, name: string): string => {
  const mention = `@${name}`
  return text.startsWith(mention) ? text.slice(mention.length).replace(/^[\s\u2005]/, '') : text
}

const wordsOf = ({ text, voice, mixed }: Callback): string =>
  text?.content ?? voice?.content ?? (mixed?.msg_item ?? []).map((item) => item.text?.content ?? '').join('')

const KINDS: Readonly<Record<string, Attachment['kind']>> = {
  image: 'image',
  voice: 'audio',
  video: 'video',
  file: 'file',
}

const attachmentsOf = ({ msgtype, mixed }: Callback): Attachment[] =>
  [msgtype, ...(mixed?.msg_item ?? []).map((item) => item.msgtype)].flatMap((type) => {
    const kind = KINDS[type]
    return kind ? [{ kind, name: type }] : []
  })
