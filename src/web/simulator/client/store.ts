import type { Faults, Screen, ShownMessage, Weather } from '../platform.ts'
import { as } from './api.ts'

/** The private chat with 五共. */
export const BOT = 'bot'

export interface Chat {
  readonly id: string
  readonly name: string
  /** People in it, the bot included. */
  readonly size: number
}

/** What the page knows. Views read it; `main` changes it and has them drawn again. */
export class Store {
  chats: readonly Chat[] = []
  screen: Screen | null = null
  /** The open chat; null on a phone that shows the list. */
  open: string | null = null
  quoted: ShownMessage | null = null
  /** What was typed and not sent, by chat. */
  readonly drafts = new Map<string, string>()
  online = true
  timezone = 'Asia/Shanghai'
  faults: Faults | null = null
  readonly #messages = new Map<string, Map<string, ShownMessage>>()
  readonly #read: Record<string, number>
  #clock = { now: Date.now(), heardAt: performance.now() }

  constructor() {
    this.#read = JSON.parse(localStorage.getItem(`read.${as}`) ?? '{}') as Record<string, number>
  }

  setScreen(screen: Screen): void {
    this.screen = screen
    this.chats = [...screen.rooms, { id: BOT, name: '五共', size: 2 }]
    if (this.open !== null && !this.chats.some((chat) => chat.id === this.open)) this.open = null
  }

  setWeather({ now, timezone, faults }: Weather): void {
    this.#clock = { now, heardAt: performance.now() }
    this.timezone = timezone
    this.faults = faults
  }

  /** The simulated clock, which goes on between two messages from the server. */
  now(): number {
    return this.#clock.now + (performance.now() - this.#clock.heardAt)
  }

  put(message: ShownMessage): void {
    const chat = this.#messages.get(message.room) ?? new Map<string, ShownMessage>()
    const known = chat.get(message.id)
    if (!known || known.rev < message.rev) chat.set(message.id, message)
    this.#messages.set(message.room, chat)
  }

  messages(room: string): ShownMessage[] {
    return [...(this.#messages.get(room)?.values() ?? [])].sort((a, b) => a.seq - b.seq)
  }

  unread(room: string): ShownMessage[] {
    const read = this.#read[room] ?? 0
    return this.messages(room).filter((one) => one.seq > read && !one.mine && one.from !== null && !one.recalled)
  }

  markRead(room: string): void {
    const last = this.messages(room).at(-1)
    if (!last || this.#read[room] === last.seq) return
    this.#read[room] = last.seq
    localStorage.setItem(`read.${as}`, JSON.stringify(this.#read))
  }
}
