import type { Around, Time } from './platform.ts'

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000
/** A connection that lasted this long was a good one: the next pause is the shortest again. */
const GOOD_AFTER_MS = 10_000

/**
 * Keeps a connection up: makes it, waits until it ends, waits a growing while, makes it again.
 * `connect` settles when the connection has ended or could not be made; the signal asks it to end.
 */
export class Link {
  readonly #stopping = new AbortController()
  readonly #running: Promise<void>

  constructor({ time, random }: Pick<Around, 'time' | 'random'>, connect: (signal: AbortSignal) => Promise<void>) {
    this.#running = this.#run(time, random, connect)
  }

  /** Resolves when the connection has ended for good. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #run(time: Time, random: () => number, connect: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.#stopping
    for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const began = time.now()
      // Why it failed is for `connect` to log; here it only matters that it is over.
      await connect(signal).catch(() => {})
      if (time.now() - began >= GOOD_AFTER_MS) pause = FIRST_PAUSE_MS
      // Many bots whose server comes back must not knock in one moment.
      if (!signal.aborted) await wait(time, pause * (0.5 + random() / 2), signal)
    }
  }
}

/** Resolves after so many ms, or as soon as the signal asks to end. */
export const wait = (time: Time, ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = time.after(ms, end)
    signal.addEventListener('abort', end)
  })

/** A dead connection is noticed within twice this. */
const PULSE_MS = 12_000

/**
 * Notices a connection that is dead without saying so. TCP may not tell for hours; so the other side is asked something
 * at every beat, by a frame of the application, and where nothing at all was heard since the last beat it is `dead`.
 * Returns what stops it; `heard` is called for every frame that arrives.
 */
export const pulse = (
  time: Time,
  { ask, dead, everyMs = PULSE_MS }: { readonly ask: () => void; readonly dead: () => void; readonly everyMs?: number },
): { readonly heard: () => void; readonly stop: () => void } => {
  let alive = true
  let cancel = () => {}
  const beat = () => {
    if (!alive) return dead()
    alive = false
    ask()
    cancel = time.after(everyMs, beat)
  }
  cancel = time.after(everyMs, beat)
  return {
    heard: () => {
      alive = true
    },
    stop: () => cancel(),
  }
}
