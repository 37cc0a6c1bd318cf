import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

let town: Town
let zhang: Person
beforeEach(async () => {
  town = await openTown()
  await town.staff().whispers('帮助')
  zhang = town.resident('u1', '3-2-501 张三')
  await zhang.says('早')
  town.heardBy('s1')
})
afterEach(() => town.close())

const suggestions = () => town.query(() => list('suggestions'))
const candidates = () => town.query(() => list('candidates', {}, { order: 'number' }))

describe('谁家有难处，一个不漏', () => {
  it('群里说家里断粮了：群里不说话，工作人员马上单独知道，一句话就能记下', async () => {
    await zhang.says('家里断粮了，两天没吃饭了')
    expect([...town.hears('g3'), ...zhang.hears()]).toEqual([])
    expect(town.heardBy('s1')).toEqual([
      '【请看一下】像是有急难。3-2-501 张三（3-2-501）今天9:00在幸福里3栋业主群说：“家里断粮了，两天没吃饭了”。请联系问一声。要记成建议回“/收下 1”，不是就回“/不收 1”。',
    ])
    await zhang.says('家里断粮了，两天没吃饭了')
    expect(town.heardBy('s1')).toEqual([])
    await town.staff().whispers('/收下 1')
    expect(town.hears('g3')).toEqual(['您说的居委会记下了，是建议1号。有进展在这里告诉您，不用办就说“撤回1”。'])
    expect(await suggestions()).toMatchObject([{ number: 1, authorId: 'u1', kind: '求助' }])
  })

  it('没那么急的不打扰谁，等工作人员看', async () => {
    await zhang.says('对门独居老人没人照顾')
    await zhang.says('上个月低保没到账')
    await zhang.says('饿死了，还没吃饭')
    expect([...town.hears('g3'), ...zhang.hears(), ...town.heardBy('s1')]).toEqual([])
    expect((await candidates()).map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      '求助 对门独居老人没人照顾',
      '投诉 上个月低保没到账',
    ])
  })

  it('私下说的记下来，急的工作人员马上知道', async () => {
    await zhang.whispers('我两天没吃饭了')
    expect(zhang.hears()).toEqual([
      '已记下，建议1号：我两天没吃饭了。只交给居委会，不在群里说。有进展在这里告诉您。想撤回说“撤回1”，想补充说“补充1 ……”。',
    ])
    expect(town.heardBy('s1')).toEqual(['居民说很急：建议1号，我两天没吃饭了。先看这件。'])
  })

  it('@着在群里说的，收据不再念一遍', async () => {
    await zhang.says('我家没钱看病', { mention: true })
    expect(town.hears('g3').at(-1)).toBe('已记下，建议1号。有进展在这里告诉您，想撤回说“撤回1”。')
  })
})
