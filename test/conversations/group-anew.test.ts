import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { find, list } from '../../src/app/operations.ts'
import { table } from '../../src/app/tables.ts'
import type { Inbound } from '../../src/chat/message.ts'
import { openTown, type Town } from '../support/town.ts'

/** 号码不变的平台：群解散了重建，或者把机器人移出去、拉进一个新群，是另一个号。 */
let town: Town
beforeEach(async () => {
  town = await openTown()
  await town.staff().says('/投票 东门要不要装充电桩\n1 装\n2 不装')
  await town.resident('u1', '3-1-101 张三').says('1')
  await town.resident('u1', '3-1-101 张三').says('建议：路灯坏了')
})
afterEach(() => town.close())

const wang = () => town.staff('new')
const ASKED =
  '“3栋”原来有个群“幸福里3栋业主群”，我已经进不去了。这个群接着它用，就在这个群里发 /绑定 3栋 接过来；两个群是两回事，发 /绑定 3栋 新群。'
let events = 0
/** 机器人自己进了群、出了群。 */
const bot = async (kind: 'join' | 'leave', group: string) => {
  const id = `self${++events}`
  const inbound: Inbound = {
    ...{ adapter: 'stage', account: 'bot', epoch: '', eventId: id, nativeMsgId: id, kind },
    ...{ chat: { kind: 'group', id: group }, sender: { id: 'bot' }, sentAt: town.clock.now(), text: '' },
    ...{ mentions: [], attachments: [], isSelf: true, late: false },
  }
  await town.app.receive(inbound)
  await town.app.settled()
}
const groupOf = async (chat: string) => (await town.query(() => find('chats', { nativeId: chat })))?.groupId ?? null
const refuses = () => town.stage.results.push({ status: 'rejected', reason: 'not in this group' })

describe('机器人出了群，又进了一个新群', () => {
  beforeEach(() => bot('leave', 'g3'))

  it('绑定同一栋时私下问一句，群里先不说话；说接过来，没办完的事接着办', async () => {
    await town.resident('u2', '3-1-102 李四', 'new').says('2')
    await wang().says('/绑定 3栋')
    expect(town.staff().hears()).toEqual([ASKED])
    expect(town.hears('new')).toEqual([])
    expect(await groupOf('new')).toBeNull()

    await wang().says('/绑定 3栋 接过来')
    expect(town.hears('new')).toEqual(['好，这个群接着原来“3栋”的群，没办完的事接着办。'])
    expect(await groupOf('new')).toBe('g3')
    // 绑定以前在新群里回的，也补听。
    await town.resident('u1', '3-1-101 张三', 'new').says('2')
    expect(await town.query(() => table('polls'))).toMatchObject([{ group: 'g3', answered: 2 }])
    await wang().says('/办结 1 换了灯泡')
    await town.timePasses('2026-03-02T18:00:00+08:00')
    const heard = town.hears('new').join('\n')
    expect(heard).toMatch(/建议1号办好了[\s\S]*【征集结果】东门要不要装充电桩\n2人回答：装0，不装2/)
    expect(await town.query(() => list('events', { type: 'group.rebound' }))).toMatchObject([
      { actor: 's1', subject: 'group:g3' },
    ])
  })

  it('说是新群，就是另一个群', async () => {
    await wang().says('/绑定 3栋 新群')
    expect(town.hears('new').at(-1)).toBe('好，这个群现在是“3栋”的群。')
    expect(await groupOf('new')).toBe('new')
    expect(await groupOf('g3')).toBe('g3')
  })

  it('别的楼、居委会，不问；又回到原来的群，也不问', async () => {
    await wang().says('/绑定 4栋')
    expect(await groupOf('new')).toBe('new')
    await bot('join', 'g3')
    await town.staff('other').says('/绑定 3栋')
    expect(await groupOf('other')).toBe('other')
    expect(town.staff().hears()).toEqual([])
  })

  it('私下告诉不了他，就在群里问', async () => {
    refuses()
    await town.staff().whispers('/帮助')
    await wang().says('/绑定 3栋')
    expect(town.hears('new')).toEqual([ASKED])
    await wang().says('/绑定 3栋 接过来')
    expect(await groupOf('new')).toBe('g3')
  })

  it('居民说接过来，没有用', async () => {
    await town.resident('u1', '3-1-101 张三', 'new').says('/绑定 3栋 接过来')
    expect(await groupOf('new')).toBeNull()
  })
})

describe('平台没说机器人出了群', () => {
  it('最后一句没发进去，就问；以后群里又有人说话，就不问', async () => {
    await town.timePasses(1)
    refuses()
    refuses()
    await town.staff('gc').says('/结束 1')
    await wang().says('/绑定 3栋')
    expect(town.staff().hears()).toEqual([ASKED])
    await town.timePasses(1)
    await town.resident('u1', '3-1-101 张三').says('大家好')
    await wang().says('/绑定 3栋')
    expect(await groupOf('new')).toBe('new')
  })

  it('还发得进去的群不接，说清楚怎么办', async () => {
    await wang().says('/绑定 3栋 接过来')
    expect(town.staff().hears()).toEqual([
      '“幸福里3栋业主群”我还进得去，没有接过来。这个群要另算一个，就在群里发 /绑定 3栋 新群。',
    ])
    expect(await groupOf('new')).toBeNull()
    await wang().says('/绑定 3栋')
    expect(await groupOf('new')).toBe('new')
  })

  it('原来没有这样的群，接过来就是绑定', async () => {
    await wang().says('/绑定 全社区 接过来')
    expect(town.hears('new').at(-1)).toBe('好，这个群现在是“全社区”的群。')
  })
})
