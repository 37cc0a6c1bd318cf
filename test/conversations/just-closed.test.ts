import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { table } from '../../src/app/tables.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

/* 东门装充电桩 closes at 18:00, 刷楼道 is open until tomorrow. */

const CHARGER = '/投票 东门装充电桩\n1 装\n2 不装\n截止：今天18:00'
const PAINT = '/投票 刷楼道\n1 刷\n2 不刷\n截止：明天18:00'
const WHICH = '“1”是说刷楼道，还是东门装充电桩（截止了）？'
const LATE = '“东门装充电桩”已经截止了，您这次的回答没能算上。'

let town: Town
let zhang: Person
beforeEach(async () => {
  town = await openTown()
  zhang = town.resident('u1', '3-1-101 张三')
  await zhang.says('大家好')
  for (const poll of [CHARGER, PAINT]) await town.staff().says(poll)
})
afterEach(() => town.close())

const at = async (time: string) => {
  await town.timePasses(`2026-03-01T${time}:00+08:00`)
  town.hears('g3')
}
const ballots = async () =>
  (await town.query(() => table('ballots'))).map(
    ({ poll, choice, counted, reason }) => `${poll}: ${choice} ${counted ? 'counts' : reason}`,
  )

describe('an answer just after the close of one poll, while another is open', () => {
  it('is asked for which it is, and counts for the one that is named', async () => {
    await at('18:01')
    await zhang.says('1')
    expect(town.hears('g3')).toEqual([WHICH])
    expect(await ballots()).toEqual([])
    await zhang.says('刷楼道')
    expect(await ballots()).toEqual(['2: 1 counts'])
  })

  it('is told that it came too late, where it was for the closed one', async () => {
    await at('18:01')
    await zhang.says('1')
    await zhang.says('东门')
    expect(await ballots()).toEqual(['1: 1 late'])
    expect(zhang.hears()).toEqual([LATE])
    await zhang.says('2')
    expect(await ballots()).toEqual(['1: 1 late', '2: 2 counts'])
  })

  it('is for the open one, where he had answered the other', async () => {
    await zhang.says('装')
    await at('18:01')
    await zhang.says('2')
    expect(town.hears('g3')).toEqual([])
    expect(await ballots()).toEqual(['1: 1 counts', '2: 2 counts'])
  })

  it('is for the open one half an hour later', async () => {
    await at('18:31')
    await zhang.says('1')
    expect(await ballots()).toEqual(['2: 1 counts'])
  })

  it('is for what was opened since, which everybody has just read', async () => {
    await at('18:01')
    await town.staff().says('/结束 2')
    await town.staff().says('/投票 换水表\n1 换\n2 不换')
    town.hears('g3')
    await zhang.says('1')
    expect(await ballots()).toEqual(['3: 1 counts'])
  })

  it('that is a 👍 below the result is asked about in private', async () => {
    await at('18:01')
    await zhang.says('👍')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual([WHICH.replace('1', '👍')])
    await zhang.whispers('刷楼道')
    expect(await ballots()).toEqual(['2: 1 counts'])
  })
})

describe('an answer in the closed poll’s own words, while another is open', () => {
  it('is too late, said in the group hours after the close', async () => {
    await at('21:00')
    await zhang.says('不装')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual([LATE])
    expect(await ballots()).toEqual(['1: 2 late'])
  })

  it('is too late in private, and no suggestion', async () => {
    await at('21:00')
    await zhang.whispers('充电桩我选装')
    expect(zhang.hears()).toEqual([LATE])
    expect(await town.query(() => list('suggestions'))).toEqual([])
    await zhang.whispers('建议：充电桩旁边装个灯')
    expect(zhang.hears()).toEqual([expect.stringContaining('已记下，建议1号')])
  })

  it('does not stand among his open ones', async () => {
    await at('18:01')
    await zhang.whispers('我投上了吗')
    expect(zhang.hears()).toEqual(['“刷楼道”：还没收到您的回答，回数字就行。'])
  })
})
