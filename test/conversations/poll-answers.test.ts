import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { table } from '../../src/app/tables.ts'
import { openTown, type Town } from '../support/town.ts'

const CHARGER = '/投票 东门要不要装充电桩\n1 装\n2 不装\n3 都行'
const PER_HOME = `${CHARGER}\n每户一票`

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const ballots = async () =>
  (await town.query(() => table('ballots'))).map(({ poll, member, choice, counted, reason }) => ({
    poll,
    member,
    choice,
    counted,
    reason,
  }))
const poll = async (number: number) => (await town.query(() => table('polls'))).find((row) => row.number === number)

describe('answers in ordinary words', () => {
  it('are taken quietly and can be changed until the close', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    const li = town.resident('u2', '3-1-102 李四')
    await town.staff().says(CHARGER)
    expect(town.hears('g3')).toEqual([
      '【征集意见】东门要不要装充电桩\n1 装　2 不装　3 都行\n回数字就行，想改再回一次。明天18:00截止。只征集意见，不算表决。',
    ])

    await zhang.says('1')
    await li.says('2')
    await zhang.says('不装')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual([])
    expect(await ballots()).toEqual([
      { poll: 1, member: 'u1', choice: [1], counted: false, reason: 'changed' },
      { poll: 1, member: 'u2', choice: [2], counted: true, reason: null },
      { poll: 1, member: 'u1', choice: [2], counted: true, reason: null },
    ])
  })

  it('until midnight are taken until the end of that day, and nobody reads a day more', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await zhang.says('大家好')
    await town.staff().says(`${CHARGER}\n截止：今晚12点`)
    expect(town.hears('g3')[0]).toContain('今晚24:00截止')
    await zhang.whispers('1')
    expect(zhang.hears()).toEqual(['记下了，“东门要不要装充电桩”：装。今晚24:00前都能改。'])
  })

  it('said again unchanged, or delivered twice, are one answer', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await town.staff().says(CHARGER)
    await zhang.says('1', { id: 'once' })
    await zhang.says('1', { id: 'once' })
    await zhang.says('1')
    expect(await ballots()).toHaveLength(1)
  })

  it('by a tapped button count like said ones; a button for an option that does not exist is nothing', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await town.staff().says(CHARGER)
    await zhang.says('', { action: 'poll:1:3' })
    await zhang.says('', { action: 'poll:1:9' })
    await zhang.says('', { action: 'poll:7:1' })
    expect(await ballots()).toEqual([{ poll: 1, member: 'u1', choice: [3], counted: true, reason: null }])
  })

  it('tapped one after the other in a poll with several choices add up', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await town.staff().says(`${CHARGER}\n多选`)
    await zhang.says('', { action: 'poll:1:3' })
    await zhang.says('', { action: 'poll:1:1' })
    expect((await ballots()).at(-1)).toEqual({ poll: 1, member: 'u1', choice: [1, 3], counted: true, reason: null })
  })

  it('in private get a short receipt in private', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await zhang.says('大家好')
    await town.staff().says(CHARGER)
    town.hears('g3')
    await zhang.whispers('1')
    expect(zhang.hears()).toEqual(['记下了，“东门要不要装充电桩”：装。明天18:00前都能改。'])
    expect(town.hears('g3')).toEqual([])
  })

  it('with a wish behind them are an answer and a suggestion', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await town.staff().says('/投票 楼道要不要刷白\n1 同意\n2 不同意')
    await zhang.says('同意，但是别在周末刷')
    expect(await ballots()).toMatchObject([{ choice: [1], counted: true }])
    expect(await town.query(() => table('suggestions'))).toMatchObject([{ author: 'u1', private: false }])
  })

  it('with something else behind them are both kept, each for itself', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await town.staff().says('/投票 花坛改成什么\n1 停车位\n2 晾衣区\n3 不动，还种花')
    town.hears('g3')
    await zhang.says('2，另外楼道灯坏了')
    expect(await ballots()).toMatchObject([{ choice: [2], counted: true }])
    expect(await town.query(() => table('suggestions'))).toMatchObject([{ author: 'u1', text: '楼道灯坏了' }])
    expect(town.hears('g3')).toEqual([expect.stringContaining('建议1号：楼道灯坏了')])
  })

  it.each(['停车位噻', '同意停车位', '要得，停车位'])('%s is an answer and no appeal', async (said) => {
    await town.staff().says('/投票 花坛改成什么\n1 停车位\n2 晾衣区\n3 不动，还种花')
    await town.resident('u1', '3-1-101 张三').says(said)
    expect(await ballots()).toMatchObject([{ choice: [1], counted: true }])
    expect(await town.query(() => table('candidates'))).toEqual([])
  })

  it.each(['反对停车位', '1或3', '都不要'])('%s is asked about once, and is no appeal', async (said) => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await town.staff().says('/投票 花坛改成什么\n1 停车位\n2 晾衣区\n3 不动，还种花')
    town.hears('g3')
    await zhang.says(said)
    await zhang.says(said)
    expect(town.hears('g3')).toEqual(['您选哪一个？回数字就行。'])
    expect(await town.query(() => table('candidates'))).toEqual([])
  })

  it.each(['停车位好找', '停车位莫搞', '一半停车位一半晾衣区'])(
    '%s is talk of the poll, and no appeal',
    async (said) => {
      await town.staff().says('/投票 花坛改成什么\n1 停车位\n2 晾衣区\n3 不动，还种花')
      await town.resident('u1', '3-1-101 张三').says(said)
      expect(await ballots()).toEqual([])
      expect(await town.query(() => table('candidates'))).toEqual([])
    },
  )

  it.each([
    ['停车位又被人占了没人管', []],
    ['不动。楼道里的垃圾好几天没人收了', [{ choice: [3], counted: true }]],
  ])('%s is put aside for staff', async (said, answered) => {
    await town.staff().says('/投票 花坛改成什么\n1 停车位\n2 晾衣区\n3 不动')
    await town.resident('u1', '3-1-101 张三').says(said)
    expect(await ballots()).toMatchObject(answered)
    expect(await town.query(() => table('candidates'))).toHaveLength(1)
  })

  it('beside an alarm count, and so does the alarm', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await town.staff().says(CHARGER)
    town.hears('g3')
    await zhang.says('装。另外插座进水了')
    expect(await ballots()).toMatchObject([{ choice: [1], counted: true }])
    expect(zhang.hears()).toEqual([expect.stringContaining('触电')])
    await zhang.says('不装。三楼着火了')
    expect((await ballots()).filter(({ counted }) => counted)).toMatchObject([{ choice: [2] }])
    expect(town.hears('g3')).toEqual([expect.stringContaining('119')])
  })

  it('that are unclear are asked about in the group once, and then in private, where 是 settles it', async () => {
    const [zhang, li, wang] = ['u1', 'u2', 'u3'].map((id) => town.resident(id, `3-1-10${id.slice(1)}`))
    await town.staff().says('/投票 花坛改成什么\n1 停车位\n2 晾衣区\n3 不动，还种花')
    town.hears('g3')
    await zhang?.says('反对停车位')
    await li?.says('停车位好')
    await wang?.says('1或3')
    expect(town.hears('g3')).toEqual(['您选哪一个？回数字就行。'])
    expect(li?.hears()).toEqual(['“停车位好”是“停车位”吗？是就回“是”。'])
    expect(wang?.hears()).toEqual(['您选哪一个？回数字就行。'])
    await li?.whispers('是')
    expect(await ballots()).toMatchObject([{ member: 'u2', choice: [1], counted: true }])
  })

  it('with the colour in one sign more change the one before', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await town.staff().says('/投票 外墙刷什么颜色\n1 白色\n2 米黄\n3 都行')
    await zhang.says('都行')
    await zhang.says('米黄色')
    expect((await ballots()).filter(({ counted }) => counted)).toMatchObject([{ choice: [2] }])
  })

  it('as 还是3吧 are one also where nothing was said before', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await town.staff().says(CHARGER)
    await zhang.says('还是3吧')
    expect(await ballots()).toMatchObject([{ choice: [3], counted: true }])
  })

  it('that are neither yes nor no are asked about once', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await town.staff().says('/投票 楼道要不要刷白\n1 同意\n2 不同意')
    town.hears('g3')
    await zhang.says('不是不同意')
    await zhang.says('不太同意')
    expect(town.hears('g3')).toEqual(['同意还是不同意？回数字就行。'])
    expect(await ballots()).toEqual([])
  })

  it('that name two options where one may be chosen are asked which one', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await town.staff().says('/投票 先修哪里\n1 东门\n2 西门\n3 车棚')
    const card = town.last('g3')
    town.hears('g3')
    await zhang.says('1、2', { quote: card })
    expect(town.hears('g3')).toEqual(['您选哪一个？回数字就行。'])
    expect(await ballots()).toEqual([])
  })

  it('with a home we do not know him by are not guessed: he is asked once in private', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await town.staff().says('/投票 楼道要不要刷白\n1 同意\n2 不同意')
    town.hears('g3')
    await zhang.says('3-1-102 同意')
    await zhang.says('3-1-102 同意')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual([
      '您这条写的是3-1-102，我记的您是3-1-101，这次没算。是您自家的，直接回数字就行；我记错了，回“我是3-1-102”。',
    ])
    expect(await ballots()).toEqual([])
  })

  it('写的门牌哪家都不是他的、或者没有这一户，他自己的那票不动', async () => {
    await town.staff().says('/投票 东门要不要装充电桩\n1 装\n2 不装')
    const zhang = town.resident('u1', '3-1-101 张三')
    await zhang.says('2')
    await zhang.says('3-9-999 装')
    await zhang.says('102也同意')
    expect((await town.query(() => table('ballots'))).map(({ choice, counted }) => [choice, counted])).toEqual([
      [[2], true],
    ])
    expect(zhang.hears()).toEqual([
      expect.stringContaining('您这条写的是3-9-999，我记的您是3-1-101，这次没算'),
      expect.stringContaining('您这条写的是102，我记的您是3-1-101，这次没算'),
    ])
  })

  it('with a home, of someone we knew none of, count for that home', async () => {
    await town.staff().says('/投票 楼道要不要刷白\n1 同意\n2 不同意\n每户一票')
    await town.resident('u1', '张三').says('3-1-101 张三 同意')
    expect(await town.query(() => table('ballots'))).toMatchObject([{ home: '3-1-101', choice: [1], counted: true }])
  })

  it('survive a restart in between and still count once', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await town.staff().says(CHARGER)
    await zhang.says('1')
    await town.restart()
    await zhang.says('2')
    expect((await ballots()).filter(({ counted }) => counted)).toMatchObject([{ member: 'u1', choice: [2] }])
  })
})

describe('two open polls', () => {
  const TWO = ['/投票 充电桩\n1 装\n2 不装', '/投票 刷楼道\n1 刷\n2 不刷']

  it('an answer that fits both is asked about once, and the reply says which', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    for (const command of TWO) await town.staff().says(command)
    town.hears('g3')
    await zhang.says('1')
    expect(town.hears('g3')).toEqual(['“1”是说充电桩，还是刷楼道？'])
    expect(await ballots()).toEqual([])
    await zhang.says('刷楼道')
    expect(await ballots()).toEqual([{ poll: 2, member: 'u1', choice: [1], counted: true, reason: null }])
  })

  it('the same question is not asked twice', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    for (const command of TWO) await town.staff().says(command)
    town.hears('g3')
    await zhang.says('1')
    await zhang.says('2')
    expect(town.hears('g3')).toHaveLength(1)
  })

  it('a number in answer to the question is counted for neither: he is asked about it in private, once', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    for (const command of TWO) await town.staff().says(command)
    town.hears('g3')
    await zhang.says('1')
    await zhang.says('2')
    await zhang.says('1')
    expect(await ballots()).toEqual([])
    expect(town.hears('g3')).toEqual(['“1”是说充电桩，还是刷楼道？'])
    expect(zhang.hears()).toEqual(['“2”是说充电桩，还是刷楼道？'])
    await zhang.says('2')
    await zhang.whispers('刷楼道')
    expect(await ballots()).toEqual([{ poll: 2, member: 'u1', choice: [2], counted: true, reason: null }])
  })

  it('quoting one of them needs no question', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await town.staff().says(TWO[0] ?? '')
    const first = town.last('g3')
    await town.staff().says(TWO[1] ?? '')
    town.hears('g3')
    await zhang.says('2', { quote: first })
    expect(town.hears('g3')).toEqual([])
    expect(await ballots()).toMatchObject([{ poll: 1, choice: [2] }])
  })
})

describe('one answer per home', () => {
  it('of two residents the later counts, and both are told once, without saying what was answered', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    const wife = town.resident('u2', '3-1-101 王芳')
    await town.staff().says(PER_HOME)
    await zhang.says('1')
    await wife.says('2')
    await zhang.says('3')
    expect(zhang.hears()).toEqual([
      '“东门要不要装充电桩”：您家有两位回答了，每户算一票，按后回的算。想改再回一次就行。',
    ])
    expect(wife.hears()).toHaveLength(1)
    expect(await ballots()).toMatchObject([
      { member: 'u1', reason: 'home-changed' },
      { member: 'u2', reason: 'home-changed' },
      { member: 'u1', choice: [3], counted: true },
    ])
    expect(await poll(1)).toMatchObject({ answered: 1 })
  })

  it('waits for a home that we do not know, asks once in private, and counts when it is said', async () => {
    const zhang = town.resident('u1', '张三')
    await town.staff().says(PER_HOME)
    town.hears('g3')
    await zhang.says('1')
    await zhang.says('2')
    expect(zhang.hears()).toEqual([
      '“东门要不要装充电桩”每户算一票。您住哪一户？回门牌号就行，如“3-2-501”，回了就算上。',
    ])
    expect(town.hears('g3')).toEqual([])
    expect(await poll(1)).toMatchObject({ answered: 0 })
    await zhang.whispers('3-1-101')
    expect(await ballots()).toMatchObject([
      { choice: [1], counted: false, reason: 'changed' },
      { choice: [2], counted: true, reason: null },
    ])
  })

  it('counts at the close where the home became known from the card meanwhile', async () => {
    await town.staff().says(PER_HOME)
    await town.resident('u1', '张三').says('1')
    await town.resident('u1', '3-1-101 张三').says('今天真冷')
    await town.timePasses('2026-03-02T18:01:00+08:00')
    expect(await poll(1)).toMatchObject({ status: 'closed', answered: 1 })
  })

  it('is not counted outside the buildings that are asked', async () => {
    const zhang = town.resident('u1', '4-1-101 张三')
    await town.staff().says(`${PER_HOME}\n范围：3栋`)
    await zhang.says('1')
    await zhang.says('2')
    expect(zhang.hears()).toEqual(['“东门要不要装充电桩”问的是3栋的住户，您的回答就不算进去了。'])
    expect(await ballots()).toMatchObject([{ reason: 'outside' }, { reason: 'outside' }])
  })
})

describe('where each home of a building answers', () => {
  it('one of another building is kept and not counted, and its author hears why', async () => {
    const wang = town.resident('u7', '1-1-101 王秀英')
    const elsewhere = town.resident('u8', '4-1-101 赵六')
    await town.staff().says(PER_HOME)
    await wang.says('1')
    await elsewhere.says('1')
    await elsewhere.says('2')
    await town.resident('u1', '3-1-101 张三').says('1')
    expect(elsewhere.hears()).toEqual(['“东门要不要装充电桩”问的是3栋的住户，您的回答就不算进去了。'])
    expect(town.hears('g3').slice(1)).toEqual([])
    expect(await ballots()).toMatchObject([
      { member: 'u7', counted: false },
      { member: 'u8', counted: false, reason: 'outside' },
      { member: 'u8', counted: false, reason: 'outside' },
      { member: 'u1', counted: true },
    ])
    expect(await poll(1)).toMatchObject({ answered: 1 })
  })

  it('so does one that becomes known only later', async () => {
    const li = town.resident('u2', '李四')
    await town.staff().says(PER_HOME)
    await li.says('1')
    await li.whispers('4-1-102')
    expect(li.hears().join()).toContain('问的是3栋的住户')
    expect(await ballots()).toMatchObject([{ counted: false, reason: 'outside' }])
  })

  it('in private too', async () => {
    const li = town.resident('u2', '4-1-102 李四')
    await town.staff().says(PER_HOME)
    await li.says('今天真冷')
    await li.whispers('1')
    expect(li.hears().join()).toContain('问的是3栋的住户')
  })
})

describe('where each person of a building answers', () => {
  it('one who is known to live in another is kept and not counted, and hears why once; an unknown home counts', async () => {
    const elsewhere = town.resident('u8', '4-1-101 赵六')
    await town.staff().says(CHARGER)
    await elsewhere.says('1')
    await elsewhere.says('2')
    for (const [id, card] of [
      ['u1', '3-1-101 张三'],
      ['u2', '李四'],
    ] as const)
      await town.resident(id, card).says('1')
    expect(elsewhere.hears()).toEqual(['“东门要不要装充电桩”问的是3栋的住户，您的回答就不算进去了。'])
    expect(await ballots()).toMatchObject([
      { member: 'u8', counted: false, reason: 'outside' },
      { member: 'u8', counted: false, reason: 'outside' },
      { member: 'u1', counted: true },
      { member: 'u2', counted: true },
    ])
    expect(await poll(1)).toMatchObject({ answered: 2 })
  })

  it('what he answered before his home was known is over once he answers again', async () => {
    const li = town.resident('u2', '李四')
    await town.staff().says(CHARGER)
    await li.says('1')
    await li.whispers('我是4-1-102')
    await li.says('2')
    expect(await ballots()).toMatchObject([
      { counted: false, reason: 'changed' },
      { counted: false, reason: 'outside' },
    ])
    expect(await poll(1)).toMatchObject({ answered: 0 })
  })
})

describe('an answer that was sent before the close and heard after it', () => {
  it('does not count, and its author is told once in private', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await town.staff().says(CHARGER)
    await town.timePasses('2026-03-02T18:05:00+08:00')
    town.hears('g3')
    await zhang.says('1', { sentAt: Date.parse('2026-03-02T17:59:00+08:00') })
    await zhang.says('2', { sentAt: Date.parse('2026-03-02T17:59:30+08:00') })
    expect(zhang.hears()).toEqual(['“东门要不要装充电桩”已经截止了，您这次的回答没能算上。'])
    expect(town.hears('g3')).toEqual([])
    expect(await ballots()).toMatchObject([
      { counted: false, reason: 'late' },
      { counted: false, reason: 'late' },
    ])
  })
})

it('a slip of the pen is asked back in a word, and 是 counts it for the home that was said', async () => {
  const zhang = town.resident('u1', '张三')
  await town.staff().says('/投票 装扶手\n1 同意\n2 不同意\n每户一票')
  town.hears('g3')
  await zhang.says('3号楼1单元101 同议')
  expect(town.hears('g3')).toEqual(['“同议”是“同意”吗？是就回“是”。'])
  await zhang.says('是')
  expect(await town.query(() => table('ballots'))).toMatchObject([
    { member: 'u1', home: '3-1-101', choice: [1], counted: true },
  ])
})

describe('several picks run together', () => {
  it('are asked about once, and 是 settles it', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await town.staff().says('/投票 百家宴吃什么\n1 饺子\n2 面条\n3 火锅\n多选')
    town.hears('g3')
    await zhang.says('13')
    await zhang.says('13')
    expect(town.hears('g3')).toEqual(['“13”是“饺子、火锅”吗？是就回“是”。'])
    expect(await ballots()).toEqual([])
    await zhang.says('是')
    expect(await ballots()).toMatchObject([{ choice: [1, 3], counted: true }])
  })
})

describe('an answer after the close', () => {
  const CLOSED = '“东门要不要装充电桩”已经截止了，您这次的回答没能算上。'
  const closes = async () => {
    await town.staff().says(CHARGER)
    const card = town.last('g3')
    await town.timePasses('2026-03-02T18:05:00+08:00')
    town.hears('g3')
    return card
  }

  it('in the group is told once that it came too late, in private', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await closes()
    await zhang.says('选2')
    await zhang.says('不装')
    expect(zhang.hears()).toEqual([CLOSED])
    expect(town.hears('g3')).toEqual([])
    expect((await poll(1))?.answered).toBe(0)
  })

  it.each(['👍', '好', '行', '收到', '明天见', '不对，是2'])('%s may be about anything by then', async (words) => {
    const zhang = town.resident('u1', '3-1-101 张三')
    await closes()
    await zhang.says(words)
    expect([...zhang.hears(), ...town.hears('g3')]).toEqual([])
    expect(await ballots()).toEqual([])
  })

  it('is no answer a day later, except in reply to the poll', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    const card = await closes()
    await town.timePasses('2026-03-03T18:05:00+08:00')
    await zhang.says('2')
    expect(zhang.hears()).toEqual([])
    await zhang.says('2', { quote: card })
    expect(zhang.hears()).toEqual([CLOSED])
  })

  it('is for the poll that is open, where one is', async () => {
    const zhang = town.resident('u1', '3-1-101 张三')
    const card = await closes()
    await town.staff().says('/投票 刷楼道\n1 刷\n2 不刷')
    await zhang.says('2')
    expect(zhang.hears()).toEqual([])
    expect(await ballots()).toMatchObject([{ poll: 2, choice: [2], counted: true }])
    await zhang.says('1', { quote: card })
    expect(zhang.hears()).toEqual([CLOSED])
    expect(await ballots()).toContainEqual({ poll: 1, member: 'u1', choice: [1], counted: false, reason: 'late' })
  })
})
