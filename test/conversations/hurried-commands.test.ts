import { afterEach, beforeEach, expect, it } from 'vitest'
import { table } from '../../src/app/tables.ts'
import { openTown, type Town } from '../support/town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

it('a hurried command is repeated to its author and posted on one word', async () => {
  const staff = town.staff()
  await staff.whispers('帮助')
  staff.hears()
  await staff.says('/招工 清理车库，后天下午三点到六点，要6个人，每天120')
  expect(await town.query(() => table('work'))).toEqual([])
  expect(staff.hears()).toEqual([
    '要发到“幸福里3栋业主群”的是：清理车库，3月3日（周二）15:00–18:00 6人，120元一天。对就回“发”，要改就重新发一遍。',
  ])
  expect(town.hears('g3')).toEqual(['要发的单独给您看了，回“发”就发出去。'])
  await staff.whispers('发')
  expect(staff.hears()).toEqual(['发出去了。'])
  expect(await town.query(() => table('work'))).toMatchObject([{ number: 1, title: '清理车库', group: 'g3' }])
  expect(town.hears('g3')).toHaveLength(1)
})

it('不发 forgets it, and a second command takes the place of the first', async () => {
  const staff = town.staff()
  await staff.whispers('帮助')
  await staff.says('/投票 东门要不要装充电桩 装/不装 明天18:00截止')
  await staff.whispers('不发')
  await staff.whispers('发')
  expect(await town.query(() => table('polls'))).toEqual([])
  await staff.says('/投票 东门要不要装充电桩 装/不装 明天18:00截止')
  await staff.says('/投票 西门要不要装充电桩 装/不装 明天18:00截止')
  await staff.whispers('发')
  expect((await town.query(() => table('polls'))).map(({ title }) => title)).toEqual(['西门要不要装充电桩'])
})

it('what was written line by line is posted at once', async () => {
  await town.staff().says('/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00')
  expect(await town.query(() => table('polls'))).toHaveLength(1)
})

it.each(['好的，发吧', '对，发', '可以，发出去'])('%s posts it as well', async (words) => {
  const staff = town.staff()
  await staff.whispers('帮助')
  await staff.says('/投票 东门要不要装充电桩 装/不装 明天18:00截止')
  await staff.whispers('先不急')
  expect(await town.query(() => table('polls'))).toEqual([])
  await staff.whispers(words)
  expect(await town.query(() => table('polls'))).toHaveLength(1)
})

it('a command that there is not is named to staff in private, with the way to those there are', async () => {
  const staff = town.staff()
  for (const text of ['/工时 1', '/考勤', '/乱七八糟 1']) await staff.whispers(text)
  expect(staff.hears()).toEqual([
    '记工、发工钱、公示还不能在这里办，请照现场签到办。谁报上了，说“/名单”看。',
    '记工、发工钱、公示还不能在这里办，请照现场签到办。谁报上了，说“/名单”看。',
    '没有“/乱七八糟”这个命令。说“帮助”看能发什么。',
  ])
  for (const text of ['/乱七八糟 1', '/微笑']) await staff.says(text)
  expect([...town.hears('g3'), ...staff.hears()]).toEqual([])
})

it('to us alone staff may leave the slash out, where nothing else can be meant', async () => {
  const zhang = town.resident('u1', '3-2-501 张三')
  await zhang.says('建议：门口的灯坏了')
  await zhang.says('建议：门口的灯不亮')
  const staff = town.staff()
  await staff.whispers('受理 1')
  await staff.whispers('合并1 2')
  await staff.whispers('办结 1 已换新灯')
  const [first, second] = await town.query(() => table('suggestions'))
  expect([first, second]).toMatchObject([{ status: 'done', outcome: '已换新灯' }, { mergedInto: 1 }])
  staff.hears()
  await staff.whispers('办结 1')
  await staff.whispers('日报')
  expect(staff.hears()).toEqual([expect.stringMatching(/^还没写办了什么。/), expect.stringContaining('【日报】')])
})

it('but not in a group, not residents, and not in talk', async () => {
  const zhang = town.resident('u1', '3-2-501 张三')
  await zhang.says('建议：门口的灯坏了')
  await town.staff().says('受理 1')
  await zhang.whispers('受理 1')
  for (const talk of ['受理了没有', '办结的那几件还要回访', '名单我明天发', '结束以后再说', '投票 3'])
    await town.staff().whispers(talk)
  expect(await town.query(() => table('suggestions'))).toMatchObject([{ status: 'received' }])
})

it('where staff work they may leave it out as well, with the whole command; talk with a number in it is talk', async () => {
  const zhang = town.resident('u1', '3-2-501 张三')
  await zhang.says('建议：门口的灯坏了')
  town.hears('gc')
  const staff = town.staff('gc')
  await staff.says('受理 1')
  expect(town.hears('gc')).toEqual(['建议1号受理了，已告诉提的人。'])
  for (const talk of [
    '受理 1 件了',
    '办结 1 个',
    '办结 1',
    '办结 1 了吗',
    '转办 1 给物业吧',
    '答复 1号的还没写',
    '受理了1',
    '日报',
    '名单',
    '结束 3点半开会',
    '受理 1 2',
  ])
    await staff.says(talk)
  expect(town.hears('gc')).toEqual([])
  await staff.says('办结 1 已换新灯')
  expect(await town.query(() => table('suggestions'))).toMatchObject([{ status: 'done', outcome: '已换新灯' }])
})

it('where staff work a command that there is not is named, with the nearest one; a face is none', async () => {
  const staff = town.staff('gc')
  for (const text of ['/会议', '/撤销 1', '/取消投票 2', '/微笑', '/强', '/ok', '/公示 7']) await staff.says(text)
  expect(town.hears('gc')).toEqual([
    '没有“/会议”这个命令。说“帮助”看能发什么。',
    '没有“/撤销”，是不是“/重开”？',
    '没有“/取消投票”，是不是“/取消征集”？',
    '记工、发工钱、公示还不能在这里办，请照现场签到办。谁报上了，说“/名单”看。',
  ])
})

it('the words that were not understood are named', async () => {
  const staff = town.staff()
  await staff.says('/招工 扫楼道，明早八点到十一点，五个人，每天80，记得带水')
  expect([...town.hears('g3'), ...staff.hears()].join('')).toMatch(/^“记得带水”没看懂，一样写一行。这样写：/)
  await staff.says('/招工 搬书，后天上午9点到11点，要2个人，每人50')
  expect(staff.hears().join('')).toMatch(/^报酬要写明是一天还是一小时/)
})

it('what is missing in the one line is said exactly, with an example', async () => {
  const staff = town.staff()
  await staff.says('/招工 扫楼道，明早八点到十一点，五个人，每人八十块')
  expect([...town.hears('g3'), ...staff.hears()].join('')).toMatch(
    /^报酬要写明是一天还是一小时，比如“每天120元”“每小时20元”。这样写：/,
  )
  await staff.says('/招工 扫楼道，明早八点到十一点，五个人，每人每小时二十块')
  expect(staff.hears().join('')).toContain('扫楼道，3月2日（周一）8:00–11:00 5人，20元一小时')
})
