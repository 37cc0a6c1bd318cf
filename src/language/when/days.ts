import { addDays, isWallTime, type WallTime, weekday } from '../../core/kernel/calendar.ts'
import { HAN_SIGN, readDefinite } from '../numerals.ts'
import type { Tense } from './tense.ts'

/** Calendar days of the community, as 2026-03-01. */
export type Day = string

export type Days =
  /** From one day to another, both of them in it. */
  | { readonly kind: 'on'; readonly from: Day; readonly to: Day }
  | { readonly kind: 'since'; readonly from: Day; readonly about?: true }
  /** Before that day is over, or before it comes: as near as words say it. */
  | { readonly kind: 'before'; readonly to: Day }
  /** `on`: days of the week (0 is Sunday) or of the month; none for each day and each workday. */
  | { readonly kind: 'every'; readonly unit: 'day' | 'workday' | 'week' | 'month'; readonly on: readonly number[] }

export interface DaysFound {
  readonly days: Days
  readonly end: number
}

/** What is known where days are read. */
export interface Present {
  /** The day on which it was said. */
  readonly today: WallTime
  /** The tense of the words around start and end. */
  readonly tense: (start: number, end: number) => Tense | null
}

const two = (n: number): string => String(n).padStart(2, '0')
export const dayOf = ({ year, month, day }: WallTime): Day => `${year}-${two(month)}-${two(day)}`
export const wallOf = (day: Day): WallTime => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return { year, month, day: date, hour: 0, minute: 0 }
}

const N = `(?:\\d{1,3}|${HAN_SIGN}{1,3})`
const WEEK = '(?:周|星期|礼拜)'
const WEEKDAY = '[一二三四五六日天1-7](?![次回趟遍个家]|\\d|点)'
const BACK = '(?:之|以)?前(?![天面门台进])'
/** An end of a deadline: 前, 之前, 内. */
const DEADLINE = '(?:之前|以前|前(?![天面门台进几]))'

const sticky = (source: string): RegExp => new RegExp(source, 'y')
const PATTERNS = {
  weekends: sticky(`(?:每个?|每逢|[一每]到)周末|周末(?=都|总|老是|经常|天天)|双休日`),
  everyWeekday: sticky(`(?:每个?|每逢|[一每]到)${WEEK}(${WEEKDAY})((?:(?:[、,和及]|到|至|-)${WEEK}?${WEEKDAY})*)`),
  everyDate: sticky(`每个?月的?(${N})[号日](?!楼)`),
  everyDay: sticky(
    '每一?天|每日|(?<!(?:以|之|从)前|原来)(?:天天|日日)|(?:每个?|每逢|[一每]到)(?=早上|早晨|清晨|凌晨|中午|上午|下午|傍晚|晚|夜|半夜|深夜)|每(?=早)',
  ),
  workdays: sticky('工作日'),
  near: sticky(
    '大前[天日]|(?<![以之目从先向日天年月周后楼门店车])前[天日]|(?<![以之目从先向日天年月周后楼门店车])前(?=晚)|昨[天日]|昨(?=[早晚夜])|今[天日](?!(?:我|特意?|就|来|想|要|再)*(?:反映|投诉|建议|提|说|问|咨询))|今(?=[早晚])|大后天|(?<![以之然最今午日天年月周先])后天(?!性)|(?<![说声证文发透聪表])明[天日](?!然)|明(?=[早晚](?!清))',
  ),
  ago: sticky(`(?<!${HAN_SIGN}|\\d|几)(${N}|[几半])(个半?)?(天|周|星期|礼拜|月|年)${BACK}`),
  within: sticky(`(?<!${HAN_SIGN}|\\d|几)(${N})(?:个)?(天|周|星期|礼拜)(?:之|以)?内(?![容部科])`),
  week: sticky(
    `(上上|上|这|本|下下|下)一?个?${WEEK}(?:(末)|(${WEEKDAY})(?:(?:到|至|-)${WEEK}?(${WEEKDAY}))?|(?![围边转全身长刊期末岁而到密遭折一二三四五六日天\\d]))`,
  ),
  weekday: sticky(`(?<![一每上下这本个两几\\d二三四五六七八九十])${WEEK}(${WEEKDAY})(?!${WEEK}|[到至、和-])`),
  monthEnd: sticky(`(本|这个?|下个?)?(月|年)[底末]${DEADLINE}`),
  month: sticky(`(上上|上|这|本|下)(?:一?个)?月(?:(${N})[号日](?!楼)|份|[初中底末]旬?|(?![季光亮饼租嫂子球卡票经]))`),
  full: sticky('(?<!\\d)(20\\d\\d)[-/.](\\d{1,2})[-/.](\\d{1,2})(?!\\d)'),
  date: sticky(
    `(?:(20\\d\\d|\\d\\d)年|([去今明前])年的?)?(?<!\\d|${HAN_SIGN})(?<!${HAN_SIGN}个)(${N})月(?:份|(底${DEADLINE})|(${N})(?:[日号](?![楼院门线])|(?=[上下中早凌傍晚]))(?:(?:到|至|-)(?:(${N})月)?(${N})[日号](?![楼院门线]))?)?(?![嫂子球卡票经])`,
  ),
  year: sticky('(?:(20\\d\\d)年|([去今前])年)(?=起|以来|开始)'),
  holiday: sticky(
    '(?<![\\d一二三四五六七八九十初])(元旦|五一|劳动节|六一|儿童节|七一|国庆节?|教师节|妇女节)(?![东南西北中新]?(?:路|街|大道|巷|村|里|新村|花园))(?![\\d一二三四五六七八九十百期长假]|节?(?:期间|假|放假|那几天|[广大商]))',
  ),
  dayOfMonth: sticky(
    `(?<![\\d月第]|${HAN_SIGN})(${N})[号日](?=(?:起|开始|以来|那天|早上|上午|中午|下午|晚上|凌晨|之前|以前|前))`,
  ),
  /** Only trouble itself is counted from its begin: 住了十年 says nothing of it. */
  lasted: sticky(
    `(?:停水|停电|停气|断水|断电|断网|没水|没电|没气|没人管|没人修|没修|没来|不亮|堵|坏|漏水?|吵)(?:了|已经|都|快|有)*(${N})(个)?(天|周|星期|礼拜|月|年)(?!前|后|之|以|内)`,
  ),
  lasting: sticky(
    `(?:已经|都)?(?<!${HAN_SIGN}|\\d|几)(${N})(个)?(天|周|星期|礼拜|月|年)(?:多|了|都)*没(?:有)?(?:水|电|气|网|热水|人|修|扫|收|清|来)`,
  ),
} as const

type Pattern = keyof typeof PATTERNS
const NAMES = Object.keys(PATTERNS) as Pattern[]

const on = (from: WallTime, to: WallTime = from): Days => ({ kind: 'on', from: dayOf(from), to: dayOf(to) })
const firstOf = (wall: WallTime, months = 0): WallTime => {
  const count = wall.year * 12 + wall.month - 1 + months
  return { ...wall, year: Math.floor(count / 12), month: (count % 12) + 1, day: 1 }
}
const lastOf = (wall: WallTime, months = 0): WallTime => addDays(firstOf(wall, months + 1), -1)
const monthOf = (wall: WallTime, months = 0): Days => on(firstOf(wall, months), lastOf(wall, months))
/** Days since Monday. */
const sinceMonday = (wall: WallTime): number => (weekday(wall) + 6) % 7

const weekdayOf = (sign: string): number =>
  '日天7'.includes(sign) ? 0 : '一二三四五六'.indexOf(sign) + 1 || Number(sign)
const offsetOf = (sign: string): number => (weekdayOf(sign) + 6) % 7

/** How many days a count of weeks, months … is; `about` where a month is meant. */
const LENGTH: Readonly<Record<string, number>> = { 天: 1, 周: 7, 星期: 7, 礼拜: 7 }

const back = (today: WallTime, count: number, unit: string): WallTime | null => {
  const length = LENGTH[unit]
  if (length !== undefined) return addDays(today, -count * length)
  const months = unit === '年' ? 12 * count : count
  const there = firstOf(today, -months)
  return there.year < 1970 ? null : { ...there, day: Math.min(today.day, lastOf(there).day) }
}

/** A date without its year is the one so near, if the words agree; farther away only the tense tells which it is. */
const NEARBY = 90

const yearless = (today: WallTime, month: number, day: number, tense: Tense | null): WallTime | null => {
  const key = dayOf(today)
  const all = [-1, 0, 1].map((years) => ({ ...today, month, day, year: today.year + years })).filter(isWallTime)
  const past = all.filter((one) => dayOf(one) <= key).at(-1) ?? null
  const future = all.find((one) => dayOf(one) >= key) ?? null
  const [first, last] = [dayOf(addDays(today, -NEARBY)), dayOf(addDays(today, NEARBY))]
  const near = all.find((one) => dayOf(one) >= first && dayOf(one) <= last)
  if (!near) return tense === null ? null : tense === 'past' ? past : future
  const told = tense === 'past' ? past : tense === 'future' ? future : near
  return told === near ? near : null
}

const HOLIDAYS: Readonly<Record<string, readonly [month: number, day: number]>> = {
  元旦: [1, 1],
  妇女节: [3, 8],
  五一: [5, 1],
  劳动节: [5, 1],
  六一: [6, 1],
  儿童节: [6, 1],
  七一: [7, 1],
  教师节: [9, 10],
  国庆: [10, 1],
  国庆节: [10, 1],
}

const NEAR: Readonly<Record<string, number>> = { 大前: -3, 前: -2, 昨: -1, 今: 0, 明: 1, 后: 2, 大后: 3 }
const WEEKS: Readonly<Record<string, number>> = { 上上: -2, 上: -1, 这: 0, 本: 0, 下: 1, 下下: 2 }

type Reader = (found: RegExpExecArray, now: Present) => Days | 'impossible' | null

const tenseOf = (found: RegExpExecArray, now: Present): Tense | null =>
  now.tense(found.index, found.index + found[0].length)

const numeral = (text: string | undefined): number => readDefinite(text ?? '') ?? 0

const everyWeekday: Reader = ([, first = '', more = '']) => {
  const signs = [...more.matchAll(/(到|至|-)?(?:周|星期|礼拜)?([一二三四五六日天1-7])/g)]
  const days = [weekdayOf(first)]
  for (const [, to, sign = ''] of signs) {
    const last = weekdayOf(sign)
    const before = days.at(-1) ?? 0
    if (to) for (let day = before; day !== last; day = (day + 1) % 7) days.push((day + 1) % 7)
    else days.push(last)
  }
  return { kind: 'every', unit: 'week', on: [...new Set(days)] }
}

const readDate: Reader = (found, now) => {
  const [, digits, word, monthSaid, monthEnd, daySaid, toMonth, toDay] = found
  const { today } = now
  const month = numeral(monthSaid)
  const day = daySaid === undefined ? 1 : numeral(daySaid)
  if (month < 1 || month > 12 || day < 1) return 'impossible'
  const named = word === undefined ? null : today.year + ('前去今明'.indexOf(word) - 2)
  const year = digits === undefined ? named : Number(digits) + (digits.length === 2 ? 2000 : 0)
  const tense = tenseOf(found, now)
  const from = year === null ? yearless(today, month, day, tense) : { ...today, year, month, day }
  // 2月30日, whatever the year: then its clause is no better.
  if (!isWallTime({ ...today, year: year ?? 2024, month, day })) return 'impossible'
  if (from === null || !isWallTime(from)) return null
  if (monthEnd !== undefined) return { kind: 'before', to: dayOf(lastOf(from)) }
  if (daySaid === undefined) return monthOf(from)
  if (toDay === undefined) return on(from)
  const to = { ...from, month: toMonth === undefined ? from.month : numeral(toMonth), day: numeral(toDay) }
  if (!isWallTime(to)) return 'impossible'
  const last = dayOf(to) < dayOf(from) ? { ...to, year: to.year + 1 } : to
  return toMonth === undefined && to.day <= from.day ? 'impossible' : on(from, last)
}

const READERS: Readonly<Record<Pattern, Reader>> = {
  weekends: () => ({ kind: 'every', unit: 'week', on: [6, 0] }),
  everyWeekday,
  everyDate: ([, date]) => {
    const day = numeral(date)
    return day >= 1 && day <= 31 ? { kind: 'every', unit: 'month', on: [day] } : 'impossible'
  },
  everyDay: () => ({ kind: 'every', unit: 'day', on: [] }),
  workdays: () => ({ kind: 'every', unit: 'workday', on: [] }),
  near: ([said], { today }) => on(addDays(today, NEAR[said.replace(/[天日]$/, '')] ?? 0)),
  ago: ([, count = '', half, unit = ''], { today }) => {
    if (half === '个半' || count === '半' || count === '几') return null
    const there = numeral(count) === 0 ? null : back(today, numeral(count), unit)
    if (!there) return null
    if (unit === '天') return on(there)
    return unit === '月' ? monthOf(there) : null
  },
  within: (found, now) => {
    const days = numeral(found[1]) * (LENGTH[found[2] ?? ''] ?? 0)
    return tenseOf(found, now) === 'future' && days > 0 ? { kind: 'before', to: dayOf(addDays(now.today, days)) } : null
  },
  week: ([, which = '', end, first, last], { today }) => {
    const monday = addDays(today, 7 * (WEEKS[which] ?? 0) - sinceMonday(today))
    if (end) return on(addDays(monday, 5), addDays(monday, 6))
    if (first === undefined) return on(monday, addDays(monday, 6))
    const [from, to] = [offsetOf(first), offsetOf(last ?? first)]
    return to < from ? null : on(addDays(monday, from), addDays(monday, to))
  },
  weekday: (found, now) => {
    const tense = tenseOf(found, now)
    const ahead = (offsetOf(found[1] ?? '') - sinceMonday(now.today) + 7) % 7
    // On a Wednesday 周三 is last week's or next week's: today is 今天.
    if (tense === null || ahead === 0) return null
    return on(addDays(now.today, tense === 'past' ? ahead - 7 : ahead))
  },
  monthEnd: ([, which, unit], { today }) => {
    if (unit === '年') return which?.startsWith('下') ? null : { kind: 'before', to: `${today.year}-12-31` }
    return { kind: 'before', to: dayOf(lastOf(today, which?.startsWith('下') ? 1 : 0)) }
  },
  month: ([, which = '', date], { today }) => {
    const months = WEEKS[which] ?? 0
    if (date === undefined) return monthOf(today, months)
    const day = { ...firstOf(today, months), day: numeral(date) }
    return isWallTime(day) ? on(day) : 'impossible'
  },
  full: ([, year, month, day], { today }) => {
    const there = { ...today, year: Number(year), month: Number(month), day: Number(day) }
    return isWallTime(there) ? on(there) : 'impossible'
  },
  date: readDate,
  year: ([, digits, word], { today }) => {
    const year = digits === undefined ? today.year + ('前去今'.indexOf(word ?? '') - 2) : Number(digits)
    return { kind: 'on', from: `${year}-01-01`, to: `${year}-12-31` }
  },
  holiday: (found, now) => {
    const [month, day] = HOLIDAYS[found[1] ?? ''] ?? [0, 0]
    const there = yearless(now.today, month, day, tenseOf(found, now))
    return there && on(there)
  },
  dayOfMonth: (found, now) => {
    const day = numeral(found[1])
    const tense = tenseOf(found, now)
    if (day < 1 || day > 31) return 'impossible'
    if (tense === null) return null
    const steps = tense === 'past' ? [0, -1, -2] : [0, 1, 2]
    const key = dayOf(now.today)
    const there = steps
      .map((months) => ({ ...firstOf(now.today, months), day }))
      .filter(isWallTime)
      .find((one) => (tense === 'past' ? dayOf(one) <= key : dayOf(one) >= key))
    return there ? on(there) : null
  },
  lasted: (found, now) => lasting(found, now),
  lasting: (found, now) => lasting(found, now),
}

const lasting: Reader = ([, count, , unit = ''], { today }) => {
  const length = numeral(count)
  const there = length === 0 ? null : back(today, length, unit)
  return there && { kind: 'since', from: dayOf(there), about: true }
}

/** Signs with which an expression may begin: everything else is passed over at once. */
const FIRST = new RegExp(
  `[大前昨今明后每日天工上这本下周星礼月年一双去元五六劳儿国教妇七已都停断没不堵坏漏吵\\d]|${HAN_SIGN}`,
)

/** The days that a folded text names at this place; null where it names none, or several that it may mean. */
export const daysAt = (text: string, at: number, now: Present): DaysFound | { readonly impossible: number } | null => {
  if (!FIRST.test(text[at] ?? '')) return null
  for (const name of NAMES) {
    const pattern = PATTERNS[name]
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (!found) continue
    const days = READERS[name](found, now)
    const end = at + found[0].length
    if (days === 'impossible') return { impossible: end }
    if (days) return { days, end }
  }
  return null
}
