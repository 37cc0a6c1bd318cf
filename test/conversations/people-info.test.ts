import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { find, list } from '../../src/app/operations.ts'
import { COMMANDS } from '../../src/language/commands/vocabulary.ts'
import { COMMAND_WORDS, commandUsage } from '../../src/language/guide.ts'
import { brokenText } from '../../src/phrases/commands.ts'
import { noticeText } from '../../src/phrases/people.ts'
import { openTown, type Town } from '../support/town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const codes = () => town.notes.map((n) => n.code)

describe('第一句话', () => {
  it('在每个群先说是谁、记什么、留多久、能说什么，只说一次', async () => {
    await town.close()
    town = await openTown({ noticed: false })
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('建议：车库积水')
    await zhang.says('建议：路灯不亮')
    const heard = town.hears('g3')
    expect(heard).toHaveLength(3)
    expect(heard[0]).toContain('幸福里社区居委会')
    for (const word of ['90天', '查我的信息', '删除我的信息', '帮助']) expect(heard[0]).toContain(word)
  })

  it.each(['幸福里社区', '李家湾村', '幸福里社区居委会', '很长的名字'.repeat(40)])('%s：不超过200字', (name) => {
    expect([...noticeText(name)].length).toBeLessThanOrEqual(200)
  })
})

describe('帮助和写错的命令', () => {
  it('每个命令写错了，给的例子就是能用的写法', () => {
    expect(COMMANDS.length).toBe(COMMAND_WORDS.length)
    for (const { name } of COMMANDS) expect(brokenText(name, 'missing-text')).toContain(commandUsage(name))
  })

  it('居民在群里问帮助，私下答；工作人员多看到命令', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('帮助')
    expect(town.hears('g3')).toEqual(['怎么用，单独发您了。'])
    expect(zhang.hears()[0]).not.toContain('/受理')
    await town.staff('gc').says('/帮助')
    expect(town.staff().hears()[0]).toContain('/受理 12')
  })

  it('帮助里说了怎么投票、怎么改、怎么帮人报名', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.whispers('帮助')
    const [heard = ''] = zhang.hears()
    for (const words of ['回选项的数字，想改再回一次', '帮502张阿姨报名']) expect(heard).toContain(words)
  })

  it('办结没写内容，说清楚要写什么；绑定写错了，例子里有全社区', async () => {
    const staff = town.staff()
    await staff.whispers('/办结 12')
    expect(staff.hears()[0]).toMatch(/^还没写办了什么。/)
    await staff.says('/绑定 那个群')
    expect(staff.hears()[0]).toContain('/绑定 全社区')
    // How commands are written is no residents' business.
    expect(town.hears('g3')).toEqual([])
  })

  it('居民私下发命令，每次都告诉他怎么办；群里一天只说一次', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    const hint = '这个由居委会来发。您想提的事，说“建议：……”就行。工作人员换了号，先说“/验证 六位数”。'
    await zhang.says('/日报')
    await zhang.says('/日报')
    expect(town.hears('g3')).toEqual(['这个由居委会来发。您想提的事，说“建议：……”就行。'])
    await zhang.whispers('/日报')
    await zhang.whispers('/日报')
    expect(zhang.hears()).toEqual([hint, hint])
  })

  it('在群里只说“建议”两个字，私下问他什么事，一天问一次；私下说，当场问', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('建议：')
    await zhang.says('建议：')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual(['想提什么事？说“建议：……”。'])
    await zhang.whispers('建议')
    expect(zhang.hears()).toEqual(['想提什么事？说“建议：……”。'])
  })

  it('问要不要删，说不删了，就不删', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.whispers('删除我的信息')
    zhang.hears()
    await zhang.whispers('不删了')
    expect(zhang.hears()).toEqual(['好，没删。'])
    await zhang.whispers('确认删除')
    expect(await town.query(() => find('members', { id: 'u1' }))).toMatchObject({ forgottenAt: null })
  })

  it.each(['确定', '是的', '删', '好', '是的，删吧'])(
    '问要不要删，说%s：删了找不回来，再问一遍要说哪几个字',
    async (yes) => {
      const zhang = town.resident('u1', '3-2-501 张三')
      await zhang.whispers('把我信息删掉')
      zhang.hears()
      await zhang.whispers(yes)
      expect(zhang.hears()).toEqual(['删了就找不回来了。真要删，请您回这四个字：确认删除。不删就回“不删”。'])
      expect(await town.query(() => find('members', { id: 'u1' }))).toMatchObject({ forgottenAt: null })
      await zhang.whispers('确定删除')
      expect(zhang.hears()[0]).toMatch(/^删好了/)
    },
  )

  it.each(['别删', '算了', '先不删了', '我再想想'])('问要不要删，说%s：不删', async (no) => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.whispers('把我信息删掉')
    await zhang.whispers(no)
    expect(zhang.hears().at(-1)).toBe('好，没删。')
  })

  it('查我的信息，看得到开着的征集是怎么回的', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await town.staff().says('/投票 东门要不要装充电桩\n1 装\n2 不装')
    await zhang.says('1')
    await zhang.whispers('查我的信息')
    expect(zhang.hears()[0]).toContain('投票：1次（征集1号：装）')
    await town.staff().says('/结束 1')
    await zhang.whispers('查我的信息')
    expect(zhang.hears()[0]).toContain('投票：1次　')
  })
})

describe('我住哪里', () => {
  const residencies = () => town.query(() => list('residencies', { memberId: 'u1' }))

  it('说了门牌就记下，私下回；再说一个就换成新的', async () => {
    const zhang = town.resident('u1', '阳光')
    await zhang.says('我是3-2-501')
    await zhang.says('我是3-2-502')
    expect(zhang.hears()).toEqual(['记下了，您住3-2-501。', '记下了，您住3-2-502。'])
    expect(town.hears('g3')).toEqual([])
    expect(await residencies()).toMatchObject([{ home: '3-2-502', status: 'claimed', source: 'said' }])
  })

  it('登记里没有的门牌不记，只问一次', async () => {
    const zhang = town.resident('u1', '阳光')
    await zhang.says('我是3-9-901')
    await zhang.says('我是3-9-901')
    expect(zhang.hears()).toEqual(['没有找到3-9-901，门牌是不是写错了？'])
    expect(await residencies()).toEqual([])
  })

  it('引用本人的话核实；核实过的门牌自己改不了', async () => {
    const zhang = town.resident('u1', '阳光')
    const said = await zhang.says('我是3-2-501')
    zhang.hears()
    await town.staff('g3').says('/核实 3-2-501 张三', { quote: said })
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual(['您的门牌3-2-501核实好了。'])
    await zhang.says('我是3-2-502')
    expect(zhang.hears()).toEqual(['您的门牌3-2-501是核实过的。搬家了或者不对，请找居委会改。'])
    expect(await residencies()).toMatchObject([{ home: '3-2-501', status: 'verified', source: 'staff' }])
  })

  it('两个人叫一个名字、说住一家：不猜，请工作人员引用', async () => {
    await town.resident('u1', '3-2-501 张三').says('大家好')
    await town.resident('u2', '3-2-501 张三').says('大家好')
    await town.staff('gc').says('/核实 3-2-501 张三')
    await town.staff('gc').says('/核实 3-2-501 李四')
    expect(codes()).toEqual(['person.several', 'person.not-found'])
    expect(await town.query(() => list('residencies', { status: 'verified' }))).toEqual([])
  })

  it('只有一个人叫这个名字、说住这家：可以用名字核实', async () => {
    await town.resident('u1', '3-2-501 张三').says('大家好')
    await town.staff('gc').says('/核实 3-2-501 张三')
    expect(await residencies()).toMatchObject([{ status: 'verified' }])
    await town.staff('gc').says('/核实 3-2-501 张三')
    expect(codes()).toEqual(['home.verified-already'])
  })
})

describe('查我的信息、删除我的信息', () => {
  it('查：只在私下，只有自己的', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await town.resident('u2', '3-1-101 李四').says('建议：路灯不亮')
    await zhang.says('建议：车库积水')
    town.hears('g3')
    await zhang.says('查我的信息')
    expect(town.hears('g3')).toEqual(['这件事我单独跟您说了。'])
    const [info = ''] = zhang.hears()
    expect(info).toContain('名字：3-2-501 张三')
    expect(info).toContain('3-2-501（您说的，没核实）')
    expect(info).toContain('说过的话：2条')
    expect(info).toContain('建议：1条（2号）')
    expect(info).not.toContain('李四')
  })

  it('刚干过活的人删信息：先提醒他工钱，也告诉工作人员名单上少了一个名字', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await town.staff().says('/招工 清理车库\n时间：3月2日 8:00-12:00 2人\n报酬：每天120元')
    await zhang.says('报名')
    await zhang.whispers('删除我的信息')
    expect(zhang.hears().at(-1)).not.toContain('工钱')
    await town.timePasses('2026-03-02T13:00:00+08:00')
    await zhang.whispers('删除我的信息')
    expect(zhang.hears().at(-1)).toContain('您干过的活（清理车库）名单上也没有您了，工钱没结的先找居委会结清再删。')
    town.staff().hears()
    await zhang.whispers('确认删除')
    expect(town.staff().hears()).toEqual([
      '招工1号（清理车库）名单上第1个删了自己的信息，名单里没有名字了。工钱没结的，请照现场签到核对。',
    ])
  })

  it('删：先问一次，确认了才删；名字、门牌、原话都没有了，公开的结果还对', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('建议：车库积水')
    await zhang.whispers('建议：楼上半夜吵架，请劝一劝')
    await zhang.says('删除我的信息')
    expect(zhang.hears().at(-1)).toContain('确定就回“确认删除”')
    expect((await town.query(() => find('members', { id: 'u1' })))?.name).not.toBe('')

    await zhang.whispers('确认删除')
    expect(zhang.hears().at(-1)).toMatch(/^删好了/)
    expect(await town.query(() => find('members', { id: 'u1' }))).toMatchObject({
      name: '',
      forgottenAt: town.clock.now(),
    })
    expect(await town.query(() => list('residencies', { memberId: 'u1' }))).toEqual([])
    expect(await town.query(() => list('memberships', { memberId: 'u1' }))).toEqual([])
    const kept = JSON.stringify(await town.query(() => list('inbox')))
    for (const word of ['张三', '车库', '吵架', '3-2-501']) expect(kept).not.toContain(word)
    expect(await town.query(() => list('suggestions', {}, { order: 'number' }))).toMatchObject([
      { status: 'withdrawn', text: '车库积水', home: null },
      { status: 'withdrawn', text: '（已删除）', home: null },
    ])
    expect(JSON.stringify(await town.query(() => list('outbox')))).not.toContain('吵架')
    const last = await town.query(() => list('events', {}, { order: 'seq', desc: true, limit: 1 }))
    expect(last).toMatchObject([{ type: 'people.forgotten', subject: 'member:u1' }])
    expect(await town.app.verifyLog()).toMatchObject({ ok: true })

    await zhang.says('建议：车库又积水了')
    expect(await town.query(() => find('suggestions', { number: 3 }))).toMatchObject({ authorId: 'u1.2' })
  })

  it('删：撤回过的消息也不留他的名字；群里提过的建议只剩内容，不留号码', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    const said = await zhang.says('建议：路灯坏了，打13812345678找我')
    await zhang.takesBack(said)
    await zhang.whispers('查我的信息')
    expect(zhang.hears().at(-1)).toContain('说过的话：2条')
    await zhang.whispers('删除我的信息')
    expect(zhang.hears().at(-1)).toContain('在群里提过的建议，内容还留着，不写是谁提的。')
    await zhang.whispers('确认删除')
    const kept = JSON.stringify([await town.query(() => list('inbox')), await town.query(() => list('suggestions'))])
    for (const word of ['张三', '13812345678']) expect(kept).not.toContain(word)
  })

  it('删：还开着的投票不再算他的，截止了的票数不变；报的名让给排队的人', async () => {
    const wang = town.staff('g3')
    await wang.says('/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00')
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('1')
    await wang.says('/结束 1')
    await wang.says('/投票 西门要不要装路灯\n1 装\n2 不装\n截止：明天18:00')
    await wang.says('/招工 清理车库\n地点：车库\n时间：3月9日 8:00-12:00 1人\n报酬：每天120元')
    await zhang.says('2')
    await zhang.says('报名')
    const li = town.resident('u2', '3-1-101 李四')
    await li.says('报名')
    await zhang.whispers('删除我的信息')
    await zhang.whispers('确认删除')
    expect(await town.query(() => list('ballots', { memberId: 'u1' }, { order: 'id' }))).toMatchObject([
      { counted: true, home: null },
      { counted: false, reason: 'forgotten', home: null },
    ])
    expect(await town.query(() => list('signups', {}, { order: 'id' }))).toMatchObject([
      { memberId: 'u1', status: 'cancelled', home: null },
      { memberId: 'u2', status: 'in' },
    ])
    expect(JSON.stringify(await town.query(() => list('events', { actor: 'u1' })))).not.toContain('3-2-501')
  })

  it('没问过就说“确认删除”，或者在群里说，都不删', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('删除我的信息')
    await zhang.says('确认删除')
    expect(zhang.hears().at(-1)).toBe('要删除您的信息，请先在这里跟我说“删除我的信息”。')
    await town.resident('u2', '3-1-101 李四').whispers('确认删除')
    expect(await town.query(() => list('members', { forgottenAt: { not: null } }))).toEqual([])
  })
})

it('删：我们照他的话私下写给工作人员的，也清空了', async () => {
  const zhang = town.resident('u1', '3-2-501 张三')
  await town.staff().says('/招工 清理车库\n时间：4月9日8:00-12:00 2人\n报酬：120元/天')
  await zhang.says('帮502张阿姨报名')
  await zhang.says('着火了，五楼冒烟')
  expect(town.staff().hears().join()).toMatch(/张三帮502张阿姨[\s\S]*五楼冒烟/)
  await zhang.whispers('删除我的信息')
  await zhang.whispers('确认删除')
  const kept = (await town.said()).filter(({ to }) => to === '@s1').map(({ text }) => text)
  expect(kept.join()).not.toMatch(/张三|3-2-501|五楼冒烟/)
  expect(kept).toContain('（已删除）')
})
