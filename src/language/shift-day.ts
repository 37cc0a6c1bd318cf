import { dayKey, wallTime, weekday } from '../core/kernel/calendar.ts'
import type { Context, OpenWork } from './context.ts'
import { NUMERAL, readDefinite } from './numerals.ts'
import { readMoment } from './time.ts'

/** For use inside patterns: a day as one names a shift by it: 5号, 3月5日, 大后天, 周四, 下周四. */
export const DAY_NAMED = `(?:(?:${NUMERAL}月)?${NUMERAL}[日号]|今天|明天|大?后天|(?:这个?|本|下个?)?(?:周|星期|礼拜)[一二三四五六日天])`

/** For use inside patterns: one day or several: 6号7号, 5号、6号, 周四和周五. */
export const DAYS_NAMED = `${DAY_NAMED}(?:[\\s,、和跟]*${DAY_NAMED})*`

const DAY_AHEAD = new RegExp(`^(?:在|就)?(${DAY_NAMED})(?:那[天班]|的)?`)
const EACH_DAY = new RegExp(DAY_NAMED, 'g')
const NUMBERED = new RegExp(`^(?:(${NUMERAL})月)?(${NUMERAL})[日号]$`)
const WEEKDAY = /^(?:周|星期|礼拜)([一二三四五六日天])$/

const WEEK = '日一二三四五六天'

type Shift = OpenWork['shifts'][number]
type Clock = Pick<Context, 'now' | 'timezone'>

/** The shifts of a posting on the day that the words begin with, and what follows it. Null where they begin with no day. */
export const shiftsOfDay = (
  words: string,
  { shifts }: OpenWork,
  clock: Clock,
): { readonly shifts: readonly Shift[]; readonly rest: string } | null => {
  const [whole, day] = DAY_AHEAD.exec(words) ?? []
  if (whole === undefined || day === undefined) return null
  const on = isDay(day, clock)
  return { shifts: shifts.filter(({ start }) => start !== undefined && on(start)), rest: words.slice(whole.length) }
}

/** 5号 and 周四 are looked for among the shifts themselves: which month or week is meant is theirs to say. */
const isDay = (day: string, { now, timezone }: Clock): ((start: number) => boolean) => {
  const [, month, date] = NUMBERED.exec(day) ?? []
  if (date !== undefined)
    return (start) => {
      const wall = wallTime(start, timezone)
      return wall.day === readDefinite(date) && (month === undefined || wall.month === readDefinite(month))
    }
  const named = WEEKDAY.exec(day)?.[1]
  if (named !== undefined) return (start) => weekday(wallTime(start, timezone)) === WEEK.indexOf(named) % 7
  const at = readMoment(day, now, timezone)
  return (start) => at !== null && dayKey(start, timezone) === dayKey(at, timezone)
}

/** The shifts of a posting on all the days that are said in a row. Empty where one of them has none. */
export const shiftsOfDays = (words: string, work: OpenWork, clock: Clock): readonly Shift[] => {
  const each = (words.match(EACH_DAY) ?? []).map((day) => shiftsOfDay(day, work, clock)?.shifts ?? [])
  return each.some(({ length }) => length === 0) ? [] : work.shifts.filter((shift) => each.flat().includes(shift))
}
