import { describe, expect, onTestFinished, test } from 'vitest'
import { openPostgres } from '../../src/store/postgres.ts'
import { Chance } from '../simulation/chance.ts'
import { startServer } from '../support/postgres.ts'
import { Wire } from './wire.ts'
import { type Pair, startPair } from './replica.ts'
import { runWithKills } from './run.ts'
import { summary } from './stores.ts'

const NOTHING = { lost: [], doubled: [], outOfOrder: [], uncaused: [], wrong: [] }
const ROLES = ['gateway', 'worker', 'worker'] as const
const DUPLICATES = 0.05
const options = { timeout: 240_000 }
const at = (port: number) => ({ host: '127.0.0.1', port })

test(
  'connections cut in the middle of a commit, its outcome unknown, lose and double nothing',
  options,
  async ({ skip }) => {
    const server = await startServer({ durable: true })
    if ('missing' in server) return skip(server.missing)
    const direct = new URL(await server.database())
    const place = { host: direct.hostname, port: Number(direct.port || 5432) }
    const wire = new Wire(place, new Chance(7), 0.1)
    const database = new URL(direct)
    database.host = `127.0.0.1:${await wire.listen()}`
    try {
      const open = () => openPostgres(direct.href)
      const plan = { database: database.href, roles: ROLES, server: null, open, duplicates: DUPLICATES, seed: 7 }
      const result = await runWithKills({ ...plan, kills: 0, messages: 3_000 })
      const { before, after } = wire.cuts
      process.stdout.write(
        `${summary('commits', result)}; ${before} commits cut before, ${after} after they were done\n`,
      )
      expect(result.verdict).toEqual(NOTHING)
      expect(before).toBeGreaterThan(3)
      expect(after).toBeGreaterThan(3)
    } finally {
      wire.close()
      await server.stop()
    }
  },
)

/** People talk through a fail-over. */
const throughFailOver = async (pair: Pair, messages: number) => {
  const wire = new Wire(at(pair.primary), new Chance(7), 0)
  const database = `postgres://wugong:wugong@127.0.0.1:${await wire.listen()}/postgres`
  let had = 0
  try {
    const server = {
      crash: async () => {
        had = await pair.failOver()
      },
      revive: async () => wire.turnTo(at(pair.replica)),
    }
    const open = () => openPostgres(database)
    const plan = { database, roles: ROLES, server, open, duplicates: DUPLICATES, seed: 7 }
    const result = await runWithKills({ ...plan, kills: 1, only: 'server', messages })
    process.stdout.write(`${summary('replica', result)}, which had ${had} messages\n`)
    return { ...result, had }
  } finally {
    wire.close()
  }
}

describe('a server that dies for good is followed by its replica', () => {
  test.for([
    ['with everything that was acknowledged where it has every commit first', true],
    ['and what was acknowledged in the last moments is missed where it has not', false],
  ] as const)('%s', options, async ([, synchronous], { skip }) => {
    let pair: Pair
    try {
      pair = await startPair({ synchronous })
    } catch (error) {
      return skip(`no pair of PostgreSQL servers here: ${String(error)}`)
    }
    onTestFinished(pair.stop)
    const messages = synchronous ? 4_000 : 1_000
    const { verdict, had } = await throughFailOver(pair, messages)
    // In the middle of what was said.
    expect(had).toBeGreaterThan(0)
    expect(had).toBeLessThan(messages)
    if (synchronous) expect(verdict).toEqual(NOTHING)
    else expect(verdict.lost).not.toEqual([])
  })
})
