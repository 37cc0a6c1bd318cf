import type { Adapter, Health, Intake, OutMessage, SendResult, Traits } from '../../chat/adapter.ts'
import { Bookmark } from '../../chat/bookmark.ts'
import { render } from '../../chat/card.ts'
import { Inflow } from '../../chat/inflow.ts'
import { Link, wait } from '../../chat/link.ts'
import { MENTION_ONLY } from '../../chat/mention-only.ts'
import { type Around, definePlatform } from '../../chat/platform.ts'
import { checkWeCom } from './check.ts'
import { type Ask, converse, Refused } from './connection.ts'
import { decodeCallback } from './decode.ts'
import { type Settings, settings } from './settings.ts'
import { callback, event, type Frame } from './types.ts'

const MINUTE_MS = 60_000
const RETRY_MS = 5_000
/** Somebody else connected as this bot: to take it back at once would be taken back at once. */
const DISPLACED_MS = 5 * MINUTE_MS
/** "api freq out of limit". */
const LIMITED = 45_009

/** WeCom's 智能机器人 by its long connection: private messages, and what mentions it in groups of the organisation. */
export class WeCom implements Adapter {
  readonly name = 'wecom'
  readonly account: string
  readonly traits: Traits = {
    ...MENTION_ONLY,
    mentionIn: 'name',
    maxText: { n: 20_000, unit: 'byte' },
    pace: { chat: 2_000, account: 0, spread: 0 },
  }
  readonly #around: Around
  readonly #settings: Settings
  #health: Health = 'down'
  #session: Session | null = null
  #ask: Ask | null = null

  constructor(settings: Settings, around: Around) {
    this.account = around.account
    this.#around = around
    this.#settings = settings
  }

  epoch(): string {
    return ''
  }

  health(): Health {
    return this.#health
  }

  async start(intake: Intake): Promise<void> {
    const { time } = this.#around
    const inflow = new Inflow(intake, time)
    const session: Session = { intake, inflow, alive: new Bookmark(this.#around), displaced: false }
    this.#session = session
    const needs = {
      settings: this.#settings,
      time,
      event: (frame: Frame) => this.#event(session, frame),
      up: (ask: Ask) => this.#up(session, ask),
      // Not before it is known what was missed.
      heard: () => {
        if (this.#ask && inflow.isIdle) session.alive.move()
      },
    }
    const link = new Link(this.#around, async (signal) => {
      const end: unknown = await converse(needs, signal).catch((error: unknown) => error)
      this.#ask = null
      if (this.#session !== session) return
      this.#health = end instanceof Refused ? 'needs-login' : 'down'
      this.#around.log.warn(end instanceof Refused ? 'wecom.refused' : 'wecom.disconnected', { account: this.account })
      if (session.displaced) await wait(time, DISPLACED_MS, signal)
      session.displaced = false
    })
    session.stop = () => link.stop()
  }

  async stop(): Promise<void> {
    const session = this.#session
    this.#session = null
    this.#ask = null
    this.#health = 'down'
    await session?.stop?.()
    await session?.inflow.close()
    session?.alive.write()
  }

  async send(out: OutMessage): Promise<SendResult> {
    const ask = this.#ask
    if (!ask) return { status: 'rate', retryAfterMs: RETRY_MS }
    const { text } = render(out, this.traits)
    const group = out.chat.kind === 'group'
    const code = await ask('aibot_send_msg', {
      chatid: out.chat.id,
      chat_type: group ? 2 : 1,
      // A plain text is refused here.
      msgtype: 'markdown',
      markdown: { content: text },
    })
    if (code === null) return { status: 'unknown' }
    if (code === LIMITED) return { status: 'rate', retryAfterMs: MINUTE_MS }
    return code === 0 ? { status: 'sent' } : { status: 'rejected', reason: `wecom ${code}` }
  }

  #up({ intake, alive }: Session, ask: Ask): void {
    void alive.catchUpBy((missed) => intake.gap({ adapter: this.name, account: this.account, ...missed }))
    this.#ask = ask
    this.#health = 'ok'
  }

  /** WeCom waits for no acknowledgement: what is heard is handed over until it is stored. */
  #event(session: Session, got: Frame): void {
    const { account, time } = this.#around
    const message = got.cmd === 'aibot_msg_callback' ? callback.safeParse(got.body).data : undefined
    const happened = got.cmd === 'aibot_event_callback' ? event.safeParse(got.body).data?.event.eventtype : undefined
    if (message) {
      const { name } = this.#settings
      void session.inflow.put(decodeCallback(message, { account, name, now: time.now() }))
    } else if (happened === 'disconnected_event') session.displaced = true
    else if (happened === undefined || !OF_NO_INTEREST.has(happened))
      void session.intake
        .unknown({
          adapter: this.name,
          account,
          type: happened ?? got.cmd ?? '',
          raw: JSON.stringify(got),
          at: time.now(),
        })
        .catch(() => {})
  }
}

/** Somebody opens the chat with the bot, or rates an answer. */
const OF_NO_INTEREST: ReadonlySet<string> = new Set(['enter_chat', 'feedback_event'])

interface Session {
  readonly intake: Intake
  readonly inflow: Inflow
  readonly alive: Bookmark
  /** Somebody else connected as this bot. */
  displaced: boolean
  stop?: () => Promise<void>
}

export const platform = definePlatform({
  name: 'wecom',
  title: { zh: '企业微信', en: 'WeCom' },
  settings,
  example: { botId: 'aib0123456789', secret: { env: 'WECOM_SECRET' }, name: '五共' },
  create: (read, around) => new WeCom(read, around),
  check: checkWeCom,
})
