import { expect, test } from 'vitest'
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

test(
  'a server that dies for good is followed by its replica, with everything that was acknowledged',
  options,
  async ({ skip }) => {
    let pair: Pair
    try {
      pair = await startPair()
    } catch (error) {
      return skip(`no pair of PostgreSQL servers here: ${String(error)}`)
    }
    const wire = new Wire(at(pair.primary), new Chance(7), 0)
    const database = `postgres://wugong:wugong@127.0.0.1:${await wire.listen()}/postgres`
    try {
      const server = { crash: pair.failOver, revive: async () => wire.turnTo(at(pair.replica)) }
      const plan = {
        database,
        roles: ROLES,
        server,
        open: () => openPostgres(database),
        duplicates: DUPLICATES,
        seed: 7,
      }
      const result = await runWithKills({ ...plan, kills: 1, only: 'server', messages: 4_000 })
      process.stdout.write(`${summary('replica', result)}\n`)
      expect(result.verdict).toEqual(NOTHING)
      expect(result.kills).toEqual({ postgres: 1 })
    } finally {
      wire.close()
      await pair.stop()
    }
  },
)
