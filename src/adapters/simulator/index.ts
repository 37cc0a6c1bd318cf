import type { Adapter, Health, Intake, OutMessage, SendResult, Traits } from '../../chat/adapter.ts'
import { render } from '../../chat/card.ts'
import type { ChatRef } from '../../chat/message.ts'
import { bareId, epochName, nativeId } from './delivery.ts'
import { Platform } from './platform.ts'
import { BOT, type Message, NAME } from './types.ts'

export type { Outcome, World } from './types.ts'

const RETRY_AFTER = 3_000

/** The bot's connection to the simulated platform, and the reference for every other adapter. */
export class Simulator extends Platform implements Adapter {
  readonly name = NAME
  readonly account = BOT
  readonly traits: Traits = {
    receive: 'all',
    groups: true,
    comings: 'all',
    direct: 'any',
    mentionIn: 'id',
    mentionOut: 'notify',
    quoteIn: 'id',
    replyOut: true,
    buttons: true,
    ids: 'stable',
    history: true,
    sendReturnsId: true,
    idempotency: { kind: 'key', ttlMs: 7 * 24 * 60 * 60 * 1000 },
    maxText: { n: 4000, unit: 'char' },
    media: { in: true, out: true },
    pace: { chat: 0, account: 0, spread: 0 },
    connection: 'local',
    official: true,
  }

  epoch(): string {
    return epochName(this.state.epoch)
  }

  async start(intake: Intake): Promise<void> {
    this.catchUp()
    this.delivery.open(intake)
    if (this.state.droppedAt !== null) this.setFaults({ dropped: false })
  }

  async stop(): Promise<void> {
    await this.delivery.close()
  }

  health(): Health {
    return this.delivery.isOpen && this.state.droppedAt === null ? 'ok' : 'down'
  }

  async send(out: OutMessage): Promise<SendResult> {
    const { text, card } = render(out, this.traits)
    const chat = this.#chatOf(out.chat)
    if (!chat) return { status: 'rejected', reason: `no ${out.chat.kind} ${out.chat.id} in this login` }
    if (text.length > this.traits.maxText.n) return { status: 'rejected', reason: 'text longer than maxText' }
    if (this.health() === 'down') return { status: 'rate', retryAfterMs: RETRY_AFTER }
    const { rate, unknown } = this.faults
    if (rate > 0) {
      this.struck({ rate: rate - 1 })
      return { status: 'rate', retryAfterMs: RETRY_AFTER }
    }
    this.struck({ unknown: 'off' })
    if (unknown === 'lost') return { status: 'unknown' }
    const id = this.state.sentWith(out.key) ?? this.#post(out, chat, text, card)
    return unknown === 'shown' ? { status: 'unknown' } : { status: 'sent', nativeId: id }
  }

  async edit(nativeMessage: string, text: string): Promise<SendResult> {
    if (!this.#ownAndShown(nativeMessage)) return { status: 'rejected', reason: 'not a message of ours' }
    if (text.length > this.traits.maxText.n) return { status: 'rejected', reason: 'text longer than maxText' }
    this.write({ t: 'edit', message: nativeMessage, text })
    return { status: 'sent', nativeId: nativeMessage }
  }

  async recall(nativeMessage: string): Promise<SendResult> {
    if (!this.#ownAndShown(nativeMessage)) return { status: 'rejected', reason: 'not a message of ours' }
    this.write({ t: 'recall', message: nativeMessage })
    return { status: 'sent', nativeId: nativeMessage }
  }

  async leave(chat: ChatRef): Promise<SendResult> {
    const found = this.#chatOf(chat)
    if (found?.kind !== 'group') return { status: 'rejected', reason: `no group ${chat.id} in this login` }
    this.write({ t: 'part', room: found.id, person: BOT })
    return { status: 'sent' }
  }

  async members(chat: ChatRef): Promise<readonly { readonly id: string; readonly name: string }[]> {
    const found = this.#chatOf(chat)
    if (!found) return []
    return this.state
      .audience(found)
      .map((id) => ({ id: nativeId(id, this.state.epoch), name: this.state.nameIn(found, id) }))
  }

  #post(out: OutMessage, chat: ChatRef, text: string, card: OutMessage['card']): string {
    const message: Message = {
      id: this.state.id('m'),
      chat,
      from: BOT,
      at: this.clock.now(),
      text,
      mentions: this.mentions(chat, text),
      key: out.key,
      ...(out.replyTo !== undefined && this.isShownIn(out.replyTo, chat) ? { quote: out.replyTo } : {}),
      ...(card ? { card } : {}),
      ...(out.image
        ? { picture: { type: 'image/png', base64: Buffer.from(out.image.png).toString('base64'), alt: out.image.alt } }
        : {}),
    }
    this.write({ t: 'event', message })
    return message.id
  }

  #chatOf(chat: ChatRef): ChatRef | undefined {
    const id = bareId(chat.id, this.state.epoch)
    if (id === undefined) return undefined
    const found = { kind: chat.kind, id }
    return this.state.hasBot(found) ? found : undefined
  }

  #ownAndShown(id: string): boolean {
    const found = this.state.message(id)
    return found !== undefined && !found.recalled && found.message.from === BOT
  }
}
