import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startServer } from '../support/postgres.ts'
import { freePort, runCommand } from '../support/program.ts'

/** A start that fails half way, of the built program: it says why, closes what it has opened and ends by itself. */

let cwd: string
let occupant: Server
let taken: number
beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'wugong-start-'))
  taken = await freePort()
  occupant = createServer()
  await new Promise<void>((listening) => occupant.listen(taken, '127.0.0.1', listening))
})
afterEach(async () => {
  await new Promise((closed) => occupant.close(closed))
  rmSync(cwd, { recursive: true })
})

const start = (settings: Record<string, string>, database = 'a.db') =>
  runCommand(['start', '--db', database], { cwd, settings })

/** A store that was not closed leaves its log of writes, one that was not let go of its lock. */
const leftOpen = () => readdirSync(cwd).filter((name) => /-wal$|-shm$|\.lock$/.test(name))

test('the port of the pages is taken', async () => {
  const { code, err } = await start({ WUGONG_PORT: String(taken) })
  expect(err).toMatch(new RegExp(`^端口${taken}被别的程序占着.*WUGONG_PORT[^\n]*\n$`))
  expect(code).toBe(1)
  expect(leftOpen()).toEqual([])
})

test('the port of an account is taken, while the simulator is already open', async () => {
  const account = { platform: 'onebot', settings: { way: 'reverse', port: taken, token: { env: 'TOKEN' } } }
  writeFileSync(join(cwd, 'platforms.json'), JSON.stringify({ accounts: [account] }))
  const { code, err } = await start({
    ...{ WUGONG_PORT: '0', WUGONG_SIMULATOR: 'on', WUGONG_PLATFORMS: 'platforms.json' },
    TOKEN: 'a long token that nobody guesses',
  })
  expect(err).toMatch(new RegExp(`^端口${taken}被别的程序占着.*平台设置文件[^\n]*\n$`))
  expect(code).toBe(1)
  expect(leftOpen()).toEqual([])
})

test('the address of the pages is not this machine’s', async () => {
  // Of a network that is for documentation only.
  const { code, err } = await start({ WUGONG_PORT: '0', WUGONG_HOST: '192.0.2.1' })
  expect(err).toMatch(/^192\.0\.2\.1 不是本机的地址.*WUGONG_HOST[^\n]*\n$/)
  expect(code).toBe(1)
  expect(leftOpen()).toEqual([])
})

test('files of an older version, of which nobody can tell whose database they are, are left to a person', async () => {
  mkdirSync(join(cwd, 'data'))
  writeFileSync(join(cwd, 'data/postgres.simulator.jsonl'), '')
  const { code, err } = await start({}, 'postgres://wugong:secret@127.0.0.1:1/wugong')
  expect(err).toMatch(/^data\/postgres\.simulator\.jsonl 是旧的名字.*改名成 data\/postgres-[0-9a-f]{12}\.[^\n]*\n$/)
  expect(code).toBe(1)
})

test('the address of the pages is none', async () => {
  const { code, err } = await start({ WUGONG_PORT: '0', WUGONG_HOST: 'nowhere.invalid' })
  expect(err).toMatch(/^没有 nowhere\.invalid 这个地址.*WUGONG_HOST[^\n]*\n$/)
  expect(code).toBe(1)
  expect(leftOpen()).toEqual([])
})

test('the folder of the database cannot be written to, by a start or by a restore', async () => {
  writeFileSync(join(cwd, 'plain'), 'no folder')
  writeFileSync(join(cwd, 'register.csv'), '楼栋,单元,房号,面积\n3,2,501,89.5\n')
  await runCommand(['import', 'households', 'register.csv', '--community', '幸福里社区', '--db', 'sound.db'], { cwd })
  const started = await start({ WUGONG_PORT: '0' }, 'plain/a.db')
  const restored = await runCommand(['restore', 'sound.db', '--db', 'plain/a.db'], { cwd })
  for (const { code, err } of [started, restored]) {
    expect(err).toMatch(/^放数据库的文件夹写不进去[^\n]*--db[^\n]*\n$/)
    expect(code).toBe(1)
  }
})

test('the folder of the database cannot be made at all', async () => {
  writeFileSync(join(cwd, 'register.csv'), '楼栋,单元,房号,面积\n3,2,501,89.5\n')
  const db = '/proc/nowhere/deep/a.db'
  const started = await start({ WUGONG_PORT: '0' }, db)
  const imported = await runCommand(['import', 'households', 'register.csv', '--community', '幸福里社区', '--db', db], {
    cwd,
  })
  for (const { code, err } of [started, imported]) {
    expect(err).toMatch(/^放数据库的文件夹写不进去[^\n]*--db[^\n]*\n$/)
    expect(code).toBe(1)
  }
})

test('a file that the simulated platform keeps cannot be written', async () => {
  mkdirSync(join(cwd, 'a.db.simulator.jsonl'))
  const { code, err } = await start({ WUGONG_PORT: '0' })
  expect(err).toMatch(/^a\.db\.simulator\.jsonl：[^\n]*\n$/)
  expect(code).toBe(1)
  expect(leftOpen()).toEqual([])
})

test('a line of the simulated platform’s own history is broken: it is named, and the file is left as it is', async () => {
  const history = join(cwd, 'a.db.simulator.jsonl')
  for (const broken of ['{"t":"person","per', 'null', '{"t":"room"}']) {
    const lines = `{"t":"told"}\n\n${broken}\n{"t":"told"}\n`
    writeFileSync(history, lines)
    const { code, err } = await start({ WUGONG_PORT: '0' })
    expect(err).toMatch(/^a\.db\.simulator\.jsonl：第3行坏了[^\n]*这一行[^\n]*\n$/)
    expect(code).toBe(1)
    expect(readFileSync(history, 'utf8')).toBe(lines)
    expect(leftOpen()).toEqual([])
  }
})

const found = await startServer({ durable: true })
const missing = 'missing' in found ? found.missing : null
afterAll(async () => {
  if (!('missing' in found)) await found.stop()
})

describe.skipIf(missing)(`on PostgreSQL${missing ? `: ${missing}` : ''}`, () => {
  test('the port of the pages is taken: no lease is left that others would wait for', async () => {
    if ('missing' in found) return
    const database = await found.database()
    const { code, err } = await start({ WUGONG_PORT: String(taken) }, database)
    expect(err).toContain(`端口${taken}被别的程序占着`)
    expect(code).toBe(1)
    const client = new pg.Client(database)
    await client.connect()
    const { rows } = await client.query('select "name" from "leases" where "until" > 0')
    await client.end()
    expect(rows).toEqual([])
    await found.drop(database)
  })

  test('a role that may only read hears of its rights, and of no file; a server that is away, to start again', async () => {
    if ('missing' in found) return
    const database = await found.database()
    const [reader, away] = [new URL(database), new URL(database)]
    const client = new pg.Client(database)
    await client.connect()
    const name = `r_${reader.pathname.slice(1)}`
    await client.query(`create role ${name} login password 'reads'`)
    reader.username = name
    reader.password = 'reads'
    away.port = '1'
    const checked = await runCommand(['check', '--db', reader.href], { cwd })
    expect(checked.out).toMatch(/^✘ 数据库：[^\n]*用户[^\n]*权利/m)
    const refused = await start({ WUGONG_PORT: '0' }, reader.href)
    expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/^[^\n]*用户[^\n]*权利[^\n]*\n$/) })
    for (const { out, err } of [checked, refused]) expect(out + err).not.toContain('文件打不开')
    const unreachable = await start({ WUGONG_PORT: '0' }, away.href)
    expect(unreachable).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^连不上数据库服务器[^\n]*再运行一次[^\n]*\n$/),
    })
    await client.query(`drop role ${name}`)
    await client.end()
    await found.drop(database)
  })
})
