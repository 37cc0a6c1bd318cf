import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openTown, type Town } from '../support/town.ts'

const NOT_SENT = '没发：群里人人看得见，这里说到了是谁家、有什么病或难处。去掉姓名、门牌再发一次。'

let town: Town
beforeEach(async () => {
  town = await openTown()
  await town.staff().whispers('帮助')
  town.heardBy('s1')
})
afterEach(() => town.close())

describe('工作人员写了谁家的病或难处', () => {
  it('办结、答复、重开：不进居民的群，什么都没改；去掉了再发就行', async () => {
    await town.resident('u1', '3-2-501 张三').says('建议：请去看看楼上的老人')
    town.hears('g3')
    const desk = town.staff('gc')
    for (const text of ['/办结 1 赵大爷癌症晚期，已给他办低保', '/答复 1 3-1-202是低保户', '/重开 1 赵大爷住院了']) {
      await desk.says(text)
      expect(town.hears('gc')).toEqual([NOT_SENT])
      expect(town.hears('g3')).toEqual([])
    }
    expect(await town.query(() => list('suggestions'))).toMatchObject([{ status: 'received', outcome: null }])
    await desk.says('/办结 1 上门看过了，正在按政策办')
    expect(town.hears('g3')).toEqual(['建议1号办好了：上门看过了，正在按政策办。还没好就回“没好”。'])
  })

  it('私下提的事，结果只有他自己看得到，照样说', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('早')
    await zhang.whispers('建议：给我老伴赵大妈申请低保')
    zhang.hears()
    await town.staff('gc').says('/办结 1 赵大妈的低保批下来了')
    expect(zhang.hears()).toEqual(['建议1号办好了：赵大妈的低保批下来了。还没好就回“没好”。'])
  })

  it.each([
    '/投票 3-1-202赵大爷家要不要评低保\n1 同意\n2 不同意',
    '/投票 这笔救助给谁\n1 赵大爷\n2 王奶奶',
    '/接龙 给癌症的赵大爷捐款',
    '/招工 打扫\n地点：3-1-202低保户家\n时间：3月5日 8:00-12:00 2人\n报酬：每天120元',
    '/招工 给3-1-202低保户打扫，明天上午8点到12点，要2个人，每天120',
  ])('%s：不发，只告诉他本人', async (text) => {
    const staff = town.staff()
    await staff.says(text)
    expect(staff.hears()).toEqual([NOT_SENT])
    expect(town.hears('g3')).toEqual([])
  })

  it('取消的缘由也一样；改招工也一样', async () => {
    const staff = town.staff()
    await staff.says('/招工 打扫\n时间：3月5日 8:00-12:00 2人\n报酬：每天120元')
    await staff.says('/投票 哪天打扫\n1 周六\n2 周日')
    town.hears('g3')
    for (const text of ['/取消招工 1 赵大爷住院了', '/改招工 1\n地点：3-1-202低保户家', '/取消征集 1 赵大爷得癌症了']) {
      await staff.says(text)
      expect(staff.hears()).toEqual([NOT_SENT])
    }
    await town.resident('u7', '3-2-501 孙七').says('早')
    await staff.says('/取消招工 1 孙七生病住院了')
    expect(staff.hears()).toEqual([NOT_SENT])
    expect(town.hears('g3')).toEqual([])
    await staff.says('/取消招工 1 改期')
    expect(town.hears('g3')).toHaveLength(1)
  })

  it('没说是谁家的照发', async () => {
    const staff = town.staff()
    await staff.says(
      '/招工 清扫楼道\n时间：3月5日 8:00-12:00 2人\n报酬：每天120元\n要求：低保户、残疾人优先，高血压的不要报',
    )
    await staff.says('/接龙 低保户领米')
    expect(staff.hears()).toEqual([])
    expect(town.hears('g3')).toHaveLength(2)
  })
})
