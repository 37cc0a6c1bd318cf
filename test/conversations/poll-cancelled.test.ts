import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { recount } from '../../src/app/recount.ts'
import { openTown, type Town } from '../support/town.ts'

const QUESTION = '/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00'

describe('发错了的征集', () => {
  let town: Town
  let wang: ReturnType<Town['staff']>
  let zhang: ReturnType<Town['resident']>

  beforeEach(async () => {
    town = await openTown()
    wang = town.staff()
    zhang = town.resident('u1', '3-2-501 张三')
    await wang.says(QUESTION)
    await zhang.says('1')
    town.hears('g3')
  })

  afterEach(() => town.close())

  it('写明原因取消：群里听一句，没有结果，到时间也不再出', async () => {
    await town.staff('gc').says('/取消征集 1 选项写错了，电话13800138000')
    expect(town.hears('g3')).toEqual([
      '【征集意见】东门要不要装充电桩\n取消了：选项写错了，电话138****8000\n回过的都不算，不用再回。',
    ])
    expect(town.hears('gc').join()).toMatch(/^意见征集1号取消了，“.+”里也说了。$/)
    await town.timePasses('2026-03-03T08:00:00+08:00')
    expect(town.hears('g3').join()).not.toContain('征集结果')
    expect(await town.query(() => list('polls'))).toMatchObject([{ status: 'cancelled' }])
    expect(await town.query(recount)).toMatchObject({ ok: true })
  })

  it('取消了的不能再答、再结束、再重开；同一个题目可以重新发', async () => {
    await wang.says('/取消征集 1 写错了')
    town.hears('g3')
    await zhang.says('2')
    expect(town.hears('g3')).toEqual([])
    // Where the old card still has its buttons.
    await zhang.says('', { action: 'poll:1:2' })
    expect(zhang.hears()).toEqual(['“东门要不要装充电桩”取消了，不用回了。'])
    for (const command of ['/结束 1', '/重开征集 1', '/未答 1', '/取消征集 1 再取消']) {
      await town.staff('gc').says(command)
      expect(town.hears('gc')).toEqual(['意见征集1号已经取消了。'])
    }
    await wang.says(QUESTION.replace('不装', '先不装'))
    await zhang.says('2')
    expect(await town.query(() => list('ballots', { counted: true }, { order: 'id' }))).toHaveLength(2)
    expect(await town.query(() => list('polls', { status: 'open' }))).toMatchObject([{ number: 2 }])
  })

  it('没写原因就问一句；已经结束的取消不了；居民发的不算', async () => {
    await town.staff('gc').says('/取消征集 1')
    expect(town.hears('gc').join()).toContain('还没写为什么取消')
    await zhang.says('/取消征集 1 不想要了')
    expect(town.hears('g3').join()).not.toContain('取消了')
    await wang.says('/结束 1')
    await town.staff('gc').says('/取消征集 1 写错了')
    expect(town.hears('gc').at(-1)).toBe('意见征集1号已经结束了，取消不了。')
  })
})
