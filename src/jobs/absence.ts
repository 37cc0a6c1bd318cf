import { accountMark } from '../app/account-marks.ts'
import type { App } from '../app/app.ts'
import { find, insert, insertIfAbsent, remove, type Task, update } from '../app/operations.ts'
import type { Clock } from '../app/ports.ts'
import type { Adapter } from '../chat/adapter.ts'

/** How often it is kept that an account hears, ms. */
const EVERY_MS = 10_000

const keyOf = ({ name, account }: Adapter) => accountMark('heard-until', `${name}:${account}`)

/**
 * Keeps until when some process of ours was there to hear an account: what is decided meanwhile waits for what was not
 * heard. (What was missed the adapter itself asks for, or tells.)
 */
export class Absence {
  readonly #app: App
  readonly #clock: Clock
  readonly #local: Clock
  /** When it was last kept that an account hears; none before this process has heard through it. */
  readonly #kept = new Map<Adapter, number>()
  /** Whether it is kept of an account within the program that it hears nothing. */
  readonly #deaf = new Map<Adapter, boolean>()

  /** `local`: the clock of what is within the program, which may be ahead. */
  constructor(app: App, clock: Clock, local: Clock = clock) {
    this.#app = app
    this.#clock = clock
    this.#local = local
  }

  /** Looks at the accounts that are open in this process. Cheap: to be called every second. */
  async look(adapters: readonly Adapter[]): Promise<void> {
    // Another process may open what is closed here.
    for (const adapter of this.#kept.keys()) if (!adapters.includes(adapter)) this.#kept.delete(adapter)
    for (const adapter of adapters) {
      const { connection, receive } = adapter.traits
      if (receive === 'none') continue
      if (connection === 'local') {
        await this.#lookWithin(adapter)
        continue
      }
      if (adapter.health() !== 'ok') continue
      const kept = this.#kept.get(adapter)
      // Where the clock was set back, at once.
      if (kept !== undefined && Math.abs(this.#clock.now() - kept) < EVERY_MS) continue
      await this.#keep(adapter)
    }
  }

  /** What is within the program hears whenever that runs, unless its line is cut: then it is kept until when it heard. */
  async #lookWithin(adapter: Adapter): Promise<void> {
    const deaf = adapter.health() !== 'ok'
    if (this.#deaf.get(adapter) === deaf) return
    const key = keyOf(adapter)
    const at = this.#local.now()
    await this.#app.run(function* (): Task<void> {
      if (deaf) yield* insertIfAbsent('marks', { ...key, at })
      else yield* remove('marks', key)
    })
    this.#deaf.set(adapter, deaf)
  }

  async #keep(adapter: Adapter): Promise<void> {
    const at = this.#clock.now()
    const key = keyOf(adapter)
    await this.#app.run(function* (): Task<void> {
      if (yield* find('marks', key)) yield* update('marks', key, { at })
      else yield* insert('marks', { ...key, at })
    })
    this.#kept.set(adapter, at)
  }
}
