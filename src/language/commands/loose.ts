import { LIMITS } from '../../core/build/work.ts'
import { instant, wallTime } from '../../core/kernel/calendar.ts'
import { fold, size } from '../fold.ts'
import type { PollDraft, Problem, Unclear, WorkDraft } from '../meaning.ts'
import { opinionOptions } from '../opinion.ts'
import { readMoment, readSpan, type Span, saysPast } from '../time.ts'
import { fieldOf, type Line } from './lines.ts'
import { MAX_OPTION, type PollFlag, readBuildings, readFlag, withoutClosing } from './poll.ts'
import { KEYS, payProblem, readCount, readPay, shiftLabel } from './work.ts'

/**
 * Commands as staff type them in a hurry: all in one line, in any order, with whatever marks. What is read between the
 * words here is repeated to its author before residents see it. Null where it cannot be told whole: then the strict
 * reading says what is missing.
 */

/** No command has more pieces. */
const MOST_PIECES = 40
const LONGEST = 400

const piecesOf = (text: string): readonly Line[] | null => {
  if (text.length > LONGEST) return null
  const pieces = text
    .split(/[\s，,。；;、！!]+/)
    .filter((piece) => piece !== '')
    .map((own): Line => ({ own, folded: fold(own) }))
  return pieces.length > MOST_PIECES ? null : pieces
}

/** Parts of a day with no hours said, and the hours that people mean by them. */
const PARTS_OF_DAY: readonly (readonly [words: RegExp, from: number, to: number])[] = [
  [/(?:上午|早上)$/, 8, 12],
  [/(?:下午)$/, 14, 18],
  [/(?:晚上|傍晚)$/, 18, 21],
  [/(?:全天|一天|一整天)$/, 8, 18],
]

/** 后天下午三点到六点; 周六上午. */
const readTime = (words: string, now: number, timezone: string): Span | null => {
  const span = readSpan(words, now, timezone)
  if (span) return span
  for (const [part, from, to] of PARTS_OF_DAY) {
    const day = words.replace(part, '')
    if (day === words || day === '') continue
    const end = readMoment(day, now, timezone)
    if (end === null) continue
    const wall = wallTime(end, timezone)
    return {
      start: instant({ ...wall, hour: from, minute: 0 }, timezone),
      end: instant({ ...wall, hour: to, minute: 0 }, timezone),
    }
  }
  return null
}

/** The longest run of pieces from here that is a time: 4月9日 8:00-12:00 is two pieces. */
const timeAt = (
  pieces: readonly Line[],
  from: number,
  now: number,
  timezone: string,
): { readonly span: Span; readonly length: number } | null => {
  for (let length = 3; length > 0; length -= 1) {
    const words = pieces.slice(from, from + length)
    if (words.length < length) continue
    const span = readTime(
      words
        .map(({ folded }) => folded)
        .join(' ')
        .replace(/^(?:时间|班次)\s*:?\s*/, ''),
      now,
      timezone,
    )
    if (span) return { span, length }
  }
  return null
}

const PAID = /元|块|薪|报酬|工资|补贴|义务|无偿|自愿|每天|每日|一天|每小时|[每一]个?人\d|\/\s*(?:天|日|小时)/
const COUNTED =
  /^(?:要|招|需要?|共|一共|名额|人数)?:?\s*(?:\d{1,3}|[一二两三四五六七八九十百]{1,4})\s*(?:个)?(?:人|名|位)$/
const PLACED = /^(?:在|地点|地址|集合)|集合$/
const NEEDED = /^(?:要求|自带|带|需带|请带|备注|说明|会|身体)/

/** 招工 in one line. Where one part of it is missing, which; null where nothing in it is a part of a posting. */
export const readLooseWork = (text: string, now: number, timezone: string): WorkDraft | Problem | Unclear | null => {
  const pieces = piecesOf(text)
  const [title, ...rest] = pieces ?? []
  if (!title || size(title.own) > LIMITS.title) return null
  const spans: Span[] = []
  const needs: string[] = []
  let places: number | undefined
  let pay: WorkDraft['pay'] | null = null
  let place = ''
  let unclear: Problem | Unclear | null = null
  for (let at = 0; at < rest.length; at += 1) {
    const piece = rest[at]
    if (!piece) continue
    const { own, folded } = piece
    const time = timeAt(rest, at, now, timezone)
    const keyed = fieldOf(piece, KEYS.place)
    if (time) {
      spans.push(time.span)
      at += time.length - 1
    } else if (saysPast(folded)) return 'past-time'
    else if (COUNTED.test(folded) && places === undefined)
      places = readCount(folded.replace(/^(?:要|招|需要?|共|一共|名额|人数)?:?\s*/, ''))
    else if (PAID.test(folded) && !pay) {
      pay = readPay(folded)
      if (!pay) unclear = payProblem(folded)
    } else if (keyed || PLACED.test(folded))
      place = (keyed?.own ?? own).replace(/^(?:在|地点|地址|集合地点)[:：]?/, '').replace(/集合$/, '')
    else if (NEEDED.test(folded)) needs.push(own.replace(/^(?:要求|备注|说明)[:：]?/, ''))
    else unclear ??= { problem: 'unclear-piece', piece: own }
  }
  if (spans.length === 0 && places === undefined && !pay) return null
  if (spans.length === 0) return 'missing-shift'
  if (places === undefined) return 'missing-places'
  if (unclear !== null) return unclear
  if (!pay) return 'missing-pay'
  if (spans.some(({ start, end }) => end <= start)) return 'end-before-start'
  if (spans.some(({ start }) => start <= now)) return 'past-time'
  const requirements = needs.join('；')
  if (size(place) > LIMITS.place || size(requirements) > LIMITS.requirements) return null
  const count = places
  const shifts = spans.map((span) => ({ label: shiftLabel(span, spans, timezone), ...span, places: count }))
  return { title: title.own, place, requirements, shifts, pay }
}

const CLOSES = /^(?:截止(?:到|时间)?|到)?:?(.+?)(?:前|之前|以前|截止|为止|结束)?$/
const ASKS = /要不要|是否|行不行|好不好|同不同意|该不该|能不能/

/** 投票 in one line: 东门要不要装充电桩 装/不装/都行 明天18:00截止 匿名 3栋和5栋. */
export const readLoosePoll = (text: string, now: number, timezone: string): PollDraft | Problem | null => {
  const said = withoutClosing({ own: text.trim(), folded: fold(text).trim() }, now, timezone)
  const [title, ...rest] = piecesOf(said.title.own) ?? []
  if (!title || size(title.own) > LIMITS.title) return null
  const flags = new Set<PollFlag>()
  const options: string[] = []
  let closesAt = said.closesAt
  let buildings: readonly string[] | null = null
  for (let at = 0; at < rest.length; at += 1) {
    const piece = rest[at]
    if (!piece) continue
    const flag = readFlag(piece.folded)
    const closing: ReturnType<typeof closeAt> = closesAt === null ? closeAt(rest, at, now, timezone) : null
    const scope = /[栋幢座]|号楼/.test(piece.folded)
      ? readBuildings(piece.folded.replace(/^(?:范围|对象):?/, '').replace(/(?:的)?(?:住户|居民|业主)?$/, ''))
      : undefined
    if (flag) flags.add(flag)
    else if (closing) {
      closesAt = closing.moment
      at += closing.length - 1
    } else if (scope) buildings = scope
    else if (/截止/.test(piece.folded)) return saysPast(piece.folded) ? 'past-time' : 'bad-time'
    else options.push(...piece.own.split(/[/／|｜]/).filter((part) => part !== ''))
  }
  if (closesAt !== null && closesAt <= now) return 'past-time'
  // Without any sign of a poll, words with spaces between them are more likely a title.
  const set = closesAt !== null || buildings !== null || flags.size > 0 || /[/／|｜]/.test(text)
  if (options.length === 0 && set && ASKS.test(title.folded)) options.push('同意', '不同意')
  if (options.length < 2 || options.length > 20 || new Set(options).size < options.length) return null
  if (!set && opinionOptions(options).yes === undefined) return null
  if (options.some((option) => size(option) > MAX_OPTION)) return null
  const has = (flag: PollFlag) => flags.has(flag)
  return {
    ...{ title: title.own, options, closesAt, buildings },
    anonymous: has('anonymous'),
    multiple: has('multiple'),
    perHome: has('perHome'),
    hidden: has('hidden'),
  }
}

const closeAt = (
  pieces: readonly Line[],
  from: number,
  now: number,
  timezone: string,
): { readonly moment: number; readonly length: number } | null => {
  for (let length = 2; length > 0; length -= 1) {
    const words = pieces
      .slice(from, from + length)
      .map(({ folded }) => folded)
      .join(' ')
    const said = CLOSES.exec(words)?.[1] ?? ''
    const moment = /截止|前|结束|为止|\d点|点$|:\d/.test(words) ? readMoment(said, now, timezone) : null
    if (moment !== null) return { moment, length }
  }
  return null
}
