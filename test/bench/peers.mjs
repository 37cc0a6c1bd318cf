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
export const OURS = { name: '五共, SQLite FULL', module: '../ours.mjs:wugong' }

export const peersInstalled = () => existsSync(join(HERE, 'peers/node_modules'))

const ask = ({ module }, folder, question, amount = 0) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [PEER, module, folder, question, String(amount)], {
    encoding: 'utf8',
    timeout: 120_000,
  })
  if (status !== 0) throw new Error(`${module} ${question}: ${stderr.slice(0, 400)}`)
  return JSON.parse(stdout.trim().split('\n').at(-1))
}

export const speedOf = (system, folder) => ask(system, folder, 'speed', system.votes)

/** SIGKILL after so many acknowledged votes; how many of them a new process knows. */
const afterKill = async (system, folder) => {
  const KILL_AFTER = 200
  const acknowledged = await new Promise((resolve) => {
    let last = -1
    const program = spawn(process.execPath, [PEER, system.module, folder, 'kill'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    program.stdout.on('data', (chunk) => {
      last = Number(String(chunk).trim().split('\n').at(-1))
      if (last + 1 >= KILL_AFTER) program.kill('SIGKILL')
    })
    program.once('close', () => resolve(last + 1))
  })
  // What was counted but not acknowledged may be there too.
  return Math.min(1, ask(system, folder, 'count') / acknowledged)
}

/**
 * What each system counts: of ten who vote at once; of ten who change their minds before the platform delivers their
 * first answers once more; of those acknowledged before a SIGKILL.
 */
export const correctness = async (system, folder) => ({
  atOnce: ask(system, folder, 'at-once'),
  again: ask(system, folder, 'again'),
  kill: await afterKill(system, folder),
})
