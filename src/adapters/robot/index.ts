import type { Adapter, Health, Outlet, OutMessage, SendResult, Traits } from '../../chat/adapter.ts'
import { render } from '../../chat/card.ts'
import { type Around, definePlatform } from '../../chat/platform.ts'
import { postJson } from '../../chat/request.ts'
import { checkRobot } from './check.ts'
import { kindOf } from './kinds.ts'
import { type Settings, settings } from './settings.ts'
import type { Kind, Post } from './types.ts'

/** A robot writes to the one group it was added to. */
export const GROUP = 'group'

/** The group robots of WeCom, DingTalk and Feishu: they write to one group and hear nothing. */
export class Robot implements Adapter {
  readonly name = 'robot'
  readonly account: string
  readonly traits: Traits
  readonly outlets: readonly Outlet[]
  readonly #around: Around
  readonly #kind: Kind
  #health: Health = 'down'

  constructor(settings: Settings, around: Around) {
    this.account = around.account
    this.#around = around
    this.#kind = kindOf(settings)
    this.outlets = [{ chat: { kind: 'group', id: GROUP }, name: settings.group, community: settings.community ?? null }]
    this.traits = {
      receive: 'none',
      groups: true,
      comings: 'none',
      direct: 'none',
      mentionIn: 'none',
      mentionOut: 'text',
      quoteIn: 'none',
      replyOut: false,
      buttons: false,
      ids: 'stable',
      sendReturnsId: false,
      idempotency: { kind: 'none' },
      maxText: this.#kind.maxText,
      media: { in: false, out: this.#kind.picture !== undefined },
      pace: { chat: this.#kind.pauseMs, account: 0, spread: 0 },
      connection: 'request',
      official: true,
    }
  }

  epoch(): string {
    return ''
  }

  async start(): Promise<void> {
    this.#health = 'ok'
  }

  async stop(): Promise<void> {
    this.#health = 'down'
  }

  health(): Health {
    return this.#health
  }

  async send(out: OutMessage): Promise<SendResult> {
    if (out.chat.kind !== 'group' || out.chat.id !== GROUP)
      return { status: 'rejected', reason: 'a robot has one group only' }
    const { text } = render(out, this.traits)
    const result = await this.#post(this.#kind.text(text, this.#around.time.now()))
    if (result.status !== 'sent' || !out.image || !this.#kind.picture) return result
    const shown = await this.#post(this.#kind.picture(out.image.png))
    // The words are said: to say them again for the picture's sake would be worse than to go without.
    if (shown.status !== 'sent') this.#around.log.warn('robot.no-picture', { account: this.account })
    return result
  }

  async #post({ url, body }: Post): Promise<SendResult> {
    const answered = await postJson(url, body, this.#around)
    return answered.status === 'answered' ? this.#kind.result(answered.body) : answered
  }
}

export const platform = definePlatform({
  name: 'robot',
  title: { zh: '群机器人', en: 'Group robot' },
  settings,
  example: { kind: 'wecom', group: '居委会企业微信群', address: { env: 'WECOM_ROBOT' } },
  create: (read, around) => new Robot(read, around),
  check: checkRobot,
})
