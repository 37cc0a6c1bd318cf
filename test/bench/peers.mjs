import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const HERE = import.meta.dirname
const PEER = join(HERE, 'peers/peer.mjs')

/** Whom the same questions are asked. `votes`: how many votes a round of its speed takes, so that rounds are alike in time. */
export const PEERS = [
  { name: 'grammY, session in memory', module: './grammy.mjs:memory', votes: 30_000 },
  { name: 'grammY + better-sqlite3 FULL', module: './grammy.mjs:sqlite', votes: 6_000 },
  { name: 'Chat SDK, state-memory', module: './chat-sdk.mjs:memory', votes: 6_000 },
  { name: 'Koishi + its SQLite driver', module: './koishi.mjs:sqlite', votes: 300 },
]
export const OURS = { name: '五共, SQLite FULL', module: '../ours.mjs:onSqlite', votes: 6_000 }
export const OURS_ON_POSTGRES = { name: '五共, PostgreSQL', module: '../ours.mjs:onPostgres' }

export const peersInstalled = () => existsSync(join(HERE, 'peers/node_modules'))

const ask = ({ module }, place, question, amount = 0) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [PEER, module, place, question, String(amount)], {
    encoding: 'utf8',
    timeout: 120_000,
  })
  if (status !== 0) throw new Error(`${module} ${question}: ${stderr.slice(0, 400)}`)
  return JSON.parse(stdout.trim().split('\n').at(-1))
}

/** Votes per second, one at a time: several at once some of them lose. */
export const speedOf = (system, folder) => ask(system, folder, 'speed', system.votes)

/** SIGKILL after so many acknowledged votes; which share of them a new process knows, each once. */
const afterKill = async (system, place) => {
  const KILL_AFTER = 200
  const acknowledged = await new Promise((resolve) => {
    let last = -1
    const program = spawn(process.execPath, [PEER, system.module, place, 'kill'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    program.stdout.on('data', (chunk) => {
      last = Number(String(chunk).trim().split('\n').at(-1))
      if (last + 1 >= KILL_AFTER) program.kill('SIGKILL')
    })
    program.once('close', () => resolve(last + 1))
  })
  return ask(system, place, 'count', acknowledged) / acknowledged
}

/**
 * What each system counts: of ten who vote at once; of ten who change their minds before the platform delivers their
 * first answers once more; of those acknowledged before a SIGKILL. `fresh`: an empty place for each, a folder or a database.
 */
export const correctness = async (system, fresh) => ({
  atOnce: ask(system, await fresh(), 'at-once'),
  again: ask(system, await fresh(), 'again'),
  kill: await afterKill(system, await fresh()),
})
