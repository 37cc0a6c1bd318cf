import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as feishu from '../adapters/feishu/loopback.ts'
import * as onebot from '../adapters/onebot/loopback.ts'
import { WebWeChat } from '../adapters/wechat/web-wechat.ts'
import { startServer } from '../support/postgres.ts'
import { freePort, type Program, runCommand, startProgram } from '../support/program.ts'

/** What a gateway that is nothing else does beside a web process, on one PostgreSQL, as an operator starts them. */

const found = await startServer({ durable: true })
const missing = 'missing' in found ? found.missing : null
afterAll(async () => {
  if (!('missing' in found)) await found.stop()
})

const WAIT = { timeout: 30_000, interval: 100 }
const ROUTE = pathToFileURL(resolve('test/adapters/wechat/route.mjs')).href

describe.skipIf(missing)(`gateways alone${missing ? `: ${missing}` : ''}`, { timeout: 120_000 }, () => {
  let cwd: string
  let database: string
  let programs: Program[] = []
  const wechat = new WebWeChat(Date.now)
  const lark = new feishu.LoopbackFeishu(Date.now)
  const napcat = new onebot.LoopbackOneBot(Date.now)

  beforeEach(async () => {
    if ('missing' in found) throw new Error(found.missing)
    cwd = mkdtempSync(join(tmpdir(), 'wugong-gateway-'))
    database = await found.database()
    await Promise.all([wechat.listen(), lark.listen()])
  })
  afterEach(async () => {
    await Promise.all(programs.map((program) => program.kill('SIGKILL')))
    programs = []
    await Promise.all([wechat.close(), lark.close(), napcat.cut()])
    if (!('missing' in found)) await found.drop(database)
    rmSync(cwd, { recursive: true })
  })

  const begin = async (role: 'gateway' | 'web', accounts: readonly object[] = []): Promise<Program> => {
    const file = join(cwd, 'platforms.json')
    writeFileSync(file, JSON.stringify({ accounts }))
    const settings = {
      ...{ WUGONG_LEASE: '3', WUGONG_LOG: 'debug', WUGONG_SIMULATOR: 'off', WUGONG_PLATFORMS: file },
      ...{ SECRET: feishu.APP_SECRET, KEY: 'encrypt-key', TOKEN: onebot.TOKEN },
    }
    const node = ['--import', `${ROUTE}?port=${wechat.port}`]
    const program = await startProgram(role, { cwd, database, settings, node })
    programs.push(program)
    return program
  }
  const wugong = async (...args: string[]): Promise<string> => {
    const { out, err } = await runCommand([...args, '--db', database], { cwd })
    expect(err).toBe('')
    return out
  }

  test('the code that a gateway waits with is on the page of another process, and in no log, export or backup', async () => {
    writeFileSync(join(cwd, 'register.csv'), '楼栋,单元,房号,面积,面积来源,业主,手机\n3,2,501,89.50,产权证,张三,\n')
    await wugong('import', 'households', 'register.csv', '--community', '幸福里社区')
    wechat.scans = false
    const gateway = await begin('gateway', [
      { platform: 'wechat', settings: { accepted: '我知道这不是官方途径，账号可能被封' } },
    ])
    const web = await begin('web')
    const [, secret = ''] = /login\?t=(\S+)/.exec(await wugong('link')) ?? []
    const login = await fetch(`${web.url}/login`, {
      method: 'POST',
      body: new URLSearchParams({ t: secret }),
      headers: { origin: web.url },
      redirect: 'manual',
    })
    const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const groups = async () => await (await fetch(`${web.url}/groups`, { headers: { cookie } })).text()
    await vi.waitFor(async () => expect(await groups()).toMatch(/要扫码登录[\s\S]*<svg/), WAIT)

    await wugong('backup', join(cwd, 'backup.db'))
    const kept = readFileSync(join(cwd, 'backup.db'), 'latin1')
    for (const told of [kept, gateway.said(), web.said(), await wugong('export', 'events', '--format', 'json')])
      expect(told).not.toContain('login.weixin.qq.com')

    wechat.scans = true
    await vi.waitFor(async () => expect(await groups()).not.toContain('要扫码登录'), WAIT)
  })

  test('who calls us by HTTP or WebSocket finds the gateway', async () => {
    const [hook, socket] = [await freePort(), await freePort()]
    const app = { appId: feishu.APP_ID, appSecret: { env: 'SECRET' }, domain: lark.address }
    const webhook = { port: hook, encryptKey: { env: 'KEY' }, verificationToken: { env: 'TOKEN' } }
    await begin('gateway', [
      { platform: 'feishu', settings: { ...app, webhook } },
      { platform: 'onebot', settings: { way: 'reverse', port: socket, token: { env: 'TOKEN' } } },
    ])
    const knock = () => fetch(`http://127.0.0.1:${hook}`, { method: 'POST', body: '{}' }).then(({ status }) => status)
    // Whoever cannot sign is turned away, by us.
    await vi.waitFor(async () => expect(await knock()).toBeGreaterThanOrEqual(400), WAIT)
    await vi.waitFor(async () => expect(await napcat.call(socket)).toBe(true), WAIT)
    expect(await napcat.call(socket, 'another token')).toBe(false)
    await vi.waitFor(() => expect(napcat.calls.map(({ action }) => action)).toContain('get_login_info'), WAIT)
  })
})
