import { openChat } from '../../src/app/lane.ts'
import type { NewRow, Row } from '../../src/app/model.ts'
import { insert, list, type Task, within } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import type { Log } from '../../src/chat/platform.ts'
import type { Content } from '../../src/app/content.ts'
import { URGENT } from '../../src/app/speak.ts'
import type { Adapter, OutMessage, SendResult, Traits } from '../../src/chat/adapter.ts'
import { Delivery } from '../../src/jobs/delivery.ts'
import { emptyStore } from './disk.ts'

export const NOW = Date.parse('2026-03-01T09:00:00+08:00')

/** What a platform can that lacks nothing and is in no hurry. */
const TRAITS: Traits = {
  ...{
    receive: 'all',
    groups: true,
    comings: 'none',
    direct: 'any',
    mentionIn: 'id',
    mentionOut: 'text',
    quoteIn: 'id',
  },
  ...{
    replyOut: true,
    buttons: true,
    ids: 'stable',
    history: false,
    sendReturnsId: true,
    maxText: { n: 100_000, unit: 'char' },
  },
  ...{ idempotency: { kind: 'key', ttlMs: Number.POSITIVE_INFINITY }, media: { in: true, out: true } },
  ...{ pace: { chat: 0, account: 0, spread: 0 }, connection: 'local', official: true },
}

/** An account whose platform answers as a test tells it, and keeps what was sent. */
export class Line implements Adapter {
  readonly name: string
  readonly account: string
  traits: Traits
  login = ''
  readonly sent: OutMessage[] = []
  /** What the next sends answer, one after the other; then all are `sent`. */
  readonly answers: (() => SendResult | Promise<SendResult>)[] = []
  editCard?: NonNullable<Adapter['editCard']>

  constructor(name = 'stage', account = 'bot', traits: Partial<Traits> = {}) {
    this.name = name
    this.account = account
    this.traits = { ...TRAITS, ...traits }
  }

  epoch = () => this.login
  start = async () => {}
  stop = async () => {}
  health = () => 'ok' as const
  send = async (message: OutMessage): Promise<SendResult> => {
    this.sent.push(message)
    return (await this.answers.shift()?.()) ?? { status: 'sent', nativeId: `native ${message.key}` }
  }
}

/** An answer that comes when the test says so. */
export const later = () => {
  let give = (_: SendResult) => {}
  const answer = new Promise<SendResult>((resolve) => {
    give = resolve
  })
  return { answer: () => answer, give }
}

/** Where something is said, and what is different about it. */
type To = [
  to?: Partial<Pick<Row<'chats'>, 'nativeId' | 'kind' | 'epoch' | 'account' | 'communityId'>>,
  more?: Partial<NewRow<'outbox'>> & { readonly content?: Partial<Content> },
]

/** One community's outbox on a store of its own, with what is logged, and a clock that the test moves. */
export class Post {
  readonly store: Store
  /** What commits is not told where the test says so. */
  fails: 'never' | 'once' | 'before' | 'after' = 'never'
  readonly clock = { at: NOW, now: () => this.clock.at }
  readonly logged: [string, object][] = []
  readonly #log: Log

  static async open(): Promise<Post> {
    return new Post(await emptyStore())
  }

  private constructor(store: Store) {
    this.store = store
    const note = (code: string, data: object = {}) => void this.logged.push([code, data])
    this.#log = { info: note, warn: note, error: note }
  }

  async #run<R>(task: () => Task<R>): Promise<R> {
    if (this.fails === 'before' || this.fails === 'once') {
      if (this.fails === 'once') this.fails = 'never'
      throw new Error('no connection')
    }
    const done = await this.store.transact(task)
    if (this.fails === 'after') throw new Error('no answer')
    return done
  }

  delivery(adapters: Adapter[], more: Partial<ConstructorParameters<typeof Delivery>[0]> = {}): Delivery {
    const draw = async () => new Uint8Array([7])
    const app = { run: <R>(task: () => Task<R>) => this.#run(task) }
    return new Delivery({ app, clock: this.clock, log: this.#log, adapters, draw, ...more })
  }

  /** Something to say in a chat, which is made at first sight. Its key is its text. */
  says(text: string, ...how: To): Promise<void> {
    return this.saysAll([text], ...how)
  }

  /** Several of them, one after the other. */
  async saysAll(texts: readonly string[], ...[to = {}, more = {}]: To): Promise<void> {
    const { communityId = 'c1', ...where } = to
    const key = { adapter: 'stage', account: 'bot', epoch: '', kind: 'group' as const, nativeId: 'g1', ...where }
    const { content, ...row } = more
    await this.store.transact(function* () {
      const { id: chatId } = yield* openChat(key, { communityId, name: '' })
      const { createdAt = NOW } = row
      const turn = content?.urgent ? URGENT : createdAt
      for (const text of texts)
        yield* within(communityId, () =>
          insert('outbox', {
            ...{ key: text, chatId, adapter: key.adapter, account: key.account, payload: { text, ...content } },
            ...{ status: 'pending', attempts: 0, notBefore: 0, createdAt, turn, ...row },
          }),
        )
    })
  }

  /** The outbox, by key. */
  async rows(): Promise<Record<string, Row<'outbox'>>> {
    const rows = await this.store.transact(() => list('outbox', {}, { order: 'id' }))
    return Object.fromEntries(rows.map((row) => [row.key, row]))
  }

  async statuses(): Promise<Record<string, string>> {
    return Object.fromEntries(Object.entries(await this.rows()).map(([key, { status }]) => [key, status]))
  }
}
