import { type Attachment, type ChatRef, type Inbound, isLate } from '../../chat/message.ts'
import type { RobotMessage } from './types.ts'

/** The person's id: the one by which he can be written to, where he has one. */
const personOf = ({ senderStaffId, senderId }: RobotMessage): string => senderStaffId || senderId

export const chatOf = (message: RobotMessage): ChatRef =>
  message.conversationType === '1'
    ? { kind: 'direct', id: personOf(message) }
    : { kind: 'group', id: message.conversationId }

/** Every message of a group mentions the bot, or DingTalk would not have sent it; the @ itself is cut off there. */
export const decodeMessage = (message: RobotMessage, eventId: string, account: string, now: number): Inbound => {
  const { msgId, conversationTitle, senderNick, createAt, text, chatbotUserId } = message
  const group = message.conversationType === '2'
  const replied = text?.repliedMsg
  return {
    adapter: 'dingtalk',
    account,
    epoch: '',
    eventId,
    nativeMsgId: msgId,
    kind: 'msg',
    chat: chatOf(message),
    ...(group && conversationTitle !== undefined ? { chatName: conversationTitle } : {}),
    sender: { id: personOf(message), ...(senderNick === undefined ? {} : { nick: senderNick }) },
    sentAt: createAt,
    text: wordsOf(message),
    mentions: group ? [{ ...(chatbotUserId === undefined ? {} : { id: chatbotUserId }), name: '', self: true }] : [],
    ...(replied
      ? {
          quote: {
            ...(replied.msgId === undefined ? {} : { nativeMsgId: replied.msgId }),
            ...(replied.content?.text === undefined ? {} : { text: replied.content.text }),
          },
        }
      : {}),
    attachments: attachmentsOf(message),
    isSelf: message.senderId === chatbotUserId,
    late: isLate(createAt, now),
  }
}

const wordsOf = ({ msgtype, text, content }: RobotMessage): string => {
  if (msgtype === 'text') return (text?.content ?? '').trim()
  if (msgtype === 'richText')
    return (content?.richText ?? [])
      .map((piece) => piece.text ?? '')
      .join('')
      .trim()
  return content?.recognition ?? ''
}

const KINDS: Readonly<Record<string, Attachment['kind']>> = {
  picture: 'image',
  audio: 'audio',
  video: 'video',
  file: 'file',
}

const attachmentsOf = ({ msgtype, content }: RobotMessage): Attachment[] => {
  const kind = KINDS[msgtype]
  if (kind) return [{ kind, name: content?.fileName ?? msgtype }]
  const pictures = (content?.richText ?? []).filter(({ type }) => type === 'picture')
  return pictures.map(() => ({ kind: 'image', name: 'picture' }))
}
