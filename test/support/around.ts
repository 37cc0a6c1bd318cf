import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Around, Seen, Time } from '../../src/chat/platform.ts'

/** Time that stands still until a test moves it. */
export class TestTime implements Time {
  #now: number
  #timers: { readonly at: number; readonly work: () => void }[] = []

  constructor(now = Date.parse('2026-03-01T09:00:00+08:00')) {
    this.#now = now
  }

  now = (): number => this.#now

  after = (ms: number, work: () => void): (() => void) => {
    const timer = { at: this.#now + Math.max(0, ms), work }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** How much is still to be done some time. */
  get waiting(): number {
    return this.#timers.length
  }

  /** What happens after each step that time moves; a test against another process gives it real time here. */
  breathe = breathe

  /** Moves on, doing in order what falls due; what that does (I/O on loopback too) gets a turn after each. */
  async passes(ms: number): Promise<void> {
    const until = this.#now + ms
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
      if (!next) break
      this.#timers = this.#timers.filter((timer) => timer !== next)
      this.#now = Math.max(this.#now, next.at)
      next.work()
      await this.breathe()
    }
    // Somebody else may have moved it further meanwhile.
    this.#now = Math.max(this.#now, until)
    await this.breathe()
  }
}

/** A few turns of the event loop, in which messages that are on their way through loopback sockets arrive. */
export const breathe = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate)
}

/** What an adapter takes from outside, in a test's hands. */
export interface TestAround extends Around {
  readonly time: TestTime
  /** Every line that was logged, as it would be printed. */
  readonly logged: string[]
  /** Codes that were shown to be scanned, null where one was taken away. */
  readonly codes: (string | null)[]
  /** The folder of its files. */
  readonly folder: string
  remove(): Promise<void>
}

/** As the database keeps it: over the restarts of an adapter. */
const keptHere = (): Seen => {
  let kept: number | null = null
  return {
    get at() {
      return kept
    },
    keep: (at) => {
      kept = at
    },
  }
}

export const testAround = (account = 'bot'): TestAround => {
  const folder = mkdtempSync(join(tmpdir(), 'wugong-adapter-'))
  const logged: string[] = []
  const codes: (string | null)[] = []
  const log = (code: string, data: Readonly<Record<string, string | number>> = {}) => {
    logged.push(`${code} ${JSON.stringify(data)}`)
  }
  return {
    account,
    time: new TestTime(),
    log: { info: log, warn: log, error: log },
    random: () => 0.5,
    seen: keptHere(),
    file: (suffix) => join(folder, `${account}.${suffix}`),
    showQr: (text) => codes.push(text),
    logged,
    codes,
    folder,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
