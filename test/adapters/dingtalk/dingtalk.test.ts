import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkDingTalk } from '../../../src/adapters/dingtalk/check.ts'
import { DingTalk } from '../../../src/adapters/dingtalk/index.ts'
import { adapterContract } from '../../contract/adapter.ts'
import { Ear } from '../../contract/harness.ts'
import { breathe, type TestAround, testAround } from '../../support/around.ts'
import { Tarpit } from '../../support/tarpit.ts'
import { until } from '../../support/until.ts'
import { dingTalkHarness, GROUP, settingsFor } from './harness.ts'
import { LoopbackDingTalk } from './loopback.ts'

adapterContract(
  'DingTalk by its stream',
  (around) => new DingTalk(settingsFor('http://127.0.0.1:9'), around),
  dingTalkHarness,
)

describe('DingTalk', () => {
  let around: TestAround
  let platform: LoopbackDingTalk
  let adapter: DingTalk
  let ear: Ear
  beforeEach(async () => {
    around = testAround()
    platform = new LoopbackDingTalk(around.time.now)
    await platform.listen()
    adapter = new DingTalk(settingsFor(platform.address), around)
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
  const say = (words: string, more: object = {}) =>
    platform.push(platform.message(GROUP.id, false, { text: { content: words }, ...more }))
  const send = (text: string) => adapter.send({ key: text, chat: GROUP, text })

  test('a message that cannot be stored yet is acknowledged once it is, and until then every start begins before it', async () => {
    await start()
    const [before, receive] = [around.time.now(), ear.receive.bind(ear)]
    ear.receive = () => Promise.reject(new Error('the disk is full'))
    let answer: number | null = null
    const said = say('楼道灯坏了').then((code) => {
      answer = code
    })
    for (let second = 0; second < 60; second += 1) {
      await platform.system('ping')
      await around.time.passes(1_000)
    }
    expect([answer, around.seen.at]).toEqual([null, before])
    ear.receive = receive
    await around.time.passes(1_000)
    await said
    expect([answer, ear.said]).toEqual([200, ['楼道灯坏了']])
    await platform.again()
    expect(ear.said).toEqual(['楼道灯坏了'])
  })

  test('is answered at the address that came with the message, and after its time through the interface', async () => {
    await start()
    await say('明天停水吗')
    await send('不停')
    await around.time.passes(91 * 60_000)
    await until(() => adapter.health() === 'ok')
    await send('停')
    expect(platform.shown.map(({ text, by }) => [text, by])).toEqual([
      ['不停', 'session'],
      ['停', 'interface'],
    ])
  })

  test('an address outside DingTalk is never written to', async () => {
    await start()
    await say('明天停水吗', { sessionWebhook: 'https://evil.example/steal' })
    await send('不停')
    expect(platform.shown).toMatchObject([{ by: 'interface' }])
  })

  test('asks for one token however many messages wait', async () => {
    await start()
    await Promise.all([send('一'), send('二'), send('三')])
    expect(platform.calls.filter((call) => call.endsWith('accessToken'))).toHaveLength(1)
  })

  test('pings of the platform are answered', async () => {
    await start()
    await platform.system('ping')
  })

  test('told to go elsewhere it connects anew while the old connection still listens, and leaves none behind', async () => {
    await start()
    await platform.system('disconnect')
    await breathe()
    expect(platform.connected).toBe(1)
    await say('还听得见吗')
    await around.time.passes(2_000)
    await until(() => platform.connected === 2)
    await around.time.passes(15_000)
    await until(() => platform.connected === 1)
    await say('换好了吗')
    expect(ear.said).toEqual(['还听得见吗', '换好了吗'])
    expect(ear.gaps).toEqual([])
    expect(adapter.health()).toBe('ok')
  })

  test('what is said after the old connection has ended and before there is a new one is lost, and told', async () => {
    await start()
    await around.time.passes(20_000)
    platform.open = false
    await platform.system('disconnect')
    await breathe()
    platform.drop()
    await until(() => adapter.health() !== 'ok')
    await around.time.passes(5_000)
    platform.open = true
    while (adapter.health() !== 'ok') await around.time.passes(1_000)
    expect(ear.gaps).toHaveLength(1)
  })

  test('a host that takes its time to let us in is asked nothing before it has', async () => {
    const pit = await Tarpit.open()
    platform.elsewhere = `ws://127.0.0.1:${pit.port}`
    await adapter.start(ear)
    await until(() => pit.caught === 1)
    await around.time.passes(14_000)
    await adapter.stop()
    await pit.close()
  })

  test('stopped while it asks where to connect, it does not connect any more', async () => {
    let tell = () => {}
    platform.registration = new Promise((resolve) => {
      tell = resolve
    })
    await adapter.start(ear)
    await until(() => platform.calls.length === 1)
    const stopped = adapter.stop()
    tell()
    await stopped
    expect(platform.made).toBe(0)
    expect(adapter.health()).toBe('down')
  })

  test('a connection on which the application is silent is exchanged, though its socket answers', async () => {
    await start()
    for (let second = 0; second < 95; second += 1) await around.time.passes(1_000)
    await until(() => platform.made === 2 && adapter.health() === 'ok')
  })

  test('nothing is left running after many reconnections', async () => {
    await start()
    for (let round = 0; round < 5; round += 1) {
      platform.drop()
      await until(() => adapter.health() !== 'ok')
      while (adapter.health() !== 'ok') await around.time.passes(1_000)
    }
    expect(platform.connected).toBe(1)
    await adapter.stop()
    await until(() => platform.connected === 0)
  })

  test('wrong credentials are told as such', async () => {
    platform.secret = 'another'
    await adapter.start(ear)
    await until(() => adapter.health() === 'needs-login')
  })

  test('check: right, wrong, not reached', async () => {
    const wrong = async (api: string, secret?: string) =>
      (await checkDingTalk(settingsFor(api, secret), around)).filter(({ ok }) => !ok).map(({ zh }) => zh)
    expect(await wrong(platform.address)).toEqual([])
    expect(await wrong(platform.address, 'guess')).toEqual([expect.stringContaining('Client Secret 不对')])
    expect(await wrong('http://127.0.0.1:9')).toEqual([expect.stringContaining('连不上')])
  })
})
