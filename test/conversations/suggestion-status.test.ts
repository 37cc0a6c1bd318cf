import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openTown, type Town } from '../support/town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const suggestions = () => town.query(() => list('suggestions', {}, { order: 'number' }))
const codes = () => town.notes.map((n) => n.code)

describe('工作人员办理建议', () => {
  it('受理、转办、办结，每一步都引用原话告诉提的人，工作人员在自己群里得到确认', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    const said = await zhang.says('建议：车库积水')
    town.hears('g3')
    const wang = town.staff('gc')
    await wang.says('/受理 1')
    await wang.says('/转办 1 物业 3天')
    expect(town.hears('g3')).toEqual([
      '建议1号居委会接下了，正在办。',
      '建议1号转给物业办了，3月4日（周三）18:00前给您回话。',
    ])
    await wang.says('/办结 1 物业今天抽干了水，地漏也通了')
    // The group has heard three messages today: the fourth comes in private.
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual(['建议1号办好了：物业今天抽干了水，地漏也通了。还没好就回“没好”。'])
    expect((await town.said()).filter((m) => m.to === 'g3').map((m) => m.quote)).toEqual([said, said, said])
    expect(town.hears('gc')).toEqual([
      '建议1号受理了，已告诉提的人。',
      '建议1号转给物业了，已告诉提的人。',
      '建议1号办结了，已告诉提的人。',
    ])
    expect(await suggestions()).toMatchObject([
      {
        status: 'done',
        unit: '物业',
        dueAt: Date.parse('2026-03-04T18:00:00+08:00'),
        outcome: '物业今天抽干了水，地漏也通了',
      },
    ])
    const events = await town.query(() => list('events', { subject: 'suggestion:1' }, { order: 'seq' }))
    expect(events.map((e) => `${e.type} ${e.actor}`)).toEqual([
      'suggestion.received u1',
      'suggestion.accepted s1',
      'suggestion.handed s1',
      'suggestion.done s1',
    ])
  })

  it('在居民自己的群里办，群里只有一条', async () => {
    await town.resident('u1', '3-2-501 张三').says('建议：车库积水')
    town.hears('g3')
    await town.staff('g3').says('/受理 1')
    expect(town.hears('g3')).toEqual(['建议1号居委会接下了，正在办。'])
  })

  it('两个工作人员先后办结，先办的算，后办的得到一句话', async () => {
    await town.resident('u1', '3-2-501 张三').says('建议：车库积水')
    await town.staff('gc').says('/办结 1 抽干了')
    town.hears('gc')
    await town.staff('gc').says('/办结 1 没空管')
    expect(town.hears('gc')).toEqual(['建议1号已经办结了。发错了、没办完，先发 /重开 1。'])
    expect(await suggestions()).toMatchObject([{ outcome: '抽干了' }])
    expect(codes()).toEqual(['suggestion.closed'])
  })

  it('先答复、后办结，都算；答复了就算办完，工作人员听得到这句', async () => {
    await town.resident('u1', '3-2-501 张三').says('建议：车库积水')
    await town.staff('gc').says('/答复 1 马上修')
    expect(town.hears('gc')).toEqual(['建议1号答复了（算办完，没办完再发 /重开 1），已告诉提的人。'])
    town.hears('g3')
    await town.staff('gc').says('/办结 1 修好了')
    expect(town.hears('g3')).toEqual(['建议1号办好了：修好了。还没好就回“没好”。'])
    expect(await suggestions()).toMatchObject([{ status: 'done', outcome: '修好了' }])
  })

  it('号码发错了、还没办完就办结了：工作人员重开，提的人知道，原来的单位和期限接着算，记录里有', async () => {
    await town.resident('u1', '3-2-501 张三').says('建议：车库积水')
    await town.staff('gc').says('/转办 1 物业 3天')
    await town.staff('gc').says('/办结 1 灯换了')
    await town.timePasses('2026-03-02T09:00:00+08:00')
    town.hears('g3')
    town.hears('gc')
    await town.staff('gc').says('/重开 1 发错号了')
    expect(town.hears('g3')).toEqual(['建议1号还没办完，重新打开了：发错号了。接着办，有进展告诉您。'])
    expect(town.hears('gc')).toEqual(['建议1号重新打开了，已告诉提的人。'])
    expect(await suggestions()).toMatchObject([
      { status: 'handed', unit: '物业', dueAt: Date.parse('2026-03-04T18:00:00+08:00'), closedAt: null, outcome: null },
    ])
    expect(await town.query(() => list('events', { type: 'suggestion.resumed' }))).toMatchObject([
      { actor: 's1', subject: 'suggestion:1', data: { text: '发错号了' } },
    ])
    await town.staff('gc').says('/重开 1')
    expect(town.hears('gc')).toEqual(['建议1号还在办，没有结束，接着办就行。'])
  })

  it('重开是工作人员的事，居民发了不算', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('建议：车库积水')
    await town.staff('gc').says('/办结 1 抽干了')
    await zhang.says('/重开 1')
    expect(await suggestions()).toMatchObject([{ status: 'done' }])
  })

  it('没有这个号码，说清楚', async () => {
    await town.staff('gc').says('/受理 99')
    expect(town.hears('gc')).toEqual(['没有建议99号，看看号码写对了没有。'])
    expect(codes()).toEqual(['suggestion.not-found'])
  })

  it('中间重启，接着办', async () => {
    await town.resident('u1', '3-2-501 张三').says('建议：车库积水')
    await town.restart()
    await town.staff('gc').says('/答复 1 下周一来修')
    expect(town.hears('g3').at(-1)).toBe('建议1号有答复了：下周一来修。没解决就回“没好”。')
  })
})

describe('合并和拆开', () => {
  it('几个人说的是一件事：合并以后结果到每个人那里，同一个群只说一次，私下的只在私下', async () => {
    await town.resident('u1', '3-2-501 张三').says('建议：车库积水')
    await town.resident('u2', '3-1-101 李四').says('建议：车库里都是水')
    const sun = town.resident('u3', '4-1-101 孙五', 'g4')
    await sun.says('建议：地下车库进水')
    const qian = town.resident('u4', '3-1-102 钱六')
    await qian.whispers('建议：车库水深，我腿脚不好请帮忙')
    town.hears('g3')
    town.hears('g4')
    qian.hears()
    await town.staff('gc').says('/合并 1 2 3 4')
    expect(town.hears('g3')).toEqual(['建议2号和建议1号说的是一件事，合在一起办，有进展都告诉您。'])
    expect(town.hears('g4')).toEqual(['建议3号和建议1号说的是一件事，合在一起办，有进展都告诉您。'])
    expect(qian.hears()).toEqual(['您的建议4号和别人提的建议1号是一件事，一起办。您说的话不公开，有进展单独告诉您。'])
    await town.timePasses('2026-03-02T09:00:00+08:00')
    await town.staff('gc').says('/办结 1 抽干了')
    expect(town.hears('g3')).toEqual(['建议1号、2号办好了：抽干了。还没好就回“没好”。'])
    expect(town.hears('g4')).toEqual(['建议3号办好了：抽干了。还没好就回“没好”。'])
    expect(qian.hears()).toEqual(['建议4号办好了：抽干了。还没好就回“没好”。'])
    expect(await suggestions()).toMatchObject([
      { number: 1, status: 'done', mergedInto: null },
      { number: 2, mergedInto: 1 },
      { number: 3, mergedInto: 1 },
      { number: 4, mergedInto: 1, private: true },
    ])
  })

  it('拆开把原来的关系还回去', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    for (const what of ['车库积水', '车库进水', '车库水深']) await zhang.whispers(`建议：${what}，请来看看`)
    await town.staff('gc').says('/合并 2 1')
    await town.staff('gc').says('/合并 3 2')
    expect((await suggestions()).map((s) => s.mergedInto)).toEqual([3, 3, null])
    await town.staff('gc').says('/拆开 2')
    expect((await suggestions()).map((s) => s.mergedInto)).toEqual([2, null, null])
    await town.staff('gc').says('/受理 1')
    expect(codes()).toEqual(['suggestion.merged'])
  })

  it('提的人撤回了，并进来的别人的建议还在', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('建议：车库积水')
    await town.resident('u2', '4-1-101 李四', 'g4').says('建议：车库里都是水')
    await town.staff('gc').says('/合并 1 2')
    town.hears('g4')
    await zhang.says('撤回1')
    expect(await suggestions()).toMatchObject([{ status: 'withdrawn' }, { status: 'received', mergedInto: null }])
    expect(town.hears('g4')).toEqual(['建议2号又单独办了，有进展告诉您。'])
    expect(town.staff().hears()).toEqual(['建议1号提的人撤回了。并在里面的2号又单独列出来了。'])
  })
})

it('一个人的两条合在一起，不说是和别人的', async () => {
  const zhang = town.resident('u1', '3-2-501 张三')
  await zhang.whispers('建议：楼上太吵')
  await zhang.whispers('建议：楼上半夜拖桌子')
  zhang.hears()
  await town.staff('gc').says('/合并 1 2')
  expect(zhang.hears()).toEqual(['您的建议2号和您自己提的建议1号是一件事，一起办。您说的话不公开，有进展单独告诉您。'])
})

describe('还没好', () => {
  it('七天内提的人说“没好”，重新打开，并告诉工作人员；别人说的和过了七天的不算', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('建议：车库积水')
    await town.staff('gc').says('/办结 1 抽干了')
    await town.resident('u2', '3-1-101 李四').says('没好')
    expect(await suggestions()).toMatchObject([{ status: 'done' }])
    expect(town.staff().hears()).toEqual([])

    await town.timePasses('2026-03-08T09:00:00+08:00')
    town.hears('g3')
    await zhang.says('没好')
    expect(town.hears('g3')).toEqual(['建议1号重新打开了，接着办，有进展告诉您。'])
    expect(town.staff().hears().at(-1)).toBe('建议1号（车库积水）居民说没好，重新打开了。')
    expect(await suggestions()).toMatchObject([
      { status: 'received', closedAt: null, dueAt: Date.parse('2026-03-15T18:00:00+08:00') },
    ])

    await town.staff('gc').says('/办结 1 又抽了一次')
    await town.timePasses('2026-03-15T09:00:01+08:00')
    await zhang.says('没好')
    await zhang.says('1号没好')
    expect(await suggestions()).toMatchObject([{ status: 'done' }])
    expect(codes()).toEqual(['suggestion.reopen-late', 'suggestion.reopen-late'])
  })

  it('转给谁、答应哪天，说了没好还在', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('建议：车库积水')
    await town.staff('gc').says('/转办 1 物业 3天')
    await town.staff('gc').says('/办结 1 抽干了')
    await zhang.whispers('没好')
    zhang.hears()
    await zhang.whispers('我的建议')
    expect(zhang.hears()).toEqual(['您提的建议：\n1号 车库积水：在办，转给物业，3月4日（周三）18:00前回话'])
    await town.staff('gc').says('/办结 1 又抽了一次')
    await town.timePasses('2026-03-05T09:00:00+08:00')
    await zhang.whispers('没好')
    expect(await suggestions()).toMatchObject([
      { status: 'received', unit: '物业', dueAt: Date.parse('2026-03-12T18:00:00+08:00') },
    ])
  })

  it('并进来的人也能说没好', async () => {
    await town.resident('u1', '3-2-501 张三').says('建议：车库积水')
    const li = town.resident('u2', '4-1-101 李四', 'g4')
    await li.says('建议：车库里都是水')
    await town.staff('gc').says('/合并 1 2')
    await town.staff('gc').says('/办结 1 抽干了')
    await town.timePasses('2026-03-02T09:00:00+08:00')
    town.hears('g4')
    await li.says('没好')
    expect(town.hears('g4')).toEqual(['建议2号重新打开了，接着办，有进展告诉您。'])
    expect(await suggestions()).toMatchObject([{ status: 'received' }, { mergedInto: 1 }])
  })
})

describe('转办的期限', () => {
  const zhang = () => town.resident('u1', '3-2-501 张三')

  it('写几月几日也行，提的人听到的就是那天', async () => {
    await zhang().says('建议：垃圾没人清')
    await town.staff('gc').says('/转办 1 环卫 3月5日')
    expect(town.hears('g3').at(-1)).toBe('建议1号转给环卫办了，3月5日（周四）18:00前给您回话。')
    await town.staff('gc').says('/转办 1 环卫 尽快')
    expect(town.hears('gc').at(-1)).toBe('期限没看懂，写几天或者几月几日。这样写：\n/转办 12 城管 3天')
    expect(await suggestions()).toMatchObject([{ unit: '环卫', dueAt: Date.parse('2026-03-05T18:00:00+08:00') }])
  })

  it('太远的先问一句，回“对”才转；不对就没转', async () => {
    await zhang().says('建议：垃圾没人清')
    const asked = '建议1号转给环卫，要到6月9日（周二）18:00才回话，还有101天，对吗？对就回“对”，不对就重新发一遍。'
    await town.staff('gc').says('/转办 1 环卫 100天')
    expect(town.hears('gc')).toEqual([asked])
    await town.staff('gc').says('不对')
    expect(await suggestions()).toMatchObject([{ status: 'received', unit: null }])
    await town.staff('gc').says('/转办 1 环卫 100天')
    await town.staff('gc').says('对')
    expect(town.hears('g3').at(-1)).toBe('建议1号转给环卫办了，6月9日（周二）18:00前给您回话。')
    expect(town.hears('gc').slice(-2)).toEqual([asked, '建议1号转给环卫了，已告诉提的人。'])
    expect(await suggestions()).toMatchObject([{ status: 'handed', unit: '环卫' }])
  })

  it('私下说的，也私下问', async () => {
    await zhang().whispers('建议：楼上太吵')
    await town.staff().whispers('你好')
    town.staff().hears()
    town.hears('gc')
    await town.staff('gc').says('/转办 1 派出所 200天')
    expect(town.hears('gc')).toEqual([])
    await town.staff().whispers('对')
    expect(await suggestions()).toMatchObject([{ status: 'handed', unit: '派出所' }])
    expect(town.hears('gc')).toEqual([])
  })
})

describe('没好，用自己的话说', () => {
  const zhang = () => town.resident('u1', '3-2-501 张三')
  const isDone = async (text: string, number = 1) => {
    await zhang().says(`建议：${text}`)
    await town.staff('gc').says(`/办结 ${number} 换了`)
    town.hears('g3')
    zhang().hears()
  }
  const statuses = async () => (await suggestions()).map(({ status }) => status)

  it.each([
    ...['又坏了', '没修好', '还没好呢', '没解决', '还是不亮', '没有好', '没人来啊', '不行，还是坏的', '灯又不亮了'],
    ...[
      '王主任，没人来修',
      '根本没修',
      '还冇修',
      '修好了又坏了',
      '昨天亮了今天又黑了',
      '3栋的灯还是不亮',
      '修个啥啊，还那样',
    ],
  ])('%s：重新打开，原话给工作人员', async (words) => {
    await isDone('楼道灯不亮')
    await zhang().says(words)
    expect(town.hears('g3')).toEqual(['建议1号重新打开了，接着办，有进展告诉您。'])
    expect(town.staff().hears().at(-1)).toContain(`居民说没好，重新打开了。原话：${words}`)
    expect(await statuses()).toEqual(['received'])
  })

  it.each([
    '好了谢谢',
    '不行',
    '电梯又坏了',
    '饭还没好',
    '快递还没来',
    '又是周一',
    '没意见',
    '没问题',
    '没好气',
    '修啥呢',
    '换个什么样的',
  ])('%s：不是说这件事，不理', async (words) => {
    await isDone('楼道灯不亮')
    await zhang().says(words)
    expect([town.hears('g3'), zhang().hears(), await statuses()]).toEqual([[], [], ['done']])
  })

  it('别人说的、没提过的、过了两天在群里没说是什么的，不理；说了是什么、私下说的，七天都算', async () => {
    await isDone('楼道灯不亮')
    const hers = await town.resident('u2', '3-1-101 李四').says('又坏了')
    await zhang().says('又坏了', { quote: hers })
    expect(await statuses()).toEqual(['done'])
    await town.timePasses('2026-03-05T09:00:00+08:00')
    await zhang().says('又坏了')
    expect(await statuses()).toEqual(['done'])
    await zhang().says('灯又坏了')
    expect(await statuses()).toEqual(['received'])
    await town.staff('gc').says('/办结 1 又换了')
    await zhang().whispers('楼道灯又不亮了')
    expect(await statuses()).toEqual(['received'])
  })

  it.each(['又停了', '还是老样子', '没用啊', '一直没来'])('%s：也许是说别的，私下问一回', async (words) => {
    await isDone('楼道灯不亮')
    await zhang().says(words)
    await zhang().says(words)
    expect([town.hears('g3'), zhang().hears(), await statuses()]).toEqual([
      [],
      ['您是说建议1号没好？回“1号没好”就行。'],
      ['done'],
    ])
  })

  it('并进别人的也算', async () => {
    await zhang().says('建议：车库积水')
    const li = town.resident('u2', '3-1-101 李四')
    await li.says('建议：地下室漏水了')
    await town.staff('gc').says('/合并 1 2')
    await town.staff('gc').says('/办结 1 抽干了')
    await li.says('还没好')
    expect(li.hears().at(-1)).toBe('建议2号重新打开了，接着办，有进展告诉您。')
    expect(await statuses()).toEqual(['received', 'received'])
  })

  it('办好了几件，或者还有在办的，只问一回是哪件；说了是什么的不用问', async () => {
    await isDone('楼道灯不亮')
    await isDone('东门门禁坏了', 2)
    await zhang().says('又坏了')
    await zhang().says('又坏了')
    expect(zhang().hears()).toEqual(['您是说建议1号还是建议2号没好？回“1号没好”就行。'])
    await zhang().says('门禁又坏了')
    expect(await statuses()).toEqual(['done', 'received'])
    await zhang().says('没人来修')
    expect(zhang().hears().at(-1)).toBe('您是说建议1号没好？回“1号没好”就行。')
    await zhang().whispers('1号没好')
    expect(await statuses()).toEqual(['received', 'received'])
  })
})

describe('日报里', () => {
  const zhang = () => town.resident('u1', '3-2-501 张三')

  it('昨天说的话今天才收下，是今天的新建议；办了又说没好，写着又打开、什么时候说的', async () => {
    await zhang().says('3栋电梯又坏了，第三次了！请物业来修')
    await town.timePasses('2026-03-01T18:00:00+08:00')
    expect(town.hears('gc').join()).not.toContain('新建议')
    await town.timePasses('2026-03-02T09:00:00+08:00')
    await town.staff('gc').says('/收下 1')
    await town.staff('gc').says('/办结 1 修好了')
    await town.timePasses('2026-03-02T10:00:00+08:00')
    await zhang().says('没好')
    town.hears('gc')
    await town.timePasses('2026-03-02T18:00:00+08:00')
    const [digest = ''] = town.hears('gc')
    expect(digest).toContain('\n新建议1条：1号 3栋电梯又坏了，第三次了')
    expect(digest).toContain('\n说没好，又打开1条：1号 3栋电梯又坏了，第三次了，今天10:00说的')
    expect(digest).not.toContain('办结答复')
    await town.timePasses('2026-03-03T18:00:00+08:00')
    expect(town.hears('gc')).toEqual([expect.stringMatching(/^(?![\s\S]*(新建议|又打开))/)])
  })

  it('每一样都写着回什么：转给谁办，险情和没送到的在哪里看；当天办完的不请人再转', async () => {
    await zhang().says('建议：南门的灯坏了')
    await zhang().says('建议：北门的灯坏了')
    await town.staff('gc').says('/办结 1 修好了')
    await zhang().says('着火了，五楼冒烟')
    town.stage.results.push({ status: 'rejected', reason: 'blocked' })
    await zhang().says('建议：车库的灯坏了')
    town.hears('gc')
    await town.timePasses('2026-03-01T18:00:00+08:00')
    const [digest = ''] = town.hears('gc')
    expect(digest).toContain(
      '新建议3条：1号 南门的灯坏了；2号 北门的灯坏了；3号 车库的灯坏了\n　要转给谁办回“/转办 2 物业 3天”\n',
    )
    expect(digest).toMatch(/^【日报】.*\n险情1次，请回访：回“\/后台”，看“今天”；访过了回“\/知道了”\n/)
    expect(digest).toContain('要您看一下：1条回复没送到，回“/后台”，看“今天”')
  })

  it('一屏写不下，先写最新的', async () => {
    for (const place of ['东门', '西门', '南门', '北门', '车库']) await zhang().says(`建议：${place}的灯坏了`)
    await town.timePasses('2026-03-01T18:00:00+08:00')
    expect(town.hears('gc').join()).toContain(
      '新建议5条：3号 南门的灯坏了；4号 北门的灯坏了；5号 车库的灯坏了；另有2条在后台',
    )
  })

  it('又打开的当天又办好了，就只算办结；私下说的只有号码', async () => {
    await zhang().says('建议：车库积水')
    await town.staff('gc').says('/办结 1 抽干了')
    await zhang().says('没好')
    await town.staff('gc').says('/答复 1 明天再抽一次')
    await zhang().whispers('建议：楼上太吵')
    await town.staff('gc').says('/办结 2 谈过了')
    await zhang().whispers('没好')
    town.hears('gc')
    await town.timePasses('2026-03-01T18:00:00+08:00')
    const [digest = ''] = town.hears('gc')
    expect(digest).toContain('\n说没好，又打开1条：2号（私下说的），今天9:00说的\n办结答复1条：1号 车库积水')
    expect(digest).not.toContain('太吵')
  })
})

describe('/记录：工作人员替人记', () => {
  it('引用谁的话，就是谁提的', async () => {
    const said = await town.resident('u1', '3-2-501 张三').says('楼道灯坏了一个月了也没有人来管')
    await town.staff('g3').says('/记录', { quote: said })
    expect(town.hears('g3')).toEqual([
      expect.stringContaining('您说的“楼道灯坏了一个月了也没有人来管”，居委会记下了，是建议1号'),
    ])
    expect((await town.said()).at(-1)?.quote).toBe(said)
    expect(await suggestions()).toMatchObject([{ authorId: 'u1', home: '3-2-501', messageId: said, private: false }])
    const [event] = await town.query(() => list('events', { type: 'suggestion.received' }))
    expect(event).toMatchObject({ actor: 's1', data: { author: 'u1', recordedBy: 's1', said } })

    await town.staff('g3').says('/记录', { quote: said })
    expect([town.hears('g3'), town.staff().hears()]).toEqual([[], ['这条已经记下了，是建议1号。']])
    expect(await suggestions()).toHaveLength(1)
  })

  it('没引用、引用了没见过的、引用了我们自己的话，都说清楚，不乱记', async () => {
    await town.staff('g3').says('/记录')
    await town.staff('g3').says('/记录', { quote: 'nowhere' })
    await town.staff('g3').says('/记录', { quote: town.last('g3') })
    expect(await suggestions()).toEqual([])
    expect(codes()).toEqual(['suggestion.nothing-quoted', 'suggestion.quote-unknown', 'suggestion.quote-unknown'])
  })
})

describe('不说过了的日子，不让话落空', () => {
  it('过了期再转办，没写几天，就从今天重新算', async () => {
    await town.resident('u1', '3-2-501 张三').says('建议：车库积水')
    await town.timePasses('2026-03-20T09:00:00+08:00')
    town.hears('g3')
    await town.staff('gc').says('/转办 1 物业')
    expect(town.hears('g3')).toEqual(['建议1号转给物业办了，3月27日（周五）18:00前给您回话。'])
  })

  it('办结七天以后说“没好”，私下告诉他怎么办，群里同一件只说一回；还有在办的，就不猜是哪件', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('建议：车库积水')
    await town.staff('gc').says('/办结 1 抽干了')
    await town.timePasses('2026-03-09T09:00:00+08:00')
    town.hears('g3')
    const late = '建议1号办结超过7天了。还没好就再说一遍：“建议：……”。'
    await zhang.says('没好')
    await zhang.says('没好')
    expect([zhang.hears(), town.hears('g3')]).toEqual([[late], []])
    await zhang.whispers('没好')
    expect(zhang.hears()).toEqual([late])
    await zhang.says('建议：路灯坏了')
    await zhang.whispers('没好')
    expect(zhang.hears().join()).not.toContain('1号')
  })

  it('有人在办的，提的人补充了什么，工作人员马上知道', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('建议：路灯坏了')
    await zhang.says('补充1 在2单元门口')
    expect(town.staff().hears()).toEqual([])
    await town.staff('gc').says('/转办 1 物业')
    await zhang.says('补充1 电线断了搭在栏杆上')
    expect(town.staff().hears()).toEqual(['建议1号补充了：电线断了搭在栏杆上。'])
    await zhang.whispers('补充1 我腿脚不好，家里就我一个人')
    expect(town.staff().hears()).toEqual(['建议2号（并在1号里）补充了：我腿脚不好，家里就我一个人。'])
    await town.resident('u2', '3-1-101 李四').says('建议：2单元门口太黑')
    await town.staff('gc').says('/合并 1 3')
    await town.resident('u2', '3-1-101 李四').says('补充3 昨晚有人摔了')
    expect(town.staff().hears()).toEqual(['建议3号（并在1号里）补充了：昨晚有人摔了。'])
  })

  it('居民自己合并，不行时告诉他自己能说的话', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.whispers('建议：楼上太吵')
    await zhang.says('建议：夜里有人装修')
    zhang.hears()
    await zhang.whispers('合并1 2')
    expect(zhang.hears()).toEqual(['建议2号是公开提的，不能并进私下提的1号。说“合并2 1”就行。'])
    await zhang.whispers('合并2 1')
    zhang.hears()
    await zhang.whispers('建议：电梯坏了')
    zhang.hears()
    await zhang.whispers('合并3 1')
    expect(zhang.hears()).toEqual(['建议1号已经和2号一起办了。'])
  })
})

it('答复里写了手机号，群里只显示一半，工作人员私下知道；私下提的，提的人看得到', async () => {
  await town.resident('u1', '3-2-501 张三').says('建议：下水道堵了')
  town.hears('g3')
  await town.staff('gc').says('/答复 1 请打物业李师傅13812345678')
  expect(town.hears('g3').join()).toContain('138****5678')
  expect(town.staff().hears()).toEqual(['手机号在群里只显示一半，大家打不了。要留电话就写座机，或者请大家找居委会问。'])
  const li = town.resident('u2', '3-1-101 李四')
  await li.whispers('建议：楼上太吵')
  li.hears()
  await town.staff('gc').says('/答复 2 请打物业李师傅13812345678')
  expect(li.hears().join()).toContain('13812345678')
  expect(town.staff().hears().join()).not.toContain('只显示一半')
})
