import type { Attachment, ChatRef, Mention, Quote, Sender } from '../../chat/message.ts'
import type { Heard } from './protocol.ts'
import { isRoom, type RawContact, type RawMessage } from './web.ts'

/** Who is who in this login. */
export interface Directory {
  readonly self: RawContact
  find(id: string): RawContact | undefined
}

/** MsgType of web WeChat. */
const TYPE = {
  text: 1,
  image: 3,
  voice: 34,
  friendRequest: 37,
  card: 42,
  video: 43,
  sticker: 47,
  location: 48,
  app: 49,
  statusNotify: 51,
  shortVideo: 62,
  note: 10_000,
  recall: 10_002,
} as const
const APP = { file: 6, quote: 57 } as const

const ATTACHED: Readonly<Record<number, Attachment['kind']>> = {
  [TYPE.image]: 'image',
  [TYPE.sticker]: 'image',
  [TYPE.voice]: 'audio',
  [TYPE.video]: 'video',
  [TYPE.shortVideo]: 'video',
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  '#39': "'",
  amp: '&',
}

/** Undoes what web WeChat does to a text: line breaks, emoji and five marks come as HTML. Once only: `&amp;lt;` is `&lt;`. */
export const plain = (html: string): string =>
  html
    .replace(/<br\s*\/?>/g, '\n')
    .replace(/<span class="emoji emoji([0-9a-f]+)"><\/span>/g, (_, code: string) => emoji(code))
    .replace(/&(lt|gt|quot|apos|nbsp|#39|amp);/g, (_, name: string) => ENTITIES[name] ?? '')

/** "1f602", or two signs that make one picture: "1f1e81f1f3". */
const emoji = (code: string): string => {
  const points = code.length === 10 ? [code.slice(0, 5), code.slice(5)] : [code]
  const numbers = points.map((point) => Number.parseInt(point, 16))
  return numbers.every((n) => n <= 0x10ffff) ? String.fromCodePoint(...numbers) : ''
}

/**
 * Reads one raw message. Null: nothing that anybody said or that changes a group. `unknown`: a type we have never met.
 * The text is cut from its sender at the first separator only: what a resident writes may contain the same signs.
 */
export const decode = (raw: RawMessage, who: Directory): Heard | null | 'unknown' => {
  switch (raw.MsgType) {
    case TYPE.statusNotify:
    case TYPE.card:
      return null
    case TYPE.friendRequest:
      return friendRequest(raw)
    case TYPE.note:
      return note(raw, who)
    case TYPE.recall:
      return recall(raw, who)
    case TYPE.text:
    case TYPE.location:
      return said(raw, who, (content) => ({ text: plain(content) }))
    case TYPE.app:
      return said(raw, who, (content) => app(raw, content))
  }
  const kind = ATTACHED[raw.MsgType]
  return kind ? said(raw, who, () => ({ text: '', attachments: [{ kind, name: '' }] })) : 'unknown'
}

interface Words {
  readonly text: string
  readonly quote?: Quote
  readonly attachments?: readonly Attachment[]
}

const said = (raw: RawMessage, who: Directory, read: (content: string) => Words): Heard => {
  const { chat, senderId, content } = parts(raw, who)
  const { text, quote, attachments = [] } = read(content)
  const isSelf = senderId === who.self.UserName
  return {
    ...frame(raw, chat, who),
    kind: 'msg',
    sender: senderOf(senderId, chat, who),
    text,
    mentions: chat.kind === 'group' ? mentions(text, chat.id, who) : [],
    ...(quote ? { quote } : {}),
    attachments,
    isSelf,
  }
}

/** In a group others' words come as "@sender:<br/>words"; our own, typed on the phone, as they are. */
const parts = (
  raw: RawMessage,
  who: Directory,
): { readonly chat: ChatRef; readonly senderId: string; readonly content: string } => {
  const { FromUserName: from, ToUserName: to, Content: content } = raw
  if (isRoom(from)) {
    const [whole, senderId] = /^(@[^:<\s]+):<br\/>/.exec(content) ?? ['', '']
    return { chat: { kind: 'group', id: from }, senderId: senderId ?? '', content: content.slice(whole.length) }
  }
  if (isRoom(to)) return { chat: { kind: 'group', id: to }, senderId: from, content }
  const other = from === who.self.UserName ? to : from
  return { chat: { kind: 'direct', id: other }, senderId: from, content }
}

const frame = (raw: RawMessage, chat: ChatRef, who: Directory) => {
  const topic = chat.kind === 'group' ? who.find(chat.id)?.NickName : undefined
  return {
    eventId: raw.MsgId,
    nativeMsgId: raw.MsgId,
    chat,
    ...(topic ? { chatName: plain(topic) } : {}),
    sentAt: raw.CreateTime * 1_000,
  }
}

/** Names as far as they are known now: a message never waits for one. */
const senderOf = (id: string, chat: ChatRef, who: Directory): Sender | null => {
  if (id === '') return null
  const member = chat.kind === 'group' ? memberOf(chat.id, id, who) : undefined
  const contact = who.find(id)
  const nick = contact?.NickName || member?.NickName
  return {
    id,
    ...(nick ? { nick: plain(nick) } : {}),
    ...(member?.DisplayName ? { card: plain(member.DisplayName) } : {}),
    ...(contact?.RemarkName ? { remark: plain(contact.RemarkName) } : {}),
  }
}

const memberOf = (room: string, id: string, who: Directory) =>
  who.find(room)?.MemberList?.find(({ UserName }) => UserName === id)

/**
 * Whom a text mentions. Web WeChat does not tell: it is "@" and a name that somebody has in this group, with all the
 * spaces that are in it. Of several of one name none is meant for certain, so no id is given.
 */
const mentions = (text: string, room: string, who: Directory): Mention[] => {
  if (!text.includes('@')) return []
  const named = new Map<string, Set<string>>()
  for (const member of [who.self, ...(who.find(room)?.MemberList ?? [])])
    for (const name of [member.DisplayName, member.NickName, who.find(member.UserName)?.RemarkName])
      if (name) named.set(plain(name), (named.get(plain(name)) ?? new Set()).add(member.UserName))
  const found: Mention[] = []
  let rest = text
  for (const [name, ids] of [...named].sort(([a], [b]) => b.length - a.length)) {
    const at = new RegExp(`@${name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?=[\\u2005\\s]|$)`, 'g')
    if (!at.test(rest)) continue
    rest = rest.replace(at, ' ')
    const [only, ...more] = ids
    const self = ids.has(who.self.UserName)
    found.push({ name, self, ...(only !== undefined && more.length === 0 ? { id: only } : {}) })
  }
  return found
}

/** A link, a file, a mini program, or words that quote others': XML, escaped as a text is. */
const app = (raw: RawMessage, content: string): Words => {
  const xml = plain(content)
  const title = inXml(xml, 'title') ?? plain(raw.FileName ?? '')
  if (raw.AppMsgType === APP.file) return { text: '', attachments: [file(raw, title)] }
  if (raw.AppMsgType !== APP.quote) return { text: title }
  const quoted = /<refermsg>([\s\S]*?)<\/refermsg>/.exec(xml)?.[1] ?? ''
  const id = inXml(quoted, 'svrid')
  const author = inXml(quoted, 'displayname')
  const text = inXml(quoted, 'content')
  return {
    text: title,
    quote: {
      ...(id ? { nativeMsgId: id } : {}),
      ...(author ? { author } : {}),
      ...(text ? { text } : {}),
    },
  }
}

const file = (raw: RawMessage, name: string): Attachment => {
  const bytes = Number(raw.FileSize)
  return { kind: 'file', name, ...(bytes > 0 ? { bytes } : {}) }
}

const inXml = (xml: string, tag: string): string | undefined => {
  const found = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(xml)?.[1]
  return found === undefined ? undefined : plain(found.replace(/^<!\[CDATA\[([\s\S]*)\]\]>$/, '$1'))
}

/** Somebody wants to be a friend: his hello, and the id he has until then. A person accepts him on the phone. */
const friendRequest = (raw: RawMessage): Heard => {
  const { UserName: id = '', NickName: nick = '', Content: hello = '' } = raw.RecommendInfo ?? {}
  return {
    eventId: raw.MsgId,
    nativeMsgId: raw.MsgId,
    kind: 'friend',
    chat: { kind: 'direct', id },
    sender: { id, ...(nick ? { nick: plain(nick) } : {}) },
    sentAt: raw.CreateTime * 1_000,
    text: plain(hello),
    mentions: [],
    attachments: [],
    isSelf: false,
  }
}

/** A grey line in a group. Names in it are names only, so nobody is taken to be meant by one. */
const note = (raw: RawMessage, who: Directory): Heard | null => {
  if (!isRoom(raw.FromUserName)) return null
  const chat: ChatRef = { kind: 'group', id: raw.FromUserName }
  const text = plain(raw.Content)
  const line = { ...frame(raw, chat, who), sender: null, text, mentions: [], attachments: [], isSelf: false }
  const topic = /修改群名为[“"](.*)[”"]$/.exec(text)?.[1]
  if (topic !== undefined) return { ...line, chatName: topic, kind: 'topic' }
  if (/^你(已)?被.*移出(了)?群聊/.test(text))
    return { ...line, kind: 'leave', isSelf: true, sender: { id: who.self.UserName } }
  if (/加入了?群聊/.test(text)) return { ...line, kind: 'join' }
  return null
}

const recall = (raw: RawMessage, who: Directory): Heard | null => {
  const { chat, senderId, content } = parts(raw, who)
  const recalled = inXml(plain(content), 'msgid')
  if (recalled === undefined) return null
  return {
    ...frame(raw, chat, who),
    nativeMsgId: recalled,
    kind: 'recall',
    sender: senderOf(senderId, chat, who),
    text: '',
    mentions: [],
    attachments: [],
    isSelf: senderId === who.self.UserName,
  }
}
