import { addDays, instant, wallTime } from '../../core/kernel/calendar.ts'
import { fold, ownPlace } from '../fold.ts'
import { HAN_SIGN, NUMERAL, readDefinite } from '../numerals.ts'
import { type Days, type DaysFound, dayOf, daysAt, type Present, wallOf } from './days.ts'
import { EARLIEST, type Hours, hoursAt } from './hours.ts'
import { tenseAt } from './tense.ts'

/** A time that a text speaks of: which days, which hours of them, and the words that say so. At least one of the two is there. */
export interface When {
  readonly days: Days | null
  readonly hours: Hours | null
  /** Where in the text; UTF-16 units. */
  readonly start: number
  readonly end: number
}

/** Only the beginning of a long letter says when it is. */
const LONGEST = 600
/** More than these are a diary. */
export const MOST_TIMES = 3

const SINCE =
  /\s*(?:起(?![来床火])|就?(?:一直)?开始|以来|至今|(?:一直)?到(?:现在|如今|今天(?![早上中下晚凌傍夜\d]|[一二三四五六七八九十]+点)))/y
const FROM = /(?:自从?|从|打)$/
const UNTIL = /\s*(?:[-—–~]{1,2}|到|至)\s*/y
const BEFORE = /\s*(?:以前|之前|前(?![天面门后台进几]))/y

const lengthAt = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0].length ?? 0
}

const NIGHT = 24 * 60

/** 昨晚两点 is today's; where that lies ahead of who speaks of it, only 昨晚 is left. */
const shifted = (days: Days, hours: Hours | null): { days: Days; hours: Hours | null } => {
  if (days.kind !== 'on' || days.from !== days.to || hours?.from === undefined || hours.from <= NIGHT)
    return { days, hours }
  const next = dayOf(addDays(wallOf(days.from), 1))
  const to = hours.to === undefined ? {} : { to: hours.to - NIGHT }
  return { days: { kind: 'on', from: next, to: next }, hours: { ...hours, from: hours.from - NIGHT, ...to } }
}

interface Found {
  readonly days: Days | null
  readonly hours: Hours | null
  readonly end: number
}

const AGO = new RegExp(`(?<!\\d|${HAN_SIGN})(${NUMERAL}|半)个?(小时|钟头|分钟)(?:之|以)?前`, 'y')

/** 昨晚8点到今天早上6点: one night, written as hours of the day on which it begins. */
const overnight = (
  text: string,
  first: Extract<Days, { kind: 'on' }>,
  hours: Hours | null,
  last: DaysFound,
): { readonly days: Days; readonly hours: Hours; readonly end: number } | null => {
  const told = hoursAt(text, last.end, true)
  if (!hours || told === 'impossible' || !told?.hours || last.days.kind !== 'on') return null
  const { from, to } = hours
  const until = told.hours.from
  const next = dayOf(addDays(wallOf(first.from), 1))
  if (from === undefined || from !== to || until === undefined || until !== told.hours.to || last.days.to !== next)
    return null
  return { days: first, hours: { from, to: until + NIGHT }, end: told.end }
}

/** 两个小时前, by the clock of whoever says it. */
const ago = (text: string, start: number, now: Present): Found | null => {
  AGO.lastIndex = start
  const [whole = '', count = '', unit = ''] = AGO.exec(text) ?? []
  const minutes = (count === '半' ? 0.5 : (readDefinite(count) ?? 0)) * (unit === '分钟' ? 1 : 60)
  if (whole === '' || minutes === 0 || minutes > 2 * NIGHT) return null
  const then = Math.round(now.today.hour * 60 + now.today.minute - minutes)
  const day = dayOf(addDays(now.today, Math.floor(then / NIGHT)))
  const time = ((then % NIGHT) + NIGHT) % NIGHT
  const hours = { from: time, to: time, about: true } as const
  return { days: { kind: 'on', from: day, to: day }, hours, end: start + whole.length }
}

const joined = (text: string, start: number, now: Present): Found | { readonly skip: number } | null => {
  const distance = ago(text, start, now)
  if (distance) return distance
  const first = daysAt(text, start, now)
  if (first && 'impossible' in first) return { skip: first.impossible }
  if (!first) {
    const alone = hoursAt(text, start, false)
    if (alone === 'impossible') return { skip: start + 1 }
    // 晚上 alone says neither which nor when.
    return alone?.hours && (alone.hours.from !== undefined || alone.hours.to !== undefined)
      ? { days: null, hours: alone.hours, end: alone.end }
      : null
  }
  const told = hoursAt(text, first.end, true)
  if (told === 'impossible') return { skip: first.end + 1 }
  const end = told?.hours ? told.end : first.end
  const { days, hours } = shifted(first.days, told?.hours ?? null)
  if (days.kind !== 'on') return { days, hours, end }
  const onward = lengthAt(SINCE, text, end)
  const open = FROM.test(text.slice(Math.max(0, start - 2), start))
  const to = lengthAt(UNTIL, text, end)
  const last = to > 0 && onward === 0 ? daysAt(text, end + to, now) : null
  if (last && 'days' in last && last.days.kind === 'on' && last.days.to >= days.from)
    return { days: { ...days, to: last.days.to }, hours: null, end: last.end, ...overnight(text, days, hours, last) }
  if (told?.onward || onward > 0 || open) return { days: { kind: 'since', from: days.from }, hours, end: end + onward }
  const before = lengthAt(BEFORE, text, end)
  if (before > 0 && hours === null) return { days: { kind: 'before', to: days.from }, hours, end: end + before }
  return { days, hours, end }
}

/**
 * The times that a text names, as it was said at `saidAt` (ms) in that zone: 昨晚11点, 每天早上六点, 上周三起, 月底前.
 * At most three, in their order, each a time or nothing: what may be two days (周三, without a word of past or future) or
 * two hours (三点) is left out. Never throws; in time linear in the first 600 characters.
 */
export const readTimes = (text: string, saidAt: number, timezone: string): readonly When[] => {
  const folded = fold(text.slice(0, LONGEST))
  const today = wallTime(saidAt, timezone)
  const now: Present = { today, tense: (start, end) => tenseAt(folded, start, end) }
  const times: When[] = []
  let at = 0
  while (at < folded.length && times.length < MOST_TIMES) {
    const found = joined(folded, at, now)
    if (!found) {
      at += 1
      continue
    }
    if ('skip' in found) {
      at = found.skip
      continue
    }
    const { days, hours, end } = found
    const span = { start: ownPlace(text, at), end: ownPlace(text, end) }
    const kept = believed({ days, hours, ...span }, saidAt, timezone, now.tense(at, end) === 'past')
    if (kept && !times.some((one) => sameTime(one, kept))) times.push(kept)
    at = Math.max(end, at + 1)
  }
  return times
}

const sameTime = (one: When, other: When): boolean =>
  JSON.stringify([one.days, one.hours]) === JSON.stringify([other.days, other.hours])

/** What is told as past cannot lie ahead; before five in the morning nobody knows whose 今晚 it is. */
const believed = (when: When, saidAt: number, timezone: string, past: boolean): When | null => {
  const { days, hours } = when
  if (days?.kind !== 'on' && days?.kind !== 'since') return when
  const earliest = hours?.part ? { from: EARLIEST[hours.part] } : hours
  const { from } = momentsOf({ days, hours: earliest }, timezone)
  if (from === null || from <= saidAt) return when
  const today = wallTime(saidAt, timezone)
  const tonight = today.hour < 5 && days.from === dayOf(today) && hours !== null
  return past || tonight ? null : when
}

/**
 * The instants (ms) between which it lies; null where it has no such end: a recurrence, a time of an unknown day, what
 * still goes on. A part of the day has no edges: then they are those of the day.
 */
export const momentsOf = ({ days, hours }: Pick<When, 'days' | 'hours'>, timezone: string): Moments => {
  if (!days || days.kind === 'every') return { from: null, to: null }
  const at = (day: string, minutes: number): number => {
    const wall = addDays(wallOf(day), Math.floor(minutes / NIGHT))
    return instant({ ...wall, hour: Math.floor((minutes % NIGHT) / 60), minute: minutes % 60 }, timezone)
  }
  const from = days.kind === 'before' ? null : at(days.from, hours?.from ?? 0)
  const to = days.kind === 'since' ? null : at(days.to, hours?.to ?? NIGHT)
  return { from, to }
}

export interface Moments {
  readonly from: number | null
  readonly to: number | null
}
