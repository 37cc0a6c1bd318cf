import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { Pool, type PoolClient } from 'pg'
import type { Operation, Task } from '../app/operations.ts'
import type { Store } from '../app/ports.ts'
import type { Asked, Question } from './asked.ts'
import { StoreError } from './error.ts'
import { Memories } from './memory.ts'
import { refuseOlder, type Tables } from './migrate.ts'
import { isConnectionLost, isOtherSession, QueryFailure, storeErrorOf, triesAfter } from './postgres-errors.ts'
import { canBeJoint, type Joint, jointOf } from './postgres-joint.ts'
import { appliedTo, migratePostgres, OLDEST, type Release, refuseForgetful, refuseNewer } from './postgres-migrate.ts'
import { postgresStatements, type Statement } from './postgres-statements.ts'
import { PARSERS } from './postgres-types.ts'
import { writesOf } from './postgres-writes.ts'
import type { Counting, Listing } from './shelves.ts'
import { Work } from './work.ts'

const migrationsFolder = (): string => join(dirname(fileURLToPath(import.meta.url)), '../../drizzle/pg')

const CONNECTIONS = 10
/**
 * So long (ms) an answer is waited for: longer than anything waits for a lock. A connection may go silent without a word,
 * where its server has lost its power or something on the way has forgotten it, and no limit of the server's tells us then.
 */
const PATIENCE_MS = 60_000
/**
 * Begins a transaction whose commit is on the disk, and on those of all synchronous standbys, before anybody hears of it,
 * whatever a role or a database has for a default. The limits let go of the locks of a process whose machine died. Set for
 * the transaction alone and in the same round trip, so that nothing is left in the session: a pooler may give every
 * transaction another one.
 */
export const BEGIN = `begin; set local synchronous_commit = on;
  set local idle_in_transaction_session_timeout = '60s'; set local lock_timeout = '30s'`

const NOW = `select (extract(epoch from clock_timestamp()) * 1000)::bigint as "now"`

export interface PostgresOptions {
  /** Left out: upgrade. */
  readonly tables?: Tables
  /** Connections of this process. */
  readonly connections?: number
  /** ms that an answer is waited for. For tests. */
  readonly patience?: number
  /** False: also a server that may forget what it confirmed. For tests. */
  readonly durable?: boolean
  /** The tables of another version than this. For tests. */
  readonly release?: Release
}

/**
 * Opens the database behind a postgres:// address and brings it to this version where it may. Refuses one that cannot be
 * reached, is another program's, was written by a newer version, or may lose what it has confirmed.
 */
export const openPostgres = async (url: string, options: PostgresOptions = {}): Promise<Store> => {
  const release = options.release ?? {
    migrations: readMigrationFiles({ migrationsFolder: migrationsFolder() }),
    oldest: OLDEST,
  }
  // What a new version does to large tables takes as long as it takes.
  const first = connectionsTo(url, 1, 0)
  try {
    await transaction(first, (client) => ask(prepare(client, release, options)))
  } finally {
    await first.end()
  }
  const pool = connectionsTo(url, options.connections ?? CONNECTIONS, options.patience ?? PATIENCE_MS)
  return driver(pool, postgresStatements(), release.migrations.length)
}

/** `patience`: ms that an answer is waited for; 0: without end. */
const connectionsTo = (url: string, max: number, patience: number): Pool => {
  const pool = new Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 10_000,
    query_timeout: patience,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: PARSERS,
  })
  // A connection that breaks is replaced by the pool; whoever asks something of it hears of it by his question.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

const prepare = async (client: PoolClient, release: Release, options: PostgresOptions): Promise<void> => {
  if (options.durable !== false) await refuseForgetful(client)
  const { tables = 'upgrade' } = options
  if (tables !== 'upgrade') refuseOlder(tables, await appliedTo(client, release), release.migrations.length)
  if (tables !== 'keep') await migratePostgres(client, release)
}

const driver = (pool: Pool, statementOf: (operation: Operation) => Statement, known: number): Store => {
  /** Whether sessions keep what we prepare in them. Behind a pooler in transaction mode they are not ours: found out once. */
  let keepsStatements = true
  const query = async (client: PoolClient, { name, text }: Pick<Statement, 'name' | 'text'>, values: unknown[]) => {
    try {
      const named = keepsStatements ? { name } : {}
      return await ask(client.query<unknown[]>({ text, values, rowMode: 'array', ...named }))
    } catch (error) {
      if (error instanceof QueryFailure && isOtherSession(error)) keepsStatements = false
      throw error
    }
  }
  const memories = new Memories()
  const transactAll = async <R>(tasks: readonly (() => Task<R>)[]): Promise<R[]> => {
    const [done, results] = await transaction(pool, async (client) => {
      const answer = async (asked: Question): Promise<unknown> => {
        if (asked.do === 'several') return await answerAll(asked.of)
        if (asked.do === 'write') {
          for (const { statement, values } of writesOf(asked)) await query(client, statement, values)
          return undefined
        }
        const statement = statementOf(asked)
        return statement.read(await query(client, statement, statement.bind(asked)))
      }
      const answerAll = async (questions: readonly Question[]): Promise<unknown[]> => {
        const answers: unknown[] = []
        for (const [joint, alike] of alikeOf(questions)) {
          if (!joint || alike.length === 1) {
            for (const { at, question } of alike) answers[at] = await answer(question)
            continue
          }
          const listings = alike.map(({ question }) => question as Listing | Counting)
          const found = joint.read(await query(client, joint, joint.bind(listings)), listings.length)
          for (const [i, { at }] of alike.entries()) answers[at] = found[i]
        }
        return answers
      }
      const run = async <T>(task: Asked<T>): Promise<T> => {
        let step = task.next()
        while (!step.done) step = task.next(await answer(step.value))
        return step.value
      }
      const work = new Work(memories, { abreast: true })
      const answers = await run(work.carryAll(tasks))
      await run(work.finish())
      return [work, answers] as const
    })
    done.committed()
    return results
  }
  return {
    shared: true,
    transactAll,
    transact: async <R>(task: () => Task<R>) => {
      const [result] = await transactAll([task])
      return result as R
    },
    time: () =>
      transaction(pool, async (client) => {
        const { rows } = await ask(client.query<{ now: number }>(NOW))
        return rows[0]?.now ?? Number.NaN
      }),
    check: () => transaction(pool, async (client) => void (await ask(refuseNewer(client, known)))),
    close: () => pool.end(),
  }
}

interface Numbered {
  readonly at: number
  readonly question: Question
}

/** Questions by the statement that they can share, in the order of the first of each; null: none. */
const alikeOf = (questions: readonly Question[]): readonly (readonly [Joint | null, readonly Numbered[]])[] => {
  const all: [Joint | null, Numbered[]][] = []
  const shared = new Map<Joint, Numbered[]>()
  for (const [at, question] of questions.entries()) {
    const joint = (question.do === 'list' || question.do === 'count') && canBeJoint(question) ? jointOf(question) : null
    const alike = joint ? shared.get(joint) : undefined
    if (alike) {
      alike.push({ at, question })
      continue
    }
    const first = [{ at, question }]
    all.push([joint, first])
    if (joint) shared.set(joint, first)
  }
  return all
}

/** Runs work in one transaction; again where another transaction was in its way. */
const transaction = async <R>(pool: Pool, work: (client: PoolClient) => Promise<R>): Promise<R> => {
  for (let tried = 1; ; tried += 1) {
    try {
      return await once(pool, work)
    } catch (error) {
      if (!(error instanceof QueryFailure)) throw error
      if (tried >= triesAfter(error)) throw storeErrorOf(error)
      // Not all at the same moment again.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** Math.min(tried, 6)))
    }
  }
}

const once = async <R>(pool: Pool, work: (client: PoolClient) => Promise<R>): Promise<R> => {
  const client = await ask(pool.connect())
  let broken = false
  try {
    await ask(client.query(BEGIN))
    const result = await work(client)
    await ask(client.query('commit'))
    return result
  } catch (error) {
    broken = error instanceof QueryFailure && isConnectionLost(error)
    if (!broken)
      await client.query('rollback').catch(() => {
        broken = true
      })
    throw error
  } finally {
    client.release(broken)
  }
}

const ask = async <T>(question: Promise<T>): Promise<T> => {
  try {
    return await question
  } catch (error) {
    throw error instanceof StoreError ? error : new QueryFailure(error)
  }
}
