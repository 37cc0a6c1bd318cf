import type { Wechaty } from 'wechaty'
import type { Order, Report } from './protocol.ts'
import type { Hearing, Source } from './source.ts'

const SCAN_WAITING = 2

/**
 * One login, in the process that holds it. wechaty keeps the puppet going and its session on disk; what is said goes
 * through a `Source`, for wechaty itself cuts, delays and loses words.
 */
export class Session {
  readonly #bot: Wechaty
  readonly #source: Source
  readonly #report: (report: Report) => void
  readonly #leave: () => void

  constructor(parts: {
    readonly bot: Wechaty
    readonly source: (hearing: Hearing) => Source
    readonly report: (report: Report) => void
    /** Ends the process, without a word to WeChat. */
    readonly leave: () => void
  }) {
    this.#bot = parts.bot
    this.#report = parts.report
    this.#leave = parts.leave
    this.#source = parts.source({
      heard: (event) => this.#report({ t: 'heard', event }),
      unknown: (type, raw) => this.#report({ t: 'unknown', type, raw }),
      trouble: (code) => this.#report({ t: 'trouble', code }),
      gaveUp: () => this.#leave(),
    })
  }

  async start(): Promise<void> {
    this.#bot.on('scan', (text, status) => {
      if (status === SCAN_WAITING) this.#report({ t: 'scan', text })
    })
    this.#bot.on('login', () => this.#report({ t: 'login', epoch: this.#source.epoch() }))
    this.#bot.on('logout', () => this.#report({ t: 'logged-out' }))
    // Its errors hold texts and cookies: only that there was one is told.
    this.#bot.on('error', () => this.#report({ t: 'trouble', code: 'wechaty' }))
    await this.#bot.start()
  }

  /** Does what we are told. Every order but the last ones is answered. */
  async obey(order: Order): Promise<void> {
    switch (order.t) {
      case 'send':
        this.#report({ t: 'sent', id: order.id, result: await this.#source.sendText(order.to, order.text) })
        break
      case 'picture': {
        const png = Buffer.from(order.png, 'base64')
        this.#report({ t: 'sent', id: order.id, result: await this.#source.sendPicture(order.to, png) })
        break
      }
      case 'members':
        this.#report({ t: 'members', id: order.id, members: await this.#source.members(order.chat) })
        break
      case 'ping':
        this.#report({ t: 'pong', id: order.id, quietMs: this.#source.quietMs() })
        break
      case 'logout':
        this.#source.logout()
        this.#leave()
        break
      case 'quit':
        // Never `bot.stop()`: it would log the account out of WeChat, and the next start would need the phone.
        this.#leave()
        break
    }
  }
}
