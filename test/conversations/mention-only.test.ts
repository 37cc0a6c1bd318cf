import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openOutlets } from '../../src/app/outlets.ts'
import { plainly } from '../../src/chat/address.ts'
import { openTown, type Town } from '../support/town.ts'

let town: Town
const open = async (noticed = true) => {
  town = await openTown({ noticed })
  town.stage.receive = 'mention'
}
beforeEach(() => open())
afterEach(() => town.close())

const POLL = '/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00'

describe('只听得到@的平台（钉钉、企业微信，没有群消息权限的飞书）', () => {
  it('第一句话就说清楚：不@听不到', async () => {
    await town.close()
    await open(false)
    await town.resident('u1', '3-2-501 张三').says('建议：车库积水', { mention: true })
    const [notice, receipt] = town.hears('g3')
    expect(notice).toContain('有事@我说“建议：……”。')
    expect(notice).toContain('随时可以@我说“查我的信息”')
    expect(notice).toMatch(/在这个群里，不@我的话我听不到。$/)
    expect([...(notice ?? '')].length).toBeLessThanOrEqual(200)
    expect(receipt).toBe('已记下，建议1号：车库积水。有进展在这里告诉您。想撤回@我说“撤回1”，想补充@我说“补充1 ……”。')
  })

  it('征集：按钮没有，回数字要@', async () => {
    await town.staff().says(POLL)
    expect(town.hears('g3')[0]).toBe(
      '【征集意见】东门要不要装充电桩\n1 装　2 不装\n@我回数字就行，想改再回一次。明天18:00截止。只征集意见，不算表决。',
    )
    await town.resident('u1', '3-2-501 张三').says('@五共 1', { mention: true })
    await town.staff().says('/结束')
    expect(town.hears('g3').at(-1)).toContain('1人回答：装1，不装0。')
  })

  it('招工：报名、退出都要@', async () => {
    await town.staff().says('/招工 清理车库\n时间：4月9日 8:00-12:00 2人\n报酬：每天120元')
    expect(town.hears('g3')[0]).toContain('想来@我回“报名”，来不了@我回“取消报名”。')
  })

  it('私下说话用不着@；帮助里提醒群里要@', async () => {
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.whispers('建议：车库积水')
    expect(zhang.hears()[0]).toContain('想撤回说“撤回1”')
    await zhang.whispers('帮助')
    expect(zhang.hears().at(-1)).toMatch(/^您好，您可以这样说（在群里要先@我）：\n/)
  })

  it('办好了，没好要@着说', async () => {
    await town.resident('u1', '3-2-501 张三').says('建议：车库积水', { mention: true })
    await town.staff().says('/办结 1 抽干了水')
    expect(town.hears('g3').at(-1)).toBe('建议1号办好了：抽干了水。还没好就@我回“没好”。')
  })
})

describe('什么都听得到的平台', () => {
  it('一个字也不多', async () => {
    town.stage.receive = 'all'
    await town.staff().says(POLL)
    expect(town.hears('g3')[0]).toContain('\n回数字就行，想改再回一次。')
  })
})

describe('听不到话的地方（群机器人、邮件）', () => {
  it('日报里不请人在那里回话，后台记的日报也没有记号', async () => {
    await town.close()
    town = await openTown()
    const outlet = { chat: { kind: 'group' as const, id: 'robot' }, name: '居委会企业微信群', community: null }
    const ids = {
      forNative: (_: string, { nativeId }: { nativeId: string }) => nativeId,
      secret: () => '',
      code: () => '',
    }
    await town.query(() => openOutlets({ name: 'stage', account: 'bot', outlets: [outlet] }, ids, town.clock.now()))
    await town.resident('u1', '3-2-501 张三').says('建议：车库积水')
    await town.timePasses('2026-03-09T18:00:00+08:00')
    expect(town.hears('gc').at(-1)).toContain('办好了回“/办结 1 结果”')
    town.stage.receive = 'none'
    await town.timePasses('2026-03-10T18:00:00+08:00')
    expect(town.hears('robot').at(-1)).toContain('到期没办完1条')
    expect(town.hears('gc').at(-1)).not.toContain('/办结')
    for (const { text } of await town.query(() => list('digests'))) expect(text).toBe(plainly(text))
  })
})
