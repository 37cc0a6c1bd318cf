import {
  addDays,
  DAY,
  HOUR,
  instant,
  isWallTime,
  MINUTE,
  type WallTime,
  wallTime,
  weekday,
} from '../core/kernel/calendar.ts'
import { fold } from './fold.ts'
import { HAN_SIGN, NUMERAL, readDefinite } from './numerals.ts'

/** A date without a year this long ago, or less, was meant as it stands and is past; an older one is next year's. */
const STALE = 60 * DAY

const AFTER = new RegExp(`^(半|一个半|${NUMERAL})\\s*个?\\s*(分钟|小时|钟头|天|周|星期|礼拜)(?:半)?(?:之|以)?后\\s*`)
const FULL_DATE = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?\s*/
const MONTH_DAY = new RegExp(`^(${NUMERAL})\\s*月\\s*(${NUMERAL})\\s*[日号]?\\s*`)
const SHORT_DATE = /^(\d{1,2})[-/.](\d{1,2})(?=\s|[上下中晚早凌傍])\s*/
const WEEKDAY = /^(这个?|本|下个?)?(?:周|星期|礼拜)([一二三四五六日天1-7])\s*/
const DAY_WORD = /^(今天|今日|今(?=[早晚])|明天|明日|明(?=[早晚])|大后天|后天|次日|第二天)\s*/
const MONTH_END = /^(本|这个?|下个?)?月[底末]\s*/
const PERIOD = /^(凌晨|清早|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|夜里|夜间|晚)\s*/
const CLOCK = new RegExp(
  `^(?:(\\d{1,2}):(\\d{2})(?::00)?|(\\d{1,2}|${HAN_SIGN}{1,3})\\s*[点时](?:钟|整)?\\s*(半|一刻|三刻|\\d{1,2}(?=分|\\D|$)|${HAN_SIGN}{1,3}(?=分|$))?分?)\\s*`,
)
const REMARK = /\s*\((?:周|星期|礼拜)[一二三四五六日天]\)\s*/
const TAIL = /^(?:之前|以前|前|截止|为止|止)?[。.!]?$/

const DAYS_AHEAD: Readonly<Record<string, number>> = {
  今天: 0,
  今日: 0,
  今: 0,
  明天: 1,
  明日: 1,
  明: 1,
  后天: 2,
  大后天: 3,
  次日: 1,
  第二天: 1,
}

/** The last day of the month that `now` lies in, or of the next. */
const monthEnd = (now: number, timezone: string, ahead: number): WallTime => {
  const today = wallTime(now, timezone)
  const month = today.month + ahead + 1
  const first = { ...today, year: today.year + Math.floor((month - 1) / 12), month: ((month - 1) % 12) + 1, day: 1 }
  return addDays(first, -1)
}

interface Clock {
  readonly hour: number
  readonly minute: number
  /** The half of the day was said, as in 下午3点. */
  readonly period: string | null
}

interface Reading {
  readonly day: WallTime | null
  /** A date said without its year. */
  readonly yearless: boolean
  /** The weekday said without its week: today's counts only while it is ahead. */
  readonly nextWeek: boolean
  readonly clock: Clock | null
  /** An instant said by its distance: 2小时后; 3天后 at this time of day, unless another is said. */
  readonly exact: number | null
  readonly rest: string
}

const hourOf = (said: number, period: string | null): number | null => {
  if (period === null) return said
  if (/凌晨/.test(period)) return said === 12 ? 0 : said < 12 ? said : null
  if (/早|清|上午/.test(period)) return said <= 12 ? said : null
  if (period === '中午') return said < 10 ? said + 12 : said
  if (/下午|傍晚/.test(period)) return said < 12 ? said + 12 : said
  // 今晚2点 is tomorrow's to some and nobody's afternoon: it is asked again.
  return said === 12 ? 24 : said < 5 ? null : said < 12 ? said + 12 : said
}

const MINUTES: Readonly<Record<string, number>> = { 半: 30, 一刻: 15, 三刻: 45 }

const scanClock = (text: string): { clock: Clock; rest: string } | null => {
  const period = PERIOD.exec(text)
  const rest = text.slice(period?.[0].length ?? 0)
  const match = CLOCK.exec(rest)
  if (!match) return null
  const said = readDefinite(match[1] ?? match[3] ?? '')
  const after = match[2] ?? match[4] ?? '0'
  const minute = MINUTES[after] ?? readDefinite(after)
  const hour = said === null ? null : hourOf(said, period?.[1] ?? null)
  if (hour === null || minute === null || minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return null
  return { clock: { hour, minute, period: period?.[1] ?? null }, rest: rest.slice(match[0].length) }
}

const scanWeekday = (match: RegExpExecArray, today: WallTime): { day: WallTime; nextWeek: boolean } => {
  const found = '日天7'.includes(match[2] ?? '') ? 7 : '一二三四五六'.indexOf(match[2] ?? '') + 1 || Number(match[2])
  const here = weekday(today) === 0 ? 7 : weekday(today)
  const distance = found - here
  if (match[1]?.startsWith('下')) return { day: addDays(today, distance + 7), nextWeek: false }
  if (match[1]) return { day: addDays(today, distance), nextWeek: false }
  return { day: addDays(today, distance < 0 ? distance + 7 : distance), nextWeek: distance === 0 }
}

const UNITS: Readonly<Record<string, number>> = {
  分钟: MINUTE,
  小时: HOUR,
  钟头: HOUR,
  天: DAY,
  周: 7 * DAY,
  星期: 7 * DAY,
  礼拜: 7 * DAY,
}

const scanDay = (text: string, now: number, timezone: string): Omit<Reading, 'clock'> => {
  const today = wallTime(now, timezone)
  const none = { day: null, yearless: false, nextWeek: false, exact: null, rest: text }
  const after = AFTER.exec(text)
  if (after) {
    const unit = UNITS[after[2] ?? ''] ?? 0
    const count = after[1] === '半' ? 0.5 : after[1] === '一个半' ? 1.5 : (readDefinite(after[1] ?? '') ?? 0)
    const rest = text.slice(after[0].length)
    if (unit < DAY || !Number.isInteger(count)) return { ...none, exact: now + count * unit, rest }
    const day = addDays(today, (count * unit) / DAY)
    return { ...none, day, exact: instant(day, timezone), rest }
  }
  const word = DAY_WORD.exec(text)
  if (word) return { ...none, day: addDays(today, DAYS_AHEAD[word[1] ?? ''] ?? 0), rest: text.slice(word[0].length) }
  const end = MONTH_END.exec(text)
  if (end)
    return { ...none, day: monthEnd(now, timezone, end[1]?.startsWith('下') ? 1 : 0), rest: text.slice(end[0].length) }
  const week = WEEKDAY.exec(text)
  if (week) return { ...none, ...scanWeekday(week, today), rest: text.slice(week[0].length) }
  const full = FULL_DATE.exec(text)
  if (full) {
    const day = { ...today, year: Number(full[1]), month: Number(full[2]), day: Number(full[3]) }
    return { ...none, day, rest: text.slice(full[0].length) }
  }
  const short = MONTH_DAY.exec(text) ?? SHORT_DATE.exec(text)
  if (!short) return none
  const day = { ...today, month: readDefinite(short[1] ?? '') ?? 0, day: readDefinite(short[2] ?? '') ?? 0 }
  return { ...none, day, yearless: true, rest: text.slice(short[0].length) }
}

const scan = (text: string, now: number, timezone: string): Reading => {
  const day = scanDay(text.replace(REMARK, ' ').trim(), now, timezone)
  const clock = scanClock(day.rest)
  return { ...day, clock: clock?.clock ?? null, rest: clock?.rest ?? day.rest }
}

const at = (day: WallTime, clock: Clock, timezone: string): number | null => {
  const midnight = clock.hour === 24
  const wall = { ...day, hour: midnight ? 0 : clock.hour, minute: clock.minute }
  if (!isWallTime(wall)) return null
  return instant(midnight ? addDays(wall, 1) : wall, timezone)
}

const settle = (reading: Reading, now: number, timezone: string, clock: Clock): number | null => {
  const day = reading.day ?? wallTime(now, timezone)
  const moment = at(day, clock, timezone)
  if (reading.yearless && (moment === null || moment < now - STALE)) {
    const next = at({ ...day, year: day.year + 1 }, clock, timezone)
    return next
  }
  if (moment !== null && reading.nextWeek && moment <= now) return at(addDays(day, 7), clock, timezone)
  return moment
}

const LAST_MINUTE: Clock = { hour: 23, minute: 59, period: null }

/**
 * The instant (ms) that words such as 明天18:00, 今晚8点, 周六, 4月9日9点半 or 2小时后 mean, seen from `now`. A day alone
 * means its last minute. Null for what is no time or no such day (2月30日, 25:00). The result may lie in the past: that
 * is for the caller to refuse.
 */
export const readMoment = (text: string, now: number, timezone: string): number | null => {
  const reading = scan(fold(text.slice(0, 100)).trim(), now, timezone)
  if (!TAIL.test(reading.rest)) return null
  if (reading.exact !== null && reading.clock === null) return reading.exact
  if (reading.exact !== null && reading.day === null) return null
  if (reading.day === null && reading.clock === null) return null
  return settle(reading, now, timezone, reading.clock ?? LAST_MINUTE)
}

/** 昨天18:00 is understood, and over: no time of ours lies there. */
export const saysPast = (text: string): boolean =>
  /^(?:昨[天日晚]|前[天日]|上(?:个)?(?:周|星期|礼拜|月)|去年)/.test(fold(text).trim())

/** True for a day said without a time of day, such as 4月9日: what other lines may refer to. */
export const isDay = (text: string, now: number, timezone: string): boolean => {
  const { day, clock, rest } = scan(fold(text.slice(0, 100)).trim(), now, timezone)
  return day !== null && clock === null && rest === ''
}

export interface Span {
  readonly start: number
  readonly end: number
}

const TO = /^\s*(?:[-—–~―]{1,2}|到|至)\s*/

/** The later time inherits what was said once: 下午2点到5点 ends at 17:00. */
const endClock = (from: Clock, to: Clock): Clock => {
  const later = to.hour * 60 + to.minute > from.hour * 60 + from.minute
  const inherits = to.period === null && from.period !== null && from.hour >= 12 && to.hour < 12
  return !later && inherits ? { ...to, hour: to.hour + 12 } : to
}

/**
 * From and to, as in 4月9日 8:00-12:00 or 明天下午2点到5点; `day` is the day meant where the text names none. Null for
 * what is no such span. The end may lie before the start: that is for the caller to refuse.
 */
export const readSpan = (text: string, now: number, timezone: string, day = ''): Span | null => {
  const folded = fold(text.slice(0, 100)).trim()
  const said = scan(folded, now, timezone)
  const from = said.day === null && day !== '' ? scan(`${fold(day)} ${folded}`, now, timezone) : said
  const to = TO.exec(from.rest)
  if (!from.clock || !to || (from.exact !== null && from.day === null)) return null
  const start = settle(from, now, timezone, from.clock)
  if (start === null) return null
  const startDay = wallTime(start, timezone)
  const until = scan(
    from.rest.slice(to[0].length),
    /^(?:次日|第二天)/.test(from.rest.slice(to[0].length)) ? start : now,
    timezone,
  )
  if (!until.clock || until.rest !== '') return null
  const end = until.day
    ? settle(until, now, timezone, until.clock)
    : at(startDay, endClock(from.clock, until.clock), timezone)
  return end === null ? null : { start, end }
}
