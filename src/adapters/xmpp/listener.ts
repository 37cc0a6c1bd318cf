import { xml } from '@xmpp/client'
import type { Intake } from '../../chat/adapter.ts'
import { Bookmark } from '../../chat/bookmark.ts'
import { Inflow } from '../../chat/inflow.ts'
import type { ChatRef, Inbound } from '../../chat/message.ts'
import type { Around } from '../../chat/platform.ts'
import { type Archived, Archives } from './archive.ts'
import { decodeDirect, decodeGroup, type Known, type Place } from './decode.ts'
import { isOurId, refusal } from './encode.ts'
import { bare, messageId } from './ids.ts'
import { Room } from './room.ts'
import { Sent } from './sent.ts'
import type { Ears, Element, Session } from './session.ts'
import type { Settings } from './settings.ts'
import { NAME, NS } from './types.ts'

/** Archives are asked for this much (ms) before what we remember: clocks differ. */
const MARGIN_MS = 5 * 60_000
/** How far back (ms) messages of ours are looked for at a start, so that none is sent twice. */
const OURS_MS = 60 * 60_000
/** How often we look whether we are still in the rooms, and knock at those we are not in (ms). */
const LOOK_MS = 60_000
/** Whoever was thrown out does not come back at once (ms). */
const BACK_MS = 10 * 60_000

/** What goes through rooms beside what people say. */
const SILENT: ReadonlySet<string> = new Set([
  'http://jabber.org/protocol/chatstates',
  'urn:xmpp:chat-markers:0',
  'urn:xmpp:receipts',
  'urn:xmpp:hints',
  'urn:xmpp:reactions:0',
  'urn:xmpp:message-retract:1',
  'http://jabber.org/protocol/pubsub#event',
  'jabber:x:conference',
  'jabber:x:event',
  'eu.siacs.conversations.axolotl',
  NS.mucUser,
  NS.delay,
  NS.sid,
  NS.occupant,
  NS.fallback,
  NS.reply,
])

/**
 * Everything that comes through an account: stanzas become messages, in each chat's order; what an outage hid is read
 * from the archives before what is said now. Lives from `start` to `stop`, over many connections.
 */
export class Listener implements Ears {
  readonly rooms: ReadonlyMap<string, Room>
  readonly sent: Sent
  session: Session | null = null
  readonly #own: string
  readonly #around: Around
  readonly #intake: Intake
  readonly #inflow: Inflow
  readonly #bookmark: Bookmark
  /** What was said while a chat's archive is being read waits for that. */
  readonly #ready = new Map<string, Promise<void>>()
  readonly #removedAt = new Map<string, number>()
  /** Chats of which it is neither read nor told what was missed. */
  readonly #unread = new Set<string>()
  #archives: Archives | null = null
  #stopLooking = () => {}

  constructor(settings: Settings, around: Around, intake: Intake) {
    this.#own = settings.jid
    this.#around = around
    this.#intake = intake
    this.#inflow = new Inflow(intake, around.time)
    this.#bookmark = new Bookmark(around)
    this.rooms = new Map(settings.rooms.map((jid) => [jid, new Room(jid, settings.nick, around.time)]))
    this.sent = new Sent(around.time)
  }

  /** In every room, and nothing left to be read. */
  get isComplete(): boolean {
    return this.#unread.size === 0 && [...this.rooms.values()].every(({ state }) => state === 'in')
  }

  /** A new connection: shows itself, enters the rooms, reads what was missed. */
  async begin(session: Session): Promise<void> {
    this.session = session
    this.#archives = new Archives(session, this.#own)
    const since = this.#bookmark.at
    await Promise.all([
      this.#holding(this.#own, async () => {
        // Without this the server keeps private messages back.
        await session.send(xml('presence'))
        await this.#read(session, this.#own, since)
      }),
      ...[...this.rooms.values()].map((room) => this.#enter(session, room, since)),
    ])
    this.alive()
    this.#stopLooking = this.#around.time.after(LOOK_MS, () => void this.#look(session))
  }

  end(session: Session): void {
    if (this.session !== session) return
    this.session = null
    this.#stopLooking()
    this.sent.lost()
    for (const room of this.rooms.values()) if (room.state === 'in') room.state = 'out'
  }

  async stop(): Promise<void> {
    await this.#inflow.close()
    this.#bookmark.write()
  }

  /** All that was said until now is stored, so long as we hear every room and nothing waits. */
  alive(): void {
    const hearsAll = [...this.rooms.values()].every(({ state }) => state !== 'out')
    if (this.session && hearsAll && this.#unread.size === 0 && this.#inflow.isIdle) this.#bookmark.move()
  }

  hear(stanza: Element): void {
    if (this.#archives?.take(stanza)) return
    const room = this.rooms.get(bare(String(stanza.attrs.from ?? '')))
    if (stanza.is('presence')) {
      if (room) this.#presence(room, stanza)
    } else if (stanza.is('message')) this.#message(stanza, room)
  }

  /** Looks in an archive for messages of ours. False: it does not answer. */
  async search(archive: string, since: number): Promise<boolean> {
    const found = await this.#archives?.since(archive, since)
    const room = this.rooms.get(archive)
    for (const one of found ?? []) this.#decoded(one.message, room, one)
    return found !== undefined && found !== null
  }

  /** A private message has no echo; but the server does one thing after the other, so its next answer proves it. */
  async confirm(session: Session, chat: ChatRef, id: string): Promise<void> {
    if (await session.ping()) this.sent.unopposed(id, messageId(chat, id))
  }

  #presence(room: Room, stanza: Element): void {
    const change = room.hear(stanza)
    if (change === null) return
    const at = this.#around.time.now()
    if (change === 'lost') {
      const { session } = this
      if (session) void this.#enter(session, room, at)
      return
    }
    this.#removedAt.set(room.jid, at)
    this.#around.log.warn('xmpp.removed', { account: this.#around.account })
    const eventId = messageId({ kind: 'group', id: room.jid }, `removed:${at}`)
    void this.#put({
      ...{ adapter: NAME, account: this.#around.account, epoch: '', eventId, nativeMsgId: eventId, kind: 'leave' },
      ...{ chat: { kind: 'group', id: room.jid }, chatName: room.name, sender: { id: this.#own }, sentAt: at },
      ...{ text: '', mentions: [], attachments: [], isSelf: true, late: false },
    })
  }

  #message(stanza: Element, room: Room | undefined): void {
    const { type, id } = stanza.attrs
    if (type === 'error') {
      if (isOurId(id)) this.#refused(id, stanza, room)
      return
    }
    const inbound = this.#decoded(stanza, room)
    if (inbound) void this.#put(inbound)
    else if (inbound === null && !isSilent(stanza)) this.#unknown(stanza)
  }

  #refused(id: string, stanza: Element, room: Room | undefined): void {
    const error = stanza.getChild('error')
    const outside = room !== undefined && error?.getChild('not-acceptable') !== undefined
    // We are not in the room any more, and nobody told us.
    if (room && outside && room.state === 'in') {
      room.state = 'out'
      if (this.session) void this.#enter(this.session, room, this.#bookmark.at)
    }
    this.sent.refused(id, outside ? { status: 'rate', retryAfterMs: LOOK_MS } : refusal(error))
  }

  /** Null: it says nothing. Undefined: an echo of ours, which is noted. */
  #decoded(message: Element, room: Room | undefined, place?: Archived): Inbound | null | undefined {
    const at: Place | undefined = place
    const group = message.attrs.type === 'groupchat'
    if (group && !room) return undefined
    const inbound =
      group && room
        ? decodeGroup(message, room, this.#known(), at)
        : decodeDirect(message, this.rooms, this.#known(), at)
    const { id } = message.attrs
    if (!inbound?.isSelf || !isOurId(id)) return inbound
    this.sent.saw(id, group ? inbound.nativeMsgId : messageId(inbound.chat, id))
    return undefined
  }

  #known(): Known {
    return { account: this.#around.account, own: this.#own, now: this.#around.time.now() }
  }

  async #put(inbound: Inbound): Promise<void> {
    await this.#ready.get(inbound.chat.kind === 'group' ? inbound.chat.id : this.#own)
    await this.#inflow.put(inbound)
    this.alive()
  }

  #enter(session: Session, room: Room, since: number | null): Promise<void> {
    return this.#holding(room.jid, async () => {
      if (!(await room.enter(session))) {
        if (session === this.session)
          this.#around.log.warn('xmpp.not-in-room', { account: this.#around.account, state: room.state })
        return
      }
      await this.#read(session, room.jid, since)
    })
  }

  /** Does something before what is said meanwhile in a chat is heard. Where it fails the next connection does it. */
  async #holding(chat: string, work: () => Promise<void>): Promise<void> {
    this.#unread.add(chat)
    const ready: Promise<void> = work().then(
      () => this.#release(chat, ready, true),
      () => this.#release(chat, ready, false),
    )
    this.#ready.set(chat, ready)
    await ready
  }

  #release(chat: string, ready: Promise<void>, done: boolean): void {
    // The same is being done anew.
    if (this.#ready.get(chat) !== ready) return
    this.#ready.delete(chat)
    if (done) this.#unread.delete(chat)
  }

  /** Hands over what an archive has since an instant; null is a first start, at which only our own is looked for. */
  async #read(session: Session, archive: string, since: number | null): Promise<void> {
    const now = this.#around.time.now()
    const from = since === null ? now : since - MARGIN_MS
    const found = await this.#archives?.since(archive, Math.min(from, now - OURS_MS))
    if (session !== this.session || session.isOver) throw new Error('the connection is lost')
    if (!found) {
      if (since === null) return
      await this.#intake.gap({ adapter: NAME, account: this.#around.account, from: since, to: now })
      return
    }
    for (const one of found) {
      const inbound = this.#decoded(one.message, this.rooms.get(archive), one)
      if (!inbound || since === null || one.at < from) continue
      if (!(await this.#inflow.put(inbound))) throw new Error('closed')
    }
  }

  async #look(session: Session): Promise<void> {
    if (session !== this.session) return
    const now = this.#around.time.now()
    await Promise.all(
      [...this.rooms.values()].map(async (room) => {
        if (room.state === 'in' && (await room.stillIn(session))) return
        if (room.state === 'removed' && now - (this.#removedAt.get(room.jid) ?? 0) < BACK_MS) return
        // What was said after we were thrown out was not meant for us.
        await this.#enter(session, room, room.state === 'removed' ? null : this.#bookmark.at)
      }),
    )
    if (session === this.session) this.#stopLooking = this.#around.time.after(LOOK_MS, () => void this.#look(session))
  }

  #unknown(stanza: Element): void {
    const child = stanza.getChildElements().find((one) => !SILENT.has(one.getNS() ?? ''))
    const type = `${child?.getName() ?? 'empty'} ${child?.getNS() ?? ''}`.slice(0, 80)
    this.#around.log.warn('xmpp.unknown-event', { account: this.#around.account, type })
    void this.#intake
      .unknown({
        adapter: NAME,
        account: this.#around.account,
        type,
        raw: JSON.stringify(stanza.toString()),
        at: this.#around.time.now(),
      })
      .catch(() => {})
  }
}

const isSilent = (message: Element): boolean =>
  message.getChild('subject') !== undefined ||
  message.getChildElements().every((child) => SILENT.has(child.getNS() ?? ''))
