import { afterAll, beforeAll, expect, test } from 'vitest'
import { feishuHarness } from '../adapters/feishu/harness.ts'
import { oneBotHarness } from '../adapters/onebot/harness.ts'
import { qqHarness } from '../adapters/qq/harness.ts'
import { xmppHarness } from '../adapters/xmpp/harness.ts'
import { Person } from '../adapters/xmpp/person.ts'
import { hasProsody, Prosody } from '../adapters/xmpp/prosody.ts'
import { chanceFrom } from './faults.ts'
import { Soak } from './soak.ts'

/** Minutes. */
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
    const soak = await Soak.of({
      feishu: feishuHarness,
      qq: qqHarness,
      'onebot-forward': oneBotHarness('forward'),
      'onebot-reverse': oneBotHarness('reverse'),
      ...(ground ? { xmpp: (around) => xmppHarness(around, ground) } : {}),
    })
    try {
      const end = Date.now() + MINUTES * 60_000
      const figures = await soak.runs(() => Date.now() > end, chanceFrom(SEED))
      process.stdout.write(`soak, ${MINUTES} minutes, seed ${SEED}\n`)
      for (const [name, found] of Object.entries(figures)) process.stdout.write(`${name} ${JSON.stringify(found)}\n`)
      for (const [name, found] of Object.entries(figures))
        expect({ name, ...found }).toMatchObject({ lost: 0, doubled: 0, undelivered: 0, unseen: 0, seenTwice: 0 })
    } finally {
      await soak.close()
    }
  },
  (MINUTES + 5) * 60_000,
)
