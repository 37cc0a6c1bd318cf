import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Qq } from '../../../src/adapters/qq/adapter.ts'
import { platform } from '../../../src/adapters/qq/index.ts'
import type { Settings } from '../../../src/adapters/qq/settings.ts'
import { Secret } from '../../../src/chat/secret.ts'
import { adapterContract } from '../../contract/adapter.ts'
import { Ear } from '../../contract/harness.ts'
import { breathe, type TestAround, testAround } from '../../support/around.ts'
import { until } from '../../support/until.ts'
import { chat, open, qqHarness, settingsFor } from './harness.ts'
import { type LoopbackQq, SECRET } from './loopback.ts'

adapterContract('QQ', (around) => new Qq(settingsFor('http://127.0.0.1:9'), around), qqHarness)

describe('an official QQ bot', () => {
  let around: TestAround
  let qq: LoopbackQq
  let settings: Settings
  let adapter: Qq
  let ear: Ear
  let count = 0

  beforeEach(async () => {
    around = testAround()
    ;({ qq, settings, adapter } = await open(around))
    ear = new Ear()
    await adapter.start(ear)
  })
  afterEach(async () => {
    await adapter.stop({ keepSession: false })
    await qq.close()
    await around.remove()
  })

  const hears = async (text: string) => {
    await until(() => ear.said.includes(text))
    return ear.heard.findLast((one) => one.text === text)
  }
  const send = (text: string) => {
    count += 1
    return adapter.send({ key: `key-${count}`, chat, text })
  }

  test('a message that mentions the bot may come as two events and is one message', async () => {
    const d = { id: 'ROBOT1.0_same', mentions: [{ id: 'BOT', is_you: true, username: '五共' }] }
    qq.says('<@BOT> 明天停水吗', { d })
    qq.says(' 明天停水吗', { event: 'GROUP_AT_MESSAGE_CREATE', d: { id: 'ROBOT1.0_same' } })
    await until(() => ear.heard.length === 2)
    expect(new Set(ear.heard.map((one) => one.nativeMsgId)).size).toBe(1)
    expect(ear.heard.map((one) => one.text)).toEqual(['@五共 明天停水吗', '明天停水吗'])
    expect(ear.heard.every((one) => one.mentions.some((mention) => mention.self))).toBe(true)
  })

  test('an answer belongs to the newest message: five to each, each with its own number, then it is a push', async () => {
    const id = qq.says('建议：装扶手')
    await hears('建议：装扶手')
    for (let n = 0; n < 6; n += 1) await send(`第${n}句`)
    expect(qq.shown.map(({ place }) => place)).toEqual([...[1, 2, 3, 4, 5].map((n) => `${id}#${n}`), undefined])
  })

  test('after five minutes there is nothing to answer any more', async () => {
    qq.says('建议：装扶手')
    await hears('建议：装扶手')
    await around.time.passes(5 * 60_000)
    await send('晚了')
    expect(qq.shown.at(-1)).not.toHaveProperty('place')
  })

  test('an answer of which QQ does not say whether it arrived is asked again under its number, and shown once', async () => {
    qq.says('在吗')
    await hears('在吗')
    qq.breaksAfter = true
    expect((await send('在')).status).toBe('sent')
    expect(qq.shown.map(({ text }) => text)).toEqual(['在'])
  })

  test('an answer that may have arrived stays unknown when QQ says “not so fast” to the question', async () => {
    qq.says('在吗')
    await hears('在吗')
    qq.breaksAfter = true
    qq.limitsAfter = 7
    expect(await send('在')).toEqual({ status: 'unknown' })
    expect(qq.shown.map(({ text }) => text)).toEqual(['在'])
  })

  test('a push of which QQ does not say whether it arrived is unknown, and not asked again', async () => {
    qq.breaksAfter = true
    expect(await send('日报')).toEqual({ status: 'unknown' })
    expect(qq.shown).toHaveLength(1)
  })

  test('no more pushes today means later, not never', async () => {
    qq.pushesLeft = 0
    expect(await send('日报')).toEqual({ status: 'rate', retryAfterMs: 60 * 60_000 })
  })

  test('a token is fetched once for many messages, and a new one before the old one ends', async () => {
    const before = qq.tokens
    await Promise.all([send('一'), send('二'), send('三')])
    expect(qq.tokens).toBe(before)
    await around.time.passes((qq.tokenLife - 30) * 1000)
    expect((await send('四')).status).toBe('sent')
    expect(qq.tokens).toBe(before + 1)
  })

  test('a short break is resumed from the last message that was stored, without a gap', async () => {
    qq.says('一')
    await hears('一')
    qq.down = true
    qq.cut()
    await until(() => adapter.health() !== 'ok')
    qq.says('断线时说的')
    qq.down = false
    await around.time.passes(2_000)
    await hears('断线时说的')
    expect(qq.frames.filter(({ op }) => op === 6)).toMatchObject([{ d: { session_id: 'session-1', seq: 2 } }])
    expect(ear.said).toEqual(['一', '断线时说的'])
    expect(ear.gaps).toEqual([])
  })

  test('what could not be stored is not counted as heard: QQ repeats it after the next resume', async () => {
    const receive = ear.receive.bind(ear)
    ear.receive = async () => {
      throw new Error('the disk is full')
    }
    qq.says('存不下的')
    await breathe()
    await adapter.stop({ keepSession: true })
    ear.receive = receive
    const next = new Qq(settings, around)
    await next.start(ear)
    await hears('存不下的')
    expect(ear.gaps).toEqual([])
    await next.stop({ keepSession: false })
  })

  test('after a stop that keeps the session the next program takes it up', async () => {
    await adapter.stop({ keepSession: true })
    qq.says('没开着的时候')
    await adapter.start(ear)
    await hears('没开着的时候')
    expect(qq.frames.filter(({ op }) => op === 2)).toHaveLength(1)
  })

  test('a session of after a backup that was restored is not taken up: what was heard in it is missing, and told', async () => {
    qq.says('备份之前')
    await hears('备份之前')
    await around.time.passes(60_000)
    const backup = around.seen.at ?? 0
    await around.time.passes(60 * 60_000)
    qq.says('备份之后')
    await hears('备份之后')
    await adapter.stop({ keepSession: true })
    around.seen.keep(backup)
    adapter = new Qq(settings, around)
    await adapter.start(ear)
    await until(() => adapter.health() === 'ok')
    expect(ear.gaps).toMatchObject([{ from: backup, to: around.time.now() }])
  })

  test('a session that QQ has forgotten leaves a gap with its beginning and end', async () => {
    await around.time.passes(30_000)
    const before = around.time.now()
    qq.down = true
    qq.forgets = true
    qq.cut()
    await until(() => adapter.health() !== 'ok')
    await around.time.passes(5 * 60_000)
    qq.down = false
    for (let n = 0; n < 200 && ear.gaps.length === 0; n += 1) await around.time.passes(1_000)
    const [gap] = ear.gaps
    expect(before - (gap?.from ?? 0)).toBeLessThanOrEqual(15_000)
    expect(gap?.to).toBeGreaterThanOrEqual(before + 5 * 60_000)
  })

  test('QQ that answers us but does not let us in is left and tried again, and the gap begins before that', async () => {
    await around.time.passes(30_000)
    const before = around.time.now()
    qq.forgets = true
    qq.ignores = true
    const made = qq.connections
    qq.cut()
    await until(() => adapter.health() !== 'ok')
    for (let second = 0; second < 60 && qq.connections < made + 2; second += 1) await around.time.passes(1_000)
    expect(qq.connections).toBe(made + 2)
    qq.ignores = false
    for (let second = 0; second < 120 && ear.gaps.length === 0; second += 1) await around.time.passes(1_000)
    expect(ear.gaps[0]?.from).toBeLessThanOrEqual(before)
    expect(adapter.health()).toBe('ok')
  })

  test('a wrong secret asks for a person and is not shown', async () => {
    const stranger = new Qq({ ...settings, secret: new Secret('wrong-secret') }, around)
    await stranger.start(new Ear())
    expect(stranger.health()).toBe('needs-login')
    expect(around.logged.join()).not.toContain('wrong-secret')
    await stranger.stop({ keepSession: false })
  })

  test('where owners let it hear mentions only, its traits say so', () => {
    expect(new Qq({ ...settings, receive: 'mention' }, around).traits.receive).toBe('mention')
  })

  test('check says what is well, what a person must do, and which switches only the owner sees', async () => {
    const about = async (given: string) => {
      const { appId, api, tokens } = settings
      const read = platform.read({ appId, secret: new Secret(given), api, tokens })
      if ('problems' in read) throw new Error('the settings are wrong')
      return (await read.check(around)).map(({ ok, zh }) => `${ok ? '✔' : '✘'} ${zh}`).join('\n')
    }
    expect(await about(SECRET)).toMatch(
      /✔ 登录成功：五共[\s\S]*✔ 消息通道可用，今天还能连999次[\s\S]*获取群内全部消息[\s\S]*主动在群聊内发言/,
    )
    expect(await about('nonsense')).toMatch(/✘ AppID 或 AppSecret 不对/)
    qq.down = true
    expect(await about(SECRET)).toMatch(/✘ .*连不上/)
  })
})
