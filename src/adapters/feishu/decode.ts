import { readJson } from '../../chat/json.ts'
import { type Attachment, type Inbound, isLate, type Mention } from '../../chat/message.ts'
import { contents, type ListedMessage, type MessageEvent, type RawMention } from './types.ts'

/** What decoding needs to know beside the payload. */
export interface Around {
  readonly account: string
  /** Our own open_id in this app. */
  readonly bot: string
  readonly now: number
  readonly chatName: string | undefined
  readonly nick: string | undefined
}

/** A message from either door: pushed as an event, or fetched from the group's list. */
export interface Said {
  readonly id: string
  readonly parent: string | undefined
  readonly chat: string
  readonly direct: boolean
  readonly sender: { readonly id: string; readonly app: boolean }
  readonly sentAt: number
  readonly type: string
  readonly content: string
  readonly mentions: readonly RawMention[]
}

export const saidInEvent = ({ sender, message }: MessageEvent): Said => ({
  id: message.message_id,
  parent: message.parent_id || undefined,
  chat: message.chat_id,
  direct: message.chat_type === 'p2p',
  sender: { id: sender.sender_id?.open_id ?? '', app: sender.sender_type === 'app' },
  sentAt: Number(message.create_time),
  type: message.message_type,
  content: message.content,
  mentions: message.mentions ?? [],
})

/** `direct`: the list is that of a private chat. */
export const saidInList = (message: ListedMessage, direct: boolean): Said => ({
  id: message.message_id,
  parent: message.parent_id || undefined,
  chat: message.chat_id,
  direct,
  sender: { id: message.sender.id, app: message.sender.sender_type === 'app' },
  sentAt: Number(message.create_time),
  type: message.msg_type,
  content: message.body?.content ?? '',
  mentions: message.mentions ?? [],
})

/**
 * One message as an `Inbound`. Its event id is the message's own id: what is pushed twice carries two event ids, what
 * is fetched later carries none, and all of them are one message.
 */
export const decodeMessage = (said: Said, around: Around, late: boolean): Inbound => {
  const { text, attachments } = read(said)
  return {
    adapter: 'feishu',
    account: around.account,
    epoch: '',
    eventId: said.id,
    nativeMsgId: said.id,
    kind: 'msg',
    chat: said.direct ? { kind: 'direct', id: said.sender.id } : { kind: 'group', id: said.chat },
    ...(around.chatName === undefined || said.direct ? {} : { chatName: around.chatName }),
    sender: { id: said.sender.id, ...(around.nick === undefined ? {} : { nick: around.nick }) },
    sentAt: said.sentAt,
    text: named(text, said.mentions, around.bot),
    mentions: said.mentions.map((raw) => mentionOf(raw, around.bot)),
    ...(said.parent === undefined ? {} : { quote: { nativeMsgId: said.parent } }),
    attachments,
    // Another bot's words are not answered either: two bots would talk for ever.
    isSelf: said.sender.app,
    late: late || isLate(said.sentAt, around.now),
  }
}

const openId = ({ id }: RawMention): string | undefined =>
  (typeof id === 'string' ? id : (id?.open_id ?? undefined)) || undefined

const mentionOf = (raw: RawMention, bot: string): Mention => {
  const id = openId(raw)
  return { ...(id === undefined ? {} : { id }), name: raw.name, self: id === bot }
}

/**
 * "@_user_1" becomes the name it stands for. After our own name there is always a space and never one inside it, so
 * that what follows is not taken for a part of it.
 */
const named = (text: string, mentions: readonly RawMention[], bot: string): string => {
  const byKey = new Map(mentions.map((raw) => [raw.key, raw]))
  return text.replace(/@_(?:user_\d+|all)/g, (key, at: number) => {
    const raw = byKey.get(key)
    if (key === '@_all') return '@所有人'
    if (!raw) return key
    if (openId(raw) !== bot) return `@${raw.name}`
    const glued = /\S/.test(text.charAt(at + key.length))
    return `@${raw.name.replace(/\s+/g, '')}${glued ? ' ' : ''}`
  })
}

interface Read {
  readonly text: string
  readonly attachments: readonly Attachment[]
}

const KINDS: Readonly<Record<string, Attachment['kind']>> = {
  image: 'image',
  sticker: 'image',
  audio: 'audio',
  media: 'video',
  file: 'file',
}

const NOTHING: Read = { text: '', attachments: [] }

/** The words and files of a message. A type that we do not know has neither, and is still a message. */
const read = ({ type, content }: Said): Read => {
  const body = readJson(content)
  if (type === 'text') return { ...NOTHING, text: contents.text.safeParse(body).data?.text ?? '' }
  if (type === 'post') return readPost(body)
  const kind = KINDS[type]
  const file = kind && contents.file.safeParse(body).data
  if (!kind || !file) return NOTHING
  return { text: '', attachments: [{ kind, name: file.file_name ?? file.file_key ?? file.image_key ?? type }] }
}

/** Rich text as its lines. */
const readPost = (body: unknown): Read => {
  const post = contents.post.safeParse(body).data
  if (!post) return NOTHING
  const lines = post.content.map((pieces) =>
    pieces.map((piece) => (piece.tag === 'at' ? (piece.user_id ?? '') : (piece.text ?? ''))).join(''),
  )
  const images = post.content.flat().flatMap(({ image_key }) => (image_key ? [image_key] : []))
  return {
    text: [post.title ?? '', ...lines].join('\n').trim(),
    attachments: images.map((name) => ({ kind: 'image', name })),
  }
}
