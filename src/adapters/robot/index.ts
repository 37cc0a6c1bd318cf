import type { OutMessage, SendResult } from '../../chat/adapter.ts'
import { render } from '../../chat/card.ts'
import { OneWay } from '../../chat/one-way.ts'
import { type Around, definePlatform } from '../../chat/platform.ts'
import { postJson } from '../../chat/request.ts'
import { checkRobot } from './check.ts'
import { kindOf } from './kinds.ts'
import { type Settings, settings } from './settings.ts'
import type { Kind, Post } from './types.ts'

/** The group robots of WeCom, DingTalk and Feishu: they write to the one group they were added to. */
export class Robot extends OneWay {
  readonly name = 'robot'
  readonly #around: Around
  readonly #kind: Kind

  constructor(settings: Settings, around: Around) {
    const kind = kindOf(settings)
    super(
      around.account,
      { name: settings.group, community: settings.community ?? null },
      {
        sendReturnsId: false,
        maxText: kind.maxText,
        media: { in: false, out: kind.picture !== undefined },
        pace: { chat: kind.pauseMs, account: 0, spread: 0 },
      },
    )
    this.#around = around
    this.#kind = kind
  }

  protected async post(out: OutMessage): Promise<SendResult> {
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
