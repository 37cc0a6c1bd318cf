import { chmodSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
// Before wechaty: it also silences what follows.
import { openHere } from './wechat/in-process.ts'
import { WechatyBuilder } from 'wechaty'
import { mock, PuppetMock } from 'wechaty-puppet-mock'
import { WeChat } from '../../src/adapters/wechat/adapter.ts'
import { forkChild } from '../../src/adapters/wechat/fork.ts'
import type { Line, Report } from '../../src/adapters/wechat/protocol.ts'
import { Session } from '../../src/adapters/wechat/session.ts'
import type { Intake } from '../../src/chat/adapter.ts'
import type { ChatRef } from '../../src/chat/message.ts'
import { type AdapterHarness, adapterContract } from '../contract/adapter.ts'
import { Ear } from '../contract/harness.ts'
import { type TestAround, testAround } from '../support/around.ts'
import { asHtml, WebWeChat } from './wechat/web-wechat.ts'

/** The built child, with the real puppet in it, talking to a loopback server (`pretest` builds). */
const PROGRAM = resolve('dist/adapters/wechat/child.js')
const ROUTE = join(import.meta.dirname, 'wechat/route.mjs')

const soon = (so: () => void) => vi.waitFor(so, { timeout: 20_000, interval: 5 })

/** An account on a loopback web WeChat, with the real puppet; `process`: in a process of its own, as in life. */
const connect = async (around: TestAround, how: 'here' | 'process') => {
  const server = new WebWeChat(around.time.now)
  await server.open()
  const env = { WEB_WECHAT_PORT: String(server.port) }
  Object.assign(process.env, env)
  const lines: (Line & { freeze?: () => void })[] = []
  const adapter = new WeChat(around, () => {
    const session = around.file('session')
    const line =
      how === 'here' ? openHere(session) : forkChild(session, { file: PROGRAM, node: ['--import', ROUTE], env })
    lines.push(line)
    return line
  })
  return { server, adapter, lines }
}

/** The login is on disk, and whole: a little after it is there. */
const isKept = (around: TestAround): boolean => {
  try {
    return JSON.stringify(JSON.parse(readFileSync(sessionFile(around), 'utf8'))).includes('skey')
  } catch {
    return false
  }
}
const sessionFile = (around: TestAround): string => `${around.file('session')}.memory-card.json`

class Heard extends Ear {
  readonly #inner: Intake | null
  count = 0
  constructor(inner: Intake | null = null) {
    super()
    this.#inner = inner
  }
  override async receive(inbound: Parameters<Intake['receive']>[0]): Promise<void> {
    await this.#inner?.receive(inbound)
    this.count += 1
    await super.receive(inbound)
  }
  override async gap(gap: Parameters<Intake['gap']>[0]): Promise<void> {
    await this.#inner?.gap(gap)
    await super.gap(gap)
  }
  override async unknown(event: Parameters<Intake['unknown']>[0]): Promise<void> {
    await this.#inner?.unknown(event)
    await super.unknown(event)
  }
}

const harness = async (around: TestAround): Promise<AdapterHarness> => {
  const { server, adapter, lines } = await connect(around, 'here')
  let ear = new Heard()
  const start = adapter.start.bind(adapter)
  adapter.start = async (intake) => {
    ear = new Heard(intake)
    await start(ear)
    await soon(() => expect(adapter.health()).toBe('ok'))
    await soon(() => expect(isKept(around)).toBe(true))
  }
  /** What the server pushes has been heard, where anybody listens. */
  const arrives = async (push: () => void) => {
    const before = ear.count
    push()
    if (adapter.health() === 'ok') await soon(() => expect(ear.count).toBeGreaterThan(before))
  }
  const says = (chat: ChatRef, html: string, more: Record<string, unknown>) =>
    chat.kind === 'group' ? server.inGroup('张三', html, more) : server.inPrivate('张三', html, more)
  return {
    adapter,
    secrets: [server.cookie, '@sk'],
    group: () => ({ kind: 'group', id: server.room }),
    person: () => server.id('张三'),
    async seen(chat) {
      return server.sent
        .filter(({ to }) => to === chat.id)
        .map(({ id, text, image }) => ({ id, text, buttons: [], hasImage: image }))
    },
    nextSend(fate) {
      server.nextSend = fate === 'limited' ? 1205 : 'unanswered'
      return null
    },
    says: (chat, text, { quote, mentionBot, agoMs = 0, attach } = {}) => {
      const quoted = server.sent.find(({ id }) => id === quote)?.text
      const html = mentionBot ? `@社区 小管家\u2005${asHtml(text)}` : asHtml(text)
      return arrives(() =>
        says(chat, quoted === undefined ? html : asHtml(server.quoting(text, quote ?? '', quoted)), {
          CreateTime: Math.floor((around.time.now() - agoMs) / 1000),
          ...(quoted === undefined ? {} : { MsgType: 49, AppMsgType: 57 }),
          ...(attach ? { MsgType: 3 } : {}),
        }),
      )
    },
    async redeliver() {
      server.again()
      // A message after it: when that is heard, the repeated one has been dealt with.
      await arrives(() =>
        server.push({ FromUserName: server.room, MsgType: 10_000, Content: '"张三"邀请"孙七"加入了群聊' }),
      )
    },
    async botWritesElsewhere(text) {
      await arrives(() =>
        server.push({ FromUserName: server.id('管家'), ToUserName: server.room, Content: asHtml(text) }),
      )
      return true
    },
    async sendsUnknown() {
      server.push({ FromUserName: server.room, MsgType: 777, Content: '来自未来' })
      await soon(() => expect(ear.unknowns).toHaveLength(1))
    },
    async drop(during) {
      lines.at(-1)?.kill()
      await soon(() => expect(adapter.health()).toBe('down'))
      await during()
      await around.time.passes(1_000)
      await soon(() => expect(adapter.health()).toBe('ok'))
      await soon(() => expect(ear.gaps.length).toBeGreaterThan(0))
    },
    async relogin() {
      const before = adapter.epoch()
      server.newIds()
      lines.at(-1)?.kill()
      await soon(() => expect(adapter.health()).toBe('down'))
      await around.time.passes(1_000)
      await soon(() => expect(adapter.epoch()).not.toBe(before))
    },
    logins: () => server.logins,
    goesSilent: async () => lines.at(-1)?.freeze?.(),
    connections: () => lines.length,
    async removesBot() {
      server.removed = true
      await arrives(() => server.push({ FromUserName: server.room, MsgType: 10_000, Content: '你被"王主任"移出群聊' }))
    },
    async close() {
      await adapter.stop({ keepSession: true })
      await server.close()
    },
  }
}
adapterContract('WeChat', harness)

describe('what web WeChat and its client do', () => {
  const closers: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
  })
  const begin = async (how: 'here' | 'process' = 'here', prepare: (server: WebWeChat) => void = () => {}) => {
    const around = testAround()
    const { server, adapter, lines } = await connect(around, how)
    closers.push(async () => {
      await adapter.stop({ keepSession: true })
      await server.close()
      await around.remove()
    })
    prepare(server)
    const ear = new Heard()
    await adapter.start(ear)
    return { around, server, adapter, lines, ear }
  }
  const online = async (how: 'here' | 'process' = 'here', prepare: (server: WebWeChat) => void = () => {}) => {
    const all = await begin(how, prepare)
    await soon(() => expect(all.adapter.health()).toBe('ok'))
    await soon(() => expect(isKept(all.around)).toBe(true))
    const hears = async (many: number) => {
      await soon(() => expect(all.ear.heard.length).toBeGreaterThanOrEqual(many))
      return all.ear.heard
    }
    return { ...all, hears }
  }

  test('six moons from a stranger, or a word to the file helper, log nobody out', async () => {
    const { server, adapter, hears } = await online()
    server.inPrivate('张三', '🌚 🌚🌚 🌚🌚 🌚')
    server.push({ FromUserName: server.id('管家'), ToUserName: 'filehelper', Content: '退出wechat4u' })
    server.inGroup('张三', '还在吗')
    expect((await hears(3)).at(-1)).toMatchObject({ text: '还在吗' })
    expect(server.asked).not.toContain('webwxlogout')
    expect(adapter.health()).toBe('ok')
  })

  test('what was said while the account was away arrives, marked late', async () => {
    const { around, server, hears } = await online('here', (it) => {
      it.inGroup('张三', '掉线期间发的', { CreateTime: Math.floor(it.now() / 1000) - 600 })
    })
    expect(await hears(1)).toMatchObject([{ text: '掉线期间发的', late: true, sentAt: around.time.now() - 600_000 }])
    server.inGroup('张三', '恢复之后发的')
    expect((await hears(2))[1]).toMatchObject({ text: '恢复之后发的', late: false })
  })

  test('somebody whose name WeChat does not give is heard at once and in order, without it', async () => {
    const { server, hears } = await online()
    server.inGroup('没人认识', '我先说的')
    server.inGroup('张三', '我后说的')
    const [first, second] = await hears(2)
    expect(first).toMatchObject({ text: '我先说的', sender: { id: server.id('没人认识') } })
    expect(first?.sender?.card ?? first?.sender?.nick).toBeUndefined()
    expect(second).toMatchObject({ text: '我后说的', sender: { nick: '张三', card: '3-2-501 张三' } })
  })

  test('where WeChat never answers who somebody is, he is heard all the same', async () => {
    const { server, hears } = await online()
    server.keepsNames = true
    const began = performance.now()
    server.inGroup('没人认识', '我先说的')
    server.inGroup('张三', '我后说的')
    expect((await hears(2)).map(({ text }) => text)).toEqual(['我先说的', '我后说的'])
    // The client alone would take 51 s.
    expect(performance.now() - began).toBeLessThan(20_000)
  })

  test('trouble at the server throws no login away: the next process takes it up', async () => {
    const { around, server, adapter, lines } = await online()
    server.initRet = 1
    lines.at(-1)?.kill()
    await soon(() => expect(adapter.health()).toBe('down'))
    await around.time.passes(1_000)
    await soon(() => expect(around.logged.filter((line) => line.startsWith('wechat.ended'))).toHaveLength(2))
    expect(server.asked).not.toContain('webwxlogout')
    server.initRet = 0
    await around.time.passes(2_000)
    await soon(() => expect(adapter.health()).toBe('ok'))
    expect(server.logins).toBe(1)
  })

  test('names with spaces are mentions; of two people of one name none is meant for certain', async () => {
    const { server, hears } = await online()
    server.inGroup('张三', '@3-2-502 李\u2005 你家漏水吗，问问@李四')
    server.inGroup('赵六', '@管家\u2005 收到')
    const [first, second] = await hears(2)
    expect(first?.mentions).toEqual([
      { name: '3-2-502 李', self: false, id: server.id('李四1') },
      { name: '李四', self: false },
    ])
    expect(second?.mentions).toMatchObject([{ self: true }])
    expect(second?.sender).toMatchObject({ remark: '3-1-101赵' })
  })

  test('a quote tells id, author and words, from the raw message', async () => {
    const { server, hears } = await online()
    const xml = server.quoting('我报名 a&b', '998877', '团购接龙')
    server.inGroup('张三', asHtml(xml), { MsgType: 49, AppMsgType: 57 })
    expect(await hears(1)).toMatchObject([
      { text: '我报名 a&b', quote: { nativeMsgId: '998877', author: '管家', text: '团购接龙' } },
    ])
  })

  test('a friend request is heard with its hello', async () => {
    const { server, hears } = await online()
    const RecommendInfo = { UserName: '@new', NickName: '新邻居', Content: '我是3-601', Ticket: 'v2_t' }
    server.push({ FromUserName: 'fmessage', MsgType: 37, Content: '<msg/>', RecommendInfo })
    expect(await hears(1)).toMatchObject([
      { kind: 'friend', text: '我是3-601', sender: { id: '@new', nick: '新邻居' }, chat: { kind: 'direct' } },
    ])
  })

  test('a renamed group is heard under its new name', async () => {
    const { server, hears } = await online()
    server.push({ FromUserName: server.room, MsgType: 10_000, Content: '"张三"修改群名为“幸福里3栋邻居群”' })
    expect(await hears(1)).toMatchObject([{ kind: 'topic', chatName: '幸福里3栋邻居群', sender: null }])
  })

  test('a message that comes again under new ids, after another login, is the same message', async () => {
    const { around, server, adapter, lines, ear, hears } = await online()
    server.inGroup('张三', '只算一次')
    await hears(1)
    const epoch = adapter.epoch()
    server.newIds()
    lines.at(-1)?.kill()
    await soon(() => expect(adapter.health()).toBe('down'))
    await around.time.passes(1_000)
    await soon(() => expect(adapter.epoch()).not.toBe(epoch))
    server.again()
    server.inGroup('张三', '新的')
    await hears(2)
    expect(ear.said).toEqual(['只算一次', '新的'])
  })

  test('a login that needs the phone shows its code until it is scanned', async () => {
    const { around, server, adapter } = await begin('here', (it) => {
      it.scans = false
    })
    expect(adapter.health()).toBe('needs-login')
    expect(around.codes).toEqual([`https://login.weixin.qq.com/l/code-${server.seed}`])
    expect(await adapter.send({ key: 'k', chat: { kind: 'group', id: server.room }, text: '在吗' })).toMatchObject({
      status: 'rate',
    })
    server.scans = true
    await soon(() => expect(adapter.health()).toBe('ok'))
    expect(around.codes.at(-1)).toBeNull()
  })

  test('a session that WeChat has ended asks for the phone again, and says what may be missing', async () => {
    const { around, server, adapter, lines, ear } = await online()
    server.initRet = 1101
    server.scans = false
    lines.at(-1)?.kill()
    await soon(() => expect(adapter.health()).toBe('down'))
    await around.time.passes(1_000)
    await soon(() => expect(adapter.health()).toBe('needs-login'))
    server.newIds()
    server.scans = true
    await soon(() => expect(adapter.health()).toBe('ok'))
    expect(server.logins).toBe(2)
    expect(ear.gaps).toHaveLength(1)
  })

  test('in its own process: cookies that only we can read, a restart without the phone, and no word of goodbye', async () => {
    const { around, server, adapter, ear } = await online('process')
    expect((statSync(sessionFile(around)).mode & 0o777).toString(8)).toBe('600')
    chmodSync(sessionFile(around), 0o644)
    await adapter.stop({ keepSession: true })
    expect(adapter.health()).toBe('down')
    await adapter.start(ear)
    await soon(() => expect(adapter.health()).toBe('ok'))
    expect(server.logins).toBe(1)
    expect(server.asked).not.toContain('webwxlogout')
    expect((statSync(sessionFile(around)).mode & 0o777).toString(8)).toBe('600')
  })

  test('in its own process: a session file that was being written when the process ended needs no phone', async () => {
    const { around, server, adapter, ear } = await online('process')
    await adapter.stop({ keepSession: true })
    await adapter.start(ear)
    await soon(() => expect(adapter.health()).toBe('ok'))
    await adapter.stop({ keepSession: true })
    truncateSync(sessionFile(around), 10)
    await adapter.start(ear)
    await soon(() => expect(adapter.health()).toBe('ok'))
    expect(server.logins).toBe(1)
  })

  test('in its own process: an exception or an endless loop ends it, and another takes over', async () => {
    const { around, server, adapter, lines, ear, hears } = await online('process')
    server.bug = 'throws'
    server.poke()
    await soon(() => expect(adapter.health()).toBe('down'))
    await around.time.passes(1_000)
    await soon(() => expect(adapter.health()).toBe('ok'))
    server.bug = 'hangs'
    server.poke()
    await soon(() => expect(server.bug).toBeNull())
    const sending = adapter.send({ key: 'k', chat: { kind: 'group', id: server.room }, text: '在吗' })
    await around.time.passes(26_000)
    expect(await sending).toEqual({ status: 'unknown' })
    await soon(() => expect(adapter.health()).toBe('down'))
    await around.time.passes(4_000)
    await soon(() => expect(adapter.health()).toBe('ok'))
    expect(lines).toHaveLength(3)
    expect(ear.gaps).toHaveLength(2)
    server.inGroup('张三', '听得见吗')
    expect(await hears(1)).toMatchObject([{ text: '听得见吗' }])
    expect(server.logins).toBe(1)
  })
})

describe('a session over any puppet (wechaty-puppet-mock)', () => {
  test('tells codes, logins and logouts, keeps quiet about errors’ words, and never says goodbye to WeChat', async () => {
    const mocker = new mock.Mocker()
    const puppet = new PuppetMock({ mocker })
    const reports: Report[] = []
    const calls: string[] = []
    for (const name of ['stop', 'logout'] as const)
      vi.spyOn(puppet, name).mockImplementation(async () => void calls.push(name))
    const session = new Session({
      bot: WechatyBuilder.build({ puppet }),
      source: () => ({
        epoch: () => 'e1',
        quietMs: () => 7,
        sendText: async () => ({ status: 'sent' }),
        sendPicture: async () => ({ status: 'sent' }),
        members: async () => [],
        logout: () => calls.push('source.logout'),
      }),
      report: (report) => reports.push(report),
      leave: () => calls.push('leave'),
    })
    await session.start()
    mocker.scan('https://login.weixin.qq.com/l/x', 2)
    mocker.scan('https://login.weixin.qq.com/l/x', 3)
    mocker.login(mocker.createContact({ name: '管家' }))
    await soon(() => expect(reports).toContainEqual({ t: 'login', epoch: 'e1' }))
    puppet.emit('error', { data: 'cookie=SID-very-secret' })
    await session.obey({ t: 'ping', id: 1 })
    await session.obey({ t: 'quit' })
    expect(reports.filter(({ t }) => t === 'scan')).toEqual([{ t: 'scan', text: 'https://login.weixin.qq.com/l/x' }])
    expect(reports).toContainEqual({ t: 'pong', id: 1, quietMs: 7 })
    await soon(() => expect(reports).toContainEqual({ t: 'trouble', code: 'wechaty' }))
    expect(JSON.stringify(reports)).not.toContain('secret')
    expect(calls).toEqual(['leave'])
  })
})
