import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

const CHARGER = '/投票 东门要不要装充电桩\n1 装\n2 不装'
const ASKED = '您之前回的是不装，要改成装吗？要改就回数字。'

let town: Town
let zhang: Person
let li: Person
beforeEach(async () => {
  town = await openTown()
  zhang = town.resident('u1', '3-1-101 张三')
  li = town.resident('u2', '3-1-102 李四')
})
afterEach(() => town.close())

const open = async (...commands: string[]) => {
  for (const command of commands) await town.staff().says(command)
  town.hears('g3')
}
const ballots = async () =>
  (await town.query(() => list('ballots', {}, { order: 'id' }))).map(
    ({ memberId, choice, counted, reason }) => `${memberId} ${choice.join()} ${counted ? 'counts' : (reason ?? '')}`,
  )

describe('a 👍 that quotes nothing', () => {
  it('is an answer of someone who has not answered', async () => {
    await open(CHARGER)
    await zhang.says('👍')
    expect(await ballots()).toEqual(['u1 1 counts'])
  })

  it('does not change an earlier answer: its author is asked once, in private', async () => {
    await open(CHARGER)
    await zhang.says('不装')
    await li.says('我家装')
    await zhang.says('👍')
    await zhang.says('👍')
    expect(await ballots()).toContain('u1 2 counts')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual([ASKED])
    await zhang.whispers('1')
    expect(await ballots()).toContain('u1 1 counts')
  })

  it('does not change an answer that waits for a home', async () => {
    await open(`${CHARGER}\n每户一票`)
    const sun = town.resident('u3', '孙六')
    await sun.says('不装')
    await sun.says('👍')
    expect(sun.hears()).toEqual([expect.stringContaining('您住哪一户？'), ASKED])
    expect(await ballots()).toEqual(['u3 2 no-home'])
  })
})

describe('an answer that is taken back', () => {
  it('no longer counts, and a new one does', async () => {
    await open(CHARGER)
    await zhang.says('1')
    await zhang.says('我弃权')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual(['好，“东门要不要装充电桩”您的回答不算了。想再回，回数字就行。'])
    expect(await ballots()).toEqual(['u1 1 withdrawn'])
    await zhang.says('2')
    expect(await ballots()).toEqual(['u1 1 withdrawn', 'u1 2 counts'])
    await town.staff().says('/结束 1')
    expect(town.hears('g3').join()).toContain('1人回答：装0，不装1')
  })

  it('where nothing is left, no sum is shown until somebody answers again', async () => {
    await open(CHARGER)
    await zhang.says('1')
    await zhang.says('不投了')
    await town.timePasses(60)
    expect(town.hears('g3')).toEqual([])
    await li.says('2')
    await town.timePasses(60)
    expect(town.hears('g3')).toEqual(['到现在1人：装0，不装1。明天18:00前都能改。'])
  })

  it('where there is none, is heard in private only', async () => {
    await open(CHARGER)
    await li.says('1')
    await zhang.says('不投了')
    expect([...town.hears('g3'), ...zhang.hears()]).toEqual([])
    await zhang.whispers('不投了')
    expect(zhang.hears()).toEqual(['您还没有回答，不用撤。不想选，不回就行。'])
    expect(await ballots()).toEqual(['u2 1 counts'])
  })

  it('弃权 where there is none is told once, in private: it takes back, and is no answer of its own', async () => {
    await open(CHARGER)
    await zhang.says('弃权')
    await zhang.says('我弃权')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual(['您还没有回答，不用撤。不想选，不回就行。'])
    expect(await ballots()).toEqual([])
  })

  it('弃权 is an answer where an option says so', async () => {
    await open(`${CHARGER}\n3 弃权`)
    await zhang.says('弃权')
    expect(await ballots()).toEqual(['u1 3 counts'])
  })

  it('is the only one he gave, where several polls are open', async () => {
    await open(CHARGER, '/投票 楼道刷什么颜色\n1 米黄\n2 浅灰')
    await zhang.says('浅灰')
    await zhang.says('不投了')
    expect(await ballots()).toEqual(['u1 2 withdrawn'])
  })

  it('does not count when his home becomes known', async () => {
    await open(`${CHARGER}\n每户一票`)
    const sun = town.resident('u3', '孙六')
    await sun.says('不装')
    await sun.says('我弃权')
    await sun.whispers('3-1-202')
    expect(await ballots()).toEqual(['u3 2 withdrawn'])
  })
})

describe('two of one home', () => {
  const AGAIN = '“东门要不要装充电桩”每户算一票，您之前回的“装”现在算上了。想改再回一次就行。'
  const OWN = '您家有两位回答了'
  let wife: Person
  beforeEach(async () => {
    await open(`${CHARGER}\n每户一票`)
    wife = town.resident('u9', '3-1-101 李梅')
  })

  it('one takes hers back: his, which hers had displaced, is the home’s again, and he hears it', async () => {
    await zhang.says('1')
    await wife.says('2')
    expect(zhang.hears()).toEqual([expect.stringContaining(OWN)])
    await wife.says('不投了')
    expect(await ballots()).toEqual(['u1 1 counts', 'u9 2 withdrawn'])
    expect(zhang.hears()).toEqual([AGAIN])
    await zhang.whispers('我投上了吗')
    expect(zhang.hears()).toEqual(['“东门要不要装充电桩”：您回的是装，算上了。'])
    await town.timePasses('2026-03-02T18:00:00+08:00')
    expect(town.hears('g3').join()).toContain('1户回答：装1，不装0')
  })

  it('one has his information deleted: the other answer is the home’s', async () => {
    await zhang.says('1')
    await wife.says('2')
    zhang.hears()
    await wife.whispers('删除我的信息')
    await wife.whispers('确认删除')
    expect(await ballots()).toEqual(['u1 1 counts', 'u9 2 forgotten'])
    expect(zhang.hears()).toEqual([AGAIN])
  })

  it('who takes back what the other displaced takes it back for good', async () => {
    await zhang.says('1')
    await wife.says('2')
    zhang.hears()
    await zhang.whispers('不投了')
    expect(zhang.hears()).toEqual(['好，“东门要不要装充电桩”您的回答不算了。想再回，回数字就行。'])
    await wife.says('不投了')
    expect(await ballots()).toEqual(['u1 1 withdrawn', 'u9 2 withdrawn'])
    expect(zhang.hears()).toEqual([])
  })

  it('who has moved since answers for the old home no more', async () => {
    await zhang.says('1')
    await wife.says('2')
    await zhang.whispers('我是3-1-202')
    zhang.hears()
    await wife.says('不投了')
    expect(await ballots()).not.toContain('u1 1 counts')
    expect(zhang.hears()).toEqual([])
  })

  it('an answer that waited to be verified counts when the verified one is taken back', async () => {
    await zhang.says('1')
    await town.staff().says('/核实 3-1-101 张三')
    await wife.says('2')
    wife.hears()
    expect(await ballots()).toContain('u9 2 unverified')
    await zhang.says('不投了')
    expect(await ballots()).toContain('u9 2 counts')
    expect(wife.hears()).toEqual([AGAIN.replace('装”现', '不装”现')])
  })
})

describe('an answer in other words', () => {
  it('that may be yes or no is asked for in the words of the poll', async () => {
    await open(CHARGER)
    await zhang.says('随便')
    expect(town.hears('g3')).toEqual(['装还是不装？回数字就行。'])
  })

  it('with a wish is counted, and the wish says what it is about', async () => {
    await open(CHARGER)
    await zhang.says('装，但是要离楼远一点')
    expect(await ballots()).toEqual(['u1 1 counts'])
    expect(await town.query(() => list('suggestions'))).toMatchObject([
      { text: '要离楼远一点（说的是“东门要不要装充电桩”）' },
    ])
  })
})

describe('a change of mind', () => {
  it.each([
    '我改主意了，还是不装',
    '哎呀说错了，改成不装',
    '装改不装',
    '1改2',
    '想了想还是不装',
    '我反悔了，选2',
    '改成不装',
    '还是不装好',
    '别装',
    '二',
    '还是2吧',
    '2吧，想想还是不装',
    '不对，是2',
    '算了，选2吧',
    '算了，不装了',
    '我又想了想 还是选2',
    '上面那个不算，我选2',
    '刚才那票不算，我选2',
    '孙子乱按的，我要2',
    '手滑了，选2',
  ])('%s takes the place of the answer before', async (words) => {
    await open(CHARGER)
    await zhang.says('装')
    await zhang.says(words)
    expect(await ballots()).toEqual(['u1 1 changed', 'u1 2 counts'])
  })

  it.each(['我改主意了，还是不装', '说错了，是2', '装改不装', '1改2', '不对，是2', '不对，是3', '算了，选2吧'])(
    '%s, from somebody who has not answered, is about something else',
    async (words) => {
      await open(CHARGER)
      await zhang.says(words)
      expect([...town.hears('g3'), ...zhang.hears()]).toEqual([])
      expect(await ballots()).toEqual([])
    },
  )

  it('in the same breath is the last word', async () => {
    await open(CHARGER)
    await zhang.says('1吧，想想还是2')
    expect(await ballots()).toEqual(['u1 2 counts'])
  })

  it.each(['算了不投了', '算了，不投了', '撤回我的投票', '刚才那票不算', '我那票作废'])(
    '%s takes it back',
    async (words) => {
      await open(CHARGER)
      await zhang.says('装')
      await zhang.says(words)
      expect(await ballots()).toEqual(['u1 1 withdrawn'])
    },
  )

  it.each(['作废', '撤回', '刚才那个不算'])(
    '%s may take it back: its author is asked once, in private',
    async (words) => {
      await open(CHARGER)
      await li.says(words)
      expect(li.hears()).toEqual([])
      await zhang.says('装')
      await zhang.says(words)
      await zhang.says(words)
      expect(town.hears('g3')).toEqual([])
      expect(zhang.hears()).toEqual(['“东门要不要装充电桩”要撤回您的回答吗？要撤就回“不投了”。'])
      expect(await ballots()).toEqual(['u1 1 counts'])
      await zhang.whispers('不投了')
      expect(await ballots()).toEqual(['u1 1 withdrawn'])
    },
  )

  it('作废 in reply to the poll takes it back', async () => {
    await town.staff().says(CHARGER)
    const card = town.last('g3')
    await zhang.says('装')
    await zhang.says('作废', { quote: card })
    expect(await ballots()).toEqual(['u1 1 withdrawn'])
  })

  it.each(['算了', '改主意了', '说错了', '取消投票', '别装了你那个灯', '不对，可以的', '不对，是明天'])(
    '%s may be about anything',
    async (words) => {
      await open(CHARGER)
      await zhang.says('装')
      await zhang.says(words)
      expect(await ballots()).toEqual(['u1 1 counts'])
      expect([...town.hears('g3'), ...zhang.hears()]).toEqual([])
    },
  )
})

describe('one more pick, where several may be picked', () => {
  const TIMES = '/投票 什么时候能来\n1 上午\n2 下午\n3 晚上\n多选'

  it.each(['还有晚上', '再加晚上', '晚上也行'])('%s joins those before', async (words) => {
    await open(TIMES)
    await zhang.says('上午')
    await zhang.says(words)
    expect((await ballots()).at(-1)).toBe('u1 1,3 counts')
  })

  it('is no answer of somebody who has given none', async () => {
    await open(TIMES)
    await zhang.says('还有晚上')
    expect(await ballots()).toEqual([])
  })

  it('two at once, with nothing between them', async () => {
    await open(TIMES)
    await zhang.says('上午下午都行')
    expect(await ballots()).toEqual(['u1 1,2 counts'])
  })
})
