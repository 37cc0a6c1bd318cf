import type { Adapter, Health, Intake, OutMessage, SendResult, Traits } from '../../chat/adapter.ts'
import { Bookmark } from '../../chat/bookmark.ts'
import { render } from '../../chat/card.ts'
import { Inflow } from '../../chat/inflow.ts'
import { readJson } from '../../chat/json.ts'
import { Link } from '../../chat/link.ts'
import { MENTION_ONLY } from '../../chat/mention-only.ts'
import { type Around, definePlatform } from '../../chat/platform.ts'
import { checkDingTalk } from './check.ts'
import { converse, Refused } from './connection.ts'
import { chatOf, decodeMessage } from './decode.ts'
import { Sending } from './sending.ts'
import { type Settings, settings } from './settings.ts'
import { type Frame, MESSAGES, robotMessage } from './types.ts'

/** DingTalk by its stream: it hears what is said to the bot in private, and in groups what mentions it. */
export class DingTalk implements Adapter {
  readonly name = 'dingtalk'
  readonly account: string
  readonly traits: Traits = {
    ...MENTION_ONLY,
    mentionIn: 'id',
    maxText: { n: 18_000, unit: 'byte' },
    pace: { chat: 3_000, account: 50, spread: 0 },
  }
  readonly #around: Around
  readonly #settings: Settings
  readonly #sending: Sending
  #health: Health = 'down'
  #intake: Intake | null = null
  #inflow: Inflow | null = null
  #link: Link | null = null
  #alive: Bookmark | null = null

  constructor(settings: Settings, around: Around) {
    this.account = around.account
    this.#around = around
    this.#settings = settings
    this.#sending = new Sending(settings, around.time)
  }

  epoch(): string {
    return ''
  }

  health(): Health {
    return this.#health
  }

  async start(intake: Intake): Promise<void> {
    this.#intake = intake
    const { time, log } = this.#around
    const alive = new Bookmark(this.#around)
    const inflow = new Inflow(intake, time)
    this.#alive = alive
    this.#inflow = inflow
    /** Connections, of which one takes over from another that still listens for a moment. */
    let listening = 0
    const up = () => {
      // What was said since it was last heard is lost: DingTalk keeps nothing for robots.
      if (listening === 0)
        void alive.catchUpBy((missed) => intake.gap({ adapter: this.name, account: this.account, ...missed }))
      listening += 1
      this.#health = 'ok'
      return () => {
        listening -= 1
        if (listening === 0 && this.#intake) this.#health = 'down'
      }
    }
    const needs = {
      settings: this.#settings,
      time,
      event: (frame: Frame) => this.#event(frame),
      up,
      heard: () => {
        if (listening > 0 && inflow.isIdle) alive.move()
      },
    }
    this.#link = new Link(this.#around, async (signal) => {
      const end: unknown = await converse(needs, signal).catch((error: unknown) => error)
      if (!this.#intake || end === 'moved' || listening > 0) return
      this.#health = end instanceof Refused ? 'needs-login' : 'down'
      log.warn(end instanceof Refused ? 'dingtalk.refused' : 'dingtalk.disconnected', { account: this.account })
    })
  }

  async stop(): Promise<void> {
    this.#intake = null
    this.#health = 'down'
    await this.#link?.stop()
    await this.#inflow?.close()
    this.#alive?.write()
  }

  send(out: OutMessage): Promise<SendResult> {
    return this.#sending.send(out, render(out, this.traits).text)
  }

  /**
   * Resolves once it is stored, however long that takes: DingTalk, which sends it again meanwhile, gives up some time.
   * Rejects where it never will be here.
   */
  async #event({ headers, data }: Frame): Promise<void> {
    const { account, time } = this.#around
    const read = headers.topic === MESSAGES ? robotMessage.safeParse(readJson(data)) : null
    if (!read?.success) {
      await this.#heard().unknown({
        adapter: this.name,
        account,
        type: headers.topic,
        raw: withoutSession(data),
        at: time.now(),
      })
      return
    }
    const chat = chatOf(read.data)
    this.#sending.remember(chat, read.data)
    const inbound = decodeMessage(read.data, headers.messageId, account, time.now())
    if (!(await this.#inflow?.put(inbound))) throw new Error('stopped')
  }

  #heard(): Intake {
    if (!this.#intake) throw new Error('stopped')
    return this.#intake
  }
}

/** Whoever has the address of a session can write into the conversation. */
const withoutSession = (data: string): string =>
  JSON.stringify(readJson(data), (key, value: unknown) => (key === 'sessionWebhook' ? undefined : value))

export const platform = definePlatform({
  name: 'dingtalk',
  title: { zh: '钉钉', en: 'DingTalk' },
  settings,
  example: { clientId: 'ding0123456789', clientSecret: { env: 'DINGTALK_SECRET' } },
  create: (read, around) => new DingTalk(read, around),
  check: checkDingTalk,
})
