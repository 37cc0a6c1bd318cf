import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startServer } from '../support/postgres.ts'
import { adapters as measured } from './adapters.mjs'
import { core } from './core.mjs'
import { digestSeconds } from './digests.mjs'
import { machine, median, scratch } from './machine.mjs'
import { correctness, OURS, PEERS, peersInstalled, speedOf } from './peers.mjs'
import { latency, throughput } from './pipe.mjs'
import { onPostgres } from './postgres.mjs'
import { memoryWith, startUp } from './program.mjs'
import { replayRate } from './replayed.mjs'

/**
 * What the product does per second and how long one waits for it, beside its peers and the limits of this machine, in one
 * run. `npm run bench` prints it and writes it to RESULTS.md; `npm run bench -- sqlite peers` measures some parts only, and the
 * file says so. `city` takes the longest.
 */
const VOTES = 20_000
const SINGLE = 4_000
const IN_FLIGHT = 1_000
const ROUNDS = 5
/**
 * Processes and groups on PostgreSQL, votes, and how often each resident votes. Ten times: one message in ten is of
 * somebody new. Once: all are, and each group hears a single message. `gateway`: it stores and the others handle;
 * without, each does both for its own groups.
 */
const PARTS = [
  { workers: 1, groups: 200, votes: 80_000, turns: 10 },
  { workers: 2, groups: 200, votes: 80_000, turns: 10 },
  { workers: 4, groups: 200, votes: 80_000, turns: 10 },
  { workers: 1, gateway: true, groups: 200, votes: 80_000, turns: 10 },
  { workers: 2, gateway: true, groups: 200, votes: 80_000, turns: 10 },
  { workers: 4, gateway: true, groups: 200, votes: 80_000, turns: 10 },
  { workers: 2, groups: 20_000, votes: 200_000, turns: 10 },
  { workers: 2, groups: 20_000, votes: 20_000, turns: 1 },
]

const written = []
const say = (line = '') => {
  process.stdout.write(`${line}\n`)
  written.push(line)
}
const whole = (n) => (n < 10 ? n.toFixed(1) : Math.round(n).toLocaleString('en'))
const spread = (values) => `${whole(Math.min(...values))} to ${whole(Math.max(...values))}`
const heading = (title, columns) => {
  say(`\n### ${title}\n`)
  say(`| ${columns.join(' | ')} |`)
  say(`|${columns.map(() => '---').join('|')}|`)
}
const row = (...cells) => say(`| ${cells.join(' | ')} |`)

const sqlite = async (folder, { fdatasyncPerSecond }) => {
  const peers = peersInstalled() ? PEERS : []
  const rates = new Map()
  const add = (name, rate) => rates.set(name, [...(rates.get(name) ?? []), rate])
  const [ours, batched, single] = [
    '五共, whole pipe, SQLite FULL',
    'bare core, 50 in one commit',
    'bare core, one in one commit',
  ]
  for (let round = 0; round < ROUNDS; round += 1) {
    add(batched, core(folder, VOTES, 50))
    add(ours, await throughput(folder, VOTES, IN_FLIGHT))
    add(single, core(folder, SINGLE, 1))
    for (const peer of peers) add(peer.name, speedOf(peer, folder))
  }
  const rate = median(rates.get(ours))
  heading(`Votes per second (median of ${ROUNDS} rounds in turn)`, [
    'system',
    'votes/s',
    'spread',
    '五共 is',
    'keeps on a crash',
  ])
  const keeps = (name) =>
    name.includes('memory') ? 'nothing' : name.includes('Koishi') ? 'what its driver wrote' : 'all'
  for (const [name, values] of rates)
    row(name, whole(median(values)), spread(values), `${(rate / median(values)).toFixed(2)} ×`, keeps(name))
  row(
    'one fdatasync a vote, the disk’s limit',
    whole(fdatasyncPerSecond),
    '',
    `${(rate / fdatasyncPerSecond).toFixed(2)} ×`,
    '',
  )
  say('\nAims: 0.5 × the core of 50; 5 × grammY on SQLite FULL; 0.5 × grammY in memory.')
  if (peers.length === 0) say('The peers are not installed: `npm install --prefix test/bench/peers`.')
}

const peers = async (folder) => {
  if (!peersInstalled()) return
  heading('Correctness beside speed', [
    'system',
    'of 10 votes at once, counted',
    'of 10 changed votes, right after a redelivery',
    'of 200 acknowledged votes, there after SIGKILL',
  ])
  for (const system of [OURS, ...PEERS]) {
    const { atOnce, again, kill } = await correctness(system, folder)
    row(system.name, atOnce, again, `${Math.round(kill * 100)} %`)
  }
}

const waiting = async (folder) => {
  heading('From a message to its committed reply', ['messages/s', 'p50 ms', 'p99 ms'])
  for (const perSecond of [100, 500, 2_000]) {
    const { p50, p99 } = await latency(folder, perSecond, 6)
    row(whole(perSecond), p50.toFixed(1), p99.toFixed(1))
  }
}

const program = async (folder) => {
  heading('The program', ['what', 'figure'])
  const starts = []
  for (let run = 0; run < 5; run += 1) starts.push(await startUp(folder, run))
  row('start to first answer of /health, ms (median of 5)', whole(median(starts.map(({ ms }) => ms))))
  row('memory idle, MB', whole(median(starts.map(({ memory }) => memory))))
  row('memory of store, app and delivery with 1,000 groups, MB', whole(await memoryWith(folder, 1_000)))
  const rates = []
  for (let run = 0; run < ROUNDS; run += 1) rates.push(await replayRate(5_000))
  row('`replay`, messages/s', `${whole(median(rates))} (${spread(rates)})`)
}

const adapters = async (folder) => {
  heading('Each adapter in a process of its own, against its loopback platform', [
    'adapter',
    'from its import until it is ready, ms (median of 3)',
    'memory it adds, MB',
  ])
  for (const { name, ms, memory } of await measured(folder, 3)) row(name, whole(median(ms)), whole(median(memory)))
  say('\nWeChat’s are those of its own process, too: the real wechat4u, logging in.')
}

const city = async (folder) => {
  heading('A city, ten groups to a community', ['what', 'figure'])
  row('memory of store, app and delivery with 100,000 groups, MB', whole(await memoryWith(folder, 100_000)))
  row('digests of 10,000 communities, s', whole(await digestSeconds(folder, 10_000)))
}

const postgres = async () => {
  const server = await startServer({ durable: true })
  if ('missing' in server) return say(`\nPostgreSQL: ${server.missing}`)
  heading('Messages per second on PostgreSQL, fsync on, ten groups to a community (aim: 4,000)', [
    'processes',
    'groups',
    'new people',
    'messages/s',
    'processor ms/message, all processes',
    'the server',
    'together',
    'statements/message',
  ])
  try {
    for (const part of PARTS) {
      const { workers, gateway, groups, turns } = part
      const url = await server.database()
      const postmaster = server.killable?.postmaster() ?? null
      const found = await onPostgres({ url, postmaster }, part)
      const costs = [found.ours, found.server, found.ours + found.server, found.statements]
      const processes = gateway ? `gateway + ${workers}` : workers
      row(processes, whole(groups), `${100 / turns} %`, whole(found.perSecond), ...costs.map((cost) => cost.toFixed(2)))
      await server.drop(url)
    }
  } finally {
    await server.stop()
  }
}

const parts = { sqlite, peers, waiting, program, adapters, postgres, city }
const asked = process.argv.slice(2)
const { folder, remove } = scratch()
try {
  const here = machine(folder)
  say(`# What \`npm run bench${asked.length === 0 ? '' : ` -- ${asked.join(' ')}`}\` measured`)
  say(
    `\n${here.cpu}, ${here.cores} cores, Node ${here.node}; disk ${whole(here.fsyncPerSecond)} fsync/s, ${whole(here.fdatasyncPerSecond)} fdatasync/s (appending 4 KiB).`,
  )
  for (const [name, part] of Object.entries(parts))
    if (asked.length === 0 || asked.includes(name)) await part(folder, here)
  writeFileSync(join(import.meta.dirname, 'RESULTS.md'), `${written.join('\n')}\n`)
} finally {
  remove()
}
