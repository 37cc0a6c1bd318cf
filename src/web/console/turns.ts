/** How long (ms) the next has to wait after a wrong link: so many a second are looked up, whoever tries. */
const PAUSE_MS = 20
/** Only where somebody tries one after the other do more wait at once, for some 10 s. */
const MOST = 500

/**
 * Links are looked up one after the other, and after each wrong one it is waited. Nobody is shut out for what others have
 * tried, who behind a proxy all come from one address: a link cannot be guessed, so only the store is to be spared.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0
  readonly #pause: () => Promise<void>

  constructor(pause = () => new Promise<void>((resolve) => setTimeout(resolve, PAUSE_MS))) {
    this.#pause = pause
  }

  /** Whether it was opened; null: it was not even tried, since too many wait. */
  async take(open: () => Promise<boolean>): Promise<boolean | null> {
    if (this.#waiting >= MOST) return null
    this.#waiting += 1
    const turn = this.#last.then(open).finally(() => {
      this.#waiting -= 1
    })
    this.#last = turn.then(
      (opened) => (opened ? undefined : this.#pause()),
      () => {},
    )
    return await turn
  }
}
