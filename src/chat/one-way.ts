import type { Adapter, Health, Outlet, OutMessage, SendResult, Traits } from './adapter.ts'

/** What all have in common that write to one place and hear nothing. */
type Rest = Pick<Traits, 'sendReturnsId' | 'maxText' | 'media' | 'pace'>

/** All that is written goes to this chat. */
export const OUTLET = { kind: 'group', id: 'group' } as const

/** An account that writes to one place, asking its platform for each message, and hears nothing: `post` does it. */
export abstract class OneWay implements Adapter {
  abstract readonly name: string
  readonly account: string
  readonly traits: Traits
  readonly outlets: readonly Outlet[]
  #health: Health = 'down'

  /** `place`: as the console shows it, and whose committee reads there. */
  constructor(account: string, place: Pick<Outlet, 'name' | 'community'>, rest: Rest) {
    this.account = account
    this.outlets = [{ chat: OUTLET, ...place }]
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
      history: false,
      idempotency: { kind: 'none' },
      connection: 'request',
      official: true,
      ...rest,
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
    if (out.chat.kind !== OUTLET.kind || out.chat.id !== OUTLET.id)
      return { status: 'rejected', reason: `${this.name} writes to one place only` }
    return await this.post(out)
  }

  protected abstract post(out: OutMessage): Promise<SendResult>
}
