import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { table } from '../../src/app/tables.ts'
import { openTown, type Town } from '../support/town.ts'

/* A poll that was ended under the wrong number is opened again. */

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const CHARGER = '/投票 东门要不要装充电桩\n1 装\n2 不装'
const STAIRS = '/投票 楼道要不要刷\n1 刷\n2 不刷'
const committee = () => town.staff('gc')
const polls = () => town.query(() => table('polls'))
const ballots = () => town.query(() => table('ballots'))

/** Two polls run, the wrong one is ended from the committee's group. */
const endedWrongly = async (extra = '') => {
  await town.staff().says(CHARGER + extra)
  await town.staff().says(STAIRS)
  await town.resident('u1', '3-1-101 张三').says('装')
  await committee().says('/结束 1')
}

describe('/重开征集', () => {
  it('opens it again until its own time, with all that was answered, and the group hears it', async () => {
    await endedWrongly()
    expect(town.hears('gc')).toEqual([
      '意见征集1号结束了，结果发到“幸福里3栋业主群”了。结束错了，10分钟内回“/重开征集 1”。',
    ])
    town.hears('g3')
    await town.timePasses(9)
    await committee().says('/重开征集 1')
    expect(town.hears('gc')).toEqual(['意见征集1号又开了，“幸福里3栋业主群”里也说了。'])
    expect(town.hears('g3')).toEqual([
      '【征集意见】东门要不要装充电桩\n刚才结束早了，接着收，明天18:00截止。回过的都算，不用再回。',
    ])
    await town.resident('u2', '3-1-102 李四').says('不装')
    expect(await polls()).toMatchObject([{ number: 1, status: 'open', closedAt: null, answered: 2 }, { number: 2 }])
    await town.timePasses('2026-03-02T18:00:00+08:00')
    const results = town.hears('g3').filter((text) => text.startsWith('【征集结果】东门'))
    expect(results).toEqual([expect.stringContaining('2人回答：装1，不装1。')])
  })

  it('closes it at its own time, also where a clock that was ahead had thought that it had come', async () => {
    await town.staff().says(CHARGER)
    await town.resident('u1', '3-1-101 张三').says('装')
    const now = town.clock.now()
    town.clock.set(Date.parse('2026-03-02T20:00:00+08:00'))
    await town.timePasses(0)
    town.clock.set(now)
    await committee().says('/结束 1')
    await committee().says('/重开征集 1')
    town.hears('g3')
    await town.timePasses('2026-03-02T18:00:00+08:00')
    expect(await polls()).toMatchObject([{ number: 1, status: 'closed' }])
    expect(town.hears('g3').filter((text) => text.startsWith('【征集结果】'))).toHaveLength(1)
  })

  it('who answered meanwhile, and heard that he was too late, is counted; only his last answer is', async () => {
    await endedWrongly()
    const [zhang, li] = [town.resident('u1', '3-1-101 张三'), town.resident('u2', '3-1-102 李四')]
    await li.says('不装')
    await zhang.says('不装')
    await li.says('装')
    await zhang.says('装')
    expect(li.hears()).toEqual(['“东门要不要装充电桩”已经截止了，您这次的回答没能算上。'])
    await committee().says('/重开征集')
    expect((await ballots()).map(({ member, choice, counted }) => [member, choice, counted])).toEqual([
      ['u1', [1], true],
      ['u2', [2], false],
      ['u1', [2], false],
      ['u2', [1], true],
      ['u1', [1], false],
    ])
    expect((await ballots()).map(({ reason }) => reason)).not.toContain('late')
  })

  it('where homes answer, the later of one home counts, and whose home is not known is asked for it', async () => {
    await endedWrongly('\n每户一票')
    const [wife, stranger] = [town.resident('u2', '3-1-101 李梅'), town.resident('u3', '快乐老王')]
    await wife.says('不装')
    await stranger.says('不装')
    stranger.hears()
    await committee().says('/重开征集 1')
    expect(stranger.hears()).toEqual([
      '“东门要不要装充电桩”每户算一票。您住哪一户？回门牌号就行，如“3-2-501”，回了就算上。',
    ])
    await stranger.whispers('我是3-1-102')
    expect(await polls()).toMatchObject([{ options: [{ count: 0 }, { count: 2 }], answered: 2 }, {}])
    expect(await ballots()).toMatchObject([
      { member: 'u1', reason: 'home-changed' },
      { counted: true },
      { counted: true },
    ])
  })

  it('is refused after ten minutes, after its own time, for one that is open, and where none was ended', async () => {
    await endedWrongly()
    town.hears('gc')
    await town.timePasses(11)
    for (const words of ['/重开征集 1', '/重开征集 2', '/重开征集', '/重开征集 7']) await committee().says(words)
    await town.timePasses('2026-03-02T18:01:00+08:00')
    await committee().says('/重开征集 2')
    expect(town.hears('gc')).toEqual([
      '意见征集1号结束超过10分钟了，不能再开。还要问，请重新发“/投票”。',
      '意见征集2号还开着，不用重开。',
      '这10分钟里没有提前结束的意见征集。',
      '没有意见征集7号，看看号码写对了没有。',
      expect.stringContaining('【日报】幸福里社区 3月1日'),
      expect.stringContaining('【日报】幸福里社区 3月2日'),
      '意见征集2号到截止时间了，不能再开。还要问，请重新发“/投票”。',
    ])
  })

  it('a poll that was opened again is no result of the day, and can be ended and opened once more', async () => {
    await endedWrongly()
    await committee().says('/重开征集 1')
    await committee().says('/结束 1')
    await committee().says('/重开征集 1')
    town.hears('gc')
    await town.timePasses('2026-03-01T18:00:00+08:00')
    const [digest] = town.hears('gc')
    expect(digest).toContain('1号“东门要不要装充电桩”1人回了')
    expect(digest).not.toMatch(/结束/)
    expect(await polls()).toMatchObject([{ status: 'open' }, { status: 'open' }])
  })

  it('residents cannot', async () => {
    await endedWrongly()
    await town.resident('u1', '3-1-101 张三').says('/重开征集 1')
    expect(await polls()).toMatchObject([{ status: 'closed' }, {}])
  })
})
