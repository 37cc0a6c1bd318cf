import type { Adapter, SendResult, Traits } from '../../chat/adapter.ts'

/** The platform of `replay`: everything is heard, everything arrives, and a message's id is its key. */
export class ReplayAdapter implements Adapter {
  readonly name = 'replay'
  readonly account = 'replay'
  readonly traits: Traits = {
    receive: 'all',
    groups: true,
    comings: 'none',
    direct: 'any',
    mentionIn: 'id',
    mentionOut: 'notify',
    quoteIn: 'id',
    replyOut: true,
    buttons: true,
    ids: 'stable',
    history: false,
    sendReturnsId: true,
    idempotency: { kind: 'key', ttlMs: Number.POSITIVE_INFINITY },
    maxText: { n: Number.MAX_SAFE_INTEGER, unit: 'char' },
    media: { in: true, out: false },
    pace: { chat: 0, account: 0, spread: 0 },
    connection: 'local',
    official: true,
  }

  epoch(): string {
    return ''
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {}

  health(): 'ok' {
    return 'ok'
  }

  async send(message: { readonly key: string }): Promise<SendResult> {
    return { status: 'sent', nativeId: message.key }
  }
}
