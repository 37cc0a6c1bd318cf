import type { Row } from './model.ts'
import { MINUTE } from '../core/kernel/calendar.ts'
import { find, insertIfAbsent, list, type Task, update } from './operations.ts'

/**
 * What only one process may do at a time. A lease is taken, renewed and given back by its holder; `now` is the
 * database's clock, read before the task, so that a wait in between only makes it more careful.
 */
export interface Claim {
  readonly name: string
  /** The process that wants it, by a name no other has. */
  readonly holder: string
  readonly now: number
  /** ms from `now`. */
  readonly ms: number
  readonly health: Row<'leases'>['health']
  readonly scan: Row<'leases'>['scan']
}

/**
 * Whether a lease that ends at `until` holds now. One that ends later than anybody takes one for was taken before the
 * database's clock was set back, or that of another server followed, and by nobody who lives: he would have renewed it.
 */
const holds = (until: number, now: number, ms: number): boolean =>
  until > now && until <= now + Math.max(2 * ms, MINUTE)

/** Renews a lease that nobody else had meanwhile, or takes it. Null: another holds it. */
export function* takeLease({ name, holder, now, ms, health, scan }: Claim): Task<'renewed' | 'taken' | null> {
  const mine = { holder, until: now + ms, health, scan }
  const known = yield* find('leases', { name }, { lock: true })
  if (!known) return (yield* insertIfAbsent('leases', { name, ...mine })) === null ? null : 'taken'
  const isHeld = holds(known.until, now, ms)
  if (known.holder !== holder) {
    if (isHeld) return null
    yield* update('leases', { name }, mine)
    return 'taken'
  }
  // Of two of his questions the older may be answered last: it takes back nothing of what the other has.
  yield* update('leases', { name }, { ...mine, until: isHeld ? Math.max(known.until, mine.until) : mine.until })
  return 'renewed'
}

/** Whether a lease is still its holder's; nobody takes it before this task is committed. */
export function* keepLease(name: string, holder: string): Task<boolean> {
  return (yield* find('leases', { name }, { lock: true }))?.holder === holder
}

/** Lets go of a lease, so that whoever waits need not wait for its end. */
export function* dropLease(name: string, holder: string): Task<void> {
  yield* update('leases', { name, holder }, { until: 0, health: 'down', scan: null })
}

/** The lease of whoever reads and writes through an account. */
export const gatewayLease = (adapter: string, account: string): string => `gateway:${adapter}:${account}`

const GATEWAY = /^gateway:([^:]+):(.*)$/

/** The account whose gateway holds a lease; none where it is the lease of something else. */
const accountsOf = (lease: string): { name: string; account: string }[] => {
  const [, name, account] = GATEWAY.exec(lease) ?? []
  return name === undefined || account === undefined ? [] : [{ name, account }]
}

/** The accounts that some process has been the gateway of, and how each of them is. */
export function* gatewayHealth(
  now: number,
): Task<{ name: string; account: string; health: Row<'leases'>['health'] }[]> {
  return (yield* list('leases', {}, { order: 'name' })).flatMap(({ name, until, health }) =>
    accountsOf(name).map((whose) => ({ ...whose, health: until > now ? health : 'down' })),
  )
}

/** The codes that accounts wait with now, to be scanned with the phone. */
export function* gatewayScans(
  now: number,
): Task<{ platform: string; account: string; text: string; official: boolean }[]> {
  return (yield* list('leases', { until: { gt: now } }, { order: 'name' })).flatMap(({ name, scan }) =>
    scan === null ? [] : accountsOf(name).map(({ name: platform, account }) => ({ platform, account, ...scan })),
  )
}

const WORKER = 'worker:'

/** The lease of a place among the workers. */
export const workerLease = (n: number): string => `${WORKER}${n}`

/** The lease of a place among the processes that are no workers: held only so that the store is seen to be in use. */
export const processLease = (n: number): string => `process:${n}`

/**
 * Takes the first place that nobody has now, among the workers or among the others. Null: another was quicker. Whoever
 * lets no process begin holds the first one's row, so that is waited for whichever is free.
 */
export function* takePlace(asWorker: boolean, claim: Omit<Claim, 'name'>): Task<string | null> {
  const placeOf = asWorker ? workerLease : processLease
  const { now, ms } = claim
  yield* find('leases', { name: placeOf(1) }, { lock: true })
  const lasting = (yield* list('leases', { until: { gt: now } })).filter(({ until }) => holds(until, now, ms))
  const held = new Set(lasting.map(({ name }) => name))
  let n = 1
  while (held.has(placeOf(n))) n += 1
  const name = placeOf(n)
  return (yield* takeLease({ ...claim, name })) === null ? null : name
}

/** The places whose workers are alive, by their leases. */
export function* workersAlive(now: number): Task<string[]> {
  const names = (yield* list('leases', { until: { gt: now } }, { order: 'name' })).map(({ name }) => name)
  return names.filter((name) => name.startsWith(WORKER))
}

/**
 * By this lease a database says that it is being copied into and may not be used yet. Its holder: of what. Its health is
 * `ok` once every row is there and was compared.
 */
export const COPYING = 'copy'

/** Whether some process is at work on a shared store: each has a place, whatever else it holds or waits for. */
export function* isInUse(now: number): Task<boolean> {
  return (yield* find('leases', { until: { gt: now } })) !== null
}

/** Whether a copy into this store was begun and has not ended. */
export function* isUnfinished(): Task<boolean> {
  return (yield* find('leases', { name: COPYING })) !== null
}
