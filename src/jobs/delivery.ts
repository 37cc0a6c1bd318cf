import { codeOf } from '../app/error-code.ts'
import type { App } from '../app/app.ts'
import type { Row } from '../app/model.ts'
import { amend, list, type Task, update, within } from '../app/operations.ts'
import type { Clock } from '../app/ports.ts'
import type { Log } from '../chat/platform.ts'
import type { CardChange, Content } from '../app/content.ts'
import { addressed, type Hearing } from '../chat/address.ts'
import { type Adapter, capabilities, type OutMessage, type SendResult } from '../chat/adapter.ts'
import { render } from '../chat/card.ts'
import { splitText } from '../chat/split.ts'
import type { BarSpec } from '../core/kernel/picture.ts'
import { accountOf, CLAIM_MS, claim, forgets, keyOf, LONGEST_PAUSE, type Parcel } from './claim.ts'
import type { Pace } from './pace.ts'

/** An unknown result is tried again this often, and only where the platform shows one message per key. */
const TRIES = 5
const RETRY_MS = 2_000

/** Whether this process may speak through an adapter: at this moment, and until the task that asks is committed. */
export interface Gate {
  readonly isOpen: boolean
  keep(): Task<boolean>
}

type Settled = Pick<Row<'outbox'>, 'status'> &
  Partial<Pick<Row<'outbox'>, 'notBefore' | 'doubtfulSince' | 'nativeId' | 'settledAt' | 'payload'>>
/** What became of one message of the outbox. */
interface Result {
  readonly row: Row<'outbox'>
  readonly as: Settled
}

/** `said`: how many parts of it have been said by now, at this try and at those before. Null: only its card was to change. */
interface Sent {
  readonly result: SendResult
  readonly said: number | null
}

/**
 * Delivers the outbox of the accounts whose gateway this process is: claims, sends with the stored key in each
 * conversation's order, settles. A crash between sending and settling leaves `sending`, which is as good as `unknown`.
 */
export class Delivery {
  readonly #app: Pick<App, 'run'>
  readonly #clock: Clock
  readonly #log: Log
  readonly #adapters: readonly Adapter[]
  readonly #gates: ReadonlyMap<Adapter, Gate> | null
  readonly #draw: (picture: BarSpec) => Promise<Uint8Array>
  readonly #pace: Pace | null
  /** Each account by itself: a slow platform holds nobody up. */
  readonly #running = new Map<Adapter, Promise<void>>()
  readonly #again = new Set<Adapter>()
  readonly #settled = new Map<Adapter, Result[]>()
  readonly #settling = new Map<Adapter, Promise<void>>()
  /** Whose last claim failed: it may stand in the database all the same, and nothing of it is on its way. */
  readonly #unsure = new Set<Adapter>()

  constructor(parts: {
    app: Pick<App, 'run'>
    clock: Clock
    log: Log
    adapters: readonly Adapter[]
    /** Left out where no other process can be. */
    gates?: ReadonlyMap<Adapter, Gate>
    /** Left out where no platform wants pauses. */
    pace?: Pace
    draw: (picture: BarSpec) => Promise<Uint8Array>
  }) {
    this.#app = parts.app
    this.#clock = parts.clock
    this.#log = parts.log
    this.#adapters = parts.adapters
    this.#gates = parts.gates ?? null
    this.#pace = parts.pace ?? null
    this.#draw = parts.draw
  }

  /**
   * What was being sent when an account's gateway ended, this process or another. Done before it is opened again. It is
   * sent once more only while the platform still knows its key.
   */
  async recover(adapters: readonly Adapter[] = this.#adapters): Promise<void> {
    // What we still know of it ourselves is no doubt.
    for (const adapter of adapters) if (this.#settled.has(adapter)) await this.#settle(adapter, [])
    const now = this.#clock.now()
    const gates = this.#gates
    await this.#app.run(function* (): Task<void> {
      for (const adapter of adapters) {
        const gate = gates?.get(adapter)
        if (gate && !(yield* gate.keep())) continue
        for (const row of yield* list('outbox', { ...accountOf(adapter), status: 'sending' }, { lock: true }))
          yield* amend('outbox', keyOf(row), lost(adapter, row, now))
      }
    })
  }

  /** Sends all that may be sent now. Called again while it runs, it looks once more before it ends. */
  async deliver(): Promise<void> {
    await Promise.all(this.#adapters.map((adapter) => this.#deliverFor(adapter)))
  }

  #deliverFor(adapter: Adapter): Promise<void> {
    this.#again.add(adapter)
    const running = this.#running.get(adapter) ?? this.#loop(adapter)
    this.#running.set(adapter, running)
    return running
  }

  #isOpen(adapter: Adapter): boolean {
    return this.#gates?.get(adapter)?.isOpen ?? true
  }

  /** Resolves when nothing is being sent through an account. Whether that went well is for whoever asked for it. */
  async settled(adapter: Adapter): Promise<void> {
    await this.#running.get(adapter)?.catch(() => {})
  }

  async #loop(adapter: Adapter): Promise<void> {
    try {
      while (this.#again.delete(adapter)) {
        if (this.#settled.has(adapter)) await this.#settle(adapter, [])
        const parcels = await this.#claim(adapter)
        if (parcels.length === 0) continue
        const chats = new Map<number, Parcel[]>()
        for (const parcel of parcels) chats.set(parcel.chat.id, [...(chats.get(parcel.chat.id) ?? []), parcel])
        const sent = await Promise.allSettled([...chats.values()].map((queue) => this.#sendInOrder(adapter, queue)))
        for (const one of sent) if (one.status === 'rejected') throw one.reason
        this.#again.add(adapter)
      }
    } finally {
      // In one step with the last look: whoever asks for another a moment later is not told of one that has ended.
      this.#running.delete(adapter)
    }
  }

  /** The next messages of every chat that is not waiting: a chat's first message holds back its others. */
  async #claim(adapter: Adapter): Promise<Parcel[]> {
    if (!this.#isOpen(adapter)) return []
    const now = this.#clock.now()
    const gate = this.#gates?.get(adapter)
    const unsure = this.#unsure.has(adapter)
    this.#unsure.add(adapter)
    const parcels = await this.#app.run(function* (): Task<Parcel[] | null> {
      if (gate && !(yield* gate.keep())) return null
      if (unsure) yield* update('outbox', { ...accountOf(adapter), status: 'sending' }, UNSENT)
      return yield* claim(adapter, now)
    })
    if (parcels !== null || !unsure) this.#unsure.delete(adapter)
    return parcels ?? []
  }

  /**
   * An account's conversations that end in the same turn of the event loop are settled in one commit. What could not be
   * settled is kept, and settled before anything else of that account is claimed: it is what comes before.
   */
  #settle(adapter: Adapter, results: readonly Result[]): Promise<void> {
    this.#settled.set(adapter, [...(this.#settled.get(adapter) ?? []), ...results])
    const known = this.#settling.get(adapter)
    if (known) return known
    const settling = new Promise(setImmediate).then(() => {
      const all = this.#settled.get(adapter) ?? []
      this.#settled.delete(adapter)
      this.#settling.delete(adapter)
      const settled = this.#app.run(function* (): Task<void> {
        // Only what is still ours: whoever took it over settles it himself.
        for (const { row, as } of all)
          yield* amend('outbox', { status: 'sending', attempts: row.attempts, ...keyOf(row) }, as)
      })
      return settled.catch((error: unknown) => {
        this.#settled.set(adapter, [...all, ...(this.#settled.get(adapter) ?? [])])
        throw error
      })
    })
    this.#settling.set(adapter, settling)
    return settling
  }

  async #sendInOrder(adapter: Adapter, queue: readonly Parcel[]): Promise<void> {
    const settled: Result[] = []
    const began = this.#clock.now()
    for (const [i, parcel] of queue.entries()) {
      if (!this.#isOpen(adapter) || this.#clock.now() - began > CLAIM_MS) {
        // Its next gateway sends it; or we do, after what is urgent and after those whose turn it is.
        for (const { row } of queue.slice(i)) settled.push({ row, as: UNSENT })
        break
      }
      const as = this.#judge(parcel, await this.#send(parcel))
      settled.push({ row: parcel.row, as })
      if (as.status !== 'sent') {
        // The rest of the conversation waits until it is sent, or stored as given up: whoever took over before that would
        // try it once more, after what came later.
        for (const { row } of queue.slice(i + 1)) settled.push({ row, as: UNSENT })
        break
      }
    }
    await this.#settle(adapter, settled)
  }

  async #send({ row, chat, adapter }: Parcel): Promise<Sent> {
    const content = row.payload
    const before = content.said ?? 0
    let [said, result]: [number, SendResult] = [before, { status: 'sent' }]
    try {
      const caps = capabilities(adapter)
      const hearing = { receive: caps.receive, direct: chat.kind === 'direct' }
      const changed = content.change ? await this.#change(content.change, { row, chat, adapter }, hearing) : null
      // Not now: words that are said already do not come again, and the card would stay as it is.
      if (changed && (changed.status === 'rate' || (content.change?.instead && changed.status !== 'rejected')))
        return { result: changed, said: null }
      const { text, card } = render(addressed(content, hearing), caps)
      const parts = splitText(text, caps.maxText)
      const kind = chat.kind === 'direct' ? ('direct' as const) : ('group' as const)
      for (const [i, part] of parts.entries()) {
        if (i < before) continue
        const last = i === parts.length - 1
        const message: OutMessage = {
          key: i === 0 ? row.key : `${row.key}#${i + 1}`,
          chat: { kind, id: chat.nativeId },
          text: part,
          ...(last && card ? { card } : {}),
          ...(last && content.picture && caps.media.out
            ? { image: { png: await this.#draw(content.picture), alt: content.picture.title } }
            : {}),
          ...(i === 0 && content.quote !== undefined && caps.replyOut ? { replyTo: content.quote } : {}),
          ...(row.doubtfulSince === null ? {} : { doubtfulSince: row.doubtfulSince }),
        }
        await this.#pace?.turn(adapter, chat.id)
        // Meanwhile another process may have become its gateway: that one sends it.
        if (i === before && !this.#isOpen(adapter)) return { result: { status: 'rate', retryAfterMs: 0 }, said }
        result = await adapter.send(message)
        if (result.status !== 'sent') break
        said = i + 1
      }
    } catch (error) {
      this.#log.error('outbox.send-failed', { id: row.id, error: codeOf(error) })
      result = { status: 'unknown' }
    }
    return { result, said }
  }

  /** Null where the platform cannot change what it shows, or the message never had an id there. */
  async #change(
    { of, card }: CardChange,
    { row, chat, adapter }: Parcel,
    hearing: Hearing,
  ): Promise<SendResult | null> {
    // `of` is missing where an earlier version wrote it.
    if (!adapter.editCard || !adapter.traits.buttons || !of) return null
    let shown: Row<'outbox'> | undefined
    try {
      shown = await this.#app.run(() => within(row.communityId, () => shownCard(of)))
    } catch (error) {
      this.#log.warn('outbox.card-not-found', { id: row.id, error: error instanceof Error ? error.name : 'unknown' })
      return { status: 'rate', retryAfterMs: RETRY_MS }
    }
    if (!shown || shown.nativeId === null) return null
    const kind = chat.kind === 'direct' ? ('direct' as const) : ('group' as const)
    const now = addressed({ text: '', card }, hearing).card
    try {
      return await adapter.editCard(shown.nativeId, now, { kind, id: chat.nativeId })
    } catch {
      return { status: 'unknown' }
    }
  }

  #judge({ row, adapter }: Parcel, { result, said }: Sent): Settled {
    const now = this.#clock.now()
    const soFar = said ? { said } : null
    // What was in doubt was the part that is said now.
    const doubtful = said !== null && said > (row.payload.said ?? 0) ? null : row.doubtfulSince
    const again = (ms: number, since: number | null, noted: Pick<Content, 'said' | 'doubts'> | null): Settled => ({
      status: 'pending',
      notBefore: now + pauseOf(ms),
      doubtfulSince: since,
      ...(noted ? { payload: { ...row.payload, ...noted } } : {}),
    })
    switch (result.status) {
      case 'sent':
        return { status: 'sent', settledAt: now, nativeId: result.nativeId ?? null }
      case 'rate':
        return again(result.retryAfterMs, doubtful, soFar)
      case 'rejected':
        this.#log.warn('outbox.rejected', { id: row.id })
        return { status: 'rejected', settledAt: now }
      case 'unknown': {
        // Not its attempts: how often it had to wait for the platform, or for what comes before it, is no doubt.
        const doubts = (row.payload.doubts ?? 0) + 1
        if (repeatable(adapter) && doubts < TRIES)
          return again(RETRY_MS, said === null ? doubtful : (doubtful ?? row.notBefore), { ...soFar, doubts })
        this.#log.warn('outbox.unknown', { id: row.id })
        return { status: 'unknown', settledAt: now }
      }
    }
  }
}

/** The message that shows the card about something. */
function* shownCard({ chatId, at, about }: CardChange['of']): Task<Row<'outbox'> | undefined> {
  const rows = yield* list('outbox', { chatId, status: 'sent', createdAt: at })
  return rows.find(
    ({ payload: { about: its, card } }) =>
      card !== undefined && its?.kind === about.kind && its.number === about.number,
  )
}

const UNSENT: Settled = { status: 'pending', notBefore: 0 }

/** What was being sent when nobody was left to hear how it ended. */
const lost = (adapter: Adapter, { doubtfulSince, notBefore }: Row<'outbox'>, now: number): Settled => {
  const since = doubtfulSince ?? notBefore
  return forgets(adapter, since, now)
    ? { status: 'unknown', settledAt: now }
    : { status: 'pending', doubtfulSince: since }
}

/** As a database can keep it: what a platform asks for may be a broken number, or a time that never comes. */
const pauseOf = (ms: number): number =>
  Math.min(Math.max(0, Math.ceil(Number.isNaN(ms) ? RETRY_MS : ms)), LONGEST_PAUSE)

const repeatable = (adapter: Adapter): boolean => adapter.traits.idempotency.kind === 'key'
