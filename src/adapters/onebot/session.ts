import type { WebSocket } from 'ws'
import type { z } from 'zod'
import { Awaited } from '../../chat/awaited.ts'
import { pulse } from '../../chat/link.ts'
import type { Time } from '../../chat/platform.ts'
import { type Answer, answer, statusData } from './types.ts'

/** An action that is not answered in this time (ms) may have been done or not. */
const ANSWER_MS = 15_000
/** At every so many beats something is asked that the implementation cannot answer without QQ. */
const DEEP_EVERY = 5

interface Ears {
  /** A frame that is no answer. */
  readonly event: (frame: unknown) => void
  /** Whether the implementation says that QQ is connected. */
  readonly online: (online: boolean) => void
  readonly alive: () => void
}

/** One connection to an OneBot implementation, whoever made it: actions out, answers and events in. */
export class Session {
  readonly #socket: WebSocket
  readonly #answers: Awaited<Answer>
  readonly #pulse: ReturnType<typeof pulse>
  #last = 0
  #beats = 0
  /** Resolves when the connection is gone. */
  readonly ended: Promise<void>

  constructor(socket: WebSocket, time: Time, ears: Ears) {
    this.#socket = socket
    this.#answers = new Awaited(time)
    this.#pulse = pulse(time, {
      ask: () => void this.#probe(ears),
      dead: () => socket.terminate(),
    })
    socket.on('message', (data) => {
      this.#pulse.heard()
      this.#hear(String(data), ears)
    })
    socket.on('error', () => socket.terminate())
    this.ended = new Promise((resolve) =>
      socket.once('close', () => {
        this.#pulse.stop()
        this.#answers.drop()
        resolve()
      }),
    )
  }

  /** Null: not answered, or the connection went. */
  call(action: string, params: object = {}): Promise<Answer | null> {
    if (!this.isOpen) return Promise.resolve(null)
    this.#last += 1
    const echo = String(this.#last)
    const answered = this.#answers.expect(echo, ANSWER_MS)
    this.#socket.send(JSON.stringify({ action, params, echo }))
    return answered
  }

  /** What an action gives, or null where it could not or gave something else. */
  async ask<S extends z.ZodType>(shape: S, action: string, params: object = {}): Promise<z.output<S> | null> {
    const answered = await this.call(action, params)
    const data = answered?.status === 'ok' ? shape.safeParse(answered.data) : null
    return data?.success ? data.data : null
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN
  }

  end(): void {
    this.#socket.terminate()
  }

  /** Implementations say "online" while QQ has thrown them out: their status is asked, and now and then the proof. */
  async #probe(ears: Ears): Promise<void> {
    this.#beats += 1
    const status = await this.ask(statusData, 'get_status')
    if (!status) return
    const said = status.online !== false && status.good !== false
    const proven = !said || this.#beats % DEEP_EVERY !== 0 || (await this.#reachesQq())
    ears.online(said && proven)
    ears.alive()
  }

  async #reachesQq(): Promise<boolean> {
    return (await this.call('get_group_list', { no_cache: true }))?.status === 'ok'
  }

  #hear(text: string, ears: Ears): void {
    const frame = parsed(text)
    const answered = answer.safeParse(frame)
    if (answered.success) this.#answers.meet(answered.data.echo, answered.data)
    else ears.event(frame)
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return { unreadable: text.slice(0, 200) }
  }
}
