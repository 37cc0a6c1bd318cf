import { addDays, wallTime } from '../../core/kernel/calendar.ts'
import { NUMERAL, readDefinite } from '../numerals.ts'
import { readMoment } from '../time.ts'
import type { Line } from './lines.ts'

/** So many days one line may stand for. */
const MOST = 31

const DATE = `(?:(${NUMERAL})月)?(${NUMERAL})[日号]?`
/** 4月5日到4月7日 8:00-17:00, 4月5-7日每天8:00-17:00. */
const RANGE = new RegExp(
  `^(${NUMERAL})月(${NUMERAL})[日号]?\\s*(?:到|至|[-—–~]{1,2})\\s*${DATE}(?=[\\s,]|每|[上下早])[\\s,]*(?:每天|每日|天天)?[\\s,:]*(?=\\S)`,
)
/** 4月5日、6日、4月8日 8:00-17:00. */
const SEVERAL = new RegExp(
  `^${NUMERAL}月${NUMERAL}[日号]?(?:\\s*[、,和]\\s*(?:${NUMERAL}月)?${NUMERAL}[日号]?)+(?=[\\s,]|每|[上下早])[\\s,]*(?:每天|每日|都是?)?[\\s,:]*(?=\\S)`,
)

/** One line for each day, where a line is about several; otherwise the line itself. */
export const lineOfEachDay = (line: Line, now: number, timezone: string): readonly Line[] => {
  const { folded } = line
  const range = RANGE.exec(folded)
  const several = range ? null : SEVERAL.exec(folded)
  const days = range ? daysFromTo(range, now, timezone) : several ? daysNamed(several[0]) : null
  if (!days) return [line]
  const rest = folded.slice((range ?? several)?.[0].length ?? 0)
  return days.map((day) => ({ own: `${day} ${rest}`, folded: `${day} ${rest}` }))
}

const daysFromTo = (
  [, month, day, toMonth, toDay]: RegExpExecArray,
  now: number,
  timezone: string,
): string[] | null => {
  const first = readMoment(`${month}月${day}日`, now, timezone)
  const last = readMoment(`${toMonth ?? month}月${toDay}日`, now, timezone)
  if (first === null || last === null || last <= first) return null
  const days: string[] = []
  for (let n = 0; n <= MOST; n += 1) {
    const wall = addDays(wallTime(first, timezone), n)
    days.push(`${wall.year}年${wall.month}月${wall.day}日`)
    if (wall.month === wallTime(last, timezone).month && wall.day === wallTime(last, timezone).day) return days
  }
  return null
}

const daysNamed = (words: string): string[] => {
  let month = 0
  return [...words.matchAll(new RegExp(DATE, 'g'))].map(([, named, day]) => {
    month = named === undefined ? month : (readDefinite(named) ?? 0)
    return `${month}月${readDefinite(day ?? '') ?? 0}日`
  })
}
