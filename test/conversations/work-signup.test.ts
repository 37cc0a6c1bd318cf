import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list, remove } from '../../src/app/operations.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

const GARAGE = `/招工 清理车库
地点：3栋地下车库
时间：4月9日8:00-12:00 2人
报酬：120元/天`

const STAIRS = `/招工 刷楼道
地点：3栋1单元
时间：上午 4月9日8:00-12:00 2人
时间：下午 4月9日14:00-17:00 1人
报酬：20元/小时`

const FIRST = '报上了：4月9日8点清理车库，第1个（共2个）。前一晚提醒您。'
const SECOND = '报上了：4月9日8点清理车库，第2个（共2个）。前一晚提醒您。'
const FULL = '4月9日8点清理车库，2个人招满了：张*、李*。还想来的回“报名”排队。'

let town: Town
let wang: Person
let zhang: Person
let li: Person
let zhao: Person
let sun: Person

beforeEach(async () => {
  town = await openTown()
  wang = town.staff()
  zhang = town.resident('u1', '3-1-101 张三')
  li = town.resident('u2', '3-1-102 李四')
  zhao = town.resident('u3', '3-1-201 赵五')
  sun = town.resident('u4', '3-1-202 孙六')
})
afterEach(() => town.close())

const post = async (...postings: string[]) => {
  for (const posting of postings) await wang.says(posting)
  town.hears('g3')
}
const statuses = async () =>
  (await town.query(() => list('signups', {}, { order: 'id' }))).map((s) => `${s.memberId} ${s.status}`)

describe('一班两个名额', () => {
  beforeEach(() => post(GARAGE))

  it('先到的报上，满了的排队，满的消息群里只说一次', async () => {
    await zhang.says('报名')
    expect(town.hears('g3')).toEqual([FIRST])
    await li.says('报名')
    expect(town.hears('g3')).toEqual([SECOND, FULL])
    await zhao.says('报名')
    await sun.says('报名')
    expect(town.hears('g3')).toEqual([
      '人满了，您排第1个等着，有人退出马上告诉您。',
      '人满了，您排第2个等着，有人退出马上告诉您。',
    ])
    expect(await statuses()).toEqual(['u1 in', 'u2 in', 'u3 waiting', 'u4 waiting'])
  })

  it('有人退出，排在前面的马上补上，只单独告诉他', async () => {
    for (const person of [zhang, li, zhao, sun]) await person.says('报名')
    town.hears('g3')
    await li.says('取消报名')
    expect(town.hears('g3')).toEqual(['取消了：4月9日8点清理车库。想再来，随时说“报名”。'])
    expect(zhao.hears()).toEqual([
      '有人退出，轮到您了：4月9日8点清理车库，第2个（共2个）。前一晚提醒您。来不了回“取消报名”。',
    ])
    expect(sun.hears()).toEqual([])
    expect(await statuses()).toEqual(['u1 in', 'u2 cancelled', 'u3 in', 'u4 waiting'])
  })

  it('退了又来，排到最后', async () => {
    for (const person of [zhang, li, zhao]) await person.says('报名')
    await zhang.says('取消报名')
    await zhang.says('报名')
    expect(town.hears('g3').at(-1)).toBe('人满了，您排第1个等着，有人退出马上告诉您。')
    expect(await statuses()).toEqual(['u1 cancelled', 'u2 in', 'u3 in', 'u1 waiting'])
  })

  it('报过的人再说一遍，单独告诉他排第几，名额不变', async () => {
    await zhang.says('报名')
    town.hears('g3')
    await zhang.says('报名')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual(['您已经报上了：4月9日8点清理车库，第1个（共2个）。'])
    expect(await statuses()).toEqual(['u1 in'])
  })

  it('同一条消息平台送了两遍，中间还重启，只算一次', async () => {
    await zhang.says('报名', { id: 'same' })
    await town.restart()
    await zhang.says('报名', { id: 'same' })
    expect(town.hears('g3')).toEqual([FIRST])
    expect(await statuses()).toEqual(['u1 in'])
  })

  it('点按钮、引用了说“我来”，都算报名', async () => {
    const posting = town.last('g3')
    const [shift] = await town.query(() => list('shifts'))
    await zhang.says('', { action: `work:1:${shift?.id ?? 0}` })
    await li.says('我来', { quote: posting })
    // 点的人没说话，引着的是招工：说一声是谁点的。
    expect(town.hears('g3')).toEqual([`张*，${FIRST}`, SECOND, FULL])
  })

  it('在私聊里报名，在私聊里回', async () => {
    await zhang.says('早上好')
    await zhang.whispers('报名')
    expect(zhang.hears()).toEqual([FIRST])
    expect(town.hears('g3')).toEqual([])
  })

  it('没报过的人说取消，单独告诉他没有报名', async () => {
    await zhang.says('取消报名')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual(['您现在没有报名，不用取消。'])
  })

  it('已经开工了，退不了，请他告诉居委会', async () => {
    await zhang.says('报名')
    await town.timePasses('2026-04-09T08:30:00+08:00')
    zhang.hears()
    await zhang.says('取消报名')
    expect(zhang.hears()).toEqual(['这一班已经开始了。来不了，请直接告诉居委会。'])
    expect(await statuses()).toEqual(['u1 in'])
  })
})

describe('好几班、好几个活', () => {
  it('没说哪一班，问一次，回数字就行', async () => {
    await post(STAIRS)
    await zhang.says('报名')
    expect(town.hears('g3')).toEqual([
      '您报哪一班？回数字就行，几班都来就回“都来”。\n1 上午 4月9日（周四）8:00–12:00\n2 下午 4月9日（周四）14:00–17:00',
    ])
    await zhang.says('2')
    expect(town.hears('g3')).toEqual([
      '报上了：4月9日14点刷楼道（下午），第1个（共1个）。前一晚提醒您。',
      '4月9日14点刷楼道（下午），1个人招满了：张*。还想来的回“报名”排队。',
    ])
  })

  it('说了哪一班，就不问', async () => {
    await post(STAIRS)
    await zhang.says('报名 上午')
    expect(town.hears('g3')).toEqual(['报上了：4月9日8点刷楼道（上午），第1个（共2个）。前一晚提醒您。'])
  })

  it('帮人报名没说哪一班，请他一起说，不会把他自己报上', async () => {
    await post(STAIRS)
    await zhang.says('帮502张阿姨报名')
    expect(town.hears('g3')).toEqual(['还不知道报哪一班。一起说上，比如“帮502张阿姨报名 上午”。'])
    await zhang.says('2')
    expect(await statuses()).toEqual([])
    await zhang.says('帮502张阿姨报名 上午')
    expect(await statuses()).toEqual(['u1 requested'])
  })

  it('没说哪个活，问了再问哪一班；同一句话说两遍，群里只问一次', async () => {
    await post(GARAGE, STAIRS)
    await zhang.says('报名')
    await zhang.says('报名')
    expect(town.hears('g3')).toEqual(['您报哪个？回数字就行。\n1 清理车库\n2 刷楼道'])
    expect(zhang.hears()).toEqual(['您报哪个？回数字就行。\n1 清理车库\n2 刷楼道'])
    await zhang.says('2')
    expect(town.hears('g3')).toEqual([expect.stringContaining('您报哪一班？')])
    await zhang.says('上午')
    expect(town.hears('g3')).toEqual(['报上了：4月9日8点刷楼道（上午），第1个（共2个）。前一晚提醒您。'])
  })

  it('时间撞了，单独告诉他撞了哪个', async () => {
    await post(GARAGE, STAIRS)
    const stairs = town.last('g3')
    const garage = (await town.said()).find((m) => m.text.includes('清理车库'))?.key ?? ''
    await zhang.says('报名', { quote: garage })
    town.hears('g3')
    await zhang.says('报名 上午', { quote: stairs })
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual(['时间撞了：您已经报了4月9日8点清理车库。想换，先回“取消报名”，再报这个。'])
    await zhang.says('报名 下午', { quote: stairs })
    expect(await statuses()).toEqual(['u1 in', 'u1 in'])
    expect(town.notes.map((n) => n.code)).toEqual(['signup.overlap'])
  })

  it('报了两个活，取消时问是哪个', async () => {
    await post(GARAGE, STAIRS)
    const stairs = town.last('g3')
    const garage = (await town.said()).find((m) => m.text.includes('清理车库'))?.key ?? ''
    await zhang.says('报名', { quote: garage })
    await zhang.says('报名 下午', { quote: stairs })
    town.hears('g3')
    await zhang.says('取消报名')
    expect(town.hears('g3')).toEqual(['您要取消哪个？回数字就行。\n1 清理车库\n2 刷楼道'])
    await zhang.says('2')
    expect(town.hears('g3')).toEqual(['取消了：4月9日14点刷楼道（下午）。想再来，随时说“报名”。'])
    expect(await statuses()).toEqual(['u1 in', 'u1 cancelled'])
  })
})

describe('再问一遍', () => {
  it('群里问过了，又说报名，就单独问他，在私下也能答', async () => {
    await post(GARAGE, STAIRS)
    await zhang.says('报名')
    await town.timePasses(30)
    town.hears('g3')
    await zhang.says('报名')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual(['您报哪个？回数字就行。\n1 清理车库\n2 刷楼道'])
    await zhang.whispers('1')
    expect(zhang.hears()).toEqual([FIRST])
    expect(await statuses()).toEqual(['u1 in'])
  })

  it('帮人报名没说哪个活，例子里用他的原话', async () => {
    await post(GARAGE, STAIRS)
    await zhang.says('帮隔壁老李报名')
    expect(town.hears('g3')).toEqual(['还不知道报哪个。一起说上，比如“帮隔壁老李报名 清理车库”。'])
    await zhang.says('帮隔壁老李报名 清理车库')
    expect(await statuses()).toEqual(['u1 requested'])
  })
})

describe('只取消一班', () => {
  beforeEach(async () => {
    await post(STAIRS)
    await zhang.says('报名 上午')
    await zhang.says('报名 下午')
    town.hears('g3')
  })

  it('说了哪一班，只取消那一班', async () => {
    await zhang.says('取消报名 下午')
    expect(town.hears('g3')).toEqual(['取消了：4月9日14点刷楼道（下午）。想再来，随时说“报名”。'])
    expect(await statuses()).toEqual(['u1 in', 'u1 cancelled'])
  })

  it('那一班没报过，单独告诉他，别的班不动', async () => {
    await zhang.says('取消报名 下午')
    town.hears('g3')
    await zhang.says('取消报名 下午')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual(['您没有报这一班，不用取消。'])
    expect(await statuses()).toEqual(['u1 in', 'u1 cancelled'])
  })

  it('“我不去了”是全都不去', async () => {
    await zhang.says('我不去了')
    expect(await statuses()).toEqual(['u1 cancelled', 'u1 cancelled'])
  })
})

describe('报名还带着别的话', () => {
  beforeEach(() => post(GARAGE))

  it.each(['报名，谢谢', '3-1-101 张三 报名', '报名：3-1-101', '报名！我住1单元101'])('%s：报上', async (words) => {
    await zhang.says(words)
    expect(town.hears('g3')).toEqual([FIRST])
    expect(await statuses()).toEqual(['u1 in'])
  })

  it('写的是别人家：记成帮报，不占名额', async () => {
    await zhang.says('3-1-301 老陈 报名')
    expect(await town.query(() => list('signups'))).toMatchObject([{ status: 'requested', onBehalfOf: '3-1-301 老陈' }])
  })

  it.each(['报名2人', '我和老伴报名'])('%s：他报上，别人怎么报说给他听', async (words) => {
    await zhang.says(words)
    expect(town.hears('g3')).toEqual([`${FIRST}一人占一个名额：别人请自己说“报名”，或者您说“帮谁谁报名”。`])
    expect(await statuses()).toEqual(['u1 in'])
  })

  it.each(['算我一个', '算我一个噻', '我来', '我参加', '报铭', '+1', '保名', '能报名吗', '还有名额吗', '把我报上'])(
    '%s：群里不说话，私下问一次，照着回就报上',
    async (words) => {
      await zhang.says(words)
      await zhang.says(words)
      expect(town.hears('g3')).toEqual([])
      expect(zhang.hears()).toEqual(['您是要报名4月9日8点清理车库吗？要报，回“报名”就行。'])
      expect(await statuses()).toEqual([])
      await zhang.whispers('报名')
      expect(await statuses()).toEqual(['u1 in'])
    },
  )

  it.each(['我报', '报我一个', '报名报名', '我想报名参加这个', '我要报名，上午有空'])('%s：报上', async (words) => {
    await zhang.says(words)
    expect([...town.hears('g3'), await statuses()]).toEqual([FIRST, ['u1 in']])
  })

  it.each(['我去', '算我一个笨蛋', '报名麻烦'])('%s：说的也许是别的', async (words) => {
    await zhang.says(words)
    expect([...town.hears('g3'), ...zhang.hears()]).toEqual([])
  })
})

describe('帮别人报名', () => {
  beforeEach(() => post(GARAGE))

  it.each([
    ['2-1-201陈桂香', '2-1-201 陈桂香'],
    ['陈桂香', '2-1-201 陈桂香'],
    ['2栋1单元201', '2-1-201 陈桂香'],
  ])('帮%s报名，本人已经报上：确认时告诉社区，不重复报', async (who, card) => {
    await town.query(() => remove('households', { communityId: 'c1' }))
    await zhang.says(`帮${who}报名`)
    await town.resident('u9', card).says('报名')
    town.hears('g3')
    wang.hears()
    await wang.whispers('/确认报名 1 1')
    expect(wang.hears()).toEqual([
      `${who}自己已经报上了：4月9日8点清理车库，第1个（共2个）。这个请求不用了，没有重复报。`,
    ])
    expect(zhang.hears()).toEqual([`${who}自己已经报过了：4月9日8点清理车库，不用再帮报。`])
    expect(await statuses()).toEqual(['u1 cancelled', 'u9 in'])
  })

  describe('502张阿姨大概就是3-2-502的张秀兰', () => {
    let aunt: Person
    beforeEach(() => {
      aunt = town.resident('u7', '3-2-502 张秀兰')
    })

    it('她自己报上了：确认时告诉社区，不给第二个名额', async () => {
      await aunt.says('报名')
      await zhang.says('帮502张阿姨报名')
      town.hears('g3')
      wang.hears()
      await wang.says('/确认报名 1 1')
      expect(town.hears('g3')).toEqual([])
      expect(wang.hears()).toEqual([
        '没有确认：502张阿姨可能就是3-2-502 张秀兰，自己已经报上了：4月9日8点清理车库，第1个（共2个）。是同一个人就不用管；不是，再回一次“/确认报名 1 1”。',
      ])
      expect(await statuses()).toEqual(['u7 in', 'u1 requested'])
      await wang.whispers('/确认报名 1 1')
      expect(await statuses()).toEqual(['u7 in', 'u1 in'])
    })

    it('先确认了，她自己又来报：问她一次，不说是谁报的；再说一次才另给一个', async () => {
      await zhang.says('帮502张阿姨报名')
      await wang.whispers('/确认报名 1 1')
      town.hears('g3')
      zhang.hears()
      await aunt.says('报名')
      expect(town.hears('g3')).toEqual([
        '您家好像有人帮着报过了：4月9日8点清理车库，第1个（共2个）。报的就是您，不用再报；报的是别人，您自己也要来，再回一次“报名”。',
      ])
      expect(await statuses()).toEqual(['u1 in'])
      await aunt.says('报名')
      expect(await statuses()).toEqual(['u1 in', 'u7 in'])
      expect(zhang.hears()).toEqual([])
    })

    it.each(['3-2-502 李梅', '3-2-501 张秀兰', '4-2-502 张秀兰'])('%s是别人，照样确认', async (card) => {
      await town.resident('u8', card).says('报名')
      await zhang.says('帮502张阿姨报名')
      await wang.whispers('/确认报名 1 1')
      expect(await statuses()).toEqual(['u8 in', 'u1 in'])
    })
  })

  describe('一家人不是一个人', () => {
    const confirmed = async (who: string) => {
      await zhang.says('大家好')
      await zhang.whispers(`帮${who}报名`)
      await wang.whispers('/确认报名 1 1')
      for (const one of [zhang, wang]) one.hears()
      town.hears('g3')
    }

    it('本人来报，就是帮着报的那个名额', async () => {
      await town.resident('u7', '3-2-502 张秀兰').says('大家好')
      await confirmed('3-2-502张秀兰')
      await town.resident('u7', '3-2-502 张秀兰').says('报名')
      expect(await statuses()).toEqual(['u1 cancelled', 'u7 in'])
      expect(zhang.hears()).toEqual(['3-2-502张秀兰自己已经报过了：4月9日8点清理车库，不用再帮报。'])
    })

    it('她家李伟来报，报的是他自己，她的名额还在', async () => {
      await confirmed('3-2-502张秀兰')
      await town.resident('u8', '3-2-502 李伟').says('报名')
      expect(await statuses()).toEqual(['u1 in', 'u8 in'])
      expect(zhang.hears()).toEqual([])
    })

    it('李伟先报上了，照样确认张秀兰', async () => {
      await town.resident('u8', '3-2-502 李伟').says('报名')
      await confirmed('3-2-502张秀兰')
      expect(await statuses()).toEqual(['u8 in', 'u1 in'])
    })

    it('别的门牌上同名的，不是她', async () => {
      await confirmed('3-2-502张秀兰')
      await town.resident('u8', '3-1-301 张秀兰').says('报名')
      expect(await statuses()).toEqual(['u1 in', 'u8 in'])
    })
  })

  it.each(['3栋2单元502张秀兰', '张秀兰'])('两个邻居都帮%s报：第二个先问，不给同一个人两个名额', async (who) => {
    await zhang.says('帮张秀兰报名')
    await li.says(`帮${who}报名`)
    await wang.whispers('/确认报名 1 1')
    wang.hears()
    await wang.whispers('/确认报名 1 2')
    expect(wang.hears()).toEqual([
      `没有确认：${who}可能就是张秀兰，3-1-101 张三帮着已经报上了：4月9日8点清理车库，第1个（共2个）。是同一个人就不用管；不是，再回一次“/确认报名 1 2”。`,
    ])
    expect(await statuses()).toEqual(['u1 in', 'u2 requested'])
    await wang.whispers('/确认报名 1 2')
    expect(await statuses()).toEqual(['u1 in', 'u2 in'])
  })

  it.each([
    ['我妈', '我妈'],
    ['502张阿姨', '301张阿姨'],
    ['张秀兰', '李秀兰'],
  ])('帮%s、帮%s：是两个人', async (one, other) => {
    await zhang.says(`帮${one}报名`)
    await li.says(`帮${other}报名`)
    await wang.whispers('/确认报名 1 1')
    await wang.whispers('/确认报名 1 2')
    expect(await statuses()).toEqual(['u1 in', 'u2 in'])
  })

  it('私下帮人报的，在群里确认也不说是谁、住哪儿', async () => {
    await town.resident('u7', '3-2-502 张秀兰').says('报名')
    await zhang.says('大家好')
    await zhang.whispers('帮3-2-502张秀兰报名')
    town.hears('g3')
    await wang.says('/确认报名 1 1')
    expect(town.hears('g3')).toEqual([
      '本人已经报上了：4月9日8点清理车库，第1个（共2个）。这个请求不用了，没有重复报。',
    ])
  })

  it('说的就是自己，就是自己报名；只是同名、只是一家的，都不算', async () => {
    const aunt = town.resident('u7', '3-2-502 张阿姨')
    await wang.says(GARAGE)
    town.hears('g3')
    await aunt.says('帮502张阿姨报名')
    expect(town.hears('g3')).toEqual([expect.stringMatching(/^报上了/)])
    expect(await town.query(() => list('signups'))).toMatchObject([{ memberId: 'u7', status: 'in', onBehalfOf: null }])
    await town.resident('u8', '3-1-301 张阿姨').says('帮502张阿姨报名')
    await town.resident('u9', '3-2-502 老陈').says('帮502张阿姨报名')
    expect((await town.query(() => list('signups'))).slice(1)).toMatchObject([
      { memberId: 'u8', status: 'requested' },
      { memberId: 'u9', status: 'requested' },
    ])
  })

  it('一次确认一个：要全部确认，告诉他怎么写', async () => {
    await wang.says(GARAGE)
    await zhang.says('帮隔壁老李报名')
    town.hears('gc')
    await wang.in('gc').says('/确认报名 1 全部')
    expect(town.hears('gc')).toEqual(['要写招工几号、第几个请求，一次确认一个。这样写：\n/确认报名 3 2'])
  })

  it('帮家里人报名，自己也报了：不是同一个人，照样确认', async () => {
    await zhang.says('帮3-1-101我老伴报名')
    await zhang.says('报名')
    await town.resident('u9', '3-1-302 阿姨').says('报名')
    await li.says('帮502张阿姨报名')
    await wang.whispers('/确认报名 1 1')
    await wang.whispers('/确认报名 1 2')
    expect(await statuses()).toEqual(['u1 waiting', 'u1 in', 'u9 in', 'u2 waiting'])
  })

  it('请求里不记帮忙的人的门牌', async () => {
    await zhang.says('帮502张阿姨报名')
    expect(await town.query(() => list('signups'))).toMatchObject([{ memberId: 'u1', home: null }])
  })

  it('先记下，不占名额；社区确认了才算，号数不会变', async () => {
    await zhang.says('帮502张阿姨报名')
    expect(town.hears('g3')).toEqual(['记下了，现在还没占名额。本人来说一声“报名”，或者社区确认，才算报上。'])
    expect(wang.hears()).toEqual([
      '3-1-101 张三帮502张阿姨报名：4月9日8点清理车库（招工1号）。问过本人后，回“/确认报名 1 1”，不行就回“/不确认 1 1”。',
    ])
    await li.says('帮201王叔报名')
    wang.hears()
    town.hears('g3')
    await wang.whispers('/确认报名 1 1')
    expect(wang.hears()).toEqual(['确认了，报上了：4月9日8点清理车库，第1个（共2个）。'])
    expect(zhang.hears()).toEqual(['社区确认了，502张阿姨报上了：4月9日8点清理车库，第1个（共2个）。请您转告。'])
    await wang.in('gc').says('/确认报名 1 1')
    expect(town.hears('gc')).toEqual(['已经确认过了，报上了，第1个。'])
    await wang.whispers('/确认报名 1 2')
    expect(await statuses()).toEqual(['u1 in', 'u2 in'])
    expect(town.hears('g3')).toEqual(['4月9日8点清理车库，2个人招满了。还想来的回“报名”排队。'])
  })

  it('确认的时候人满了，就排到最后', async () => {
    await zhang.says('帮502张阿姨报名')
    for (const person of [li, zhao, sun]) await person.says('报名')
    wang.hears()
    await wang.whispers('/确认报名 1 1')
    expect(wang.hears()).toEqual(['确认了，人满了，排第2个等着。'])
    await li.says('取消报名')
    expect(sun.hears()).toHaveLength(1)
    await zhao.says('取消报名')
    expect(zhang.hears().at(-1)).toBe('有人退出，轮到502张阿姨了：4月9日8点清理车库，第2个（共2个）。请您转告。')
  })

  it('不确认：帮报的人私下知道，群里不说是谁；不能确认第二次，她自己还能报', async () => {
    await zhang.says('帮502张阿姨报名')
    await li.says('帮201王叔报名')
    for (const one of [wang, zhang, li]) one.hears()
    town.hears('g3')
    await wang.says('/不确认 1 1')
    expect(town.hears('g3')).toEqual(['好，4月9日8点清理车库的这个请求不确认了。帮报的人，我单独告诉了。'])
    expect(zhang.hears()).toEqual(['您帮502张阿姨报的4月9日8点清理车库，社区没有确认，没算报上。'])
    expect(li.hears()).toEqual([])
    await wang.in('gc').says('/不确认 1 1')
    await wang.in('gc').says('/确认报名 1 1')
    await wang.in('gc').says('/不确认 1 7')
    expect(town.hears('gc')).toEqual([
      '这个报名请求已经取消了。',
      '这个报名请求已经取消了。',
      '没有第7个报名请求，回“/名单”可以看。',
    ])
    await wang.in('gc').says('/确认报名 1 2')
    await wang.in('gc').says('/不确认 1 2')
    expect(town.hears('gc').at(-1)).toBe('已经确认过了，报上了，第1个。')
    await town.resident('u9', '3-1-502 张阿姨').says('报名')
    expect(await statuses()).toEqual(['u1 cancelled', 'u2 in', 'u9 in'])
  })

  it('她自己来说报名，就直接报上', async () => {
    await zhang.says('帮502张阿姨报名')
    town.hears('g3')
    await town.resident('u9', '3-1-502 张阿姨').says('报名')
    expect(town.hears('g3')).toEqual([FIRST])
  })

  it('社区的人自己帮报，就是确认了：不叫他再确认一遍，也不给他发两条', async () => {
    await wang.says('帮钱婆婆报名')
    expect(town.hears('g3')).toEqual(['确认了，报上了：4月9日8点清理车库，第1个（共2个）。'])
    expect(wang.hears()).toEqual([])
    expect(await statuses()).toEqual([expect.stringMatching(/ in$/)])
    await wang.whispers('帮3-1-102李四报名')
    await li.says('报名')
    await wang.whispers('帮李四报名')
    expect(wang.hears().at(-1)).toMatch(/^李四自己已经报上了：/)
  })

  it('号数不对，告诉社区的人怎么看', async () => {
    await wang.whispers('/确认报名 1 7')
    expect(wang.hears()).toEqual(['没有第7个报名请求，回“/名单”可以看。'])
  })
})

describe('帮别人报的', () => {
  it('帮报的人删了信息，被帮的人还在名单上，以后的事工作人员去说', async () => {
    await post(GARAGE)
    await zhang.says('报名')
    await zhang.says('帮3-2-501周奶奶报名')
    await wang.in('gc').says('/确认报名 1 1')
    wang.hears()
    await zhang.whispers('删除我的信息')
    await zhang.whispers('确认删除')
    expect(wang.hears()).toEqual([
      '帮3-2-501周奶奶报招工1号（清理车库）的人删了自己的信息。名单里还有3-2-501周奶奶，以后有变动我通知不到，请直接告诉本人。',
    ])
    await wang.whispers('/名单 1')
    expect(wang.hears().join()).toMatch(/报上1人.*\n1 3-2-501周奶奶/)
    zhang.hears()
    await town.timePasses('2026-04-09T08:00:00+08:00')
    expect(zhang.hears()).toEqual([])
  })

  it('到了开工还没人确认，帮报的人听得到；停招以后也还在日报里等着', async () => {
    await post(GARAGE)
    await zhang.says('帮3-2-501周奶奶报名')
    await wang.in('gc').says('/停招 1')
    await town.timePasses('2026-04-08T17:00:00+08:00')
    town.hears('gc')
    await wang.in('gc').says('/日报')
    expect(town.hears('gc').join()).toContain('代报名1个等确认，回“/名单 1”看')
    zhang.hears()
    await town.timePasses('2026-04-09T08:00:00+08:00')
    expect(zhang.hears()).toEqual(['您帮3-2-501周奶奶报的4月9日8点清理车库，社区没有确认，没算报上。'])
    town.hears('gc')
    await wang.in('gc').says('/日报')
    expect(town.hears('gc').join()).not.toContain('代报名')
  })
})
