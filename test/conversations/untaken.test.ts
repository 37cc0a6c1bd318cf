import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTown, type Town } from '../support/town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const digestOf = async (day: number): Promise<string> => {
  await town.timePasses(`2026-03-0${day}T18:01:00+08:00`)
  return town.hears('gc').at(-1) ?? ''
}

it('头一天没人接的建议，第二天的日报再提一次，第三天不唠叨；接了的不提', async () => {
  const zhang = town.resident('u1', '3-2-501 张三')
  await zhang.whispers('建议：楼上老人一个人住，请去看看')
  await zhang.says('建议：3栋门口装个扶手')
  expect(await digestOf(1)).toContain('新建议2条')
  await town.staff('gc').says('/受理 2')
  expect(await digestOf(2)).toBe(
    '【日报】幸福里社区 3月2日\n还没人接1条：1号（私下说的）\n　要转给谁办回“/转办 1 物业 3天”',
  )
  expect(await digestOf(3)).toBe('【日报】幸福里社区 3月3日：没有新的事。')
})
