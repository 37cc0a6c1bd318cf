import { Socket } from 'node:net'
import { type Client, client, xml } from '@xmpp/client'
import { until } from '../../support/until.ts'
import { PASSWORD } from './prosody.ts'

type Element = ReturnType<typeof xml>

/** A message as somebody's program shows it. */
export interface Shown {
  readonly id: string
  readonly from: string
  readonly text: string
  readonly quotes?: string
}

/** Somebody with an XMPP program on his phone. Comes back by himself when the server was away. */
export class Person {
  readonly jid: string
  readonly #rooms = new Map<string, string>()
  readonly #shown = new Map<string, Shown[]>()
  readonly #inside = new Set<string>()
  readonly #seen = new Set<string>()
  readonly #port: number
  #client: Client
  #last = 0

  constructor(name: string, port: number) {
    this.jid = `${name}@localhost`
    this.#port = port
    this.#client = this.#made()
  }

  async comes(): Promise<void> {
    await this.#client.start()
    await this.#client.send(xml('presence'))
    for (const [room, nick] of this.#rooms) await this.enters(room, nick)
  }

  async goes(): Promise<void> {
    await this.#client.stop().catch(() => {})
  }

  /** The server was away; what this program shows stays. */
  async comesAgain(): Promise<void> {
    this.#inside.clear()
    this.#client = this.#made()
    await this.comes()
  }

  async enters(room: string, nick: string): Promise<void> {
    this.#rooms.set(room, nick)
    await this.#client.send(
      xml(
        'presence',
        { to: `${room}/${nick}` },
        xml('x', { xmlns: 'http://jabber.org/protocol/muc' }, xml('history', { maxstanzas: '0' })),
      ),
    )
    await until(() => this.#inside.has(room))
  }

  /** Opens the room for everyone; whoever makes a room has to. */
  async opens(room: string, title: string, whois: 'anyone' | 'moderators'): Promise<void> {
    const field = (name: string, value: string) => xml('field', { var: name }, xml('value', {}, value))
    await this.asks(
      xml(
        'iq',
        { type: 'set', to: room },
        xml(
          'query',
          { xmlns: 'http://jabber.org/protocol/muc#owner' },
          xml(
            'x',
            { xmlns: 'jabber:x:data', type: 'submit' },
            field('FORM_TYPE', 'http://jabber.org/protocol/muc#roomconfig'),
            field('muc#roomconfig_roomname', title),
            field('muc#roomconfig_whois', whois),
          ),
        ),
      ),
    )
  }

  /** Throws somebody out of a room. */
  async throwsOut(room: string, nick: string): Promise<void> {
    const item = xml('item', { nick, role: 'none' })
    await this.asks(
      xml('iq', { type: 'set', to: room }, xml('query', { xmlns: 'http://jabber.org/protocol/muc#admin' }, item)),
    )
  }

  /** Says something, in a room or to somebody; resolves with its id when it stands there. */
  async says(to: string, text: string, ...more: readonly Element[]): Promise<string> {
    const id = this.sends(to, ...(text === '' ? [] : [xml('body', {}, text)]), ...more)
    if (!this.#rooms.has(to)) {
      await this.sync()
      return id
    }
    await until(() => this.shown(to).some((one) => one.id === id || this.#given.get(id) === one.id))
    return this.#given.get(id) ?? id
  }

  sends(to: string, ...parts: readonly Element[]): string {
    this.#last += 1
    const id = `${this.jid.split('@')[0]}-${this.#last}`
    const type = this.#rooms.has(to) ? 'groupchat' : 'chat'
    if (type === 'chat') this.#keep(to, { id, from: this.jid, text: parts[0]?.getText() ?? '' })
    this.#client.send(xml('message', { to, type, id }, ...parts)).catch(() => {})
    return id
  }

  /** What was said in a room, or between somebody and us. */
  shown(chat: string): readonly Shown[] {
    return this.#shown.get(chat) ?? []
  }

  /** Who is in a room is looked at anew. */
  forgets(room: string): void {
    for (const who of this.#seen) if (who.startsWith(room)) this.#seen.delete(who)
  }

  /** Resolves when somebody has come into a room, or was there. */
  async sees(room: string, nick: string): Promise<void> {
    await until(() => this.#seen.has(`${room}/${nick}`))
  }

  /** Resolves when everything the server has sent us so far is here. */
  async sync(): Promise<void> {
    await this.asks(xml('iq', { type: 'get', to: 'localhost' }, xml('ping', { xmlns: 'urn:xmpp:ping' })))
  }

  /** All that a room keeps, oldest first. */
  async archive(
    room: string,
  ): Promise<readonly { readonly from: string; readonly text: string; readonly origin: string }[]> {
    const kept: { from: string; text: string; origin: string }[] = []
    const take = (stanza: Element) => {
      const forwarded = stanza.getChild('result', 'urn:xmpp:mam:2')?.getChild('forwarded', 'urn:xmpp:forward:0')
      const message = forwarded?.getChild('message')
      const text = message?.getChildText('body')
      if (message && text)
        kept.push({ from: String(message.attrs.from).split('/')[1] ?? '', text, origin: String(message.attrs.id) })
    }
    this.#client.on('stanza', take)
    let after = ''
    for (let complete = false; !complete; ) {
      const set = xml(
        'set',
        { xmlns: 'http://jabber.org/protocol/rsm' },
        xml('max', {}, '50'),
        after && xml('after', {}, after),
      )
      const fin = (
        await this.asks(
          xml('iq', { type: 'set', to: room }, xml('query', { xmlns: 'urn:xmpp:mam:2', queryid: 'q' }, set)),
        )
      ).getChild('fin', 'urn:xmpp:mam:2')
      complete = fin?.attrs.complete === 'true'
      after = fin?.getChild('set')?.getChildText('last') ?? ''
    }
    this.#client.off('stanza', take)
    return kept
  }

  asks(iq: Element): Promise<Element> {
    return this.#client.iqCaller.request(iq)
  }

  readonly #given = new Map<string, string>()

  #made(): Client {
    const [username = ''] = this.jid.split('@')
    const made = client({
      service: `xmpp://127.0.0.1:${this.#port}`,
      domain: 'localhost',
      resource: 'phone',
      username,
      password: PASSWORD,
    })
    made.reconnect.stop()
    made.on('error', () => {})
    made.prependListener('element', (element) => {
      if (element.is('features')) element.remove('sm', 'urn:xmpp:sm:3')
    })
    // Without this the library breaks characters that lie in two packets.
    made.on('online', () => made.socket instanceof Socket && made.socket.setEncoding('utf8'))
    made.on('stanza', (stanza) => this.#hears(stanza))
    return made
  }

  #hears(stanza: Element): void {
    const from = String(stanza.attrs.from ?? '')
    const [chat = '', nick = ''] = from.split('/')
    const own = stanza
      .getChild('x', 'http://jabber.org/protocol/muc#user')
      ?.getChildren('status')
      .some(({ attrs }) => attrs.code === '110')
    if (stanza.is('presence') && own) this.#inside.add(chat)
    if (stanza.is('presence')) this.#seen.add(from)
    const text = stanza.getChildText('body')
    const inRoom = this.#rooms.has(chat)
    if (!stanza.is('message') || stanza.attrs.type === 'error') return
    if (text === null && !stanza.getChild('x', 'jabber:x:oob')) return
    const given = stanza.getChild('stanza-id', 'urn:xmpp:sid:0')?.attrs.id
    const id = String((inRoom ? given : undefined) ?? stanza.attrs.id)
    if (inRoom) this.#given.set(String(stanza.attrs.id), id)
    const quotes = stanza.getChild('reply', 'urn:xmpp:reply:0')?.attrs.id
    this.#keep(chat, {
      id,
      from: inRoom ? nick : from,
      text: text ?? '',
      ...(quotes === undefined ? {} : { quotes: String(quotes) }),
    })
  }

  #keep(chat: string, shown: Shown): void {
    this.#shown.set(chat, [...this.shown(chat), shown])
  }
}
