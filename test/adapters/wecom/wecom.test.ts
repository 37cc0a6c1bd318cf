import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkWeCom } from '../../../src/adapters/wecom/check.ts'
import { WeCom } from '../../../src/adapters/wecom/index.ts'
import { adapterContract } from '../../contract/adapter.ts'
import { Ear } from '../../contract/harness.ts'
import { breathe, type TestAround, testAround } from '../../support/around.ts'
import { Tarpit } from '../../support/tarpit.ts'
import { until } from '../../support/until.ts'
import { GROUP, settingsFor, weComHarness } from './harness.ts'
import { LoopbackWeCom } from './loopback.ts'

adapterContract('WeCom’s smart bot', (around) => new WeCom(settingsFor('ws://127.0.0.1:9'), around), weComHarness)

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

  test('a host that takes its time to let us in is asked nothing before it has', async () => {
    const pit = await Tarpit.open()
    const slow = new WeCom(settingsFor(`ws://127.0.0.1:${pit.port}`), around)
    await slow.start(ear)
    await until(() => pit.caught === 1)
    await around.time.passes(14_000)
    await slow.stop()
    await pit.close()
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
