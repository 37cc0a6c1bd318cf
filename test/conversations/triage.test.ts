import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { find, list } from '../../src/app/operations.ts'
import { table } from '../../src/app/tables.ts'
import { openTown, type Town } from '../support/town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const zhang = () => town.resident('u1', '3-2-501 张三')
const li = () => town.resident('u2', '3-2-302 李四')
const suggestions = () => town.query(() => list('suggestions', {}, { order: 'number' }))
const candidates = () => town.query(() => list('candidates', {}, { order: 'number' }))

describe('群里像诉求的话', () => {
  it('不搭话，等工作人员看；收下就是一条普通建议，作者、原话、时间都是原来的，作者听得到', async () => {
    const said = await zhang().says('我们单元的电梯又坏了，老人上下楼太困难')
    await li().says('今天吃什么呀')
    expect(town.hears('g3')).toEqual([])
    const at = town.clock.now()
    await town.timePasses(90)
    await town.staff('gc').says('/候选')
    expect(town.hears('gc')).toEqual([
      '群里像是诉求的话，还没记下的有1条，我都没搭话：\n1　我们单元的电梯又坏了，老人上下楼太困难（今天9:00）\n要记成建议回“/收下 1”，不是就回“/不收 1”。',
    ])
    await town.staff('gc').says('/收下 1')
    expect(town.hears('gc')).toEqual(['候选1记成建议1号了，已告诉说的人。'])
    expect(town.hears('g3')).toEqual([
      '您说的“我们单元的电梯又坏了，老人上下楼太困难”，居委会记下了，是建议1号。有进展在这里告诉您，不用办就说“撤回1”。',
    ])
    expect((await town.said()).find(({ to }) => to === 'g3')).toMatchObject({ quote: said })
    expect(await suggestions()).toMatchObject([
      {
        number: 1,
        authorId: 'u1',
        home: '3-2-501',
        messageId: said,
        createdAt: at,
        kind: '投诉',
        category: '物业管理',
      },
    ])
    await town.staff('gc').says('/收下 1')
    expect(town.hears('gc')).toEqual(['候选1已经记成建议1号了。'])
  })

  it('问补助、办证怎么办的也不丢：群里不搭话，等工作人员看；私下问、@着问的，当场记下', async () => {
    await zhang().says('怎么申请补助？')
    await li().says('会员卡怎么办')
    expect([...town.hears('g3'), ...zhang().hears()]).toEqual([])
    expect(await candidates()).toMatchObject([{ text: '怎么申请补助？', kind: '咨询' }])
    await li().whispers('居住证在哪办')
    await li().whispers('怎么办老年卡？')
    expect(li().hears()).toEqual([
      expect.stringContaining('转给工作人员看了'),
      expect.stringContaining('已记下，建议1号：怎么办老年卡？只交给居委会，'),
    ])
    await zhang().says('@五共 户口怎么迁', { mention: true })
    expect(town.hears('g3').join()).toMatch(/建议2号：户口怎么迁。/)
    expect(await suggestions()).toMatchObject([{ kind: '咨询' }, { kind: '咨询' }])
    expect((await candidates()).map(({ text }) => text)).toEqual(['怎么申请补助？', '居住证在哪办'])
  })

  it('日报里数一数，写着回什么；不收就不再提，三十天后忘掉', async () => {
    await zhang().says('小区门口垃圾堆了三天没人清理，臭得很')
    await town.timePasses('2026-03-01T18:00:00+08:00')
    expect(town.hears('gc')[0]).toContain('群里有1句话像是诉求，我没搭话，回“/候选”看')
    await town.staff('gc').says('/不收 1')
    expect(town.hears('gc')).toEqual(['候选1不记了。点错了就回“/收下 1”。'])
    await town.timePasses('2026-03-02T18:00:00+08:00')
    expect(town.hears('gc')[0]).not.toContain('像是诉求')
    expect(await candidates()).toHaveLength(1)
    await town.timePasses('2026-04-01T18:00:00+08:00')
    expect(await candidates()).toEqual([])
  })

  it('明说的当场记下，不再等人看；一句话重复说，只等一次；工作人员自己的话不算', async () => {
    await zhang().says('建议：希望小区能增设电动车充电桩')
    await li().says('希望小区能增设几个长椅')
    await li().says('希望小区能增设几个长椅')
    await town.staff().says('物业明天清理小区垃圾，请业主配合')
    expect((await candidates()).map(({ text }) => text)).toEqual(['希望小区能增设几个长椅'])
    expect(await suggestions()).toHaveLength(1)
  })

  it('说的人删了自己的信息，候选也没了', async () => {
    await zhang().says('楼道里堆满杂物，消防通道都堵了')
    await zhang().whispers('删除我的信息')
    await zhang().whispers('确认删除')
    expect(await candidates()).toEqual([])
    await town.staff('gc').says('/收下 1')
    expect(town.hears('gc').at(-1)).toContain('没有候选1')
  })

  it('导出候选，带着原话、在哪一段、为什么', async () => {
    await zhang().says('昨晚回来晚了。3栋门口路灯不亮，请物业来修，电话13800138000！')
    expect(await town.query(() => table('candidates'))).toMatchObject([
      {
        number: 1,
        status: 'waiting',
        kind: '投诉',
        text: '3栋门口路灯不亮，请物业来修，电话138****8000！',
        start: 7,
        member: 'u1',
        group: 'g3',
        suggestion: null,
      },
    ])
  })
})

it('“反映：”“投诉：”是什么，看说的是什么', async () => {
  await zhang().says('反映：楼上天天半夜拖桌子')
  await zhang().says('反映：高龄补贴怎么申请')
  await zhang().says('建议：东门加个灯')
  await zhang().says('投诉：门口天天放音箱')
  await zhang().says('反映一下，楼上天天半夜浇花往下滴')
  const kinds = (await suggestions()).map(({ kind, category }) => [kind, category])
  expect(kinds.map(([kind]) => kind)).toEqual(['投诉', '咨询', '建议', '投诉', '投诉'])
  expect(kinds[3]).toEqual(['投诉', '城市管理'])
})

describe('分类', () => {
  it('工作人员改一次，以后像这样的也这么归', async () => {
    await zhang().says('建议：天台有人养鸽子，粪便到处都是')
    await town.staff('gc').says('/分类 1 环境卫生')
    expect(town.hears('gc')).toEqual(['建议1号归到“环境卫生”了，以后像这样的也这么归。'])
    await li().says('建议：天台又有人养鸽子')
    expect(await suggestions()).toMatchObject([{ category: '环境卫生' }, { category: '环境卫生' }])
  })

  it('一个社区学会的，同一进程里另一个库的同名社区不跟着学', async () => {
    const elsewhere = await openTown()
    try {
      for (const [at, category] of [
        [town, '环境卫生'],
        [elsewhere, '矛盾调解'],
      ] as const) {
        await at.resident('u1', '3-2-501 张三').says('建议：天台有人养鸽子，粪便到处都是')
        await at.staff('gc').says(`/分类 1 ${category}`)
      }
      for (const at of [town, elsewhere]) await at.resident('u2', '3-2-302 李四').says('建议：天台又有人养鸽子')
      const learned = await elsewhere.query(() => list('suggestions', {}, { order: 'number' }))
      expect(learned).toMatchObject([{ category: '矛盾调解' }, { category: '矛盾调解' }])
    } finally {
      await elsewhere.close()
    }
  })

  it('没有这一类，说清楚有哪些；没把握的归在其他', async () => {
    await zhang().says('建议：大家多笑一笑')
    expect(await suggestions()).toMatchObject([{ category: '其他' }])
    await town.staff('gc').says('/分类 1 外星事务')
    expect(town.hears('gc')[0]).toMatch(/^没有“外星事务”这一类。可以是：物业管理、市政设施/)
  })

  it('私下说的建议，说的人删了信息，教过的话也没了', async () => {
    await zhang().whispers('建议：我家隔壁总在半夜吵架')
    await town.staff('gc').says('/分类 1 矛盾调解')
    expect(await town.query(() => list('lessons'))).toHaveLength(1)
    await zhang().whispers('删除我的信息')
    await zhang().whispers('确认删除')
    expect(await town.query(() => list('lessons'))).toEqual([])
  })
})

describe('像一件事的', () => {
  it('列给工作人员看，都说到什么，回什么就合并；3号楼和5号楼的不放在一起', async () => {
    await zhang().says('建议：东门的道闸坏了')
    await li().says('建议：东门道闸又坏了，车出不去')
    await li().says('建议：西门的道闸坏了')
    await town.staff('gc').says('/相似 2')
    expect(town.hears('gc')).toEqual([
      '和建议2号可能是一件事的：\n1号 东门的道闸坏了（都说到“道闸”）\n是一件事就回“/合并 1 2”。',
    ])
    await town.staff('gc').says('/相似 3')
    expect(town.hears('gc')).toEqual(['没看到和建议3号像一件事的。'])
  })

  it('一个群里一字不差的两条，自动合在一起；“我家门口”各是各的', async () => {
    await zhang().says('建议：地下车库积水')
    await li().says('反映：地下车库积水！')
    expect(town.hears('g3')[1]).toBe('建议2号和建议1号说的是一件事，合在一起办，有进展都告诉您。')
    await zhang().says('建议：我家门口灯坏了')
    await li().says('建议：我家门口灯坏了')
    expect((await suggestions()).map(({ mergedInto }) => mergedInto)).toEqual([null, 1, null, null])
  })

  it('别的群里一字不差的，不自动合', async () => {
    await zhang().says('建议：地下车库积水')
    await town.resident('u9', '4-1-101 赵六', 'g4').says('建议：地下车库积水')
    expect((await suggestions()).map(({ mergedInto }) => mergedInto)).toEqual([null, null])
  })
})

describe('不该在群里的', () => {
  it('身份证、手机号发在群里，私下告诉他怎么撤回，一天一次；群里不提', async () => {
    await zhang().whispers('你好')
    zhang().hears()
    await zhang().says('张三 11010519491231002X 13800138000 办社保卡用')
    expect(town.hears('g3')).toEqual([])
    expect(zhang().hears()).toEqual([
      '您刚在“幸福里3栋业主群”发的话里有身份证号、手机号，群里人人看得见。想收回就长按那条消息点“撤回”（一般2分钟内可以）。我这里转述和导出都会遮住。',
    ])
    await zhang().says('再发一次11010519491231002X')
    expect(zhang().hears()).toEqual([])
    await town.timePasses(24 * 60)
    await zhang().says('11010519491231002X')
    expect(zhang().hears()).toHaveLength(1)
  })

  it('手机号后面还有一串像身份证号的，一起说；单单一串像的不说', async () => {
    await zhang().whispers('你好')
    zhang().hears()
    await zhang().says('张三 110105194912310021')
    expect(zhang().hears()).toEqual([])
    await zhang().says('张三 110105194912310021 13800138000')
    expect(zhang().hears()).toEqual([expect.stringContaining('发的话里有手机号、像身份证号的数字，群里')])
  })

  it('收据、导出、日报里都是遮住的', async () => {
    await zhang().says('建议：楼道灯坏了，找我13800138000')
    expect(town.hears('g3')[0]).toContain('138****8000')
    for (const name of ['suggestions', 'messages', 'candidates', 'events'] as const)
      expect(JSON.stringify(await town.query(() => table(name)))).not.toContain('13800138000')
    await town.timePasses('2026-03-01T18:00:00+08:00')
    expect(town.hears('gc').join()).not.toContain('13800138000')
    expect(await town.query(() => find('suggestions', { number: 1 }))).toMatchObject({
      text: '楼道灯坏了，找我13800138000',
    })
  })

  it('说自己是哪一户，不算；工作人员留电话，不算', async () => {
    await zhang().says('我是3-2-501张三')
    await town.staff().says('有事打13800138000')
    expect([...zhang().hears(), ...town.staff().hears()].filter((text) => text.includes('撤回'))).toEqual([])
  })
})

describe('一件事只记一条', () => {
  it('一个人引用记下了，另一个人再收下，就说是那一条，作者只听到一回', async () => {
    const said = await zhang().says('我们单元的电梯又坏了，老人上下楼太困难')
    await town.staff().says('/记录', { quote: said })
    town.hears('g3')
    await town.staff('gc').says('/候选')
    expect(town.hears('gc')).toEqual(['没有等着看的话。'])
    await town.staff('gc').says('/收下 1')
    expect(town.hears('gc')).toEqual(['候选1已经记成建议1号了。'])
    expect(town.hears('g3')).toEqual([])
    expect(await suggestions()).toHaveLength(1)
  })

  it('他自己后来说成建议，候选里就没有了', async () => {
    await zhang().says('我们单元的电梯又坏了，老人上下楼太困难')
    await zhang().says('建议：我们单元的电梯又坏了，老人上下楼太困难')
    expect(await candidates()).toMatchObject([{ status: 'taken', suggestion: 1 }])
    await town.staff('gc').says('/收下 1')
    expect(town.hears('gc')).toEqual(['候选1已经记成建议1号了。'])
  })

  it('办着的一条是同样的话，收下也不另记', async () => {
    await zhang().says('我们单元的电梯又坏了，老人上下楼太困难')
    await town.staff('gc').says('/不收 1')
    await zhang().says('建议：我们单元的电梯又坏了，老人上下楼太困难')
    town.hears('gc')
    await town.staff('gc').says('/收下 1')
    expect(town.hears('gc')).toEqual(['候选1已经记成建议1号了。'])
    expect(await suggestions()).toHaveLength(1)
  })
})

describe('干过活的人问工钱', () => {
  const paid = async () => {
    await town.staff('g3').says('/招工 清理车库\n地点：车库\n时间：3月2日8:00-12:00 2人\n报酬：每天120元')
    await zhang().says('报名')
    await town.timePasses('2026-03-03T09:00:00+08:00')
  }
  const ASKED = ['昨天干的活钱什么时候发', '工钱还没结呢', '钱发了没', '找谁领工资啊', '那天的钱咋还没给']
  const HOURS = ['我干了一天，只给记了半天', '工时好像不对', '公示上少算我一天', '考勤把我漏了', '工钱少发了吧']

  it.each([...ASKED, ...HOURS])('%s：工作人员看得到，群里不搭话；没干过活的人说的，还是闲话', async (text) => {
    await paid()
    town.hears('g3')
    await li().says(text)
    expect(await candidates()).toEqual([])
    await zhang().says(text)
    expect(town.hears('g3')).toEqual([])
    expect(await candidates()).toMatchObject([
      { memberId: 'u1', text, kind: '咨询', because: ['干过“清理车库”'], start: 0, end: text.length },
    ])
  })

  it.each([
    '钱包丢了',
    '昨天买菜花了不少钱',
    '干活去喽',
    '这菜多少钱',
    '做饭去了，钱转你了',
    '今天做了半天家务',
    '记错日子了',
  ])('%s：干过活的人说的，也是闲话', async (text) => {
    await paid()
    await zhang().says(text)
    expect(await candidates()).toEqual([])
  })

  it('还没干的活、一个多月以前的活，不算', async () => {
    await town.staff('g3').says('/招工 清理车库\n地点：车库\n时间：3月2日8:00-12:00 2人\n报酬：每天120元')
    await zhang().says('报名')
    await zhang().says('工钱什么时候发')
    expect(await candidates()).toEqual([])
    await town.timePasses('2026-04-05T09:00:00+08:00')
    await zhang().says('工钱啥时候发')
    expect(await candidates()).toEqual([])
  })
})
