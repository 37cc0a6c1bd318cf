import { Client, type QueryArrayConfig } from 'pg'
import { processLease, workerLease } from '../../app/lease.ts'
import type { Table } from '../../app/model.ts'
import { keyColumns, quoted } from '../clauses.ts'
import { StoreError } from '../error.ts'
import { BEGIN } from '../postgres.ts'
import { QueryFailure, storeErrorOf } from '../postgres-errors.ts'
import { ARRAYS, PARSERS } from '../postgres-types.ts'
import { BATCH, type Cells, columnsIn, goesAlong, isTakenOut, OWNED } from './shape.ts'
import type { Hold, Snapshot, Target } from './snapshot.ts'

type Ask = (text: string, values?: unknown[]) => Promise<unknown[][]>

/** One connection of its own; what fails is told as the store's other failures are. */
const connect = async (url: string) => {
  const client = new Client({
    connectionString: url,
    keepAlive: true,
    types: PARSERS,
  })
  client.on('error', () => {})
  const told = async <T>(question: Promise<T>): Promise<T> => {
    try {
      return await question
    } catch (error) {
      throw storeErrorOf(new QueryFailure(error))
    }
  }
  await told(client.connect())
  return {
    ask: async (text: string, values: unknown[] = []): Promise<unknown[][]> => {
      const query: QueryArrayConfig = { text, values, rowMode: 'array' }
      return (await told(client.query<unknown[]>(query))).rows
    },
    end: () => client.end().catch(() => {}),
  }
}

export const postgresSnapshot = async (url: string): Promise<Snapshot> => {
  const { ask, end } = await connect(url)
  // All in one transaction, which a pooler leaves on one connection.
  await ask('begin isolation level repeatable read read only')
  return { ...reading(ask), close: end }
}

export const postgresHold = async (url: string, community: string): Promise<Hold> => {
  const { ask, end } = await connect(url)
  try {
    await ask(BEGIN)
    await holdPlaces(ask)
    await holdCommunity(ask, community)
  } catch (error) {
    await end()
    throw error
  }
  return {
    ...reading(ask),
    takeOut: async () => {
      for (const table of OWNED) await ask(`delete from ${quoted(table)} where ${isTakenOut(table)}`, [community])
      await ask('commit')
    },
    close: end,
  }
}

/** The places whose rows every process waits for before it takes any (`takePlace`). */
const FIRST_PLACES = [workerLease(1), processLease(1)]

/** Lets nobody begin to use a database, or to copy into it. Rows and no table, whose lock YugabyteDB does not take. */
const holdPlaces = async (ask: Ask): Promise<void> => {
  await ask(
    `insert into "leases" ("name", "holder", "until", "health") select unnest($1::text[]), '', 0, 'down' on conflict do nothing`,
    [FIRST_PLACES],
  )
  await ask(`select from "leases" where "name" = any($1) order by "name" for update`, [FIRST_PLACES])
}

/**
 * Holds what all who write anything of a community ask for before they do: whoever changes it, its head; whoever stores
 * what is said there, its chats' lanes. Left are codes and links to sign in with, which lead nowhere once it is gone. What
 * others are about to commit is waited for. Whoever only reads is not in the way, nor we in his.
 */
const holdCommunity = async (ask: Ask, community: string): Promise<void> => {
  await ask('select from "communities" where "id" = $1 for update', [community])
  await ask('select from "heads" where "communityId" = $1 for update', [community])
  await ask('select from "lanes" where "communityId" = $1 order by "chatId" for update', [community])
}

const reading = (ask: Ask): Omit<Snapshot, 'close'> => ({
  async *rows(table, community) {
    const condition = community === null ? null : goesAlong(table)
    const names = columnsIn(table)
      .map(({ name }) => quoted(name))
      .join(', ')
    const where = condition === null ? '' : ` where ${condition}`
    await ask(
      `declare "copied" no scroll cursor for select ${names} from ${quoted(table)}${where} order by ${orderBy(table)}`,
      condition === null ? [] : [community],
    )
    for (;;) {
      const rows = await ask(`fetch ${BATCH} from "copied"`)
      if (rows.length > 0) yield rows as readonly Cells[]
      if (rows.length < BATCH) break
    }
    await ask('close "copied"')
  },
  lastId: async (table) => {
    const sequence = await sequenceOf(ask, table)
    if (sequence === null) return 0
    const [[last, called] = []] = await ask(`select "last_value", "is_called" from ${sequence}`)
    return called === true ? Number(last) : 0
  },
})

/** By bytes, as SQLite orders text. */
const orderBy = (table: Table): string => {
  const types = new Map(columnsIn(table).map(({ name, type }) => [name, type]))
  return keyColumns(table)
    .map((name) => (types.get(name) === 'text' ? `${quoted(name)} collate "C"` : quoted(name)))
    .join(', ')
}

const sequenceOf = async (ask: Ask, table: Table) => {
  if (!columnsIn(table).some(({ name }) => name === 'id')) return null
  const [[sequence] = []] = await ask('select pg_get_serial_sequence($1, $2)', [quoted(table), 'id'])
  return typeof sequence === 'string' ? sequence : null
}

/**
 * Keeps others from copying into the same database: the second would clear what the first has written. Where that one has
 * just been cut off, its server needs a moment to notice. Kept by a transaction, which a pooler leaves on one connection.
 */
const keepOthersOut = async (url: string): Promise<() => Promise<void>> => {
  const { ask, end } = await connect(url)
  try {
    await ask(`begin; set local lock_timeout = '3s'`)
    await holdPlaces(ask)
    return end
  } catch (error) {
    await end()
    throw error instanceof StoreError && error.code === 'store.busy' ? new StoreError('copy.in-use') : error
  }
}

/** What is put is on the disk at the latest with the store's own commit that calls the copy whole. */
export const postgresTarget = async (url: string): Promise<Target> => {
  const letOthersIn = await keepOthersOut(url)
  const { ask, end } = await connect(url).catch(async (error: unknown) => {
    await letOthersIn()
    throw error
  })
  return {
    put: async (table, rows) => {
      const columns = columnsIn(table)
      const names = columns.map(({ name }) => quoted(name)).join(', ')
      const arrays = columns.map(({ type }, i) => `$${i + 1}::${ARRAYS[type]}`).join(', ')
      await ask(
        `insert into ${quoted(table)} (${names}) select * from unnest(${arrays})`,
        columns.map((_, i) => rows.map((row) => row[i])),
      )
    },
    clear: async (table) => {
      await ask(`delete from ${quoted(table)}`)
    },
    continueAfter: async (table, id) => {
      const sequence = await sequenceOf(ask, table)
      if (sequence !== null && id > 0) await ask('select setval($1::regclass, $2)', [sequence, id])
    },
    close: async () => {
      await end()
      await letOthersIn()
    },
  }
}
