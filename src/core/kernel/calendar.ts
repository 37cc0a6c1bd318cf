/** Instants are integer ms since 1970; days and times of day belong to an IANA time zone. Only Intl is used. */

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** A moment as a wall clock shows it. `month` and `day` count from 1. */
export interface WallTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

const format = (timezone: string): Intl.DateTimeFormat => {
  let found = formats.get(timezone)
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(timezone, found)
  }
  return found
}

/** True where the zone is one that this machine knows, such as Asia/Shanghai. */
export const isTimezone = (timezone: string): boolean => {
  try {
    format(timezone)
    return true
  } catch {
    return false
  }
}

const MINUTES_KEPT = 1_000
const shown = new Map<string, Map<number, WallTime>>()

/**
 * What the wall clock shows in a zone at an instant, from 1972 on: zones are whole minutes from UTC since then. The same
 * minutes are asked again and again (now, a poll's close), and Intl is slow, so they are kept.
 */
export const wallTime = (at: number, timezone: string): WallTime => {
  const minute = Math.floor(at / MINUTE)
  const kept = shown.get(timezone) ?? new Map<number, WallTime>()
  if (kept.size === 0) shown.set(timezone, kept)
  const known = kept.get(minute)
  if (known) return known
  if (kept.size >= MINUTES_KEPT) kept.clear()
  const made = readClock(at, timezone)
  kept.set(minute, made)
  return made
}

const readClock = (at: number, timezone: string): WallTime => {
  const parts: Record<string, number> = {}
  for (const { type, value } of format(timezone).formatToParts(at)) parts[type] = Number(value)
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts
  return { year, month, day, hour, minute }
}

/** Milliseconds a zone is ahead of UTC at an instant. */
export const offset = (at: number, timezone: string): number => {
  const w = wallTime(at, timezone)
  return Date.UTC(w.year, w.month - 1, w.day, w.hour, w.minute) - Math.floor(at / MINUTE) * MINUTE
}

/**
 * The instant at which the wall clock shows this time. A time skipped when clocks go forward is the moment after the
 * jump; a time that comes twice is its first.
 */
export const instant = (wall: WallTime, timezone: string): number => {
  const utc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute)
  const before = utc - offset(utc - DAY, timezone)
  const after = utc - offset(utc + DAY, timezone)
  const exact = [Math.min(before, after), Math.max(before, after)].find((at) => at + offset(at, timezone) === utc)
  return exact ?? Math.max(before, after)
}

/** True for a date and time that exist on the calendar: refuses 2月30日 and 25:00. */
export const isWallTime = ({ year, month, day, hour, minute }: WallTime): boolean => {
  const date = new Date(Date.UTC(year, month - 1, day))
  return (
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour >= 0 &&
    hour < 24 &&
    minute >= 0 &&
    minute < 60
  )
}

/** How many midnights lie between two instants. */
export const daysBetween = (from: number, to: number, timezone: string): number => {
  const day = (at: number) => {
    const { year, month, day: date } = wallTime(at, timezone)
    return Date.UTC(year, month - 1, date) / DAY
  }
  return day(to) - day(from)
}

/** The calendar day after `days` days; the time of day stays. */
export const addDays = (wall: WallTime, days: number): WallTime => {
  const date = new Date(Date.UTC(wall.year, wall.month - 1, wall.day + days))
  return { ...wall, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/**
 * The calendar day after `days` working days, Monday to Friday. Holidays and the weekends worked for them are announced
 * year by year and no dated table of them is kept here: across a holiday the day comes too early, never too late.
 */
export const addWorkingDays = (wall: WallTime, days: number): WallTime => {
  let day = wall
  for (let left = days; left > 0; ) {
    day = addDays(day, 1)
    if (weekday(day) % 6 !== 0) left -= 1
  }
  return day
}

/** 0 is Sunday. */
export const weekday = (wall: WallTime): number => new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay()

const two = (n: number) => String(n).padStart(2, '0')

/** The day as a key that sorts: 2026-03-01. */
export const dayKey = (at: number, timezone: string): string => {
  const { year, month, day } = wallTime(at, timezone)
  return `${year}-${two(month)}-${two(day)}`
}

/** The next moment strictly after `after` at which the wall clock shows hour:minute. */
export const nextDaily = (after: number, hour: number, minute: number, timezone: string): number => {
  const today = { ...wallTime(after, timezone), hour, minute }
  const at = instant(today, timezone)
  return at > after ? at : instant(addDays(today, 1), timezone)
}

const NIGHT_BEGINS = 22
const NIGHT_ENDS = 6

/** At night, from 22:00 to 6:00, the moment at which it is over; else `at`. What can wait is said then: nobody is woken. */
export const afterNight = (at: number, timezone: string): number => {
  const wall = wallTime(at, timezone)
  if (wall.hour >= NIGHT_ENDS && wall.hour < NIGHT_BEGINS) return at
  return nextDaily(at, NIGHT_ENDS, 0, timezone)
}

/** The first moment of the day that holds `at`. */
export const startOfDay = (at: number, timezone: string): number =>
  instant({ ...wallTime(at, timezone), hour: 0, minute: 0 }, timezone)

/** An instant as ISO 8601 with the zone's own offset: 2026-03-01T18:00:00+08:00. */
export const isoInZone = (at: number, timezone: string): string => {
  const shift = offset(at, timezone)
  const local = new Date(at + shift).toISOString()
  const base = at % 1000 === 0 ? local.slice(0, 19) : local.slice(0, 23)
  const minutes = Math.abs(shift) / MINUTE
  return `${base}${shift < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
