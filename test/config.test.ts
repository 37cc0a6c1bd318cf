import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Simulator } from '../src/adapters/simulator/index.ts'
import { definePlatform, UNSEEN } from '../src/chat/platform.ts'
import { Secret, secret } from '../src/chat/secret.ts'
import { readConfig, readEverything } from '../src/config.ts'
import { readAccounts } from '../src/platforms.ts'
import { TestTime } from './support/around.ts'

const pigeon = definePlatform({
  name: 'pigeon',
  title: { zh: '信鸽', en: 'Pigeon post' },
  settings: z.strictObject({ loft: z.string().min(1), whistle: secret }),
  example: { loft: '3栋楼顶', whistle: { env: 'PIGEON_WHISTLE' } },
  create: (_, { time }) => new Simulator({ clock: time }),
  check: async ({ whistle }, { account, file }) => [
    { ok: whistle.reveal() === 'tweet', zh: account, en: file('session.json') },
  ],
})
const platforms = { pigeon: async () => ({ platform: pigeon }) }
const WHISTLE = { PIGEON_WHISTLE: 'tweet' }
const outside = {
  time: new TestTime(),
  log: { info: () => {}, warn: () => {}, error: () => {} },
  files: 'data/wugong.db',
  seen: () => UNSEEN,
  showQr: () => {},
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wugong-config-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const file = (content: unknown): string => {
  const path = join(folder, 'platforms.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
const mistakes = async (content: unknown, environment: Record<string, string> = WHISTLE): Promise<string[]> => {
  const path = file(content)
  const read = await readAccounts(path, environment, platforms)
  if (!('problems' in read)) throw new Error('nothing was refused')
  return read.problems.map(({ name, zh }) => `${name.replace(`WUGONG_PLATFORMS ${path}`, '').trim()}：${zh}`)
}

describe('accounts on chat platforms', () => {
  test('several accounts of one platform, each with files of its own, secrets from the environment', async () => {
    const account = { platform: 'pigeon', settings: pigeon.example }
    const path = file({ accounts: [account, { ...account, account: 'second' }] })
    const read = await readAccounts(path, WHISTLE, platforms)
    if ('problems' in read) throw new Error(inspect(read))
    expect(await Promise.all(read.map(({ check }) => check(outside)))).toEqual([
      [{ ok: true, zh: 'bot', en: 'data/wugong.db.pigeon-bot.session.json' }],
      [{ ok: true, zh: 'second', en: 'data/wugong.db.pigeon-second.session.json' }],
    ])
  })

  test('every mistake is told at once, each with its place', async () => {
    const told = await mistakes(
      {
        accounts: [
          { platform: 'owl' },
          { platform: 'pigeon', settings: { loft: '', whistle: 'tweet', colour: 'grey' } },
          { platform: 'pigeon', account: 'b', settings: pigeon.example },
          { platform: 'pigeon', account: 'b', settings: pigeon.example },
          { platform: 'pigeon', account: 'C!', settings: { loft: 3 } },
          { settings: {} },
        ],
      },
      {},
    )
    expect(told).toEqual([
      'accounts.0（owl bot）.platform：没有“owl”这个平台。可用的有：pigeon',
      'accounts.1（pigeon bot）.settings.loft：不能空着。照这样写："3栋楼顶"',
      'accounts.1（pigeon bot）.settings.whistle：密码和密钥不写在文件里：写成 {"env":"变量名"}，值放进环境变量。照这样写：{"env":"PIGEON_WHISTLE"}',
      'accounts.1（pigeon bot）.settings.colour：没有这个设置，请改名或删掉',
      'accounts.2（pigeon b）.settings.whistle：环境变量 PIGEON_WHISTLE 没有设置',
      'accounts.3（pigeon b）.account：pigeon 有两个账号都叫“b”，请各起一个名字',
      'accounts.3（pigeon b）.settings.whistle：环境变量 PIGEON_WHISTLE 没有设置',
      'accounts.4（pigeon C!）.account：只能用小写字母、数字和 -。照这样写："feishu-2"',
      'accounts.4（pigeon C!）.settings.loft：要写成文字。照这样写："3栋楼顶"',
      'accounts.4（pigeon C!）.settings.whistle：没有写：密码和密钥不写在文件里：写成 {"env":"变量名"}，值放进环境变量。照这样写：{"env":"PIGEON_WHISTLE"}',
      'accounts.5.platform：没有写。照这样写："feishu"',
    ])
  })

  test('a secret that stands where its name should is not repeated', async () => {
    const settings = { loft: '楼顶', whistle: { env: 'tWeet-4711' } }
    const told = await mistakes({ accounts: [{ platform: 'pigeon', settings }] }, {})
    expect(told).toEqual([expect.stringMatching(/whistle：env 后面写变量名/)])
    expect(told.join()).not.toContain('tWeet')
  })

  test('a file that is missing, no JSON or of another shape says so', async () => {
    expect(await readAccounts(join(folder, 'none.json'), {}, platforms)).toMatchObject({
      problems: [{ zh: '打不开这个文件，请检查路径和权限' }],
    })
    expect(await mistakes('{"accounts": [')).toEqual([expect.stringContaining('不是合格的 JSON')])
    expect(await mistakes({ account: [] })).toHaveLength(2)
  })

  test('mistakes in the environment and in the file are told together', async () => {
    const read = await readEverything({ WUGONG_PROT: '9000', WUGONG_PLATFORMS: file('{}') })
    expect('problems' in read && read.problems.map(({ name }) => name.split(' ')[0])).toEqual([
      'WUGONG_PROT',
      'WUGONG_PLATFORMS',
    ])
  })

  test('with a real platform the simulator stays off unless it is wished for', () => {
    expect(readConfig({})).toMatchObject({ simulator: true })
    expect(readConfig({ WUGONG_PLATFORMS: 'p.json' })).toMatchObject({ simulator: false })
    expect(readConfig({ WUGONG_PLATFORMS: 'p.json', WUGONG_SIMULATOR: 'on' })).toMatchObject({ simulator: true })
  })
})

test.each([{ WUGONG_HOST: '0.0.0.0' }, { WUGONG_URL: 'https://wugong.example.cn' }])(
  'the simulator, which has no login, is on no machine that others reach: %j',
  (settings) => {
    expect(readConfig(settings)).toMatchObject({ simulator: false })
    expect(readConfig({ ...settings, WUGONG_SIMULATOR: 'on' })).toMatchObject({
      problems: [{ name: 'WUGONG_SIMULATOR' }],
    })
    expect(readConfig({ WUGONG_HOST: '::1', WUGONG_URL: 'http://[::1]:8080' })).toMatchObject({ simulator: true })
  },
)

test('a secret shows itself to nobody who prints it', () => {
  const one = new Secret('tweet')
  expect(`${one} ${JSON.stringify({ one })} ${inspect({ one })} ${String(one)}`).not.toContain('tweet')
  expect(one.reveal()).toBe('tweet')
})
