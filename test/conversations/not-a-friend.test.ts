import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insert, list, remove } from '../../src/app/operations.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

/* On some platforms the bot may write in private to its friends alone. */

const CHARGER = '/投票 东门要不要装充电桩\n1 装\n2 不装\n每户一票\n截止：3月3日18:00'
const GARAGE = '/招工 清理车库\n地点：车库\n时间：3月5日8:00-12:00\n人数：1\n报酬：每天120元'
const LINE = '有回话我私下发不过去。等我回话的，请加我好友、私下跟我说句话，以后就能收到。'
const DOORS =
  '“东门要不要装充电桩”每户算一票。有的回答不知道是哪一户的，私下又问不到：群名片写成“3-2-501”这样再回一次，或者回“3-2-501 1”，就算上。'

let town: Town
let zhang: Person
let li: Person
beforeEach(async () => {
  town = await openTown()
  zhang = town.resident('u1', '3-1-101 张三')
  li = town.resident('u2', '李四')
  town.stage.notFriends.add('u1').add('u2')
})
afterEach(() => town.close())

/** The platform refuses what he is told in private; from then on we know. */
const refused = async (person: Person) => {
  await person.says('帮助')
  town.hears('g3')
}

describe('私下找不到他', () => {
  it('头一回发了才知道；以后在群里说找不到，不说已经发了', async () => {
    await zhang.says('帮助')
    expect(town.hears('g3')).toEqual(['怎么用，单独发您了。'])
    await zhang.says('我的建议')
    expect(town.hears('g3')).toEqual(['这件事不在群里说，我又没法私下找到您，请问居委会。'])
  })

  it('加了好友、私下说过一句，就找得到了', async () => {
    await refused(zhang)
    town.stage.notFriends.delete('u1')
    await town.timePasses(1)
    await zhang.whispers('我的建议')
    await zhang.says('帮助')
    expect(zhang.hears()).toHaveLength(2)
    expect(town.hears('g3')).toEqual(['怎么用，单独发您了。'])
  })

  it('加了好友没说话，过一个星期再试一次', async () => {
    await refused(zhang)
    town.stage.notFriends.delete('u1')
    await town.timePasses(6 * 24 * 60)
    await zhang.says('帮助')
    expect(zhang.hears()).toEqual([])
    await town.timePasses(24 * 60)
    await zhang.says('帮助')
    expect(zhang.hears()).toHaveLength(1)
  })

  it('那天晚上群里说一次怎么才收得到，不说是谁；他听过了，后来天天不再说', async () => {
    await zhang.says('帮助')
    await li.says('帮助')
    town.hears('g3')
    await town.timePasses('2026-03-01T18:00:00+08:00')
    expect(town.hears('g3')).toEqual([LINE])
    await zhang.says('我的建议')
    town.hears('g3')
    await town.timePasses('2026-03-04T18:00:00+08:00')
    expect([town.hears('g3'), town.hears('g4')]).toEqual([[], []])
  })

  it('收不到的是工作人员，或者他已经私下说过话了，群里什么也不说', async () => {
    town.stage.notFriends.add('s1')
    await town.staff().says('帮助')
    await zhang.says('帮助')
    town.stage.notFriends.delete('u1')
    await town.timePasses(1)
    await zhang.whispers('我的建议')
    town.hears('g3')
    await town.timePasses('2026-03-01T18:00:00+08:00')
    expect(town.hears('g3')).toEqual([])
  })
})

describe('回答了，不知道他住哪一户', () => {
  it('私下问不到，群里说怎么才算上；改了名片再回一次，就算上了', async () => {
    await town.staff().says(CHARGER)
    await li.says('1')
    town.hears('g3')
    await town.timePasses(10)
    expect(town.hears('g3')).toEqual([DOORS])
    const known = town.resident('u2', '3-2-501 李四')
    await known.says('1')
    await town.resident('u3', '王五').says('3-2-502 2')
    await town.timePasses(30)
    expect(town.hears('g3')).toEqual(['到现在2户：装1，不装1。后天18:00前都能改。'])
  })

  it('一天只说一次，那天晚上也不再说收不到的事', async () => {
    await town.staff().says(CHARGER)
    await li.says('1')
    await town.timePasses(10)
    town.stage.notFriends.add('u3')
    await town.resident('u3', '王五').says('2')
    town.hears('g3')
    await town.timePasses('2026-03-01T18:00:00+08:00')
    expect(town.hears('g3')).toEqual([])
  })

  it('私下问到了，群里不说', async () => {
    town.stage.notFriends.clear()
    await town.staff().says(CHARGER)
    await li.says('1')
    town.hears('g3')
    await town.timePasses('2026-03-01T18:00:00+08:00')
    expect(town.hears('g3')).toEqual([])
  })

  it('早就知道找不到他的，也一样；截止前来不及的、半夜的不说', async () => {
    await refused(li)
    await town.staff().says(`${CHARGER.replace('3月3日18:00', '今天9:05')}`)
    await li.says('1')
    await town.timePasses(20)
    expect(town.hears('g3').join()).not.toContain('名片')
    await town.timePasses('2026-03-01T23:55:00+08:00')
    await town.staff().says(CHARGER)
    await li.says('1')
    town.hears('g3')
    await town.timePasses('2026-03-02T05:59:00+08:00')
    expect(town.hears('g3')).toEqual([])
    await town.timePasses('2026-03-02T09:00:00+08:00')
    expect(town.hears('g3')).toEqual([DOORS])
  })
})

/** The group has heard enough today: what is said to one of it is said in private. */
const heardEnough = (groupId: string) =>
  town.query(function* () {
    const today = { communityId: 'c1', groupId, day: '2026-03-01' }
    yield* remove('speech', today)
    yield* insert('speech', { ...today, count: 3 })
  })

describe('没送到，就不说告诉了', () => {
  it('提的人没收到', async () => {
    await refused(zhang)
    await zhang.in('g4').says('建议：车库积水')
    const wang = town.staff('gc')
    await wang.says('/受理 1')
    await heardEnough('g4')
    await wang.says('/办结 1 抽干了水')
    expect(town.hears('gc')).toEqual(['建议1号受理了，已告诉提的人。', '建议1号办结了，没送到提的人，请您转告。'])
  })

  it('群里说够了，收据、进展到晚上一起说一次，只说公开提的', async () => {
    await refused(zhang)
    await heardEnough('g3')
    await zhang.says('建议：车库积水')
    await zhang.says('建议：路灯不亮')
    await zhang.says('补充1 好几天了')
    await town.resident('u5', '3-1-201 吴五').says('建议：扶手松了')
    const wang = town.staff('gc')
    await wang.says('/转办 2 物业 3天')
    town.hears('gc')
    expect(town.hears('g3')).toEqual([])
    await town.timePasses('2026-03-01T18:00:00+08:00')
    expect(town.hears('g3')).toEqual([
      '还没来得及说的：\n1号 车库积水…：已记下，3月8日（周日）18:00前回话\n2号 路灯不亮：在办，转给物业，3月4日（周三）18:00前回话',
    ])
    await town.timePasses('2026-03-02T18:00:00+08:00')
    expect(town.hears('g3')).toEqual([])
  })

  it('说的是别人家的病，晚上只说号码', async () => {
    await refused(zhang)
    await heardEnough('g3')
    await zhang.says('建议：3-2-301的王大妈有糖尿病，给她送药')
    await town.timePasses('2026-03-01T18:00:00+08:00')
    expect(town.hears('g3')).toEqual(['还没来得及说的：\n1号：已记下，3月8日（周日）18:00前回话'])
  })

  it('头一回私下发的收据没送到，晚上也在群里说', async () => {
    await heardEnough('g3')
    await zhang.says('建议：车库积水')
    await zhang.whispers('建议：楼上太吵')
    await town.timePasses('2026-03-01T18:00:00+08:00')
    expect(town.hears('g3')).toEqual(['还没来得及说的：\n1号 车库积水：已记下，3月8日（周日）18:00前回话'])
  })

  it('收下的话、核实的门牌', async () => {
    await refused(zhang)
    await zhang.says('楼道的灯坏了好几天，有没有人管管啊')
    await heardEnough('g3')
    const wang = town.staff('gc')
    await wang.says('/收下 1')
    await wang.says('/核实 3-1-101 张三')
    expect(town.hears('gc')).toEqual(['候选1记成建议1号了，没送到说的人，请您转告。'])
    expect(wang.hears()).toEqual(['3-1-101核实好了，没能私下告诉本人，请您转告。'])
  })

  it('报名：不说前一晚提醒；轮到他，在群里叫他；改了、取消了，说几个人没送到', async () => {
    await refused(zhang)
    await town.staff().says(GARAGE)
    const wu = town.resident('u5', '3-1-201 吴五')
    await wu.says('报名')
    await zhang.says('报名')
    town.hears('g3')
    await wu.says('取消报名')
    expect(town.hears('g3').at(-1)).toMatch(/^张\*，有人退出，轮到您了：.*请按时来。来不了回“取消报名”。$/)
    await zhang.says('取消报名')
    await zhang.says('报名')
    expect(town.hears('g3').at(-1)).toMatch(/^报上了：.*请按时来。$/)
    await wu.says('报名')
    town.hears('g3')
    const wang = town.staff('gc')
    await wang.says('/改招工 1\n地点：南门')
    await wang.says('/取消招工 1 下雨')
    expect(town.hears('gc')).toEqual([
      '招工1号（清理车库）改好了，名单上2人里有1人私下没送到，请您转告。',
      '招工1号（清理车库）取消了，名单上2人里有1人私下没送到，请您转告。',
    ])
    expect(town.hears('g3')).toEqual(['招工1号（清理车库）改了：地点南门。', '招工1号（清理车库）不办了：下雨。'])
  })

  it('工作人员要的名单发不过去，群里说怎么才收得到', async () => {
    town.stage.notFriends.add('s1')
    await town.staff().says(GARAGE)
    const wang = town.staff('gc')
    await wang.says('/名单 1')
    await wang.says('/名单 1')
    expect(town.hears('gc')).toEqual([
      '名单私下发给您了。',
      '这个只能私下发您，可是发不过去。请加我好友、私下跟我说句话，再发一次。',
    ])
  })

  it('群里露了号码，没能私下提醒他，就不记成提醒过了', async () => {
    await refused(zhang)
    await zhang.says('我的身份证110101199003074610')
    expect(await town.query(() => list('events', { type: 'privacy.warned' }))).toEqual([])
  })
})
