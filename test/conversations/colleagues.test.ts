import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insert } from '../../src/app/operations.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

let town: Town
let chen: Person
beforeEach(async () => {
  town = await openTown()
  chen = town.resident('s2', '小陈', null)
  await chen.whispers('早')
  const role = { communityId: 'c1', memberId: 's2', role: 'staff', grantedAt: 0, grantedBy: 'setup' } as const
  await town.query(() => insert('roles', role))
  chen.hears()
  await town.resident('u1', '3-2-501 张三').whispers('建议：3-1-202老人一个人住，请去看看')
})
afterEach(() => town.close())

describe('转给同事办', () => {
  it('点了名的同事私下收到是什么事、哪天前；又转走了，两个人都知道', async () => {
    const wang = town.staff('gc')
    await wang.says('/转办 1 小陈 3天')
    expect(chen.hears()).toEqual([
      '建议1号交给您办：3-1-202老人一个人住，请去看看。3月4日（周三）18:00前要给提的人回话，办好了回“/办结 1 结果”。',
    ])
    await wang.says('/转办 1 王主任 5天')
    expect(chen.hears()).toEqual(['建议1号转给王主任了，您不用再办。'])
  })

  it('期限改了，告诉办的人；没改，不再说', async () => {
    const wang = town.staff('gc')
    await wang.says('/转办 1 小陈 3天')
    chen.hears()
    await wang.says('/转办 1 小陈 5天')
    expect(chen.hears()).toEqual([
      '建议1号交给您办：3-1-202老人一个人住，请去看看。3月6日（周五）18:00前要给提的人回话，办好了回“/办结 1 结果”。',
    ])
    await wang.says('/转办 1 小陈 5天')
    expect(chen.hears()).toEqual([])
  })

  it('自己转给自己、转给单位，谁也不打扰', async () => {
    const wang = town.staff('gc')
    await chen.whispers('/转办 1 小陈 3天')
    expect(chen.hears()).toEqual(['建议1号转给小陈了，已告诉提的人。'])
    await wang.says('/转办 1 物业 3天')
    expect(chen.hears()).toEqual(['建议1号转给物业了，您不用再办。'])
    await wang.says('/转办 1 民政 5天')
    expect(chen.hears()).toEqual([])
  })
})
