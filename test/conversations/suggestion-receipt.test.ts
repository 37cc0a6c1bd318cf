import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { find, list } from '../../src/app/operations.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const suggestions = () => town.query(() => list('suggestions', {}, { order: 'number' }))

describe('居民提建议', () => {
  it('群里说“建议：……”，引用他的话回一条收据，写明号码、怎么撤回、怎么补充', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    const message = await zhang.says('建议：3栋门口装个扶手，老人进出不方便')
    expect(town.hears('g3')).toEqual([
      '已记下，建议1号：3栋门口装个扶手，老人进出不方便。有进展在这里告诉您。想撤回说“撤回1”，想补充说“补充1 ……”。',
    ])
    expect((await town.said()).at(-1)).toMatchObject({ to: 'g3', quote: message })
    expect(await suggestions()).toMatchObject([
      {
        number: 1,
        status: 'received',
        authorId: 'u1',
        home: '3-2-501',
        groupId: 'g3',
        private: false,
        category: '房屋住建',
        place: '3栋门口',
        dueAt: Date.parse('2026-03-08T18:00:00+08:00'),
      },
    ])
  })

  it('同一个人把一件事多说少说几个字又提一遍：各记各的，收据里说怎么并成一件', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('建议，单元门口那个灯，不亮了')
    await zhang.says('建议：单元门口的灯不亮了，昨晚差点摔跤')
    expect(town.hears('g3').at(-1)).toBe(
      '已记下，建议2号：单元门口的灯不亮了，昨晚差点摔跤。和您的1号是一件事，就说“合并1 2”。',
    )
    const before = (await town.said()).length
    await zhang.says('合并1 2')
    expect((await town.said()).slice(before).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^建议2号和建议1号说的是一件事/),
    ])
    await zhang.says('建议：3栋车棚顶漏雨了')
    await zhang.says('建议：5栋车棚顶漏雨了')
    await town.resident('u2', '3-2-502 李四').says('建议：单元门口的灯不亮了，老人看不见')
    expect((await town.said()).slice(-2).map(({ text }) => text)).toEqual([
      expect.stringMatching(/^已记下，建议4号.*想撤回说“撤回4”/),
      expect.stringMatching(/^已记下，建议5号.*想撤回说“撤回5”/),
    ])
  })

  it('同一条消息送来两次，只记一次，只回一次', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('建议：车库积水', { id: 'same' })
    await zhang.says('建议：车库积水', { id: 'same' })
    expect(town.hears('g3')).toHaveLength(1)
    expect(await suggestions()).toHaveLength(1)
  })

  it('同一个人又说了同样的话，告诉他是几号，不再记一条；撤回以后再说就是新的', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('建议：车库积水')
    await zhang.says('反映：车库积水！')
    expect(town.hears('g3')[1]).toBe('这件事您说过了，是建议1号，还在办。有进展就告诉您，想补充说“补充1 ……”。')
    await zhang.says('撤回1')
    await zhang.says('建议：车库积水')
    expect(await suggestions()).toMatchObject([
      { number: 1, status: 'withdrawn' },
      { number: 2, status: 'received' },
    ])
  })

  it.each([
    '给3-2-301的王大妈送药，她有糖尿病',
    '3-2-301老李天天偷电还吸毒',
    '3-2-502天天半夜打麻将',
    '我妈瘫痪在床，楼道装个扶手吧',
    '物业王经理吃回扣',
  ])('说的是谁家的病、难处，或者谁干了什么（%s）：收据里一个字也不重复，居委会那边还是原话', async (told) => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says(`建议：${told}`)
    expect(town.hears('g3')).toEqual(['已记下，建议1号。有进展在这里告诉您，想撤回说“撤回1”。'])
    expect(await suggestions()).toMatchObject([{ text: told, private: false }])
    await town.staff().whispers('/日报')
    expect(town.staff().hears().join()).toContain(told.slice(0, 8))
  })

  it.each([
    '给小区残疾人装个坡道',
    '楼上漏水到3-2-501',
    '电瓶车老被偷，装个监控',
    '广场舞半夜还在吵',
    '社区医院多备点糖尿病的药',
  ])('没有说是谁的（%s），照常重复', async (told) => {
    await town.resident('u1', '3-2-501 张三').says(`建议：${told}`)
    expect(town.hears('g3')[0]).toContain(`建议1号：${told}`)
  })

  it('先说自己是谁再提，也是建议，连着那句话一起记下，收据不重复', async () => {
    await town.resident('u1', '3-2-501 张三').says('我是低保户，建议：临时救助怎么还没发')
    expect(town.hears('g3')).toEqual(['已记下，建议1号。有进展在这里告诉您，想撤回说“撤回1”。'])
    expect(await suggestions()).toMatchObject([{ text: '我是低保户，建议：临时救助怎么还没发' }])
  })

  it('一条里说了几件，只有别人的私事那件不重复', async () => {
    await town.resident('u1', '3-2-501 张三').says('建议：1、3栋门口的路灯修一下；2、3-2-301老李天天偷电')
    expect(town.hears('g3')).toEqual(['记下了，一共2件：\n1号 3栋门口的路灯修一下\n2号\n其实是一件事，就说“合并1 2”。'])
  })

  it('电话号码不在群里重复', async () => {
    await town.resident('u1', '3-2-501 张三').says('诉求：请打13812345678修灯')
    expect(town.hears('g3')[0]).toContain('138****5678')
  })

  it('号码前面写了+86也一样，还提醒他', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('诉求：请打+8613812345678修灯')
    expect(town.hears('g3')[0]).toContain('请打138****5678修灯')
    expect(zhang.hears()).toEqual([expect.stringContaining('有手机号')])
  })

  it('群里一天说满三条以后，收据私下给', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    for (const what of ['车库积水', '路灯不亮', '垃圾没人收', '电梯总是坏']) await zhang.says(`建议：${what}`)
    expect(town.hears('g3')).toHaveLength(3)
    expect(zhang.hears()).toEqual([expect.stringContaining('已记下，建议4号：电梯总是坏')])
  })

  it('奇怪的字、很长的话都记得下，收据只有一行', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    const long = `𠮷祥👨‍👩‍👧‍👦\u202e楼道\n${'太黑'.repeat(5000)}`
    await zhang.says(`建议：${long}`)
    const [receipt] = town.hears('g3')
    expect(receipt).toContain('建议1号：𠮷祥👨‍👩‍👧‍👦楼道…')
    expect(receipt).not.toContain('\u202e')
    expect((await suggestions())[0]?.text).toBe(long)
  })
})

describe('刚提完又改口', () => {
  it('打错了，是凳子：补充到刚才那条里；不是刚提的、别人说的，都是闲话', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    const li = town.resident('u2', '3-2-302 李四')
    await zhang.says('建议：楼下放个登子')
    await li.says('打错了，是凳子')
    town.hears('g3')
    await zhang.says('打错了，是凳子')
    expect(town.hears('g3')).toEqual(['补充到建议1号里了。'])
    expect((await suggestions()).map(({ text }) => text)).toEqual(['楼下放个登子\n补充：打错了，是凳子'])
    await town.timePasses(20)
    await zhang.says('打错了，是凳子')
    expect(town.hears('g3')).toEqual([])
    expect(await suggestions()).toHaveLength(1)
  })

  it('没说改成什么，或者刚提了几条：私下问一次', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('建议：楼下放个登子')
    await zhang.says('打错字了')
    await zhang.says('打错字了')
    expect(zhang.hears()).toEqual(['想补充什么？说“补充1 ……”，把话写在后面。'])
    await zhang.says('建议：东门路灯不亮')
    await zhang.says('不对，打错了，是西门')
    await zhang.says('打错了，是西门')
    expect(zhang.hears()).toEqual(['您有几条在办的：2号、1号。是哪条？比如说“补充2 ……”。'])
    expect(await suggestions()).toHaveLength(2)
  })

  it('私下也一样', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.whispers('3栋的路灯坏了没人修')
    zhang.hears()
    await zhang.whispers('写错了，是5栋的路灯坏了')
    expect(zhang.hears()).toEqual(['补充到建议1号里了。'])
    expect(await suggestions()).toHaveLength(1)
  })
})

describe('私下的建议', () => {
  it('私下说的只在私下回，进展也只在私下说', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('大家好')
    await zhang.whispers('建议：楼上半夜吵架，请劝一劝')
    expect(zhang.hears()).toEqual([expect.stringContaining('已记下，建议1号')])
    await town.staff('gc').says('/办结 1 上门谈过了')
    expect(zhang.hears()).toEqual(['建议1号办好了：上门谈过了。还没好就回“没好”。'])
    expect(town.hears('g3')).toEqual([])
    expect(await suggestions()).toMatchObject([{ private: true, groupId: null, home: '3-2-501' }])
  })

  it('在群里说“私下建议：……”，群里一个字也不回', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('私下建议：502总在楼道抽烟')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual([expect.stringContaining('已记下，建议1号')])
    await zhang.says('补充1 晚上更多')
    await zhang.says('撤回1')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual(['补充到建议1号里了。', '建议1号撤回了。'])
  })

  it('工作人员在居民群里办私下的建议，群里也不回', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('私下建议：502总在楼道抽烟')
    await town.staff('g3').says('/受理 1')
    expect(town.hears('g3')).toEqual([])
    expect(town.staff().hears()).toEqual(['建议1号受理了，已告诉提的人。'])
  })
})

describe('撤回、补充和查看自己的建议', () => {
  it('别人的建议，不能撤回也不能补充', async () => {
    await town.resident('u1', '3-2-501 张三').says('建议：车库积水')
    const li = town.resident('u2', '3-1-101 李四')
    await li.says('撤回1')
    await li.says('补充1 不要修')
    expect(li.hears()[0]).toBe('建议1号不是您提的，改不了。您也有这事，就说“建议：……”。')
    expect(town.hears('g3')).toHaveLength(1)
    expect(await suggestions()).toMatchObject([{ status: 'received', text: '车库积水' }])
    expect(town.notes.map((n) => n.code)).toEqual(['suggestion.not-yours', 'suggestion.not-yours'])
  })

  it('补充的话接在后面，留下记录', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('建议：车库积水')
    await zhang.says('补充1 靠东边那头')
    expect(await suggestions()).toMatchObject([{ text: '车库积水\n补充：靠东边那头' }])
    const event = await town.query(() => find('events', { type: 'suggestion.appended' }))
    expect(event).toMatchObject({ actor: 'u1', subject: 'suggestion:1' })
  })

  describe('群里提的，私下补充', () => {
    const AFRAID = '我有心脏病晚上看不见，家里就我一个人'
    let zhang: Person
    beforeEach(async () => {
      zhang = town.resident('u1', '3-2-501 张三')
      await zhang.says('建议：楼道路灯坏了')
      await zhang.whispers(`补充1 ${AFRAID}`)
      town.hears('g3')
    })

    it('只给居委会看：日报、群里一个字也没有，办好了私下也说一声', async () => {
      expect(zhang.hears()).toEqual(['补充记下了，是建议2号，和1号一起办。只交给居委会，不在群里说。'])
      expect(await suggestions()).toMatchObject([
        { number: 1, text: '楼道路灯坏了', private: false },
        { number: 2, text: AFRAID, private: true, groupId: null, mergedInto: 1, category: expect.any(String) },
      ])
      await town.timePasses('2026-03-01T18:00:00+08:00')
      await town.staff('gc').says('/办结 1 灯修好了')
      const said = [...town.hears('gc'), ...town.hears('g3')].join()
      expect(said).toContain('楼道路灯坏了')
      expect(said).not.toContain('心脏病')
      expect(zhang.hears()).toEqual([expect.stringContaining('灯修好了')])
    })

    it('再说一遍不算两条；不写号码还是指群里那条，撤回也一起撤', async () => {
      await zhang.whispers(`补充1 ${AFRAID}`)
      expect(await suggestions()).toHaveLength(2)
      zhang.hears()
      await zhang.whispers('撤回建议')
      expect(zhang.hears()).toEqual(['建议1号撤回了。'])
      expect(await suggestions()).toMatchObject([{ status: 'withdrawn' }, { status: 'withdrawn' }])
    })

    it('删除信息，私下补充的话也没有了', async () => {
      await zhang.whispers('删除我的信息')
      await zhang.whispers('确认删除')
      expect((await suggestions()).map(({ text }) => text)).toEqual(['楼道路灯坏了', '（已删除）'])
    })

    it('补充说很急，工作人员马上知道', async () => {
      await zhang.whispers('补充1 电线垂下来了，赶紧派人')
      expect(town.staff().hears().join()).toContain('居民说很急')
    })
  })

  it('没说号码又有几条，问是哪条', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('建议：车库积水')
    await zhang.says('建议：路灯不亮')
    town.hears('g3')
    await zhang.says('撤回建议')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual(['您有几条在办的：2号、1号。是哪条？比如说“撤回2”。'])
  })

  it('“我的建议”在群里问，只在私下答，而且只有自己的', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('建议：车库积水')
    await town.resident('u2', '3-1-101 李四').says('建议：路灯不亮')
    await town.staff('gc').says('/转办 1 物业 3天')
    town.hears('g3')
    await zhang.in('g4').says('我的建议')
    expect(town.hears('g4')).toEqual(['这件事我单独跟您说了。'])
    expect(zhang.hears()).toEqual(['您提的建议：\n1号 车库积水：在办，转给物业，3月4日（周三）18:00前回话'])
  })
})
