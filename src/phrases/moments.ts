import { DAY, dayKey, MINUTE, wallTime, weekday } from '../core/kernel/calendar.ts'

/* How a moment is said to people. */

export const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] as const

/** The time of day as people read it: 18:00, 9:05. */
export const clockText = (at: number, timezone: string): string => {
  const { hour, minute } = wallTime(at, timezone)
  return `${hour}:${String(minute).padStart(2, '0')}`
}

/** The day as people say it, seen from `now`: 今天, 明天, 后天, 昨天, else 4月9日（周四）, with the year if it is another. */
export const dayText = (at: number, now: number, timezone: string): string => {
  const day = wallTime(at, timezone)
  const today = wallTime(now, timezone)
  const distance = Math.round(
    (Date.UTC(day.year, day.month - 1, day.day) - Date.UTC(today.year, today.month - 1, today.day)) / DAY,
  )
  const near = new Map([
    [0, '今天'],
    [1, '明天'],
    [2, '后天'],
    [-1, '昨天'],
  ]).get(distance)
  if (near) return near
  const year = day.year === today.year ? '' : `${day.year}年`
  return `${year}${day.month}月${day.day}日（${WEEKDAYS[weekday(day)]}）`
}

/** 明天18:00; 4月9日（周四）9:00. */
export const momentText = (at: number, now: number, timezone: string): string =>
  `${dayText(at, now, timezone)}${clockText(at, timezone)}`

/**
 * Until when, as people say it: midnight belongs to the day that it ends. 明天0:00 would be read as a day more: 今晚24:00;
 * 3月5日（周四）24:00.
 */
export const untilText = (at: number, now: number, timezone: string): string => {
  const { hour, minute } = wallTime(at, timezone)
  if (hour !== 0 || minute !== 0) return momentText(at, now, timezone)
  const day = dayText(at - MINUTE, now, timezone)
  return `${
    new Map([
      ['今天', '今晚'],
      ['明天', '明晚'],
    ]).get(day) ?? day
  }24:00`
}

interface Span {
  readonly from: number
  readonly to: number
}

/** From when to when, with the second day where it is another: 今天8:00到12:00. */
export const spanText = ({ from, to }: Span, now: number, timezone: string): string => {
  const sameDay = dayKey(from, timezone) === dayKey(to, timezone)
  return `${momentText(from, now, timezone)}到${sameDay ? clockText(to, timezone) : momentText(to, now, timezone)}`
}
