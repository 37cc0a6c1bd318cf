import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

const GARAGE = `/招工 清理车库
地点：3栋地下车库
时间：4月9日8:00-12:00 2人
报酬：120元/天`

const STAIRS = `/招工 刷楼道
地点：3栋1单元
时间：上午 4月9日8:00-12:00 2人
时间：下午 4月9日14:00-17:00 1人
报酬：20元/小时`

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

const changes = async () =>
  (await town.query(() => list('events', {}, { order: 'seq' }))).filter((e) => e.type === 'work.changed')

describe('王主任改招工', () => {
  it('改了时间和地点，报上的、排队的都单独听到，群里一句话', async () => {
    await wang.says(GARAGE)
    for (const person of [zhang, li, zhao]) await person.says('报名')
    town.hears('g3')
    await wang.in('gc').says('/改招工 1\n时间：4月10日 9:00-12:00\n地点：东门')
    expect(town.hears('g3')).toEqual([
      '招工1号（清理车库）改了：时间4月10日（周五）9:00–12:00，地点东门。报过名的都单独告诉了。',
    ])
    expect(town.hears('gc')).toEqual(['招工1号（清理车库）改好了，名单上3人都单独告诉了。'])
    for (const person of [zhang, li, zhao])
      expect(person.hears()).toEqual([
        [
          '招工1号（清理车库）改了：',
          '时间：原来4月9日（周四）8:00–12:00，现在4月10日（周五）9:00–12:00',
          '地点：原来3栋地下车库，现在东门',
          '来不了请回“取消报名”。',
        ].join('\n'),
      ])
    expect((await changes()).map((e) => e.data)).toMatchObject([
      {
        from: { place: '3栋地下车库', shifts: [{ start: Date.parse('2026-04-09T08:00:00+08:00') }] },
        to: { place: '东门', shifts: [{ start: Date.parse('2026-04-10T09:00:00+08:00') }] },
      },
    ])
  })

  it('上午改到下午，那一班也就叫下午；工作人员自己起的名字不变', async () => {
    await wang.says(GARAGE)
    await wang.says('/改招工 1\n时间：4月10日 13:00-17:00')
    await wang.says(STAIRS.replace('上午', '甲组').replace('下午', '乙组'))
    await wang.says('/改招工 2\n甲组 时间：4月9日 14:00-16:00')
    const labels = (await town.query(() => list('shifts'))).map(({ label }) => label)
    expect(labels).toEqual(['下午', '甲组', '乙组'])
  })

  it('前一晚提醒过了再改期，新的日子照样提醒，旧的不再提醒', async () => {
    await wang.says(GARAGE)
    await zhang.says('报名')
    await town.timePasses('2026-04-08T19:00:00+08:00')
    await wang.says('/改招工 1\n时间：4月10日 8:00-12:00')
    zhang.hears()
    await town.timePasses('2026-04-09T12:00:00+08:00')
    expect(zhang.hears()).toEqual([])
    expect((await town.query(() => list('works')))[0]?.status).toBe('open')
    await town.timePasses('2026-04-09T19:00:00+08:00')
    expect(zhang.hears()).toEqual(['提醒您：明天8:00清理车库，在3栋地下车库。来不了请回“取消报名”。'])
    await town.timePasses('2026-04-10T08:00:00+08:00')
    expect(zhang.hears()).toHaveLength(1)
    expect((await town.query(() => list('works')))[0]?.status).toBe('closed')
  })

  it('名额多了，排队的补上；比已经报上的还少，不改', async () => {
    await wang.says(GARAGE)
    for (const person of [zhang, li, zhao]) await person.says('报名')
    town.hears('g3')
    await wang.says('/改招工 1 人数：1人')
    expect(town.hears('g3')).toEqual([])
    expect(wang.hears().at(-1)).toContain('已经报上2人，人数不能比这少。')
    await wang.says('/改招工 1 人数：3')
    expect(zhao.hears()).toEqual([
      '招工1号（清理车库）改了：\n人数：原来2人，现在3人\n来不了请回“取消报名”。',
      '名额多了，轮到您了：4月9日8点清理车库，第3个（共3个）。前一晚提醒您。来不了回“取消报名”。',
    ])
    expect((await town.query(() => list('signups'))).map((s) => s.status)).toEqual(['in', 'in', 'in'])
  })

  it('好几班的要说是哪一班，帮别人报的请他转告，手机号不全露', async () => {
    await wang.says(STAIRS)
    await zhang.says('帮502张阿姨报名 下午')
    town.hears('g3')
    await wang.says('/改招工 1 人数：3')
    expect(wang.hears().at(-1)).toBe('招工1号有好几班：上午、下午。前面写上是哪班，比如：下午 人数：3')
    await wang.says('/改招工 1\n下午 人数：3\n要求：找13812345678')
    expect(town.hears('g3')).toEqual([
      '招工1号（刷楼道）改了：下午的人数3人，要求找138****5678。报过名的都单独告诉了。',
    ])
    expect(zhang.hears().join()).toContain('您帮502张阿姨报的，请转告。')
  })

  it('新的时间跟他别的班撞了，只单独告诉他', async () => {
    await wang.says(GARAGE)
    await wang.says(STAIRS.replaceAll('4月9日', '4月10日'))
    await zhang.says('报名 清理车库')
    await zhang.says('报名 刷楼道 上午')
    town.hears('g3')
    await wang.says('/改招工 1 时间：4月10日 9:00-12:00')
    expect(zhang.hears().join()).toContain('新的时间跟您报的4月10日8点刷楼道（上午）撞了，只能来一个。')
    expect(town.hears('g3').join()).not.toContain('撞')
  })

  it('同样的再发一遍、停招了、取消了，都不改，也不打扰居民', async () => {
    await wang.says(GARAGE)
    await zhang.says('报名')
    await wang.says('/改招工 1 地点：东门')
    zhang.hears()
    town.hears('g3')
    await wang.says('/改招工 1 地点：东门')
    expect([town.hears('g3'), wang.hears()]).toEqual([[], ['招工1号本来就是这样，没有要改的。']])
    await wang.in('gc').says('/停招 1')
    await wang.in('gc').says('/改招工 1 地点：西门')
    await wang.in('gc').says('/取消招工 1 下雨')
    zhang.hears()
    await wang.in('gc').says('/改招工 1 地点：西门')
    expect(town.hears('gc').at(-1)).toBe('招工1号已经取消了。')
    expect(zhang.hears()).toEqual([])
    expect(await changes()).toHaveLength(1)
  })

  it('居民发的不算', async () => {
    await wang.says(GARAGE)
    await zhang.says('/改招工 1 地点：东门')
    expect((await town.query(() => list('works')))[0]?.place).toBe('3栋地下车库')
  })
})
