import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wallTime } from '../../src/core/kernel/calendar.ts'
import { readMoment, readSpan } from '../../src/language/time.ts'
import { at, NOW, TIMEZONE } from './support.ts'

const read = (text: string, now = NOW) => readMoment(text, now, TIMEZONE)

// Now is 2026-03-04 10:00, a Wednesday.
describe('moments as people write them', () => {
  test.each([
    ['明天18:00', at(2026, 3, 5, 18)],
    ['明天１８：００', at(2026, 3, 5, 18)],
    ['明天18：00前', at(2026, 3, 5, 18)],
    ['今晚8点', at(2026, 3, 4, 20)],
    ['今天晚上8点半', at(2026, 3, 4, 20, 30)],
    ['后天上午9点半', at(2026, 3, 6, 9, 30)],
    ['大后天下午三点', at(2026, 3, 7, 15)],
    ['4月9日8点', at(2026, 4, 9, 8)],
    ['4月9日 8:00', at(2026, 4, 9, 8)],
    ['四月九日八点', at(2026, 4, 9, 8)],
    ['4月9号下午2点一刻', at(2026, 4, 9, 14, 15)],
    ['2026-04-09 18:00', at(2026, 4, 9, 18)],
    ['2026年4月9日 18:00', at(2026, 4, 9, 18)],
    ['4月9日（周四）8:00', at(2026, 4, 9, 8)],
    ['周六18:00', at(2026, 3, 7, 18)],
    ['周一9点', at(2026, 3, 9, 9)],
    ['星期天晚上7点', at(2026, 3, 8, 19)],
    ['周三18:00', at(2026, 3, 4, 18)],
    ['周三9:00', at(2026, 3, 11, 9)],
    ['下周三9点', at(2026, 3, 11, 9)],
    ['下周一9点', at(2026, 3, 9, 9)],
    ['18:00', at(2026, 3, 4, 18)],
    ['3天后', at(2026, 3, 7, 10)],
    ['三天后18:00', at(2026, 3, 7, 18)],
    ['半小时后', at(2026, 3, 4, 10, 30)],
    ['2小时后', at(2026, 3, 4, 12)],
    ['两个小时后', at(2026, 3, 4, 12)],
    ['明天', at(2026, 3, 5, 23, 59)],
    ['中午12点', at(2026, 3, 4, 12)],
    ['今晚12点', at(2026, 3, 5, 0)],
    ['明天24:00', at(2026, 3, 6, 0)],
  ])('%s', (text, moment) => {
    expect(read(text)).toBe(moment)
  })

  test('a passed date without a year is next year’s only when it is long past', () => {
    expect(read('4月9日8点', at(2026, 5, 1, 10))).toBe(at(2026, 4, 9, 8))
    expect(read('4月9日8点', at(2026, 7, 1, 10))).toBe(at(2027, 4, 9, 8))
    expect(read('1月5日9点', at(2026, 12, 20, 10))).toBe(at(2027, 1, 5, 9))
  })

  test('an hour of today that has passed stays in the past, for the caller to refuse', () => {
    expect(read('9:00')).toBe(at(2026, 3, 4, 9))
    expect(read('2025-04-09 18:00')).toBe(at(2025, 4, 9, 18))
  })

  test.each([
    '2月30日',
    '4月31日8点',
    '25:00',
    '8:60',
    '13月1日',
    '上午15点',
    '',
    '以后',
    '明天下午见',
    '8',
    '24:30',
    '今晚2点',
  ])('no time at all: %s', (text) => {
    expect(read(text)).toBeNull()
  })

  test('every day and minute that people write is read back as it was written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        (month, day, hour, minute) => {
          const moment = read(`2027年${month}月${day}日${hour}:${String(minute).padStart(2, '0')}`)
          expect(moment).not.toBeNull()
          expect(wallTime(moment ?? 0, TIMEZONE)).toEqual({ year: 2027, month, day, hour, minute })
        },
      ),
    )
  })

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0129零三十年月日号点半:：-到周下今明天后晚上午小时 ') }),
        (text) => {
          const moment = read(text)
          expect(moment === null || Number.isInteger(moment)).toBe(true)
          readSpan(text, NOW, TIMEZONE)
        },
      ),
    )
  })
})

describe('from when to when', () => {
  test.each([
    ['4月9日 8:00-12:00', at(2026, 4, 9, 8), at(2026, 4, 9, 12)],
    ['4月9日8:00～12:00', at(2026, 4, 9, 8), at(2026, 4, 9, 12)],
    ['4月9日上午8点到11点半', at(2026, 4, 9, 8), at(2026, 4, 9, 11, 30)],
    ['明天下午2点到5点', at(2026, 3, 5, 14), at(2026, 3, 5, 17)],
    ['2026-04-09 8:00-12:00', at(2026, 4, 9, 8), at(2026, 4, 9, 12)],
    ['周六8:00至周日12:00', at(2026, 3, 7, 8), at(2026, 3, 8, 12)],
    ['4月9日22:00-次日6:00', at(2026, 4, 9, 22), at(2026, 4, 10, 6)],
    ['4月9日12:00-8:00', at(2026, 4, 9, 12), at(2026, 4, 9, 8)],
  ])('%s', (text, start, end) => {
    expect(readSpan(text, NOW, TIMEZONE)).toEqual({ start, end })
  })

  test('a span without its day takes the day said before', () => {
    expect(readSpan('8:00-12:00', NOW, TIMEZONE, '4月9日')).toEqual({
      start: at(2026, 4, 9, 8),
      end: at(2026, 4, 9, 12),
    })
  })

  test.each(['4月9日', '8:00', '4月9日 8:00-', '4月9日8:00-25:00', '2月30日8:00-9:00', '全天'])(
    'no span: %s',
    (text) => {
      expect(readSpan(text, NOW, TIMEZONE)).toBeNull()
    },
  )
})
