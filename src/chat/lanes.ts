/** Does one thing after the other in each lane, and the lanes side by side. */
export class Lanes {
  readonly #lanes = new Map<string, Promise<unknown>>()

  /** Settles as `work` does, which begins when everything before it in the lane has settled, well or not. */
  run<T>(lane: string, work: () => Promise<T>): Promise<T> {
    const done = (this.#lanes.get(lane) ?? Promise.resolve()).then(work, work)
    this.#lanes.set(lane, done)
    const leave = () => {
      if (this.#lanes.get(lane) === done) this.#lanes.delete(lane)
    }
    done.then(leave, leave)
    return done
  }

  get isEmpty(): boolean {
    return this.#lanes.size === 0
  }

  /** Resolves when every lane is empty. */
  async settled(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.allSettled(this.#lanes.values())
  }
}
