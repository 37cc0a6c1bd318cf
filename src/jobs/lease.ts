import { dropLease, keepLease, takeLease } from '../app/lease.ts'
import type { Row } from '../app/model.ts'
import type { Task } from '../app/operations.ts'
import type { Store } from '../app/ports.ts'

/** How much of a lease is left unused at its end: nothing new is begun, what was begun comes to its end. */
const QUIET = 0.4
/** A lease is renewed this often in its time. */
const RENEWALS = 6

export interface LeaseTerms {
  readonly store: Store
  /** Of this process, as no other. */
  readonly holder: string
  /** How long it lasts without being renewed, in ms; as long another waits at most after its holder died. */
  readonly ms: number
}

/** How often leases are renewed, and looked at by those who only want to know who has them, in ms. */
export const pauseOf = ({ ms }: LeaseTerms): number => ms / RENEWALS

/**
 * One lease as its holder knows it. It ends here before it ends in the database, whatever stalls in between: the time
 * is counted from before the question, by the clock that cannot be set and by the one that goes on while the machine
 * sleeps, whichever is further.
 */
export class Lease {
  readonly #terms: LeaseTerms
  readonly #name: string
  #asked = Number.NEGATIVE_INFINITY
  #taken: { readonly tick: number; readonly wall: number } | null = null
  #term = 0
  /** Questions on their way, also those that nobody waits for any longer. */
  readonly #asking = new Set<Promise<unknown>>()
  #releases = 0

  constructor(name: string, terms: LeaseTerms) {
    this.#name = name
    this.#terms = terms
  }

  /** When to renew or to ask again, in ms. */
  get pause(): number {
    return pauseOf(this.#terms)
  }

  /** The same as before: nobody else can have had the lease in between. */
  get term(): number {
    return this.#term
  }

  /** Takes or renews it. False: another has it. */
  async take(health: Row<'leases'>['health'] = 'ok', scan: Row<'leases'>['scan'] = null): Promise<boolean> {
    const { store, holder, ms } = this.#terms
    const asked = { tick: performance.now(), wall: Date.now() }
    const releases = this.#releases
    const now = await store.time()
    if (this.#releases > releases) return this.isHeld
    const asking = store.transact(() => takeLease({ name: this.#name, holder, now, ms, health, scan }))
    this.#asking.add(asking)
    const taken = await asking.finally(() => this.#asking.delete(asking))
    // Also where the database calls it renewed: that it was taken may be an answer that never came.
    if (taken !== 'renewed' || !this.isHeld) this.#term += 1
    this.#taken = taken ? asked : null
    return this.isHeld
  }

  /** Takes or renews it where that is due, else says what is known. Asked as often as one likes. */
  async refresh(): Promise<boolean> {
    const now = performance.now()
    if (now - this.#asked < this.pause) return this.isHeld
    this.#asked = now
    return await this.take()
  }

  /** Whether what it is for may be begun now. */
  get isHeld(): boolean {
    if (this.#taken === null) return false
    const { tick, wall } = this.#taken
    return Math.max(performance.now() - tick, Date.now() - wall) < this.#terms.ms * (1 - QUIET)
  }

  /** The same, asked of the database within a task: nobody takes it before that is committed. */
  keep(): Task<boolean> {
    return keepLease(this.#name, this.#terms.holder)
  }

  async release(): Promise<void> {
    this.#taken = null
    this.#releases += 1
    // What comes after it would take it once more, for nobody.
    await Promise.allSettled(this.#asking)
    await this.#terms.store.transact(() => dropLease(this.#name, this.#terms.holder))
    this.#taken = null
  }
}
