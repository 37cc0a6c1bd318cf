import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insert, list, remove, update } from '../../src/app/operations.ts'
import { openOutlets } from '../../src/app/outlets.ts'
import { openTown, type Town } from '../support/town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

/** The committee reads in a group of its own, through a robot that hears nothing. */
const openRobot = () =>
  town.query(() =>
    openOutlets(
      {
        name: 'stage',
        account: 'bot',
        outlets: [{ chat: { kind: 'group', id: 'robot' }, name: '居委会企业微信群', community: null }],
      },
      { forNative: (_, { nativeId }) => nativeId, secret: () => '', code: () => '' },
      town.clock.now(),
    ),
  )

describe('有危险', () => {
  it('马上在群里引用他的话说打什么电话，并私下叫工作人员：谁、哪家、原话', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    const said = await zhang.says('3栋楼道着火了')
    expect(town.hears('g3')).toEqual([
      '马上打119！人先出来，走楼梯，不坐电梯，不回去拿东西；楼道里有烟就别出去，关门堵缝等人来。居委会的人也通知了。',
    ])
    expect((await town.said()).find((m) => m.to === 'g3')?.quote).toBe(said)
    expect(town.staff().hears()).toEqual([
      '【紧急】着火。3-2-501 张三（3-2-501，门牌没核实）今天9:00在幸福里3栋业主群说：“3栋楼道着火了”。请马上联系。',
    ])
    expect(await town.query(() => list('suggestions'))).toEqual([])
  })

  it('同一个人十分钟内再喊，群里不重复，工作人员每次都收到；过了十分钟再说一遍', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('3栋楼道着火了')
    await town.timePasses(6)
    await zhang.says('3栋楼道着火了，快来人')
    await town.timePasses(6)
    await zhang.says('3栋楼道着火了，快来人啊')
    expect(town.hears('g3')).toHaveLength(2)
    expect(town.staff().hears()).toHaveLength(3)
    expect(await town.query(() => list('events', { type: 'danger.reported' }))).toHaveLength(3)
  })

  it('几十个人都喊，群里十分钟内只说一遍，说满了三条也要说；工作人员每一声都收到，机器人群里也只一句', async () => {
    await openRobot()
    const zhang = town.resident('u1', '3-2-501 张三')
    for (const what of ['车库积水', '路灯不亮', '垃圾没人收']) await zhang.says(`建议：${what}`)
    town.hears('g3')
    await zhang.says('3栋楼道着火了')
    for (const n of [2, 3, 4]) await town.resident(`u${n}`, `3-1-10${n}`).says('着火了着火了')
    expect(town.hears('g3')).toEqual([expect.stringContaining('马上打119')])
    expect(town.staff().hears()).toHaveLength(4)
    expect(town.hears('robot')).toHaveLength(1)
    await town.resident('u2', '3-1-102').says('我妈晕倒了没有呼吸')
    await town.resident('u5', '4-1-101', 'g4').says('着火了，4栋楼道')
    expect(town.hears('g3')).toEqual([expect.stringContaining('马上打120')])
    expect(town.hears('g4')).toEqual([expect.stringContaining('马上打119')])
  })

  it('私下喊的，各人都答各人的', async () => {
    const [zhang, li] = [town.resident('u1', '3-2-501 张三'), town.resident('u2', '3-1-101 李四')]
    for (const one of [zhang, li]) await one.whispers('我家着火了')
    expect([...zhang.hears(), ...li.hears()]).toHaveLength(2)
  })

  it('第一次在群里开口就是险情：先说打什么电话，不先介绍自己', async () => {
    await town.query(() => remove('marks', { communityId: 'c1', key: 'notice:g3' }))
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('3栋楼道着火了')
    expect(town.hears('g3')).toEqual([expect.stringContaining('马上打119')])
    await zhang.says('建议：车库积水')
    expect(town.hears('g3')[0]).toContain('大家好，我是五共')
  })

  it('送来两次的同一条只答一次，中间重启也一样', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('楼道里有煤气味', { id: 'gas' })
    await town.restart()
    await zhang.says('楼道里有煤气味', { id: 'gas' })
    expect(town.hears('g3')).toEqual([
      expect.stringMatching(/^马上离开屋子，到外面再打119和燃气公司，有人头晕恶心打120。别开关电灯电器/),
    ])
    expect(town.staff().hears()).toHaveLength(1)
  })

  it.each([
    ['有人被困在3栋电梯里了', '119'],
    ['3栋楼下有个老人晕倒了', '120'],
    ['有个孩子在3栋触电了', '120'],
    ['墙塌了压着人了', '119'],
    ['孙子走丢了', '110'],
    ['我家着火了怎么办', '119'],
    ['我屋里头起火咯 快点来人', '119'],
    ['电瓶车炸了楼道里全是烟', '119'],
    ['电梯卡住了里头有人', '119'],
    ['闻到一股臭鸡蛋味 是不是煤气漏了', '119'],
    ['我妈突然说不出话嘴也歪了', '120'],
    ['电梯里关了人！', '119'],
    ['小偷进屋了', '110'],
    ['老伴上吊了', '120'],
    ['小偷进我家了', '110'],
  ])('%s → %s', async (text, number) => {
    await town.resident('u1', '3-2-501 张三').says(text)
    expect(town.hears('g3')[0]).toContain(number)
  })

  it.each([
    ['电线掉下来了冒火花', /^有人触电马上打120，没伤着人打95598。别碰触电的人和电线.*离开8米/],
    ['孩子掉井里了', /^马上打119和120。别跳下去，别下井/],
    ['有人要跳楼', /^马上打110和119。别围着看/],
    ['有人从楼上掉下来了', /^马上打120和110，别搬动伤者/],
    ['楼道里全是烟', /^马上打119.*楼道里有烟就别出去，关门堵缝等人来/],
  ])('该怎么做，看是什么险情：%s', async (text, advice) => {
    await town.resident('u1', '3-2-501 张三').says(text)
    expect(town.hears('g3')).toEqual([expect.stringMatching(advice)])
  })

  it('家里老人敲门没人应：私下告诉怎么找人开门，工作人员去看', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('我妈一个人在家敲门没人应')
    expect([town.hears('g3'), zhang.hears()]).toEqual([[], [expect.stringContaining('要破门打119')]])
    expect(town.staff().hears()).toEqual([expect.stringContaining('可能是敲门没人应')])
  })

  it('断线期间喊的，过了一小时才收到：只告诉工作人员，写明是什么时候说的', async () => {
    await town.timePasses('2026-03-01T12:00:00+08:00')
    const sentAt = Date.parse('2026-03-01T10:30:00+08:00')
    await town.resident('u1', '3-2-501 张三').says('3栋楼道着火了', { sentAt })
    expect(town.hears('g3')).toEqual([])
    expect(town.staff().hears()).toEqual([expect.stringContaining('今天10:30在幸福里3栋业主群说')])
  })

  it('该发的话还在排队，险情的先发：群里、工作人员那里都是', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    const wait = { status: 'rate' as const, retryAfterMs: 60_000 }
    town.stage.results.push(wait)
    await zhang.says('建议：车库积水')
    town.stage.results.push(wait)
    await town.staff().whispers('帮助')
    expect([...town.hears('g3'), ...town.staff().hears()]).toEqual([])
    await zhang.says('3栋楼道着火了')
    expect(town.hears('g3')).toEqual([expect.stringContaining('马上打119')])
    expect(town.staff().hears()).toEqual([expect.stringContaining('着火')])
    await town.timePasses(2)
    expect(town.hears('g3')).toEqual([expect.stringContaining('车库积水')])
    expect(town.staff().hears()).toHaveLength(1)
  })

  it('私下喊，私下答，群里不提', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.whispers('我想自杀')
    expect(zhang.hears()).toEqual([
      '您先别一个人扛着，想说话就打12356，那边有人听。有危险马上打120或110。居委会的人也通知了。',
    ])
    expect(town.hears('g3')).toEqual([])
    expect(town.staff().hears()[0]).toContain('私下说：“我想自杀”')
  })

  it('说不准的，号码私下给他，工作人员去看一眼，群里不惊动', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('我胸口疼')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual([
      '要是眼下的事：马上打120，说清楼栋门牌。别随便搬动，旁边留一个人。居委会的人也通知了。',
    ])
    expect(town.staff().hears()).toEqual([
      '【请看一下】可能是急病。3-2-501 张三（3-2-501，门牌没核实）今天9:00在幸福里3栋业主群说：“我胸口疼”。请联系问一声。',
    ])
  })

  it('他自己也拿不准（可能着火了），私下给他号码，请工作人员看一下，群里不提；要是、万一，不算', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    for (const words of ['万一着火了怎么办', '楼道堆东西可能着火']) await zhang.says(words)
    expect([...zhang.hears(), ...town.staff().hears()]).toEqual([])
    await zhang.says('3栋可能着火了')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual([expect.stringContaining('119')])
    expect(town.staff().hears()).toEqual([expect.stringMatching(/^【请看一下】可能是着火。/)])
  })

  it('说不准的话以后真喊了，群里照样马上答', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('我胸口疼')
    await zhang.says('我心口疼，喘不上气')
    expect(town.hears('g3')).toEqual([expect.stringContaining('马上打120')])
    expect(town.staff().hears()).toHaveLength(2)
  })

  it('在群里说不想活了，私下跟他说，群里不提', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('活着没意思')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()[0]).toContain('12356')
    expect(town.staff().hears()[0]).toContain('可能是有人想不开')
  })

  it('在群里说要自杀，也只私下跟他说，工作人员马上联系，群里不提', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('我想自杀')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual([expect.stringContaining('想说话就打12356')])
    expect(town.staff().hears()).toEqual([expect.stringMatching(/^【紧急】有人想不开/)])
  })

  it('在群里说挨了打，号码和妇联热线私下给他，群里不提', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('我被老公打了')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual([
      '先护住自己，躲开些。眼下有危险马上打110，受了伤打120。想找人说说、想知道怎么办，白天打12338妇联热线。居委会的人也通知了。',
    ])
    expect(town.staff().hears()[0]).toContain('可能是家里动手')
  })

  it('私下说邻居家打孩子，工作人员知道', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.whispers('别在群里说，我家隔壁天天打孩子')
    expect(zhang.hears()[0]).toContain('110')
    expect(town.staff().hears()[0]).toContain('私下说：“别在群里说，我家隔壁天天打孩子”')
    expect(town.hears('g3')).toEqual([])
  })
})

describe('通知了谁，就说通知了谁', () => {
  it('居委会的人不叫“社区工作者”，也一样收到', async () => {
    await town.query(() => update('roles', { communityId: 'c1', memberId: 's1' }, { role: 'committee' }))
    await town.resident('u1', '3-2-501 张三').says('着火了，五楼冒烟')
    expect(town.staff().hears()).toEqual([expect.stringContaining('【紧急】着火')])
    expect(town.hears('g3')[0]).toContain('居委会的人也通知了')
  })

  it('一个人有两个身份，只收到一遍', async () => {
    const both = { communityId: 'c1', memberId: 's1', role: 'committee' as const, grantedAt: 0, grantedBy: 'setup' }
    await town.query(() => insert('roles', both))
    await town.resident('u1', '3-2-501 张三').says('着火了，五楼冒烟')
    expect(town.staff().hears()).toHaveLength(1)
  })

  it('一个能私下找的人也没有：居委会的群里说一声，不说是谁', async () => {
    await town.query(() => remove('roles', { communityId: 'c1', memberId: 's1' }))
    await town.resident('u1', '3-2-501 张三').says('着火了，五楼冒烟')
    expect(town.hears('gc')).toEqual([
      '【紧急】着火。今天9:00有人在幸福里3栋业主群说的，是谁和原话在后台“今天”里，工作人员私下没联系上。请马上联系。',
    ])
    expect(town.hears('g3')[0]).toContain('居委会的人也通知了')
  })

  it('谁也通知不到，就不说通知了', async () => {
    await town.query(function* () {
      yield* remove('roles', { communityId: 'c1', memberId: 's1' })
      yield* remove('groups', { communityId: 'c1', id: 'gc' })
    })
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('着火了，五楼冒烟')
    await zhang.says('我胸口疼')
    expect(town.hears('g3')).toEqual([
      '马上打119！人先出来，走楼梯，不坐电梯，不回去拿东西；楼道里有烟就别出去，关门堵缝等人来。',
    ])
    expect(zhang.hears()).toEqual(['要是眼下的事：马上打120，说清楼栋门牌。别随便搬动，旁边留一个人。'])
  })

  it('给工作人员的私信平台不让发，也算没通知到', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    town.stage.results.push({ status: 'sent' }, { status: 'rejected', reason: 'not a friend' })
    await zhang.whispers('我胸口疼')
    await zhang.says('着火了，五楼冒烟')
    expect(town.hears('gc')).toEqual([expect.stringMatching(/^【紧急】着火/)])
  })

  it('想不开、家里动手，居委会的群里一个字不提是什么事、在哪个群', async () => {
    await openRobot()
    await town.resident('u1', '3-2-501 张三').says('我想自杀')
    expect(town.hears('robot')).toEqual(['【紧急】有一件要马上联系的事，私下发给工作人员了。'])
  })
})

describe('没回访的险情', () => {
  const digests = async (...days: number[]) => {
    const said: string[] = []
    for (const day of days) {
      town.hears('gc')
      await town.timePasses(`2026-03-0${day}T18:00:00+08:00`)
      said.push(town.hears('gc').join('\n'))
    }
    return said
  }
  const KEPT = /^【日报】.*\n险情2次，请回访：回“\/后台”，看“今天”；访过了回“\/知道了”$/m

  it('每天的日报头一句都是它，直到有人说知道了；后来再有的，再提', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('3栋楼道着火了')
    await zhang.says('电梯里困了人')
    const first = await digests(1, 2, 3)
    for (const digest of first) expect(digest).toMatch(KEPT)
    await town.staff('gc').says('/知道了')
    expect(town.hears('gc')).toEqual(['好，险情2次都知道了，日报不再提。'])
    expect((await digests(4)).join()).not.toContain('险情')
    await town.staff('gc').says('/知道了')
    expect(town.hears('gc')).toEqual(['没有要回访的险情。'])
    await zhang.says('3栋楼道着火了')
    expect((await digests(5)).join()).toContain('\n险情1次，请回访')
    expect(await town.query(() => list('events', { type: 'concern.put-aside' }))).toHaveLength(2)
  })

  it('居民说知道了不算；工作人员在居民群里发的，私下答', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says('3栋楼道着火了')
    await zhang.says('/知道了')
    expect((await digests(1)).join()).toContain('险情1次')
    town.hears('g3')
    town.staff().hears()
    await town.staff('g3').says('/知道了')
    expect(town.hears('g3')).toEqual([])
    expect(town.staff().hears()).toEqual(['好，险情1次都知道了，日报不再提。'])
  })
})
