import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import { Pool } from 'pg'
import { percentile } from './machine.mjs'

const TASK = 'handle'

/** pg-boss, where the peers are installed. */
export const pgBoss = async (url, heard) => (await import('./peers/pg-boss.mjs')).queue(url, heard)

/** Wake-ups by graphile-worker, set up as `jobs/bell.ts` does: `ring` adds some, `heard` is called with each. */
export const graphile = async (url, heard) => {
  const pool = new Pool({ connectionString: url, max: 6 })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const options = { pgPool: pool, logger: new Logger(() => () => {}), noPreparedStatements: true }
  const taskList = { [TASK]: ({ n }) => heard(n) }
  const runner = await run({ ...options, taskList, concurrency: 4, pollInterval: 500, noHandleSignals: true })
  const utils = await makeWorkerUtils(options)
  return {
    ring: (numbers) => utils.addJobs(numbers.map((n) => ({ identifier: TASK, payload: { n }, maxAttempts: 1 }))),
    close: async () => {
      await runner.stop()
      await utils.release()
      await pool.end()
    },
  }
}

/**
 * What a queue is as a bell: milliseconds from a wake-up to its being heard, one every 50 ms; and how many a second where a
 * thousand are told of at once.
 */
export const asBell = async (queue, url) => {
  const rung = new Map()
  const took = []
  let left = 0
  let all = () => {}
  const heard = (n) => {
    took.push(performance.now() - rung.get(n))
    left -= 1
    if (left === 0) all()
  }
  const { ring, close } = await queue(url, heard)
  const done = (some) => {
    left = some
    return new Promise((resolve) => {
      all = resolve
    })
  }
  const ringAll = (numbers) => {
    for (const n of numbers) rung.set(n, performance.now())
    return ring(numbers)
  }
  const first = done(1)
  await ringAll([0])
  await first
  took.length = 0
  const single = done(100)
  for (let n = 1; n <= 100; n += 1) {
    await ringAll([n])
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await single
  const [p50, p99] = [percentile(took, 0.5), percentile(took, 0.99)]
  const many = Array.from({ length: 1_000 }, (_, i) => 1_000 + i)
  const crowd = done(many.length)
  const began = performance.now()
  await ringAll(many)
  await crowd
  const perSecond = (many.length * 1000) / (performance.now() - began)
  await close()
  return { p50, p99, perSecond }
}
