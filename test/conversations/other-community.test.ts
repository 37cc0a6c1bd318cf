import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insert, list } from '../../src/app/operations.ts'
import { tokenHash } from '../../src/app/secrets.ts'
import { addCommunity, addGroup, addMember } from '../../src/app/setup.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

/* One account serves two communities: 幸福里 and 阳光里, whose group is h1 and whose staff member is 李主任 (t1). */

const UNPLACED = '我还不知道您是哪个小区的。请先在您的小区群里说句话，我就知道了，再来跟我说。'
const NOT_NOTED = '您在这里说的，我没法替您记。要提事、投票、报名，请直接跟居委会说。'

let town: Town
let zhang: Person
beforeEach(async () => {
  town = await openTown()
  const now = town.clock.now()
  const native = (nativeId: string) => ({ adapter: 'stage', account: 'bot', epoch: '', nativeId })
  await town.query(function* () {
    yield* addCommunity({ id: 'c2', name: '阳光里社区', timezone: 'Asia/Shanghai', demo: false }, now)
    yield* addGroup({ id: 'h1', communityId: 'c2', name: '阳光里群', scope: 'community' }, native('h1'), now)
    yield* addMember({ id: 't1', communityId: 'c2', name: '李主任', roles: ['staff'], home: null }, native('t1'), now)
  })
  zhang = town.resident('u1', '3-2-501 张三')
  await zhang.says('大家好')
})
afterEach(() => town.close())

const boss = () => town.resident('t1', '李主任', null)

describe('在一个小区认识的人，到另一个小区的群里说话', () => {
  it('喊着火，那个群马上答，那个社区的工作人员收到，他自己的社区不受打扰', async () => {
    await zhang.in('h1').says('着火了，三楼冒烟')
    expect(town.hears('h1')).toEqual([
      '马上打119！人先出来，走楼梯，不坐电梯，不回去拿东西；楼道里有烟就别出去，关门堵缝等人来。居委会的人也通知了。',
    ])
    expect(boss().hears()).toEqual([
      '【紧急】着火。3-2-501 张三（门牌不清楚）今天9:00在阳光里群说：“着火了，三楼冒烟”。请马上联系。',
    ])
    expect(town.staff().hears()).toEqual([])
  })

  it('他提的事记不了，告诉他一次怎么办，以后不再说；闲话不理', async () => {
    await zhang.in('h1').says('大家好啊')
    expect(town.hears('h1')).toEqual([])
    await zhang.in('h1').says('建议：门口装个扶手')
    expect(town.hears('h1').at(-1)).toBe(NOT_NOTED)
    await zhang.in('h1').says('建议：路灯坏了')
    expect(town.hears('h1')).toEqual([])
    expect(await town.query(() => list('suggestions'))).toEqual([])
  })

  it('投票不算，也告诉他', async () => {
    await boss().in('h1').says('/投票 装不装充电桩\n1 装\n2 不装')
    town.hears('h1')
    await zhang.in('h1').says('1')
    expect(town.hears('h1')).toEqual([NOT_NOTED])
    expect(await town.query(() => list('ballots'))).toEqual([])
  })
})

describe('谁也不认识的人私下说话，有两个社区', () => {
  it('救命的话马上答，说清没人替他叫人', async () => {
    const stranger = town.resident('x9', '路人', null)
    await stranger.whispers('救命，家里煤气漏了')
    expect(stranger.hears()).toEqual([
      '马上离开屋子，到外面再打119和燃气公司，有人头晕恶心打120。别开关电灯电器，别点火，别在屋里打电话。我还不知道您是哪个小区的，没法替您告诉居委会。',
    ])
    await stranger.whispers('煤气漏了快来人')
    expect(stranger.hears()).toHaveLength(1)
  })

  it('别的话，一天告诉他一次怎么办', async () => {
    const stranger = town.resident('x9', '路人', null)
    await stranger.whispers('建议：门口装个扶手')
    await stranger.whispers('在吗')
    expect(stranger.hears()).toEqual([UNPLACED])
    await town.timePasses('2026-03-02T09:01:00+08:00')
    await stranger.whispers('在吗')
    expect(stranger.hears()).toEqual([UNPLACED])
    await stranger.in('g3').says('大家好')
    await stranger.whispers('建议：门口装个扶手')
    expect(stranger.hears()).toEqual([expect.stringContaining('已记下，建议1号')])
  })

  it('工作人员的验证码说明他是哪个社区的；错的说不对，一个人一天试五次', async () => {
    const code = { kind: 'staff' as const, communityId: 'c2', groupId: null, memberId: null, role: 'staff' }
    const expiresAt = town.clock.now() + 30 * 60_000
    await town.query(() => insert('tokens', { ...code, hash: tokenHash('112233'), expiresAt }))
    const sun = town.resident('x7', '孙主任', null)
    await sun.whispers('/验证 999999')
    expect(sun.hears()).toEqual(['这个码不对，或者已经用过、过期了。请在后台重新拿一个。'])
    await sun.whispers('/验证 112233')
    expect(sun.hears()).toEqual([expect.stringContaining('社区工作者')])
    expect(await town.query(() => list('roles', { memberId: 'x7' }))).toMatchObject([
      { communityId: 'c2', role: 'staff' },
    ])

    await town.query(() => insert('tokens', { ...code, hash: tokenHash('445566'), expiresAt }))
    const thief = town.resident('x8', '路人', null)
    for (let n = 0; n < 5; n += 1) await thief.whispers(`/验证 88888${n}`)
    await thief.whispers('/验证 445566')
    expect(await town.query(() => list('roles', { memberId: 'x8' }))).toEqual([])
  })
})
