import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startProgram } from '../support/program.ts'

const CLI = join(import.meta.dirname, '../../dist/cli.js')

const run = (args: string[], settings: Record<string, string>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'wugong-secrets-'))
  try {
    const env = { PATH: process.env.PATH ?? '', HOME: folder, WUGONG_LOG: 'debug', WUGONG_PORT: '0', ...settings }
    const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env,
    })
    expect(status).not.toBe(0)
    return stdout + stderr
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('the password of a database that cannot be reached is in no message', () => {
  // Nobody listens on port 1.
  const address = 'postgres://wugong:hunter2-secret@127.0.0.1:1/wugong'
  for (const command of ['start', 'check', 'link'])
    expect(run([command], { DATABASE_URL: address })).not.toContain('hunter2-secret')
  expect(run(['check'], { DATABASE_URL: 'mysql://wugong:hunter2-secret@127.0.0.1/wugong' })).not.toContain('hunter2')
})

/** Every platform there is, each out of reach: nobody listens on port 1. `x`: what is secret. */
const accountsOf = (x: (name: string) => object) => [
  { platform: 'onebot', settings: { way: 'forward', url: 'ws://127.0.0.1:1', token: x('ONEBOT') } },
  { platform: 'onebot', account: 'back', settings: { way: 'reverse', port: 0, token: x('BACK') } },
  { platform: 'qq', settings: { appId: '1', secret: x('QQ'), api: NOWHERE, tokens: NOWHERE } },
  { platform: 'dingtalk', settings: { clientId: 'c', clientSecret: x('DINGTALK'), api: NOWHERE } },
  { platform: 'wecom', settings: { botId: 'b', secret: x('WECOM'), name: '五共', url: 'ws://127.0.0.1:1' } },
  { platform: 'robot', settings: { kind: 'feishu', group: '居委会', address: x('ADDRESS'), signing: x('SIGNING') } },
  {
    platform: 'xmpp',
    settings: { jid: 'a@b', password: x('XMPP'), service: 'xmpp://127.0.0.1:1', rooms: ['c@d'] },
  },
  {
    platform: 'email',
    settings: { host: '127.0.0.1', port: 1, user: 'u', password: x('EMAIL'), from: 'a@b.cn', to: ['c@b.cn'] },
  },
  {
    platform: 'feishu',
    settings: {
      ...{ appId: 'cli_0123456789abcdef', appSecret: x('FEISHU'), domain: NOWHERE },
      webhook: { port: 0, encryptKey: x('ENCRYPT'), verificationToken: x('VERIFY') },
    },
  },
]
const NOWHERE = 'http://127.0.0.1:1'
const named: string[] = []
const ACCOUNTS = accountsOf((name) => {
  named.push(name)
  return { env: name }
})
const KEYS = {
  ...Object.fromEntries(named.map((name) => [name, `hunter2-${name}`])),
  ADDRESS: `${NOWHERE}/hunter2-hook`,
}

test('no key of a platform, no link, session or code is in anything that the program says', {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wugong-secrets-'))
  try {
    const file = join(folder, 'platforms.json')
    writeFileSync(file, JSON.stringify({ accounts: ACCOUNTS }))
    const around = { ...KEYS, WUGONG_PLATFORMS: file, WUGONG_SIMULATOR: 'on', WUGONG_LOG: 'debug' }
    const said = run(['check'], around)
    expect(said).toMatch(/OneBot.*\n/)
    expect(said).not.toContain('hunter2')

    const program = await startProgram('all', { cwd: folder, database: join(folder, 'wugong.db'), settings: around })
    const { url } = program
    const secrets = [/login\?t=(\S+?)\s/.exec(program.said())?.[1] ?? '']
    const greeting = program.said().length
    const post = (path: string, body: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(url + path, {
        ...{ method: 'POST', body: new URLSearchParams(body), redirect: 'manual' as const },
        headers: { origin: url, ...headers },
      })
    const [cookie = ''] = ((await post('/login', { t: secrets[0] ?? '' })).headers.get('set-cookie') ?? '').split(';')
    secrets.push(cookie.split('=')[1] ?? '')
    const page = await (await post('/people/code', { role: 'staff' }, { cookie })).text()
    secrets.push(/\d{6}/.exec(page.split('<main')[1] ?? '')?.[0] ?? '')
    await post('/login', { t: secrets[0] ?? '' })
    await fetch(`${url}/no-such-page?t=${secrets[0]}`, { headers: { cookie } })
    await program.kill('SIGTERM')
    expect(secrets.map((secret) => secret.length)).toEqual([expect.any(Number), expect.any(Number), 6])
    const after = program.said().slice(greeting)
    expect(after).toContain('"level"')
    for (const secret of ['hunter2', ...secrets])
      expect([secret, secret.length > 5, after.includes(secret)]).toEqual([secret, true, false])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a file of accounts that is refused is not repeated, not even the piece that is wrong', {
  timeout: 60_000,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'wugong-secrets-'))
  try {
    const file = join(folder, 'platforms.json')
    for (const text of [
      '{"accounts":[{"settings":{"token":hunter2}}]}',
      '{"accounts":[{"platform":"hunter2"x}]}',
      '{"accounts":[{"platform":"onebot","settings":{"way":"forward","url":"hunter2","token":"hunter2"}}]}',
    ]) {
      writeFileSync(file, text)
      for (const command of ['check', 'start'])
        expect(run([command], { WUGONG_PLATFORMS: file })).not.toContain('hunter2')
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('what stands in a file that is refused is not repeated, only where and why', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wugong-secrets-'))
  try {
    const file = join(folder, 'talk.jsonl')
    writeFileSync(file, '{"type":"message","id":"m1","at":"gestern","from":{"id":"u1"},"text":"我手机13800138000"}\n')
    const said = run(['replay', file], {})
    expect(said).toMatch(/第1行/)
    expect(said).not.toContain('13800138000')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
