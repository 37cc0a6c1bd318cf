import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  dayKey,
  instant,
  isoInZone,
  isTimezone,
  isWallTime,
  nextDaily,
  wallTime,
  weekday,
} from '../../../src/core/kernel/calendar.ts'

const SHANGHAI = 'Asia/Shanghai'
const at = (iso: string) => Date.parse(iso)

describe('a wall clock and the instants it shows', () => {
  test('in China the clock shows UTC plus eight hours', () => {
    expect(wallTime(at('2026-03-01T10:00:00Z'), SHANGHAI)).toEqual({
      year: 2026,
      month: 3,
      day: 1,
      hour: 18,
      minute: 0,
    })
    expect(isoInZone(at('2026-03-01T10:00:00Z'), SHANGHAI)).toBe('2026-03-01T18:00:00+08:00')
  })

  test('every minute of every zone is found again from what its clock shows, but the hour that comes twice', () => {
    const zones = fc.constantFrom(SHANGHAI, 'UTC', 'Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe')
    const minutes = fc.integer({ min: at('2020-01-01T00:00:00Z') / 60_000, max: at('2035-01-01T00:00:00Z') / 60_000 })
    fc.assert(
      fc.property(minutes, zones, (minute, zone) => {
        const moment = minute * 60_000
        const found = instant(wallTime(moment, zone), zone)
        // A time that comes twice is its first.
        expect(wallTime(found, zone)).toEqual(wallTime(moment, zone))
        expect(moment - found).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('a time that clocks skip in spring is the moment after the jump', () => {
    const skipped = instant({ year: 2026, month: 3, day: 8, hour: 2, minute: 30 }, 'America/New_York')
    expect(new Date(skipped).toISOString()).toBe('2026-03-08T07:30:00.000Z')
  })

  test('the digest’s hour stays 18:00 over a change of clocks', () => {
    const before = at('2026-03-07T12:00:00Z')
    const next = nextDaily(before, 18, 0, 'America/New_York')
    const after = nextDaily(next, 18, 0, 'America/New_York')
    expect([next, after].map((t) => wallTime(t, 'America/New_York').hour)).toEqual([18, 18])
    expect(after - next).toBe(23 * 3_600_000)
  })

  test('days that do not exist are refused', () => {
    expect(isWallTime({ year: 2026, month: 2, day: 30, hour: 8, minute: 0 })).toBe(false)
    expect(isWallTime({ year: 2028, month: 2, day: 29, hour: 8, minute: 0 })).toBe(true)
    expect(isWallTime({ year: 2026, month: 2, day: 28, hour: 25, minute: 0 })).toBe(false)
    expect(isTimezone('Asia/Nowhere')).toBe(false)
  })
})

describe('days of the calendar', () => {
  test('a month’s end and a year’s end are crossed', () => {
    const eve = { year: 2026, month: 12, day: 31, hour: 8, minute: 0 }
    expect(addDays(eve, 1)).toMatchObject({ year: 2027, month: 1, day: 1 })
    expect(weekday(addDays(eve, 1))).toBe(5)
    expect(dayKey(instant(eve, SHANGHAI), SHANGHAI)).toBe('2026-12-31')
  })
})
