import { Client, type QueryArrayConfig, types } from 'pg'
import type { Table } from '../../app/model.ts'
import { StoreError } from '../error.ts'
import { QueryFailure, storeErrorOf } from '../postgres-errors.ts'
import {
  BATCH,
  type Cells,
  type Column,
  COPIED,
  columnsIn,
  goesAlong,
  isTakenOut,
  keyOf,
  OWNED,
  quoted,
} from './shape.ts'
import type { Hold, Snapshot, Target } from './snapshot.ts'

const INT8 = 20
const ARRAYS: Readonly<Record<Column['type'], string>> = {
  text: 'text[]',
  json: 'text[]',
  int: 'int8[]',
  id: 'int8[]',
  flag: 'bool[]',
}

type Ask = (text: string, values?: unknown[]) => Promise<unknown[][]>

/** One connection of its own; what fails is told as the store's other failures are. */
const connect = async (url: string) => {
  const client = new Client({
    connectionString: url,
    keepAlive: true,
    types: { getTypeParser: (oid, format) => (oid === INT8 ? Number : types.getTypeParser(oid, format)) },
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

export const postgresHold = async (url: string): Promise<Hold> => {
  const { ask, end } = await connect(url)
  try {
    await ask(`begin; set local idle_in_transaction_session_timeout = '60s'; set local lock_timeout = '30s'`)
    // What others are about to commit is waited for. Whoever only reads is not in the way, nor we in his.
    await ask(`lock table ${[...COPIED, 'leases'].map(quoted).join(', ')} in exclusive mode`)
  } catch (error) {
    await end()
    throw error
  }
  return {
    ...reading(ask),
    takeOut: async (community) => {
      for (const table of OWNED) await ask(`delete from ${quoted(table)} where ${isTakenOut(table)}`, [community])
      await ask('commit')
    },
    close: end,
  }
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
  return keyOf(table)
    .map((name) => (types.get(name) === 'text' ? `${quoted(name)} collate "C"` : quoted(name)))
    .join(', ')
}

const sequenceOf = async (ask: Ask, table: Table) => {
  if (!columnsIn(table).some(({ name }) => name === 'id')) return null
  const [[sequence] = []] = await ask('select pg_get_serial_sequence($1, $2)', [quoted(table), 'id'])
  return typeof sequence === 'string' ? sequence : null
}

/** Any number that nobody else uses as a lock in our database. */
const COPIED_INTO = 4_990_001

/**
 * Keeps others from copying into the same database: the second would clear what the first has written. Where that one has
 * just been cut off, its server needs a moment to notice. Kept by a transaction, which a pooler leaves on one connection.
 */
const keepOthersOut = async (url: string): Promise<() => Promise<void>> => {
  const { ask, end } = await connect(url)
  try {
    await ask(`begin; set local lock_timeout = '3s'`)
    await ask('select pg_advisory_xact_lock($1)', [COPIED_INTO])
    return end
  } catch (error) {
    await end()
    throw error instanceof StoreError && error.code === 'store.busy' ? new StoreError('copy.in-use') : error
  }
}

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
