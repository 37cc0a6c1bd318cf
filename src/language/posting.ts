import type { Context, OpenWork } from './context.ts'
import { fold } from './fold.ts'
import { leadingNumber, readNumeral } from './numerals.ts'
import { atThatTime } from './options.ts'
import { DAY_NAMED, shiftsOfDay } from './shift-day.ts'
import { bare } from './words.ts'

/** How short words end that name a posting or a shift. */
export const PARTICLES = /[吧呀啊哈哦呗了啦的噻咯嘛撒]{1,2}$/

const PART = '(?:早上|上午|中午|下午|傍晚|晚上|全天)'
/** 前两天, 5号到9号: days that there are not, or that we cannot tell. */
const SOME_DAYS = new RegExp(`^(?:[前后头][几两三四\\d][天班]|${DAY_NAMED}(?:到|至)${DAY_NAMED})$`)
const SOME_SHIFT = new RegExp(`^(?:${DAY_NAMED}${PART}?|${PART}|第?[一二三四五\\d][班场个])$`)

/** A posting and one of its shifts, as far as they are said. */
export interface Target {
  readonly work: number | null
  readonly shift: number | null
  /** More than one of them at once; `shift` is null then. */
  readonly shifts?: readonly number[]
}

/** Position words: 2, 第二个, 第2班, 二班. */
export const readPosition = (words: string): number | null => {
  const match = /^第?\s*(\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(?:个|班|场|组|档|段)?(?:时间)?$/.exec(words)
  return match ? readNumeral(match[1] ?? '') : null
}

const plain = (text: string): string => fold(text).replace(/[\s,。、:!]/g, '')

/** The shift that the words name by its label, its day or its place; null where they name none, or more than one. */
export const readShift = (words: string, work: OpenWork, context: Pick<Context, 'now' | 'timezone'>): number | null => {
  const labels = work.shifts.map(({ label }) => plain(label))
  const told = plain(words)
    .replace(/(?:的|那个|那班|班|场|时段)+$/, '')
    .replace(/^(?:我|俺)?(?:只|就)(?:能|想)?(?:来|去|报|干)?/, '')
  // 头晌 and 早上 are 上午, where no shift is called so.
  const said = atThatTime(told, labels)
  if (said === '') return null
  const exact = work.shifts.filter((_, index) => labels[index] === said)
  const dated = exact.length > 0 ? null : shiftsOfDay(said, work, context)
  // 5日 stands in 3月15日 as well, so a day is not looked for in labels.
  const part = dated ? dated.rest : said
  const among = dated ? dated.shifts : work.shifts
  const fitting =
    exact.length > 0
      ? exact
      : among.filter((shift) => (dated !== null || part.length > 1) && plain(shift.label).includes(part))
  if (fitting.length === 1) return fitting[0]?.id ?? null
  const position = dated ? null : readPosition(words.trim())
  return position === null ? null : (work.shifts[position - 1]?.id ?? null)
}

const RANGE = new RegExp(`^(${DAY_NAMED})(?:到|至|[-—–~])(${DAY_NAMED})$`)
const BOTH = /(?:我|俺)?(?:都|全)(?:来|去|报|参加|干|要)?(?:报?名)?$/
const EVERY =
  /^(?:(?:这)?([两三四五六七八九十\d]{1,2})(?:个?[天班]|个)|这几[天班]|每[天班]|天天|全程|全部)?(?:我|俺)?(?:都|全)?(?:能|要)?(?:来|去|报|参加|干)?(?:报?名)?$/

/**
 * Several shifts at once: 5号、6号, 上午下午都来, 三天都去. 上午 下午 with nothing more may leave the choice to us, and
 * 两班都行 does: that is none.
 */
export const readShifts = (words: string, work: OpenWork, context: Context): readonly number[] | null => {
  const all = work.shifts.map(({ id }) => id)
  const every = EVERY.exec(words)
  if (every && /都[能要]?[来去报参干]|^每|^天天|^全/.test(words)) {
    const count = every[1] === undefined ? all.length : readNumeral(every[1])
    return all.length > 1 && count === all.length ? all : null
  }
  const range = RANGE.exec(words.replace(BOTH, ''))
  if (range) return shiftsBetween(range[1] ?? '', range[2] ?? '', work, context)
  const said = words.replace(BOTH, '')
  const joined = said !== words || /[和、跟]/.test(said)
  const parts = said.split(/[\s,和、跟]+|(?<=[日号午上])(?=[\d十一二三上下]\S*[日号午上])/)
  const shifts = parts.map((part) => readShift(part, work, context))
  const named = new Set(shifts)
  return joined && named.size > 1 && !named.has(null) ? [...named].flatMap((id) => id ?? []) : null
}

/** 5号到7号: those of the first day, of the last, and all between. */
const shiftsBetween = (first: string, last: string, work: OpenWork, context: Context): readonly number[] | null => {
  const ends = [first, last].map((day) => shiftsOfDay(day, work, context)?.shifts ?? [])
  const [from, to] = [ends[0]?.[0]?.start, ends[1]?.at(-1)?.start]
  if (from === undefined || to === undefined || from >= to) return null
  return work.shifts.flatMap(({ id, start = 0 }) => (start >= from && start <= to ? [id] : []))
}

/** The posting that the words name by number or by a word of its title. */
export const readWork = (words: string, works: readonly OpenWork[]): OpenWork | null => {
  const found = leadingNumber(words)
  if (found && found.length >= words.trimEnd().length)
    return works.find(({ number }) => number === found.number) ?? null
  const said = plain(words)
  const fitting = works.filter(({ title }) => said.length > 1 && plain(title).includes(said))
  return fitting.length === 1 ? (fitting[0] ?? null) : null
}

/** Whether a posting is named by its number or its title: 报名 清理车库, 3号报名. */
export const namesWork = (words: string, works: readonly OpenWork[]): boolean =>
  works.some(({ title }) => plain(words).includes(plain(title))) ||
  words
    .split(/取消|退出|报名|[\s,]+/)
    .some((part) => !/^\d+$/.test(part) && readWork(part.replace(PARTICLES, ''), works) !== null)

/** Which posting and shift are meant. Null where the words name something that is not open. */
export const target = (words: string, context: Context): Target | null => {
  const quoted = quotedWork(context)
  const { works } = context
  const single = quoted ?? (works.length === 1 ? (works[0] ?? null) : null)
  const rest = bare(words)
    .replace(/^(?:参加)?[\s,:]*/, '')
    .replace(PARTICLES, '')
    .trim()
  if (rest === '') return { work: single?.number ?? null, shift: null }
  if (single) {
    const shift = readShift(rest, single, context)
    // 3号, where 3 is its number as well: which shift is asked.
    if (shift !== null) return { work: single.number, shift: isNumber(rest, single) ? null : shift }
    const several = readShifts(rest, single, context)
    if (several) return { work: single.number, shift: null, shifts: several }
    // 上午 下午: two shifts at once are asked about.
    const parts = rest.split(/[\s,和、]+/)
    if (parts.length > 1 && parts.every((part) => readShift(part, single, context) !== null))
      return { work: single.number, shift: null }
  }
  const offered = works.flatMap((work) => {
    const id = readShift(rest, work, context)
    return id === null || readPosition(rest) !== null ? [] : [{ work: work.number, shift: id }]
  })
  const named = readWork(rest, works)
  if (named) return { work: offered.some(({ work }) => work !== named.number) ? null : named.number, shift: null }
  const [head = '', ...more] = rest.split(/[\s,]+/)
  const first = more.length > 0 ? readWork(head, works) : null
  const shift = first ? readShift(more.join(' '), first, context) : null
  if (first && shift !== null) return { work: first.number, shift }
  const several = first ? readShifts(more.join(' '), first, context) : null
  if (first && several) return { work: first.number, shift: null, shifts: several }
  return offered.length === 1 ? (offered[0] ?? null) : null
}

const isNumber = (words: string, { number, shifts }: OpenWork): boolean =>
  shifts.length > 1 && words.endsWith('号') && leadingNumber(words)?.number === number

/** 报名 8号, 报名 刷楼道 晚上, where nobody works then, 五天都来 of three: the posting of which somebody wants what there is not. */
export const readUnfit = (words: string, context: Context): OpenWork | null => {
  const single = quotedWork(context) ?? (context.works.length === 1 ? (context.works[0] ?? null) : null)
  const [head = '', ...more] = bare(words)
    .replace(PARTICLES, '')
    .split(/[\s,]+/)
  const named = more.length > 0 ? readWork(head, context.works) : null
  const said = (named ? more.join('') : [head, ...more].join('')).replace(/的$/, '')
  return SOME_SHIFT.test(said) || SOME_DAYS.test(said) || (EVERY.test(said) && said !== '') ? (named ?? single) : null
}

/** The posting of ours that the message quotes. */
export const quotedWork = ({ quoted, works }: Context): OpenWork | null =>
  quoted?.kind === 'work' ? (works.find(({ number }) => number === quoted.number) ?? null) : null
