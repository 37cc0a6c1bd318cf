import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

const GARAGE = `/招工 清理车库
地点：3栋地下车库
时间：4月9日8:00-12:00 2人
报酬：120元/天
要求：自带手套`

const STAIRS = `/招工 刷楼道
地点：3栋1单元
时间：上午 4月9日8:00-12:00 2人
时间：下午 4月9日14:00-17:00 1人
报酬：20元/小时`

const TOO_LATE = '没赶上，招工1号（清理车库）已经停止报名了。真想来，请找居委会。'

let town: Town
let wang: Person
let zhang: Person
let li: Person
let zhao: Person

beforeEach(async () => {
  town = await openTown()
  wang = town.staff()
  zhang = town.resident('u1', '3-1-101 张三')
  li = town.resident('u2', '3-1-102 李四')
  zhao = town.resident('u3', '3-1-201 赵五')
})
afterEach(() => town.close())

const eventTypes = async () => (await town.query(() => list('events', {}, { order: 'seq' }))).map((e) => e.type)

describe('王主任招工', () => {
  it('群里看到一条招工，写明地点、报酬、要求和时间', async () => {
    await wang.says(GARAGE)
    expect(town.hears('g3')).toEqual([
      [
        '【招工1号】清理车库',
        '地点：3栋地下车库',
        '报酬：120元一天',
        '要求：自带手套',
        '报名 4月9日（周四）8:00–12:00，招2人',
        '想来回“报名”，来不了回“取消报名”。',
      ].join('\n'),
    ])
  })

  it('要求里写了手机号，群里看不到全号', async () => {
    await wang.says(`${GARAGE}，联系13812345678`)
    const [posting] = town.hears('g3')
    expect(posting).toContain('138****5678')
    expect(posting).not.toContain('13812345678')
  })

  it('同一条又发一遍，只有一个招工', async () => {
    await wang.says(GARAGE)
    town.hears('g3')
    wang.hears()
    await wang.says(GARAGE)
    expect(wang.hears()).toEqual(['这个已经发过了，是招工1号，正在报名。'])
    expect(town.hears('g3')).toEqual([])
    expect(await town.query(() => list('works'))).toHaveLength(1)
  })

  it('在私聊里发，就请他到群里发', async () => {
    await wang.whispers(GARAGE)
    expect(wang.hears()).toEqual(['招工请在居民群里发，大家才看得到。'])
    expect(town.notes.map((n) => n.code)).toEqual(['work.no-group'])
  })
})

describe('好几班的招工', () => {
  it('每班写明回什么；义务的活写明没有报酬', async () => {
    await wang.says(STAIRS.replace('20元/小时', '义务'))
    expect(town.hears('g3')).toEqual([
      [
        '【招工1号】刷楼道',
        '地点：3栋1单元',
        '报酬：义务，没有报酬',
        '报名 上午 4月9日（周四）8:00–12:00，招2人',
        '报名 下午 4月9日（周四）14:00–17:00，招1人',
        '想来哪班就回哪班，哪班来不了回“取消报名”加哪班。',
      ].join('\n'),
    ])
  })

  it('写错了一样都不发，只说哪里要改', async () => {
    for (const wrong of ['10000人', '0人', '-2人']) await wang.says(GARAGE.replace('2人', wrong))
    await wang.says(GARAGE.replace('120', '-120'))
    await wang.says(GARAGE.replace('4月9日', '2025年4月9日'))
    await wang.says(GARAGE.replace('8:00-12:00', '12:00-12:00'))
    await wang.says('/招工')
    expect(await town.query(() => list('works'))).toEqual([])
    expect(town.notes).toHaveLength(7)
  })
})

describe('前一晚和开工前提醒', () => {
  it('早上六点的活，只在前一晚提醒，不半夜叫醒人', async () => {
    await wang.says(GARAGE.replace('8:00-12:00', '6:00-9:00'))
    await zhang.says('报名')
    await town.timePasses('2026-04-08T19:00:00+08:00')
    expect(zhang.hears()).toEqual(['提醒您：明天6:00清理车库，在3栋地下车库。来不了请回“取消报名”。'])
    town.hears('g3')
    await li.says('报名')
    expect(town.hears('g3')[0]).toMatch(/^报上了：.*请按时来。$/)
    await town.timePasses('2026-04-09T09:00:00+08:00')
    expect([...zhang.hears(), ...li.hears()]).toEqual([])
  })

  it('停了一夜才恢复，只提醒一次，说的是今天；开工以后就不提醒了', async () => {
    await wang.says(GARAGE)
    await wang.says(STAIRS.replace('上午 4月9日8:00', '上午 4月9日6:30'))
    await zhang.says('报名 清理车库')
    await li.says('报名 上午')
    zhang.hears()
    town.clock.set(Date.parse('2026-04-09T07:00:00+08:00'))
    await town.timePasses(0)
    expect(zhang.hears()).toEqual(['提醒您：今天8:00清理车库，在3栋地下车库。来不了请回“取消报名”。'])
    expect(li.hears()).toEqual([])
  })

  it('报上的人各听到一次，排队的不打扰，重启也不重复', async () => {
    await wang.says(GARAGE)
    for (const person of [zhang, li, zhao]) await person.says('报名')
    await town.timePasses('2026-04-08T18:59:00+08:00')
    expect(zhang.hears()).toEqual([])
    await town.timePasses('2026-04-08T19:00:00+08:00')
    await town.restart()
    expect(zhang.hears()).toEqual(['提醒您：明天8:00清理车库，在3栋地下车库。来不了请回“取消报名”。'])
    await town.timePasses('2026-04-09T06:00:00+08:00')
    await town.restart()
    expect(zhang.hears()).toEqual(['提醒您：今天8:00清理车库，在3栋地下车库。来不了请回“取消报名”。'])
    await town.timePasses('2026-04-09T20:00:00+08:00')
    expect(zhang.hears()).toEqual([])
    expect(li.hears()).toHaveLength(2)
    expect(zhao.hears()).toEqual([])
  })

  it('当天早上才发的招工，前一晚那次就没有了', async () => {
    await town.timePasses('2026-04-08T20:00:00+08:00')
    await wang.says(GARAGE)
    town.hears('g3')
    await zhang.says('报名')
    expect(town.hears('g3')).toEqual(['报上了：4月9日8点清理车库，第1个（共2个）。开工前两小时提醒您。'])
    await town.timePasses('2026-04-09T08:00:00+08:00')
    expect(zhang.hears()).toHaveLength(1)
  })

  it('最后一班开始了，报名自己结束，群里不说话', async () => {
    await wang.says(STAIRS)
    town.hears('g3')
    await town.timePasses('2026-04-09T13:59:00+08:00')
    expect((await town.query(() => list('works')))[0]?.status).toBe('open')
    await town.timePasses('2026-04-09T14:00:00+08:00')
    expect((await town.query(() => list('works')))[0]?.status).toBe('closed')
    expect(town.hears('g3')).toEqual([])
  })
})

describe('停招和取消', () => {
  it('在居委会群里停招，工作人员听到的是报上几个人、怎么看名单', async () => {
    await wang.says(GARAGE)
    await zhang.says('报名')
    town.hears('g3')
    await wang.in('gc').says('/停招 1')
    expect(town.hears('g3')).toEqual(['招工1号（清理车库）停止报名了。报上的按时来就行。'])
    expect(town.hears('gc')).toEqual(['招工1号（清理车库）停招了，报上1人，群里已经说了。要名单回“/名单 1”。'])
  })

  it('停招以后报上的还在，后来的报不上，再停一次也只是告诉他已经停了', async () => {
    await wang.says(GARAGE)
    const posting = town.last('g3')
    await zhang.says('报名')
    await wang.says('/停招 1')
    expect(town.hears('g3').at(-1)).toBe('招工1号（清理车库）停止报名了。报上的按时来就行。')
    await li.says('报名', { quote: posting })
    expect(town.hears('g3')).toEqual([TOO_LATE])
    await wang.says('/停招 1')
    expect([town.hears('g3'), wang.hears()]).toEqual([[], ['招工1号已经停止报名了。']])
    expect((await town.query(() => list('signups'))).map((s) => s.status)).toEqual(['in'])
    await town.timePasses('2026-04-08T19:00:00+08:00')
    expect(zhang.hears()).toHaveLength(1)
  })

  it('停招以后在群里说报名，告诉他一次没赶上；报上的人说，说的是他第几个', async () => {
    await wang.says(GARAGE)
    await zhang.says('报名')
    await wang.says('/停招 1')
    town.hears('g3')
    for (const words of ['报名', '我也报名', '帮502张阿姨报名']) await li.says(words)
    expect(town.hears('g3')).toEqual([TOO_LATE])
    await zhang.says('报名')
    expect([town.hears('g3'), zhang.hears().length, li.hears()]).toEqual([[], 1, []])
    for (const words of ['报名了', '报名的人真多', '孩子报名学画画']) await zhao.says(words)
    expect([...town.hears('g3'), ...zhao.hears()]).toEqual([])
  })

  it('群里今天说得够多了，没赶上就私下告诉他', async () => {
    await wang.says(GARAGE)
    await wang.says('/停招 1')
    for (const person of [zhang, li, zhao]) await person.says('报名')
    const sun = town.resident('u9', '3-1-201 孙六')
    town.hears('g3')
    await sun.says('报名')
    expect(town.hears('g3')).toEqual([])
    expect(sun.hears()).toEqual([TOO_LATE])
  })

  it('又在招别的：报名就是报那个；引用停招的那条，才是没赶上', async () => {
    await wang.says(GARAGE)
    const posting = town.last('g3')
    await wang.says('/停招 1')
    await wang.says(STAIRS)
    town.hears('g3')
    await li.says('报名', { quote: posting })
    expect(town.hears('g3')).toEqual([TOO_LATE])
    await li.says('报名 上午')
    expect(town.hears('g3')[0]).toMatch(/^报上了：.*刷楼道/)
  })

  it('活干完了，或者没招过，报名说的是别的事', async () => {
    await li.says('报名')
    await wang.says(GARAGE)
    await wang.says('/停招 1')
    await town.timePasses('2026-04-09T12:00:00+08:00')
    town.hears('g3')
    await li.says('报名')
    expect([...town.hears('g3'), ...li.hears()]).toEqual([])
  })

  it('停招以后有人退出，排队的照样补上', async () => {
    await wang.says(GARAGE)
    for (const person of [zhang, li, zhao]) await person.says('报名')
    await wang.says('/停招')
    await zhang.says('取消报名')
    expect(zhao.hears()).toEqual([
      '有人退出，轮到您了：4月9日8点清理车库，第2个（共2个）。前一晚提醒您。来不了回“取消报名”。',
    ])
  })

  it('取消招工，名单上的人都单独听到，群里一次，也不再提醒', async () => {
    await wang.says(GARAGE)
    for (const person of [zhang, li, zhao]) await person.says('报名')
    town.hears('g3')
    await wang.in('gc').says('/取消招工 1 明天下雨')
    expect(town.hears('g3')).toEqual(['招工1号（清理车库）不办了：明天下雨。报过名的都单独告诉了。'])
    expect(town.hears('gc')).toEqual(['招工1号（清理车库）取消了，名单上3人都单独告诉了。'])
    for (const person of [zhang, li, zhao])
      expect(person.hears()).toEqual(['4月9日8点清理车库不办了：明天下雨。不用来了，报名取消了。'])
    await wang.in('gc').says('/取消招工 1 明天下雨')
    expect(town.hears('gc')).toEqual(['招工1号已经取消了。'])
    await town.timePasses('2026-04-09T12:00:00+08:00')
    expect([...zhang.hears(), ...li.hears(), ...zhao.hears(), ...town.hears('g3')]).toEqual([])
    expect((await eventTypes()).filter((type) => type === 'work.cancelled')).toHaveLength(1)
  })

  it('取消以后在群里说报名，告诉他一次不办了；活该干完了以后，报名说的是别的事', async () => {
    const OFF = '招工1号（清理车库）这次不办了，不用报名。下回再招，群里会说。'
    await wang.says(GARAGE)
    const posting = town.last('g3')
    await wang.in('gc').says('/取消招工 1 下雨')
    town.hears('g3')
    for (const words of ['报名', '我也报名', '帮502张阿姨报名']) await li.says(words)
    expect(town.hears('g3')).toEqual([OFF])
    await zhang.says('报名', { quote: posting })
    expect(town.hears('g3')).toEqual([OFF])
    await li.whispers('报名')
    expect(li.hears()).toEqual([OFF])
    for (const words of ['报名了', '报名的人真多', '孩子报名学画画']) await zhao.says(words)
    expect([...town.hears('g3'), ...li.hears(), ...zhao.hears()]).toEqual([])
    await town.timePasses('2026-04-09T12:00:00+08:00')
    const sun = town.resident('u9', '3-1-201 孙六')
    await sun.says('报名')
    expect([...town.hears('g3'), ...sun.hears()]).toEqual([])
    await sun.whispers('报名')
    expect(sun.hears()).toEqual([OFF])
  })

  it('取消以后又招：报名就是报新的', async () => {
    await wang.says(GARAGE)
    await wang.says('/取消招工 1 下雨')
    await wang.says(STAIRS)
    town.hears('g3')
    await li.says('报名 上午')
    expect(town.hears('g3')[0]).toMatch(/^报上了：.*刷楼道/)
  })

  it('上午的做完了，取消的只是下午：做过的留在名单上，日报说取消了', async () => {
    await wang.says(STAIRS)
    for (const person of [zhang, li]) await person.says('报名 上午')
    for (const person of [li, zhao]) await person.says('报名 下午')
    await town.timePasses('2026-04-09T12:40:00+08:00')
    for (const listener of [zhang, li, zhao, wang]) listener.hears()
    town.hears('g3')
    town.hears('gc')
    await wang.in('gc').says('/取消招工 1 下雨')
    expect(zhang.hears()).toEqual([])
    for (const person of [li, zhao])
      expect(person.hears()).toEqual(['4月9日14点刷楼道（下午）不办了：下雨。不用来了，报名取消了。'])
    expect(town.hears('g3')).toEqual(['4月9日14点刷楼道（下午）不办了：下雨。报过名的都单独告诉了。'])
    expect(town.hears('gc')).toEqual([
      '招工1号（刷楼道）没做完的取消了，2人都单独告诉了。已经开始的班名单还在，回“/名单 1”。',
    ])
    await wang.whispers('/名单')
    expect(wang.hears()).toEqual([
      [
        '招工1号 刷楼道（没做完的取消了）',
        '',
        '上午 4月9日（周四）8:00–12:00：报上2人，共2个名额',
        '1 3-1-101 张三',
        '2 3-1-102 李四',
        '',
        '下午 4月9日（周四）14:00–17:00：取消了',
      ].join('\n'),
    ])
    await town.timePasses('2026-04-09T18:00:00+08:00')
    expect(town.hears('gc')).toEqual([expect.stringContaining('招工取消 1号“刷楼道”：下雨')])
    await town.timePasses('2026-04-10T18:00:00+08:00')
    expect(town.hears('gc')).toEqual([expect.not.stringContaining('招工取消')])
  })

  it('已经开工了才下雨：都听到，来了的还在名单上', async () => {
    await wang.says(GARAGE)
    for (const person of [zhang, li, zhao]) await person.says('报名')
    await town.timePasses('2026-04-09T09:30:00+08:00')
    for (const listener of [zhang, li, zhao, wang]) listener.hears()
    await wang.in('gc').says('/取消招工 1 下雨')
    for (const person of [zhang, li])
      expect(person.hears()).toEqual(['4月9日8点清理车库不办了：下雨。已经开始的，名单还留着。'])
    expect(zhao.hears()).toEqual(['4月9日8点清理车库不办了：下雨。不用来了，报名取消了。'])
    await wang.whispers('/名单 1')
    expect(wang.hears()[0]).toMatch(/报上2人.*\n1 3-1-101 张三\n2 3-1-102 李四$/)
  })

  it('有两个在招，不带号数就私下问是哪个', async () => {
    await wang.says(GARAGE)
    await wang.says(STAIRS)
    town.hears('g3')
    await wang.says('/停招')
    await wang.says('/停招 9')
    expect(town.hears('g3')).toEqual([])
    expect(wang.hears()).toEqual(['在招的有1号、2号，请带上号数，比如：/停招 1', '没有招工9号，看看号码写对了没有。'])
  })
})

describe('名单', () => {
  it('只在私下给社区的人看，群里不出现姓名', async () => {
    await wang.says(GARAGE)
    for (const person of [zhang, li, zhao]) await person.says('报名')
    await zhang.says('帮502张阿姨报名')
    town.hears('g3')
    wang.hears()
    await wang.says('/名单 1')
    expect(town.hears('g3')).toEqual(['名单私下发给您了。'])
    expect(wang.hears()).toEqual([
      [
        '招工1号 清理车库（在招）',
        '',
        '4月9日（周四）8:00–12:00：报上2人，共2个名额',
        '1 3-1-101 张三',
        '2 3-1-102 李四',
        '排队：',
        '1 3-1-201 赵五',
        '等确认：',
        '1 502张阿姨（3-1-101 张三帮报）',
        '',
        '问过本人后，回“/确认报名 1 1”，不行就回“/不确认 1 1”。',
      ].join('\n'),
    ])
  })

  it('明年的日子写上年份', async () => {
    await wang.says(GARAGE.replace('4月9日', '2027年1月9日'))
    expect(town.hears('g3').join()).toContain('2027年1月9日（周六）8:00–12:00')
    await zhang.says('报名')
    expect(town.hears('g3').join()).toContain('2027年1月9日8点清理车库')
  })

  it('居民要名单，不给', async () => {
    await wang.says(GARAGE)
    await zhang.says('报名')
    town.hears('g3')
    await li.says('/名单 1')
    expect([...town.hears('g3'), ...li.hears()].join('')).not.toContain('张三')
  })
})

describe('招工发到哪里', () => {
  it('在居委会的群里发不了：居民看不到', async () => {
    await wang.in('gc').says(GARAGE)
    expect(town.hears('gc')).toEqual(['招工请在居民群里发，大家才看得到。'])
    expect(await town.query(() => list('works', {}))).toEqual([])
  })

  it('没在群里说过话的人，私下报名报的是他那栋的', async () => {
    await wang.says(GARAGE)
    const sun = town.resident('u9', '孙七', null)
    await sun.whispers('我是3-1-302')
    sun.hears()
    await sun.whispers('报名')
    expect(sun.hears().join()).toContain('报上了')
  })
})
