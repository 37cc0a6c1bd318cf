import type { Intake } from './adapter.ts'
import { Lanes } from './lanes.ts'
import type { Inbound } from './message.ts'
import type { Time } from './platform.ts'

const RETRY_MS = 1_000

/**
 * Hands over what is heard on a platform that waits for no acknowledgement: each chat's messages in their order, each
 * tried until it is stored. What is still waiting at `close` is lost here, so a platform that has a history is asked
 * for it at the next start.
 */
export class Inflow {
  readonly #intake: Intake
  readonly #time: Time
  readonly #lanes = new Lanes()
  readonly #sleepers = new Set<() => void>()
  #open = true

  constructor(intake: Intake, time: Time) {
    this.#intake = intake
    this.#time = time
  }

  /** True once the message is stored; false where it never will be because we are closing. */
  put(inbound: Inbound): Promise<boolean> {
    return this.#lanes.run(`${inbound.chat.kind}:${inbound.chat.id}`, () => this.#store(inbound))
  }

  /** Everything that was heard is stored. */
  get isIdle(): boolean {
    return this.#open && this.#lanes.isEmpty
  }

  /** Nothing is handed over after this has resolved. */
  async close(): Promise<void> {
    this.#open = false
    for (const wake of this.#sleepers) wake()
    await this.#lanes.settled()
  }

  async #store(inbound: Inbound): Promise<boolean> {
    while (this.#open) {
      try {
        await this.#intake.receive(inbound)
        return true
      } catch {
        // The store has said in the log why; it may be well again in a moment.
        await this.#pause()
      }
    }
    return false
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel()
        this.#sleepers.delete(wake)
        resolve()
      }
      const cancel = this.#time.after(RETRY_MS, wake)
      this.#sleepers.add(wake)
    })
  }
}
