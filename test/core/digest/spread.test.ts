import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MESSAGES_PER_DIGEST, offsetOf, spread } from '../../../src/core/digest/spread.ts'
import { MINUTE } from '../../../src/core/kernel/calendar.ts'
import { planText } from '../../../src/phrases/plan.ts'

const minutesOf = (communities: number, rate: number, window: number) => {
  const plan = spread(communities, { rate, window })
  return Array.from({ length: communities }, (_, i) => offsetOf(i, plan) / MINUTE)
}

describe('digests of many communities', () => {
  test('of a small installation all go out on the hour', () => {
    expect(minutesOf(10, 20, 60)).toEqual(Array(10).fill(0))
  })

  test('of more than an account can send in a minute follow minute by minute', () => {
    expect(minutesOf(5, 4, 60)).toEqual([0, 0, 1, 1, 2])
  })

  test('keep the account’s rate wherever the window is long enough, and never begin after it', () => {
    const some = fc.record({
      communities: fc.integer({ min: 1, max: 2_000 }),
      rate: fc.integer({ min: 1, max: 700 }),
      window: fc.integer({ min: 0, max: 300 }),
    })
    fc.assert(
      fc.property(some, ({ communities, rate, window }) => {
        const plan = spread(communities, { rate, window })
        const minutes = minutesOf(communities, rate, window)
        expect(Math.max(...minutes)).toBeLessThanOrEqual(window)
        expect(Math.min(...minutes)).toBe(0)
        expect(minutes.every(Number.isInteger)).toBe(true)
        const most = Math.max(...[...new Set(minutes)].map((minute) => minutes.filter((m) => m === minute).length))
        if (plan.fits && rate >= MESSAGES_PER_DIGEST) expect(most * MESSAGES_PER_DIGEST).toBeLessThanOrEqual(rate)
        // Where it does not fit, that many accounts would do.
        const each = Math.ceil(communities / plan.accountsNeeded)
        expect(spread(each, { rate, window }).fits).toBe(true)
        expect(plan.fits).toBe(plan.accountsNeeded === 1)
      }),
    )
  })

  test('that are added at the end move nobody', () => {
    expect(minutesOf(40, 10, 60).slice(0, 39)).toEqual(minutesOf(39, 10, 60))
  })

  test('are shown with their sum', () => {
    const show = (communities: number, rate: number, window: number) =>
      planText('feishu:bot', spread(communities, { rate, window }), { rate, window })
    expect(show(0, 20, 60)).toBe('feishu:bot：还没有社区的日报从这里发')
    expect(show(9, 20, 60)).toBe('feishu:bot：9个社区×2条=18条；每分钟最多20条，就是10个社区；都在18:00发')
    expect(show(300, 20, 60)).toBe(
      'feishu:bot：300个社区×2条=600条；每分钟最多20条，就是10个社区；18:00到18:29分批发，最晚19:00',
    )
    expect(show(900, 20, 60)).toBe(
      'feishu:bot：900个社区×2条=1800条；每分钟最多20条，就是10个社区；最晚19:00前发不完（要90分钟），需要2个这样的账号',
    )
  })
})
