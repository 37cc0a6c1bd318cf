import { xml } from '@xmpp/client'
import { Awaited } from '../../chat/awaited.ts'
import type { Time } from '../../chat/platform.ts'
import type { RoomView } from './decode.ts'
import { bare, resource } from './ids.ts'
import type { Element, Session } from './session.ts'
import { NS, type Occupant } from './types.ts'

/** A room lets us in within this (ms), or does not. */
const ENTER_MS = 20_000
/** Where somebody else bears our name we append a number, up to this. */
const NAMES = 9

/** What a presence in a room means for us. */
export type Change = 'removed' | 'lost' | null

/** A room that we sit in: whether we are in, under which name, and who else is. */
export class Room implements RoomView {
  readonly jid: string
  readonly #wanted: string
  readonly #entering: Awaited<Element>
  readonly #occupants = new Map<string, Occupant>()
  name: string
  nick: string
  open = false
  archived = false
  occupantId: string | undefined
  /** `out`: not now; `removed`: somebody threw us out; `absent`: there is no such room. */
  state: 'in' | 'out' | 'removed' | 'absent' = 'out'

  constructor(jid: string, nick: string, time: Time) {
    this.jid = jid
    this.name = jid.split('@')[0] ?? jid
    this.nick = nick
    this.#wanted = nick
    this.#entering = new Awaited(time)
  }

  occupant(nick: string): Occupant | undefined {
    return this.#occupants.get(nick)
  }

  byOccupantId(id: string): Occupant | undefined {
    return this.#find((one) => one.occupantId === id)
  }

  byJid(jid: string): Occupant | undefined {
    return this.open ? this.#find((one) => one.jid === jid) : undefined
  }

  get occupants(): readonly Occupant[] {
    return [...this.#occupants.values()]
  }

  /** Asks what the room is and goes in. Whether we are in; why not is in `state`. */
  async enter(session: Session): Promise<boolean> {
    this.#occupants.clear()
    this.occupantId = undefined
    this.state = 'out'
    if (!(await this.#look(session))) return false
    for (let n = 1; n <= NAMES; n += 1) {
      this.nick = n === 1 ? this.#wanted : `${this.#wanted}${n}`
      const presence = await this.#knock(session)
      if (presence?.attrs.type !== 'error') {
        if (presence) this.state = 'in'
        return presence !== null
      }
      const error = presence.getChild('error')
      if (!error?.getChild('conflict')) {
        this.state = error?.getChild('forbidden') || error?.getChild('registration-required') ? 'removed' : 'out'
        return false
      }
    }
    return false
  }

  /** A presence from this room. */
  hear(presence: Element): Change {
    const nick = resource(String(presence.attrs.from))
    const { type } = presence.attrs
    const extra = presence.getChild('x', NS.mucUser)
    const codes = (extra?.getChildren('status') ?? []).map((status) => String(status.attrs.code))
    const ours = codes.includes('110') || nick === this.nick
    if (type === 'error') {
      this.#entering.meet(this.nick, presence)
      return null
    }
    const occupantId = presence.getChild('occupant-id', NS.occupant)?.attrs.id
    if (type !== 'unavailable') {
      const jid = extra?.getChild('item')?.attrs.jid
      this.#occupants.set(nick, {
        nick,
        ...(jid === undefined ? {} : { jid: bare(String(jid)) }),
        ...(occupantId === undefined ? {} : { occupantId: String(occupantId) }),
      })
      if (!codes.includes('110')) return null
      // A server may give us another name than we asked for.
      this.nick = nick
      this.occupantId = occupantId === undefined ? undefined : String(occupantId)
      this.#entering.meet(this.nick, presence)
      return null
    }
    this.#occupants.delete(nick)
    const renamed = codes.includes('303')
    if (renamed && ours) this.nick = String(extra?.getChild('item')?.attrs.nick ?? nick)
    if (!ours || renamed || this.state !== 'in') return null
    const removed = ['301', '307', '321', '322'].some((code) => codes.includes(code)) && !codes.includes('333')
    this.state = removed ? 'removed' : 'out'
    return removed ? 'removed' : 'lost'
  }

  /** Whether we are still in: a room on another server may have lost us without a word (XEP-0410). */
  async stillIn(session: Session): Promise<boolean> {
    const to = `${this.jid}/${this.nick}`
    const answer = await session.request(xml('iq', { type: 'get', to }, xml('ping', { xmlns: NS.ping })))
    const error = answer?.attrs.type === 'error' ? answer.getChild('error') : undefined
    if (!answer || !error) return answer !== null
    return (
      error.getChild('service-unavailable') !== undefined || error.getChild('feature-not-implemented') !== undefined
    )
  }

  async #look(session: Session): Promise<boolean> {
    const answer = await session.request(xml('iq', { type: 'get', to: this.jid }, xml('query', { xmlns: NS.disco })))
    const query = answer?.attrs.type === 'result' ? answer.getChild('query', NS.disco) : undefined
    if (!query) {
      // Entering would make a room that nobody asked for, open to everyone.
      if (answer?.getChild('error')?.getChild('item-not-found')) this.state = 'absent'
      return false
    }
    const features = new Set(query.getChildren('feature').map((feature) => String(feature.attrs.var)))
    this.open = features.has('muc_nonanonymous')
    this.archived = features.has(NS.mam)
    this.name = query.getChildren('identity').find((one) => one.attrs.name)?.attrs.name ?? this.name
    return true
  }

  async #knock(session: Session): Promise<Element | null> {
    const answered = this.#entering.expect(this.nick, ENTER_MS)
    await session.send(
      // No history: it has no ids to know a message by. What we missed the archive tells.
      xml(
        'presence',
        { to: `${this.jid}/${this.nick}` },
        xml('x', { xmlns: NS.muc }, xml('history', { maxstanzas: '0' })),
      ),
    )
    return answered
  }

  #find(so: (one: Occupant) => boolean): Occupant | undefined {
    for (const one of this.#occupants.values()) if (so(one)) return one
    return undefined
  }
}
