/** Chats of one lane, taken to be handled in one commit. */
export interface Batch {
  readonly lane: string
  readonly chats: readonly number[]
}

/**
 * Chats that have something to handle. Apart: by community, since whoever handles one of its chats holds it all; chats
 * of one community then share commits and others go on beside them. Not apart: one after the other, as on SQLite.
 */
export class Awake {
  readonly #apart: boolean
  readonly #waiting = new Map<string, Set<number>>()
  readonly #busy = new Set<string>()
  readonly #communities = new Map<number, string>()

  constructor(apart: boolean) {
    this.#apart = apart
  }

  add(chatId: number): void {
    const lane = this.#apart ? (this.#communities.get(chatId) ?? `chat ${chatId}`) : ''
    const chats = this.#waiting.get(lane) ?? new Set()
    this.#waiting.set(lane, chats.add(chatId))
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  /** What a chat turned out to belong to. */
  learn(chatId: number, communityId: string | null): void {
    if (this.#apart && communityId !== null) this.#communities.set(chatId, communityId)
  }

  /** The next chats of a lane that nobody works on, at most so many. Null: none. Give them back by `release`. */
  take(limit: number): Batch | null {
    for (const [lane, waiting] of this.#waiting) {
      if (this.#busy.has(lane)) continue
      const chats = [...waiting].slice(0, limit)
      for (const chat of chats) waiting.delete(chat)
      // Whatever is left of it queues behind the other lanes.
      this.#waiting.delete(lane)
      if (waiting.size > 0) this.#waiting.set(lane, waiting)
      this.#busy.add(lane)
      return { lane, chats }
    }
    return null
  }

  release({ lane }: Batch): void {
    this.#busy.delete(lane)
  }
}
