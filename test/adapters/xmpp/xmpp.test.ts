import { xml } from '@xmpp/client'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Xmpp } from '../../../src/adapters/xmpp/adapter.ts'
import { Archives } from '../../../src/adapters/xmpp/archive.ts'
import { decodeGroup, type RoomView } from '../../../src/adapters/xmpp/decode.ts'
import { platform } from '../../../src/adapters/xmpp/index.ts'
import type { ChatRef } from '../../../src/chat/message.ts'
import { Secret } from '../../../src/chat/secret.ts'
import { adapterContract } from '../../contract/adapter.ts'
import { Ear } from '../../contract/harness.ts'
import { TestTime, testAround } from '../../support/around.ts'
import { until } from '../../support/until.ts'
import { settingsFor, xmppHarness } from './harness.ts'
import { Person } from './person.ts'
import { hasProsody, PASSWORD, Prosody } from './prosody.ts'
import { Wire } from './wire.ts'

if (!hasProsody) describe.skip('XMPP: skipped, because no Prosody is installed (apt-get install prosody)', () => {})

/** An account of the bot's for each test: its archive is its own. */
const BOTS = Array.from({ length: 80 }, (_, n) => `wugong${n}`)
let server: Prosody
let zhang: Person
let li: Person
let rooms = 0

beforeAll(async () => {
  if (!hasProsody) return
  server = await Prosody.start([...BOTS, 'zhang', 'li'])
  zhang = new Person('zhang', server.port)
  li = new Person('li', server.port)
  await zhang.comes()
  await li.comes()
})
afterAll(async () => {
  await zhang?.goes()
  await li?.goes()
  await server?.remove()
})

/** A new room for each test, so that none finds another's words in the archive. */
const newRoom = async (hides = false): Promise<string> => {
  rooms += 1
  const room = `r${rooms}@muc.localhost`
  await zhang.enters(room, '3-2-501 张三')
  await zhang.opens(room, '幸福里3栋业主群', hides ? 'moderators' : 'anyone')
  return room
}

/** A bot in a room, through a wire. `again` is the program started anew, on the same files. */
const open = async (more: { title?: string; hides?: boolean } = {}) => {
  // Prosody's clock is the machine's; ours goes on from there.
  const around = { ...testAround(), time: new TestTime(Date.now()) }
  around.time.breathe = () => new Promise((resolve) => setTimeout(resolve, 60))
  const wire = await Wire.to(server.port)
  const room = await newRoom(more.hides)
  const jid = `${BOTS[rooms]}@localhost`
  const settings = settingsFor(jid, room, wire.port)
  const ear = new Ear()
  const bots: Xmpp[] = []
  const again = async () => {
    const bot = new Xmpp(settings, around)
    bots.push(bot)
    await bot.start(ear)
    return bot
  }
  const end = async () => {
    for (const bot of bots) await bot.stop()
    await wire.close()
    await around.remove()
  }
  const chat: ChatRef = { kind: 'group', id: room }
  const hears = async (text: string) => {
    await until(() => ear.said.includes(text))
    return ear.heard.findLast((one) => one.text === text)
  }
  return { around, wire, room, jid, settings, ear, again, end, chat, hears }
}

describe.runIf(hasProsody)('a bot on a real Prosody', () => {
  let at: Awaited<ReturnType<typeof open>>
  afterEach(() => at.end())

  test('characters that lie in two packets arrive whole', async () => {
    at = await open()
    await at.again()
    at.wire.shreds = true
    const text = '楼道灯坏了𠮷👨‍👩‍👧'.repeat(20)
    await zhang.says(at.room, text)
    expect((await at.hears(text))?.text).toBe(text)
  })

  test.each(['</stream:stream>', '</message>'])(
    'after %s, which ends the stream, what still comes breaks nothing',
    async (end) => {
      at = await open()
      const bot = await at.again()
      at.wire.says(end)
      // A packet of its own.
      await new Promise(setImmediate)
      at.wire.says('<message/>')
      await until(() => bot.health() !== 'ok')
      while (bot.health() !== 'ok') await at.around.time.passes(1_000)
      await zhang.says(at.room, '楼道灯坏了')
      await at.hears('楼道灯坏了')
    },
  )

  test('who takes another’s name is not that person', async () => {
    at = await open()
    await at.again()
    await li.enters(at.room, '3-2-502 李四')
    await zhang.says(at.room, '一')
    await zhang.enters(at.room, '换了名字')
    await zhang.sees(at.room, '换了名字')
    await li.enters(at.room, '3-2-501 张三')
    await li.says(at.room, '二')
    expect((await at.hears('一'))?.sender).toMatchObject({ id: zhang.jid, card: '3-2-501 张三' })
    expect((await at.hears('二'))?.sender).toMatchObject({ id: li.jid, card: '3-2-501 张三' })
  })

  test('in a room that hides addresses people are known by what the room says of them, now and in its archive', async () => {
    at = await open({ hides: true })
    const bot = await at.again()
    await zhang.says(at.room, '现在')
    const { sender } = (await at.hears('现在')) ?? {}
    expect(sender?.id).toMatch(new RegExp(`^${at.room}/`))
    expect(sender?.id).not.toContain('zhang')
    await bot.stop()
    await zhang.says(at.room, '没人听')
    const next = await at.again()
    expect((await at.hears('没人听'))?.sender?.id).toBe(sender?.id)
    const direct: ChatRef = { kind: 'direct', id: sender?.id ?? '' }
    expect(await next.send({ key: 'k', chat: direct, text: '单独说' })).toMatchObject({ status: 'sent' })
    await zhang.says(`${at.room}/五共`, '单独回')
    expect((await at.hears('单独回'))?.chat).toEqual(direct)
  })

  test('where somebody bears our name we take another, and are still called by it', async () => {
    at = await open()
    await li.enters(at.room, '五共')
    const bot = await at.again()
    expect(bot.health()).toBe('ok')
    await zhang.says(at.room, '五共2: 我的建议')
    expect(await at.hears('@五共2 我的建议')).toMatchObject({ mentions: [{ name: '五共2', self: true }] })
    await li.says(at.room, '我不是机器人')
    expect((await at.hears('我不是机器人'))?.isSelf).toBe(false)
  })

  test('what was said, in the room and in private, while the program was down comes from the archives, in order', async () => {
    at = await open()
    const bot = await at.again()
    await zhang.says(at.room, '停之前')
    await at.hears('停之前')
    await bot.stop()
    zhang.forgets(at.room)
    const said = Array.from({ length: 120 }, (_, n) => `第${n}句`)
    for (const text of said) zhang.sends(at.room, xml('body', {}, text))
    await zhang.says(at.jid, '私下说的')
    const coming = at.again()
    // Said while it is still reading what it missed.
    await zhang.sees(at.room, '五共')
    await zhang.says(at.room, '停之后')
    await coming
    await at.hears('停之后')
    expect(at.ear.said.filter((text) => text !== '私下说的')).toEqual(['停之前', ...said, '停之后'])
    expect(await at.hears('私下说的')).toMatchObject({ chat: { kind: 'direct', id: zhang.jid } })
    expect(at.ear.gaps).toEqual([])
  })

  test('what was missed stays to be asked for, where the connection is lost while it is read', async () => {
    at = await open()
    const bot = await at.again()
    await zhang.says(at.room, '断线前')
    await at.hears('断线前')
    at.wire.cut()
    await until(() => bot.health() === 'down')
    await zhang.says(at.room, '断线时')
    at.wire.withholds = /<(?:fin|result)\b/
    at.wire.fromBot = ''
    at.wire.heal()
    for (let n = 0; n < 10 && !at.wire.fromBot.includes('queryid'); n += 1) await at.around.time.passes(1_000)
    await until(() => at.wire.fromBot.includes('queryid'))
    at.wire.cut()
    await until(() => bot.health() === 'down')
    at.wire.withholds = null
    at.wire.heal()
    for (let n = 0; n < 20 && !at.ear.said.includes('断线时'); n += 1) await at.around.time.passes(1_000)
    await at.hears('断线时')
    expect(at.ear.gaps).toEqual([])
  })

  test('nothing but its name and password is said before it is let in', async () => {
    at = await open()
    at.wire.withholds = /<(?:success|challenge)\b/
    const starting = at.again()
    await until(() => at.wire.fromBot.includes('<auth'))
    for (let n = 0; n < 14; n += 1) await at.around.time.passes(1_000)
    await starting
    expect(at.wire.fromBot).not.toContain('<iq')
  })

  test('a first start hands over nothing of what was said before anybody knew of a bot', async () => {
    at = await open()
    await zhang.says(at.room, '从前的话')
    await at.again()
    await zhang.says(at.room, '今天的话')
    await at.hears('今天的话')
    expect(at.ear.said).toEqual(['今天的话'])
  })

  test('a message that went out before the program died is not said again by the next', async () => {
    at = await open()
    const bot = await at.again()
    const out = { key: 'outbox/7', chat: at.chat, text: '已记下，建议7号' }
    const first = await bot.send(out)
    await at.around.time.passes(6 * 60_000)
    await bot.stop()
    expect(await (await at.again()).send(out)).toEqual(first)
    await zhang.sync()
    expect(zhang.shown(at.room).filter(({ text }) => text === out.text)).toHaveLength(1)
  })

  test('where no archive says whether it went out before the program died, nobody knows', async () => {
    at = await open()
    const bot = await at.again()
    const out = { key: 'outbox/9', chat: { kind: 'direct' as const, id: zhang.jid }, text: '单独跟您说' }
    at.wire.withholds = /<(?:fin|result)\b/
    at.wire.fromBot = ''
    const sending = bot.send({ ...out, doubtfulSince: at.around.time.now() })
    await until(() => at.wire.fromBot.includes('queryid'))
    await at.around.time.passes(21_000)
    expect((await sending).status).toBe('unknown')
    await zhang.sync()
    expect(zhang.shown(at.jid)).toEqual([])
  })

  test('an echo that comes late tells what no archive does', async () => {
    at = await open()
    const bot = await at.again()
    const out = { key: 'outbox/11', chat: at.chat, text: '已记下，建议11号' }
    const since = at.around.time.now()
    at.wire.nextSend('unanswered')
    const sending = bot.send(out)
    await until(() => zhang.shown(at.room).some(({ text }) => text === out.text))
    await at.around.time.passes(16_000)
    expect((await sending).status).toBe('unknown')
    at.wire.again()
    await zhang.says(at.room, '收到')
    await at.hears('收到')
    at.wire.withholds = /<(?:fin|result)\b/
    const again = bot.send({ ...out, doubtfulSince: since })
    await at.around.time.passes(21_000)
    expect((await again).status).toBe('sent')
  })

  test('a private message that the server did not take is not thought to have arrived', async () => {
    at = await open()
    const bot = await at.again()
    const out = { key: 'k', chat: { kind: 'direct' as const, id: zhang.jid }, text: '单独跟您说' }
    at.wire.nextSend('limited')
    expect((await bot.send(out)).status).toBe('rate')
    expect((await bot.send(out)).status).toBe('sent')
    await zhang.sync()
    expect(zhang.shown(at.jid).map(({ text }) => text)).toEqual([out.text])
  })

  test('thrown out it says so, stays away for a while, and does not read what was said without it', async () => {
    at = await open()
    const bot = await at.again()
    await zhang.throwsOut(at.room, '五共')
    await until(() => at.ear.heard.some(({ kind }) => kind === 'leave'))
    await zhang.says(at.room, '背着它说的')
    await at.around.time.passes(9 * 60_000)
    expect(bot.health()).toBe('degraded')
    await at.around.time.passes(3 * 60_000)
    await until(() => bot.health() === 'ok')
    await zhang.says(at.room, '又回来了')
    await at.hears('又回来了')
    expect(at.ear.said).toEqual(['又回来了'])
  })

  test('a character that XML does not know ends no connection', async () => {
    at = await open()
    const bot = await at.again()
    expect(await bot.send({ key: 'k', chat: at.chat, text: '坏\u0000字\ud800符\u000b' })).toMatchObject({
      status: 'sent',
    })
    expect(bot.health()).toBe('ok')
    await zhang.sync()
    expect(zhang.shown(at.room).at(-1)?.text).toBe('坏字\ufffd符')
  })

  test('a wrong password asks for a person and is not shown', async () => {
    at = await open()
    const bot = new Xmpp({ ...at.settings, password: new Secret('wrong-password') }, at.around)
    await bot.start(at.ear)
    expect(bot.health()).toBe('needs-login')
    expect(at.around.logged.join()).toMatch(/xmpp\.no-connection.*credentials/)
    expect(at.around.logged.join()).not.toContain('wrong-password')
    await bot.stop()
  })

  test('check says what is well and what a person must do', async () => {
    at = await open()
    const about = async (more: Record<string, unknown>) => {
      const { jid, service } = at.settings
      const read = platform.read({ jid, service, password: new Secret(PASSWORD), rooms: [at.room], ...more })
      if ('problems' in read) throw new Error('the settings are wrong')
      return (await read.check(at.around)).map(({ ok, zh }) => `${ok ? '✔' : '✘'} ${zh}`).join('\n')
    }
    const well = await about({})
    expect(well).toMatch(/✔ 登录成功[\s\S]*✔ 私聊有存档[\s\S]*✔ 进得了群：幸福里3栋业主群[\s\S]*✔ 群消息有存档/)
    expect(well).not.toContain('✘')
    expect(await about({ rooms: ['none@muc.localhost'] })).toMatch(
      /✘ 没有 none@muc\.localhost 这个群。请用聊天程序新建/,
    )
    expect(await about({ password: new Secret('nonsense') })).toMatch(/✘ .*密码不对/)
    expect(await about({ service: 'xmpp://127.0.0.1:9' })).toMatch(/✘ .*连不上/)
  })
})

if (hasProsody)
  adapterContract(
    'XMPP',
    (around) => new Xmpp(settingsFor('wugong@localhost', 'r@muc.localhost', 9), around),
    async (around) => {
      const room = await newRoom()
      return xmppHarness(around, { server, person: zhang, room, name: BOTS[rooms] ?? '' })
    },
  )

test('settings that would send a password in the open, or make no room, are refused', () => {
  const read = platform.read({ jid: 'wugong', password: 'in the file', service: 'http://x', rooms: [] })
  expect('problems' in read && read.problems.map(({ path }) => path).sort()).toEqual([
    'jid',
    'password',
    'rooms',
    'service',
  ])
})

test('nobody but an archive can say what an archive has', async () => {
  const result = (from: string, id: string) =>
    xml(
      'message',
      { from },
      xml(
        'result',
        { xmlns: 'urn:xmpp:mam:2', queryid: 'a1', id },
        xml(
          'forwarded',
          { xmlns: 'urn:xmpp:forward:0' },
          xml('delay', { xmlns: 'urn:xmpp:delay', stamp: '2026-03-01T00:00:00Z' }),
          xml('message', { type: 'groupchat', from: 'r@muc/李四' }, xml('body', {}, id)),
        ),
      ),
    )
  const archives = new Archives(
    {
      // What arrives while the archive is asked: its own answer, and somebody who knows how one looks.
      request: async () => {
        archives.take(result('r@muc/李四', 'forged'))
        archives.take(result('r@muc', 'kept'))
        return xml('iq', { type: 'result' }, xml('fin', { xmlns: 'urn:xmpp:mam:2', complete: 'true' }))
      },
    },
    'wugong@x',
  )
  expect((await archives.since('r@muc', 0))?.map(({ id }) => id)).toEqual(['kept'])
})

describe('what stands in a message', () => {
  const view: RoomView = {
    ...{ jid: 'r@muc', name: '群', nick: '五共', open: true, occupantId: undefined },
    ...{ occupant: () => ({ nick: '张三', jid: 'zhang@x' }), byOccupantId: () => undefined, byJid: () => undefined },
  }
  const read = (...parts: readonly (ReturnType<typeof xml> | string)[]) =>
    decodeGroup(xml('message', { from: 'r@muc/张三', type: 'groupchat', id: 'i1' }, ...parts), view, {
      ...{ account: 'bot', own: 'wugong@x', now: 1_000_000 },
    })

  test('the words that were copied for a quote are not the writer’s', () => {
    const body = '> 五共: 要不要装𠮷\n装'
    const inbound = read(
      xml('body', {}, body),
      xml('reply', { xmlns: 'urn:xmpp:reply:0', id: 's9' }),
      xml(
        'fallback',
        { xmlns: 'urn:xmpp:fallback:0', for: 'urn:xmpp:reply:0' },
        xml('body', { start: '0', end: '12' }),
      ),
    )
    expect(inbound).toMatchObject({ text: '装', quote: { nativeMsgId: 'r@muc/s9' } })
  })

  test('an id that anybody but the room gave does not count', () => {
    const forged = xml('stanza-id', { xmlns: 'urn:xmpp:sid:0', by: 'zhang@x', id: 'forged' })
    const given = xml('stanza-id', { xmlns: 'urn:xmpp:sid:0', by: 'r@muc', id: 'given' })
    expect(read(xml('body', {}, '在'), forged, given)?.nativeMsgId).toBe('r@muc/given')
  })

  test('half a character in an id is no reason not to hear what is said', () => {
    const given = xml('stanza-id', { xmlns: 'urn:xmpp:sid:0', by: 'r@muc', id: 'a\ud83d' })
    expect(read(xml('body', {}, '在'), given)).toMatchObject({
      text: '在',
      nativeMsgId: `r@muc/a${encodeURIComponent('\ufffd')}`,
    })
  })

  test('nobody says anything tomorrow', () => {
    const delay = xml('delay', { xmlns: 'urn:xmpp:delay', stamp: '2099-01-01T00:00:00Z' })
    expect(read(xml('body', {}, '明天的话'), delay)?.sentAt).toBe(1_000_000)
  })

  test('without an address or a lasting id nobody is known', () => {
    const nobody = { ...view, open: false }
    const inbound = decodeGroup(
      xml('message', { from: 'r@muc/张三', type: 'groupchat', id: 'i1' }, xml('body', {}, '在')),
      nobody,
      { account: 'bot', own: 'wugong@x', now: 1 },
    )
    expect(inbound?.sender).toBeNull()
  })
})
