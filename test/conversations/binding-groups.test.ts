import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { find, insert, list } from '../../src/app/operations.ts'
import { tokenHash } from '../../src/app/secrets.ts'
import { openTown, type Town } from '../support/town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const codes = () => town.notes.map((n) => n.code)
const group = (id: string) => town.query(() => find('groups', { id }))

describe('没绑定的群', () => {
  it('居民说什么都不答，也不记成建议', async () => {
    const zhang = town.resident('u1', '3-2-501 张三', 'new')
    await zhang.says('建议：车库积水')
    await zhang.says('/绑定 3栋')
    await zhang.says('帮助')
    expect(await town.said()).toEqual([])
    expect(await town.query(() => list('suggestions'))).toEqual([])
  })

  it('工作人员发 /绑定 3栋，这个群就有了，再说的话都算', async () => {
    await town.staff('new').says('/绑定 3栋')
    expect(town.hears('new').at(-1)).toBe('好，这个群现在是“3栋”的群。')
    expect(await group('new')).toMatchObject({ communityId: 'c1', scope: 'building', building: '3' })
    expect((await group('g3'))?.building).toBe('3')
    await town.resident('u1', '3-2-501 张三', 'new').says('建议：车库积水')
    expect(town.hears('new').at(-1)).toContain('已记下，建议1号')
  })

  it('没有这栋楼，私下告诉他有哪些；先发别的命令，提醒先绑定；闲聊不答', async () => {
    await town.staff('new').says('/绑定 9栋')
    await town.staff('new').says('/日报')
    await town.staff('new').says('大家好')
    expect(town.staff().hears()).toEqual([
      '没有9栋，登记的有：3栋、4栋。',
      '这个群还没绑定。先发 /绑定 3栋、/绑定 全社区，或 /绑定 居委会。',
    ])
    expect(town.hears('new')).toEqual([])
    expect(await group('new')).toBeNull()
  })
})

describe('绑定过的群', () => {
  it('里面还有没完的，改绑时说出来，发原来的就改回去', async () => {
    await town.staff('g3').says('/投票 东门要不要装充电桩\n1 装\n2 不装')
    await town.staff('g3').says('/招工 清理车库\n时间：4月9日 8:00-12:00 2人\n报酬：每天120元')
    town.hears('g3')
    await town.staff('g3').says('/绑定 4栋')
    expect(town.hears('g3')).toEqual([
      '好，这个群从“3栋”的群改成“4栋”的群了。没完的征集1个、招工1个照原来的办完。改错了就发 /绑定 3栋。',
    ])
    await town.staff('g3').says('/绑定 3栋')
    expect(await group('g3')).toMatchObject({ scope: 'building', building: '3' })
  })

  it('改绑以前发起的征集，问的还是原来那些住户', async () => {
    await town.staff('g3').says('/投票 东门要不要装充电桩\n1 装\n2 不装\n每户一票')
    await town.staff('g3').says('/绑定 4栋')
    await town.resident('u1', '3-1-101 张三').says('1')
    expect(town.resident('u1', '').hears()).toEqual([])
    await town.staff().whispers('/未答')
    expect(town.staff().hears().at(-1)).toContain('3栋')
    await town.timePasses('2026-03-02T18:00:00+08:00')
    expect(town.hears('g3').at(-1)).toContain('1户回答：装1，不装0')
  })

  it('可以改绑，留下记录；没有的楼和单元说清楚', async () => {
    await town.staff('g3').says('/绑定 3栋2单元')
    expect(town.hears('g3')).toEqual(['好，这个群从“3栋”的群改成“3栋2单元”的群了。改错了就发 /绑定 3栋。'])
    expect(await group('g3')).toMatchObject({ scope: 'unit', building: '3', unit: '2' })
    expect(await town.query(() => find('events', { type: 'group.bound' }))).toMatchObject({
      subject: 'group:g3',
      actor: 's1',
    })
    await town.staff('g3').says('/绑定 3栋7单元')
    await town.staff('g3').says('/绑定 3栋2单元')
    expect(town.hears('g3')).toEqual(['3栋没有7单元，登记的有：1单元、2单元。', '这个群已经是“3栋2单元”的群了。'])
  })

  it('私下发绑定，请他到群里发', async () => {
    await town.staff().whispers('/绑定 3栋')
    expect(town.staff().hears()).toEqual(['要绑定哪个群，就在那个群里发，比如 /绑定 3栋。'])
  })
})

describe('重新登录，群的号码变了', () => {
  it('工作人员绑定以后，还是原来的群，没截止的投票接着回', async () => {
    await town.staff('g3').says('/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00')
    town.stage.login = 'second'
    // His ids changed too: a code made for him binds the new one.
    await code('112233', 's1')
    await town.say({ from: 's1-new', card: '王主任', group: null, text: '/验证 112233' })
    await town.say({ from: 's1-new', card: '王主任', group: 'g3-new', text: '/绑定 3栋' })
    expect(town.hears('g3-new')).toEqual(['好，认出来了，这是原来“3栋”的群，没办完的事接着办。'])
    expect(await group('g3-new')).toBeNull()
    const chat = await town.query(() => find('chats', { nativeId: 'g3-new' }))
    expect(chat?.groupId).toBe('g3')
    expect((await group('g3'))?.chatId).toBe(chat?.id)
    await town.say({ from: 'u1-new', card: '3-2-501 张三', group: 'g3-new', text: '1' })
    expect(await town.query(() => list('ballots'))).toMatchObject([{ choice: [1], counted: true }])
    expect(await town.query(() => find('events', { type: 'group.rebound' }))).toMatchObject({ actor: 's1' })
  })

  it('换号以后先来私聊的人，不当成新的人；在群里说过话就认得，原来的建议还在', async () => {
    await town.resident('u1', '3-2-501 张三').says('建议：门口装个扶手')
    town.stage.login = 'second'
    await code('112233', 's1')
    await town.say({ from: 'u1-new', card: '张三', group: null, text: '我的建议' })
    expect(town.heardBy('u1-new')).toEqual([expect.stringContaining('先在您的小区群里说句话')])
    await town.say({ from: 's1-new', card: '王主任', group: null, text: '/验证 112233' })
    await town.say({ from: 's1-new', card: '王主任', group: 'g3-new', text: '/绑定 3栋' })
    await town.say({ from: 'u1-new', card: '3-2-501 张三', group: 'g3-new', text: '早上好' })
    await town.say({ from: 'u1-new', card: '张三', group: null, text: '我的建议' })
    expect(town.heardBy('u1-new').join()).toContain('1号 门口装个扶手')
    expect(await town.query(() => list('members'))).toHaveLength(2)
  })

  it('换号以后私聊报险情，照样马上答', async () => {
    town.stage.login = 'second'
    await town.say({ from: 'u9-new', card: '张三', group: null, text: '3栋着火了！' })
    expect(town.heardBy('u9-new').join()).toContain('119')
  })

  it('同一张群名片的人换了号码，还是一个人、一票；只有名字一样的，是两个人', async () => {
    await town.staff('g3').says('/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00')
    await town.resident('u1', '3-2-501 张三').says('1')
    await town.resident('u2', '张伟').says('1')
    town.stage.login = 'second'
    await code('112233', 's1')
    await town.say({ from: 's1-new', card: '王主任', group: null, text: '/验证 112233' })
    await town.say({ from: 's1-new', card: '王主任', group: 'g3-new', text: '/绑定 3栋' })
    await town.say({ from: 'u1-new', card: '3-2-501 张三', group: 'g3-new', text: '2' })
    await town.say({ from: 'u2-new', card: '张伟', group: 'g3-new', text: '2' })
    const counted = await town.query(() => list('ballots', { counted: true }, { order: 'id' }))
    expect(counted.map(({ memberId, choice }) => [memberId, choice])).toEqual([
      ['u2', [1]],
      ['u1', [2]],
      ['u2-new', [2]],
    ])
  })
})

const code = (secret: string, memberId: string | null = null) =>
  town.query(() =>
    insert('tokens', {
      hash: tokenHash(secret),
      kind: 'staff',
      communityId: 'c1',
      memberId,
      role: 'staff',
      expiresAt: town.clock.now() + 30 * 60_000,
    }),
  )

describe('工作人员证明自己', () => {
  const roles = (memberId: string) => town.query(() => list('roles', { memberId }))

  it('码只能用一次，群里不重复它', async () => {
    await code('445566')
    const li = town.resident('u2', '李干事')
    await li.says('/验证 445566')
    expect(town.hears('g3')).toEqual([])
    expect(li.hears()).toEqual(['好了，您现在是社区工作者。说“帮助”看能发什么。'])
    expect(await roles('u2')).toMatchObject([{ role: 'staff' }])
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.whispers('/验证 445566')
    expect(zhang.hears()).toEqual(['这个码不对，或者已经用过、过期了。请在后台重新拿一个。'])
    expect(await roles('u1')).toEqual([])
    expect(await town.query(() => find('events', { type: 'role.granted' }))).toMatchObject({ subject: 'member:u2' })
  })

  it('过期的不行', async () => {
    await code('445566')
    await town.timePasses(31)
    await town.resident('u2', '李干事').whispers('/验证 445566')
    expect(codes()).toEqual(['code.wrong'])
  })

  it('一天错五次以后，对的也不收，第二天再来', async () => {
    await code('445566')
    const li = town.resident('u2', '李干事')
    for (const wrong of ['111111', '111112', '111113', '111114', '111115']) await li.whispers(`/验证 ${wrong}`)
    await li.whispers('/验证 445566')
    expect(li.hears().at(-1)).toBe('今天试得太多了，明天再试，或者找居委会。')
    expect(codes().at(-1)).toBe('code.too-many')
    await town.timePasses('2026-03-02T09:00:00+08:00')
    await code('778899')
    await li.whispers('/验证 778899')
    expect(await roles('u2')).toHaveLength(1)
  })

  it('后台地址只在私下给，库里不留原文', async () => {
    await town.staff('gc').says('/后台')
    const [told = ''] = town.staff().hears()
    const secret = /login\?t=(\S+)/.exec(told)?.[1] ?? ''
    expect(secret).not.toBe('')
    expect(town.hears('gc')).toEqual(['这件事我单独跟您说了。'])
    expect(await town.query(() => find('tokens', { hash: tokenHash(secret) }))).toMatchObject({
      kind: 'link',
      memberId: 's1',
      usedAt: null,
      expiresAt: town.clock.now() + 10 * 60_000,
    })
  })

  it('居民发命令，一天只婉拒一次', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('/受理 1')
    await zhang.says('/办结 1 好了')
    expect([...town.hears('g3'), ...zhang.hears()]).toEqual(['这个由居委会来发。您想提的事，说“建议：……”就行。'])
  })
})

it('问别的楼的征集，这个群里发不了', async () => {
  await town.staff('g3').says('/投票 要不要刷楼道\n1 刷\n2 不刷\n范围：4栋')
  expect(town.staff().hears()).toEqual(['这个群是3栋的，问4栋请到那栋的群里发。'])
  expect(town.hears('g3')).toEqual([])
})
