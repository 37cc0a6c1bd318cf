import { afterEach, beforeEach, expect, test } from 'vitest'
import { table } from '../../src/app/tables.ts'
import { openTown, type Town } from '../support/town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const texts = async () => (await town.query(() => table('messages'))).map(({ text }) => text)

test('residents’ own words are kept 90 days as promised, and what came of them stays', async () => {
  const zhang = town.resident('u1', '3-2-501 张三')
  await zhang.says('早上好')
  await zhang.says('建议：门口装个扶手')
  await town.timePasses('2026-05-29T18:00:00+08:00')
  expect(await texts()).toEqual(['早上好', '建议：门口装个扶手'])
  await zhang.says('今天真热')
  await town.timePasses('2026-05-30T18:00:00+08:00')
  expect(await texts()).toEqual(['', '', '今天真热'])
  expect(await town.query(() => table('suggestions'))).toMatchObject([{ number: 1, text: '门口装个扶手' }])
})
