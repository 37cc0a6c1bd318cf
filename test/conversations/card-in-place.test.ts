import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Card, cardText } from '../../src/chat/card.ts'
import { openTown, type Town } from '../support/town.ts'

let town: Town
/** What each card shows now, by the key of the message it hangs in. */
let cards: Map<string, Card>

beforeEach(async () => {
  town = await openTown()
  cards = new Map()
  town.stage.editCard = async (id, card) => {
    cards.set(id, card)
    return { status: 'sent' }
  }
})
afterEach(() => town.close())

const shown = (key: string): string => {
  const card = cards.get(key)
  return card ? cardText(card) : ''
}

describe('卡片能原地改的平台（飞书）', () => {
  it('征集的进展写在卡片上，不另发一条；截止了按钮收起，结果照发', async () => {
    await town.staff().says('/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00')
    const card = town.last('g3')
    town.hears('g3')
    for (let n = 1; n <= 10; n += 1) await town.resident(`u${n}`, `3-1-${n} 甲`).says('装', { action: 'poll:1:1' })
    expect(shown(card)).toContain('到现在10人：装10，不装0。')
    expect(cards.get(card)?.buttons.map(({ label }) => label)).toEqual(['装', '不装'])
    expect(town.hears('g3')).toEqual([])
    await town.staff().says('/结束')
    expect(cards.get(card)?.buttons).toEqual([])
    expect(shown(card)).toContain('截止了。\n10人回答：装10，不装0。')
    expect(town.hears('g3')).toEqual([expect.stringContaining('【征集结果】')])
  })

  it('招满、停招，卡片上也看得见', async () => {
    await town.staff().says('/招工 清理车库\n时间：4月9日 8:00-12:00 1人\n报酬：每天120元')
    const card = town.last('g3')
    await town.resident('u1', '3-1-101 张三').says('报名')
    expect(shown(card)).toContain('报上1个，共1个')
    expect(cards.get(card)?.buttons).toHaveLength(1)
    await town.staff().says('/停招 1')
    expect(cards.get(card)?.buttons).toEqual([])
    expect(shown(card)).toContain('停止报名了。')
  })

  it('改不了的时候照旧发一条', async () => {
    town.stage.editCard = async () => ({ status: 'rejected', reason: 'older than 14 days' })
    await town.staff().says('/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00')
    town.hears('g3')
    for (let n = 1; n <= 10; n += 1) await town.resident(`u${n}`, `3-1-${n} 甲`).says('装', { action: 'poll:1:1' })
    expect(town.hears('g3')).toEqual([expect.stringContaining('到现在10人')])
  })
})
