import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkWeCom } from '../../../src/adapters/wecom/check.ts'
import { WeCom } from '../../../src/adapters/wecom/index.ts'
import { settings } from '../../../src/adapters/wecom/settings.ts'
import type { ChatRef } from '../../../src/chat/message.ts'
import { Secret } from '../../../src/chat/secret.ts'
import { adapterContract } from '../../contract/adapter.ts'
import { type AdapterHarness, Ear } from '../../contract/harness.ts'
import { breathe, type TestAround, testAround } from '../../support/around.ts'
import { until } from '../../support/until.ts'
import { BOT_ID, LoopbackWeCom, NAME, SECRET } from './loopback.ts'

const GROUP: ChatRef = { kind: 'group', id: 'wr3' }
const ME = 'zhangsan'

const settingsFor = (url: string) => settings.parse({ botId: BOT_ID, secret: new Secret(SECRET), name: NAME, url })

adapterContract('WeCom’s smart bot', async (around): Promise<AdapterHarness> => {
  const platform = new LoopbackWeCom(around.time.now)
  await platform.listen()
  const adapter = new WeCom(settingsFor(platform.address), around)
  return {
    adapter,
    secrets: [SECRET],
    group: () => GROUP,
    person: () => ME,
    seen: async (chat) =>
      platform.shown
        .filter((one) => one.chat === chat.id)
        .map(({ text }, n) => ({ id: String(n), text, buttons: [], hasImage: false })),
    async says(chat, words, { quote: _, agoMs = 0, attach } = {}) {
      const quoted = platform.shown.at(-1)?.text
      const mention = chat.kind === 'group' ? `@${NAME} ` : ''
      platform.say(chat.kind === 'group' ? chat.id : null, {
        create_time: Math.floor((around.time.now() - agoMs) / 1000),
        ...(attach
          ? { msgtype: 'image', image: { url: 'https://wecom/picture' } }
          : { text: { content: `${mention}${words}` } }),
        ...(quoted === undefined ? {} : { quote: { msgtype: 'text', text: { content: quoted } } }),
      })
      await breathe()
    },
    async redeliver() {
      platform.again()
      await breathe()
    },
    botWritesElsewhere: async () => false,
    async sendsUnknown() {
      platform.push('aibot_red_packet_callback', { hello: '红包' })
      await breathe()
    },
    async drop(during) {
      platform.open = false
      platform.drop()
      await until(() => adapter.health() !== 'ok')
      await during()
      platform.open = true
      await around.time.passes(2_000)
      await until(() => adapter.health() === 'ok')
    },
    nextSend(fate) {
      platform.fate = fate
      return fate === 'limited' ? 60_000 : null
    },
    goesSilent: async () => platform.silence(),
    connections: () => platform.made,
    removesBot: async () => {
      platform.member = false
    },
    async close() {
      await adapter.stop()
      await platform.close()
    },
  }
})

describe('WeCom', () => {
  let around: TestAround
  let platform: LoopbackWeCom
  let adapter: WeCom
  let ear: Ear
  beforeEach(async () => {
    around = testAround()
    platform = new LoopbackWeCom(around.time.now)
    await platform.listen()
    adapter = new WeCom(settingsFor(platform.address), around)
    ear = new Ear()
  })
  afterEach(async () => {
    await adapter.stop()
    await platform.close()
    await around.remove()
  })
  const start = async () => {
    await adapter.start(ear)
    await until(() => adapter.health() === 'ok')
  }

  test('only our own name is cut off, and only where it stands first', async () => {
    await start()
    platform.say('wr3', { text: { content: '@李四 你家漏水吗 @五共' } })
    platform.say('wr3', { text: { content: '@五共\u2005建议：装扶手' } })
    await until(() => ear.heard.length === 2)
    expect(ear.said).toEqual(['@李四 你家漏水吗 @五共', '建议：装扶手'])
  })

  test('a message that could not be stored is tried until it is', async () => {
    await start()
    const receive = ear.receive.bind(ear)
    ear.receive = () => Promise.reject(new Error('the disk is full'))
    platform.say('wr3', { text: { content: '楼道灯坏了' } })
    await breathe()
    ear.receive = receive
    await around.time.passes(2_000)
    await until(() => ear.said.includes('楼道灯坏了'))
  })

  test('displaced by another program it does not fight for its place', async () => {
    await start()
    platform.displace()
    await until(() => adapter.health() === 'down')
    for (let second = 0; second < 60; second += 1) await around.time.passes(1_000)
    expect(platform.made).toBe(1)
    for (let second = 0; second < 300 && platform.made === 1; second += 1) await around.time.passes(1_000)
    expect(platform.made).toBe(2)
  })

  test('wrong credentials are told as such', async () => {
    platform.secret = 'another'
    await adapter.start(ear)
    await until(() => adapter.health() === 'needs-login')
    expect(await adapter.send({ key: 'k', chat: GROUP, text: '一' })).toMatchObject({ status: 'rate' })
  })

  test('opening the chat is no event to keep', async () => {
    await start()
    platform.push('aibot_event_callback', { event: { eventtype: 'enter_chat' } })
    await breathe()
    expect(ear.unknowns).toEqual([])
  })

  test('check reaches the host, and does not displace the running bot', async () => {
    await start()
    expect((await checkWeCom(settingsFor(platform.address))).every(({ ok }) => ok)).toBe(true)
    expect(platform.frames.filter((cmd) => cmd === 'aibot_subscribe')).toHaveLength(1)
    expect((await checkWeCom(settingsFor('ws://127.0.0.1:9')))[0]).toMatchObject({ ok: false })
  })
})
