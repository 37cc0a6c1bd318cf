import type { Intake } from './adapter.ts'
import { Lanes } from './lanes.ts'
import type { Inbound } from './message.ts'
import { Pauses } from './pauses.ts'
import type { Time } from './platform.ts'

const RETRY_MS = 1_000

/**
 * Hands over what is heard on a platform that waits for no acknowledgement: each chat's messages in their order, each
 * tried until it is stored. What is still waiting at `close` is lost here, so a platform that has a history is asked
 * for it at the next start.
 */
export class Inflow {
  readonly #intake: Intake
  readonly #lanes = new Lanes()
  readonly #pauses: Pauses
  #open = true

  constructor(intake: Intake, time: Time) {
    this.#intake = intake
    this.#pauses = new Pauses(time, RETRY_MS)
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
    this.#pauses.end()
    await this.#lanes.settled()
  }

  async #store(inbound: Inbound): Promise<boolean> {
    while (this.#open) {
      try {
        await this.#intake.receive(inbound)
        return true
      } catch {
        // The store has said in the log why; it may be well again in a moment.
        await this.#pauses.take()
      }
    }
    return false
  }
}
