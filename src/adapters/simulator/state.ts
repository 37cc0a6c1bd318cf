import type { ChatRef, Gap } from '../../chat/message.ts'
import {
  BOT,
  BOT_NAME,
  type Entry,
  type Membership,
  type Message,
  type Person,
  type PlatformEvent,
  type Room,
  type ShownMessage,
} from './types.ts'

/** A chat as a key: a group's id and a person's id may be the same word. */
const chatKey = (chat: ChatRef): string => `${chat.kind}:${chat.id}`

interface Kept {
  message: Message
  readonly seq: number
  rev: number
  recalled: boolean
  /** Taps by person. */
  readonly tapped: Map<string, string[]>
}

interface RoomState {
  readonly id: string
  readonly name: string
  readonly members: Map<string, Membership>
  /** The bot was removed, or left. */
  withoutBot: boolean
}

/** What the platform knows, made from the entries of its journal and from nothing else. */
export class State {
  rev = 0
  worldRev = 0
  epoch = 0
  droppedAt: number | null = null
  readonly people = new Map<string, Person>()
  readonly rooms = new Map<string, RoomState>()
  /** Events that the bot has not stored yet, by chat, in their order. */
  readonly pending = new Map<string, PlatformEvent[]>()
  readonly gaps: Pick<Gap, 'from' | 'to'>[] = []
  readonly #messages = new Map<string, Kept>()
  readonly #chats = new Map<string, Kept[]>()
  readonly #events = new Map<string, PlatformEvent>()
  readonly #byKey = new Map<string, string>()
  #missed: PlatformEvent[] = []
  #last = 0

  /** The next id of its kind; ids are never used twice, not even after everything was removed. */
  id(prefix: 'm' | 'e' | 'p' | 'r'): string {
    this.#last += 1
    return `${prefix}${this.#last}`
  }

  apply(entry: Entry): void {
    switch (entry.t) {
      case 'person':
        this.#see(entry.person.id)
        this.people.set(entry.person.id, entry.person)
        this.#worldChanged()
        break
      case 'room':
        this.#see(entry.room.id)
        this.rooms.set(entry.room.id, {
          id: entry.room.id,
          name: entry.room.name,
          members: new Map(entry.room.members.map((member) => [member.person, member])),
          withoutBot: false,
        })
        this.#worldChanged()
        break
      case 'join':
        this.rooms.get(entry.room)?.members.set(entry.member.person, entry.member)
        this.#worldChanged()
        break
      case 'part': {
        const room = this.rooms.get(entry.room)
        if (room && entry.person === BOT) room.withoutBot = true
        room?.members.delete(entry.person)
        if (entry.event) this.#owe(entry.event)
        this.#worldChanged()
        break
      }
      case 'event':
        if (entry.message) this.#keep(entry.message)
        if (entry.event) this.#owe(entry.event)
        break
      case 'tap': {
        const kept = this.#messages.get(entry.event.message)
        const taps = kept?.tapped.get(entry.event.person) ?? []
        kept?.tapped.set(entry.event.person, [...taps, entry.event.value ?? ''])
        this.#touch(kept)
        this.#owe(entry.event)
        break
      }
      case 'edit': {
        const kept = this.#messages.get(entry.message)
        if (kept) kept.message = { ...kept.message, text: entry.text }
        this.#touch(kept)
        break
      }
      case 'recall': {
        const kept = this.#messages.get(entry.message)
        if (kept) kept.recalled = true
        this.#touch(kept)
        if (entry.event) this.#owe(entry.event)
        break
      }
      case 'done':
        this.#settle(entry.event)
        break
      case 'drop':
        this.droppedAt = entry.at
        break
      case 'connect':
        if (entry.backfill) for (const event of this.#missed) this.#queue(event)
        else if (this.droppedAt !== null) this.gaps.push({ from: this.droppedAt, to: entry.at })
        this.#missed = []
        this.droppedAt = null
        break
      case 'told':
        this.gaps.shift()
        break
      case 'relogin':
        this.epoch += 1
        break
      case 'clear':
        for (const map of [this.people, this.rooms, this.pending, this.#messages, this.#chats, this.#events])
          map.clear()
        this.#missed = []
        this.#worldChanged()
        break
    }
  }

  message(id: string): { readonly message: Message; readonly recalled: boolean } | undefined {
    return this.#messages.get(id)
  }

  /** The message that was sent with a key before, if any. */
  sentWith(key: string): string | undefined {
    return this.#byKey.get(key)
  }

  /** Messages that reached the bot, or should have: what the platform can hand over again. */
  said(): PlatformEvent[] {
    return [...this.#events.values()].filter((event) => event.kind === 'msg' && !event.missed)
  }

  /** The chat a person means by a room's id or by 'bot'; undefined where he has no such chat. */
  chat(person: string, room: string): ChatRef | undefined {
    if (!this.people.has(person)) return undefined
    if (room === BOT) return { kind: 'direct', id: person }
    return this.rooms.get(room)?.members.has(person) ? { kind: 'group', id: room } : undefined
  }

  /** Whether the bot is there to hear and to be answered. */
  hasBot(chat: ChatRef): boolean {
    if (chat.kind === 'direct') return this.people.has(chat.id)
    return this.rooms.get(chat.id)?.withoutBot === false
  }

  /** Who sees what is written in a chat, the bot aside. */
  audience(chat: ChatRef): string[] {
    if (chat.kind === 'direct') return [chat.id]
    return [...(this.rooms.get(chat.id)?.members.keys() ?? [])]
  }

  /** How a person is called in a chat: his card in the group, else his own name. */
  nameIn(chat: ChatRef, person: string): string {
    if (person === BOT) return BOT_NAME
    const card = chat.kind === 'group' ? this.rooms.get(chat.id)?.members.get(person)?.card : undefined
    return card ?? this.people.get(person)?.nick ?? '已离开的人'
  }

  /** A chat's messages that changed after `since`, as one of its people sees them. */
  shown(chat: ChatRef, person: string, since: number): ShownMessage[] {
    const kept = this.#chats.get(chatKey(chat)) ?? []
    return kept.filter((one) => one.rev > since).map((one) => this.#show(one, person))
  }

  /** One message as a person sees it. */
  shownOne(id: string, person: string): ShownMessage | undefined {
    const kept = this.#messages.get(id)
    return kept && this.#show(kept, person)
  }

  world(): { people: Person[]; rooms: Room[] } {
    return {
      people: [...this.people.values()],
      rooms: [...this.rooms.values()].map(({ id, name, members }) => ({ id, name, members: [...members.values()] })),
    }
  }

  #show({ message, seq, rev, recalled, tapped }: Kept, person: string): ShownMessage {
    const quoted = message.quote === undefined ? undefined : this.#messages.get(message.quote)
    const { chat, from, card, picture } = message
    return {
      id: message.id,
      seq,
      rev,
      room: chat.kind === 'group' ? chat.id : BOT,
      from: from === null ? null : { id: from, name: this.nameIn(chat, from) },
      mine: from === person,
      at: message.at,
      text: recalled ? '' : message.text,
      mentionsMe: message.mentions.includes(person),
      recalled,
      tapped: tapped.get(person) ?? [],
      ...(quoted && !recalled
        ? {
            quote: {
              id: quoted.message.id,
              name: quoted.message.from === null ? '' : this.nameIn(chat, quoted.message.from),
              text: quoted.recalled ? '（已撤回）' : quoted.message.text || '［图片］',
            },
          }
        : {}),
      ...(picture && !recalled ? { picture: { alt: picture.alt } } : {}),
      ...(card && !recalled ? { card } : {}),
    }
  }

  #keep(message: Message): void {
    this.#see(message.id)
    this.rev += 1
    const kept: Kept = { message, seq: this.rev, rev: this.rev, recalled: false, tapped: new Map() }
    this.#messages.set(message.id, kept)
    if (message.key !== undefined) this.#byKey.set(message.key, message.id)
    const key = chatKey(message.chat)
    const chat = this.#chats.get(key)
    if (chat) chat.push(kept)
    else this.#chats.set(key, [kept])
  }

  #owe(event: PlatformEvent): void {
    this.#see(event.id)
    this.#events.set(event.id, event)
    if (event.missed) this.#missed.push(event)
    else this.#queue(event)
  }

  #queue(event: PlatformEvent): void {
    const key = chatKey(event.chat)
    const queue = this.pending.get(key)
    if (queue) queue.push(event)
    else this.pending.set(key, [event])
  }

  #settle(id: string): void {
    const event = this.#events.get(id)
    if (!event) return
    const queue = this.pending.get(chatKey(event.chat)) ?? []
    const index = queue.findIndex((one) => one.id === id)
    if (index >= 0) queue.splice(index, 1)
  }

  #touch(kept: Kept | undefined): void {
    if (!kept) return
    this.rev += 1
    kept.rev = this.rev
  }

  #worldChanged(): void {
    this.rev += 1
    this.worldRev = this.rev
  }

  /** Counters go on after the highest id that was ever given. */
  #see(id: string): void {
    const number = Number(/^[mepr](\d+)$/.exec(id)?.[1] ?? 0)
    this.#last = Math.max(this.#last, number)
  }
}
