import type { Adapter } from '../chat/adapter.ts'
import type { Time } from '../chat/platform.ts'

/**
 * Keeps the pauses a platform wants between two messages: in one chat, and of the account altogether. Whoever takes a
 * turn has it for himself; the next one is later by the pause, and by chance a little more.
 */
export class Pace {
  readonly #time: Time
  readonly #random: () => number
  /** When the next message may go, ms: by chat, and by account under 0, which no chat has. */
  readonly #next = new Map<Adapter, Map<number, number>>()
  /** When somebody took a turn last, ms. */
  #last = 0

  constructor(time: Time, random: () => number) {
    this.#time = time
    this.#random = random
  }

  /** Resolves when a message may go. */
  async turn(adapter: Adapter, chatId: number): Promise<void> {
    const { chat, account, spread } = adapter.traits.pace
    if (chat === 0 && account === 0) return
    const now = this.#time.now()
    this.#goBack(this.#last - now)
    this.#last = now
    const next = this.#next.get(adapter) ?? new Map<number, number>()
    this.#next.set(adapter, next)
    for (const [key, at] of next) if (at <= now) next.delete(key)
    const at = Math.max(now, next.get(chatId) ?? 0, next.get(0) ?? 0)
    const extra = Math.floor(this.#random() * spread)
    next.set(chatId, at + chat + extra)
    next.set(0, at + account + extra)
    if (at > now) await new Promise<void>((resolve) => this.#time.after(at - now, resolve))
  }

  /** Where the clock was set back the turns go with it: a pause is as long as it was. */
  #goBack(ms: number): void {
    if (ms <= 0) return
    for (const next of this.#next.values()) for (const [key, at] of next) next.set(key, at - ms)
  }
}
