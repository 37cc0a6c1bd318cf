import { describe, expect, test } from 'vitest'
import { momentText, untilText } from '../../src/phrases/moments.ts'

const SHANGHAI = 'Asia/Shanghai'
const at = (iso: string) => Date.parse(iso)

describe('moments as people say them', () => {
  const now = at('2026-04-08T09:00:00+08:00')
  test.each([
    ['2026-04-08T18:00:00+08:00', '今天18:00'],
    ['2026-04-09T00:05:00+08:00', '明天0:05'],
    ['2026-04-07T23:59:00+08:00', '昨天23:59'],
    ['2026-04-11T08:00:00+08:00', '4月11日（周六）8:00'],
    ['2027-04-11T08:00:00+08:00', '2027年4月11日（周日）8:00'],
  ])('%s is %s', (iso, text) => {
    expect(momentText(at(iso), now, SHANGHAI)).toBe(text)
  })

  test.each([
    ['2026-04-08T18:00:00+08:00', '今天18:00'],
    ['2026-04-09T00:00:00+08:00', '今晚24:00'],
    ['2026-04-10T00:00:00+08:00', '明晚24:00'],
    ['2026-04-12T00:00:00+08:00', '4月11日（周六）24:00'],
    ['2026-04-09T00:05:00+08:00', '明天0:05'],
  ])('until %s is until %s: midnight ends the day before', (iso, text) => {
    expect(untilText(at(iso), now, SHANGHAI)).toBe(text)
  })
})
