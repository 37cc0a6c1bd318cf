import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { table } from '../../src/app/tables.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

const GARAGE = `/招工 清理车库
地点：3栋地下车库
时间：4月9日8:00-12:00 2人
报酬：120元/天`

const DITCH = `/招工 修水渠
地点：李家沟村口
时间：4月5日 8:00-17:00 2人
时间：4月6日 8:00-17:00 2人
报酬：每天150元`

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
  zhao = town.resident('u3', '赵五')
})
afterEach(() => town.close())

const statuses = async () =>
  (await town.query(() => list('signups', {}, { order: 'id' }))).map((s) => `${s.memberId} ${s.status}`)

describe('来不了又自己说不了的人', () => {
  beforeEach(async () => {
    await wang.says(GARAGE)
    for (const person of [zhang, li, zhao]) await person.says('报名')
    for (const person of [zhang, li, zhao, wang]) person.hears()
    for (const group of ['g3', 'gc']) town.hears(group)
  })

  it.each(['张三', '张三 3-1-101', '3-1-101 张三'])(
    '/移出 1 %s：他不再占名额，也不再被提醒，排队的补上',
    async (who) => {
      await wang.in('gc').says(`/移出 1 ${who}`)
      expect(wang.hears()).toEqual(['好，3-1-101 张三不在名单上了：4月9日8点清理车库。我单独告诉了。'])
      expect(zhang.hears()).toEqual(['您报的4月9日8点清理车库，居委会取消了。有疑问请找居委会。'])
      expect(zhao.hears()).toEqual([expect.stringMatching(/^有人退出，轮到您了/)])
      expect([...town.hears('g3'), ...town.hears('gc')]).toEqual([])
      expect(await statuses()).toEqual(['u1 cancelled', 'u2 in', 'u3 in'])
      await town.timePasses('2026-04-08T19:00:00+08:00')
      expect(zhang.hears()).toEqual([])
    },
  )

  it('两个同名的：说是哪一个，没有门牌的也能说', async () => {
    const other = town.resident('u5', '张三')
    await other.says('报名')
    town.hears('g3')
    await wang.whispers('/名单 1')
    expect(wang.hears()).toEqual([expect.stringMatching(/\n可能是同一个人：3-1-101 张三、张三。是就“\/移出”一个。$/)])
    await wang.whispers('/移出 1 张三')
    expect(wang.hears()).toEqual(['名单上有2个“张三”，是哪一个？\n/移出 1 3-1-101 张三\n/移出 1 张三 没门牌'])
    await wang.whispers('/移出 1 张三 没门牌')
    expect(await statuses()).toEqual(['u1 in', 'u2 in', 'u3 waiting', 'u5 cancelled'])
  })

  it('帮报的人听到；没确认的、名单上没有的，说清楚', async () => {
    await zhang.says('帮钱婆婆报名')
    for (const person of [zhang, wang]) person.hears()
    await wang.whispers('/移出 1 钱婆婆')
    expect(wang.hears()).toEqual(['钱婆婆还没确认，不用移出。回“/名单 1”看第几个，再发“/不确认”。'])
    await wang.whispers('/确认报名 1 1')
    for (const person of [zhang, wang]) person.hears()
    await wang.whispers('/移出 1 钱婆婆')
    expect(zhang.hears()).toEqual(['您帮钱婆婆报的4月9日8点清理车库，居委会取消了。有疑问请找居委会。'])
    wang.hears()
    await wang.whispers('/移出 1 孙七')
    expect(wang.hears()).toEqual(['招工1号名单上没有“孙七”。回“/名单 1”，照上面的名字写。'])
  })

  it('已经开工了：名单留着，好核对', async () => {
    await town.timePasses('2026-04-09T08:30:00+08:00')
    wang.hears()
    await wang.whispers('/移出 1 张三')
    expect(wang.hears()).toEqual(['张三那一班已经开始了，名单留着，好核对。'])
    expect(await statuses()).toEqual(['u1 in', 'u2 in', 'u3 waiting'])
  })

  it('居民发的不算', async () => {
    await li.says('/移出 1 张三')
    expect(await statuses()).toEqual(['u1 in', 'u2 in', 'u3 waiting'])
  })
})

it('好几天的活：只移出一天，或者全部', async () => {
  await wang.says(DITCH)
  await zhang.says('报名 两天都来')
  for (const person of [zhang, wang]) person.hears()
  await wang.whispers('/移出 1 张三 4月5日')
  expect(zhang.hears()).toEqual(['您报的4月5日8点修水渠，居委会取消了。有疑问请找居委会。'])
  expect(await statuses()).toEqual(['u1 cancelled', 'u1 in'])
  await wang.whispers('/移出 1 张三')
  expect(await statuses()).toEqual(['u1 cancelled', 'u1 cancelled'])
})

it('还不会的，说清楚：记工、发工钱照现场签到办', async () => {
  for (const words of ['/记工 1 张三 半天', '/签到 1', '/发钱 1', '/公示 1']) {
    await wang.says(words)
    expect(wang.hears()).toEqual(['记工、发工钱、公示还不能在这里办，请照现场签到办。谁报上了，说“/名单”看。'])
  }
  await zhang.says('/签到')
  expect([...town.hears('g3'), ...zhang.hears()]).toEqual([])
})

it('导出的报名有名字，也对得上班次；删了信息的没有', async () => {
  await wang.says(DITCH)
  await zhang.says('报名 两天都来')
  await zhang.says('帮钱婆婆报名 4月5日')
  expect(await town.query(() => table('signups'))).toMatchObject([
    { shift: '4月5日', member: 'u1', name: '3-1-101 张三', status: 'in', onBehalfOf: null },
    { shift: '4月6日', member: 'u1', name: '3-1-101 张三', status: 'in', onBehalfOf: null },
    { shift: '4月5日', member: 'u1', name: '3-1-101 张三', status: 'requested', onBehalfOf: '钱婆婆' },
  ])
})

describe('停招停错了', () => {
  it('/重开招工：又能报名，还能改；没停的、开工了的，说清楚', async () => {
    await wang.says(GARAGE)
    await wang.in('gc').says('/重开招工 1')
    expect(town.hears('gc')).toEqual(['招工1号正在报名，不用重开。'])
    await wang.in('gc').says('/停招 1')
    await wang.in('gc').says('/改招工 1 人数：3')
    expect(town.hears('gc').at(-1)).toBe('招工1号已经停招了，要改先发：/重开招工 1')
    for (const group of ['g3', 'gc']) town.hears(group)
    await wang.in('gc').says('/重开招工 1')
    expect(town.hears('g3')).toEqual(['招工1号（清理车库）又能报名了。想来的回“报名”。'])
    expect(town.hears('gc')).toEqual(['招工1号（清理车库）又能报名了，群里已经说了。'])
    await zhang.says('报名')
    expect(await statuses()).toEqual(['u1 in'])
    await town.timePasses('2026-04-09T08:30:00+08:00')
    for (const group of ['g3', 'gc']) town.hears(group)
    await wang.in('gc').says('/重开招工 1')
    expect(town.hears('gc')).toEqual(['招工1号都开工了，报不了了。'])
  })
})
