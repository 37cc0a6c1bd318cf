import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openTown, type Person, type Saying, type Town } from '../support/town.ts'

const CHARGER = '/投票 东门要不要装充电桩\n1 装\n2 不装'
const GARAGE = '/招工 清理车库\n地点：3栋负一层\n时间：4月9日 8:00-12:00 2人\n报酬：每天120元'
const TALK = '周末一起去爬山怎么样，风景好得很'

let town: Town
let zhang: Person
let qian: Person
beforeEach(async () => {
  town = await openTown()
  zhang = town.resident('u1', '3-1-101 张三')
  qian = town.resident('u5', '3-1-301 钱五')
})
afterEach(() => town.close())

const ballots = async () =>
  (await town.query(() => list('ballots', {}, { order: 'id' }))).map(
    ({ memberId, choice, counted }) => `${memberId} ${choice.join()} ${counted ? 'counts' : 'out'}`,
  )
const signups = async () =>
  (await town.query(() => list('signups', {}, { order: 'id' }))).map(({ memberId, status }) => `${memberId} ${status}`)

/** Each way in which platforms tell of a quote. */
const WAYS: readonly (readonly [string, (id: string, author: string, words: string) => Saying])[] = [
  ['by its id', (quote) => ({ quote })],
  ['by its words', (_, author, text) => ({ quote: { author, text } })],
  ['by its words, cut off', (_, author, text) => ({ quote: { author, text: text.slice(0, 8) } })],
]

describe.each(WAYS)('what quotes a neighbour %s', (_, quoting) => {
  it.each(['👍', '1', '好', '不装', '我弃权', '二'])('%s is said to him, and no vote', async (words) => {
    await town.staff().says(CHARGER)
    await zhang.says('装')
    const talk = await qian.says(TALK)
    town.hears('g3')
    await zhang.says(words, quoting(talk, '3-1-301 钱五', TALK))
    await town.resident('u2', '3-1-102 李四').says(words, quoting(talk, '3-1-301 钱五', TALK))
    expect(await ballots()).toEqual(['u1 1 counts'])
    expect([...town.hears('g3'), ...zhang.hears()]).toEqual([])
  })

  it.each(['报名', '我报名', '我来', '1', '取消报名', '我有事去不了了'])(
    '%s neither signs up for our work nor leaves it',
    async (words) => {
      await town.staff().says(GARAGE)
      await zhang.says('报名')
      const talk = await qian.says('我组织去爬山，想去的报名')
      town.hears('g3')
      for (const one of [zhang, town.resident('u2', '3-1-102 李四')])
        await one.says(words, quoting(talk, '3-1-301 钱五', '我组织去爬山，想去的报名'))
      expect(await signups()).toEqual(['u1 in'])
      expect(town.hears('g3')).toEqual([])
    },
  )

  it('counts where it names what is ours', async () => {
    await town.staff().says(CHARGER)
    await town.staff().says(GARAGE)
    const talk = await qian.says(TALK)
    const how = quoting(talk, '3-1-301 钱五', TALK)
    await zhang.says('充电桩我选2', how)
    await zhang.says('报名 清理车库', how)
    await qian.says('征集1号选1', quoting(await zhang.says('今天天气真是不错啊'), '3-1-101 张三', '今天天气真是不错啊'))
    expect(await ballots()).toEqual(['u1 2 counts', 'u5 1 counts'])
    expect(await signups()).toEqual(['u1 in'])
  })

  it('is still a suggestion or a command, where it is one', async () => {
    const talk = await qian.says(TALK)
    await zhang.says('建议：3栋门口装个扶手', quoting(talk, '3-1-301 钱五', TALK))
    expect(town.hears('g3').join()).toContain('建议1号')
  })

  it('is no answer to what we asked', async () => {
    await town.staff().says(CHARGER)
    await town.staff().says('/投票 刷楼道\n1 刷\n2 不刷')
    await zhang.says('1')
    const talk = await qian.says(TALK)
    await zhang.says('1', quoting(talk, '3-1-301 钱五', TALK))
    expect(await ballots()).toEqual([])
  })
})

describe('a quote', () => {
  it.each([true, false])('of the command that opened a poll is about that poll; its id is told: %s', async (told) => {
    const command = await town.staff().says(CHARGER)
    await town.staff().says('/投票 刷楼道\n1 刷\n2 不刷')
    await zhang.says('1', { quote: told ? command : { author: '王主任', text: CHARGER } })
    expect(await ballots()).toEqual(['u1 1 counts'])
  })

  it('of the command that opened work is about that work', async () => {
    const command = await town.staff().says(GARAGE)
    await zhang.says('我来', { quote: command })
    expect(await signups()).toEqual(['u1 in'])
  })

  it('of the command that opened what has ended since is about that: its author hears that he is too late', async () => {
    const [poll, garage, stairs] = [
      await town.staff().says(CHARGER),
      await town.staff().says(GARAGE),
      await town.staff().says(GARAGE.replace('清理车库', '刷楼道')),
    ]
    for (const command of ['/结束 1', '/停招 1', '/取消招工 2 下雨']) await town.staff().says(command)
    await town.staff().says('/投票 修不修门\n1 修\n2 不修')
    town.hears('g3')
    await zhang.says('1', { quote: poll })
    expect(zhang.hears()).toEqual([expect.stringContaining('已经截止了')])
    for (const command of [garage, stairs, garage]) await zhang.says('报名', { quote: command })
    expect(town.hears('g3')).toEqual([
      '没赶上，招工1号（清理车库）已经停止报名了。真想来，请找居委会。',
      '招工2号（刷楼道）这次不办了，不用报名。下回再招，群里会说。',
    ])
  })

  it('of our own words is about what they are about, also where the platform copied them into the text', async () => {
    await town.staff().says(CHARGER)
    await town.staff().says('/投票 刷楼道\n1 刷\n2 不刷')
    await zhang.says('「五共：【征集意见】东门要不要装充电桩\n1 装」\n- - - - - - - - - - - - - - -\n2')
    expect(await ballots()).toEqual(['u1 2 counts'])
  })

  it('of a neighbour that the platform copied into the text is said to him', async () => {
    await town.staff().says(CHARGER)
    await qian.says(TALK)
    await zhang.says(`「3-1-301 钱五：${TALK}」\n- - - - - - - - - - - - - - -\n好`)
    expect(await ballots()).toEqual([])
  })

  it('of his own words, of words that nobody knows, or beside a call for us, is for us as it was', async () => {
    await town.staff().says(CHARGER)
    const own = await zhang.says('等我想想再说吧')
    await zhang.says('2', { quote: own })
    await town.resident('u2', '李四').says('1', { quote: 'long-ago' })
    await town.resident('u3', '王五').says('1', { quote: { author: '别处的人', text: '谁也没听过的话在这里' } })
    const talk = await qian.says(TALK)
    await town.resident('u4', '赵六').says('@五共 1', { quote: talk, mention: true })
    expect(await ballots()).toEqual(['u1 2 counts', 'u2 1 counts', 'u3 1 counts', 'u4 1 counts'])
  })

  it('of the same few words that several said is of him whose name is told', async () => {
    await town.staff().says(CHARGER)
    await zhang.says('报名')
    await qian.says('报名')
    await zhang.says('1', { quote: { author: '3-1-301 钱五', text: '报名' } })
    expect(await ballots()).toEqual([])
    await zhang.says('1', { quote: { author: '3-1-101 张三', text: '报名' } })
    expect(await ballots()).toEqual(['u1 1 counts'])
  })
})
