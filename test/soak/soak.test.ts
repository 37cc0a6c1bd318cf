import { afterAll, beforeAll, expect, test } from 'vitest'
import { dingTalkHarness } from '../adapters/dingtalk/harness.ts'
import { emailHarness } from '../adapters/email/harness.ts'
import { feishuHarness } from '../adapters/feishu/harness.ts'
import { oneBotHarness } from '../adapters/onebot/harness.ts'
import { qqHarness } from '../adapters/qq/harness.ts'
import { robotHarness } from '../adapters/robot/harness.ts'
import { simulatorHarness } from '../adapters/simulator/harness.ts'
import { inChild, weChatHarness } from '../adapters/wechat/harness.ts'
import { weComHarness } from '../adapters/wecom/harness.ts'
import { xmppHarness } from '../adapters/xmpp/harness.ts'
import { Person } from '../adapters/xmpp/person.ts'
import { hasProsody, Prosody } from '../adapters/xmpp/prosody.ts'
import { chanceFrom } from './faults.ts'
import { FAULTLESS } from './figures.ts'
import { Soak } from './soak.ts'

const MINUTES = Number(process.env.WUGONG_SOAK)
const SEED = Number(process.env.WUGONG_SEED ?? Date.now() % 1_000_000)
const ROOM = 'soak@muc.localhost'

let server: Prosody | null = null
let zhang: Person | null = null

beforeAll(async () => {
  if (!hasProsody) return
  server = await Prosody.start(['wugong', 'zhang'])
  zhang = new Person('zhang', server.port)
  await zhang.comes()
  await zhang.enters(ROOM, '3-2-501 张三')
  await zhang.opens(ROOM, '幸福里3栋业主群', 'anyone')
})
afterAll(async () => {
  await zhang?.goes()
  await server?.remove()
})

test(
  'many platforms at once, everything going wrong: every message counts once and every reply is delivered',
  async () => {
    const ground = server && zhang ? { server, person: zhang, room: ROOM, name: 'wugong' } : null
    const platforms = {
      feishu: feishuHarness,
      qq: qqHarness,
      'onebot-forward': oneBotHarness('forward'),
      'onebot-reverse': oneBotHarness('reverse'),
      ...(ground ? { xmpp: (around: Parameters<typeof xmppHarness>[0]) => xmppHarness(around, ground) } : {}),
      wechat: weChatHarness(inChild),
      dingtalk: dingTalkHarness,
      wecom: weComHarness,
      simulator: simulatorHarness,
      'robot-wecom': robotHarness('wecom'),
      'robot-dingtalk': robotHarness('dingtalk'),
      'robot-feishu': robotHarness('feishu'),
      email: emailHarness,
    }
    const soak = await Soak.of(platforms, MINUTES, chanceFrom(SEED))
    const telling = setInterval(() => {
      void soak.progress().then((far) => process.stdout.write(`${far}\n`))
    }, 60_000)
    try {
      const end = Date.now() + MINUTES * 60_000
      const figures = await soak.runs(() => Date.now() > end)
      const { user, system } = process.cpuUsage()
      process.stdout.write(
        `soak, ${MINUTES} minutes, seed ${SEED}, ${Math.round((user + system) / 1e6)} s of processor\n`,
      )
      for (const [name, found] of Object.entries(figures)) process.stdout.write(`${name} ${JSON.stringify(found)}\n`)
      for (const trouble of await soak.troubles()) process.stdout.write(`${trouble}\n`)
      for (const [name, found] of Object.entries(figures)) expect({ name, ...found }).toMatchObject(FAULTLESS)
    } finally {
      clearInterval(telling)
      await soak.close()
    }
  },
  (MINUTES + 20) * 60_000,
)
