import { Logger, makeWorkerUtils, type Runner, run, type Task, type TaskList, type WorkerUtils } from 'graphile-worker'
import { Pool } from 'pg'
import type { LaneKey } from '../app/lane.ts'
import type { Log } from '../chat/platform.ts'
import type { Workers } from './workers.ts'

/** Chats named in one wake-up. */
const CHATS = 100
/** How often the queue is asked where it cannot call us: a pooler in transaction mode passes no LISTEN. */
const POLL_MS = 500
const CONCURRENCY = 4
/** So long (ms) an answer is waited for: a connection may go silent without a word. */
const PATIENCE_MS = 60_000
/** The queue is begun again this long after it failed. */
const AGAIN_MS = 10_000
/** What it cannot answer ends the queue, which is begun again; answered each by itself, it would end the process. */
const ANSWERED = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } }
/** Whoever hears it first: of those that no worker is known for. */
const HANDLE = 'handle'

/**
 * Tells other processes on the same store that there is something to do. What is told may come late, doubled or never:
 * whoever is told looks for himself, and looks from time to time anyway.
 */
export interface Bell {
  /** The workers: these chats have something to handle. */
  readonly handle: (lanes: readonly LaneKey[]) => void
  /** The gateways of these leases: there may be something to send. */
  deliver(gateways: Iterable<string>): void
  close(): Promise<void>
}

/** What this process does when it is told. `handle` null: it is no worker. */
export interface Ears {
  readonly handle: ((chats: readonly number[]) => void) | null
  readonly deliver: () => void
  /** Leases of the gateways that this process has or waits for. */
  readonly gateways: readonly string[]
  readonly workers: Workers
}

/**
 * A bell by graphile-worker, in a schema of its own beside our tables. Without the queue everything still goes on, later.
 * `patience`: ms that an answer is waited for; other than usual in tests.
 */
export const openBell = (url: string, ears: Ears, log: Log, patience = PATIENCE_MS): Bell => {
  const pool = new Pool({
    connectionString: url,
    max: CONCURRENCY + 2,
    connectionTimeoutMillis: 10_000,
    query_timeout: patience,
    // The queue gives back one that does not answer as if it did, and asks it again.
    maxLifetimeSeconds: patience / 1_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const options = { pgPool: pool, logger: new Logger(() => () => {}), noPreparedStatements: true }
  const failed = (error: unknown) =>
    log.warn('bell.failed', { error: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' })

  const tasks: TaskList = {}
  for (const gateway of ears.gateways) tasks[gateway] = () => ears.deliver()
  const { handle, workers } = ears
  if (handle) {
    const hear: Task = (payload) => handle(chatsOf(payload))
    for (const name of [HANDLE, workers.name ?? []].flat()) tasks[name] = hear
    // Before each job the queue looks here by which names it is to be asked for.
    workers.onName = (name, before) => {
      delete tasks[before]
      tasks[name] = hear
    }
  }

  let closed = false
  let runner: Runner | null = null
  let again: NodeJS.Timeout | undefined
  const listen = async (): Promise<void> => {
    try {
      const begun = await run({
        ...options,
        taskList: tasks,
        concurrency: CONCURRENCY,
        pollInterval: POLL_MS,
        noHandleSignals: true,
        preset: ANSWERED,
      })
      runner = begun
      if (closed) await begun.stop()
      await begun.promise
      // It keeps to itself what ended it.
      if (!closed) failed(null)
    } catch (error) {
      failed(error)
    }
    runner = null
    if (!closed) again = setTimeout(() => void listen(), AGAIN_MS)
  }
  const listening = listen()

  let made: Promise<WorkerUtils> | null = null
  const utils = () => {
    made ??= makeWorkerUtils(options).catch((error: unknown) => {
      made = null
      throw error
    })
    return made
  }
  const add = async (jobs: Parameters<WorkerUtils['addJobs']>[0]): Promise<void> => {
    if (jobs.length > 0) await (await utils()).addJobs(jobs)
  }
  return {
    handle: (lanes) => {
      for (const [name, chats] of workers.parted(lanes))
        void add(
          parts(chats, CHATS).map((some) => ({ identifier: name ?? HANDLE, payload: { chats: some }, maxAttempts: 1 })),
        ).catch((error: unknown) => {
          failed(error)
          handle?.(chats)
        })
    },
    // One call that nobody has answered yet is enough.
    deliver: (gateways) =>
      void add([...gateways].map((name) => ({ identifier: name, payload: {}, jobKey: name, maxAttempts: 1 }))).catch(
        failed,
      ),
    close: async () => {
      closed = true
      clearTimeout(again)
      await runner?.stop().catch(failed)
      await listening
      await made?.then((one) => one.release()).catch(failed)
      await pool.end()
    },
  }
}

const chatsOf = (payload: unknown): number[] =>
  typeof payload === 'object' && payload !== null && 'chats' in payload && Array.isArray(payload.chats)
    ? payload.chats.filter((id) => typeof id === 'number')
    : []

const parts = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))
