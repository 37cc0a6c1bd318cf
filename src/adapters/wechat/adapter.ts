import type { Adapter, Health, Intake, OutMessage, SendResult, Traits } from '../../chat/adapter.ts'
import { Bookmark } from '../../chat/bookmark.ts'
import { render } from '../../chat/card.ts'
import { Inflow } from '../../chat/inflow.ts'
import { type ChatRef, isLate } from '../../chat/message.ts'
import type { Around } from '../../chat/platform.ts'
import type { Heard, Line, Person, Report } from './protocol.ts'

/** The child is asked for a sign of life this often (ms), and given so long to answer: together less than 30 s. */
const PING_MS = 10_000
const PONG_WITHIN_MS = 15_000
/** The server's long poll answers about every 25 s. After the first it is slow, after the second it is dead. */
const SLOW_AFTER_MS = 45_000
const DEAD_AFTER_MS = 90_000
/** From the start of a child to its first word, a code to scan or a login. */
const BOOT_WITHIN_MS = 120_000
/** A code is good for five minutes, then there is another, or the child ends: one that shows the same for longer hangs. */
const SCAN_WITHIN_MS = 10 * 60_000
const SEND_WITHIN_MS = 70_000
const QUIT_WITHIN_MS = 5_000
/** A child that ended is started again after this, doubling up to the second. */
const AGAIN_MS = 1_000
const AGAIN_AT_MOST_MS = 5 * 60_000
/** While nobody is logged in a message waits this long. */
const NOT_NOW_MS = 30_000
/** Ids of messages remembered over logins, which give everything else new ids. */
const REMEMBERED = 5_000

export const NAME = 'wechat'

/** What web WeChat through wechat4u can do. Unofficial: the account may be blocked at any time. */
const TRAITS: Traits = {
  receive: 'all',
  groups: true,
  comings: 'self',
  direct: 'friend',
  mentionIn: 'name',
  mentionOut: 'text',
  quoteIn: 'text',
  replyOut: false,
  buttons: false,
  ids: 'session',
  history: false,
  sendReturnsId: true,
  idempotency: { kind: 'none' },
  maxText: { n: 1_000, unit: 'char' },
  media: { in: true, out: true },
  pace: { chat: 1_500, account: 1_500, spread: 1_500 },
  connection: 'kept',
  official: false,
}

/** WeChat, through a process of its own that may leak, swallow its errors and die without harm to us. */
export class WeChat implements Adapter {
  readonly name = NAME
  readonly account: string
  readonly traits = TRAITS
  readonly #around: Around
  readonly #launch: () => Line
  readonly #seen = new Set<string>()
  readonly #waiting = new Map<number, (report: Report | null) => void>()
  #intake: Intake | null = null
  #inflow: Inflow | null = null
  #bookmark: Bookmark | null = null
  #line: Line | null = null
  #health: Health = 'down'
  #epoch = ''
  #orders = 0
  #failures = 0
  #timers = new Set<() => void>()
  #firstWord: () => void = () => {}
  #ended: () => void = () => {}

  constructor(around: Around, launch: () => Line) {
    this.#around = around
    this.account = around.account
    this.#launch = launch
  }

  epoch(): string {
    return this.#epoch
  }

  health(): Health {
    return this.#health
  }

  /** Resolves at the first login, code to scan or failure; the rest goes on by itself. */
  async start(intake: Intake): Promise<void> {
    this.#intake = intake
    this.#inflow = new Inflow(intake, this.#around.time)
    this.#bookmark = new Bookmark(this.#around)
    const heard = new Promise<void>((resolve) => {
      this.#firstWord = resolve
    })
    this.#open()
    await heard
  }

  async stop({ keepSession }: { readonly keepSession: boolean }): Promise<void> {
    const line = this.#line
    this.#intake = null
    this.#health = 'down'
    this.#firstWord()
    this.#cancelTimers()
    if (line) {
      const ended = new Promise<void>((resolve) => {
        this.#ended = resolve
      })
      const cancel = this.#around.time.after(QUIT_WITHIN_MS, () => line.kill())
      line.tell({ t: keepSession ? 'quit' : 'logout' })
      await ended
      cancel()
    }
    await this.#inflow?.close()
    this.#bookmark?.write()
  }

  async send(message: OutMessage): Promise<SendResult> {
    const { text } = render(message, this.traits)
    if (text.length > this.traits.maxText.n) return { status: 'rejected', reason: 'text longer than maxText' }
    if (this.#health === 'down' || this.#health === 'needs-login') return { status: 'rate', retryAfterMs: NOT_NOW_MS }
    const png = message.image && Buffer.from(message.image.png).toString('base64')
    if (text === '' && png !== undefined) return this.#sendPicture(message.chat, png)
    const said = await this.#sent((id) => ({ t: 'send', id, to: message.chat, text }))
    if (said.status === 'sent' && png !== undefined && (await this.#sendPicture(message.chat, png)).status !== 'sent')
      // The words are there and say the same. Trying the whole again would say them twice.
      this.#around.log.warn('wechat.picture-not-sent', { account: this.account })
    return said
  }

  async members(chat: ChatRef): Promise<readonly Person[]> {
    const answer = await this.#ask((id) => ({ t: 'members', id, chat }), SEND_WITHIN_MS)
    return answer?.t === 'members' ? answer.members : []
  }

  #sendPicture(to: ChatRef, png: string): Promise<SendResult> {
    return this.#sent((id) => ({ t: 'picture', id, to, png }))
  }

  async #sent(order: (id: number) => Parameters<Line['tell']>[0]): Promise<SendResult> {
    const answer = await this.#ask(order, SEND_WITHIN_MS)
    return answer?.t === 'sent' ? answer.result : { status: 'unknown' }
  }

  /** Null where no answer comes in time, or the child ends before it. */
  #ask(order: (id: number) => Parameters<Line['tell']>[0], withinMs: number): Promise<Report | null> {
    const line = this.#line
    if (!line) return Promise.resolve(null)
    this.#orders += 1
    const id = this.#orders
    return new Promise((resolve) => {
      const cancel = this.#after(withinMs, () => this.#answer(id, null))
      this.#waiting.set(id, (report) => {
        cancel()
        resolve(report)
      })
      line.tell(order(id))
    })
  }

  #answer(id: number, report: Report | null): void {
    this.#waiting.get(id)?.(report)
    this.#waiting.delete(id)
  }

  #open(): void {
    const line = this.#launch()
    this.#line = line
    let cancelBoot = this.#after(BOOT_WITHIN_MS, () => line.kill())
    line.listen(
      (report) => {
        if (report.t === 'scan' || report.t === 'login') cancelBoot()
        if (report.t === 'scan') cancelBoot = this.#after(SCAN_WITHIN_MS, () => line.kill())
        this.#hear(report)
      },
      () => this.#end(),
    )
  }

  #end(): void {
    this.#line = null
    this.#cancelTimers()
    for (const id of [...this.#waiting.keys()]) this.#answer(id, null)
    this.#firstWord()
    this.#ended()
    if (!this.#intake) return
    this.#health = 'down'
    const again = Math.min(AGAIN_MS * 2 ** this.#failures, AGAIN_AT_MOST_MS)
    this.#failures += 1
    this.#around.log.warn('wechat.ended', { account: this.account, againInMs: again })
    this.#after(again, () => this.#open())
  }

  #hear(report: Report): void {
    if (!this.#intake) return
    switch (report.t) {
      case 'scan':
        this.#health = 'needs-login'
        this.#around.showQr(report.text)
        this.#around.log.warn('wechat.needs-login', { account: this.account })
        this.#firstWord()
        break
      case 'login':
        this.#loggedIn(report.epoch, this.#intake)
        break
      case 'logged-out':
        this.#health = 'needs-login'
        this.#around.log.warn('wechat.logged-out', { account: this.account })
        break
      case 'heard':
        this.#store(report.event)
        break
      case 'unknown': {
        const { type, raw } = report
        const event = { adapter: this.name, account: this.account, type, raw, at: this.#around.time.now() }
        // Where the store fails, it has said so; nobody waits for this.
        void this.#intake.unknown(event).catch(() => {})
        break
      }
      case 'trouble':
        this.#around.log.warn('wechat.trouble', { account: this.account, what: report.code })
        break
      case 'pong':
      case 'sent':
      case 'members':
        this.#answer(report.id, report)
        break
    }
  }

  #loggedIn(epoch: string, intake: Intake): void {
    this.#epoch = epoch
    this.#health = 'ok'
    this.#around.showQr(null)
    this.#around.log.info('wechat.logged-in', { account: this.account })
    // Messages between two logins may come late or never; that they may be missing is said.
    void this.#bookmark?.catchUpBy((missed) => intake.gap({ adapter: this.name, account: this.account, ...missed }))
    this.#firstWord()
    this.#ping()
  }

  #ping(): void {
    this.#after(PING_MS, async () => {
      const line = this.#line
      const pong = await this.#ask((id) => ({ t: 'ping', id }), PONG_WITHIN_MS)
      if (!line || line !== this.#line) return
      const quietMs = pong?.t === 'pong' ? pong.quietMs : null
      if (quietMs === null || quietMs > DEAD_AFTER_MS) {
        this.#health = 'down'
        line.kill()
        return
      }
      if (this.#health === 'ok' || this.#health === 'degraded') {
        this.#health = quietMs > SLOW_AFTER_MS ? 'degraded' : 'ok'
        if (this.#inflow?.isIdle) this.#bookmark?.move(this.#around.time.now() - quietMs)
        this.#failures = 0
      }
      this.#ping()
    })
  }

  #store(heard: Heard): void {
    if (heard.kind !== 'recall') {
      if (this.#seen.has(heard.eventId)) return
      this.#seen.add(heard.eventId)
      for (const oldest of this.#seen) {
        if (this.#seen.size <= REMEMBERED) break
        this.#seen.delete(oldest)
      }
    }
    const inbound = {
      ...heard,
      adapter: this.name,
      account: this.account,
      epoch: this.#epoch,
      late: isLate(heard.sentAt, this.#around.time.now()),
    }
    void this.#inflow?.put(inbound).then((stored) => {
      // Whoever opens the account next may be given it again.
      if (!stored) this.#seen.delete(heard.eventId)
    })
  }

  #after(ms: number, work: () => void): () => void {
    const cancel = this.#around.time.after(ms, () => {
      this.#timers.delete(cancel)
      work()
    })
    this.#timers.add(cancel)
    return () => {
      this.#timers.delete(cancel)
      cancel()
    }
  }

  #cancelTimers(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
  }
}
