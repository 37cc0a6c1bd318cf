import type { Time } from './platform.ts'

/** Answers that are awaited by a key, each only so long. Null: it did not come, which says nothing about what was done. */
export class Awaited<T> {
  readonly #time: Time
  readonly #waiting = new Map<string, (value: T | null) => void>()

  constructor(time: Time) {
    this.#time = time
  }

  expect(key: string, ms: number): Promise<T | null> {
    return new Promise((resolve) => {
      const end = (value: T | null) => {
        cancel()
        this.#waiting.delete(key)
        resolve(value)
      }
      const cancel = this.#time.after(ms, () => end(null))
      this.#waiting.set(key, end)
    })
  }

  /** False where nobody waits for it. */
  meet(key: string, value: T): boolean {
    const end = this.#waiting.get(key)
    end?.(value)
    return end !== undefined
  }

  /** The connection is gone: none of them will come. */
  drop(): void {
    for (const end of this.#waiting.values()) end(null)
  }
}
