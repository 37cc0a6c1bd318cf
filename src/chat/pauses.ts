import type { Time } from './platform.ts'

/** Pauses before something is tried again, which whoever stops can end at once. */
export class Pauses {
  readonly #time: Time
  readonly #ms: number
  readonly #running = new Set<() => void>()

  /** `ms`: how long each is. */
  constructor(time: Time, ms: number) {
    this.#time = time
    this.#ms = ms
  }

  /** Resolves when it is over, or ended. */
  take(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel()
        this.#running.delete(wake)
        resolve()
      }
      const cancel = this.#time.after(this.#ms, wake)
      this.#running.add(wake)
    })
  }

  /** Ends all that are running. */
  end(): void {
    for (const wake of this.#running) wake()
  }
}
