/** Failed attempts an address has within the span before it has to wait. */
const ATTEMPTS = 10
const SPAN_MS = 10 * 60_000
/** Addresses remembered; beyond, the oldest is forgotten, so that nobody can fill the memory. */
const ADDRESSES = 1_000

/** Slows down whoever tries many links: counts failed attempts by address, in memory. */
export class Limiter {
  readonly #failures = new Map<string, { since: number; count: number }>()

  allows(address: string, now: number): boolean {
    const failed = this.#failures.get(address)
    return !failed || now - failed.since > SPAN_MS || failed.count < ATTEMPTS
  }

  failed(address: string, now: number): void {
    const before = this.#failures.get(address)
    const current = before && now - before.since <= SPAN_MS ? before : { since: now, count: 0 }
    this.#failures.delete(address)
    this.#failures.set(address, { ...current, count: current.count + 1 })
    const [oldest] = this.#failures.keys()
    if (this.#failures.size > ADDRESSES && oldest !== undefined) this.#failures.delete(oldest)
  }
}
