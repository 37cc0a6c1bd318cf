import { afterEach, beforeEach, expect, test } from 'vitest'
import { table } from '../../src/app/tables.ts'
import { openTown, type Town } from '../support/town.ts'
import { Browser } from '../web/console-support.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

test('whoever calls himself 王主任 is a resident like any other', async () => {
  const impostor = town.resident('u9', '王主任')
  await impostor.says('/投票 物业费涨不涨\n1 涨\n2 不涨\n截止：明天18:00')
  await impostor.says('/办结 1 好了')
  await impostor.whispers('/后台')
  expect(await town.query(() => table('polls'))).toEqual([])
  expect([...town.hears('g3'), ...impostor.hears()].join('\n')).not.toMatch(/http|征集意见】/)
})

test('a code that somebody guesses at is safe, under however many names he comes', async () => {
  const browser = new Browser(town)
  await browser.signIn()
  expect(await (await browser.post('/people/code', { role: 'staff' })).text()).toContain('482913')
  for (let n = 0; n < 60; n += 1) await town.resident(`x${n}`, `路人${n}`).whispers(`/验证 ${100_000 + n}`)
  // The right one, but too late for today.
  const lucky = town.resident('x60', '路人60')
  await lucky.whispers('/验证 482913')
  expect(lucky.hears().join()).toMatch(/太多|明天/)
  await lucky.whispers('/后台')
  expect(lucky.hears().join()).not.toMatch(/http/)
})

test('a button of a poll that is not his group’s counts nowhere', async () => {
  await town.staff().says('/投票 3栋装不装扶手\n1 装\n2 不装\n截止：明天18:00')
  const neighbour = town.resident('u4', '4-1-101 赵六', 'g4')
  await neighbour.says('', { action: 'poll:1:1' })
  await neighbour.says('', { action: 'poll:1:999' })
  await neighbour.says('', { action: 'poll:../../1' })
  const [poll] = (await town.query(() => table('polls'))) as unknown as { answered: number }[]
  expect(poll?.answered).toBe(0)
})

test('words of any length and shape are read in bounded time', async () => {
  const resident = town.resident('u1', '3-2-501 张三')
  await town.staff().says('/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00')
  const shapes = [
    '1',
    '同意',
    '不',
    '3-2-501',
    '我',
    '，',
    ' ',
    '\n1. ',
    '栋',
    '建议：',
    '@',
    '[强]',
    '0',
    '。',
    'a',
    '代',
    '"',
  ]
  for (const shape of shapes)
    for (const tail of ['', 'x', '同意', '501'])
      await resident.says(shape.repeat(Math.floor(100_000 / shape.length)) + tail)
  await resident.says('建议：门口装个扶手')
  expect((await town.query(() => table('suggestions'))).length).toBeGreaterThan(0)
})
