/** So many chats are remembered with their communities: a city writes in private. Forgotten, each costs a look. */
const REMEMBERED = 100_000

/** Chats taken to be handled in one commit, and whose lanes they are. */
export interface Batch {
  readonly lanes: readonly string[]
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
  /** Lanes that were another's when their turn came. */
  readonly #late = new Set<string>()
  readonly #communities = new Map<number, string>()
  #closed = false

  constructor(apart: boolean) {
    this.#apart = apart
  }

  /** From now on there is nothing to handle, whatever is added. */
  close(): void {
    this.#closed = true
    this.#waiting.clear()
  }

  add(chatId: number): void {
    if (this.#closed) return
    const lane = this.#laneOf(chatId)
    const chats = this.#waiting.get(lane) ?? new Set()
    this.#waiting.set(lane, chats.add(chatId))
  }

  /** Somebody else was alone with its community: its lane is left out by `take` until `takeLate` has taken it. */
  defer(chatId: number): void {
    this.add(chatId)
    this.#late.add(this.#laneOf(chatId))
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  /** What a chat turned out to belong to. */
  learn(chatId: number, communityId: string | null): void {
    if (!this.#apart || communityId === null) return
    if (this.#communities.size >= REMEMBERED) this.#communities.clear()
    this.#communities.set(chatId, communityId)
  }

  /**
   * The next chats of lanes that nobody works on: at most so many altogether, and so many of one lane. Null: none. Give
   * them back by `release`.
   */
  take(limit: number, ofOne: number): Batch | null {
    const lanes: string[] = []
    const chats: number[] = []
    for (const [lane, waiting] of this.#waiting) {
      if (this.#busy.has(lane) || this.#late.has(lane)) continue
      if (chats.length >= limit) break
      lanes.push(lane)
      chats.push(...this.#takeFrom(lane, waiting, Math.min(ofOne, limit - chats.length)))
    }
    return lanes.length > 0 ? { lanes, chats } : null
  }

  /** The next chats of one lane that was another's: for whoever waits until it is free. */
  takeLate(ofOne: number): Batch | null {
    for (const lane of this.#late) {
      if (this.#busy.has(lane)) continue
      this.#late.delete(lane)
      const waiting = this.#waiting.get(lane)
      if (waiting) return { lanes: [lane], chats: this.#takeFrom(lane, waiting, ofOne) }
    }
    return null
  }

  #takeFrom(lane: string, waiting: Set<number>, limit: number): number[] {
    const taken = [...waiting].slice(0, limit)
    for (const chat of taken) waiting.delete(chat)
    // Whatever is left of it queues behind the other lanes.
    this.#waiting.delete(lane)
    if (waiting.size > 0) this.#waiting.set(lane, waiting)
    this.#busy.add(lane)
    return taken
  }

  #laneOf(chatId: number): string {
    return this.#apart ? (this.#communities.get(chatId) ?? `chat ${chatId}`) : ''
  }

  release({ lanes }: Batch): void {
    for (const lane of lanes) this.#busy.delete(lane)
  }
}
