/** How long (ms) others wait after a wrong link: so often a second it is looked, whoever tries. */
const PAUSE_MS = 20

interface Try {
  readonly link: string
  readonly done: (isRight: boolean) => void
  readonly failed: (error: unknown) => void
}

/**
 * All links that are tried at once are looked up together, and after a wrong one it is waited. Nobody is shut out for what
 * others have tried, who behind a proxy all come from one address: a link cannot be guessed, so only the store is to be
 * spared, and however many try, it is asked so often.
 */
export class Turns {
  readonly #look: (links: readonly string[]) => Promise<ReadonlySet<string>>
  readonly #pause: () => Promise<void>
  #waiting: Try[] = []
  #running = false

  /** `look`: which of some links are right. */
  constructor(
    look: (links: readonly string[]) => Promise<ReadonlySet<string>>,
    pause = () => new Promise<void>((resolve) => setTimeout(resolve, PAUSE_MS)),
  ) {
    this.#look = look
    this.#pause = pause
  }

  isRight(link: string): Promise<boolean> {
    return new Promise((done, failed) => {
      this.#waiting.push({ link, done, failed })
      if (!this.#running) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#waiting.length > 0) {
      const turn = this.#waiting
      this.#waiting = []
      if (!(await this.#answer(turn))) await this.#pause()
    }
    this.#running = false
  }

  /** Whether all of them were right. */
  async #answer(turn: readonly Try[]): Promise<boolean> {
    try {
      const right = await this.#look(turn.map(({ link }) => link))
      for (const { link, done } of turn) done(right.has(link))
      return turn.every(({ link }) => right.has(link))
    } catch (error) {
      for (const { failed } of turn) failed(error)
      return false
    }
  }
}
