import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

const CHARGER = '/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00'
const GARAGE = '/招工 清理车库\n地点：车库\n时间：3月5日8:00-12:00\n人数：1\n报酬：每天120元'
const LOST = '这句我没听明白。能说什么，回“帮助”看看。要找人，请找居委会。'
const LOST_STRANGER = '这句我没听明白。我还不知道您住哪一户，回门牌号就行，如“3-2-501”。要找人，请找居委会。'
const PASSED_ON = '这句转给工作人员看了。想提事就说“建议：……”。'
const PASSED_TOO = '这句也转给工作人员看了。您接着说，我都转过去。'

let town: Town
let zhang: Person
let li: Person
beforeEach(async () => {
  town = await openTown()
  zhang = town.resident('u1', '3-1-101 张三')
  li = town.resident('u2', '3-1-102 李四')
  await zhang.says('早')
  await li.says('早')
})
afterEach(() => town.close())

const suggestions = () => town.query(() => list('suggestions'))
const candidates = () => town.query(() => list('candidates', {}, { order: 'number' }))
const quiet = () => [...town.hears('g3'), ...zhang.hears(), ...li.hears()]

describe('私下说的话没听明白', () => {
  it.each(['怎么投票啊', '不懂', '咋用', '你是真人吗', '居委会电话多少', '不满意'])(
    '%s：回一句能说什么、找谁',
    async (text) => {
      await zhang.whispers(text)
      expect(zhang.hears()).toEqual([LOST])
      expect(await suggestions()).toEqual([])
    },
  )

  it('一个人一天只回一次', async () => {
    await zhang.whispers('咋用')
    await zhang.whispers('不懂')
    await li.whispers('不懂')
    expect([...zhang.hears(), ...li.hears()]).toEqual([LOST, LOST])
    await town.timePasses(24 * 60)
    await zhang.whispers('还是不懂')
    expect(zhang.hears()).toEqual([LOST])
  })

  it('不认得的人，有征集等着回，只问他住哪一户；没有征集，不问', async () => {
    const stranger = town.resident('u9', '路人', null)
    await town.resident('u10', '生人', null).whispers('不懂')
    expect(town.heardBy('u10')).toEqual([LOST])
    await town.staff().says(CHARGER)
    await stranger.whispers('1')
    expect(stranger.hears()).toEqual([LOST_STRANGER])
    await stranger.whispers('3-2-501')
    await stranger.whispers('1')
    expect(stranger.hears().at(-1)).toContain('记下了，“东门要不要装充电桩”：装')
  })

  it.each(['谢谢', '好的，谢谢您', '收到', '知道了', '👌', '辛苦啦！'])('%s：不用回', async (text) => {
    await zhang.whispers(text)
    expect(quiet()).toEqual([])
  })

  it('正经话都转给工作人员看，说过接着说的也转；重复的、闲话、工作人员自己的不转', async () => {
    await zhang.whispers('咋用')
    for (const text of [
      '隔壁两口子闹离婚',
      '隔壁两口子闹离婚',
      '谢谢您',
      '666',
      '[微笑]',
      '早上好王主任',
      '你吃饭了吗',
    ])
      await zhang.whispers(text)
    await zhang.whispers('老太太一个人在家')
    expect(zhang.hears()).toEqual([LOST, PASSED_TOO])
    await li.whispers('我干了4个小时')
    await li.whispers('还差我两天')
    await li.whispers('老李欠我的钱')
    expect(li.hears()).toEqual([PASSED_ON, PASSED_TOO])
    await town.staff().whispers('明天我去看看他家')
    expect((await candidates()).map(({ text }) => text)).toEqual([
      ...['隔壁两口子闹离婚', '老太太一个人在家', '我干了4个小时', '还差我两天', '老李欠我的钱'],
    ])
    for (const day of ['周一', '周二', '周三', '周四', '周五']) await zhang.whispers(`这个${day}我儿子回来`)
    expect(await candidates()).toHaveLength(10)
    expect(quiet()).toEqual([])
  })

  it('过了一个钟头还在说，再回一句；一天三十句以后说一次，转不动了', async () => {
    await zhang.whispers('这个月我儿子回来')
    for (let hour = 1; hour <= 2; hour += 1) {
      await town.timePasses(60)
      for (const day of ['周一', '周二']) await zhang.whispers(`下${hour}个月${day}我儿子回来`)
    }
    expect(zhang.hears()).toEqual([PASSED_ON, PASSED_TOO, PASSED_TOO])
    for (let day = 1; day <= 28; day += 1) await zhang.whispers(`${day}号我女儿回来住两天`)
    expect(await candidates()).toHaveLength(30)
    expect(zhang.hears()).toEqual(['今天您说的几句都转给工作人员了，再有事请直接找居委会。'])
  })

  it('私下的话只有工作人员私下看得到，收下是私下的建议；居委会群里和日报只说有几句', async () => {
    await zhang.whispers('隔壁两口子闹离婚')
    quiet()
    await town.staff('gc').says('/候选')
    expect(town.hears('gc')).toEqual(['私下说的还有1句，单独对我回“/候选”看。'])
    await town.staff().whispers('/候选')
    expect(town.staff().hears()).toEqual([
      '像是诉求的话，还没记下的有1条：\n1　隔壁两口子闹离婚（私下说的，今天9:00）\n要记成建议回“/收下 1”，不是就回“/不收 1”。',
    ])
    await town.timePasses('2026-03-01T18:00:00+08:00')
    const [digest = ''] = town.hears('gc')
    expect(digest).toContain('私下有1句话我没听明白，单独对我回“/候选”看')
    expect(digest).not.toContain('离婚')
    await town.staff('gc').says('/收下 1')
    expect(town.hears('gc')).toEqual(['候选1记成建议1号了，已告诉说的人。'])
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears().join()).toContain('您说的“隔壁两口子闹离婚”，居委会记下了，是建议1号')
    expect(await suggestions()).toMatchObject([{ private: true, groupId: null, authorId: 'u1' }])
  })

  it('群里照样不说话', async () => {
    for (const text of ['咋用', '不懂', '有人管吗', '我投上了吗', '居委会电话多少', '几点了']) await zhang.says(text)
    expect(quiet()).toEqual([])
  })
})

it.each(['建议 灯坏了', '反映 太吵了'])('%s：私下说，空格当冒号', async (text) => {
  await zhang.whispers(text)
  await zhang.says('建议 你去吧')
  expect(await suggestions()).toMatchObject([{ private: true }])
})

describe('问自己的事', () => {
  it('我投上了吗：投了什么，没投就说没收到', async () => {
    await zhang.whispers('我投上了吗')
    await town.staff().says(CHARGER)
    await zhang.whispers('我投上了吗？')
    await zhang.says('1')
    await zhang.whispers('我投了没')
    expect(zhang.hears()).toEqual([
      '现在没有开着的征集。以前回过的，说“查我的信息”能看。',
      '“东门要不要装充电桩”：还没收到您的回答，回数字就行。',
      '“东门要不要装充电桩”：您回的是装，算上了。',
    ])
  })

  it('我报上了吗：报在哪一班，或者没有', async () => {
    await zhang.whispers('我报上了吗')
    await town.staff().says(GARAGE)
    await zhang.says('报名')
    await li.says('报名')
    quiet()
    await zhang.whispers('我报上了吗')
    await li.whispers('我排第几')
    expect(zhang.hears().at(-1)).toBe('您报上了：清理车库，3月5日（周四）8:00–12:00，在车库，第1个（共1个）。')
    expect(li.hears().at(-1)).toMatch(/^您在排队：.*排第1个/)
    await zhang.says('帮我妈报名')
    await zhang.whispers('几点集合')
    expect(zhang.hears().at(-1)).toMatch(/^您报上了：.*\n您帮我妈报的，等本人来说“报名”，或者社区确认：清理车库/)
  })

  it.each([
    ...['我提的事咋样了', '我提的事办得咋样了', '我反映的问题怎么样了？', '我说的那个事有消息吗'],
    ...['我的意见怎么样了', '我的建议办得咋样了', '我反映的问题办了没'],
  ])('%s：就是“我的建议”', async (text) => {
    await zhang.says('建议：楼道的灯坏了')
    await zhang.whispers(text)
    expect(zhang.hears().join()).toContain('楼道的灯坏了')
    expect(await suggestions()).toHaveLength(1)
  })
})

it.each(['公告：明天停水', '帮我发个通知', '你好啊小五，今天天气咋样'])('%s：谁说的都不记成建议', async (text) => {
  await town.staff().whispers(text)
  await zhang.whispers(text)
  expect(zhang.hears().join()).toMatch(/没听明白|转给工作人员看了/)
  expect(await suggestions()).toEqual([])
})

describe('有征集开着，私下的话没听明白', () => {
  it.each([
    [[CHARGER], '这句我没听明白。“东门要不要装充电桩”回数字就行：1 装，2 不装。要找人，请找居委会。'],
    [
      [CHARGER, '/投票 刷楼道\n1 刷\n2 不刷'],
      '现在有2个征集：“东门要不要装充电桩”，刷楼道。回数字就行，我再问您是哪个。',
    ],
    [
      ['/投票 东门口空地怎么用\n1 多种些花草树木给老人乘凉歇脚\n2 多划些车位给大家停车方便接送孩子\n3 先放着'],
      '回选项前面的数字就行。要找人',
    ],
  ])('告诉他怎么回：%j', async (commands, told) => {
    for (const command of commands) await town.staff().says(command)
    quiet()
    await zhang.whispers('咋用')
    expect(zhang.hears().join()).toContain(told)
  })
})

it('回答等着门牌的，只问他住哪一户', async () => {
  await town.staff().says(`${CHARGER}\n每户一票`)
  const wang = town.resident('u3', '王五')
  await wang.says('1')
  wang.hears()
  await wang.whispers('咋用')
  expect(wang.hears()).toEqual([LOST_STRANGER])
})

describe('来晚了', () => {
  it('投票截止以后私下才回的，告诉他截止了，记着没算', async () => {
    await town.staff().says(CHARGER)
    await town.timePasses('2026-03-02T19:00:00+08:00')
    quiet()
    await zhang.whispers('2')
    await zhang.whispers('不装')
    expect(zhang.hears()).toEqual([
      '“东门要不要装充电桩”已经截止了，您这次的回答没能算上。',
      '“东门要不要装充电桩”已经截止了，您这次的回答没能算上。',
    ])
    expect(await town.query(() => list('ballots', { counted: true }))).toEqual([])
    await li.says('2')
    expect(quiet()).toEqual(['“东门要不要装充电桩”已经截止了，您这次的回答没能算上。'])
    await town.timePasses(8 * 24 * 60)
    await li.whispers('2')
    expect(li.hears()).toEqual([LOST])
  })

  it('停招以后私下说报名，告诉他停了；什么活都没有，也告诉他', async () => {
    await zhang.whispers('报名')
    expect(zhang.hears()).toEqual(['现在没有要报名的活。有了会在群里说。'])
    await town.staff().says(GARAGE)
    await town.staff().says('/停招 1')
    quiet()
    await zhang.whispers('报名')
    await zhang.whispers('我要报名')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual([
      '没赶上，招工1号（清理车库）已经停止报名了。真想来，请找居委会。',
      '没赶上，招工1号（清理车库）已经停止报名了。真想来，请找居委会。',
    ])
  })
})

describe('怎么投票', () => {
  const HOW = '“东门要不要装充电桩”回数字就行：1 装，2 不装。'

  it.each(['怎么投票啊', '咋投啊', '投票怎么弄', '请问怎么投票？', '这个怎么投', '不知道怎么投', '在哪投票呢'])(
    '%s：在群里说一次怎么回，回那一句也算回答；再问私下说',
    async (text) => {
      await town.staff().says(CHARGER)
      quiet()
      await zhang.says(text)
      expect(quiet()).toEqual([HOW])
      await li.says(text)
      await li.says(text)
      expect([town.hears('g3'), li.hears()]).toEqual([[], [HOW]])
      await li.says('1', { quote: town.last('g3') })
      expect(await town.query(() => list('ballots', { counted: true }))).toMatchObject([{ choice: [1] }])
    },
  )

  it.each(['怎么投票了', '大家怎么投的', '你怎么投', '怎么又投票', '投票怎么回事', '怎么投诉物业', '不会投'])(
    '%s：问的不是怎么回，不理',
    async (text) => {
      await town.staff().says(CHARGER)
      quiet()
      await zhang.says(text)
      expect(quiet()).toEqual([])
    },
  )

  it('@了来问、私下问，也说；没有开着的征集，照旧', async () => {
    await zhang.says('怎么投票啊')
    expect(quiet()).toEqual([])
    await zhang.says('怎么投票啊', { mention: true })
    expect(quiet()).toEqual([LOST])
    await town.staff().says(CHARGER)
    quiet()
    await zhang.says('怎么投票啊', { mention: true })
    await zhang.whispers('怎么投票啊')
    expect([town.hears('g3'), zhang.hears()]).toEqual([[HOW], [HOW]])
  })

  it('几个一起开着，请他引用要回的那条；引用了问，就说那一个', async () => {
    await town.staff().says(CHARGER)
    const charger = town.last('g3')
    await town.staff().says('/投票 装不装监控\n1 装\n2 不装\n可以多选\n匿名')
    quiet()
    await zhang.says('怎么投票啊')
    expect(quiet()).toEqual(['现在有2个征集：“东门要不要装充电桩”，装不装监控。引用要回的那条，回数字就行。'])
    await zhang.says('怎么投票啊', { quote: charger })
    expect(quiet()).toEqual([HOW])
    await li.whispers('怎么投票啊')
    expect(quiet()).toEqual(['现在有2个征集：“东门要不要装充电桩”，装不装监控。回数字就行，我再问您是哪个。'])
  })

  it('回给邻居的话，让邻居答', async () => {
    const said = await li.says('我投了')
    await town.staff().says(CHARGER)
    quiet()
    await zhang.says('怎么投啊', { quote: said })
    expect(quiet()).toEqual([])
  })
})

describe('@五共问的', () => {
  it.each([
    '现在几点',
    '投票啥时候截止',
    '帮我查一下赵丽的电话',
    '你吃饭了吗',
    '俺不会弄，闺女你帮俺投换',
    '接龙在哪接？',
  ])('%s：不记成建议，私下回一句', async (text) => {
    await zhang.says(text, { mention: true })
    await zhang.says(text, { mention: true })
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual([LOST])
    expect(await suggestions()).toEqual([])
  })

  it.each([
    '楼道灯坏了什么时候修？',
    '小区什么时候通暖气？',
    '东门的垃圾有人管吗',
    '能不能在3栋门口装个扶手？',
    '物业电话打不通',
    '车库为什么又停电了？',
  ])('%s：还是一件事，照样记下', async (text) => {
    await zhang.says(text, { mention: true })
    expect(await suggestions()).toMatchObject([{ text }])
  })
})

it('我投上了吗：没算进去的，说为什么，不请他再回一次', async () => {
  await town.staff('g3').says('/投票 东门要不要装充电桩\n1 装\n2 不装')
  const zheng = town.resident('u8', '4-1-101 郑十')
  await zheng.says('1')
  zheng.hears()
  await zheng.whispers('我投上了吗')
  expect(zheng.hears().join()).toMatch(/3栋的住户/)
  expect(zheng.hears().join()).not.toContain('还没收到')
})
