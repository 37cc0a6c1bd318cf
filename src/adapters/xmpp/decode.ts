import { type Attachment, type ChatRef, type Inbound, isLate, type Mention } from '../../chat/message.ts'
import { bare, messageId, personId, resource } from './ids.ts'
import type { Element } from './session.ts'
import { NAME, NS, type Occupant } from './types.ts'

/** What a decoder must know that does not stand in the message. */
export interface Known {
  readonly account: string
  /** Our own address. */
  readonly own: string
  readonly now: number
}

/** A room as its messages are read: who is in it, and who we are there. */
export interface RoomView {
  readonly jid: string
  readonly name: string
  readonly nick: string
  /** Whether everybody sees whose the names are. Decides by what people are known, whatever we happen to see. */
  readonly open: boolean
  readonly occupantId: string | undefined
  occupant(nick: string): Occupant | undefined
  byOccupantId(id: string): Occupant | undefined
  byJid(jid: string): Occupant | undefined
}

/** Where a message stands in an archive, for one that comes out of it. */
export interface Place {
  readonly id: string
  readonly at: number
}

/** What somebody said in a room; null where a message says nothing. */
export const decodeGroup = (message: Element, room: RoomView, known: Known, place?: Place): Inbound | null => {
  const nick = resource(String(message.attrs.from))
  const id = place?.id ?? stanzaId(message, room.jid) ?? message.attrs.id
  if (nick === '' || id === undefined || !says(message)) return null
  const chat: ChatRef = { kind: 'group', id: room.jid }
  const who = occupantOf(message, nick, room, place === undefined)
  const person = personId(room.jid, who)
  return {
    ...common(message, chat, String(id), known, place),
    chatName: room.name,
    sender: person === null ? null : { id: person, nick, card: nick },
    ...wordsOf(message, known, room.nick, room.jid),
    isSelf: isOurs(who, nick, room, known, place === undefined),
  }
}

/** What somebody said to us alone; null where a message says nothing, or nobody can say who said it. */
export const decodeDirect = (
  message: Element,
  rooms: ReadonlyMap<string, RoomView>,
  known: Known,
  place?: Place,
): Inbound | null => {
  const from = String(message.attrs.from)
  const isSelf = bare(from) === known.own
  const other = isSelf ? String(message.attrs.to) : from
  const id = place?.id ?? stanzaId(message, known.own) ?? message.attrs.id
  if (id === undefined || !says(message)) return null
  const room = rooms.get(bare(other))
  const nick = room ? resource(other) : ''
  const who = room ? occupantOf(message, nick, room, place === undefined) : { nick: '', jid: bare(other) }
  const person = personId(bare(other), who)
  if (person === null) return null
  const chat: ChatRef = { kind: 'direct', id: person }
  const named = room ? nick : (nickNear(person, rooms) ?? person.split('@')[0] ?? '')
  return {
    ...common(message, chat, String(id), known, place),
    sender: isSelf ? { id: known.own } : { id: person, nick: named },
    ...wordsOf(message, known, null, null),
    isSelf,
  }
}

const common = (message: Element, chat: ChatRef, id: string, known: Known, place: Place | undefined) => {
  const stamp = place?.at ?? Date.parse(String(message.getChild('delay', NS.delay)?.attrs.stamp))
  // Anybody may claim that he said something earlier, which makes it late; nobody says anything tomorrow.
  const sentAt = Number.isFinite(stamp) ? Math.min(stamp, known.now) : known.now
  const nativeMsgId = messageId(chat, id)
  return {
    adapter: NAME,
    account: known.account,
    epoch: '',
    eventId: nativeMsgId,
    nativeMsgId,
    kind: 'msg' as const,
    chat,
    sentAt,
    late: place !== undefined || isLate(sentAt, known.now),
  }
}

const says = (message: Element): boolean =>
  message.getChildText('body') !== null || message.getChild('x', NS.oob) !== undefined

/** The id that a room or server gave; one that somebody else put there does not count. */
const stanzaId = (message: Element, by: string): string | undefined =>
  message.getChildren('stanza-id', NS.sid).find((one) => one.attrs.by === by)?.attrs.id

const occupantOf = (message: Element, nick: string, room: RoomView, live: boolean): Occupant => {
  const occupantId = message.getChild('occupant-id', NS.occupant)?.attrs.id
  const now = live ? room.occupant(nick) : occupantId === undefined ? undefined : room.byOccupantId(occupantId)
  // Only the room itself writes this, into what it keeps.
  const kept = live ? undefined : message.getChild('x', NS.mucUser)?.getChild('item')?.attrs.jid
  const jid = kept === undefined ? now?.jid : bare(String(kept))
  return {
    nick,
    ...(room.open && jid !== undefined ? { jid } : {}),
    ...(occupantId === undefined
      ? now?.occupantId === undefined
        ? {}
        : { occupantId: now.occupantId }
      : { occupantId }),
  }
}

const isOurs = (who: Occupant, nick: string, room: RoomView, known: Known, live: boolean): boolean =>
  who.jid === known.own ||
  (who.occupantId !== undefined && who.occupantId === room.occupantId) ||
  (live && nick === room.nick)

/** A person's name in some room that shows addresses: what a private message lacks. */
const nickNear = (person: string, rooms: ReadonlyMap<string, RoomView>): string | undefined => {
  for (const room of rooms.values()) {
    const found = room.byJid(person)
    if (found) return found.nick
  }
  return undefined
}

const wordsOf = (message: Element, known: Known, nick: string | null, room: string | null) => {
  const body = message.getChildText('body') ?? ''
  const url = message.getChild('x', NS.oob)?.getChildText('url') ?? null
  const own = withoutFallback(message, body)
  const words = url !== null && own.trim() === url ? '' : own
  const calls = nick === null ? null : callOf(words, nick)
  const mentions = mentionsOf(message, known, nick, room)
  const self = calls !== null && !mentions.some((mention) => mention.self) ? [{ name: nick ?? '', self: true }] : []
  const reply = message.getChild('reply', NS.reply)?.attrs.id
  const chat = room === null ? bare(String(message.attrs.from)) : room
  return {
    text: calls ?? words,
    mentions: [...mentions, ...self],
    ...(reply === undefined
      ? {}
      : { quote: { nativeMsgId: messageId({ kind: room === null ? 'direct' : 'group', id: chat }, String(reply)) } }),
    attachments: url === null ? [] : [attachmentOf(url)],
  }
}

/** "五共: …" and "@五共 …" call us, as people do whose program knows no mentions. Null: they do not. */
const callOf = (text: string, nick: string): string | null => {
  const head = new RegExp(`^\\s*[@＠]?${escaped(nick)}(?:[:：,，]\\s*|\\s+|$)`).exec(text)
  if (head) return `@${nick} ${text.slice(head[0].length)}`
  return new RegExp(`[@＠]${escaped(nick)}(?!\\p{L})`, 'u').test(text) ? text : null
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const mentionsOf = (message: Element, known: Known, nick: string | null, room: string | null): Mention[] =>
  message.getChildren('reference', NS.reference).flatMap((reference) => {
    if (reference.attrs.type !== 'mention') return []
    const who = /^xmpp:([^?]+)/.exec(decoded(String(reference.attrs.uri)))?.[1]
    if (who === undefined) return []
    const self = who === known.own || (room !== null && who === `${room}/${nick}`)
    const name = resource(who) || (self ? (nick ?? '') : (who.split('@')[0] ?? ''))
    return [{ ...(resource(who) === '' ? { id: who } : {}), name, self }]
  })

/** What a program copied into the text for those that know no quotes, counted in code points. */
const withoutFallback = (message: Element, body: string): string => {
  const copied = message
    .getChildren('fallback', NS.fallback)
    .find((one) => one.attrs.for === NS.reply)
    ?.getChild('body')
  if (!copied) return body
  const points = [...body]
  const end = Number(copied.attrs.end ?? points.length)
  const start = Number(copied.attrs.start ?? 0)
  return Number.isInteger(start) && Number.isInteger(end) && start <= end
    ? [...points.slice(0, start), ...points.slice(end)].join('')
    : body
}

const KINDS: readonly (readonly [RegExp, Attachment['kind']])[] = [
  [/\.(?:jpe?g|png|gif|webp|heic|bmp)$/i, 'image'],
  [/\.(?:mp3|ogg|opus|m4a|amr|wav)$/i, 'audio'],
  [/\.(?:mp4|mov|webm|mkv)$/i, 'video'],
]

const attachmentOf = (url: string): Attachment => {
  const path = URL.canParse(url) ? new URL(url).pathname : url
  const kind = KINDS.find(([ending]) => ending.test(path))?.[1] ?? 'file'
  return { kind, name: decoded(path.split('/').at(-1) ?? '') || kind, url }
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
