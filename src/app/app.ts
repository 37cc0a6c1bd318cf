import { type Gap, type Inbound, sound, type UnknownEvent } from '../chat/message.ts'
import { Awake, type Batch } from './awake.ts'
import { eachByItself } from './by-itself.ts'
import { Categorisers } from './categorisers.ts'
import { begun, type Moment, type Outside, type Surroundings } from './context.ts'
import { codeOf, traceOf } from './error-code.ts'
import { keepGap } from './gaps.ts'
import { type Arrival, intake } from './intake.ts'
import type { LaneKey } from './lane.ts'
import { alone, insert, list, type Task, within } from './operations.ts'
import { noteFailure, passOver } from './park.ts'
import type { Clock, Store } from './ports.ts'
import type { Log } from '../chat/platform.ts'
import { BATCH, type Note, type Processed, processChat, processFreeChat } from './process.ts'
import { CONSOLE, type Session } from './sign-in.ts'
import { Sweeps } from './sweeps.ts'
import { dueCommunities, fireDue, nextDue } from './timers.ts'
import { type Verdict, verifyLog } from './trail.ts'

/** How work is parted into commits: how many are made at the same time, and what one has at most. */
interface Portion {
  readonly atOnce: number
  readonly chats: number
  /** Chats of one community: they go one after the other. */
  readonly ofOne: number
  readonly messages: number
  /** Commits that wait for what another process holds. */
  readonly waiting: number
}
/** One sync to disk for all chats of a commit. */
const ALONE: Portion = { atOnce: 1, chats: 20, ofOne: 20, messages: 1_000, waiting: 0 }
/** One round trip for what many communities ask alike. Others wait for what a commit holds, so it is not to be long. */
const SHARED: Portion = { atOnce: 3, chats: 100, ofOne: 5, messages: 300, waiting: 4 }

interface Waiting {
  readonly inbound: Inbound
  readonly receivedAt: number
  readonly done: (isFresh: boolean) => void
  readonly failed: (error: unknown) => void
}

interface Stored {
  readonly fresh: readonly boolean[]
  readonly arrivals: readonly Arrival[]
  /** Of the first of the arrivals' chats, where they were handled at once. */
  readonly handled: readonly Processed[]
}

/**
 * The shell: what comes in is stored, what is stored is handled in order, once. Nothing here knows a platform, a
 * table's rules or a word of Chinese.
 */
export class App {
  readonly #store: Store
  readonly #clock: Clock
  readonly #around: Surroundings
  readonly #log: Log
  readonly #awake: Awake
  #waiting: Waiting[] = []
  #storing: Promise<void> | null = null
  #working: Promise<void> | null = null
  #stir: () => void = () => {}
  readonly #tell: (lanes: readonly LaneKey[]) => void
  readonly #sweeps = new Sweeps()
  readonly categorisers = new Categorisers()
  /** Called after each commit that may have something to send, with the accounts that it is most likely for. */
  onCommit: (accounts: ReadonlySet<string>) => void = () => {}
  /** What was refused or not understood, as it happens. */
  onNote: (note: Note) => void = () => {}

  /** `tell`: who handles what is stored here, where this process does not do it itself. */
  constructor(parts: {
    store: Store
    clock: Clock
    around: Outside
    log: Log
    tell?: (lanes: readonly LaneKey[]) => void
  }) {
    this.#store = parts.store
    this.#awake = new Awake(parts.store.shared)
    this.#clock = parts.clock
    this.#around = { ...parts.around, categorisers: this.categorisers, far: parts.store.shared }
    this.#log = parts.log
    this.#tell = parts.tell ?? ((lanes) => this.wake(lanes.map(({ chatId }) => chatId)))
  }

  /** Runs a task of its own: a query of the console, an import, a setup. */
  run<R>(task: () => Task<R>): Promise<R> {
    return this.#store.transact(task)
  }

  /** Runs a task that only reads a community: what staff look at. */
  look<R>(communityId: string, task: () => Task<R>): Promise<R> {
    return this.run(() => within(communityId, task))
  }

  /** Runs a task that changes a community, alone with it: what staff do at the console. */
  change<R>(communityId: string, task: () => Task<R>): Promise<R> {
    return this.run(() => alone(communityId, task))
  }

  /** What staff do at the console where people are told of it: a moment of its own, as a message would be. */
  async act<R>(by: Session, what: string, task: (moment: Moment) => Task<R>): Promise<R> {
    const now = this.#clock.now()
    const { community } = by
    const cause = `console:${what}:${now}`
    const actor = by.member?.id ?? CONSOLE
    const moment = begun({ now, cause, messageId: null, community, by: actor, ...this.#around })
    const done = await this.change(community.id, () => task(moment))
    this.onCommit(new Set())
    return done
  }

  /** Recomputes the audit trail of every community. */
  verifyLog(): Promise<Verdict> {
    return this.run(verifyLog)
  }

  /** Whether other processes may be at work on the same store. */
  get shared(): boolean {
    return this.#store.shared
  }

  /**
   * Stores one message and resolves once it is durable: only then may the platform be acknowledged. Messages that
   * arrive in the same turn of the event loop, or while others are being stored, share a commit. False: a redelivery.
   */
  async receive(inbound: Inbound): Promise<boolean> {
    const receivedAt = this.#clock.now()
    return await new Promise<boolean>((done, failed) => {
      // One message that cannot be stored would keep out all that arrive with it.
      this.#waiting.push({ inbound: sound(inbound, receivedAt), receivedAt, done, failed })
      this.#storeAll()
    })
  }

  /** Records that messages between two instants were not seen, so that the digest can say so. */
  async gap(gap: Gap): Promise<void> {
    await this.run(() => keepGap(gap))
    this.#log.warn('adapter.gap', { adapter: gap.adapter, from: gap.from, to: gap.to })
  }

  /** Keeps an event that no adapter understood, for whoever teaches it to. */
  async unknown({ adapter, account, type, raw, at }: UnknownEvent): Promise<void> {
    await this.run(() => insert('unknownEvents', { adapter, account, type, raw, at }))
    this.#log.warn('adapter.unknown-event', { adapter, account, type })
  }

  /**
   * After a start, and from time to time: tells of everything stored but not handled yet, since whoever was told may
   * never have heard. What stays where it was is handled here.
   */
  async sweep(): Promise<void> {
    const lanes = await this.run(() => list('lanes', { cursor: { below: 'seq' } }))
    const { stuck, others } = this.#sweeps.part(lanes, this.#clock.now())
    this.#tell(others)
    this.wake(stuck.map(({ chatId }) => chatId))
  }

  /** Puts what has come due into the inbox. A community where that fails keeps no other one waiting; it throws then. */
  async fire(): Promise<void> {
    const now = this.#clock.now()
    await eachByItself(await this.run(() => dueCommunities(now)), async (community) => {
      try {
        this.#tell(await this.run(() => fireDue(community, now)))
      } catch (error) {
        this.#log.error('timers.not-fired', { community, error: codeOf(error) })
        throw error
      }
    })
  }

  nextDue(): Promise<number | null> {
    return this.run(() => nextDue())
  }

  /** Resolves when everything stored so far is handled. */
  async settled(): Promise<void> {
    while (this.#working) await this.#working
  }

  /** Takes up nothing more, whatever it is still told, and resolves when what was begun is done. */
  async close(): Promise<void> {
    this.#awake.close()
    await this.settled()
  }

  /** Handles here what is stored of these chats. Told of one twice or in vain, it finds nothing to do. */
  wake(chats: readonly number[]): void {
    if (chats.length === 0) return
    for (const chat of chats) this.#awake.add(chat)
    this.#stir()
    this.#start()
  }

  get #portion(): Portion {
    return this.#store.shared ? SHARED : ALONE
  }

  #start(): void {
    this.#working ??= this.#work().finally(() => {
      this.#working = null
      // A message that arrived while the last commit was being made.
      if (!this.#awake.isEmpty) this.#start()
    })
  }

  *#storeOnly(batch: readonly Waiting[]): Task<Stored> {
    return { ...(yield* intake(batch)), handled: [] }
  }

  /**
   * Where nobody else works on the store, what arrives is handled in the commit that stores it: one sync to disk, and
   * the row is written once. A chat with something older to handle waits for that.
   */
  *#storeAndHandle(batch: readonly Waiting[]): Task<Stored> {
    const { fresh, arrivals } = yield* intake(batch)
    const handled: Processed[] = []
    if (!this.#store.shared)
      for (const { chatId, rows } of arrivals.slice(0, this.#portion.chats))
        handled.push(yield* processChat(chatId, this.#around, BATCH, rows))
    return { fresh, arrivals, handled }
  }

  /** One commit after the other: on a shared store a later message could overtake an earlier one of its chat. */
  #storeAll(): void {
    this.#storing ??= this.#flush().finally(() => {
      this.#storing = null
      if (this.#waiting.length > 0) this.#storeAll()
    })
  }

  async #flush(): Promise<void> {
    await new Promise(setImmediate)
    const batch = this.#waiting
    this.#waiting = []
    try {
      const { fresh, arrivals, handled } = await this.#store
        .transact(() => this.#storeAndHandle(batch))
        // A handler throws: then they are stored, and the one that it throws at is found.
        .catch((error) => (isBug(error) ? this.#store.transact(() => this.#storeOnly(batch)) : Promise.reject(error)))
      this.#tell(arrivals.slice(handled.length))
      if (handled.length > 0) {
        this.#done(
          arrivals.map(({ chatId }) => chatId),
          handled,
        )
        this.#start()
      }
      batch.forEach(({ done }, i) => {
        done(fresh[i] ?? false)
      })
    } catch (error) {
      this.#log.error('inbox.not-stored', { code: codeOf(error), messages: batch.length })
      for (const { failed } of batch) failed(error)
      // Each chat tries again by itself: what comes meanwhile is tried together.
      await pause()
    }
  }

  async #work(): Promise<void> {
    // Let everything that is being stored in this turn share the first commit.
    await new Promise(setImmediate)
    const { atOnce, chats, ofOne, waiting } = this.#portion
    const [running, patient] = [new Set<Promise<void>>(), new Set<Promise<void>>()]
    const start = (among: Set<Promise<void>>, batch: Batch, waits: boolean) => {
      const one: Promise<void> = this.#commit(batch.chats, waits).finally(() => {
        this.#awake.release(batch)
        among.delete(one)
      })
      among.add(one)
    }
    for (;;) {
      const batch = running.size < atOnce ? this.#awake.take(chats, ofOne) : null
      if (batch) start(running, batch, batch.chats.length === 1)
      const late = patient.size < waiting ? this.#awake.takeLate(ofOne) : null
      if (late) start(patient, late, true)
      if (batch || late) continue
      if (running.size + patient.size === 0) return
      await Promise.race([...running, ...patient, this.#news()])
    }
  }

  /** Resolves at the next wake-up: there may be something to do beside what is being done. */
  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#stir = resolve
    })
  }

  /** `waits`: for communities that others are alone with. Many chats would wait for whatever one of them waits for. */
  async #commit(chats: readonly number[], waits: boolean): Promise<void> {
    const limit = Math.min(BATCH, Math.ceil(this.#portion.messages / chats.length))
    const handling = waits ? processChat : processFreeChat
    try {
      this.#done(chats, await this.#store.transactAll(chats.map((id) => () => handling(id, this.#around, limit))))
    } catch (error) {
      if (!isBug(error)) {
        this.#log.error('store.failed', { code: codeOf(error) })
        for (const chat of chats) this.#awake.add(chat)
        await pause()
        return
      }
      // One of many messages throws: each chat alone, then each message alone, until it is found.
      for (const chat of chats) await this.#carefully(chat)
    }
    await new Promise(setImmediate)
  }

  #done(chats: readonly number[], results: readonly Processed[]): void {
    const accounts = new Set<string>()
    results.forEach(({ more, notes, communityId, account, isBusy }, i) => {
      const chat = chats[i]
      if (account !== null) accounts.add(account)
      if (chat !== undefined) {
        this.#awake.learn(chat, communityId)
        if (isBusy) this.#awake.defer(chat)
        else if (more) this.#awake.add(chat)
      }
      for (const note of notes) this.onNote(note)
    })
    this.onCommit(accounts)
  }

  /** Handles one chat message by message; what throws three times is parked and told to staff, and the chat goes on. */
  async #carefully(chatId: number): Promise<void> {
    for (;;) {
      try {
        const result = await this.run(() => processChat(chatId, this.#around, 1))
        this.#done([], [result])
        if (!result.more) return
      } catch (error) {
        const attempts = isBug(error) ? await this.#tryToNote(chatId, traceOf(error)) : null
        if (!attempts) {
          this.#awake.add(chatId)
          return await pause()
        }
        this.#log.error('message.failed', { chat: chatId, attempts, error: codeOf(error) })
        this.onCommit(new Set())
      }
    }
  }

  /** Null where the store fails meanwhile, or nothing helps: the message is then tried again from the start. */
  async #tryToNote(chatId: number, trace: string): Promise<number | null> {
    try {
      const { attempts, parked } = await this.run(() => noteFailure(chatId, trace, this.#around)).catch((error) => {
        if (!isBug(error)) throw error
        return this.run(() => passOver(chatId, trace, this.#around, this.#clock.now()))
      })
      if (parked) this.onNote(parked)
      return attempts
    } catch (error) {
      this.#log.error('store.failed', { code: codeOf(error) })
      return null
    }
  }
}

/** Errors of the store have a code that starts with `store.`; everything else is a bug in a handler. */
const isBug = (error: unknown): boolean => !codeOf(error).startsWith('store.')

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 500))
