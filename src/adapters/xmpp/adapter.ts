import type { Adapter, Health, Intake, OutMessage, SendResult, Traits } from '../../chat/adapter.ts'
import { render } from '../../chat/card.ts'
import { Link } from '../../chat/link.ts'
import type { ChatRef } from '../../chat/message.ts'
import type { Around } from '../../chat/platform.ts'
import { encode, ourId } from './encode.ts'
import { personId, readPerson } from './ids.ts'
import { Listener } from './listener.ts'
import type { Room } from './room.ts'
import { Session, type Why } from './session.ts'
import type { Settings } from './settings.ts'
import { NAME } from './types.ts'

/** While there is no connection a message waits this long (ms); one for somebody who must be in the room, longer. */
const NOT_NOW_MS = 3_000
const NOT_HERE_MS = 10 * 60_000
/** How long `start` waits for the first login (ms). */
const PATIENCE_MS = 10_000
/** A message of ours is searched this far (ms) before we think we sent it: clocks differ. */
const MARGIN_MS = 5 * 60_000

/** An account on an XMPP server, in the rooms (XEP-0045) of its settings. */
export class Xmpp implements Adapter {
  readonly name = NAME
  readonly account: string
  readonly traits: Traits = {
    receive: 'all',
    groups: true,
    comings: 'self',
    direct: 'any',
    mentionIn: 'id',
    mentionOut: 'text',
    quoteIn: 'id',
    replyOut: true,
    buttons: false,
    ids: 'stable',
    history: true,
    sendReturnsId: true,
    idempotency: { kind: 'key', ttlMs: 60 * 60_000 },
    maxText: { n: 5000, unit: 'char' },
    media: { in: true, out: false },
    pace: { chat: 0, account: 0, spread: 0 },
    connection: 'kept',
    official: true,
  }
  readonly #settings: Settings
  readonly #around: Around
  #listener: Listener | null = null
  #link: Link | null = null
  #why: Why | null = null

  constructor(settings: Settings, around: Around) {
    this.#settings = settings
    this.#around = around
    this.account = around.account
  }

  epoch(): string {
    return ''
  }

  async start(intake: Intake): Promise<void> {
    const listener = new Listener(this.#settings, this.#around, intake)
    this.#listener = listener
    await new Promise<void>((resolve) => {
      const cancel = this.#around.time.after(PATIENCE_MS, resolve)
      const settled = () => {
        cancel()
        resolve()
      }
      this.#link = new Link(this.#around, (signal) => this.#connect(listener, signal, settled))
    })
  }

  async stop(): Promise<void> {
    await this.#link?.stop()
    await this.#listener?.stop()
    this.#listener = null
  }

  health(): Health {
    const listener = this.#listener
    if (this.#why === 'credentials') return 'needs-login'
    if (!listener?.session) return 'down'
    return listener.isComplete ? 'ok' : 'degraded'
  }

  async send(out: OutMessage): Promise<SendResult> {
    const { text } = render(out, this.traits)
    if (text.length > this.traits.maxText.n) return { status: 'rejected', reason: 'text longer than maxText' }
    const listener = this.#listener
    const way = out.chat.kind === 'group' ? this.#wayToRoom(out.chat) : this.#wayToPerson(out.chat)
    if ('status' in way) return way
    const session = listener?.session
    if (!listener || !session) return { status: 'rate', retryAfterMs: NOT_NOW_MS }
    const { sent } = listener
    const id = ourId(out.key)
    const tried = sent.nativeId(id) === undefined ? out.doubtfulSince : undefined
    // Where no echo came, however late, the archive knows whether it arrived, now or later; where there is none nobody
    // does, and nothing is said twice.
    if (tried !== undefined && !(await listener.search(way.archive, tried - MARGIN_MS)))
      return way.archived ? { status: 'rate', retryAfterMs: NOT_NOW_MS } : { status: 'unknown' }
    const known = sent.nativeId(id)
    if (known !== undefined) return { status: 'sent', nativeId: known }
    return sent.attempt(id, async () => {
      await session.send(encode(out, text, way.to, way.type))
      if (way.type === 'chat') await listener.confirm(session, out.chat, id)
    })
  }

  async members(chat: ChatRef): Promise<readonly { readonly id: string; readonly name: string }[]> {
    const room = this.#listener?.rooms.get(chat.id)
    return (room?.occupants ?? []).flatMap((one) => {
      const id = room && personId(room.jid, one)
      return id && one.nick !== room.nick ? [{ id, name: one.nick }] : []
    })
  }

  #wayToRoom(chat: ChatRef): Way | SendResult {
    const room = this.#listener?.rooms.get(chat.id)
    if (!room || room.state === 'removed' || room.state === 'absent')
      return { status: 'rejected', reason: room ? `room ${room.state}` : 'no such room' }
    if (room.state === 'out') return { status: 'rate', retryAfterMs: NOT_NOW_MS }
    return { to: room.jid, type: 'groupchat', archive: room.jid, archived: room.archived }
  }

  #wayToPerson(chat: ChatRef): Way | SendResult {
    const person = readPerson(chat.id)
    if (!person) return { status: 'rejected', reason: 'no such person' }
    const archive = this.#settings.jid
    if ('jid' in person) return { to: person.jid, type: 'chat', archive, archived: false }
    const room: Room | undefined = this.#listener?.rooms.get(person.room)
    if (!room) return { status: 'rejected', reason: 'no such room' }
    // Where a room hides addresses, somebody can be written to only while he is there.
    const here = room.byOccupantId(person.occupantId)
    return here
      ? { to: `${room.jid}/${here.nick}`, type: 'chat', archive, archived: false }
      : { status: 'rate', retryAfterMs: NOT_HERE_MS }
  }

  async #connect(listener: Listener, signal: AbortSignal, settled: () => void): Promise<void> {
    const failed = (why: Why) => {
      this.#why = why
      this.#around.log.warn('xmpp.no-connection', { account: this.account, why })
      settled()
    }
    const session = await Session.open(this.#settings, this.#around.time, listener, failed, signal)
    this.#why = null
    const end = () => void session.close()
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
    try {
      await Promise.race([listener.begin(session), session.ended])
      settled()
      await session.ended
    } finally {
      signal.removeEventListener('abort', end)
      listener.end(session)
      session.cut()
    }
    const why = await session.ended
    if (!signal.aborted) this.#around.log.warn('xmpp.connection-lost', { account: this.account, why })
  }
}

/** How a message goes, and where one can look whether it went. */
interface Way {
  readonly to: string
  readonly type: 'groupchat' | 'chat'
  readonly archive: string
  /** There surely is such an archive. */
  readonly archived: boolean
}
