import { WebSocket } from 'ws'
import { z } from 'zod'
import { readJson } from '../../chat/json.ts'
import { pulse } from '../../chat/link.ts'
import type { Time } from '../../chat/platform.ts'
import type { Api } from './api.ts'
import { type Frame, frame, INTENTS, OP, ready } from './types.ts'

const OPEN_WITHIN_MS = 10_000
/** From there QQ lets us in within this (ms), or does not. */
const LOGIN_WITHIN_MS = 20_000
const gatewayAnswer = z.object({ url: z.string() })
const hello = z.object({ heartbeat_interval: z.number() })

/** Close codes after which a session cannot be taken up again: of seq, of session, of rights, of QQ itself. */
const lost = (code: number): boolean => code === 4006 || code === 4007 || (code >= 4900 && code < 4914)
/** QQ does not let this bot in: its rights or itself. */
const refused = (code: number): boolean => code === 4013 || code === 4014 || code === 4914 || code === 4915

const isLogin = ({ t }: Frame): boolean => t === 'READY' || t === 'RESUMED'

/** A session with QQ, which outlives a connection: with its id and the last event we have stored, QQ repeats the rest. */
export interface Standing {
  readonly id: string
  readonly seq: number
}

/** Who listens to the gateway. */
interface Ears {
  /** Online: resumed where `anew` is false, else nothing of before comes any more. */
  readonly online: (anew: boolean) => void
  /** All that QQ said until then (ms) has been heard. */
  readonly alive: (at: number) => void
  /** Whether the event is stored: only then does it count as heard. */
  readonly event: (event: Frame) => Promise<boolean>
  readonly down: (why: 'credentials' | 'refused' | 'unreachable') => void
}

/** One connection after another to QQ's gateway: hello, identify or resume, heartbeats, events in order. */
export class Gateway {
  readonly #api: Api
  readonly #time: Time
  readonly #ears: Ears
  standing: Standing | null

  constructor(api: Api, time: Time, standing: Standing | null, ears: Ears) {
    this.#api = api
    this.#time = time
    this.#ears = ears
    this.standing = standing
  }

  /** One connection, from its making to its end. */
  async connect(signal: AbortSignal): Promise<void> {
    const token = await this.#api.token()
    const answer = await this.#api.call('GET', '/gateway')
    const address = answer.kind === 'done' ? gatewayAnswer.safeParse(answer.data) : null
    if (token === null || !address?.success) {
      this.#ears.down(this.#api.credentialsRefused ? 'credentials' : 'unreachable')
      return
    }
    if (signal.aborted) return
    await this.#serve(new WebSocket(address.data.url, { handshakeTimeout: OPEN_WITHIN_MS }), token, signal)
  }

  #serve(socket: WebSocket, token: string, signal: AbortSignal): Promise<void> {
    const end = () => socket.terminate()
    signal.addEventListener('abort', end)
    const say = (op: number, d: unknown) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ op, d }))
    }
    const beat = pulse(this.#time, { ask: () => say(OP.heartbeat, this.standing?.seq ?? null), dead: end })
    const cancelLogin = this.#time.after(OPEN_WITHIN_MS + LOGIN_WITHIN_MS, end)
    /** What comes before is from nobody: what was missed is not known yet. */
    let online = false
    let events = Promise.resolve()
    socket.on('message', (data) => {
      beat.heard()
      const read = frame.safeParse(readJson(String(data)))
      if (!read.success) return
      const { op, d } = read.data
      if (op === OP.hello && hello.safeParse(d).success) this.#introduce(say, token)
      else if (op === OP.ack && online) {
        const at = this.#time.now()
        events = events.then(() => this.#ears.alive(at))
      } else if (op === OP.reconnect) end()
      else if (op === OP.invalid) {
        this.standing = null
        end()
      } else if (op === OP.dispatch) {
        if (isLogin(read.data)) {
          online = true
          cancelLogin()
        }
        events = events.then(() => this.#dispatch(read.data))
      }
    })
    socket.on('error', end)
    return new Promise((resolve) =>
      socket.once('close', (code) => {
        beat.stop()
        cancelLogin()
        signal.removeEventListener('abort', end)
        if (lost(code)) this.standing = null
        if (!signal.aborted) this.#ears.down(refused(code) ? 'refused' : 'unreachable')
        void events.then(resolve)
      }),
    )
  }

  #introduce(say: (op: number, d: unknown) => void, token: string): void {
    const bearer = `QQBot ${token}`
    if (this.standing) say(OP.resume, { token: bearer, session_id: this.standing.id, seq: this.standing.seq })
    else say(OP.identify, { token: bearer, intents: INTENTS, shard: [0, 1] })
  }

  async #dispatch(event: Frame): Promise<void> {
    if (event.t === 'READY') {
      const read = ready.safeParse(event.d)
      if (read.success) this.standing = { id: read.data.session_id, seq: event.s ?? 0 }
      this.#ears.online(true)
    } else if (event.t === 'RESUMED') this.#ears.online(false)
    // What comes after it may be stored already, and is repeated with it: nothing for the inbox.
    else if (!(await this.#ears.event(event))) return
    if (this.standing && typeof event.s === 'number' && event.s > this.standing.seq)
      this.standing = { ...this.standing, seq: event.s }
  }
}
