import { startServer } from '../support/postgres.ts'
import { core } from './core.mjs'
import { machine, median, scratch } from './machine.mjs'
import { latency, throughput } from './pipe.mjs'
import { onPostgres } from './postgres.mjs'
import { memoryWith, startUp } from './program.mjs'

/** What the product does per second and how long one waits for it, on this machine, in one run. `npm run bench`. */
const VOTES = 20_000
const SINGLE = 4_000
const IN_FLIGHT = 1_000
const ROUNDS = 5
/** Processes and groups on PostgreSQL. */
const PARTS = [
  [1, 200],
  [2, 200],
  [4, 200],
  [2, 20_000],
]

const say = (line) => process.stdout.write(`${line}\n`)
const whole = (n) => Math.round(n).toLocaleString('en')

const { folder, remove } = scratch()
try {
  const { cpu, cores, node, fsyncPerSecond, fdatasyncPerSecond } = machine(folder)
  say(`machine      ${cpu}, ${cores} cores, Node ${node}`)
  say(`disk         ${whole(fsyncPerSecond)} fsync/s, ${whole(fdatasyncPerSecond)} fdatasync/s (appending 4 KiB)`)

  const rates = { pipe: [], batched: [], single: [] }
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.batched.push(core(folder, VOTES, 50))
    rates.pipe.push(await throughput(folder, VOTES, IN_FLIGHT))
    rates.single.push(core(folder, SINGLE, 1))
  }
  const pipe = median(rates.pipe)
  const batched = median(rates.batched)
  const single = median(rates.single)
  say(`\nvotes/s, SQLite FULL, median of ${ROUNDS} rounds in turn (each round's figure)`)
  const row = (name, value, all) => say(`${name}${whole(value).padStart(9)}   (${all.map(whole).join(', ')})`)
  row('whole pipe                    ', pipe, rates.pipe)
  row('bare core, 50 in one commit   ', batched, rates.batched)
  row('bare core, one in one commit  ', single, rates.single)
  say(`whole pipe / core of 50       ${(pipe / batched).toFixed(2).padStart(9)}   aim: at least 0.5`)
  say(`whole pipe / core of one      ${(pipe / single).toFixed(2).padStart(9)}   aim: at least 4`)

  const { p50, p99 } = await latency(folder, 500, 10)
  say(`\nmessage to committed reply at 500 messages/s: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`)

  const starts = []
  for (let run = 0; run < 3; run += 1) starts.push(await startUp(folder, run))
  say(`start to first answer of /health: ${whole(median(starts.map(({ ms }) => ms)))} ms (median of 3; aim: 1,500)`)
  say(`memory idle: ${whole(median(starts.map(({ memory }) => memory)))} MB`)
  say(`memory of store, app and delivery with 1,000 groups: ${whole(await memoryWith(folder, 1_000))} MB`)

  const server = await startServer({ durable: true })
  if ('missing' in server) say(`\nPostgreSQL    ${server.missing}`)
  else
    try {
      say('\nmessages/s, PostgreSQL (fsync on), gateways and workers, ten groups to a community; aim: 4,000')
      for (const [workers, groups] of PARTS) {
        const url = await server.database()
        const rate = await onPostgres(url, { workers, groups, votes: VOTES })
        await server.drop(url)
        say(`${workers} of ${whole(groups).padStart(6)} groups ${whole(rate).padStart(17)}`)
      }
    } finally {
      await server.stop()
    }
} finally {
  remove()
}
