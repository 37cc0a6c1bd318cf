import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as dingtalk from '../adapters/dingtalk/loopback.ts'
import { LoopbackMail } from '../adapters/email/loopback.ts'
import * as feishu from '../adapters/feishu/loopback.ts'
import * as onebot from '../adapters/onebot/loopback.ts'
import * as qq from '../adapters/qq/loopback.ts'
import { LoopbackRobots } from '../adapters/robot/loopback.ts'
import { WebWeChat } from '../adapters/wechat/web-wechat.ts'
import * as wecom from '../adapters/wecom/loopback.ts'
import { Person } from '../adapters/xmpp/person.ts'
import { hasProsody, PASSWORD, Prosody } from '../adapters/xmpp/prosody.ts'

const run = promisify(execFile)
const MAIL = 'mail-password'
const SECRET = { env: 'SECRET' }

/** Each platform on loopback: its settings, its secret, and what ends it. */
const PLATFORMS = {
  feishu: async () => {
    const server = new feishu.LoopbackFeishu(Date.now)
    await server.listen()
    const settings = { appId: feishu.APP_ID, appSecret: SECRET, domain: server.address }
    return { settings, secret: feishu.APP_SECRET, close: () => server.close() }
  },
  qq: async () => {
    const server = new qq.LoopbackQq(Date.now)
    await server.listen()
    const settings = { appId: qq.APP, secret: SECRET, api: server.address, tokens: `${server.address}/token` }
    return { settings, secret: qq.SECRET, close: () => server.close() }
  },
  onebot: async () => {
    const server = new onebot.LoopbackOneBot(Date.now)
    const settings = { way: 'forward', url: `ws://127.0.0.1:${await server.listen()}`, token: SECRET }
    return { settings, secret: onebot.TOKEN, close: () => server.cut() }
  },
  xmpp: async () => {
    if (!hasProsody) return null
    const server = await Prosody.start(['wugong', 'zhang'])
    const zhang = new Person('zhang', server.port)
    await zhang.comes()
    await zhang.enters('bench@muc.localhost', '3-2-501 张三')
    await zhang.opens('bench@muc.localhost', '3栋', 'anyone')
    const service = `xmpp://127.0.0.1:${server.port}`
    const settings = { jid: 'wugong@localhost', password: SECRET, service, rooms: ['bench@muc.localhost'] }
    const close = () => zhang.goes().then(() => server.remove())
    return { settings, secret: PASSWORD, close }
  },
  dingtalk: async () => {
    const server = new dingtalk.LoopbackDingTalk(Date.now)
    await server.listen()
    const settings = { clientId: dingtalk.CLIENT_ID, clientSecret: SECRET, api: server.address }
    return { settings, secret: dingtalk.CLIENT_SECRET, close: () => server.close() }
  },
  wecom: async () => {
    const server = new wecom.LoopbackWeCom(Date.now)
    await server.listen()
    const settings = { botId: wecom.BOT_ID, secret: SECRET, name: wecom.NAME, url: server.address }
    return { settings, secret: wecom.SECRET, close: () => server.close() }
  },
  wechat: async () => {
    const server = new WebWeChat(Date.now)
    await server.listen()
    return { settings: {}, secret: '', port: String(server.port), close: () => server.close() }
  },
  robot: async () => {
    const server = new LoopbackRobots(Date.now)
    await server.listen()
    const settings = { kind: 'wecom', group: '居委会群', address: SECRET }
    return { settings, secret: server.addressOf('wecom'), close: () => server.close() }
  },
  email: async () => {
    const server = new LoopbackMail(MAIL)
    await server.listen()
    const letters = { from: 'wugong@example.cn', to: ['committee@example.cn'] }
    const settings = { host: '127.0.0.1', port: server.port, encryption: 'none', user: 'wugong', password: SECRET }
    return { settings: { ...settings, ...letters }, secret: MAIL, close: () => server.close() }
  },
}

/** Each adapter in a process of its own against its loopback platform, a few times: ms until it is ready, MB it adds. */
export const adapters = async (folder, times) => {
  const found = []
  for (const [name, open] of Object.entries(PLATFORMS)) {
    const platform = await open()
    if (!platform) continue
    const file = join(folder, `${name}.json`)
    writeFileSync(file, JSON.stringify({ accounts: [{ platform: name, settings: platform.settings }] }))
    const runs = []
    for (let time = 0; time < times; time += 1) {
      const own = join(folder, `${name}-${time}`)
      mkdirSync(own)
      const args = ['test/bench/adapter.mjs', file, own, ...(platform.port ? [platform.port] : [])]
      const env = { PATH: process.env.PATH, SECRET: platform.secret }
      const { stdout } = await run(process.execPath, args, { env, timeout: 60_000 })
      runs.push(JSON.parse(stdout))
    }
    await platform.close()
    found.push({ name, ms: runs.map(({ ms }) => ms), memory: runs.map(({ memory }) => memory) })
  }
  return found
}
