import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accountMark } from '../../src/app/account-marks.ts'
import { insert, insertIfAbsent, list, update } from '../../src/app/operations.ts'
import { table } from '../../src/app/tables.ts'
import { openTown, type Town } from '../support/town.ts'

/* A close that comes while we are away: what people said in time is not lost because we did not hear it in time. */

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const CHARGER = '/投票 东门要不要装充电桩\n1 装\n2 不装\n3 都行'
const at = (time: string) => Date.parse(`2026-03-02T${time}:00+08:00`)
const CLOSE = at('18:00')
const LATE = '“东门要不要装充电桩”已经截止了，您这次的回答没能算上。'
const ballots = () => town.query(() => table('ballots'))
const results = () => town.hears('g3').filter((text) => text.startsWith('【征集结果】'))
/** The program is down from one instant to another. */
const isDown = async (from: string, to: string) => {
  await town.timePasses(`2026-03-02T${from}:00+08:00`)
  town.hears('g3')
  town.clock.set(at(to))
  await town.restart()
}
/** Until when the platform's account has heard all that was said, as a gateway keeps it. */
const hasHeardUntil = (until: number) =>
  town.query(function* () {
    const key = accountMark('heard-until', 'stage:bot')
    yield* insertIfAbsent('marks', { ...key, at: until })
    yield* update('marks', key, { at: until })
  })
const gap = (from: string, to: string) =>
  town.query(() => insert('gaps', { adapter: 'stage', account: 'bot', from: at(from), to: at(to) }))

describe('the program is down over the close', () => {
  it('what was said before it counts, what was said after it does not, and the trail says which was when', async () => {
    const [zhang, li, wang] = [town.resident('u1', '张三'), town.resident('u2', '李四'), town.resident('u3', '王五')]
    await town.staff().says(CHARGER)
    await zhang.says('1')
    await isDown('17:00', '19:00')
    await town.timePasses(0)
    expect(results()).toEqual([])
    await zhang.says('2', { sentAt: at('17:20') })
    await li.says('2', { sentAt: at('17:30') })
    await wang.says('1', { sentAt: at('18:10') })
    await town.timePasses(1)
    expect(results()).toEqual([expect.stringContaining('2人回答：装0，不装2，都行0。')])
    expect(wang.hears()).toEqual([LATE])
    expect([...zhang.hears(), ...li.hears()]).toEqual([])
    expect((await ballots()).map(({ member, counted, reason, at }) => [member, counted, reason, at])).toEqual([
      ['u1', false, 'changed', '2026-03-01T09:00:00+08:00'],
      ['u1', true, null, '2026-03-02T17:20:00+08:00'],
      ['u2', true, null, '2026-03-02T17:30:00+08:00'],
      ['u3', false, 'late', '2026-03-02T18:10:00+08:00'],
    ])
    const told = await town.query(() => list('events', { type: 'poll.answered' }, { order: 'seq' }))
    expect(told.slice(1).map(({ data }) => data)).toEqual([
      { home: null, counted: true, sentAt: at('17:20'), choice: [2] },
      { home: null, counted: true, sentAt: at('17:30'), choice: [2] },
      { home: null, counted: false, reason: 'late', sentAt: at('18:10'), choice: [1] },
    ])
  })

  it('once the result is said nothing counts any more, whenever it was sent', async () => {
    const zhang = town.resident('u1', '张三')
    await town.staff().says(CHARGER)
    await isDown('17:00', '19:00')
    await town.timePasses(1)
    expect(results()).toHaveLength(1)
    await zhang.says('1', { sentAt: at('17:30') })
    expect(zhang.hears()).toEqual([LATE])
    expect(results()).toEqual([])
  })

  it('a clock that is wrong is not believed: nobody answers before he was asked, or after he was heard', async () => {
    const [zhang, li] = [town.resident('u1', '张三'), town.resident('u2', '李四')]
    await town.staff().says(CHARGER)
    await isDown('17:00', '19:00')
    await zhang.says('1', { sentAt: Date.parse('1970-01-01T00:00:00Z') })
    await li.says('1', { sentAt: at('23:00') })
    await town.timePasses(1)
    expect((await ballots()).map(({ reason }) => reason)).toEqual(['late', 'late'])
  })

  it('不投了 said in time is heard as well, and so is a private answer, without a promise that it can be changed', async () => {
    const [zhang, li] = [town.resident('u1', '张三'), town.resident('u2', '李四')]
    await town.staff().says(CHARGER)
    await zhang.says('1')
    await li.says('1')
    await isDown('17:00', '19:00')
    await zhang.says('不投了', { sentAt: at('17:20') })
    await li.says('不投了', { sentAt: at('18:20') })
    await li.whispers('2', { sentAt: at('17:40') })
    await town.timePasses(1)
    expect(results()).toEqual([expect.stringContaining('1人回答：装0，不装1，都行0。')])
    expect(li.hears()).toEqual(['“东门要不要装充电桩”已经截止了，改不了了。', '记下了，“东门要不要装充电桩”：不装。'])
  })

  it('whose home is not known yet says it then, and it counts', async () => {
    const zhang = town.resident('u1', '张三')
    await town.staff().says(`${CHARGER}\n每户一票`)
    await isDown('17:00', '19:00')
    await zhang.says('1', { sentAt: at('17:20') })
    await zhang.whispers('3-1-101')
    await town.timePasses(1)
    expect(results()).toEqual([expect.stringContaining('1户回答：装1')])
  })

  it('no sum is shown between the close and the result', async () => {
    await town.staff().says(CHARGER)
    await isDown('17:00', '19:00')
    for (let n = 1; n <= 12; n += 1) await town.resident(`u${n}`, `邻居${n}`).says('1', { sentAt: at('17:30') })
    await town.timePasses(1)
    expect(town.hears('g3')).toEqual([expect.stringContaining('【征集结果】')])
  })

  it('staff who end it meanwhile end it as of its time', async () => {
    await town.staff().says(CHARGER)
    await isDown('17:00', '19:00')
    await town.staff().says('/结束')
    expect(results()).toHaveLength(1)
    expect(await town.query(() => table('polls'))).toMatchObject([{ closedAt: '2026-03-02T18:00:00+08:00' }])
    await town.timePasses(5)
    expect(results()).toEqual([])
  })
})

describe('an account that does not hear at the close', () => {
  it('is waited for, and what it then hands over counts', async () => {
    const zhang = town.resident('u1', '张三')
    await town.staff().says(CHARGER)
    await hasHeardUntil(at('17:10'))
    await town.timePasses('2026-03-02T18:40:00+08:00')
    expect(results()).toEqual([])
    await zhang.says('1', { sentAt: at('17:30') })
    await hasHeardUntil(town.clock.now())
    await town.timePasses(1)
    expect(results()).toEqual([
      '【征集结果】东门要不要装充电桩\n1人回答：装1，不装0，都行0。\n意见征集，不具表决效力。',
    ])
  })

  it('is not waited for longer than two hours; the result says what is missing', async () => {
    await town.staff().says(CHARGER)
    await town.resident('u1', '张三').says('1')
    await hasHeardUntil(at('17:10'))
    await town.timePasses('2026-03-02T19:59:00+08:00')
    expect(results()).toEqual([])
    await town.timePasses(2)
    expect(results()).toEqual([
      '【征集结果】东门要不要装充电桩\n1人回答：装1，不装0，都行0。\n今天17:10到20:00我不在线，那时回的没收到。\n意见征集，不具表决效力。',
    ])
  })

  it('where the platform cannot say what was missed, the result says so once it hears again', async () => {
    await town.staff().says(CHARGER)
    await hasHeardUntil(at('17:00'))
    await town.timePasses('2026-03-02T19:00:00+08:00')
    await gap('17:00', '19:00')
    await hasHeardUntil(town.clock.now())
    await town.timePasses(1)
    expect(results()).toEqual([
      '【征集结果】东门要不要装充电桩\n没收到回答。今天17:00到19:00我不在线，那时回的没收到。意见征集，不具表决效力。',
    ])
    const [closed] = await town.query(() => list('events', { type: 'poll.closed' }))
    expect(closed?.data).toMatchObject({ closedAt: CLOSE, unheard: { from: at('17:00'), to: at('19:00') } })
    town.staff().hears()
    await town.staff().says('/结束 1')
    expect(town.staff().hears()).toEqual([expect.stringContaining('今天17:00到19:00我不在线，那时回的没收到。')])
  })

  it('a gap that a clock told that was ahead, and that ends some hours from now, is said of no poll and in no digest', async () => {
    await town.staff().says(CHARGER)
    await gap('10:00', '23:00')
    await town.timePasses('2026-03-02T17:59:50+08:00')
    await hasHeardUntil(town.clock.now())
    await town.timePasses('2026-03-02T18:30:00+08:00')
    expect(results()).toEqual(['【征集结果】东门要不要装充电桩\n没有人回答。意见征集，不具表决效力。'])
    expect(town.hears('gc').join()).not.toContain('23:00')
  })

  it('that hears, or heard nothing before the poll was asked, keeps no result back, and a gap at another time is no matter', async () => {
    await hasHeardUntil(town.clock.now() - 60 * 60_000)
    await town.staff().says(CHARGER)
    await gap('10:00', '11:00')
    await town.timePasses('2026-03-02T18:00:00+08:00')
    expect(results()).toEqual(['【征集结果】东门要不要装充电桩\n没有人回答。意见征集，不具表决效力。'])
    await town.staff().says('/投票 刷楼道\n1 刷\n2 不刷\n截止：明天18:00')
    await town.timePasses('2026-03-03T17:59:50+08:00')
    await hasHeardUntil(town.clock.now())
    await town.timePasses('2026-03-03T18:00:00+08:00')
    expect(results()).toHaveLength(1)
  })
})
