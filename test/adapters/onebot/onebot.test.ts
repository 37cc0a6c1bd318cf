import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { OneBot } from '../../../src/adapters/onebot/adapter.ts'
import { platform } from '../../../src/adapters/onebot/index.ts'
import { readCq } from '../../../src/adapters/onebot/segments.ts'
import { Secret } from '../../../src/chat/secret.ts'
import { adapterContract } from '../../contract/adapter.ts'
import { Ear } from '../../contract/harness.ts'
import { breathe, type TestAround, TestTime, testAround } from '../../support/around.ts'
import { until } from '../../support/until.ts'
import { chat, oneBotHarness, open, token } from './harness.ts'
import { at, BOT, GROUP, type LoopbackOneBot, reply, TOKEN, text, ZHANG } from './loopback.ts'

const never = (around: TestAround) => new OneBot({ way: 'reverse', host: '127.0.0.1', port: 0, token }, around)
adapterContract('OneBot, called by us,', never, oneBotHarness('forward'))
adapterContract('OneBot, calling us,', never, oneBotHarness('reverse'))

describe('a QQ behind OneBot', () => {
  let around: TestAround
  let qq: LoopbackOneBot
  let adapter: OneBot
  let comeBack: () => Promise<unknown>
  let ear: Ear

  beforeEach(async () => {
    around = testAround()
    ;({ qq, adapter, comeBack } = await open(around, 'forward'))
    ear = new Ear()
    await adapter.start(ear)
  })
  afterEach(async () => {
    await adapter.stop()
    await qq.cut()
    await around.remove()
  })

  const hears = async (count: number) => {
    await until(() => ear.heard.length >= count)
    return ear.last()
  }

  test('a group card with a space, a number in @ and @ all are told apart', async () => {
    qq.says([at(BOT), text(' 问一下 '), at(ZHANG), at('all')])
    expect(await hears(1)).toMatchObject({
      chatName: '幸福里3栋业主群',
      sender: { id: String(ZHANG), nick: '张三', card: '3-2-501 张三' },
      text: '@五共  问一下 @20001 @全体成员 ',
      mentions: [
        { id: String(BOT), name: '五共', self: true },
        { id: String(ZHANG), name: '20001', self: false },
        { name: '全体成员', self: false },
      ],
    })
  })

  test('messages that come as strings with CQ codes say the same', async () => {
    qq.asStrings = true
    qq.says([reply(4999), at(BOT), text(' [图]&a,b')])
    expect(await hears(1)).toMatchObject({ text: '@五共  [图]&a,b', quote: { nativeMsgId: '4999' } })
  })

  test('an anonymous member is nobody', async () => {
    qq.says([text('匿名的')], { group: GROUP }, { event: { sub_type: 'anonymous' } })
    expect((await hears(1)).sender).toBeNull()
  })

  test('a resident’s words are never a command to the implementation', async () => {
    await adapter.send({ key: 'k', chat, text: '[CQ:at,qq=all] 开会' })
    expect(qq.calls.at(-1)?.params.message).toEqual([{ type: 'text', data: { text: '[CQ:at,qq=all] 开会' } }])
  })

  test('what was said while the connection was down is caught up in order, before what is said now', async () => {
    qq.says([text('断线前')])
    await hears(1)
    await around.time.passes(10 * 60_000)
    await qq.cut()
    await until(() => adapter.health() === 'down')
    for (let n = 0; n < 150; n += 1) qq.says([text(`第${n}句`)])
    await comeBack()
    await around.time.passes(2_000)
    qq.says([text('现在')])
    await hears(152)
    expect(ear.said).toEqual(['断线前', ...Array.from({ length: 150 }, (_, n) => `第${n}句`), '现在'])
    expect(ear.gaps).toEqual([])
  })

  test('what was said in private meanwhile is caught up too', async () => {
    qq.says([text('断线前')])
    await hears(1)
    await qq.cut()
    await until(() => adapter.health() === 'down')
    qq.says([text('私下说的')], { user: ZHANG })
    await comeBack()
    await around.time.passes(2_000)
    await hears(2)
    expect(ear.last()).toMatchObject({ text: '私下说的', chat: { kind: 'direct', id: String(ZHANG) }, late: true })
  })

  test('what was missed stays to be asked for, where the connection is lost while it is read', async () => {
    qq.says([text('断线前')])
    await hears(1)
    await qq.cut()
    await until(() => adapter.health() === 'down')
    const before = around.time.now()
    qq.says([text('断线时')])
    await around.time.passes(10 * 60_000)
    qq.history = 'unanswered'
    qq.calls.length = 0
    await comeBack()
    for (let s = 0; s < 120 && !qq.calls.some(({ action }) => action === 'get_group_msg_history'); s += 1)
      await around.time.passes(1_000)
    // It is alive meanwhile, and whoever took the account over now would begin where we are.
    await around.time.passes(12_000)
    expect(around.seen.at).toBeLessThanOrEqual(before)
    await qq.cut()
    await until(() => adapter.health() === 'down')
    qq.history = true
    await comeBack()
    for (let s = 0; s < 120 && ear.heard.length < 2; s += 1) await around.time.passes(1_000)
    expect(ear.said).toEqual(['断线前', '断线时'])
    expect(ear.gaps).toEqual([])
  })

  test('a cry for help waits not long for a history that is not given', async () => {
    qq.says([text('断线前')])
    await hears(1)
    await qq.cut()
    await until(() => adapter.health() === 'down')
    await around.time.passes(10 * 60_000)
    qq.history = 'unanswered'
    qq.calls.length = 0
    await comeBack()
    for (let s = 0; s < 120 && !qq.calls.some(({ action }) => action === 'get_group_msg_history'); s += 1)
      await around.time.passes(1_000)
    const before = around.time.now()
    qq.says([text('着火了')])
    for (let s = 0; s < 60 && ear.heard.length < 2; s += 1) await around.time.passes(1_000)
    expect(ear.said).toEqual(['断线前', '着火了'])
    expect(around.time.now() - before).toBeLessThanOrEqual(10_000)
  })

  test('where the implementation keeps no history, the gap is named from when it was last known to be well', async () => {
    await around.time.passes(60_000)
    const before = around.time.now()
    qq.history = false
    await qq.cut()
    await until(() => adapter.health() === 'down')
    await around.time.passes(5 * 60_000)
    await comeBack()
    await around.time.passes(60_000)
    await until(() => ear.gaps.length > 0)
    const [gap] = ear.gaps
    expect(before - (gap?.from ?? 0)).toBeLessThanOrEqual(15_000)
    expect(gap?.to).toBeGreaterThanOrEqual(before + 5 * 60_000)
  })

  test('after a restart of the program it asks for what was said meanwhile', async () => {
    qq.says([text('一')])
    await hears(1)
    await adapter.stop()
    qq.says([text('没开着的时候')])
    const next = new OneBot({ way: 'forward', url: 'ws://127.0.0.1:1', token }, around)
    await next.stop()
    await adapter.start(ear)
    expect(ear.said).toEqual(['一', '没开着的时候'])
    expect(ear.last().late).toBe(true)
  })

  test('a clock that is years behind asks for nothing of before it was last heard', async () => {
    qq.saysUnheard([text('装之前说的')])
    await around.time.passes(60 * 60_000)
    qq.says([text('装好以后')])
    await hears(1)
    await adapter.stop()
    qq.says([text('没开着的时候')])
    const time = new TestTime(Date.parse('2000-01-01T08:00:00+08:00'))
    // Nor does whoever begins next, however short that was.
    for (let start = 0; start < 2; start += 1) {
      const next = new OneBot({ way: 'forward', url: `ws://127.0.0.1:${qq.port}`, token }, { ...around, time })
      await next.start(ear)
      await hears(2)
      await next.stop()
    }
    await adapter.start(ear)
    expect(ear.said).toEqual(['装好以后', '没开着的时候'])
    expect(ear.gaps).toEqual([])
  })

  test('an account that was thrown out while the implementation says “online” is noticed, and nothing is sent into the void', async () => {
    qq.reachesQq = false
    for (let beat = 0; beat < 6 && adapter.health() === 'ok'; beat += 1) await around.time.passes(12_000)
    expect(adapter.health()).toBe('needs-login')
    expect((await adapter.send({ key: 'k', chat, text: '在吗' })).status).toBe('rate')
    qq.reachesQq = true
    for (let beat = 0; beat < 6 && adapter.health() !== 'ok'; beat += 1) await around.time.passes(12_000)
    expect(adapter.health()).toBe('ok')
  })

  test('what was said while it was thrown out is caught up when it is let in again, on the same connection', async () => {
    qq.says([text('一')])
    await hears(1)
    qq.online = false
    for (let beat = 0; beat < 6 && adapter.health() === 'ok'; beat += 1) await around.time.passes(12_000)
    expect(adapter.health()).toBe('needs-login')
    qq.saysUnheard([text('二')])
    await around.time.passes(10 * 60_000)
    qq.online = true
    for (let beat = 0; beat < 6 && adapter.health() !== 'ok'; beat += 1) await around.time.passes(12_000)
    await hears(2)
    expect(ear.said).toEqual(['一', '二'])
    expect(ear.last().late).toBe(true)
    expect(ear.gaps).toEqual([])
  })

  test('a wrong token is told to the operator, without the token', async () => {
    const stranger = new OneBot({ way: 'forward', url: adapterUrl(qq), token: new Secret('wrong-token') }, around)
    await stranger.start(new Ear())
    expect(stranger.health()).toBe('down')
    expect(around.logged.join()).toMatch(/onebot\.no-connection.*token/)
    expect(around.logged.join()).not.toContain('wrong-token')
    await stranger.stop()
  })

  test('who calls us without the token is turned away, and keeps no connection by never hanging up', async () => {
    const called = new OneBot({ way: 'reverse', host: '127.0.0.1', port: 0, token }, around)
    await called.start(new Ear())
    expect(await qq.call(called.port ?? 0, 'guess')).toBe(false)
    expect(called.health()).toBe('down')
    const stranger = connect({ port: called.port ?? 0, host: '127.0.0.1', allowHalfOpen: true })
    onTestFinished(() => void stranger.destroy())
    stranger.write('GET /onebot HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    expect(String((await once(stranger, 'data'))[0])).toMatch(/^HTTP\/1\.1 401/)
    // It ends when every connection has.
    await called.stop()
  })

  test('a store that fails for a moment loses nothing and keeps the order', async () => {
    let broken = true
    const receive = ear.receive.bind(ear)
    ear.receive = async (inbound) => {
      if (broken) throw new Error('the disk is full')
      return receive(inbound)
    }
    qq.says([text('一')])
    qq.says([text('二')])
    await breathe()
    broken = false
    await around.time.passes(2_000)
    await hears(2)
    expect(ear.said).toEqual(['一', '二'])
  })

  test('check says what is well and what a person must do', async () => {
    const about = async (url: string, given: string) => {
      const read = platform.read({ way: 'forward', url, token: new Secret(given) })
      if ('problems' in read) throw new Error('the settings are wrong')
      return (await read.check(around)).map(({ ok, zh }) => `${ok ? '✔' : '✘'} ${zh}`).join('\n')
    }
    expect(await about(adapterUrl(qq), TOKEN)).toMatch(
      /提醒[\s\S]*✔ 连上了 NapCat[\s\S]*✔ QQ 已登录[\s\S]*✔ 在 1 个群里/,
    )
    expect(await about(adapterUrl(qq), 'nonsense')).toMatch(/✘ access token 不对/)
    expect(await about('ws://127.0.0.1:9', TOKEN)).toMatch(/✘ .*连不上。1 打开/)
    qq.online = false
    expect(await about(adapterUrl(qq), TOKEN)).toMatch(/✘ QQ 没有登录/)
  })
})

const adapterUrl = (qq: LoopbackOneBot) => `ws://127.0.0.1:${qq.port}`

describe('CQ strings', () => {
  test.each([
    ['在吗', [{ type: 'text', data: { text: '在吗' } }]],
    [
      '[CQ:at,qq=1] 在',
      [
        { type: 'at', data: { qq: '1' } },
        { type: 'text', data: { text: ' 在' } },
      ],
    ],
    ['a&#91;CQ:at,qq=1&#93;', [{ type: 'text', data: { text: 'a[CQ:at,qq=1]' } }]],
    ['&amp;#91;', [{ type: 'text', data: { text: '&#91;' } }]],
    [
      '[CQ:image,file=a.jpg,url=http://x/?a=1&amp;b=2&#44;3]',
      [{ type: 'image', data: { file: 'a.jpg', url: 'http://x/?a=1&b=2,3' } }],
    ],
    ['[CQ:坏的', [{ type: 'text', data: { text: '[CQ:坏的' } }]],
  ])('%s', (cq, segments) => {
    expect(readCq(cq)).toEqual(segments)
  })
})
