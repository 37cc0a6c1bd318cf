import { recount } from '../../src/app/recount.ts'
import { App } from '../../src/app/app.ts'
import { find, insertIfAbsent, list, type Task } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import type { Log } from '../../src/chat/platform.ts'
import type { Note } from '../../src/app/process.ts'
import { addCommunity, addGroup, addMember, putHousehold } from '../../src/app/setup.ts'
import type { Adapter, OutMessage, SendResult } from '../../src/chat/adapter.ts'
import { plainly } from '../../src/chat/address.ts'
import { cardText } from '../../src/chat/card.ts'
import type { Inbound, Quote } from '../../src/chat/message.ts'
import { homeFromText } from '../../src/core/people/home.ts'
import { Delivery } from '../../src/jobs/delivery.ts'
import { advance } from '../../src/jobs/wheel.ts'
import { type Disk, disk, type Kind } from './disk.ts'

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }
const ACCOUNT = 'bot'
const DAY_ONE = '2026-03-01T09:00:00+08:00'

/** What the bot said: where to, and the words as a phone without cards shows them. */
export interface Heard {
  readonly to: string
  readonly key: string
  readonly text: string
  readonly quote: string | null
  readonly picture: boolean
}

/** A scripted platform: what people say goes in, what the bot says is kept. */
export class Stage implements Adapter {
  readonly name = 'stage'
  readonly account = ACCOUNT
  /** What the platform lets us hear. */
  receive: Adapter['traits']['receive'] = 'all'
  /** How long the platform knows a key, in ms. */
  ttlMs = Number.POSITIVE_INFINITY
  readonly #traits: Omit<Adapter['traits'], 'receive' | 'idempotency'> = {
    groups: true,
    comings: 'none',
    direct: 'any',
    mentionIn: 'id',
    mentionOut: 'text',
    quoteIn: 'id',
    replyOut: true,
    buttons: true,
    ids: 'stable',
    history: false,
    sendReturnsId: true,
    maxText: { n: 100_000, unit: 'char' },
    media: { in: true, out: true },
    pace: { chat: 0, account: 0, spread: 0 },
    connection: 'local',
    official: true,
  }
  get traits(): Adapter['traits'] {
    return { ...this.#traits, receive: this.receive, idempotency: { kind: 'key', ttlMs: this.ttlMs } }
  }

  /** Every key ever sent, as the platform would know it. */
  readonly seen = new Map<string, OutMessage>()
  login = ''
  /** What the next sends answer, instead of `sent`. */
  readonly results: SendResult[] = []

  /** Whom the platform does not let the bot write to in private. */
  readonly notFriends = new Set<string>()

  /** Set by a test of a platform that can change its cards. */
  editCard?: NonNullable<Adapter['editCard']>

  epoch = () => this.login
  start = async () => {}
  stop = async () => {}
  health = () => 'ok' as const
  send = async (message: OutMessage): Promise<SendResult> => {
    const result = this.results.shift()
    if (result) return result
    if (message.chat.kind === 'direct' && this.notFriends.has(message.chat.id))
      return { status: 'rejected', reason: 'not a friend' }
    this.seen.set(message.key, message)
    return { status: 'sent', nativeId: message.key }
  }
}

/** A resident or staff member whose words are sent in and whose private messages can be read. */
export class Person {
  readonly id: string
  readonly #town: Town
  readonly #card: string
  readonly #group: string | null

  constructor(town: Town, id: string, card: string, group: string | null) {
    this.#town = town
    this.id = id
    this.#card = card
    this.#group = group
  }

  /** Says something in his group. Returns the message's id. */
  says(text: string, options: Saying = {}): Promise<string> {
    return this.#town.say({ from: this.id, card: this.#card, group: this.#group, text, ...options })
  }

  /** Writes to the bot in private. */
  whispers(text: string, options: Saying = {}): Promise<string> {
    return this.#town.say({ from: this.id, card: this.#card, group: null, text, ...options })
  }

  /** Takes back what he said: platforms tell it as an event of its own. */
  takesBack(message: string): Promise<string> {
    return this.#town.say({ from: this.id, card: this.#card, group: this.#group, text: '', takenBack: message })
  }

  /** The same person in another group. */
  in(group: string): Person {
    return new Person(this.#town, this.id, this.#card, group)
  }

  /** What the bot told this person in private since the last look. */
  hears(): string[] {
    return this.#town.heardBy(this.id)
  }
}

export interface Saying {
  readonly id?: string
  /** The id of a message, ours or theirs; or only its words, where the platform tells no more. */
  readonly quote?: string | Quote
  /** @s the bot. */
  readonly mention?: boolean
  readonly action?: string
  /** The message that is taken back. */
  readonly takenBack?: string
  /** With the first message of a group in a login: what its members are called. */
  readonly roster?: readonly string[]
  readonly topic?: string
  /** When it was sent, for a message that comes late. */
  readonly sentAt?: number
}

/** A community on a real store with a clock of its own. Close it at the end of the test. */
export class Town {
  readonly #disk: Disk
  #store: Store
  #app: App
  #delivery: Delivery
  #stage = new Stage()
  #now: number
  #messages = 0
  #secrets = 0
  readonly #looked = new Map<string, number>()
  readonly notes: Note[] = []
  readonly clock = {
    now: () => this.#now,
    set: (at: number) => {
      this.#now = at
    },
  }

  constructor(now: number, disk: Disk, store: Store) {
    this.#now = now
    this.#disk = disk
    this.#store = store
    ;[this.#app, this.#delivery] = this.#assemble()
  }

  #assemble(): [App, Delivery] {
    const ids = {
      forNative: (_: string, native: { nativeId: string }) => native.nativeId,
      secret: () => `secret${++this.#secrets}`,
      code: () => String(100_000 + ++this.#secrets),
    }
    const around = { ids, consoleUrl: 'http://127.0.0.1:8080' }
    const app = new App({ store: this.#store, clock: this.clock, around, log: silent })
    app.onNote = (note) => this.notes.push(note)
    const draw = async () => new Uint8Array()
    return [app, new Delivery({ app, clock: this.clock, log: silent, adapters: [this.#stage], draw })]
  }

  get app(): App {
    return this.#app
  }

  get stage(): Stage {
    return this.#stage
  }

  /** The process ends and starts again on the same file. */
  async restart(): Promise<void> {
    await this.#store.close()
    this.#store = await this.#disk.open()
    ;[this.#app, this.#delivery] = this.#assemble()
    await this.#delivery.recover()
    await this.#app.sweep()
    await this.#app.settled()
    await this.#delivery.deliver()
  }

  async close(): Promise<void> {
    const counted = await this.query(recount)
    if (!counted.ok) throw new Error(`the ballots are not as the trail has them: ${JSON.stringify(counted)}`)
    await this.#store.close()
    await this.#disk.remove()
  }

  query<R>(task: () => Task<R>): Promise<R> {
    return this.#app.run(task)
  }

  /** "2026-03-01T18:00:00+08:00", or minutes from now. */
  async timePasses(to: string | number): Promise<void> {
    const at = typeof to === 'number' ? this.#now + to * 60_000 : Date.parse(to)
    await advance(this.#app, this.#delivery, this.clock, at)
  }

  async say(message: { from: string; card: string; group: string | null; text: string } & Saying): Promise<string> {
    this.#messages += 1
    const id = message.id ?? `t${this.#messages}`
    const quote = typeof message.quote === 'string' ? { nativeMsgId: message.quote } : message.quote
    const inbound: Inbound = {
      adapter: 'stage',
      account: ACCOUNT,
      epoch: this.#stage.login,
      eventId: id,
      nativeMsgId: message.takenBack ?? id,
      kind: message.takenBack !== undefined ? 'recall' : message.action === undefined ? 'msg' : 'action',
      chat: message.group === null ? { kind: 'direct', id: message.from } : { kind: 'group', id: message.group },
      sender: { id: message.from, nick: message.card, ...(message.group === null ? {} : { card: message.card }) },
      sentAt: message.sentAt ?? this.#now,
      text: message.text,
      mentions: message.mention ? [{ name: '五共', self: true }] : [],
      ...(quote ? { quote } : {}),
      ...(message.roster ? { roster: message.roster } : {}),
      ...(message.topic === undefined ? {} : { chatName: message.topic }),
      attachments: [],
      ...(message.action === undefined ? {} : { action: message.action }),
      isSelf: false,
      late: message.sentAt !== undefined,
    }
    await this.#app.receive(inbound)
    await this.#app.settled()
    await this.#delivery.deliver()
    return id
  }

  /** Everything the bot has said so far, in order. */
  async said(): Promise<Heard[]> {
    return this.#app.run(function* () {
      const heard: Heard[] = []
      for (const row of yield* list('outbox', {}, { order: 'id' })) {
        const chat = yield* find('chats', { id: row.chatId })
        const content = row.payload
        heard.push({
          to: chat?.kind === 'group' ? (chat.groupId ?? chat.nativeId) : `@${chat?.nativeId ?? ''}`,
          key: row.key,
          text: plainly(content.card ? cardText(content.card) : content.text),
          quote: content.quote ?? null,
          picture: content.picture !== undefined,
        })
      }
      return heard
    })
  }

  /** What a group heard since the last look. */
  hears(group: string): string[] {
    return this.#fresh(group, (m) => m.chat.kind === 'group' && m.chat.id === group)
  }

  heardBy(person: string): string[] {
    return this.#fresh(`@${person}`, (m) => m.chat.kind === 'direct' && m.chat.id === person)
  }

  #fresh(listener: string, mine: (m: OutMessage) => boolean): string[] {
    const all = [...this.#stage.seen.values()].filter(mine)
    const fresh = all.slice(this.#looked.get(listener) ?? 0)
    this.#looked.set(listener, all.length)
    return fresh.map((m) => m.text)
  }

  /** The key of the last message the bot wrote there: what one quotes to answer it. */
  last(group: string): string {
    const all = [...this.#stage.seen.values()].filter((m) => m.chat.kind === 'group' && m.chat.id === group)
    return all.at(-1)?.key ?? ''
  }

  resident(id: string, card: string, group: string | null = 'g3'): Person {
    return new Person(this, id, card, group)
  }

  staff(group: string | null = 'g3'): Person {
    return new Person(this, 's1', '王主任', group)
  }
}

/**
 * 幸福里社区: groups g3 (3栋), g4 (4栋), gc (居委会); homes 3-1-101 … 4-1-302; staff 王主任 (s1). The first notice of
 * each group has been given, so that a transcript hears only what it is about. Starts 2026-03-01 09:00 in Shanghai.
 */
export const openTown = async (
  options: { register?: boolean; noticed?: boolean; store?: Kind } = {},
): Promise<Town> => {
  const place = await disk(options.store)
  const town = new Town(Date.parse(DAY_ONE), place, await place.open())
  const now = town.clock.now()
  const native = (nativeId: string) => ({ adapter: 'stage', account: ACCOUNT, epoch: '', nativeId })
  await town.query(function* () {
    yield* addCommunity({ id: 'c1', name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, now)
    for (const building of ['3', '4']) {
      const group = {
        id: `g${building}`,
        communityId: 'c1',
        name: `幸福里${building}栋业主群`,
        scope: 'building' as const,
        building,
      }
      yield* addGroup(group, native(group.id), now)
    }
    yield* addGroup({ id: 'gc', communityId: 'c1', name: '幸福里居委会', scope: 'committee' }, native('gc'), now)
    if (options.register !== false)
      for (const building of ['3', '4'])
        for (const unit of ['1', '2'])
          for (const floor of ['1', '2', '3', '5'])
            for (const door of ['01', '02']) {
              const number = homeFromText(`${building}-${unit}-${floor}${door}`)
              if (number)
                yield* putHousehold('c1', number, { area: 8950, areaSource: 'certificate', owners: [], phones: [] })
            }
    yield* addMember({ id: 's1', communityId: 'c1', name: '王主任', roles: ['staff'], home: null }, native('s1'), now)
    if (options.noticed !== false) {
      for (const group of ['g3', 'g4', 'gc'])
        yield* insertIfAbsent('marks', { communityId: 'c1', key: `notice:${group}`, at: now })
    }
  })
  return town
}
