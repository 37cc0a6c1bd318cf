import { chmodSync, statSync, truncateSync } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'
// Before wechaty: it also silences what follows.
import { openHere } from './wechat/in-process.ts'
import { WechatyBuilder } from 'wechaty'
import { mock, PuppetMock } from 'wechaty-puppet-mock'
import { WeChat } from '../../src/adapters/wechat/adapter.ts'
import { forkChild } from '../../src/adapters/wechat/fork.ts'
import type { Report } from '../../src/adapters/wechat/protocol.ts'
import { Session } from '../../src/adapters/wechat/session.ts'
import { adapterContract } from '../contract/adapter.ts'
import { testAround } from '../support/around.ts'
import { connect, Heard, inChild, isKept, type Launch, sessionFile, soon, weChatHarness } from './wechat/harness.ts'
import { asHtml, type WebWeChat } from './wechat/web-wechat.ts'

const here: Launch = (session, port) => {
  process.env.WEB_WECHAT_PORT = port
  return openHere(session)
}

adapterContract('WeChat', (around) => new WeChat(around, () => here('', '')), weChatHarness(here))

describe('what web WeChat and its client do', () => {
  const closers: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
  })
  const begin = async (launch: Launch = here, prepare: (server: WebWeChat) => void = () => {}) => {
    const around = testAround()
    const { server, adapter, lines } = await connect(around, launch)
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
  const online = async (launch: Launch = here, prepare: (server: WebWeChat) => void = () => {}) => {
    const all = await begin(launch, prepare)
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
    const { around, server, hears } = await online(here, (it) => {
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

  test('a line that says who joined by name alone means nobody: two people bear that name', async () => {
    const { server, hears } = await online()
    server.push({ FromUserName: server.room, MsgType: 10_000, Content: '"张三"邀请"李四"加入了群聊' })
    expect(await hears(1)).toMatchObject([{ kind: 'join', sender: null, isSelf: false }])
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
    const { around, server, adapter } = await begin(here, (it) => {
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

  test('a process that shows one code for longer than any is good hangs, and another takes over', async () => {
    const { around, lines } = await begin(here, (it) => {
      it.scans = false
    })
    lines[0]?.freeze?.()
    await around.time.passes(10 * 60_000)
    await soon(() => expect(around.logged.some((line) => line.startsWith('wechat.ended'))).toBe(true))
    await around.time.passes(1_000)
    await soon(() => expect(around.codes).toHaveLength(2))
    expect(lines).toHaveLength(2)
  })

  test('what could not be stored before the account was closed is heard when it comes again', async () => {
    const { server, adapter, ear } = await online()
    const receive = ear.receive.bind(ear)
    let asked = false
    ear.receive = () => {
      asked = true
      return Promise.reject(new Error('the database is away'))
    }
    server.inGroup('张三', '存不下的')
    await soon(() => expect(asked).toBe(true))
    await adapter.stop({ keepSession: true })
    ear.receive = receive
    await adapter.start(ear)
    await soon(() => expect(adapter.health()).toBe('ok'))
    server.again()
    await soon(() => expect(ear.said).toEqual(['存不下的']))
  })

  test('a process that cannot be made is told like one that ended', async () => {
    const { execPath } = process
    process.execPath = '/nowhere/node'
    const line = forkChild('session')
    process.execPath = execPath
    await new Promise<void>((resolve) => line.listen(() => {}, resolve))
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
    const { around, server, adapter, ear } = await online(inChild)
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
    const { around, server, adapter, ear } = await online(inChild)
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
    const { around, server, adapter, lines, ear, hears } = await online(inChild)
    server.bug = 'throws'
    server.poke()
    await soon(() => expect(adapter.health()).toBe('down'))
    await around.time.passes(1_000)
    await soon(() => expect(adapter.health()).toBe('ok'))
    server.bug = 'hangs'
    server.bugIn = 'webwxsendmsg'
    const sending = adapter.send({ key: 'k', chat: { kind: 'group', id: server.room }, text: '在吗' })
    await soon(() => expect(server.bug).toBeNull())
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
