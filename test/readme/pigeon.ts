import { z } from 'zod'
import type { Adapter, Health, Intake, OutMessage, SendResult, Traits } from '../../src/chat/adapter.ts'
import { render } from '../../src/chat/card.ts'
import { isLate } from '../../src/chat/message.ts'
import { type Around, definePlatform } from '../../src/chat/platform.ts'
import { secret } from '../../src/chat/secret.ts'
import { type Letter, loftAt } from './loft.ts'

/** 1. What the platform can do. Everything it cannot is simply missing: no method, no capability. */
const TRAITS: Traits = {
  receive: 'all',
  groups: true,
  comings: 'none',
  direct: 'none',
  mentionIn: 'none',
  mentionOut: 'text',
  quoteIn: 'none',
  replyOut: false,
  buttons: false,
  ids: 'stable',
  history: false,
  sendReturnsId: false,
  idempotency: { kind: 'none' },
  maxText: { n: 500, unit: 'char' },
  media: { in: false, out: false },
  pace: { chat: 60_000, account: 1_000, spread: 0 },
  connection: 'request',
  official: true,
}

/** 2. The adapter: letters become `Inbound`, `OutMessage` becomes a letter. Nothing else knows pigeons. */
class Pigeons implements Adapter {
  readonly name = 'pigeon'
  readonly account: string
  readonly traits = TRAITS
  readonly #around: Around
  readonly #loft: ReturnType<typeof loftAt>
  #stop: (() => void) | null = null

  constructor(settings: z.output<typeof SETTINGS>, around: Around) {
    this.account = around.account
    this.#around = around
    this.#loft = loftAt(settings.loft, settings.whistle.reveal())
  }

  epoch = (): string => ''
  health = (): Health => (this.#stop && this.#loft.isOpen ? 'ok' : 'down')

  async start(intake: Intake): Promise<void> {
    const { name, account } = this
    const { time } = this.#around
    this.#stop = this.#loft.listen({
      letter: (letter) => this.#hear(intake, letter),
      closedFor: (from, to) => intake.gap({ adapter: name, account, from, to }),
      strange: (type, raw) => intake.unknown({ adapter: name, account, type, raw, at: time.now() }),
    })
  }

  async stop(): Promise<void> {
    this.#stop?.()
    this.#stop = null
  }

  async send({ chat, ...content }: OutMessage): Promise<SendResult> {
    const { text } = render(content, this.traits)
    if (text.length > TRAITS.maxText.n) return { status: 'rejected', reason: 'text longer than maxText' }
    const answer = await this.#loft.send(chat.id, text)
    if (answer === 'no such roof') return { status: 'rejected', reason: answer }
    if (answer === 'too windy') return { status: 'rate', retryAfterMs: 60_000 }
    return answer === 'never seen again' ? { status: 'unknown' } : { status: 'sent' }
  }

  /** Resolves once it is stored: only then does the loft forget the letter. */
  #hear(intake: Intake, { id, roof, from, text, at }: Letter): Promise<void> {
    return intake.receive({
      adapter: this.name,
      account: this.account,
      epoch: '',
      eventId: id,
      nativeMsgId: id,
      kind: 'msg',
      chat: { kind: 'group', id: roof },
      sender: { id: from, nick: from },
      sentAt: at,
      text,
      mentions: [],
      attachments: [],
      isSelf: from === this.#loft.owner,
      late: isLate(at, this.#around.time.now()),
    })
  }
}

/** 3. Its part of the configuration, and what `check` says to a person. */
const SETTINGS = z.strictObject({
  /** Where the loft stands. */
  loft: z.string().min(1),
  /** What the pigeons listen to. */
  whistle: secret,
})

export const platform = definePlatform({
  name: 'pigeon',
  title: { zh: '信鸽', en: 'Pigeon post' },
  settings: SETTINGS,
  example: { loft: '3栋楼顶', whistle: { env: 'PIGEON_WHISTLE' } },
  create: (settings, around) => new Pigeons(settings, around),
  check: async () => [{ ok: true, zh: '鸽子都在。', en: 'All pigeons are home.' }],
})
