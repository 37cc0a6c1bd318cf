import type { Around, Seen, Time } from './platform.ts'

const KEEP_EVERY_MS = 5_000

/**
 * Until when (ms) everything an account was told is stored: from there the platform is asked for its history after an
 * outage, ours or its. Kept now and then: one that is too old only repeats messages, which is nothing.
 */
export class Bookmark {
  readonly #seen: Seen
  readonly #time: Time
  #at: number | null = null
  #cancel: (() => void) | null = null

  constructor({ seen, time }: Pick<Around, 'seen' | 'time'>) {
    this.#seen = seen
    this.#time = time
  }

  /** Null: nothing was ever heard. Another process may have heard more than this one. */
  get at(): number | null {
    const kept = this.#seen.at
    return this.#at === null || kept === null ? (this.#at ?? kept) : Math.max(this.#at, kept)
  }

  move(at: number): void {
    const before = this.at
    if (before !== null && at <= before) return
    this.#at = at
    if (before === null) this.write()
    else this.#cancel ??= this.#time.after(KEEP_EVERY_MS, () => this.write())
  }

  /** Heard again from `to` on: moves there, and names what may have been missed. Null: nothing. */
  missedUntil(to: number): { readonly from: number; readonly to: number } | null {
    const from = this.at
    this.move(to)
    return from !== null && from < to ? { from, to } : null
  }

  write(): void {
    this.#cancel?.()
    this.#cancel = null
    if (this.#at !== null) this.#seen.keep(this.#at)
  }
}
