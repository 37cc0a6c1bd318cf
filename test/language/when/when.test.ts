import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instant, wallTime } from '../../../src/core/kernel/calendar.ts'
import { momentsOf, readTimes } from '../../../src/language/when/read.ts'
import { timesText } from '../../../src/phrases/when.ts'

const ZONE = 'Asia/Shanghai'
const USUAL = '2026-11-25 20:00'

const momentOf = (said: string): number => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = (said === '平时' ? USUAL : said)
    .split(/[- :]/)
    .map(Number)
  return instant({ year, month, day, hour, minute }, ZONE)
}

const lines = readFileSync(join(import.meta.dirname, 'times.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('什么时候'))
  .map((line) => line.split('\t'))

const read = (text: string, said = USUAL, zone = ZONE) => readTimes(text, momentOf(said), zone)

describe('when it happens', () => {
  test.each(lines)('%s：%s → %s', (said = '', text = '', means) => {
    const at = momentOf(said)
    expect(timesText(readTimes(text, at, ZONE), wallTime(at, ZONE).year) || '没有').toBe(means)
  })

  test('no line is there twice, and there are enough', () => {
    expect(lines.length).toBeGreaterThan(150)
    expect(new Set(lines.map(([said, text]) => `${said}\t${text}`)).size).toBe(lines.length)
  })

  test('its span lies in the text as it was written', () => {
    const text = '３栋從昨晚１１點開始很吵'
    const [when] = read(text)
    expect(text.slice(when?.start, when?.end)).toBe('昨晚１１點開始')
  })

  test('days are those of the community’s zone', () => {
    const at = Date.UTC(2026, 10, 25, 20, 0)
    expect(timesText(readTimes('昨天停水了', at, 'Asia/Shanghai'), 2026)).toBe('11月25日（周三）')
    expect(timesText(readTimes('昨天停水了', at, 'Europe/London'), 2026)).toBe('11月24日（周二）')
  })

  test.each([
    ['昨晚11点很吵', '2026-11-24 23:00', '2026-11-24 23:00'],
    ['昨晚两点很吵', '2026-11-25 02:00', '2026-11-25 02:00'],
    ['昨天停水了', '2026-11-24 00:00', '2026-11-25 00:00'],
    ['昨晚8点到今天早上6点停电', '2026-11-24 20:00', '2026-11-25 06:00'],
    ['昨晚十二点很吵', '2026-11-25 00:00', '2026-11-25 00:00'],
    ['上周三起电梯坏了', '2026-11-18 00:00', null],
    ['月底前修好', null, '2026-12-01 00:00'],
    ['每天早上六点吵', null, null],
    ['晚上10点以后吵', null, null],
  ])('%s lies between %s and %s', (text, from, to) => {
    const [when] = read(text)
    const moments = when && momentsOf(when, ZONE)
    expect(moments).toEqual({ from: from && momentOf(from), to: to && momentOf(to) })
  })

  const pieces = [
    ...'昨前今明后每上下这周月日年点半到起从开始以来一二三十0129:：-,，了',
    ...[
      '昨晚',
      '上周',
      '每天',
      '晚上',
      '凌晨',
      '3月',
      '31号',
      '25点',
      '三天没水',
      '国庆',
      '小时前',
      '①',
      '😀',
      '\u200b',
    ],
  ]
  const spoken = fc.array(fc.constantFrom(...pieces), { maxLength: 120 }).map((parts) => parts.join(''))

  test('whatever is said: never throws, and what is read are real days and times in spans of the text', () => {
    fc.assert(
      fc.property(fc.oneof(spoken, fc.string({ unit: 'binary', maxLength: 200 })), fc.nat(4e12), (text, at) => {
        for (const { days, hours, start, end } of readTimes(text, at, ZONE)) {
          expect(start).toBeGreaterThanOrEqual(0)
          expect(end).toBeGreaterThan(start)
          expect(end).toBeLessThanOrEqual(text.length)
          expect(days ?? hours).not.toBeNull()
          for (const day of [days && 'from' in days ? days.from : null, days && 'to' in days ? days.to : null])
            if (day !== null) expect(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(day)
          for (const minutes of [hours?.from, hours?.to])
            if (minutes !== undefined) expect(minutes >= 0 && minutes <= 2 * 1440).toBe(true)
        }
      }),
      { numRuns: 3000 },
    )
  })

  test('a megabyte of anything is read at once', () => {
    const start = performance.now()
    for (const piece of [...pieces, '每周一、', '1月1号到', '2026-', '12:30-', '周一到'])
      readTimes(piece.repeat(Math.floor(1e6 / piece.length)), momentOf(USUAL), ZONE)
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})
