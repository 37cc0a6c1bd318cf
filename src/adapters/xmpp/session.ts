import { Socket } from 'node:net'
import { type Client, client, xml } from '@xmpp/client'
import { Awaited } from '../../chat/awaited.ts'
import { pulse } from '../../chat/link.ts'
import type { Time } from '../../chat/platform.ts'
import { isLocal, type Settings } from './settings.ts'
import { NS } from './types.ts'

export type Element = ReturnType<typeof xml>

/** Logging in takes at most this (ms). */
const LOGIN_MS = 20_000
/** A request that is not answered in this time (ms) is not going to be. */
const ANSWER_MS = 20_000

/** Why there is no connection. */
export type Why = 'credentials' | 'insecure' | 'replaced' | 'unreachable'

/** Who listens to a session. */
export interface Ears {
  readonly hear: (stanza: Element) => void
  /** The server has just answered. */
  readonly alive: () => void
}

/** One login to the server: stanzas out, stanzas in, noticed when it is dead. A new connection is a new session. */
export class Session {
  readonly #client: Client
  readonly #answers: Awaited<Element>
  readonly #own: string
  readonly #domain: string
  #last = 0
  #stopPulse = () => {}
  isOver = false
  #why: Why = 'unreachable'
  /** Resolves with the reason when the connection is gone. */
  readonly ended: Promise<Why>

  private constructor(settings: Settings, time: Time, ears: Ears, resource: string) {
    const [username = '', domain = ''] = settings.jid.split('@')
    this.#domain = domain
    this.#answers = new Awaited(time)
    this.#own = settings.jid
    this.#client = client({
      service: settings.service,
      domain,
      resource,
      credentials: async (authenticate, mechanisms, _, entity) => {
        const secure = entity.isSecure()
        if (!secure && !isLocal(settings)) {
          this.#why = 'insecure'
          throw new Error('the connection is not secure')
        }
        const mechanism = mechanisms.find((name) => secure || name !== 'PLAIN') ?? ''
        await authenticate({ username, password: settings.password.reveal() }, mechanism, xml('user-agent'))
      },
    })
    // Every connection is a client of its own: rooms are entered anew and archives asked, and nothing is half resumed.
    this.#client.reconnect.stop()
    this.#client.prependListener('element', withoutResumption)
    this.#client.on('error', (error) => {
      const condition: unknown = 'condition' in error ? error.condition : undefined
      if (error.name === 'SASLError' || condition === 'not-authorized') this.#why = 'credentials'
      if (condition === 'conflict') this.#why = 'replaced'
      if (this.#client.parser === null) this.#destroy()
    })
    // A stream that has ended, or could not be read, has no reader any more: what comes after it on the socket would be an
    // exception in the library, and the end of our process.
    this.#client.on('close', () => this.#destroy())
    this.#client.on('online', () => {
      wholeCharacters(this.#client.socket)
      // Whoever is asked anything before he knows who we are ends the stream.
      const watch = pulse(time, {
        ask: () => void this.ping().then((answered) => answered && ears.alive()),
        dead: () => this.cut(),
      })
      this.#stopPulse = watch.stop
      this.#client.on('element', watch.heard)
    })
    this.#client.on('stanza', (stanza) => {
      if (!this.#answered(stanza)) ears.hear(stanza)
    })
    this.ended = new Promise((resolve) =>
      this.#client.once('disconnect', () => {
        this.isOver = true
        this.#stopPulse()
        this.#answers.drop()
        resolve(this.#why)
      }),
    )
  }

  /** Logs in. Throws where that cannot be, or the signal asks to end; `told` hears the reason. */
  static async open(
    settings: Settings,
    time: Time,
    ears: Ears,
    told: (why: Why) => void,
    signal: AbortSignal,
    /** Two logins of one account live side by side only under two names. */
    resource = 'wugong',
  ): Promise<Session> {
    const session = new Session(settings, time, ears, resource)
    const cut = () => session.cut()
    const cancel = time.after(LOGIN_MS, cut)
    signal.addEventListener('abort', cut)
    try {
      await Promise.race([session.#client.start(), session.ended.then(() => Promise.reject(new Error('it ended')))])
      return session
    } catch (error) {
      if (error instanceof Error && error.name === 'SASLError') session.#why = 'credentials'
      told(session.#why)
      session.cut()
      throw error
    } finally {
      cancel()
      signal.removeEventListener('abort', cut)
    }
  }

  async send(stanza: Element): Promise<void> {
    await this.#client.send(stanza)
  }

  /** Asks somebody something. The answer, which may be an error; null where none came. */
  request(iq: Element): Promise<Element | null> {
    this.#last += 1
    const id = `q${this.#last}`
    iq.attrs.id = id
    const answered = this.#answers.expect(`${id} ${iq.attrs.to}`, ANSWER_MS)
    this.#client.send(iq).catch(() => this.cut())
    return answered
  }

  /** Whether the server answers (XEP-0199). */
  async ping(): Promise<boolean> {
    const to = this.#domain
    return (await this.request(xml('iq', { type: 'get', to }, xml('ping', { xmlns: NS.ping })))) !== null
  }

  /** Says good-bye: the server tells the rooms at once. */
  async close(): Promise<void> {
    await this.#client.stop().catch(() => this.cut())
  }

  /** Ends it without a word, as a dead connection needs. */
  cut(): void {
    if (!this.#destroy()) this.#client.disconnect().catch(() => {})
  }

  /** False where there is no socket. */
  #destroy(): boolean {
    const { socket } = this.#client
    if (!socket || !('destroy' in socket) || typeof socket.destroy !== 'function') return false
    socket.destroy()
    return true
  }

  /** Only whom we asked may answer: anybody can guess an id. */
  #answered(stanza: Element): boolean {
    const { id, type, from = this.#own } = stanza.attrs
    if (stanza.name !== 'iq' || (type !== 'result' && type !== 'error')) return false
    this.#answers.meet(`${id} ${from}`, stanza)
    return true
  }
}

/**
 * The library turns stream management (XEP-0198) on after it has said that we are online; on Prosody 0.12 a connection
 * that spoke at once then sometimes heard nothing more. We resume nothing, so it is never offered to the library.
 */
const withoutResumption = (element: Element): void => {
  if (!element.is('features')) return
  element.remove('sm', 'urn:xmpp:sm:3')
  element.remove('authentication', 'urn:xmpp:sasl:2')
}

/**
 * The library reads each packet as text by itself, so that a character whose bytes lie in two packets becomes two
 * marks of damage. Told what the bytes mean, the socket hands over whole characters. Only once TLS is up: what is under
 * it are no characters.
 */
const wholeCharacters = (socket: unknown): void => {
  const inner: unknown = typeof socket === 'object' && socket !== null && 'socket' in socket ? socket.socket : null
  for (const one of [socket, inner]) if (one instanceof Socket) one.setEncoding('utf8')
}
