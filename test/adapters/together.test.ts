import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../support/until.ts'
import * as dingtalk from './dingtalk/loopback.ts'
import { LoopbackMail } from './email/loopback.ts'
import { buttonsOf } from './feishu/harness.ts'
import * as feishu from './feishu/loopback.ts'
import { KEY, LoopbackRobots, SIGNING } from './robot/loopback.ts'
import * as wecom from './wecom/loopback.ts'

/** The built program (`pretest` builds it), with five accounts at once on loopback platforms. */
const CLI = join(import.meta.dirname, '../../dist/cli.js')
const PASSWORD = 'mail-password-1b7'

const lark = new feishu.LoopbackFeishu(Date.now)
const ding = new dingtalk.LoopbackDingTalk(Date.now)
const we = new wecom.LoopbackWeCom(Date.now)
const robots = new LoopbackRobots(Date.now)
const mail = new LoopbackMail(PASSWORD)

let folder: string
let program: ChildProcess | null = null
/** Of the running program. */
let printed = ''
let everPrinted = ''

beforeEach(async () => {
  lark.chats.set('oc_p2', { name: '', members: new Set([feishu.BOT, 'ou_li']), direct: true })
  folder = mkdtempSync(join(tmpdir(), 'wugong-together-'))
  await Promise.all([lark, ding, we, robots, mail].map((platform) => platform.listen()))
})
afterEach(async () => {
  program?.kill('SIGKILL')
  await Promise.all([lark, ding, we, robots, mail].map((platform) => platform.close()))
  rmSync(folder, { recursive: true })
})

const environment = (): NodeJS.ProcessEnv => ({
  ...{ PATH: process.env.PATH, HOME: folder, WUGONG_PORT: '0', WUGONG_LOG: 'debug' },
  ...{ WUGONG_PLATFORMS: join(folder, 'platforms.json'), WUGONG_SIMULATOR: 'off' },
  ...{ LARK: feishu.APP_SECRET, DING: dingtalk.CLIENT_SECRET, WE: wecom.SECRET, MAIL: PASSWORD },
  ...{ ROBOT: robots.addressOf('dingtalk'), SIGNING },
})
/** Another program on the same database. Not waited for in a way that would stop the platforms. */
const wugong = (...args: string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args, '--db', join(folder, 'wugong.db')], { env: environment() }, (_, stdout) =>
      resolve(stdout),
    )
  })

const configure = () => {
  const accounts = [
    ['feishu', { appId: feishu.APP_ID, appSecret: { env: 'LARK' }, domain: lark.address }],
    ['dingtalk', { clientId: dingtalk.CLIENT_ID, clientSecret: { env: 'DING' }, api: ding.address }],
    ['wecom', { botId: wecom.BOT_ID, secret: { env: 'WE' }, name: wecom.NAME, url: we.address }],
    ['robot', { kind: 'dingtalk', group: '居委会钉钉群', address: { env: 'ROBOT' }, signing: { env: 'SIGNING' } }],
    [
      'email',
      {
        ...{ host: '127.0.0.1', port: mail.port, encryption: 'none', user: 'wugong', password: { env: 'MAIL' } },
        ...{ from: 'wugong@example.cn', to: ['committee@example.cn'] },
      },
    ],
  ].map(([platform, settings]) => ({ platform, settings }))
  writeFileSync(join(folder, 'platforms.json'), JSON.stringify({ accounts }))
}

/** Makes the community, with its register. */
const importRegister = async () => {
  const register = join(folder, 'register.csv')
  writeFileSync(register, '楼栋,单元,房号,面积,面积来源,业主,手机\n3,2,501,89.50,产权证,张三,\n')
  expect(await wugong('import', 'households', register, '--community', '幸福里社区')).toContain('共1户')
}

const start = async () => {
  printed = ''
  program = spawn(process.execPath, [CLI, 'start', '--db', join(folder, 'wugong.db')], { env: environment() })
  for (const stream of [program.stdout, program.stderr])
    stream?.on('data', (chunk) => {
      printed += String(chunk)
      everPrinted += String(chunk)
    })
  const { made } = lark
  await until(() => printed.includes('五共开好了') && lark.made > made && we.isListening && ding.connected > 0)
}

/** For a new staff member, or for one we know by name who comes from elsewhere. */
const code = async (...name: string[]) => /\d{6}/.exec(await wugong('code', ...name))?.[0] ?? ''
const write = (chat: string, who: string, text: string) =>
  lark.say({ chat, sender: { id: who, type: 'user' }, type: 'text', content: JSON.stringify({ text }), mentions: [] })
const hears = (chat: string, words: string) =>
  until(() =>
    lark.messages.some((one) => one.chat === chat && one.sender.type === 'app' && one.content.includes(words)),
  )

test('five platforms at once, a crash in between, and nothing lost', async () => {
  configure()
  await start()
  // The robot and the mailbox become the committee's without another start.
  await importRegister()
  const events = async () => JSON.parse(await wugong('export', 'events', '--format', 'json')) as { type: string }[]
  await until(async () => (await events()).filter(({ type }) => type === 'group.bound').length === 2)

  // A staff member, his group, a suggestion.
  await write('oc_p1', 'ou_zhang', `/验证 ${await code()}`)
  await hears('oc_p1', '您现在是')
  await write('oc_g3', 'ou_zhang', '/绑定 3栋')
  await hears('oc_g3', '“3栋”的群')
  await write('oc_g3', 'ou_li', '建议：3栋门口装个扶手')
  await hears('oc_g3', '建议1号')
  expect(lark.messages.find(({ content }) => content.includes('已记下'))?.parent).toBeDefined()

  // A poll with buttons; its result with a picture.
  await write('oc_g3', 'ou_zhang', '/投票 东门要不要装充电桩\n1 装\n2 不装')
  await hears('oc_g3', '【征集意见】')
  const card = lark.messages.find(({ type }) => type === 'interactive')
  await lark.push('card.action.trigger', {
    operator: { open_id: 'ou_li' },
    action: { value: buttonsOf(card?.content ?? '')[0]?.value, tag: 'button' },
    context: { open_message_id: card?.id, open_chat_id: 'oc_g3' },
  })
  await write('oc_g3', 'ou_zhang', '/结束')
  await hears('oc_g3', '【征集结果】')
  expect(lark.messages.find(({ content }) => content.includes('【征集结果】'))?.type).toBe('post')
  await until(() => card !== undefined && buttonsOf(card.content).length === 0)

  // The same staff member on DingTalk, where one has to mention the bot.
  const says = (chat: string, direct: boolean, content: string) =>
    ding.push(ding.message(chat, direct, { text: { content } }))
  await says('staff1', true, `/验证 ${await code('张三')}`)
  await until(() => ding.shown.some(({ text }) => text.includes('您就是')))
  await says('cid3==', false, '/绑定 3栋')
  await until(() => ding.shown.some(({ text }) => text.includes('不@我的话我听不到')))

  // Danger reaches the committee where it reads.
  await write('oc_g3', 'ou_li', '3栋楼道着火了')
  await until(() => robots.shown.some(({ text }) => text.includes('【紧急】着火')) && mail.mails.length === 1)
  expect(robots.shown.every(({ text }) => !text.includes('李四'))).toBe(true)

  // The program dies; what was said meanwhile is asked for when it is back.
  program?.kill('SIGKILL')
  await until(() => program?.signalCode === 'SIGKILL')
  await until(() => !lark.isHeard)
  await write('oc_g3', 'ou_li', '建议：车库积水')
  await start()
  // The group has heard enough today: its author is told in private.
  await hears('oc_p2', '建议2号')
  const kept = await wugong('export', 'suggestions', '--format', 'json')
  expect((JSON.parse(kept) as { text: string }[]).map(({ text }) => text)).toEqual(['3栋门口装个扶手', '车库积水'])

  expect((await wugong('check')).split('\n').filter((line) => line.startsWith('✘'))).toEqual([])
  for (const secret of [...feishu.SECRETS, ...dingtalk.SECRETS, wecom.SECRET, PASSWORD, KEY, SIGNING])
    expect(everPrinted).not.toContain(secret)
})
