import { App } from '../../src/app/app.ts'
import type { LaneKey } from '../../src/app/lane.ts'
import type { Clock, Log } from '../../src/app/ports.ts'
import { Absence } from '../../src/jobs/absence.ts'
import { Delivery } from '../../src/jobs/delivery.ts'
import { Gateway } from '../../src/jobs/gateway.ts'
import { Heard } from '../../src/jobs/heard.ts'
import { Lease } from '../../src/jobs/lease.ts'
import { Workers } from '../../src/jobs/workers.ts'
import { ROLES, type RoleName } from '../../src/roles.ts'
import type { Chance } from './chance.ts'
import type { Faults } from './faults.ts'
import type { Platform } from './platform.ts'
import type { Life, Schedule } from './schedule.ts'
import type { Place } from './town.ts'

const LEASE_MS = 60 * 60_000
const SWEEP_MS = 10_000
const MINUTE = 60_000

/** What a process hears from the others. */
interface Listener {
  readonly workers: Workers | null
  /** There may be something to send. Null: it sends nothing. */
  readonly deliver: (() => void) | null
  /** There is something to handle in these chats. Null: it handles nothing. */
  readonly handle: ((chats: readonly number[]) => void) | null
}

/** Between the processes of a history: what one tells the others comes late, doubled or never, as it happens. */
export class Bells {
  readonly #parts: { readonly schedule: Schedule; readonly chance: Chance; readonly faults: Faults }
  readonly #listeners = new Map<Life, Listener>()

  constructor(parts: { schedule: Schedule; chance: Chance; faults: Faults }) {
    this.#parts = parts
  }

  listen(life: Life, listener: Listener): void {
    this.#listeners.set(life, listener)
    life.atDeath(() => this.#listeners.delete(life))
  }

  deliver(by: Life): void {
    for (const [life, { deliver }] of this.#listeners) if (life !== by && deliver) this.#ring(life, deliver)
  }

  handle(lanes: readonly LaneKey[], workers: Workers): void {
    for (const [name, chats] of workers.parted(lanes)) {
      const able = [...this.#listeners].filter(([, { handle }]) => handle !== null)
      const told = able.filter(([, listener]) => listener.workers?.name === name)
      // Nobody's in particular: whoever hears it first.
      const [life, listener] = told[0] ?? able[this.#parts.chance.upTo(able.length)] ?? []
      if (life && listener && (name === null || told.length > 0)) this.#ring(life, () => listener.handle?.(chats))
    }
  }

  #ring(life: Life, tell: () => void): void {
    const { schedule, chance, faults } = this.#parts
    if (faults.strikes('bell lost')) return
    if (faults.strikes('bell late')) schedule.after(life, chance.span(100, MINUTE), tell)
    else schedule.soon(life, tell)
    if (faults.strikes('bell doubled')) schedule.after(life, chance.span(1, MINUTE), tell)
  }
}

interface Parts {
  readonly schedule: Schedule
  readonly faults: Faults
  readonly place: Place
  readonly platform: Platform
  readonly bells: Bells
  readonly clock: Clock
  readonly log: Log
}

/**
 * What `main.ts` composes for a role, in its order. Returns a turn of its wheel; how often that comes round is for
 * whoever calls.
 */
export const startProcess = async (life: Life, role: RoleName, parts: Parts): Promise<() => Promise<void>> => {
  const { schedule, place, platform, bells, clock, log } = parts
  const does = ROLES[role]
  const store = await place.open(life)
  let secrets = 0
  const ids = {
    forNative: (_: string, native: { nativeId: string }) => native.nativeId,
    secret: () => `${life.name}-${++secrets}`,
    code: () => String(100_000 + ++secrets),
  }
  const heard = new Heard(store, log)
  const adapters = does.gateway ? [platform.connect(life)] : []
  const failed = (error: unknown) => log.error('job.failed', { error: String(error) })
  const terms = store.shared ? { store, holder: life.name, ms: LEASE_MS } : null
  const workers = terms && new Workers(terms)
  await workers?.join(does.worker)
  const others = workers && role !== 'all' ? { tell: (lanes: readonly LaneKey[]) => bells.handle(lanes, workers) } : {}
  const app = new App({ store, clock, around: { ids, consoleUrl: 'http://127.0.0.1' }, log, ...others })
  const gates = new Map(adapters.map((adapter) => [adapter, new Gateway({ adapter, app, log, terms, heard })]))
  const delivery = new Delivery({ app, clock, log, adapters, gates, draw: async () => new Uint8Array() })
  const deliver = () => void delivery.deliver().catch(failed)
  bells.listen(life, {
    workers,
    deliver: does.gateway ? deliver : null,
    handle: does.worker ? (chats) => app.wake(chats) : null,
  })
  app.onCommit = () => {
    if (does.gateway) deliver()
    bells.deliver(life)
  }
  await Promise.all([...gates.values()].map((gateway) => gateway.start(delivery)))
  if (does.worker) await app.sweep()
  const absence = new Absence(app, { now: () => schedule.now })
  const pump = terms && new Lease('pump', terms)
  let sweptAt = schedule.now
  return async () => {
    try {
      if ((await workers?.refresh()) && does.worker) await app.sweep()
      if (does.worker && (!pump || (await pump.refresh()))) await app.fire()
      if (pump?.isHeld && schedule.now - sweptAt >= SWEEP_MS) {
        sweptAt = schedule.now
        await app.sweep()
      }
      await absence.look(adapters.filter((adapter) => gates.get(adapter)?.isOpen))
      if (does.gateway) deliver()
    } catch (error) {
      failed(error)
    }
  }
}
