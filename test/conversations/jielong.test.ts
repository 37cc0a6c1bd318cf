import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { table } from '../../src/app/tables.ts'
import { openTown, type Town } from '../support/town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const copy = (title: string, ...lines: string[]) =>
  `#接龙\n${title}\n例 3-2-501 张三 同意\n\n${lines.map((line, i) => `${i + 1}. ${line}`).join('\n')}`
const counted = async () =>
  (await town.query(() => table('ballots'))).map(({ member, home, choice, counted: counts }) => ({
    member,
    home,
    choice,
    counts,
  }))
const people = () => ({
  zhang: town.resident('u1', '3-1-101 张三'),
  li: town.resident('u2', '3-1-102 李四'),
  wang: town.resident('u3', '3-1-201 王五'),
})

describe('a 接龙 that is about an open poll', () => {
  it('feeds it: each new line is an answer of whoever sent it, and nobody is disturbed', async () => {
    const { zhang, li } = people()
    await town.staff().says('/投票 加装电梯要不要搞\n1 同意\n2 不同意')
    town.hears('g3')
    await zhang.says(copy('加装电梯意见接龙', '3-1-101 张三 同意'))
    await li.says(copy('加装电梯意见接龙', '3-1-101 张三 同意', '3-1-102 李四 不同意，太吵'))
    expect(await counted()).toEqual([
      { member: 'u1', home: '3-1-101', choice: [1], counts: true },
      { member: 'u2', home: '3-1-102', choice: [2], counts: true },
    ])
    expect(town.hears('g3')).toEqual([])
    expect([...zhang.hears(), ...li.hears()]).toEqual([])
  })

  it('a line of somebody else that a copy changes stays as he wrote it', async () => {
    const { zhang, li } = people()
    await town.staff().says('/投票 加装电梯要不要搞\n1 同意\n2 不同意')
    await zhang.says(copy('加装电梯意见接龙', '3-1-101 张三 同意'))
    await li.says(copy('加装电梯意见接龙', '3-1-101 张三 不同意', '3-1-102 李四 同意'))
    expect(await counted()).toEqual([
      { member: 'u1', home: '3-1-101', choice: [1], counts: true },
      { member: 'u2', home: '3-1-102', choice: [1], counts: true },
    ])
  })

  it('one’s own changed line changes one’s answer', async () => {
    const { zhang, li } = people()
    await town.staff().says('/投票 加装电梯要不要搞\n1 同意\n2 不同意')
    await zhang.says(copy('加装电梯意见接龙', '3-1-101 张三 同意'))
    await li.says(copy('加装电梯意见接龙', '3-1-101 张三 同意', '3-1-102 李四 同意'))
    await zhang.says(copy('加装电梯意见接龙', '3-1-101 张三 不同意', '3-1-102 李四 同意'))
    expect((await counted()).filter(({ counts }) => counts)).toEqual([
      { member: 'u2', home: '3-1-102', choice: [1], counts: true },
      { member: 'u1', home: '3-1-101', choice: [2], counts: true },
    ])
  })
})

describe('a 接龙 that began before its poll', () => {
  const title = '加装电梯意见接龙'
  const open = () => town.staff().says('/投票 加装电梯要不要搞\n1 同意\n2 不同意')

  it('feeds it once it is passed on again: each line is the answer of whoever wrote it', async () => {
    const { zhang, li, wang } = people()
    const first = await zhang.says(copy(title, '3-1-101 张三 同意'))
    await li.says(copy(title, '3-1-101 张三 同意', '3-1-102 李四 不同意'))
    await open()
    town.hears('g3')
    await wang.says(copy(title, '3-1-101 张三 同意', '3-1-102 李四 不同意', '3-1-201 王五 同意'))
    expect(await counted()).toEqual([
      { member: 'u1', home: '3-1-101', choice: [1], counts: true },
      { member: 'u2', home: '3-1-102', choice: [2], counts: true },
      { member: 'u3', home: '3-1-201', choice: [1], counts: true },
    ])
    expect((await town.query(() => table('ballots')))[0]).toMatchObject({ message: first })
    expect(town.hears('g3')).toEqual([])
    expect([...zhang.hears(), ...li.hears(), ...wang.hears()]).toEqual([])
    await zhang.says('2')
    expect((await counted()).filter(({ counts }) => counts)).toContainEqual({
      ...{ member: 'u1', home: '3-1-101', choice: [2], counts: true },
    })
  })

  it('passed on unchanged, it is still its lines that answer; a line the copy lost is kept', async () => {
    const { zhang, li } = people()
    await zhang.says(copy(title, '3-1-101 张三 同意'))
    await li.says(copy(title, '3-1-101 张三 同意', '3-1-102 李四 同意'))
    await open()
    await zhang.says(copy(title, '3-1-101 张三 同意'))
    expect((await counted()).map(({ member, choice }) => [member, choice])).toEqual([
      ['u1', [1]],
      ['u2', [1]],
    ])
  })

  it('what somebody has answered since then counts, not what he wrote before', async () => {
    const { zhang, li, wang } = people()
    await zhang.says(copy(title, '3-1-101 张三 同意'))
    await li.says(copy(title, '3-1-101 张三 同意', '3-1-102 李四 同意'))
    await open()
    await zhang.says('2')
    await wang.says(copy(title, '3-1-101 张三 同意', '3-1-102 李四 同意', '3-1-201 王五 同意'))
    await zhang.says(copy(title, '3-1-101 张三 同意', '3-1-102 李四 同意', '3-1-201 王五 同意'))
    expect((await counted()).filter(({ counts }) => counts).map(({ member, choice }) => [member, choice])).toEqual([
      ['u1', [2]],
      ['u2', [1]],
      ['u3', [1]],
    ])
  })

  it('lines that nobody was seen to write are nobody’s, but that of the sender’s own home is his', async () => {
    const { zhang, li } = people()
    await zhang.says(copy(title, '3-1-301 赵六 同意', '3-1-102 李四 不同意', '3-1-101 张三 同意'))
    await open()
    await li.says(copy(title, '3-1-301 赵六 同意', '3-1-102 李四 不同意', '3-1-101 张三 同意'))
    expect((await counted()).map(({ member, home, choice }) => [member, home, choice])).toEqual([
      ['u2', '3-1-102', [2]],
    ])
  })

  it('a poll for each home takes none from a home that has answered', async () => {
    const { zhang, li } = people()
    const wife = town.resident('u9', '3-1-101 张三家')
    await zhang.says(copy(title, '3-1-101 张三 同意'))
    await li.says(copy(title, '3-1-101 张三 同意', '3-1-102 李四 同意'))
    await town.staff().says('/投票 加装电梯要不要搞\n1 同意\n2 不同意\n每户一票')
    await wife.says('2')
    await li.says(copy(title, '3-1-101 张三 同意', '3-1-102 李四 同意'))
    expect((await counted()).filter(({ counts }) => counts).map(({ home, choice }) => [home, choice])).toEqual([
      ['3-1-101', [2]],
      ['3-1-102', [1]],
    ])
  })

  it('of a posting only the sender’s own line signs anybody up', async () => {
    const { zhang, li } = people()
    await zhang.says('#接龙\n清理车库报名\n1. 张三')
    await li.says('#接龙\n清理车库报名\n1. 张三\n2. 李四')
    await town.staff().says('/招工 清理车库\n时间：4月9日 8:00-12:00 3人\n报酬：每天120元')
    await li.says('#接龙\n清理车库报名\n1. 张三\n2. 李四')
    expect((await town.query(() => table('signups'))).map(({ member }) => member)).toEqual(['u2'])
  })
})

it('a 接龙 under a posting signs its writers up', async () => {
  const { zhang } = people()
  await town.staff().says('/招工 清理车库\n时间：4月9日 8:00-12:00 2人\n报酬：每天120元')
  await zhang.says('#接龙\n清理车库报名\n1. 张三')
  expect(await town.query(() => table('signups'))).toMatchObject([{ work: 1, member: 'u1', status: 'in' }])
})

describe('a 接龙 that stands alone', () => {
  it('is left alone until staff count it by quoting any copy', async () => {
    const { zhang, li, wang } = people()
    await zhang.says(copy('买牛奶', '3-1-101 张三 2箱'))
    const second = await li.says(copy('买牛奶', '3-1-101 张三 2箱', '3-1-102 李四 1箱'))
    // Two answered the same copy: both are number 2. And the list lost one.
    await wang.says(copy('买牛奶', '3-1-101 张三 2箱', '9-9-999 王五 半箱'))
    expect(town.hears('g3')).toEqual([])

    await town.staff().says('/统计接龙', { quote: second })
    const [sum] = town.staff().hears()
    expect(sum).toContain('【接龙1号】买牛奶\n已接3条')
    expect(sum).toContain('合计3.5。')
    expect(await town.query(() => table('jielong'))).toMatchObject([
      { list: 1, number: 1, name: '张三', home: '3-1-101', quantity: 2, member: 'u1' },
      { list: 1, number: 2, name: '李四', home: '3-1-102', quantity: 1, member: 'u2' },
      { list: 1, number: 2, name: '王五', quantity: 0.5, member: 'u3' },
    ])
  })

  it('goes on being counted as it grows', async () => {
    const { zhang, li } = people()
    const first = await zhang.says(copy('买牛奶', '3-1-101 张三 2箱'))
    await town.staff().says('/统计接龙', { quote: first })
    await li.says(copy('买牛奶', '3-1-101 张三 2箱', '3-1-102 李四 1箱'))
    expect(await town.query(() => table('jielong'))).toHaveLength(2)
  })

  it('who changes his own line has changed it, whoever passed the list on first', async () => {
    const { zhang, li } = people()
    const first = await zhang.says(copy('周六大扫除', '3-1-101 张三 2人', '3-1-102 李四 2人'))
    await town.staff().says('/统计接龙', { quote: first })
    await li.says(copy('周六大扫除', '3-1-101 张三 2人', '3-1-102 李四 3人'))
    town.staff().hears()
    await town.staff().says('/统计接龙 1')
    const [sum] = town.staff().hears()
    expect(sum).toContain('数量合计5。')
    expect(sum).not.toContain('改动')
    expect((await town.query(() => table('jielong')))[1]).toMatchObject({ quantity: 3, member: 'u2' })
  })

  it('that is counted can be ended, with its sum; one that nobody counts is not ended by mistake', async () => {
    const { zhang, li } = people()
    const first = await zhang.says(copy('买牛奶', '3-1-101 张三 2箱'))
    await town.staff().says('/统计接龙', { quote: first })
    await li.says(copy('团鸡蛋', '3-1-102 李四 1份'))
    town.staff().hears()
    await town.staff().says('/结束接龙')
    expect(town.staff().hears()).toEqual([expect.stringMatching(/^【接龙1号结束】买牛奶\n已接1条/)])
    await town.staff().says('/结束接龙 1')
    expect(town.staff().hears()).toEqual(['这个接龙已经结束了。'])
  })

  it('a home is not missing whose resident put his name there, without it; two of one name are not told apart', async () => {
    const { zhang, li, wang } = people()
    for (const one of [zhang, li, wang]) await one.says('收到')
    await town.resident('u8', '3-1-301 赵六').says('收到')
    await town.resident('u9', '3-2-301 赵六').says('收到')
    const passed = await wang.says('#接龙\n领米\n1. 张三 2袋\n2. 李四 1袋\n3. 赵六 1袋')
    await town.staff().says('/统计接龙', { quote: passed })
    const [sum = ''] = town.staff().hears()
    expect(sum).toContain('已接3条，2户')
    expect(sum).toContain('没写房号、按名字对上的：张三 3-1-101、李四 3-1-102。')
    expect(sum).toContain('没写房号：赵六。')
    expect(/未接.*/.exec(sum)?.[0]).not.toMatch(/3-1-10[12]|3-1-101、102/)
  })

  it('a room alone ahead of the name is the door, where one such home is asked or one of that name', async () => {
    const { zhang, li, wang } = people()
    for (const one of [zhang, li, wang]) await one.says('收到')
    const passed = await wang.says(
      '#接龙\n领米\n1. 101 张三 2袋\n2. 102李四 1袋\n3. 2单元501 周七 1袋\n4. 301 吴八 1袋',
    )
    await town.staff().says('/统计接龙', { quote: passed })
    const [sum = ''] = town.staff().hears()
    expect(sum).toContain('已接4条，3户')
    expect(sum).not.toContain('按名字对上的')
    expect(sum).toContain('没写房号：吴八。')
    expect((await town.query(() => table('jielong'))).map(({ home }) => home)).toEqual([
      '3-1-101',
      '3-1-102',
      '3-2-501',
      null,
    ])
  })

  it('what is no 接龙 is refused in one sentence', async () => {
    const { zhang } = people()
    const talk = await zhang.says('今天的牛奶到了吗')
    await town.staff().says('/统计接龙', { quote: talk })
    expect(town.staff().hears()).toEqual(['引用的这条不是接龙，或者我没有看到。请引用接龙里的任何一条。'])
  })
})

describe('a list that the bot keeps', () => {
  it('shows a door only where the group can read it on his card', async () => {
    const lao = town.resident('u7', '快乐老张')
    await lao.says('大家好')
    await lao.whispers('我是3-1-201')
    await town.staff().says('/接龙 周六大扫除')
    await lao.whispers('接龙 两个')
    await people().zhang.says('接龙 2人')
    await town.staff().says('/核实 3-1-201 快乐老张')
    await lao.whispers('接龙 三个')
    town.hears('g3')
    await town.staff().says('/结束接龙 1')
    expect(town.hears('g3')).toEqual(['【接龙1号结束】周六大扫除\n共2个：\n1. 快乐老张 三个\n2. 3-1-101 张三 2人'])
    expect((await town.query(() => table('jielong'))).map(({ home }) => home).sort()).toEqual(['3-1-101', '3-1-201'])
  })

  it('takes a line from each, and shows the whole list at the end', async () => {
    const { zhang, li, wang } = people()
    await town.staff().says('/接龙 周六大扫除')
    const [shown] = town.hears('g3')
    expect(shown).toMatch(/^【接龙1号】周六大扫除\n/)
    await zhang.says('接龙 3-1-101 张三 2人')
    await li.says('接龙')
    await wang.says('+1', { quote: town.last('g3') })
    await zhang.says('接龙 3-1-101 张三 3人')
    await li.says('不接龙了')
    await li.says('接龙了吗')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual([
      '接上了，第1个：3-1-101 张三 2人。想改再回一次。',
      '改好了，第1个：3-1-101 张三 3人。想改再回一次。',
    ])
    await town.staff().says('/结束接龙')
    expect(town.hears('g3')).toEqual(['【接龙1号结束】周六大扫除\n共2个：\n1. 3-1-101 张三 3人\n2. 3-1-201 王五'])
  })

  const lines = async () =>
    (await town.query(() => table('jielong'))).map(({ number, member, name, text }) => [number, member, name, text])

  it('takes a change as what it is changed to, and says whose line it is by his name', async () => {
    const { zhang, li, wang } = people()
    await town.staff().says('/接龙 周六大扫除')
    await zhang.says('接龙 两个')
    await zhang.says('接龙 改成一个吧')
    await li.says('接龙 我家5个')
    await wang.says('接龙 3-1-201 两个')
    await wang.says('接龙 3-1-201 两个改成三个')
    expect(await lines()).toEqual([
      [1, 'u1', '张三', '3-1-101 张三 一个'],
      [2, 'u2', '李四', '3-1-102 李四 我家5个'],
      [3, 'u3', '王五', '3-1-201 三个'],
    ])
    expect((await town.query(() => table('jielong'))).map(({ quantity }) => quantity)).toEqual([1, 5, 3])
    await li.says('接龙 我不改成两个了')
    expect((await lines())[1]?.[3]).toBe('3-1-102 李四 我家5个')
  })

  it('takes a line as people write it without being told how; who is not on it gives up something else', async () => {
    const { zhang, li, wang } = people()
    await town.staff().says('/接龙 周六大扫除')
    town.hears('g3')
    await zhang.says('1. 张三 2人')
    await li.says('我来1个')
    await wang.says('+1')
    const chen = town.resident('u4', '3-1-202 陈六')
    await chen.says('我不去了')
    expect(await lines()).toEqual([
      [1, 'u1', '张三', '张三 2人'],
      [2, 'u2', '李四', '3-1-102 李四 1个'],
      [3, 'u3', '王五', '3-1-201 王五'],
    ])
    await wang.says('我不去了')
    expect((await lines()).map(([number]) => number)).toEqual([1, 2])
    expect(wang.hears().at(-1)).toBe('好，“周六大扫除”里您那一行去掉了。')
    expect([...town.hears('g3'), ...chen.hears()]).toEqual([])
  })

  it('a word before the amount is nobody’s name, and 俩 is two', async () => {
    const { zhang } = people()
    await town.staff().says('/接龙 领米')
    const said: [string, number][] = [
      ['接龙 俩', 2],
      ['接龙 要两袋', 2],
      ['接龙 一家三口', 3],
      ['接龙 来五斤', 5],
      ['接龙 3个 谢谢', 3],
    ]
    for (const [words, quantity] of said) {
      await zhang.says(words)
      expect(await town.query(() => table('jielong'))).toMatchObject([{ name: '张三', home: '3-1-101', quantity }])
    }
  })

  it('what is counted in other units is not added together', async () => {
    const { zhang, li, wang } = people()
    await town.staff().says('/接龙 领米')
    await zhang.says('接龙 要两袋')
    await li.says('接龙 三袋')
    await wang.says('接龙 来五斤')
    town.staff().hears()
    await town.staff().says('/统计接龙')
    expect(town.staff().hears()[0]).toContain('数量合计5袋、5斤（单位不一样，没加在一起）。')
  })

  it('a line for a neighbour stands beside one’s own, and is his once he speaks', async () => {
    const { zhang, li, wang } = people()
    await town.staff().says('/接龙 领米')
    await zhang.says('接龙 两袋')
    await zhang.says('接龙 另外帮3-1-102也拿一个')
    expect(await lines()).toEqual([
      [1, 'u1', '张三', '3-1-101 张三 两袋'],
      [2, null, '3-1-102', '3-1-102 一个'],
    ])
    expect((await town.query(() => table('jielong')))[1]).toMatchObject({ home: '3-1-102', choice: null, quantity: 1 })
    await li.says('接龙 三袋')
    expect((await lines())[1]).toEqual([2, 'u2', '李四', '3-1-102 李四 三袋'])
    wang.hears()
    await wang.says('接龙 帮3-1-102带一袋')
    expect(wang.hears()).toEqual(['3-1-102自己接过了，没改。要改请他们自己回“接龙 ……”。'])
    expect((await lines())[1]?.[3]).toBe('3-1-102 李四 三袋')
  })

  it('a line for somebody whose home is not said takes nobody’s place: whoever says it is asked for the home', async () => {
    const { zhang } = people()
    await town.staff().says('/接龙 领米')
    await zhang.says('接龙 两袋')
    zhang.hears()
    await zhang.says('接龙 帮张阿姨接一袋')
    expect(zhang.hears()).toEqual(['帮谁家接，请写上门牌，比如“接龙 帮3-1-102 一个”。您自己那一行没有动。'])
    expect((await lines()).map(([, , , text]) => text)).toEqual(['3-1-101 张三 两袋'])
    await zhang.says('接龙 帮3-1-102接上')
    expect((await lines()).map(([, , , text]) => text)).toEqual(['3-1-101 张三 两袋', '3-1-102'])
    await zhang.says('收到', { quote: town.last('g3') })
    expect(await lines()).toHaveLength(2)
  })

  it('who has himself forgotten is off it, also where a neighbour had put him on', async () => {
    const { zhang, li } = people()
    await town.staff().says('/接龙 周六大扫除')
    await zhang.says(
      '#接龙\n周六大扫除\n\n1. 3-1-101 张三 2人\n2. 3-1-102 李四 1人\n3. 3-1-301 赵六 1人\n4. 3-1-302 李四 1人',
    )
    await li.says('收到')
    await li.whispers('删除我的信息')
    await li.whispers('确认删除')
    expect((await lines()).map(([, , , text]) => text)).toEqual([
      '3-1-101 张三 2人',
      '3-1-301 赵六 1人',
      '3-1-302 李四 1人',
    ])
  })

  it('a number that was given is not given twice', async () => {
    const { zhang, li, wang } = people()
    await town.staff().says('/接龙 周六大扫除')
    await zhang.says('接龙 1人')
    await li.says('接龙 1人')
    await zhang.says('不接龙了')
    await wang.says('接龙 1人')
    expect((await lines()).map(([number]) => number)).toEqual([2, 3])
  })

  it('takes a whole list that is passed on under it: one’s own line is one’s own, the others’ wait for them', async () => {
    const { zhang, li, wang } = people()
    await town.staff().says('/接龙 周六大扫除')
    await zhang.says('#接龙\n周六大扫除\n\n1. 3-1-101 张三 2人\n2. 3-1-102 李四 1人\n3. 3-1-201 王五 1人')
    expect(zhang.hears()).toEqual([
      '接上了，第1个：3-1-101 张三 2人。想改再回一次。',
      '照您转的单子，接龙1号又记上了2个。谁的要改，自己回“接龙 ……”就行。',
    ])
    expect(await lines()).toEqual([
      [1, 'u1', '张三', '3-1-101 张三 2人'],
      [2, null, '李四', '3-1-102 李四 1人'],
      [3, null, '王五', '3-1-201 王五 1人'],
    ])
    await li.says('接龙 4人')
    // What somebody said here himself no copy changes, nor does it touch the line of whoever passes it on.
    await wang.says('【接龙1号】周六大扫除\n共3个：\n1. 3-1-101 张三 9人\n2. 3-1-102 李四 4人\n3. 3-1-201 王五 1人')
    await zhang.says('#接龙\n周六大扫除\n\n1. 3-1-101 张三 2人\n2. 3-1-102 李四 9人\n3. 3-1-301 赵六 1人')
    town.hears('g3')
    await town.staff().says('/结束接龙')
    expect(town.hears('g3')).toEqual([
      '【接龙1号结束】周六大扫除\n共4个：\n1. 3-1-101 张三 2人\n2. 3-1-102 李四 4人\n3. 3-1-201 王五 1人\n4. 3-1-301 赵六 1人',
    ])
  })

  it('takes the one new line of a copy from whoever passes it on as he is used to', async () => {
    const { zhang, li } = people()
    await town.staff().says('/接龙 周六大扫除')
    await zhang.says('接龙 3-1-101 张三 2人')
    await li.says('#接龙\n周六大扫除\n\n1. 3-1-101 张三 2人\n2. 3-1-102 李四 1人')
    expect(await town.query(() => table('jielong'))).toMatchObject([
      { number: 1, member: 'u1', text: '3-1-101 张三 2人' },
      { number: 2, member: 'u2', text: '3-1-102 李四 1人' },
    ])
  })
})

describe('说的是哪一个接龙', () => {
  const start = async (...titles: string[]) => {
    for (const title of titles) await town.staff().says(`/接龙 ${title}`)
    town.hears('g3')
  }

  it('说了号数就只是那一个：结束了就告诉他，不接到别的上', async () => {
    await start('买牛奶', '周六大扫除')
    await town.staff().says('/结束接龙 1')
    town.hears('g3')
    const zhang = town.resident('u1', '3-1-101 张三')
    await zhang.says('接龙 1号 三个')
    await zhang.says('接龙 1号 三个')
    await zhang.whispers('接龙 9号 三个')
    expect(zhang.hears()).toEqual(['接龙1号已经结束了，没接上。', '没有接龙9号，没接上，看看号码写对了没有。'])
    expect(await town.query(() => list('jielongLines', {}))).toEqual([])
    await zhang.says('接龙 5 袋')
    expect(zhang.hears()).toEqual(['接上了，第1个：3-1-101 张三 5 袋。想改再回一次。'])
  })

  it('同一个题目不开两个', async () => {
    await start('买牛奶')
    await town.staff().says('/接龙 买牛奶')
    expect(town.staff().hears()).toEqual(['这个群已经有一样的接龙了，是1号，接着接就行。'])
    await town.staff().says('/结束接龙 1')
    town.hears('g3')
    await town.staff().says('/接龙 买牛奶')
    expect(town.hears('g3').join()).toContain('【接龙2号】买牛奶')
  })

  it('邻居替他家写的，他自己说不接了也去得掉', async () => {
    await start('买牛奶')
    await town.resident('u2', '3-1-102 李四').says('接龙 帮3-1-101也拿一个')
    const zhang = town.resident('u1', '3-1-101 张三')
    await zhang.says('不接龙了')
    expect(zhang.hears()).toEqual(['好，“买牛奶”里您那一行去掉了。'])
    expect(await town.query(() => list('jielongLines', {}))).toEqual([])
  })
})

it('删了信息的人那一行，别人转的单子上还有，再统计也不写回来', async () => {
  const zhang = town.resident('u1', '3-1-101 张三')
  const li = town.resident('u2', '3-1-102 李四')
  await zhang.says(copy('买牛奶', '3-1-101 张三 2箱'))
  await li.says(copy('买牛奶', '3-1-101 张三 2箱', '3-1-102 李四 1箱'))
  await town.staff().says('/统计接龙', { quote: 't2' })
  expect(town.staff().hears().join()).toContain('已接2条')
  await zhang.whispers('删除我的信息')
  await zhang.whispers('确认删除')
  await town.staff().says('/统计接龙 1')
  expect(town.staff().hears().join()).toContain('已接1条')
  await li.says(copy('买牛奶', '3-1-101 张三 2箱', '3-1-102 李四 2箱'))
  await town.staff().says('/统计接龙 1')
  expect(town.staff().hears().join()).toContain('已接1条')
  expect(JSON.stringify(await town.query(() => list('jielongLines', {})))).not.toContain('张三')
})
