import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { table } from '../../src/app/tables.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

const PLEASED = '/投票 楼道改造您满意吗\n1 非常满意\n2 满意\n3 一般\n4 不满意\n每户一票'
const MARKS = '/投票 给这次改造打几分\n1 5分\n2 4分\n3 3分\n4 2分\n5 1分'

let town: Town
let zhang: Person
let wife: Person
let li: Person
beforeEach(async () => {
  town = await openTown()
  zhang = town.resident('u1', '3-2-501 张三')
  wife = town.resident('u2', '3-2-501 张三爱人')
  li = town.resident('u3', '3-1-101 李四')
  await town.staff().says('早')
})
afterEach(() => town.close())

const counts = async () => {
  const [poll] = (await town.query(() => table('polls'))) as { options: { label: string; count: number }[] }[]
  return Object.fromEntries((poll?.options ?? []).flatMap(({ label, count }) => (count > 0 ? [[label, count]] : [])))
}

describe('居民评好不好', () => {
  it('用自己的话说满意不满意，一句话都不用问就算；想改再说一次', async () => {
    await town.staff().says(PLEASED)
    town.hears('g3')
    await zhang.says('挺满意的')
    await li.says('很不满意，灰太大')
    expect(await counts()).toEqual({ 满意: 1, 不满意: 1 })
    await li.says('改了，很满意')
    expect(await counts()).toEqual({ 非常满意: 1, 满意: 1 })
    expect(town.hears('g3')).toEqual([])
  })

  it('两口子说的不一样，一户算一票，按后说的', async () => {
    await town.staff().says(PLEASED)
    await zhang.says('很满意')
    await wife.says('老头子满意，我不满意')
    expect(await counts()).toEqual({ 不满意: 1 })
  })

  it('差一点就是哪一档的，只问一句；又夸又骂的问选哪个', async () => {
    await town.staff().says(PLEASED)
    town.hears('g3')
    await zhang.says('马马虎虎')
    expect(town.hears('g3')).toEqual(['“马马虎虎”是“一般”吗？是就回“是”。'])
    await zhang.says('是')
    await li.says('满意是满意，就是灰太大')
    expect(li.hears()).toEqual(['您选哪一个？回数字就行。'])
    expect(await counts()).toEqual({ 一般: 1 })
  })

  it('打几分：5分写在第一个的时候，回5是5分还是第5个，问一句', async () => {
    await town.staff().says(MARKS)
    town.hears('g3')
    await zhang.says('打四分')
    await li.says('5')
    expect(town.hears('g3')).toEqual(['“5”是“5分”吗？是就回“是”。'])
    expect(await counts()).toEqual({ '4分': 1 })
    await li.says('是')
    expect(await counts()).toEqual({ '5分': 1, '4分': 1 })
  })

  it('为什么不满意，结果里看不出来：原话留给工作人员看，群里不说；光夸的不留', async () => {
    await town.staff().says(PLEASED)
    town.hears('g3')
    await zhang.says('不满意，灰太大')
    await li.says('挺满意的，就是晚上太吵')
    await town.resident('u4', '3-1-102 王五').says('很满意，师傅认真')
    expect(await counts()).toEqual({ 非常满意: 1, 满意: 1, 不满意: 1 })
    expect(town.hears('g3')).toEqual([])
    const waiting = await town.query(() => list('candidates', { status: 'waiting' }, { order: 'number' }))
    expect(waiting.map(({ text }) => text)).toEqual(['不满意，灰太大', '挺满意的，就是晚上太吵'])
  })

  it('不记名的评价，谁说了什么不留给谁看', async () => {
    await town.staff().says(`${PLEASED}\n匿名`)
    await zhang.says('不满意，灰太大')
    expect(await town.query(() => list('candidates', {}))).toEqual([])
  })
})
