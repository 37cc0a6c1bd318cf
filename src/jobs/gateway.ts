import { setTimeout as pause } from 'node:timers/promises'
import { codeOf } from '../app/error-code.ts'
import type { App } from '../app/app.ts'
import { gatewayLease } from '../app/lease.ts'
import type { Task } from '../app/operations.ts'
import type { Log } from '../chat/platform.ts'
import type { Adapter } from '../chat/adapter.ts'
import type { Gap } from '../chat/message.ts'
import type { Delivery, Gate } from './delivery.ts'
import type { Heard } from './heard.ts'
import { Lease, type LeaseTerms } from './lease.ts'

/** How often it is looked whether the lease still lasts, until a question that is not answered counts as lost. */
const LOOKS = 24
/** A gap that could not be stored is told again after this (ms). */
const AGAIN_MS = 1_000

/**
 * One account's way in and out: of all processes only one reads and sends through it, the one that holds its lease.
 * The others wait and take over when that one lets go or dies. Where no other process can be (`terms` null), it is open
 * from start to stop.
 */
export class Gateway implements Gate {
  readonly adapter: Adapter
  readonly #app: App
  readonly #log: Log
  readonly #lease: Lease | null
  readonly #scan: () => string | null
  readonly #heard: Heard | null
  #delivery: Delivery | null = null
  #open = false
  /** The lease's, in which it was opened. */
  #term = 0
  /** Set while it waits for its next look; ends the wait. */
  #wake: (() => void) | null = null
  #stopped = false
  /** Aborted when it closes. */
  #closing = new AbortController()
  #running: Promise<void> = Promise.resolve()
  #opening: Promise<void> | null = null

  constructor(parts: {
    adapter: Adapter
    app: App
    log: Log
    terms: LeaseTerms | null
    /** What somebody must scan with the phone now; told to other processes by the lease. */
    scan?: () => string | null
    /** Where the account begins to hear; a test's has none. */
    heard?: Heard
  }) {
    const { adapter, terms } = parts
    this.adapter = adapter
    this.#app = parts.app
    this.#log = parts.log
    this.#scan = parts.scan ?? (() => null)
    this.#heard = parts.heard ?? null
    this.#lease = terms && new Lease(gatewayLease(adapter.name, adapter.account), terms)
  }

  /** Whether something may be read or sent through it now. */
  get isOpen(): boolean {
    return this.#open && this.#isOurs
  }

  /** Since it was opened nobody else can have had it: else what that one left is to be seen to first. */
  get #isOurs(): boolean {
    return this.#lease === null || (this.#lease.isHeld && this.#lease.term === this.#term)
  }

  /** Whether it is this process's, within a task: no other opens it before that is committed. */
  *keep(): Task<boolean> {
    return this.#lease === null || (yield* this.#lease.keep())
  }

  /** Opens it, or begins to wait for its turn. Rejects where there is nobody to wait for and it cannot be opened. */
  async start(delivery: Delivery): Promise<void> {
    this.#delivery = delivery
    this.#stopped = false
    this.#running = this.#lease === null ? this.#begin(delivery) : this.#watch(this.#lease, delivery)
    if (this.#lease === null) await this.#running
  }

  /** Closes it and lets the next have it. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#wake?.()
    if (this.#lease === null) await this.#close()
    // That it could not be opened was told to whoever started it.
    await this.#running.catch(() => {})
  }

  async #watch(lease: Lease, delivery: Delivery): Promise<void> {
    while (!this.#stopped) {
      const taken = await this.#take(lease)
      // What another left who had it meanwhile is seen to when it is opened anew.
      if (this.#open && !this.#isOurs) await this.#close()
      if (!this.#open && taken) this.#opening ??= this.#try(lease, delivery)
      if (!this.#stopped) await this.#rest(lease.pause)
    }
    await this.#close()
    await this.#opening
    await lease.release().catch(() => {})
  }

  /** A question to the database may take longer than the lease lasts: what is open is closed in time all the same. */
  async #take(lease: Lease): Promise<boolean> {
    const text = this.#scan()
    const scan = text === null ? null : { text, official: this.adapter.traits.official }
    const taken = lease.take(this.adapter.health(), scan).catch(() => false)
    for (let looks = 0; looks < LOOKS && !this.#stopped; looks += 1) {
      const answer = await inTime(taken, lease.pause / 4)
      if (answer !== null) return answer
      if (this.#open && !this.#isOurs) await this.#close()
    }
    return false
  }

  /** May take longer than the lease lasts, which goes on being renewed. Where it fails here, perhaps another can. */
  async #try(lease: Lease, delivery: Delivery): Promise<void> {
    try {
      await this.#begin(delivery)
    } catch (error) {
      this.#note('gateway.not-opened', error)
      await this.#close()
      await lease.release().catch(() => {})
    } finally {
      this.#opening = null
    }
  }

  async #begin(delivery: Delivery): Promise<void> {
    this.#term = this.#lease?.term ?? 0
    await delivery.recover([this.adapter])
    // Stopped, or another's meanwhile, before it was open: then nobody closes it.
    if (this.#stopped || !this.#isOurs) return
    this.#open = true
    this.#closing = new AbortController()
    const which = { platform: this.adapter.name, account: this.adapter.account }
    await this.#heard?.look(which)
    if (!this.#open) return
    await this.adapter.start({
      receive: async (inbound) => {
        // Not stored, so not acknowledged: the platform gives it to the next gateway.
        if (!this.isOpen) throw new Error('this process is not the gateway any more')
        await this.#app.receive(inbound)
      },
      gap: (gap) => this.#tell(gap),
      unknown: (event) => this.#app.unknown(event),
    })
    // Closed while it was being opened.
    if (!this.#open) return await this.#stopAdapter()
    this.#log.info('gateway.open', { adapter: this.adapter.name, account: this.adapter.account })
  }

  /**
   * Nobody else knows of it: told until it is stored. What took the platform away may have taken the database, too.
   * Rejects where we close before: then it is told by whoever opens the account next.
   */
  async #tell(gap: Gap): Promise<void> {
    const { signal } = this.#closing
    for (;;) {
      try {
        if (this.isOpen) return await this.#app.gap(gap)
      } catch {
        // The store has said in its log why.
      }
      await pause(AGAIN_MS, undefined, { signal })
    }
  }

  async #close(): Promise<void> {
    if (!this.#open) return
    this.#open = false
    this.#closing.abort()
    await this.#stopAdapter()
    // What is being sent now is settled before anybody else can begin, or before we ourselves do again.
    await this.#delivery?.settled(this.adapter)
    await this.#heard?.settled()
    this.#log.info('gateway.closed', { adapter: this.adapter.name, account: this.adapter.account })
  }

  async #stopAdapter(): Promise<void> {
    await this.adapter.stop({ keepSession: true }).catch((error: unknown) => this.#note('gateway.not-closed', error))
  }

  #note(code: string, error: unknown): void {
    const { name, account } = this.adapter
    this.#log.error(code, { adapter: name, account, error: codeOf(error) })
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

/** What a promise gives, or null where it takes longer than some ms. */
const inTime = <T>(promise: Promise<T>, ms: number): Promise<T | null> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
