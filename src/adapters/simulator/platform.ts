import type { ChatRef } from '../../chat/message.ts'
import { Delivery } from './delivery.ts'
import { type Journal, noJournal, openJournal } from './journal.ts'
import { State } from './state.ts'
import {
  BOT,
  BOT_NAME,
  type Entry,
  type Faults,
  type Message,
  NAME,
  type Outcome,
  type Picture,
  type PlatformEvent,
  type ShownMessage,
  type Update,
  type World,
} from './types.ts'

const LATE_BY = 50_000
const CALM: Faults = {
  duplicates: false,
  reorder: false,
  late: false,
  dropped: false,
  backfill: false,
  rate: 0,
  unknown: 'off',
}

/**
 * The chat platform itself: rooms, people, what they say, and all that goes wrong on real platforms. With a journal its
 * history, ids and undelivered messages outlive the process. The clock is passed in; `tick` must be called when it has
 * moved.
 */
export class Platform {
  protected readonly clock: { now(): number }
  protected readonly state = new State()
  protected readonly delivery: Delivery
  readonly #journal: Journal
  readonly #listeners = new Set<{ readonly person: string; readonly hear: (update: Update) => void }>()
  /** What an empty journal is to begin with. Written with the first thing after it, by whoever is connected then. */
  #seed: readonly Entry[] = []
  #faults = CALM

  /** `seed` is what there is when the journal is empty; later starts go on with what the journal holds. */
  constructor(options: { readonly clock: { now(): number }; readonly journal?: string; readonly seed?: World }) {
    this.clock = options.clock
    this.#journal = options.journal === undefined ? noJournal : openJournal(options.journal)
    const isEmpty = this.catchUp() === 0
    this.delivery = new Delivery({
      name: NAME,
      state: this.state,
      now: () => this.clock.now(),
      faults: () => this.faults,
      write: (entry) => this.write(entry),
    })
    if (isEmpty && options.seed) {
      const { people, rooms } = options.seed
      this.#seed = [
        ...people.map((person): Entry => ({ t: 'person', person })),
        ...rooms.map((room): Entry => ({ t: 'room', room })),
      ]
      for (const entry of this.#seed) this.state.apply(entry)
    }
  }

  /** Learns what another process that was connected meanwhile has added to the journal. Returns how much. */
  protected catchUp(): number {
    const read = this.#journal.news((entry) => this.state.apply(entry))
    if (read > 0) this.#seed = []
    return read
  }

  world(): World {
    return this.state.world()
  }

  /** A chat as one person sees it: all that changed after `since`, a `rev`. Null where he has no such chat. */
  history(view: { readonly person: string; readonly room: string }, since: number): readonly ShownMessage[] | null {
    const chat = this.state.chat(view.person, view.room)
    return chat ? this.state.shown(chat, view.person, since) : null
  }

  /** All that changed for a person after `since`, in order: what a page missed while it was away. */
  updates(person: string, since: number): readonly Update[] {
    const rooms = [BOT, ...this.state.rooms.keys()]
    const messages = rooms
      .flatMap((room) => this.history({ person, room }, since) ?? [])
      .map((message): Update => ({ type: 'message', rev: message.rev, message }))
    const world: Update[] = this.state.worldRev > since ? [{ type: 'world', rev: this.state.worldRev }] : []
    return [...world, ...messages].sort((a, b) => a.rev - b.rev)
  }

  /** The number of the latest visible change. */
  get rev(): number {
    return this.state.rev
  }

  /** Refuses an empty message, a chat that is not his, and a quote from elsewhere. */
  say(what: {
    readonly person: string
    readonly room: string
    readonly text: string
    readonly quote?: string
    readonly mentionBot?: boolean
    readonly picture?: Picture
  }): Outcome {
    const chat = this.state.chat(what.person, what.room)
    if (!chat) return { refused: '您不在这个群里。' }
    if (what.text.trim() === '' && !what.picture) return { refused: '写点什么再发。' }
    if (what.quote !== undefined && !this.isShownIn(what.quote, chat)) return { refused: '引用的那条消息不在这里了。' }
    const text = what.mentionBot && !what.text.includes(`@${BOT_NAME}`) ? `@${BOT_NAME} ${what.text}` : what.text
    const message: Message = {
      id: this.state.id('m'),
      chat,
      from: what.person,
      at: this.clock.now(),
      text,
      mentions: this.mentions(chat, text),
      ...(what.quote === undefined ? {} : { quote: what.quote }),
      ...(what.picture ? { picture: what.picture } : {}),
    }
    const heard = this.state.hasBot(chat) ? { event: this.#event('msg', chat, what.person, message.id) } : {}
    this.write({ t: 'event', message, ...heard })
    return { id: message.id }
  }

  /** Taps a button of a card. Refuses a button that the card does not have. */
  tap({
    person,
    message,
    value,
  }: {
    readonly person: string
    readonly message: string
    readonly value: string
  }): Outcome {
    const found = this.state.message(message)
    const buttons = found && !found.recalled ? (found.message.card?.buttons ?? []) : []
    if (!found || !this.sees(person, found.message.chat) || !buttons.some((button) => button.value === value)) {
      return { refused: '这个按钮点不了了。' }
    }
    const event = { ...this.#event('action', found.message.chat, person, message), value }
    this.write({ t: 'tap', event })
    return { id: event.id }
  }

  /** A person takes back a message of his own. */
  takeBack({ person, message }: { readonly person: string; readonly message: string }): Outcome {
    const found = this.state.message(message)
    if (!found || found.recalled || found.message.from !== person) return { refused: '只能撤回自己的消息。' }
    this.write({ t: 'recall', message, event: this.#event('recall', found.message.chat, person, message) })
    return { id: message }
  }

  addPerson(person: { readonly nick: string; readonly staff?: boolean }): Outcome {
    const nick = person.nick.trim()
    if (nick === '') return { refused: '名字不能空着。' }
    const id = this.state.id('p')
    this.write({ t: 'person', person: { id, nick, ...(person.staff ? { staff: true } : {}) } })
    return { id }
  }

  addRoom(room: { readonly name: string }): Outcome {
    const name = room.name.trim()
    if (name === '') return { refused: '群名不能空着。' }
    const id = this.state.id('r')
    this.write({ t: 'room', room: { id, name, members: [] } })
    return { id }
  }

  /** Brings a person into a room; of one who is there already it changes the card. */
  join({ room, person, card }: { readonly room: string; readonly person: string; readonly card?: string }): Outcome {
    const found = this.state.rooms.get(room)
    const nick = this.state.people.get(person)?.nick
    if (!found || nick === undefined) return { refused: '没有这个人或这个群。' }
    const isNew = !found.members.has(person)
    this.write({ t: 'join', room, member: { person, ...(card ? { card } : {}) } })
    if (isNew) {
      const chat: ChatRef = { kind: 'group', id: room }
      const text = `${card ?? nick}加入了群聊`
      const line = { id: this.state.id('m'), chat, from: null, at: this.clock.now(), text, mentions: [] }
      this.write({ t: 'event', message: line, event: this.#event('join', chat, person, line.id) })
    }
    return { id: person }
  }

  /** Somebody leaves a room, or the bot (`BOT`) is thrown out of it. */
  part({ room, person }: { readonly room: string; readonly person: string }): Outcome {
    const chat: ChatRef = { kind: 'group', id: room }
    const isThere = person === BOT ? this.state.hasBot(chat) : this.state.rooms.get(room)?.members.has(person)
    if (!isThere) return { refused: '不在这个群里。' }
    this.write({ t: 'part', room, person, event: this.#event('leave', chat, person, this.state.id('m')) })
    return { id: person }
  }

  /** The platform sends the bot an event of a kind that nobody has heard of. */
  async sendStrange(type: string): Promise<void> {
    await this.delivery.strange(type)
  }

  /** Removes all rooms, people and messages: the demonstration is over. It does not come back at the next start. */
  removeAll(): void {
    this.write({ t: 'clear' })
  }

  /** The picture of a message, for a person who sees the message. */
  picture({ person, message }: { readonly person: string; readonly message: string }): {
    readonly type: string
    readonly bytes: Uint8Array
  } | null {
    const found = this.state.message(message)
    if (!found?.message.picture || found.recalled || !this.sees(person, found.message.chat)) return null
    return { type: found.message.picture.type, bytes: Buffer.from(found.message.picture.base64, 'base64') }
  }

  /** Calls `hear` at each change a person sees, from now on. Answers how to stop it. */
  subscribe(person: string, hear: (update: Update) => void): () => void {
    const listener = { person, hear }
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  get faults(): Faults {
    return { ...this.#faults, dropped: this.state.droppedAt !== null }
  }

  /** Turns faults on and off. `dropped: false` connects again, with a gap, or with what was missed (`backfill`). */
  setFaults(change: Partial<Faults>): void {
    const wasDropped = this.faults.dropped
    this.#faults = { ...this.#faults, ...change }
    const at = this.clock.now()
    if (change.dropped === true && !wasDropped) this.write({ t: 'drop', at })
    if (change.dropped === false && wasDropped) this.write({ t: 'connect', at, backfill: this.#faults.backfill })
    this.delivery.pump()
  }

  /** Logs in anew: the bot sees new ids for every room and person, as on platforms whose ids live for one session. */
  relogin(): void {
    this.write({ t: 'relogin' })
  }

  /** The clock has moved: delivers what has become due, and tries again what the bot could not store. */
  tick(): void {
    this.catchUp()
    this.delivery.pump()
  }

  /** Resolves when the bot has stored all that can be delivered now. */
  settled(): Promise<void> {
    return this.delivery.settled()
  }

  /** Writes the journal through to the disk and lets go of it. Nothing can be said afterwards. */
  close(): void {
    this.#journal.close()
  }

  /** Counts one send that was answered by a fault. */
  protected struck(change: Pick<Partial<Faults>, 'rate' | 'unknown'>): void {
    this.#faults = { ...this.#faults, ...change }
  }

  #event(kind: PlatformEvent['kind'], chat: ChatRef, person: string, message: string): PlatformEvent {
    const at = this.clock.now()
    const late = kind === 'msg' && this.#faults.late
    if (late) this.#faults = { ...this.#faults, late: false }
    return {
      id: this.state.id('e'),
      kind,
      chat,
      person,
      message,
      at,
      epoch: this.state.epoch,
      ...(late ? { notBefore: at + LATE_BY } : {}),
      ...(this.state.droppedAt === null ? {} : { missed: true }),
    }
  }

  /** First on the journal, then in the state, then to the pages and the bot. */
  protected write(entry: Entry): void {
    const before = this.state.rev
    this.catchUp()
    for (const first of this.#seed) this.#journal.append(first)
    this.#seed = []
    this.#journal.append(entry)
    this.state.apply(entry)
    if (this.state.rev > before) this.#tell(entry)
    if (entry.t === 'event' || entry.t === 'tap' || entry.t === 'recall' || entry.t === 'part') this.delivery.pump()
  }

  #tell(entry: Entry): void {
    const id = entry.t === 'tap' ? entry.event.message : entry.t === 'event' ? entry.message?.id : messageOf(entry)
    const found = id === undefined ? undefined : this.state.message(id)
    for (const { person, hear } of this.#listeners) {
      if (!found) hear({ type: 'world', rev: this.state.rev })
      else if (this.sees(person, found.message.chat)) {
        const message = this.state.shownOne(found.message.id, person)
        if (message) hear({ type: 'message', rev: message.rev, message })
      }
    }
  }

  protected sees(person: string, chat: ChatRef): boolean {
    return this.state.audience(chat).includes(person)
  }

  protected isShownIn(id: string, chat: ChatRef): boolean {
    const found = this.state.message(id)
    return (
      found !== undefined &&
      !found.recalled &&
      found.message.chat.kind === chat.kind &&
      found.message.chat.id === chat.id
    )
  }

  /** Whom a text mentions: "@" and the name as the chat shows it, the longest one that fits. */
  protected mentions(chat: ChatRef, text: string): string[] {
    if (!text.includes('@')) return []
    const names = [BOT, ...this.state.audience(chat)]
      .map((id) => ({ id, name: `@${this.state.nameIn(chat, id)}` }))
      .sort((a, b) => b.name.length - a.name.length)
    let rest = text
    return names.flatMap(({ id, name }) => {
      if (!rest.includes(name)) return []
      rest = rest.replaceAll(name, ' ')
      return [id]
    })
  }
}

const messageOf = (entry: Entry): string | undefined =>
  entry.t === 'edit' || entry.t === 'recall' ? entry.message : undefined
