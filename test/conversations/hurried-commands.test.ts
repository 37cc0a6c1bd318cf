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
