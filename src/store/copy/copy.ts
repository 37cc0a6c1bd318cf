import { createHash } from 'node:crypto'
import { COPYING } from '../../app/lease.ts'
import type { Table } from '../../app/model.ts'
import { find, insertIfAbsent, list, remove, type Task, update } from '../../app/operations.ts'
import type { Store } from '../../app/ports.ts'
import { StoreError } from '../error.ts'
import { openStore, withStore } from '../open.ts'
import { type Cells, COPIED, columnsIn, isLeftBehind } from './shape.ts'
import { openHold, openSnapshot, openTarget, type Snapshot } from './snapshot.ts'

/** How many rows a table has, and a SHA-256 over all of them in the order of their key. */
export interface Sum {
  readonly table: Table
  readonly rows: number
  readonly hash: string
}

export interface CopyOptions {
  readonly community?: string | null
  /** What it is a copy of, where `from` is not called the same at the next try. */
  readonly name?: string
  /** What is to be done once the copy is whole and before anybody may use it. */
  readonly before?: (sums: readonly Sum[]) => Promise<void>
}

/** Told to whoever wants to go on with a copy: of which database, and which community of it. */
const whatIs = (name: string, community: string | null): string =>
  createHash('sha256')
    .update(JSON.stringify([name, community]))
    .digest('base64url')

/**
 * Copies a database, as it is at one moment, into one that holds nothing, in bounded memory, and compares both: counts
 * and hashes of every table. `community`: the id of the only one that goes. May be run again after it was interrupted:
 * it begins anew. Refuses a target that holds anything else (`copy.taken`); where something differs in the end
 * (`copy.differs`) the target stays marked as unfinished.
 */
export const copyDatabase = async (from: string, to: string, options: CopyOptions = {}): Promise<readonly Sum[]> => {
  const { community = null, name = from, before } = options
  const what = whatIs(name, community)
  const opened: { close(): Promise<void> }[] = []
  const open = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    opened.unshift(await opening)
    return opening
  }
  try {
    const snapshot = await open(openSnapshot(from))
    if (await isItselfUnfinished(snapshot)) throw new StoreError('store.unfinished')
    const store = await open(openStore(to, { unfinished: true, tables: 'make' }))
    const target = await open(openTarget(to))
    if (await claim(store, to, what)) for (const table of COPIED) await target.clear(table)
    const sums: Sum[] = []
    for (const table of COPIED.filter((one) => !isLeftBehind(one, community)))
      sums.push(await sumOf(snapshot, table, community, (rows) => target.put(table, rows)))
    for (const table of COPIED) await target.continueAfter(table, await snapshot.lastId(table))
    compare(sums, await sumsOf(to))
    await store.transact(() => update('leases', { name: COPYING }, { health: 'ok' }))
    await before?.(sums)
    await store.transact(() => remove('leases', { name: COPYING }))
    return sums
  } catch (error) {
    // Whatever was to be written there, its tables or its rows: one sentence for whoever copies.
    throw error instanceof StoreError && error.code === 'store.full'
      ? new StoreError('copy.failed', { cause: error })
      : error
  } finally {
    for (const one of opened) await one.close()
  }
}

/**
 * Removes a community from the database it was copied from, as long as it is there what was copied (`copy.differs`). From
 * the comparison to the commit nobody else can write anything of it. `look`: what else is to be as it was.
 */
export const takeOut = async (
  database: string,
  community: string,
  sums: readonly Sum[],
  look: () => Promise<void>,
): Promise<void> => {
  const hold = await openHold(database, community)
  try {
    await look()
    compare(sums, await sumsIn(hold, community))
    await hold.takeOut()
  } finally {
    await hold.close()
  }
}

/** Refuses a database that has not the same rows any more as when it was copied (`copy.differs`). */
export const refuseChanged = async (database: string, sums: readonly Sum[]): Promise<void> =>
  compare(sums, await sumsOf(database))

/**
 * Lets the copy of a community be used that is no longer in the database it came from: whoever copied it was interrupted
 * at the very end. False: there is no such copy, or it is not whole.
 */
export const finishCopy = (from: string, to: string, community: string): Promise<boolean> =>
  withStore(openStore(to, { unfinished: true, tables: 'make' }), (store) =>
    store.transact(function* (): Task<boolean> {
      const begun = yield* find('leases', { name: COPYING, health: 'ok' })
      const known = yield* list('communities')
      const copied = known.find(({ id, name }) => id === community || name === community)
      if (!copied || begun?.holder !== whatIs(from, copied.id)) return false
      yield* remove('leases', { name: COPYING })
      return true
    }),
  )

/** True where an interrupted copy of the same source has left something behind. */
const claim = async (store: Store, to: string, what: string): Promise<boolean> => {
  const begun = await store.transact(() => find('leases', { name: COPYING }))
  if (begun?.holder === what) {
    await store.transact(() => update('leases', { name: COPYING }, { health: 'down' }))
    return true
  }
  if (begun || !(await isEmpty(to))) throw new StoreError('copy.taken')
  await store.transact(() =>
    insertIfAbsent('leases', { name: COPYING, holder: what, until: 0, health: 'down', scan: null }),
  )
  return false
}

const isItselfUnfinished = async (snapshot: Snapshot): Promise<boolean> => {
  const name = columnsIn('leases').findIndex((column) => column.name === 'name')
  for await (const rows of snapshot.rows('leases', null)) if (rows.some((row) => row[name] === COPYING)) return true
  return false
}

const isEmpty = async (database: string): Promise<boolean> => {
  const snapshot = await openSnapshot(database)
  try {
    for (const table of COPIED) for await (const rows of snapshot.rows(table, null)) if (rows.length > 0) return false
    return true
  } finally {
    await snapshot.close()
  }
}

/** Counts and hashes of every table, as the database is now. */
export const sumsOf = async (database: string, community: string | null = null): Promise<readonly Sum[]> => {
  const snapshot = await openSnapshot(database)
  try {
    return await sumsIn(snapshot, community)
  } finally {
    await snapshot.close()
  }
}

const sumsIn = async (snapshot: Snapshot, community: string | null): Promise<readonly Sum[]> => {
  const sums: Sum[] = []
  for (const table of COPIED)
    if (!isLeftBehind(table, community)) sums.push(await sumOf(snapshot, table, community, async () => {}))
  return sums
}

const sumOf = async (
  from: Snapshot,
  table: Table,
  community: string | null,
  each: (rows: readonly Cells[]) => Promise<void>,
): Promise<Sum> => {
  const hash = createHash('sha256')
  let rows = 0
  for await (const batch of from.rows(table, community)) {
    for (const row of batch) hash.update(`${JSON.stringify(row)}\n`)
    rows += batch.length
    await each(batch)
  }
  return { table, rows, hash: hash.digest('hex') }
}

/** Refuses what has not the same rows. */
const compare = (sums: readonly Sum[], others: readonly Sum[]): void => {
  const copied = new Map(others.map((sum) => [sum.table, sum]))
  for (const { table, rows, hash } of sums) {
    const there = copied.get(table)
    if (there?.rows !== rows || there.hash !== hash) throw new StoreError('copy.differs')
  }
}
