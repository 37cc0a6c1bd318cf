import { LIMITS } from '../../core/build/work.ts'
import { DAY, wallTime } from '../../core/kernel/calendar.ts'
import { hundredths } from '../../core/kernel/quantity.ts'
import { size } from '../fold.ts'
import type { Problem, ShiftDraft, WorkDraft } from '../meaning.ts'
import { HAN_AMOUNT, NUMERAL, readNumeral } from '../numerals.ts'
import { isDay, readSpan, type Span, saysPast } from '../time.ts'
import { lineOfEachDay } from './days.ts'
import { fieldOf, type Line, linesOf } from './lines.ts'

const MAX_FEN = 10_000_000

/** What a line of a posting may begin with. */
export const KEYS = {
  title: '工作|内容|做什么|标题',
  place: '地点|地址|集合地点|集合',
  count: '人数|名额|招',
  pay: '报酬|工资|工钱|补贴|酬劳|待遇',
  requirements: '要求|条件|备注|说明',
  when: '时间|日期|班次|时段',
} as const

type Pay = WorkDraft['pay']

/** 一百二一天, 每小时十五块: the amount in words, with what it is for. */
const SPELT = new RegExp(
  `(?:每天|每日|一天|日薪|每个?小时|时薪)\\s*(${HAN_AMOUNT})(?=元|块|$)|(${HAN_AMOUNT})(?:元|块钱?)?(?=\\s*(?:[/每]|一个?)\\s*(?:天|日|小时|钟头))`,
)

/** 每天120元, 20元/小时, 15块/小时, 日薪120, 一百二一天: fen, and per what. Pay without its unit is refused: it is never guessed. */
export const readPay = (given: string): Pay | null => {
  const spelt = /\d/.test(given) ? null : SPELT.exec(given)
  const numeral = spelt?.[1] ?? spelt?.[2]
  const words = numeral === undefined ? given : given.replace(numeral, String(readNumeral(numeral) ?? numeral))
  const amount = /-?\d+(?:\.\d+)?/.exec(words)
  const rest = words.replace(/-?\d+(?:\.\d+)?/, ' ')
  const day = /天|日/.test(rest)
  const hour = /小时|钟头|时薪|点工/.test(rest)
  if (!amount) return /^(?:义务|自愿|无报酬|没有报酬|无偿)/.test(words) ? { fen: 0, per: 'day' } : null
  const fen = hundredths(amount[0])
  if (fen === null || fen < 0 || fen > MAX_FEN || day === hour || /\d/.test(rest.replace(/[一1]\s*(?:天|小时)/, '')))
    return null
  return { fen, per: hour ? 'hour' : 'day' }
}

/** What is wrong with pay that cannot be read: 100 alone may be for a day or for an hour. */
export const payProblem = (given: string): 'pay-per-what' | 'bad-pay' =>
  AMOUNT_ALONE.test(given) ? 'pay-per-what' : 'bad-pay'

const AMOUNT_ALONE = new RegExp(
  `^(?:${KEYS.pay}|给)?[:\\s]*(?:[每一]个?人)?(?:\\d+(?:\\.\\d+)?|${HAN_AMOUNT})\\s*(?:元|块钱?)?\\s*(?:[/每一]个?人)?$`,
)

const COUNT = new RegExp(`(-?\\d{1,9}|${NUMERAL})\\s*(?:个)?(?:人|名|位)`)

/** Places as the whole value of a line: 2人, 两名, 2. Undefined where it is no number from 1 to 999. */
export const readCount = (words: string): number | undefined => readPlaces(words.replace(/\s*(?:个)?(?:人|名|位)$/, ''))

/** A number of places: 2, 两. Undefined where it is no number from 1 to 999. */
const readPlaces = (words: string): number | undefined => {
  const number = /^\d{1,9}$/.test(words) ? Number(words) : readNumeral(words)
  return number !== null && number >= 1 && number <= LIMITS.places ? number : undefined
}

interface RawShift {
  readonly label: string
  readonly span: Span
  readonly places: number | null
}

const LOOKS_TIMED = /\d{1,2}:\d{2}|\d\s*[点时]|[一二两三四五六七八九十][点时](?!候)|\d+月\d+/

/** One shift: an optional label, when, an optional number of people. `day`: where the line itself names none. */
export const readShift = (line: Line, now: number, timezone: string, day: string): RawShift | Problem => {
  const count = COUNT.exec(line.folded)
  const places = count ? readPlaces(count[1] ?? '') : null
  if (places === undefined) return 'bad-places'
  const when = line.folded
    .replace(count?.[0] ?? '', ' ')
    .replace(/\(\s*\)|[\s,;、]+$/g, '')
    .trim()
  const [head = ''] = when.split(/[\s:,]+/)
  const labelled = head !== '' && !/\d/.test(head) ? when.slice(head.length).replace(/^[\s:,]+/, '') : null
  // Or 昨天 would be the label of a shift today.
  if (saysPast(when)) return 'past-time'
  // 上午 4月9日8:00-12:00: the label may look like a part of the time, so the rest alone is tried first.
  if (labelled !== null && /\d/.test(labelled)) {
    const span = readSpan(labelled, now, timezone, day)
    const dayWord = isDay(head, now, timezone)
    if (span && !dayWord) return { label: head, span, places }
  }
  const span = readSpan(when, now, timezone, day)
  if (!span) return 'bad-time'
  return { label: '', span, places }
}

const PART: readonly (readonly [number, string])[] = [
  [12, '上午'],
  [18, '下午'],
  [24, '晚上'],
]

/** A label for a shift that has none: 上午, 全天, with the day where several days are offered, with the hour where that is not enough. */
export const shiftLabel = (shift: Span, all: readonly Span[], timezone: string): string => {
  const day = (at: number) => `${wallTime(at, timezone).month}月${wallTime(at, timezone).day}日`
  const { hour, minute } = wallTime(shift.start, timezone)
  const sameDay = all.filter(({ start }) => day(start) === day(shift.start))
  const prefix = sameDay.length === all.length ? '' : day(shift.start)
  const part = partOf(shift, timezone)
  const twins = sameDay.filter((other) => partOf(other, timezone) === part)
  const clock = `${hour}:${String(minute).padStart(2, '0')}`
  if (twins.length > 1) return prefix + clock
  return prefix !== '' && part === WHOLE ? prefix : prefix + part
}

const WHOLE = '全天'

/** Whoever works from morning until after noon works all day. */
const partOf = ({ start, end }: Span, timezone: string): string => {
  const from = wallTime(start, timezone).hour
  const isWhole = from < 12 && (end - start > DAY / 2 || wallTime(end, timezone).hour >= 14)
  return isWhole ? WHOLE : (PART.find(([until]) => from < until)?.[1] ?? '')
}

/** Reads what follows /招工. */
export const readWorkDraft = (text: string, now: number, timezone: string): WorkDraft | Problem => {
  const [first, ...rest] = linesOf(text)
  const keyed = '地点|时间|人数|报酬|要求'
  if (!first || fieldOf(first, keyed)) return 'missing-title'
  const title = (fieldOf(first, KEYS.title) ?? first).own
  let place = ''
  let day = ''
  let pay: Pay | null = null
  let people: number | null = null
  const requirements: string[] = []
  const shifts: RawShift[] = []
  for (const line of rest) {
    const where = fieldOf(line, KEYS.place)
    const count = fieldOf(line, KEYS.count)
    const paid = fieldOf(line, KEYS.pay)
    const needs = fieldOf(line, KEYS.requirements)
    const when = fieldOf(line, KEYS.when)
    if (where) place = where.own
    else if (count) {
      const number = readCount(count.folded)
      if (number === undefined) return 'bad-places'
      people = number
    } else if (paid) {
      pay = readPay(paid.folded)
      if (!pay) return payProblem(paid.folded)
    } else if (needs) requirements.push(needs.own)
    else if (when && isDay(when.folded, now, timezone)) day = when.folded
    else if (when || LOOKS_TIMED.test(line.folded)) {
      for (const one of lineOfEachDay(when ?? line, now, timezone)) {
        const shift = readShift(one, now, timezone, day)
        if (typeof shift === 'string') return shift
        shifts.push(shift)
      }
    } else requirements.push(line.own)
  }
  if (shifts.length === 0) return day === '' ? 'missing-shift' : 'bad-time'
  if (shifts.some(({ span }) => span.end <= span.start)) return 'end-before-start'
  if (shifts.some(({ span }) => span.start <= now)) return 'past-time'
  const spans = shifts.map(({ span }) => span)
  const drafts = shifts.map((shift): ShiftDraft | null => {
    const places = shift.places ?? people
    return places === null
      ? null
      : { label: shift.label || shiftLabel(shift.span, spans, timezone), ...shift.span, places }
  })
  const complete = drafts.flatMap((shift) => shift ?? [])
  if (complete.length < drafts.length) return 'missing-places'
  if (!pay) return 'missing-pay'
  const needs = requirements.join('；')
  const long = size(title) > LIMITS.title || size(place) > LIMITS.place || size(needs) > LIMITS.requirements
  if (long || complete.length > LIMITS.shifts || complete.some(({ label }) => size(label) > 20)) return 'too-long'
  if (new Set(complete.map(({ label }) => label)).size < complete.length) return 'double-option'
  return { title, place, requirements: needs, shifts: complete, pay }
}
