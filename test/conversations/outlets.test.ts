import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { find, list } from '../../src/app/operations.ts'
import { openOutlets } from '../../src/app/outlets.ts'
import { addCommunity } from '../../src/app/setup.ts'
import { openTown, type Town } from '../support/town.ts'

const ROBOT = 'robot'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const ids = {
  forNative: (_: string, native: { nativeId: string }) => native.nativeId,
  secret: () => '',
  code: () => '',
}
/** The stage has a group robot that reads nothing: the committee's group elsewhere. */
const open = (community: string | null = null) =>
  town.query(() =>
    openOutlets(
      {
        name: 'stage',
        account: 'bot',
        outlets: [{ chat: { kind: 'group', id: ROBOT }, name: '居委会企业微信群', community }],
      },
      ids,
      town.clock.now(),
    ),
  )

describe('居委会在别处看：群机器人、邮件', () => {
  it('日报两边都发，一字不差；机器人那边不作自我介绍', async () => {
    await open()
    await town.resident('u1', '3-2-501 张三').says('建议：车库积水')
    await town.timePasses('2026-03-01T18:00:00+08:00')
    const [digest] = town.hears('gc')
    expect(digest).toContain('新建议1条：1号 车库积水')
    expect(town.hears(ROBOT)).toEqual([digest])
  })

  it('有危险时马上知道在哪里出了什么事，不知道是谁', async () => {
    await open()
    await town.resident('u1', '3-2-501 张三').says('3栋楼道着火了')
    expect(town.hears(ROBOT)).toEqual([
      '【紧急】着火。今天9:00有人在幸福里3栋业主群说的，是谁和原话私下发给工作人员了。请马上联系。',
    ])
    expect(town.hears('gc')).toEqual([])
  })

  it('再启动一次，还是那一个群', async () => {
    await open()
    await open()
    expect(await town.query(() => list('groups', { scope: 'committee' }))).toHaveLength(2)
  })

  it('有几个社区时，写明了是谁的才绑', async () => {
    const other = { id: 'c2', name: '阳光社区', timezone: 'Asia/Shanghai', demo: false }
    await town.query(() => addCommunity(other, town.clock.now()))
    const bound = () => town.query(() => find('groups', { name: '居委会企业微信群' }))
    await open()
    expect(await bound()).toBeNull()
    await open('阳光社区')
    expect((await bound())?.communityId).toBe('c2')
  })
})
