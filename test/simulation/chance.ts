/** A number from 0 up to 1, the same for the same seed: mulberry32. */
export const seeded = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** All chance of one history, from one seed. */
export class Chance {
  readonly #draw: () => number

  constructor(seed: number) {
    this.#draw = seeded(seed)
    // Neighbouring seeds begin alike.
    for (let i = 0; i < 4; i += 1) this.#draw()
  }

  happens(probability: number): boolean {
    return probability > 0 && this.#draw() < probability
  }

  /** 0 … n - 1. */
  upTo(n: number): number {
    return Math.floor(this.#draw() * n)
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.upTo(choices.length)] ?? choices[0]
  }

  /** A span in ms: mostly near `least`, seldom near `most`. */
  span(least: number, most: number): number {
    return Math.round(least * (most / least) ** this.#draw())
  }
}
