import { appendFileSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { startServer } from '../support/postgres.ts'
import { adapters as measured } from './adapters.mjs'
import { core } from './core.mjs'
import { digestSeconds } from './digests.mjs'
import { machine, median, scratch } from './machine.mjs'
import { correctness, OURS, OURS_ON_POSTGRES, PEERS, peersInstalled, speedOf } from './peers.mjs'
import { latency, statementsAlone, throughput } from './pipe.mjs'
import { onPostgres } from './postgres.mjs'
import { memoryWith, startUp } from './program.mjs'
import { asBell, graphile, pgBoss } from './queues.mjs'
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
  { workers: 1, groups: 200, votes: 40_000, turns: 10 },
  { workers: 2, groups: 200, votes: 40_000, turns: 10 },
  { workers: 4, groups: 200, votes: 40_000, turns: 10 },
  { workers: 1, gateway: true, groups: 200, votes: 40_000, turns: 10 },
  { workers: 2, gateway: true, groups: 200, votes: 40_000, turns: 10 },
  { workers: 4, gateway: true, groups: 200, votes: 40_000, turns: 10 },
  { workers: 2, groups: 20_000, votes: 200_000, turns: 10 },
  { workers: 2, groups: 20_000, votes: 20_000, turns: 1 },
]

const RESULTS = join(import.meta.dirname, 'RESULTS.md')
/** Written as it goes: a run that is broken off leaves what it has measured. */
const say = (line = '') => {
  process.stdout.write(`${line}\n`)
  appendFileSync(RESULTS, `${line}\n`)
}
const whole = (n) => (n < 10 ? n.toFixed(1) : Math.round(n).toLocaleString('en'))
const spread = (values) => `${whole(Math.min(...values))} to ${whole(Math.max(...values))}`
const figure = (values) => `${whole(median(values))} (${spread(values)})`
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
  const [ours, batched, single, alone] = [
    '五共, whole pipe, SQLite FULL',
    'bare core, 50 in one commit',
    'bare core, one in one commit',
    '五共’s own statements alone, in its commits',
  ]
  const slow = { ...OURS, name: '五共, one vote at a time, as the peers below' }
  for (let round = 0; round < ROUNDS; round += 1) {
    add(batched, core(folder, VOTES, 50))
    add(ours, await throughput(folder, VOTES, IN_FLIGHT))
    add(alone, await statementsAlone(folder, VOTES, IN_FLIGHT))
    add(single, core(folder, SINGLE, 1))
    for (const peer of peers.length > 0 ? [slow, ...peers] : []) add(peer.name, speedOf(peer, folder))
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
  const each = (name) => 1e6 / median(rates.get(name))
  say(
    `Limit: half the core’s speed leaves ${whole(2 * each(batched))} µs for a vote; its own statements take ${whole(each(alone))} ` +
      `of our ${whole(each(ours))} µs (the inbox, the old answer, the new one, the event in the trail, the sums; the core ` +
      'writes two rows and an inbox). The rest reads the words and the rules, in one thread.',
  )
  say(
    `Ours gets ${whole(IN_FLIGHT)} votes at once, as a platform sends them; the peers one, since some lose votes otherwise.`,
  )
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
  const tell = async (system, fresh) => {
    const { atOnce, again, kill } = await correctness(system, fresh)
    row(system.name, atOnce, again, `${Math.round(kill * 100)} %`)
  }
  await tell(OURS, () => folder)
  const server = await startServer({ durable: true })
  if (!('missing' in server)) {
    await tell(OURS_ON_POSTGRES, () => server.database())
    await server.stop()
  }
  for (const system of PEERS) await tell(system, () => folder)
}

const waiting = async (folder) => {
  heading(`From a message to its committed reply (medians of ${ROUNDS} runs)`, ['messages/s', 'p50 ms', 'p99 ms'])
  for (const perSecond of [100, 500, 2_000]) {
    const runs = await rounds(() => latency(folder, perSecond, 4))
    row(whole(perSecond), ...['p50', 'p99'].map((name) => figure(runs.map((run) => run[name]))))
  }
}

const rounds = async (measure) => {
  const found = []
  for (let round = 0; round < ROUNDS; round += 1) found.push(await measure(round))
  return found
}

const program = async (folder) => {
  heading(`The program (medians of ${ROUNDS} runs)`, ['what', 'figure'])
  const starts = await rounds((run) => startUp(folder, run))
  row('start to first answer of /health, ms', figure(starts.map(({ ms }) => ms)))
  row('memory idle, MB', figure(starts.map(({ memory }) => memory)))
  const held = await rounds(() => memoryWith(mkdtempSync(join(folder, 'groups-')), 1_000))
  row('memory of store, app and delivery with 1,000 groups, MB', figure(held))
  row('`replay`, messages/s', figure(await rounds(() => replayRate(5_000))))
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

const versionOf = async (server) => {
  const url = await server.database()
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query('show server_version')
  await client.end()
  await server.drop(url)
  return `PostgreSQL ${rows[0].server_version}`
}

const postgres = async () => {
  const server = await startServer({ durable: true })
  if ('missing' in server) return say(`\nPostgreSQL: ${server.missing}`)
  const version = await versionOf(server)
  heading(
    `Messages per second on ${version}, fsync on, ten groups to a community (aim: 4,000; medians of ${ROUNDS} runs)`,
    [
      'processes',
      'groups',
      'new people',
      'messages/s',
      'processor ms/message, all processes',
      'the server',
      'together',
      'statements/message',
    ],
  )
  try {
    for (const part of PARTS) {
      const { workers, gateway, groups, turns } = part
      const postmaster = server.killable?.postmaster() ?? null
      const runs = await rounds(async () => {
        const url = await server.database()
        const found = await onPostgres({ url, postmaster }, part)
        await server.drop(url)
        return { ...found, together: found.ours + found.server }
      })
      const costs = ['ours', 'server', 'together', 'statements'].map((name) => median(runs.map((run) => run[name])))
      const processes = gateway ? `gateway + ${workers}` : workers
      const perSecond = figure(runs.map((run) => run.perSecond))
      row(processes, whole(groups), `${100 / turns} %`, perSecond, ...costs.map((cost) => cost.toFixed(2)))
    }
    say(
      '\nA commit holds several messages of a group where there are 200, and one where there are 20,000: what it asks and ' +
        'writes once for each community and group is shared by fewer. What a process keeps in mind is bounded, and asked for again.',
    )
  } finally {
    await server.stop()
  }
}

const queues = async () => {
  const server = await startServer({ durable: true })
  if ('missing' in server) return say(`\nPostgreSQL: ${server.missing}`)
  heading(`A wake-up through PostgreSQL (medians of ${ROUNDS} runs)`, [
    'queue',
    'p50 ms',
    'p99 ms',
    'of 1,000 at once, heard/s',
  ])
  try {
    for (const [name, queue] of [
      ['graphile-worker 0.17', graphile],
      ...(peersInstalled() ? [['pg-boss 10', pgBoss]] : []),
    ]) {
      const runs = await rounds(async () => asBell(queue, await server.database()))
      row(name, ...['p50', 'p99', 'perSecond'].map((one) => figure(runs.map((run) => run[one]))))
    }
  } finally {
    await server.stop()
  }
}

const parts = { sqlite, peers, waiting, program, adapters, postgres, queues, city }
const asked = process.argv.slice(2)
const { folder, remove } = scratch()
try {
  const here = machine(folder)
  writeFileSync(RESULTS, '')
  say(`# What \`npm run bench${asked.length === 0 ? '' : ` -- ${asked.join(' ')}`}\` measured`)
  say(
    `\nOf ${here.commit}, on ${here.day}. ${here.cpu}, ${here.cores} cores, ${here.memoryGB} GB, ${here.system}, Node ${here.node}; disk ` +
      `(file system ${here.fileSystem}) ${whole(here.fsyncPerSecond)} fsync/s, ${whole(here.fdatasyncPerSecond)} fdatasync/s (appending 4 KiB).`,
  )
  for (const [name, part] of Object.entries(parts))
    if (asked.length === 0 || asked.includes(name)) await part(folder, here)
} finally {
  remove()
}
