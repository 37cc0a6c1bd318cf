import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { file } from '../store/folder.ts'
import { damageOf, faultsOf, killOnPostgres, killOnSqlite, summary } from './stores.ts'

/** WUGONG_KILLS kills more often; `npm run kill -- --kills 1000 --messages 1000000` is the long run. WUGONG_SEED repeats one. */
const KILLS = Number(process.env.WUGONG_KILLS ?? 50)
const FEWER = Math.max(8, Math.ceil(KILLS / 4))
const sizeOf = (kills: number) => ({ kills, messages: kills * 60, seed: Number(process.env.WUGONG_SEED ?? 7) })
const NOTHING = { lost: [], doubled: [], outOfOrder: [], uncaused: [], wrong: [] }
const options = { timeout: 300_000 + KILLS * 10_000 }
const stores = [
  ['SQLite', killOnSqlite],
  ['PostgreSQL', killOnPostgres],
] as const
const dead = (kills: Readonly<Record<string, number>>) => Object.values(kills).reduce((sum, n) => sum + n, 0)

test.for(stores)(
  `${KILLS} kills on %s lose nothing, count nothing twice and keep the order, and so does a backup from between them`,
  options,
  async ([store, run], { skip }) => {
    const result = await run(sizeOf(KILLS))
    if ('missing' in result) return skip(result.missing)
    process.stdout.write(`${summary(store, result)}\n`)
    expect(result.verdict).toEqual(NOTHING)
    expect(dead(result.kills)).toBeGreaterThanOrEqual(KILLS)
    expect(result.backedUp).toBeGreaterThan(result.messages / 4)
    expect(result.backedUp).toBeLessThan(result.messages)
  },
)

test.for(stores)(
  `${FEWER} kills on %s show no reply twice, also where the platform would`,
  options,
  async ([store, run], { skip }) => {
    const result = await run({ ...sizeOf(FEWER), keyless: true })
    if ('missing' in result) return skip(result.missing)
    process.stdout.write(`${summary(store, result)}\n`)
    expect(result.verdict).toEqual(NOTHING)
    expect(dead(result.kills)).toBeGreaterThanOrEqual(FEWER)
    // Else no kill came while something was being sent, and nothing was shown.
    expect(result.unknown).toBeGreaterThan(0)
  },
)

test('a file that was damaged is seen', () => {
  const name = file()
  const db = new Database(name)
  db.exec('create table t (a); create index i on t (a); insert into t values (1), (2)')
  db.close()
  expect(damageOf(name)).toEqual([])
  const bytes = readFileSync(name)
  // The index's page: the third.
  bytes.fill(0, 2 * 4_096 + 8, 3 * 4_096)
  writeFileSync(name, bytes)
  expect(damageOf(name)).toEqual([expect.stringContaining('the file: ')])
})

test('a run fails by what it finds, and where it could not be made', () => {
  const result = { kills: {}, messages: 1, backedUp: null, duplicates: 0, sends: 0, keys: 0, unknown: 0, moments: 0 }
  const found = (more: object) => faultsOf({ ...result, seconds: 1, verdict: { ...NOTHING, ...more } })
  expect(found({})).toEqual([])
  expect(found({ lost: ['message m1'], wrong: ['the file: damaged'] })).toEqual([
    'lost: message m1',
    'wrong: the file: damaged',
  ])
  expect(faultsOf({ missing: 'no PostgreSQL here' })).toEqual(['no PostgreSQL here'])
})

test('the long run fails on a store that there is not', () => {
  const args = ['tsx', 'test/faults/kill.ts', '--store', 'postgresql']
  const ran = spawnSync('npx', args, { encoding: 'utf8', env: { PATH: process.env.PATH } })
  expect(ran.stderr).toContain('there is no store postgresql')
  expect(ran.status).toBe(1)
})
