import { App } from './app/app.ts'
import type { Outside } from './app/context.ts'
import { codeOf } from './app/error-code.ts'
import { gatewayLease } from './app/lease.ts'
import type { Clock, Store } from './app/ports.ts'
import type { Log } from './chat/platform.ts'
import type { Adapter } from './chat/adapter.ts'
import type { Later } from './closing.ts'
import type { BarSpec } from './core/kernel/picture.ts'
import { Absence } from './jobs/absence.ts'
import type { Bell, Ears } from './jobs/bell.ts'
import { Delivery } from './jobs/delivery.ts'
import { Gateway } from './jobs/gateway.ts'
import type { Heard } from './jobs/heard.ts'
import { Lease } from './jobs/lease.ts'
import type { Pace } from './jobs/pace.ts'
import { every, type Failed, type Jobs } from './jobs/wheel.ts'
import { Workers } from './jobs/workers.ts'
import { ROLES, type RoleName } from './roles.ts'

/** How often what nobody was told of is looked for: by other processes, or at the command line. */
const SWEEP_MS = 10_000

export interface EngineParts {
  readonly role: RoleName
  readonly store: Store
  /** The app's: a demonstration's runs ahead. */
  readonly clock: Clock
  /** The machine's. */
  readonly time: Clock
  readonly around: Outside
  readonly log: Log
  /** None where the role has no accounts. */
  readonly adapters: readonly Adapter[]
  readonly heard: Heard
  /** Only on a store that others share. `holder`: this process, as no other; the times (ms) are until another may follow. */
  readonly sharing: { readonly holder: string; readonly lease: number; readonly place: number }
  readonly openBell: (ears: Ears) => Bell | Promise<Bell>
  /** What somebody must scan with the phone now, for an adapter. */
  readonly scan?: (adapter: Adapter) => string | null
  readonly draw: (picture: BarSpec) => Promise<Uint8Array>
  /** The pauses that platforms want. */
  readonly pace: Pace
  readonly later: Later
}

/** What handles, sends and minds the time in a process of some role. */
export interface Engine {
  readonly app: App
  readonly delivery: Delivery
  readonly gateways: ReadonlyMap<Adapter, Gateway>
  /** What its wheel does, over and over. */
  readonly jobs: Jobs
  readonly failed: Failed
}

/** Composes and starts it: the program's own, the one that tests kill, and the ones that the simulation draws. */
export const startEngine = async (parts: EngineParts): Promise<Engine> => {
  const { role, store, clock, time, around, log, adapters, heard, sharing, pace, draw, later } = parts
  const does = ROLES[role]
  const own = adapters.map(({ name, account }) => gatewayLease(name, account))
  const failed: Failed = (job, error) => log.error('job.failed', { job, error: codeOf(error) })
  const deliver = () => {
    if (own.length > 0) delivery.deliver().catch((error: unknown) => failed('deliver', error))
  }
  const handle = does.worker ? (chats: readonly number[]) => app.wake(chats) : null
  const terms = store.shared ? { store, holder: sharing.holder, ms: sharing.lease } : null
  const workers = terms && new Workers({ ...terms, ms: sharing.place })
  await workers?.join(does.worker)
  later(() => workers?.leave())
  const bell = workers && (await parts.openBell({ handle, deliver, gateways: own, workers }))
  later(() => bell?.close())
  // Who receives and handles needs nobody; a worker shares what has come due with the others.
  const others = bell && role !== 'all' ? { tell: bell.handle } : {}
  const app = new App({ store, clock, around, log, ...others })
  // Its queue hands out jobs until it is closed.
  later(() => app.close())

  const gateways = new Map(
    adapters.map((adapter) => {
      const scan = () => parts.scan?.(adapter) ?? null
      return [adapter, new Gateway({ adapter, app, log, terms, scan, heard })]
    }),
  )
  const isOpenHere = (lease: string) => {
    const adapter = adapters[own.indexOf(lease)]
    return adapter !== undefined && gateways.get(adapter)?.isOpen === true
  }
  const delivery = new Delivery({ app, clock, log, adapters, gates: gateways, pace, draw })
  app.onCommit = (accounts) => {
    deliver()
    if (bell) bell.deliver([...accounts].filter((lease) => !isOpenHere(lease)))
  }
  later(() => Promise.all([...gateways.values()].map((gateway) => gateway.stop())))
  await Promise.all([...gateways.values()].map((gateway) => gateway.start(delivery)))
  if (does.worker) await app.sweep()

  const absence = new Absence(app, time, clock)
  const pump = terms && new Lease('pump', terms)
  later(() => pump?.release())
  const jobs: Jobs = {
    // What was told to one who has died is told to the next.
    workers: async () => {
      if ((await workers?.refresh()) && does.worker) await app.sweep()
    },
    // Due moments, and what nobody was told of: by one of all the workers.
    fire: async () => {
      if (does.worker && (!pump || (await pump.refresh()))) await app.fire()
    },
    sweep: every(SWEEP_MS, async () => {
      if (pump?.isHeld) await app.sweep()
    }),
    absence: () => absence.look(adapters.filter((adapter) => gateways.get(adapter)?.isOpen)),
    deliver,
  }
  return { app, delivery, gateways, jobs, failed }
}
