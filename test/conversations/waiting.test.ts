import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

let town: Town
let zhang: Person
beforeEach(async () => {
  town = await openTown()
  zhang = town.resident('u1', '3-2-501 张三')
  await zhang.whispers('建议：楼上老人一个人住，请去看看')
  await town.staff('gc').says('/转办 1 民政 3天')
  zhang.hears()
})
afterEach(() => town.close())

const suggestions = () => town.query(() => list('suggestions'))
const STANDS = '您提的建议：\n1号 楼上老人一个人住，请去看看：在办，转给民政，3月4日（周三）18:00前回话'

describe('提了事，还没人来', () => {
  it.each(['怎么还没人来', '没人来啊', '一直没人上门', '没动静', '建议1号什么时候好', '建议1怎么样了'])(
    '私下问%s：说办到哪了，不当成一件新的事',
    async (text) => {
      await zhang.whispers(text)
      expect(zhang.hears()).toEqual([STANDS])
      expect(await suggestions()).toHaveLength(1)
    },
  )

  it('说的是别的事，照样记下；在群里说的不接话', async () => {
    await zhang.whispers('楼道灯又坏了没人修')
    expect(await suggestions()).toHaveLength(2)
    await zhang.says('没人来啊')
    expect(town.hears('g3')).toEqual([])
  })

  it('什么都没提过的人，不说办到哪了', async () => {
    const li = town.resident('u2', '3-1-101 李四')
    await li.whispers('没人来啊')
    expect(li.hears().join()).not.toContain('您提的建议')
  })
})
