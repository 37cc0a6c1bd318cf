import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { table } from '../../src/app/tables.ts'
import { openTown, type Town } from '../support/town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const zhang = () => town.resident('u1', '3-2-501 张三')
const exported = () => town.query(() => table('suggestions'))

/** It is Sunday, March 1st, 9:00. */
describe('什么时候的事', () => {
  it('按说话那天算，换成日期，导出里有起止', async () => {
    await zhang().says('建议：昨晚11点3栋楼下烧烤摊很吵，管一管')
    await zhang().says('建议：工地每天早上六点就开始施工')
    await zhang().says('建议：楼道装个扶手')
    expect(await exported()).toMatchObject([
      {
        place: '3栋楼下',
        time: '2月28日（周六）23:00',
        timeFrom: '2026-02-28T23:00:00+08:00',
        timeTo: '2026-02-28T23:00:00+08:00',
      },
      { time: '每天6:00以后', timeFrom: null, timeTo: null },
      { time: null, timeFrom: null, timeTo: null },
    ])
  })

  it('过后才记下的，昨晚还是说话那天的昨晚：引用了记录的、候选里收下的', async () => {
    const said = await zhang().says('昨晚三栋的路灯又不亮，请物业修一修')
    await town.timePasses('2026-03-04T09:00:00+08:00')
    await town.staff('gc').says('/收下 1')
    const other = await zhang().says('前天夜里水管响')
    await town.timePasses('2026-03-06T09:00:00+08:00')
    await town.staff().says('/记录', { quote: other })
    expect(await exported()).toMatchObject([{ time: '2月28日（周六）晚上' }, { time: '3月2日（周一）夜里' }])
    expect((await town.query(() => list('suggestions', {}, { order: 'number' })))[0]?.messageId).toBe(said)
  })

  it('一条消息几件事，各是各的时候；补充里说了什么时候、在哪儿，也记上', async () => {
    await zhang().says('建议：1、昨天下午停水了三个小时 2、东门的灯不亮 3、广场舞太吵')
    await zhang().says('补充3 每天晚上8点到10点，在小区东门')
    const rows = await town.query(() => list('suggestions', {}, { order: 'number' }))
    expect(await exported()).toMatchObject([
      { time: '2月28日（周六）下午' },
      { time: null },
      { time: '每天20:00到22:00', place: '小区东门' },
    ])
    const [when] = rows[2]?.times ?? []
    expect(rows[2]?.text.slice(when?.start, when?.end)).toBe('每天晚上8点到10点')
  })

  it('说等不及的，告诉工作人员从什么时候', async () => {
    await zhang().says('建议：3栋楼下水管爆了，从昨晚8点一直流水，快来人')
    expect(town.staff().hears()).toEqual([
      '居民说很急：建议1号，3栋楼下水管爆了，从昨晚8点一直流水，快来人。时间：2月28日（周六）20:00起。先看这件。',
    ])
  })
})
