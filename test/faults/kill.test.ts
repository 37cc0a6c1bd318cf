import { expect, test } from 'vitest'
import { killOnPostgres, killOnSqlite, summary } from './stores.ts'

/** WUGONG_KILLS kills more often; `npm run kill -- --kills 1000 --messages 1000000` is the long run. WUGONG_SEED repeats one. */
const KILLS = Number(process.env.WUGONG_KILLS ?? 50)
const size = { kills: KILLS, messages: KILLS * 60, seed: Number(process.env.WUGONG_SEED ?? 7) }
const NOTHING = { lost: [], doubled: [], outOfOrder: [], uncaused: [], wrong: [] }
const options = { timeout: 120_000 + KILLS * 5_000 }
const killsOf = (kills: Readonly<Record<string, number>>) => Object.values(kills).reduce((sum, n) => sum + n, 0)

test(
  `${KILLS} kills of the process on SQLite lose nothing, count nothing twice and keep the order`,
  options,
  async () => {
    const result = await killOnSqlite(size)
    process.stdout.write(`${summary('sqlite', result)}\n`)
    expect(result.verdict).toEqual(NOTHING)
    expect(result.integrity).toBe('ok')
    expect(killsOf(result.kills)).toBe(KILLS)
  },
)

test(`${KILLS} kills of gateways, workers and PostgreSQL itself lose nothing either`, options, async ({ skip }) => {
  const result = await killOnPostgres(size)
  if ('missing' in result) return skip(result.missing)
  process.stdout.write(`${summary('postgres', result)}\n`)
  expect(result.verdict).toEqual(NOTHING)
  expect(killsOf(result.kills)).toBe(KILLS)
})
