import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Feishu } from '../../../src/adapters/feishu/index.ts'
import { settings } from '../../../src/adapters/feishu/settings.ts'
import { Secret } from '../../../src/chat/secret.ts'
import { ownWords } from '../../../src/language/fold.ts'
import { CARD, Ear, PNG } from '../../contract/harness.ts'
import { breathe, type TestAround, testAround } from '../../support/around.ts'
import { until } from '../../support/until.ts'
import { buttonsOf, openFeishu, settingsFor } from './harness.ts'
import { BOT, type LoopbackFeishu } from './loopback.ts'

let around: TestAround
let platform: LoopbackFeishu
let adapter: Feishu
let ear: Ear

beforeEach(async () => {
  around = testAround()
  ;({ platform, adapter } = await openFeishu(around))
  ear = new Ear()
})
afterEach(async () => {
  await adapter.stop()
  await platform.close()
  await around.remove()
})

const say = (text: string, who = 'ou_zhang', more: { mention?: boolean; ago?: number } = {}) =>
  platform.say({
    chat: 'oc_g3',
    sender: { id: who, type: 'user' },
    type: 'text',
    content: JSON.stringify({ text }),
    at: around.time.now() - (more.ago ?? 0),
    mentions: more.mention ? [{ key: '@_user_1', id: BOT, name: '五共 管家' }] : [],
  })
const sayPrivately = (text: string) =>
  platform.say({
    ...{ chat: 'oc_p1', sender: { id: 'ou_zhang', type: 'user' }, type: 'text', mentions: [] },
    content: JSON.stringify({ text }),
  })
const out = (text: string, more: object = {}) => ({
  key: `k-${text}`,
  chat: { kind: 'group' as const, id: 'oc_g3' },
  text,
  ...more,
})
const tapEvent = (content: string, n: number) => ({
  operator: { open_id: 'ou_li' },
  action: { value: buttonsOf(content)[n]?.value, tag: 'button' },
  context: { open_message_id: 'om_card', open_chat_id: 'oc_g3' },
})

describe('what Feishu sends', () => {
  test('is acknowledged only when it is stored', async () => {
    let store = () => {}
    ear.receive = () => new Promise((resolve) => (store = resolve))
    await adapter.start(ear)
    let acknowledged = false
    const pushed = say('楼道灯坏了').then(() => (acknowledged = true))
    await until(() => platform.calls.some((call) => call.endsWith('/members')))
    await around.time.passes(2_000)
    expect(acknowledged).toBe(false)
    store()
    await pushed
  })

  test('that cannot be stored yet is acknowledged once it is, and until then every start begins before it', async () => {
    await adapter.start(ear)
    await say('门禁坏了')
    const [before, receive] = [around.time.now(), ear.receive.bind(ear)]
    ear.receive = () => Promise.reject(new Error('the disk is full'))
    let acknowledged = false
    const pushed = say('楼道灯坏了').then(() => (acknowledged = true))
    // What Feishu says meanwhile tells nothing of it.
    for (let second = 0; second < 60; second += 1) {
      await platform.push('im.message.message_read_v1', {})
      await around.time.passes(1_000)
    }
    expect([acknowledged, (around.seen.at ?? 0) <= before]).toEqual([false, true])
    ear.receive = receive
    await around.time.passes(1_000)
    await pushed
    expect(await platform.again()).toContain('200')
    expect(ear.said).toEqual(['门禁坏了', '楼道灯坏了'])
  })

  test('is one message, whatever event carries it', async () => {
    await adapter.start(ear)
    await say('楼道灯坏了')
    const [kept] = platform.messages
    if (kept) await platform.push('im.message.receive_v1', platform.received(kept), 'ev_another')
    expect(new Set(ear.heard.map((one) => one.nativeMsgId)).size).toBe(1)
  })

  test('stays apart by sender, is heard without a mention, and is not dropped for its age', async () => {
    await adapter.start(ear)
    await Promise.all([
      say('明天停水吗'),
      say('我家也停', 'ou_li'),
      say('断网前说的', 'ou_zhang', { ago: 40 * 60_000 }),
    ])
    expect(ear.heard.map(({ text, sender, late }) => [text, sender?.nick, late])).toEqual([
      ['明天停水吗', '张三', false],
      ['我家也停', '李四', false],
      ['断网前说的', '张三', true],
    ])
  })

  test('carries the group’s name, and its new one after it was changed', async () => {
    await adapter.start(ear)
    await say('一')
    await platform.push('im.chat.updated_v1', { chat_id: 'oc_g3', after_change: { name: '3栋邻居' } })
    await say('二')
    expect(ear.heard.map(({ kind, chatName }) => [kind, chatName])).toEqual([
      ['msg', '幸福里3栋业主群'],
      ['topic', '3栋邻居'],
      ['msg', '3栋邻居'],
    ])
  })

  test('does not wait for a name longer than it may', async () => {
    await adapter.start(ear)
    platform.hold = /members$/
    const pushed = say('着火了')
    await until(() => platform.calls.some((call) => call.endsWith('/members')))
    await around.time.passes(1_500)
    await pushed
    expect(ear.said).toEqual(['着火了'])
  })

  test('says our name in the text, apart from what follows', async () => {
    await adapter.start(ear)
    await say('@_user_1明天停水吗', 'ou_zhang', { mention: true })
    expect(ownWords(ear.last().text, true)).toBe('明天停水吗')
  })

  test('may be rich text', async () => {
    await adapter.start(ear)
    const content = [
      [{ tag: 'text', text: '通知：' }],
      [
        { tag: 'text', text: '明天停水' },
        { tag: 'img', image_key: 'img_1' },
      ],
    ]
    await platform.say({
      ...{ chat: 'oc_g3', sender: { id: 'ou_li', type: 'user' }, type: 'post', mentions: [] },
      content: JSON.stringify({ title: '停水', content }),
    })
    expect(ear.last()).toMatchObject({
      text: '停水\n通知：\n明天停水',
      attachments: [{ kind: 'image', name: 'img_1' }],
    })
  })

  test('a tap shows at once that it was received', async () => {
    await adapter.start(ear)
    await adapter.send(out('', { card: CARD }))
    const answer = await platform.push('card.action.trigger', tapEvent(platform.messages.at(-1)?.content ?? '', 1))
    const { data } = JSON.parse(answer ?? '{}') as { data: string }
    expect(Buffer.from(data, 'base64').toString()).toContain('收到：不装')
    expect(ear.last()).toMatchObject({ kind: 'action', action: 'poll:1:2', sender: { id: 'ou_li', nick: '李四' } })
  })
})

describe('the connection', () => {
  /** Within 5 s. */
  const comesUp = async () => {
    for (let second = 0; second < 5 && adapter.health() !== 'ok'; second += 1) {
      await breathe()
      await around.time.passes(1_000)
    }
    await until(() => adapter.health() === 'ok')
  }

  test('comes up within seconds when the network does', async () => {
    platform.open = false
    await adapter.start(ear)
    expect(adapter.health()).toBe('down')
    platform.open = true
    await comesUp()
    await say('听得见吗')
    expect(ear.said).toEqual(['听得见吗'])
  })

  test('wrong credentials are told as such, and tried again', async () => {
    platform.secret = 'another'
    await adapter.start(ear)
    expect(adapter.health()).toBe('needs-login')
    platform.secret = null
    await comesUp()
  })

  test('asks for a token once, however many messages there are to send', async () => {
    await adapter.start(ear)
    platform.calls.length = 0
    const another = new Feishu(settingsFor(platform.address), around)
    await Promise.all(['一', '二', '三'].map((text) => another.send(out(text))))
    expect(platform.calls.filter((call) => call.includes('tenant_access_token'))).toHaveLength(1)
  })

  test('a token that Feishu no longer takes is forgotten, and the message waits', async () => {
    await adapter.start(ear)
    platform.fate = 99_991_663
    expect((await adapter.send(out('一'))).status).toBe('rate')
    platform.calls.length = 0
    expect((await adapter.send(out('一'))).status).toBe('sent')
    expect(platform.calls[0]).toContain('tenant_access_token')
  })

  test('what was said while the program was off is asked for, in every group', async () => {
    await adapter.start(ear)
    await say('关之前')
    await adapter.stop()
    for (const text of ['一', '二', '三']) await say(text)
    await around.time.passes(60 * 60_000)
    const next = new Ear()
    await adapter.start(next)
    expect(next.said).toEqual(expect.arrayContaining(['一', '二', '三']))
    expect(next.heard.every(({ late }) => late)).toBe(true)
  })

  test.each([
    ['where somebody had written', () => sayPrivately('在吗')],
    ['where only we had written', () => adapter.send(out('请看', { chat: { kind: 'direct', id: 'ou_zhang' } }))],
  ])('what was said in private while the program was off is asked for, %s', async (_, before) => {
    await adapter.start(ear)
    await say('群里一句')
    await before()
    await adapter.stop()
    await sayPrivately('我家漏水')
    await around.time.passes(60 * 60_000)
    const next = new Ear()
    // Another process: it knows what is in the account's files.
    adapter = new Feishu(settingsFor(platform.address), around)
    await adapter.start(next)
    expect(next.said).toContain('我家漏水')
  })

  test('what is said while it is asked for comes after it', async () => {
    await adapter.start(ear)
    await say('关之前')
    await adapter.stop()
    await say('1')
    await around.time.passes(60 * 60_000)
    const next = new Ear()
    let answer = () => {}
    platform.reading = new Promise((resolve) => {
      answer = resolve
    })
    platform.calls.length = 0
    const started = adapter.start(next)
    await until(() => platform.calls.includes('GET /open-apis/im/v1/messages'))
    const said = say('改成2')
    await breathe()
    answer()
    await Promise.all([started, said])
    await until(() => next.said.length >= 2)
    expect(next.said.slice(-2)).toEqual(['1', '改成2'])
  })

  test('what came through a connection that is lost meanwhile stays before what comes through the next', async () => {
    await adapter.start(ear)
    await adapter.send(out('', { card: CARD }))
    const card = platform.messages.at(-1)?.content ?? ''
    await adapter.stop()
    const next = new Ear()
    let answer = () => {}
    platform.reading = new Promise((resolve) => {
      answer = resolve
    })
    platform.calls.length = 0
    const started = adapter.start(next)
    await until(() => platform.calls.includes('GET /open-apis/im/v1/messages'))
    const first = platform.push('card.action.trigger', tapEvent(card, 0))
    await breathe()
    platform.reading = Promise.resolve()
    platform.drop()
    await first
    await comesUp()
    const second = platform.push('card.action.trigger', tapEvent(card, 1))
    await breathe()
    answer()
    await Promise.all([started, second])
    await until(() => next.heard.length >= 2)
    expect(next.heard.map(({ action }) => action)).toEqual(['poll:1:1', 'poll:1:2'])
  })

  test('history that Feishu has no time for is asked for again, and nothing is missing', async () => {
    await adapter.start(ear)
    await say('关之前')
    await adapter.stop()
    await say('一')
    await around.time.passes(60 * 60_000)
    platform.history = 99_991_400
    const next = new Ear()
    const started = adapter.start(next)
    await until(() => around.logged.some((line) => line.includes('feishu.no-history')))
    platform.history = 0
    await around.time.passes(10_000)
    await started
    await until(() => next.said.includes('一'))
    expect(next.gaps).toEqual([])
  })

  test('history that is still to be read when the program ends is asked for at the next start', async () => {
    await adapter.start(ear)
    await say('关之前')
    await adapter.stop()
    const before = around.time.now()
    await say('一')
    await around.time.passes(60 * 60_000)
    platform.history = 99_991_400
    const started = adapter.start(ear)
    await until(() => around.logged.some((line) => line.includes('feishu.no-history')))
    // It is connected meanwhile, and whoever took the account over now would begin where we are.
    await around.time.passes(6_000)
    expect(around.seen.at).toBeLessThanOrEqual(before)
    await adapter.stop()
    await started
    platform.history = 0
    const next = new Ear()
    await adapter.start(next)
    expect(next.said).toContain('一')
    expect([...ear.gaps, ...next.gaps]).toEqual([])
  })

  test('a connection that is lost while the history of before it is read is not up when that is done', async () => {
    await adapter.start(ear)
    await adapter.stop()
    await around.time.passes(60 * 60_000)
    platform.history = 99_991_400
    const started = adapter.start(ear)
    await until(() => around.logged.some((line) => line.includes('feishu.no-history')))
    platform.open = false
    platform.drop()
    await until(() => around.logged.some((line) => line.includes('feishu.disconnected')))
    while (ear.gaps.length === 0) await around.time.passes(1_000)
    await breathe()
    expect(adapter.health()).toBe('down')
    await started
  })

  test('history that may not be read is told as a gap', async () => {
    await adapter.start(ear)
    await adapter.stop()
    await around.time.passes(60 * 60_000)
    platform.history = 230_027
    await adapter.start(ear)
    expect(ear.gaps).toMatchObject([{ to: around.time.now() }])
  })

  test('of an outage that was longer than what is asked for, only the rest is a gap', async () => {
    await adapter.start(ear)
    await adapter.stop()
    const left = around.time.now()
    await around.time.passes(4 * 24 * 60 * 60_000)
    await adapter.start(ear)
    expect(ear.gaps).toMatchObject([{ from: left, to: around.time.now() - 3 * 24 * 60 * 60_000 }])
  })

  test('without the right to all messages only mentions are promised', async () => {
    platform.scopes = platform.scopes.filter((scope) => scope !== 'im:message.group_msg')
    await adapter.start(ear)
    expect(adapter.traits.receive).toBe('mention')
  })

  test('an app id of another form is refused before the SDK would idle on it', () => {
    expect(settings.safeParse({ appId: 'cli_test', appSecret: new Secret('s') }).success).toBe(false)
  })
})

describe('what we send', () => {
  beforeEach(() => adapter.start(ear))

  test.each([
    [230_020, 'rate'],
    [99_991_400, 'rate'],
    [230_002, 'rejected'],
    [230_049, 'unknown'],
  ])('a refusal inside HTTP 200 is one: %i → %s', async (code, status) => {
    platform.fate = code
    expect((await adapter.send(out('一'))).status).toBe(status)
  })

  test('nothing was said where Feishu cannot be reached', async () => {
    await adapter.stop()
    await platform.close()
    await breathe()
    expect((await adapter.send(out('一'))).status).toBe('rate')
    await platform.listen()
  })

  test('a card that cannot be shown becomes its text', async () => {
    platform.fate = 230_099
    expect((await adapter.send(out('', { card: CARD }))).status).toBe('sent')
    expect(platform.messages.at(-1)).toMatchObject({ type: 'text', content: expect.stringContaining('1 装') })
  })

  test('an answer to a message that is gone is said without it', async () => {
    platform.fate = 230_011
    expect((await adapter.send(out('记下了', { replyTo: 'om_gone' }))).status).toBe('sent')
    expect(platform.messages.at(-1)?.parent).toBeUndefined()
  })

  test('a text and its picture are one message under one key', async () => {
    const message = out('结果', { image: { png: PNG, alt: '结果图' } })
    await adapter.send(message)
    await adapter.send(message)
    expect(platform.messages).toHaveLength(1)
    expect(platform.messages[0]?.type).toBe('post')
  })
})
