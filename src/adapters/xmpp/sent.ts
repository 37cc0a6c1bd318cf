import type { SendResult } from '../../chat/adapter.ts'
import { Awaited } from '../../chat/awaited.ts'
import type { Time } from '../../chat/platform.ts'

/** An echo that takes longer than this (ms) is not awaited any more. */
const ECHO_MS = 15_000
/** So many of the latest messages are known by heart; older ones nobody sends again. */
const KEPT = 5_000

/** What we know about our own messages: which were seen on the platform, and of which that is still awaited. */
export class Sent {
  readonly #awaited: Awaited<SendResult>
  readonly #seen = new Map<string, string>()

  constructor(time: Time) {
    this.#awaited = new Awaited(time)
  }

  /** The platform's id of a message that was seen there. */
  nativeId(id: string): string | undefined {
    return this.#seen.get(id)
  }

  /** It stands on the platform: its echo, or an archive, shows it. */
  saw(id: string, nativeId: string): void {
    this.#seen.set(id, nativeId)
    const [oldest] = this.#seen.keys()
    if (this.#seen.size > KEPT && oldest !== undefined) this.#seen.delete(oldest)
    this.#awaited.meet(id, { status: 'sent', nativeId })
  }

  /** Nothing spoke against it: it stands, unless it was refused meanwhile or is not awaited any more. */
  unopposed(id: string, nativeId: string): void {
    if (this.#awaited.meet(id, { status: 'sent', nativeId })) this.saw(id, nativeId)
  }

  refused(id: string, result: SendResult): void {
    this.#awaited.meet(id, result)
  }

  /** Sends a message and says what became of it: seen, refused, or nobody knows. */
  async attempt(id: string, send: () => Promise<void>): Promise<SendResult> {
    const answered = this.#awaited.expect(id, ECHO_MS)
    // What the socket did not take may still have gone: only the echo tells.
    await send().catch(() => {})
    return (await answered) ?? { status: 'unknown' }
  }

  /** The connection is gone: what is awaited may have arrived. */
  lost(): void {
    this.#awaited.drop()
  }
}
