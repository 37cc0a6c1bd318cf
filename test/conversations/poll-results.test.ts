import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { table } from '../../src/app/tables.ts'
import { openTown, type Town } from '../support/town.ts'

const CHARGER = '/投票 东门要不要装充电桩\n1 装\n2 不装\n3 都行'
const CLOSE = '2026-03-02T18:00:00+08:00'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const answers = async (count: number, text: string) => {
  for (let n = 1; n <= count; n += 1) await town.resident(`u${n}`, `住户${n}`).says(text)
}

describe('the tally', () => {
  it('is shown once after ten answers', async () => {
    await town.staff().says(CHARGER)
    town.hears('g3')
    await answers(9, '1')
    expect(town.hears('g3')).toEqual([])
    await answers(1, '2')
    expect(town.hears('g3')).toEqual(['到现在9人：装8，不装1，都行0。明天18:00前都能改。'])
    await town.timePasses(60)
    expect(town.hears('g3')).toEqual([])
  })

  it('is shown half an hour after the first of a few answers, also after a restart', async () => {
    await town.staff().says(CHARGER)
    town.hears('g3')
    await answers(1, '1')
    await town.timePasses(20)
    await answers(2, '2')
    await town.restart()
    await town.timePasses(9)
    expect(town.hears('g3')).toEqual([])
    await town.timePasses(1)
    expect(town.hears('g3')).toEqual(['到现在2人：装0，不装2，都行0。明天18:00前都能改。'])
    await town.timePasses(120)
    expect(town.hears('g3')).toEqual([])
  })

  it('an option with a comma of its own stands in quotes, in the tally and in the result', async () => {
    await town.staff().says('/投票 花坛改成什么\n1 停车位\n2 不动，还种花')
    town.hears('g3')
    await answers(1, '种花吧')
    await town.timePasses(30)
    expect(town.hears('g3')).toEqual(['到现在1人：停车位0，“不动，还种花”1。明天18:00前都能改。'])
    await town.staff().says('/结束')
    expect(town.hears('g3')[0]).toContain('1人回答：停车位0，“不动，还种花”1。')
    await town.staff('gc').says('/日报')
    expect(town.hears('gc').join()).toContain('停车位0，“不动，还种花”1')
  })

  it('waits for the morning at night, whether a few answer or many', async () => {
    await town.staff().says(CHARGER.replace('\n', '\n截止：后天18:00\n'))
    await town.timePasses('2026-03-01T23:40:00+08:00')
    town.hears('g3')
    await answers(2, '1')
    await town.timePasses('2026-03-02T02:00:00+08:00')
    await answers(12, '1')
    await town.timePasses('2026-03-02T05:59:00+08:00')
    expect(town.hears('g3')).toEqual([])
    await town.timePasses('2026-03-02T06:00:00+08:00')
    expect(town.hears('g3')).toEqual(['到现在12人：装12，不装0，都行0。明天18:00前都能改。'])
  })

  it('says which poll it is about where several are open', async () => {
    await town.staff().says(CHARGER)
    const card = town.last('g3')
    await town.staff().says('/投票 刷楼道\n1 刷\n2 不刷')
    town.hears('g3')
    await town.resident('u1', '张三').says('1', { quote: card })
    await town.timePasses(31)
    expect(town.hears('g3')).toEqual(['“东门要不要装充电桩”到现在1人：装1，不装0，都行0。明天18:00前都能改。'])
  })
})

describe('the close', () => {
  it('brings the result once, in text and as a picture, with its legal weight', async () => {
    await town.staff().says(CHARGER)
    await answers(3, '1')
    await town.timePasses(CLOSE)
    const result = '【征集结果】东门要不要装充电桩\n3人回答：装3，不装0，都行0。\n意见征集，不具表决效力。'
    expect(town.hears('g3').at(-1)).toBe(result)
    const pictures = (await town.said()).filter(({ to, picture }) => to === 'g3' && picture)
    expect(pictures.map(({ text }) => text)).toEqual([result])
    await town.timePasses(60)
    expect(town.hears('g3')).toEqual([])
  })

  it('comes late but once where the bot was away, and what came after the time does not count', async () => {
    await town.staff().says(CHARGER)
    await answers(1, '1')
    await town.restart()
    town.clock.set(Date.parse('2026-03-03T09:00:00+08:00'))
    await town.resident('u2', '李四').says('1')
    await town.timePasses(1)
    expect(town.hears('g3').at(-1)).toContain('1人回答：装1')
    const [poll] = await town.query(() => table('polls'))
    expect(poll).toMatchObject({ status: 'closed', closedAt: CLOSE, answered: 1 })
  })

  it('of a poll that nobody answered says so', async () => {
    await town.staff().says(CHARGER)
    await town.timePasses(CLOSE)
    expect(town.hears('g3').at(-1)).toBe('【征集结果】东门要不要装充电桩\n没有人回答。意见征集，不具表决效力。')
  })

  it('by command without a number ends the only open poll', async () => {
    await town.staff().says(CHARGER)
    town.hears('g3')
    await town.staff().says('/结束')
    expect(town.hears('g3')).toHaveLength(1)
    await town.timePasses(CLOSE)
    expect(town.hears('g3')).toEqual([])
  })

  it('given twice, by two staff at once, publishes no second result', async () => {
    await town.staff().says(CHARGER)
    await answers(1, '1')
    town.hears('g3')
    await town.staff().says('/结束 1')
    await town.staff().says('/结束 1')
    const heard = town.hears('g3')
    expect(heard.filter((text) => text.startsWith('【征集结果】'))).toHaveLength(1)
    expect(heard.at(-1)).toBe('意见征集1号今天9:00已经结束。结果单独发您了。')
    expect(town.staff().hears()).toEqual([expect.stringContaining('1人回答：装1')])
  })

  it('asks which of several, and says what to do about a number that does not exist', async () => {
    await town.staff().says('/投票 充电桩\n1 装\n2 不装')
    await town.staff().says('/投票 刷楼道\n1 刷\n2 不刷')
    town.hears('g3')
    await town.staff().says('/结束')
    await town.staff().says('/结束 9')
    expect(town.hears('g3')).toEqual([])
    expect(town.staff().hears()).toEqual([
      '有2个征集，说“/结束 1”这样就行：\n1号 充电桩\n2号 刷楼道',
      '没有意见征集9号，看看号码写对了没有。',
    ])
  })

  it('from the committee group publishes in the residents’ group and confirms where it was asked', async () => {
    await town.staff().says(CHARGER)
    town.hears('g3')
    await town.staff('gc').says('/结束 1')
    expect(town.hears('g3')).toHaveLength(1)
    expect(town.hears('gc')).toEqual([
      '意见征集1号结束了，结果发到“幸福里3栋业主群”了。结束错了，10分钟内回“/重开征集 1”。',
    ])
  })
})

describe('a poll whose result is hidden until the close', () => {
  it('shows no sum before, not even after many answers', async () => {
    await town.staff().says(`${CHARGER}\n结束后公布`)
    town.hears('g3')
    await answers(12, '1')
    await town.timePasses(60)
    expect(town.hears('g3')).toEqual([])
    const events = await town.query(() => list('events', { subject: 'poll:1', type: 'poll.answered' }))
    expect(events).toHaveLength(12)
    expect(JSON.stringify(events)).not.toContain('choice')
    await town.timePasses(CLOSE)
    expect(town.hears('g3').at(-1)).toContain('12人回答：装12')
  })
})

describe('an anonymous poll', () => {
  it('leaves no trail of who chose what', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await town.staff().says(`${CHARGER}\n匿名`)
    await zhang.whispers('大家好')
    await zhang.says('2')
    await zhang.says('1')
    const events = await town.query(() => list('events', { subject: 'poll:1', type: 'poll.answered' }))
    expect(events).toHaveLength(2)
    expect(JSON.stringify(events)).not.toContain('choice')
    const rows = await town.query(() => table('ballots'))
    expect(rows.filter(({ member, choice }) => member !== null && choice !== null)).toEqual([])
  })
})

describe('opening', () => {
  it('from the committee’s own group or in private is refused with what to do', async () => {
    const command = '/投票 充电桩\n1 装\n2 不装'
    const refusal = '意见征集请到居民群里发“/投票”，在哪个群发就问哪个群。'
    await town.staff('gc').says(command)
    await town.staff().whispers(command)
    expect(town.hears('gc')).toEqual([refusal])
    expect(town.staff().hears()).toEqual([refusal])
    expect(await town.query(() => table('polls'))).toEqual([])
  })

  it('from the committee’s group goes to the one group that its 范围 names', async () => {
    await town.staff('gc').says(`${CHARGER}\n范围：4栋`)
    expect(town.hears('g4')).toEqual([expect.stringContaining('【征集意见】东门要不要装充电桩\n请4栋的住户回答。')])
    expect(town.hears('gc')).toEqual(['意见征集1号发到“幸福里4栋业主群”了。'])
  })

  it.each([
    ['截止：2026-02-28 18:00', /过/],
    ['截止：2026-12-31 18:00', /最多90天/],
  ])('with an impossible close (%s) says what is wrong and opens nothing', async (close, reason) => {
    await town.staff().says(`${CHARGER}\n${close}`)
    expect([...town.hears('g3'), ...town.staff().hears()]).toEqual([expect.stringMatching(reason)])
    expect(await town.query(() => table('polls'))).toEqual([])
  })

  it('says in private that there is no such building, and what of a command on one line is wrong', async () => {
    await town.staff().says(`${CHARGER}\n范围：9栋`)
    await town.staff().says('/投票 东门要不要装充电桩 装/不装 2026年12月31日18:00截止')
    await town.staff().whispers('发')
    expect(town.hears('g3')).toEqual(['要发的单独给您看了，回“发”就发出去。'])
    expect(town.staff().hears()).toEqual([
      '住户名册里没有9栋，请核对“范围”。',
      expect.stringContaining('12月31日'),
      '截止时间太远，最多90天，请写近一点的时间。',
    ])
  })

  it('twice with one title, by two staff at once, opens one poll', async () => {
    await town.staff().says(CHARGER)
    town.hears('g3')
    await town.staff().says(CHARGER)
    expect(town.hears('g3')).toEqual([])
    expect(town.staff().hears()).toEqual(['这个征集已经开着了（1号）。要重新问，先说“/结束 1”。'])
  })
})

describe('homes that have not answered', () => {
  it('are told to staff in private, count first, by building', async () => {
    await town.staff().says(`${CHARGER}\n每户一票`)
    await town.resident('u1', '3-1-101 张三').says('1')
    await town.resident('u2', '3-1-102 李四').says('2')
    town.hears('g3')
    await town.staff().says('/未答')
    const [text = ''] = town.staff().hears()
    expect(text.split('\n')[0]).toBe('“东门要不要装充电桩”：登记的16户里，还有14户没回答。')
    expect(text.split('\n')[1]).toMatch(/^3栋14户：1-201、1-202、1-301/)
    expect(town.hears('g3')).toEqual(['单独发您了。'])
    await town.staff().says('/结束')
    expect(town.hears('g3')).toEqual([expect.stringContaining('登记的16户里，2户回答：装1，不装1')])
  })

  it('cannot be told without a register, and not to residents', async () => {
    await town.close()
    town = await openTown({ register: false })
    await town.staff().says(CHARGER)
    town.hears('g3')
    await town.staff().says('/未答')
    expect(town.staff().hears()).toEqual(['还没有导入住户名册，算不出哪些户没回答。请先导入名册。'])
    const zhang = town.resident('u1', '3-1-101 张三')
    await zhang.says('/未答')
    expect(town.hears('g3').join()).not.toContain('户没回答')
    expect(zhang.hears().join()).not.toContain('户没回答')
  })
})
