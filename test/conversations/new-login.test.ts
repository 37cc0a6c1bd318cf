import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { find, insert, list } from '../../src/app/operations.ts'
import { tokenHash } from '../../src/app/secrets.ts'
import type { Session } from '../../src/app/sign-in.ts'
import { verifyLog } from '../../src/app/trail.ts'
import { groupTable } from '../../src/web/console/groups.ts'
import { regainByHand } from '../../src/web/console/unbound.ts'
import { openTown, type Town } from '../support/town.ts'

/** 微信这样的平台：每次登录，群和人的号码全换。一张名片一个人，名片里有同名的。 */
const THREE = ['3-1-101 王芳', '3-1-102 李伟', '3-1-201 王芳', '3-2-501 张三', '王芳', '小赵']
const FOUR = ['4-1-101 王芳', '4-1-102 刘洋', '4-1-201 张三', '4-2-501 陈静', '王芳', '小孙']
const TOPIC = { three: '幸福里3栋业主群', four: '幸福里4栋业主群' }

let town: Town
beforeEach(async () => {
  town = await openTown()
  town.stage.login = 'a'
  // 第一次登录：工作人员用一次码，两个群各绑定一次。
  await code('112233', 's1')
  await town.say({ from: 'a-s1', card: '王主任', group: null, text: '/验证 112233' })
  await says('a', 'three', '王主任', '/绑定 3栋', { from: 'a-s1' })
  await says('a', 'four', '王主任', '/绑定 4栋', { from: 'a-s1' })
})
afterEach(() => town.close())

type Place = 'three' | 'four'
const roster = (place: Place) => (place === 'three' ? THREE : FOUR)
const numberIn = (login: string, place: Place, card: string) => `${login}-${place}-${roster(place).indexOf(card)}`

/** 有人在群里说话；号码是这次登录的，头一句带着群里的名单。 */
const says = (
  login: string,
  place: Place,
  card: string,
  text: string,
  more: { from?: string; topic?: string; roster?: readonly string[] } = {},
) =>
  town.say({
    from: more.from ?? numberIn(login, place, card),
    card,
    group: `${login}-${place}`,
    text,
    topic: more.topic ?? TOPIC[place],
    roster: more.roster ?? roster(place),
  })

const code = (secret: string, memberId: string | null, groupId: string | null = null) =>
  town.query(() =>
    insert('tokens', {
      hash: tokenHash(secret),
      kind: groupId === null ? 'staff' : 'group',
      communityId: 'c1',
      memberId,
      groupId,
      role: 'staff',
      expiresAt: town.clock.now() + 30 * 60_000,
    }),
  )
const openPoll = (login: string) =>
  says(login, 'three', '王主任', '/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00\n每户一票', {
    from: `${login}-s1`,
  })
const groupOf = async (chat: string) => (await town.query(() => find('chats', { nativeId: chat })))?.groupId ?? null
const counted = async () =>
  (await town.query(() => list('ballots', { counted: true }, { order: 'id' }))).map(({ home, choice }) => [
    home,
    choice,
  ])

describe('换号重登以后', () => {
  it('先说了别的话才验证的工作人员，还是一个人；群里以前说的话还算在这个群', async () => {
    await says('a', 'three', '3-2-501 张三', '大家好')
    const before = await town.query(() => list('members'))
    const count = async () =>
      (await town.query(() => groupTable(session, town.clock.now()))).rows.find(({ name }) => name === TOPIC.three)
        ?.messages
    const session = { community: { id: 'c1', timezone: 'Asia/Shanghai' } } as Session
    const heard = (await count()) ?? 0
    expect(heard).toBeGreaterThan(1)
    town.stage.login = 'b'
    await town.say({ from: 'b-s1', card: '王主任', group: null, text: '/日报' })
    await says('b', 'three', '3-2-501 张三', '大家好')
    await says('b', 'three', '王主任', '我换号了', { from: 'b-s1' })
    await town.timePasses(5)
    await code('445566', 's1')
    await town.say({ from: 'b-s1', card: '王主任', group: null, text: '/验证 445566' })
    expect(await town.query(() => list('members'))).toEqual(before)
    expect(await count()).toBe(heard + 2)
  })

  describe('换号以后没认出来、又说了话的人，验证以后', () => {
    const POLL = '/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00'
    const staff = (login: string, text: string) => says(login, 'three', '王主任', text, { from: `${login}-s1` })
    const relogin = async () => {
      town.stage.login = 'b'
      await says('b', 'three', '3-2-501 张三', '大家好')
    }
    const proves = async () => {
      await code('445566', 's1')
      await town.say({ from: 'b-s1', card: '王主任', group: null, text: '/验证 445566' })
    }

    it('两次投的是一个人的，按后回的算一票', async () => {
      await staff('a', POLL)
      await staff('a', '1')
      await relogin()
      await staff('b', '2')
      expect(await counted()).toEqual([
        [null, [1]],
        [null, [2]],
      ])
      await proves()
      expect(await counted()).toEqual([[null, [2]]])
      const [ballot] = await town.query(() => list('ballots', { counted: true }))
      expect(ballot).toMatchObject({ memberId: 's1' })
      await staff('b', '1')
      expect(await counted()).toEqual([[null, [1]]])
    })

    it('只在换号以后投的，也是他的；再投就改', async () => {
      await staff('a', `${POLL}\n匿名`)
      await relogin()
      await staff('b', '2')
      await proves()
      await staff('b', '1')
      expect(await counted()).toEqual([[null, [1]]])
      const told = await town.query(() => list('events', { type: 'poll.answered' }, { order: 'seq' }))
      expect(JSON.stringify(told.map(({ data }) => data))).not.toContain('choice')
    })

    it('同一班报了两次，留先报的那个，空出来的给排队的人', async () => {
      await staff('a', '/招工 清理车库\n地点：车库\n时间：3月9日8:00-12:00 2人\n报酬：每天120元')
      await staff('a', '报名')
      await relogin()
      await staff('b', '报名')
      await says('b', 'three', '3-2-501 张三', '报名')
      const places = async () =>
        (await town.query(() => list('signups', {}, { order: 'id' }))).map(({ memberId, status }) => [memberId, status])
      expect((await places()).map(([, status]) => status)).toEqual(['in', 'in', 'waiting'])
      await proves()
      expect(await places()).toEqual([
        ['s1', 'in'],
        ['s1', 'cancelled'],
        [expect.any(String), 'in'],
      ])
    })

    it('换号以后提的、截止了的投票、已经说过的门牌，也是他的；在群里验证的，私下听得到', async () => {
      await staff('a', '/投票 刷楼道\n1 刷\n2 不刷\n截止：今天12:00')
      await relogin()
      await staff('b', '刷')
      await staff('b', '建议：楼道的灯坏了')
      await staff('b', '我是3-1-102')
      await town.timePasses('2026-03-01T12:30:00+08:00')
      await code('445566', 's1')
      town.heardBy('b-s1')
      await staff('b', '/验证 445566')
      expect(town.heardBy('b-s1')).toEqual([expect.stringContaining('您就是社区工作者王主任')])
      expect(await town.query(() => list('suggestions'))).toMatchObject([{ authorId: 's1' }])
      expect(await town.query(() => list('ballots'))).toMatchObject([{ memberId: 's1', counted: true }])
      expect(await town.query(() => list('residencies', { memberId: 's1' }))).toMatchObject([{ home: '3-1-102' }])
      expect((await town.query(() => list('members'))).map(({ id }) => id)).not.toContain('b-s1')
    })

    it('只在换号以后报的，名额还是他的，提醒也发给他', async () => {
      await staff('a', '/招工 清理车库\n地点：车库\n时间：3月9日8:00-12:00 2人\n报酬：每天120元')
      await relogin()
      await staff('b', '报名')
      await proves()
      town.heardBy('b-s1')
      await town.timePasses('2026-03-08T19:00:00+08:00')
      expect(await town.query(() => list('signups'))).toMatchObject([{ memberId: 's1', status: 'in' }])
      expect(town.heardBy('b-s1')).toEqual([expect.stringContaining('提醒您')])
    })
  })

  describe('换号以后先私下喊救命的人', () => {
    const ZHANG = '3-2-501 张三'
    const now = (text: string) => says('b', 'three', ZHANG, text)
    const privately = (text: string) =>
      town.say({ from: numberIn('b', 'three', ZHANG), card: '张三', group: null, text })
    const heard = () => town.heardBy(numberIn('b', 'three', ZHANG))
    const people = async () =>
      (await town.query(() => list('members', { forgottenAt: null }))).map(({ id }) => id).sort()
    const authors = async () =>
      (await town.query(() => list('suggestions', {}, { order: 'number' }))).map(({ authorId }) => authorId)
    const cries = async () => {
      await says('a', 'three', ZHANG, '建议：楼道的灯坏了')
      await says('a', 'three', ZHANG, '建议：门口装个扶手')
      town.stage.login = 'b'
      await privately('救命！3-2-501着火了')
      return numberIn('a', 'three', ZHANG)
    }

    it('在群里按名片认出来以后，还是一个人：险情、建议、投票都是他的，删就全删', async () => {
      const known = await cries()
      expect(heard()).toEqual([expect.stringContaining('马上打119')])
      await now('早')
      expect(await people()).toEqual([known, 's1'])
      await privately('我的建议')
      expect(heard().join()).toMatch(/2号[\s\S]*1号/)
      await privately('删除我的信息')
      expect(heard()).toEqual([expect.stringMatching(/^要删掉我这里您的名字/)])
      await privately('确认删除')
      expect(heard()).toEqual([expect.stringMatching(/^删好了：名字、门牌、群名片和原话都没有了/)])
      expect(await people()).toEqual(['s1'])
      expect(await town.query(() => list('suggestions'))).toMatchObject([
        { status: 'withdrawn', home: null },
        { status: 'withdrawn', home: null },
      ])
      expect(JSON.stringify(await town.query(() => list('inbox')))).not.toMatch(/着火|楼道的灯|扶手/)
      expect(JSON.stringify(await town.query(() => list('events')))).not.toContain('3-2-501')
      expect(await town.query(verifyLog)).toMatchObject({ ok: true })
    })

    it('认出来以前，别的话都请他先在群里说一句，命令也一样，不另建一个人', async () => {
      town.stage.login = 'b'
      const all = await people()
      for (const text of ['/帮助', '我的建议', '建议：楼道的灯坏了', '删除我的信息']) await privately(text)
      expect(heard()).toEqual(Array(4).fill(expect.stringContaining('请先在您的小区群里说句话')))
      await privately('救命！着火了')
      await privately('/日报')
      expect(heard()).toEqual([expect.stringContaining('马上打119'), expect.stringContaining('还认不出您')])
      expect(await people()).toHaveLength(all.length + 1)
    })

    it('没认出来就要删：说清只删得到换号以后的；以后认出来了，以前的再删', async () => {
      const known = await cries()
      heard()
      await privately('删除我的信息')
      expect(heard()).toEqual([
        expect.stringMatching(/现在只能删换号以后记下的。以前的也要删，请先在您的小区群里说句话/),
      ])
      await privately('确认删除')
      const [done = ''] = heard()
      expect(done).toMatch(/^换号以后记下的.*删好了。换号以前的我认不出哪些是您的，没有删/)
      expect(await people()).toEqual([known, 's1'])
      expect(await authors()).toEqual([known, known])
      await now('早')
      await privately('删除我的信息')
      await privately('确认删除')
      expect(heard().at(-1)).toMatch(/^删好了/)
      expect(await people()).toEqual(['s1'])
    })

    it('以前没有过的人，删了就是删了', async () => {
      await cries()
      await says('b', 'three', '小赵', '早')
      const zhao = (text: string) => town.say({ from: numberIn('b', 'three', '小赵'), card: '小赵', group: null, text })
      await zhao('删除我的信息')
      await zhao('确认删除')
      expect(town.heardBy(numberIn('b', 'three', '小赵')).at(-1)).toMatch(/^删好了/)
    })

    it('名片没有门牌、有两个人用过同一张名片、说过自己住别处，都不认', async () => {
      const known = await cries()
      await says('b', 'three', '王芳', '早', { from: numberIn('b', 'three', ZHANG) })
      expect(await people()).toHaveLength(3)
      await privately('我是3-1-102')
      await now('早')
      expect(await people()).toHaveLength(3)
      expect(await authors()).toEqual([known, known])
    })
  })

  it('换了号先用别的名片说话、投票、提事的人，名片改回来就还是他：票是一张，事是他的', async () => {
    await openPoll('a')
    await says('a', 'three', '3-2-501 张三', '1')
    await says('a', 'three', '王主任', '/投票 刷楼道\n1 刷\n2 不刷\n截止：今天12:00', { from: 'a-s1' })
    town.stage.login = 'b'
    const from = 'b-three-zhang'
    await says('b', 'three', '老张', '不装', { from })
    await says('b', 'three', '老张', '刷', { from })
    await says('b', 'three', '老张', '建议：楼道的灯坏了', { from })
    await town.timePasses('2026-03-01T12:30:00+08:00')
    const all = await town.query(() => list('members'))
    await says('b', 'three', '3-2-501 张三', '早', { from })
    const known = numberIn('a', 'three', '3-2-501 张三')
    expect(await town.query(() => list('members'))).toEqual(all.filter(({ name }) => name !== '老张'))
    expect(await town.query(() => list('ballots', { counted: true }, { order: 'pollId' }))).toMatchObject([
      { memberId: known, home: '3-2-501', choice: [2] },
      { memberId: known, choice: [1] },
    ])
    expect(await town.query(() => list('suggestions'))).toMatchObject([{ authorId: known, status: 'received' }])
    await town.say({ from, card: '张三', group: null, text: '删除我的信息' })
    await town.say({ from, card: '张三', group: null, text: '确认删除' })
    expect(JSON.stringify(await town.query(() => list('events')))).not.toContain('3-2-501')
    expect(await town.query(verifyLog)).toMatchObject({ ok: true })
  })

  it('核实过门牌的居民用了别人的码，他以前提的事还是他自己的', async () => {
    await says('a', 'three', '3-1-102 李伟', '建议：楼道的灯坏了')
    await says('a', 'three', '王主任', '/核实 3-1-102 李伟', { from: 'a-s1' })
    await code('445566', 's1')
    const from = numberIn('a', 'three', '3-1-102 李伟')
    await town.say({ from, card: '李伟', group: null, text: '/验证 445566' })
    expect(await town.query(() => list('suggestions'))).toMatchObject([{ authorId: from }])
    expect(await town.query(() => list('residencies', { home: '3-1-102' }))).toMatchObject([{ memberId: from }])
  })

  it('接龙接了两回的，是一个人的：后说的算，还在原来的位置', async () => {
    await says('a', 'three', '王主任', '/接龙 领鸡蛋', { from: 'a-s1' })
    await says('a', 'three', '3-2-501 张三', '接龙 两盒')
    await says('a', 'three', '3-1-102 李伟', '接龙 一盒')
    town.stage.login = 'b'
    await says('b', 'three', '老张', '接龙 五盒', { from: 'b-three-zhang' })
    await says('b', 'three', '3-2-501 张三', '早', { from: 'b-three-zhang' })
    const lines = await town.query(() => list('jielongLines', {}, { order: 'number' }))
    expect(lines).toMatchObject([
      { number: 1, memberId: numberIn('a', 'three', '3-2-501 张三'), text: expect.stringContaining('五盒') },
      { number: 2, memberId: numberIn('a', 'three', '3-1-102 李伟') },
    ])
    expect(lines).toHaveLength(2)
  })

  it('群主题和人都对得上，自己认出来；居民接着投，算在原来那一户', async () => {
    await openPoll('a')
    await says('a', 'three', '3-2-501 张三', '1')
    town.stage.login = 'b'
    await says('b', 'three', '3-2-501 张三', '2')
    expect(await groupOf('b-three')).toBe(await groupOf('a-three'))
    expect(await counted()).toEqual([['3-2-501', [2]]])
    expect(await town.query(() => list('events', { type: 'group.rebound' }))).toMatchObject([
      {},
      {},
      { actor: 'wugong', data: { by: 'looks' } },
    ])
  })

  it('群改了名、走了几个人，照样认得；两个王芳各是各的', async () => {
    await openPoll('a')
    await says('a', 'three', '3-1-101 王芳', '1')
    await says('a', 'three', '3-1-201 王芳', '2')
    town.stage.login = 'b'
    await says('b', 'three', '3-1-201 王芳', '1', { topic: '三栋一家亲', roster: THREE.slice(0, 5) })
    await says('b', 'three', '3-1-101 王芳', '2', { topic: '三栋一家亲', roster: THREE.slice(0, 5) })
    expect(await counted()).toEqual([
      ['3-1-201', [1]],
      ['3-1-101', [2]],
    ])
  })

  it('只有名字、没有门牌的人，不当成谁；他的话不算到别人家', async () => {
    await openPoll('a')
    await says('a', 'three', '3-1-101 王芳', '1')
    town.stage.login = 'b'
    await says('b', 'three', '王芳', '2')
    expect(await counted()).toEqual([['3-1-101', [1]]])
  })

  it('群主题一样、人不一样，不认：话留着，谁也不算，也不往里发', async () => {
    await openPoll('a')
    const before = (await town.said()).length
    town.stage.login = 'b'
    const strangers = ['甲', '乙', '丙', '丁', '3-2-501 张三']
    await says('b', 'three', '3-2-501 张三', '1', { roster: strangers })
    await town.timePasses(2_000)
    expect(await groupOf('b-three')).toBeNull()
    expect(await counted()).toEqual([])
    expect(town.hears('b-three')).toEqual([])
    const kept = await town.query(() => list('inbox', { outcome: 'chatter' }))
    expect(kept.map(({ payload }) => (payload as { text: string }).text)).toContain('1')
    // 截止的结果等在那里，等人说这是哪个群。
    expect((await town.said()).length).toBeGreaterThan(before)
    expect(await town.query(() => list('outbox', { status: 'held' }))).not.toEqual([])
  })

  it('工作人员拿后台的码在群里说 /绑定 码，就接上了，等着的话发出去', async () => {
    await openPoll('a')
    town.stage.login = 'b'
    await says('b', 'three', '小赵', '早', { roster: ['甲', '乙', '丙'] })
    await town.timePasses(2_000)
    await code('445566', 's1', await groupOf('a-three'))
    await says('b', 'three', '小赵', '/绑定 000000', { roster: ['甲', '乙', '丙'] })
    expect(town.hears('b-three')).toEqual([])
    await says('b', 'three', '小赵', '/绑定 445566', { roster: ['甲', '乙', '丙'] })
    expect(await groupOf('b-three')).toBe(await groupOf('a-three'))
    const heard = town.hears('b-three').join('\n')
    expect(heard).toContain('东门要不要装充电桩')
    expect(heard).toContain('这是原来“3栋”的群')
    // 用过的码不管用，猜五次就不听了。
    await says('b', 'four', '小孙', '/绑定 445566', { roster: ['甲', '乙', '丙'] })
    expect(await groupOf('b-four')).toBeNull()
  })

  it('猜码，一天只听五次', async () => {
    town.stage.login = 'b'
    const lost = await groupOf('a-three')
    for (let n = 0; n < 5; n += 1) await says('b', 'three', '小赵', `/绑定 00000${n}`, { roster: ['甲', '乙', '丙'] })
    await code('445566', 's1', lost)
    await says('b', 'three', '小赵', '/绑定 445566', { roster: ['甲', '乙', '丙'] })
    expect(await groupOf('b-three')).toBeNull()
  })

  it('号码洗了牌：b 次登录里 4 栋群用了 3 栋群的旧号，也不会认错', async () => {
    await openPoll('a')
    await says('a', 'three', '3-2-501 张三', '1')
    town.stage.login = 'b'
    // The id that was 3栋's in the first login is 4栋's in this one, and so is 张三's.
    await town.say({
      from: numberIn('a', 'three', '3-2-501 张三'),
      card: '4-1-201 张三',
      group: 'a-three',
      text: '2',
      topic: TOPIC.four,
      roster: FOUR,
    })
    const chat = await town.query(() => find('chats', { nativeId: 'a-three', epoch: 'b' }))
    expect(chat?.groupId).toBe(await groupOf('a-four'))
    expect(await counted()).toEqual([['3-2-501', [1]]])
  })

  it('名片写着主任的人，不因此就是主任', async () => {
    town.stage.login = 'b'
    await says('b', 'three', '王主任', '/日报', { from: 'b-somebody' })
    expect(town.hears('b-three')).toEqual(['这个由居委会来发。您想提的事，说“建议：……”就行。'])
  })

  it('换号前私下说的话，认出人以后才轮到，也回到新号', async () => {
    await says('a', 'three', '3-2-501 张三', '早')
    const old = numberIn('a', 'three', '3-2-501 张三')
    town.stage.login = 'b'
    await says('b', 'three', '3-2-501 张三', '早')
    // Of the login before, and handled only now.
    town.stage.login = 'a'
    const late = town.say({ from: old, card: '', group: null, text: '查我的信息' })
    town.stage.login = 'b'
    await late
    await town.timePasses(5)
    expect(town.heardBy(old)).toEqual([])
    expect(town.heardBy(numberIn('b', 'three', '3-2-501 张三')).join()).toContain('3-2-501')
  })

  it('换号前没送到的私信，认出人以后送到新号', async () => {
    await says('a', 'three', '3-2-501 张三', '早')
    town.stage.results.push({ status: 'rate', retryAfterMs: 60_000 })
    await says('a', 'three', '3-2-501 张三', '查我的信息')
    town.stage.login = 'b'
    await town.timePasses(5)
    expect(town.heardBy(numberIn('a', 'three', '3-2-501 张三'))).toEqual([])
    await says('b', 'three', '3-2-501 张三', '早')
    expect(town.heardBy(numberIn('b', 'three', '3-2-501 张三')).join()).toContain('3-2-501')
  })
})

describe('换号以后、认出群以前说的话', () => {
  const STRANGERS = ['甲', '乙', '丙']
  const unknown = (card: string, text: string) => says('b', 'three', card, text, { roster: STRANGERS })
  const bind = async () => {
    await code('445566', 's1', await groupOf('a-three'))
    await unknown('小赵', '/绑定 445566')
  }
  const suggestions = async () =>
    (await town.query(() => list('suggestions', {}, { order: 'number' }))).map(({ text }) => text)

  it('认出以后按先后听，每条一次', async () => {
    await openPoll('a')
    town.stage.login = 'b'
    await unknown('3-1-101 王芳', '1')
    await unknown('3-2-501 张三', '建议：楼道的灯坏了')
    await unknown('3-1-101 王芳', '2')
    await unknown('3-1-102 李伟', '今天菜场的黄瓜新鲜')
    expect(await suggestions()).toEqual([])
    await town.timePasses(60)
    await bind()
    expect(await suggestions()).toEqual(['楼道的灯坏了'])
    expect(await counted()).toEqual([['3-1-101', [2]]])
    const heard = town.hears('b-three')
    expect(heard.slice(-2)).toEqual([
      '好，认出来了，这是原来“3栋”的群，没办完的事接着办。',
      expect.stringMatching(/^已记下，建议1号：楼道的灯坏了/),
    ])
    await town.restart()
    await unknown('3-1-102 李伟', '1')
    expect(await suggestions()).toEqual(['楼道的灯坏了'])
    expect(await counted()).toEqual([
      ['3-1-101', [2]],
      ['3-1-102', [1]],
    ])
    expect(town.hears('b-three')).toEqual([])
  })

  it('工作人员用 /绑定 3栋 接上的，也一样；他先前没人应的命令不补', async () => {
    town.stage.login = 'b'
    await unknown('3-2-501 张三', '建议：楼道的灯坏了')
    await says('b', 'three', '王主任', '/绑定 3栋', { from: 'b-s1', roster: STRANGERS })
    await code('778899', 's1')
    await town.say({ from: 'b-s1', card: '王主任', group: null, text: '/验证 778899' })
    await says('b', 'three', '王主任', '/日报', { from: 'b-s1', roster: STRANGERS })
    await says('b', 'three', '王主任', '/绑定 3栋', { from: 'b-s1', roster: STRANGERS })
    expect(await suggestions()).toEqual(['楼道的灯坏了'])
    expect(town.hears('b-three').join('\n')).not.toMatch(/已经是|日报/)
  })

  it('自己认出来的群，认出以前的话也听', async () => {
    town.stage.login = 'b'
    await unknown('3-2-501 张三', '建议：楼道的灯坏了')
    await says('b', 'three', '3-2-501 张三', '建议：门口装个扶手')
    expect(await suggestions()).toEqual(['楼道的灯坏了', '门口装个扶手'])
  })

  it('在后台点一下接上的，也一样', async () => {
    town.stage.login = 'b'
    await unknown('3-2-501 张三', '建议：楼道的灯坏了')
    const lost = (await groupOf('a-three')) ?? ''
    const chat = await town.query(() => find('chats', { nativeId: 'b-three' }))
    const community = await town.query(() => find('communities', { id: 'c1' }))
    if (!chat || !community) throw new Error('no chat')
    const session = { community, member: null, role: 'staff' as const }
    expect(await town.query(() => regainByHand(session, chat.id, lost, town.clock.now()))).toBe(true)
    await town.app.sweep()
    await town.app.settled()
    expect(await suggestions()).toEqual(['楼道的灯坏了'])
  })

  it('投票截止了才听到的、截止以后才说的那一票，都告诉本人没算上；不是后来那个征集的回答', async () => {
    await openPoll('a')
    town.stage.login = 'b'
    await unknown('3-1-101 王芳', '1')
    await town.timePasses('2026-03-02T18:01:00+08:00')
    await unknown('3-1-102 李伟', '2')
    await town.timePasses(60)
    await town.say({ from: 'a-s1', card: '王主任', group: null, text: '早' })
    await code('778899', 's1')
    await town.say({ from: 'b-s1', card: '王主任', group: null, text: '/验证 778899' })
    await town.say({ from: 'b-s1', card: '王主任', group: null, text: '/投票 刷楼道\n1 刷\n2 不刷\n范围：3栋' })
    await bind()
    expect(await counted()).toEqual([])
    for (const late of ['b-three-0', 'b-three-1'])
      expect(town.heardBy(late).join()).toMatch(/^“[^“]*充电桩[^“]*”已经截止了，您这次的回答没能算上。$/)
  })

  it('一个多星期以前的话，和从来不是我们的群里的话，不翻出来', async () => {
    town.stage.login = 'b'
    await unknown('3-2-501 张三', '建议：楼道的灯坏了')
    await town.timePasses(8 * 24 * 60)
    await unknown('3-2-501 张三', '建议：门口装个扶手')
    await bind()
    expect(await suggestions()).toEqual(['门口装个扶手'])

    await town.say({
      from: 'b-x',
      card: '路人',
      group: 'b-new',
      text: '建议：广场太吵',
      topic: '广场舞',
      roster: STRANGERS,
    })
    await code('778899', 's1')
    await town.say({ from: 'b-s1', card: '王主任', group: null, text: '/验证 778899' })
    await town.say({
      from: 'b-s1',
      card: '王主任',
      group: 'b-new',
      text: '/绑定 工作群',
      topic: '广场舞',
      roster: STRANGERS,
    })
    expect(await groupOf('b-new')).not.toBeNull()
    expect(await suggestions()).toEqual(['门口装个扶手'])
  })
})
