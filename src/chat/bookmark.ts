import type { Around, Time } from './platform.ts'

const KEEP_EVERY_MS = 5_000
/** Before this (ms) nobody ran this program: a clock that says so is behind, as where a machine has no battery. */
const BORN = Date.parse('2026-01-01T00:00:00Z')
/** What is said now waits no longer than this (ms) for what was missed: it may be a cry for help. */
const LONGEST_WAIT_MS = 10_000

/** What may have been missed, from when to when (ms). */
export interface Missed {
  readonly from: number
  readonly to: number
}

/**
 * Until when (ms) everything an account was told is stored, from one start to its stop: from there the platform is asked
 * for its history after an outage, ours or its. Kept now and then: one that is too old only repeats messages, which is
 * nothing.
 */
export class Bookmark {
  readonly #around: Pick<Around, 'account' | 'seen' | 'time' | 'log'>
  #at: number | null
  #cancel: (() => void) | null = null
  /** The latest look at what was missed, while it is not done: until then the mark stands. */
  #look: symbol | null = null

  constructor(around: Pick<Around, 'account' | 'seen' | 'time' | 'log'>) {
    this.#around = around
    this.#at = around.seen.at
  }

  /**
   * Null: nothing was ever heard. A clock that was ahead when it was kept does not hide what is missed until then; one that
   * is behind by years asks for nothing of before: a group would say all that again.
   */
  get at(): number | null {
    const now = this.#around.time.now()
    return this.#at === null || now < BORN ? this.#at : Math.min(this.#at, now)
  }

  /** Something that was missed is neither read nor told yet. */
  get isBehind(): boolean {
    return this.#look !== null
  }

  /** All until then is stored. */
  move(at = this.#around.time.now()): void {
    const { time } = this.#around
    const before = this.#at
    // An earlier one counts where that before is ahead of the clock.
    if (this.isBehind || at < BORN || (before !== null && at < before && before <= time.now())) return
    this.#at = at
    if (before === null) this.write()
    else this.#cancel ??= time.after(KEEP_EVERY_MS, () => this.write())
  }

  /**
   * Heard again, from now on: `see` reads what may have been missed, or tells it as a gap. Whoever begins anew before
   * that is done begins where we did. Where it rejects, because the connection is lost again or we are being closed, the
   * mark stands until a later look.
   */
  async catchUp(see: (missed: Missed) => Promise<void>): Promise<void> {
    const { account, log, time } = this.#around
    const [from, to] = [this.at, time.now()]
    const look = Symbol('look')
    this.#look = look
    if (from !== null)
      try {
        await see({ from, to })
      } catch (error) {
        log.warn('bookmark.stands', { account, error: error instanceof Error ? error.name : 'unknown' })
        return
      }
    // A later one sees to it as well.
    if (this.#look !== look) return
    this.#look = null
    this.move(to)
  }

  /** The same where nobody can say any more what was missed. */
  catchUpBy(tell: (missed: Missed) => Promise<void>): Promise<void> {
    return this.catchUp(async (missed) => {
      if (missed.from < missed.to) await tell(missed)
    })
  }

  write(): void {
    this.#cancel?.()
    this.#cancel = null
    if (this.#at !== null) this.#around.seen.keep(this.#at)
  }
}

/** Resolves when what was missed has been seen to, or when that takes too long for what is said now to wait for it. */
export const notForLong = (time: Time, seeing: Promise<void>): Promise<void> =>
  new Promise((resolve) => {
    const cancel = time.after(LONGEST_WAIT_MS, resolve)
    void seeing.finally(() => {
      cancel()
      resolve()
    })
  })
