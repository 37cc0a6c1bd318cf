import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Around, Time } from './platform.ts'

const WRITE_EVERY_MS = 5_000

/**
 * Until when (ms) everything an account was told is stored: from there the platform is asked for its history after an
 * outage, ours or its. Kept in a file of the account and written now and then: one that is too old only repeats
 * messages, which is nothing.
 */
export class Bookmark {
  readonly #path: string
  readonly #time: Time
  #at: number | null
  #cancel: (() => void) | null = null

  constructor({ file, time }: Pick<Around, 'file' | 'time'>) {
    this.#path = file('seen')
    this.#time = time
    this.#at = read(this.#path)
  }

  /** Null: nothing was ever heard. */
  get at(): number | null {
    return this.#at
  }

  move(at: number): void {
    if (this.#at !== null && at <= this.#at) return
    const first = this.#at === null
    this.#at = at
    if (first) this.write()
    else this.#cancel ??= this.#time.after(WRITE_EVERY_MS, () => this.write())
  }

  /** Heard again from `to` on: moves there, and names what may have been missed. Null: nothing. */
  missedUntil(to: number): { readonly from: number; readonly to: number } | null {
    const from = this.#at
    this.move(to)
    return from !== null && from < to ? { from, to } : null
  }

  write(): void {
    this.#cancel?.()
    this.#cancel = null
    if (this.#at === null) return
    // Renamed into its place: a crash leaves the old one or the new one.
    writeFileSync(`${this.#path}.new`, String(this.#at), { mode: 0o600 })
    renameSync(`${this.#path}.new`, this.#path)
  }
}

const read = (path: string): number | null => {
  try {
    const at = Number(readFileSync(path, 'utf8'))
    return Number.isSafeInteger(at) && at > 0 ? at : null
  } catch {
    return null
  }
}
