import { HAN_SIGN, readDefinite } from '../numerals.ts'

/** Parts of a day as people name them; their edges are nobody's to fix, so none are. */
export type PartOfDay = '凌晨' | '早上' | '上午' | '中午' | '下午' | '傍晚' | '晚上' | '夜里'

/**
 * Which part of each of the days: a part by its name, a time of day, or both ends of a stretch. Minutes after the
 * midnight with which the day begins; past 1440 it is the small hours of the next.
 */
export interface Hours {
  readonly part?: PartOfDay
  readonly from?: number
  /** Equal to `from` for a moment. Absent where only one side was said. */
  readonly to?: number
  readonly about?: true
}

const PARTS: readonly (readonly [part: PartOfDay, words: string])[] = [
  ['凌晨', '凌晨'],
  ['早上', '一大清?早上?|大清早|大早上|清早|清晨|早晨|早上|早间'],
  ['上午', '上午'],
  ['中午', '大中午|中午|正午'],
  ['下午', '下午|午后'],
  ['傍晚', '傍晚|黄昏'],
  ['夜里', '大半夜|[后下]半夜|前半夜|三更半夜|半夜三更|半夜里?|深更半夜|深夜里?|夜里|夜间'],
  ['晚上', '大晚上|晚上|晚间|夜晚'],
]
const PART = new RegExp(`(${PARTS.map(([, words]) => words).join(')|(')})`, 'y')
/** The minute before which no part of that name has begun. */
export const EARLIEST: Readonly<Record<PartOfDay, number>> = {
  凌晨: 0,
  早上: 3 * 60,
  上午: 6 * 60,
  中午: 10 * 60,
  下午: 12 * 60,
  傍晚: 16 * 60,
  晚上: 17 * 60,
  夜里: 17 * 60,
}

/** One sign only where a day stands before it or a time after it: 今早, 每晚, 晚10点. */
const SIGN = /(早)(?![晚点些就已日期知餐饭市操教])|(晚)(?![点些饭餐会辈婚])|(夜)(?![班市宵景])/y
const SIGNS: readonly PartOfDay[] = ['早上', '晚上', '夜里']

/** 一点都没, 一点水: not one o'clock. 两点 and 三点 without a part of the day are points of a speech. */
const CLOCK = new RegExp(
  `(?:(\\d{1,2}):(\\d{2})(?!\\d)|(\\d{1,2}|${HAN_SIGN}{1,3})\\s*(?:点钟?|时(?!候|间|常|不时|段))(?:(半)|(一刻|三刻)|(\\d{1,2}|${HAN_SIGN}{1,3})分|([0-5]\\d)(?!\\d|[栋幢单户号])|(整))?)\\s*(多|来钟|左右|前后|上下)?`,
  'y',
)
const A_BIT = /^一点(?!钟|半|整|多|左右|[一三]刻|[\d一二三四五])/
const TO = /\s*(?:[-—–~]{1,2}|到|至)\s*/y
const AFTER = /\s*(?:以后|之后|过后|后(?![面门勤院台])|就?开始|起(?![来床火]))/y
const BEFORE = /\s*(?:以前|之前|前(?![面门后台进天年]))/y
const SPACE = /[ \t]*(?:的|从|都是?|总是?|老是|经常|大概|大约|差不多|约)?[ \t]*/y

const match = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** The hours (0 to 28) that a clock may have meant; several where only the part of the day would tell. Empty: no such hour. */
const hoursOf = (said: number, part: PartOfDay | null): readonly number[] => {
  const half = said < 12 ? [said + 12] : said === 12 ? [12] : said < 24 ? [said] : []
  switch (part) {
    case null:
      return said === 0 || (said > 12 && said <= 24) ? [said] : said <= 12 ? [said, said + 12] : []
    case '凌晨':
      return said === 12 ? [0] : said <= 6 ? [said] : []
    case '早上':
      return said >= 3 && said <= 11 ? [said] : []
    case '上午':
      return said >= 6 && said <= 12 ? [said] : []
    case '中午':
      return said >= 11 && said <= 14 ? [said] : said >= 1 && said <= 3 ? half : []
    case '下午':
      return (said >= 1 && said <= 8) || (said >= 12 && said <= 19) ? half : []
    case '傍晚':
      return (said >= 4 && said <= 8) || (said >= 16 && said <= 20) ? half : []
    case '晚上':
    case '夜里':
      if (said === 12 || said === 0 || said === 24) return [24]
      if (said >= 18 && said < 24) return [said]
      // The small hours belong to the night before them.
      if (said <= 4 || (said === 5 && part === '夜里')) return [said + 24]
      return said <= 11 ? half : []
  }
}

interface Clock {
  readonly part: PartOfDay | null
  /** Minutes that it may be; none: an impossible time. */
  readonly minutes: readonly number[]
  readonly about: boolean
  /** 十一点多: somewhere in that hour. */
  readonly within: boolean
  readonly end: number
}

const FRACTIONS: Readonly<Record<string, number>> = { 半: 30, 一刻: 15, 三刻: 45 }

/** `after`: a day stands right before, so that 早 and 晚 alone are parts of it. */
const partAt = (text: string, at: number, after: boolean): { part: PartOfDay; end: number } | null => {
  const long = match(PART, text, at)
  if (long) {
    const which = PARTS[long.slice(1).findIndex((group) => group !== undefined)]
    if (which) return { part: which[0], end: at + long[0].length }
  }
  const short = match(SIGN, text, at)
  const part = short && SIGNS[short.slice(1).findIndex((group) => group !== undefined)]
  if (!short || !part) return null
  return after || /^\s*(?:\d|[二三四五六七八九十]{1,3}点)/.test(text.slice(at + 1, at + 6))
    ? { part, end: at + 1 }
    : null
}

const clockAt = (text: string, start: number, part: PartOfDay | null): Clock | null => {
  const found = match(CLOCK, text, start)
  if (!found || A_BIT.test(text.slice(start, start + 4))) return null
  // 两三点: about then.
  if (found[3] !== undefined && readDefinite(found[3]) === null) return null
  const [whole, digital, digits = '', hour = '', half, quarter, minutes, bare, , near] = found
  const said = readDefinite(digital ?? hour)
  const minute = FRACTIONS[half ?? quarter ?? ''] ?? readDefinite(minutes ?? bare ?? digits) ?? (digits === '' ? 0 : 60)
  const said24 = digital?.startsWith('0') && part === null
  const hours = said === null || minute > 59 ? [] : said24 ? [said] : hoursOf(said, part)
  return {
    part,
    minutes: hours.map((one) => one * 60 + minute).filter((one) => one <= 24 * 60 || part !== null),
    about: near !== undefined && near !== '多',
    within: near === '多',
    end: start + whole.length,
  }
}

/** Two ends of one stretch tell each other's half of the day: 8点-20点, 下午2点到5点. */
const between = (from: Clock, to: Clock): readonly [number, number] | null => {
  if (from.part === null && to.minutes.length > 1) return null
  const inherited =
    to.part === null && from.part !== null
      ? to.minutes.filter((one) => one > (from.minutes[0] ?? 0)).slice(0, 1)
      : to.minutes
  const night = inherited.length === 0 && (from.part === '晚上' || from.part === '夜里')
  const ends = night ? to.minutes.slice(0, 1).map((one) => one + 24 * 60) : inherited
  const pairs = from.minutes.flatMap((one) => ends.map((other) => [one, other] as const))
  const plain = pairs.filter(([one, other]) => other > one)
  const certain = plain.filter(([one, other]) => one <= 12 * 60 && other > 12 * 60 && to.minutes.length === 1)
  if (plain.length === 1) return plain[0] ?? null
  return certain.length === 1 ? (certain[0] ?? null) : overnight(from, to)
}

/** 晚上10点到早上6点 ends on the next day. */
const overnight = (from: Clock, to: Clock): readonly [number, number] | null => {
  const [one, another] = from.minutes
  const [end, other] = to.minutes
  if (one === undefined || another !== undefined || end === undefined || other !== undefined) return null
  return one >= 18 * 60 && end <= 12 * 60 ? [one, end + 24 * 60] : null
}

export interface HoursFound {
  readonly hours: Hours | null
  readonly end: number
  /** 就开始, 起 stood behind: what it says of the days it says too. */
  readonly onward: boolean
}

/**
 * The time of day at this place of a folded text. `hours` null: there are words, but they may be two times (三点), so
 * none is taken. Null: nothing is said here. `impossible`: 25点 — then nothing around it is to be trusted either.
 */
export const hoursAt = (text: string, start: number, after: boolean): HoursFound | 'impossible' | null => {
  const at = after ? start + (match(SPACE, text, start)?.[0].length ?? 0) : start
  const part = partAt(text, at, after)
  const clockStart = part ? part.end + (match(SPACE, text, part.end)?.[0].length ?? 0) : at
  const clock = clockAt(text, clockStart, part?.part ?? null)
  if (!clock) {
    if (!part) return null
    const onward = match(AFTER, text, part.end)
    return { hours: { part: part.part }, end: part.end + (onward?.[0].length ?? 0), onward: onward !== null }
  }
  if (clock.minutes.length === 0) return part || after ? 'impossible' : null
  const to = match(TO, text, clock.end)
  const untilStart = clock.end + (to?.[0].length ?? 0)
  const untilPart = to ? partAt(text, untilStart, false) : null
  const until = to ? clockAt(text, untilPart?.end ?? untilStart, untilPart?.part ?? null) : null
  if (until) {
    if (until.minutes.length === 0) return 'impossible'
    const ends = between(clock, until)
    return { hours: ends && { from: ends[0], to: ends[1] }, end: until.end, onward: false }
  }
  const [from, other] = clock.minutes
  if (from === undefined || other !== undefined) return { hours: null, end: clock.end, onward: false }
  const onward = match(AFTER, text, clock.end)
  if (onward) return { hours: { from }, end: clock.end + onward[0].length, onward: /开始|起/.test(onward[0]) }
  const before = match(BEFORE, text, clock.end)
  if (before) return { hours: { to: from }, end: clock.end + before[0].length, onward: false }
  const hours = clock.within
    ? { from, to: from + 60 }
    : { from, to: from, ...(clock.about ? { about: true as const } : {}) }
  return { hours, end: clock.end, onward: false }
}
