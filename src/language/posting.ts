import type { Context, OpenWork } from './context.ts'
import { fold } from './fold.ts'
import { leadingNumber, readNumeral } from './numerals.ts'
import { bare } from './words.ts'

/** How short words end that name a posting or a shift. */
export const PARTICLES = /[吧呀啊哈哦呗了啦的噻咯嘛撒]{1,2}$/

const SOME_SHIFT = /^(?:早上|上午|中午|下午|傍晚|晚上|全天|第?[一二三四五\d][班场个])$/

/** A posting and one of its shifts, as far as they are said. */
export interface Target {
  readonly work: number | null
  readonly shift: number | null
}

/** Position words: 2, 第二个, 第2班, 二班. */
export const readPosition = (words: string): number | null => {
  const match = /^第?\s*(\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(?:个|班|场|组|档|段)?(?:时间)?$/.exec(words)
  return match ? readNumeral(match[1] ?? '') : null
}

const plain = (text: string): string => fold(text).replace(/[\s,。、:!]/g, '')

/** The shift that the words name by its label or place; null where they name none, or more than one. */
export const readShift = (words: string, work: OpenWork): number | null => {
  const said = plain(words).replace(/(?:的|那个|那班|班|场|时段)+$/, '')
  if (said === '') return null
  const exact = work.shifts.filter(({ label }) => plain(label) === said)
  const fitting =
    exact.length > 0 ? exact : work.shifts.filter(({ label }) => plain(label).includes(said) && said.length > 1)
  if (fitting.length === 1) return fitting[0]?.id ?? null
  const position = readPosition(words.trim())
  return position === null ? null : (work.shifts[position - 1]?.id ?? null)
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
    const shift = readShift(rest, single)
    if (shift !== null) return { work: single.number, shift }
    // 上午 下午: two shifts at once are asked about.
    const parts = rest.split(/[\s,和、]+/)
    if (parts.length > 1 && parts.every((part) => readShift(part, single) !== null))
      return { work: single.number, shift: null }
  }
  const named = readWork(rest, works)
  if (named) return { work: named.number, shift: null }
  const [head = '', ...more] = rest.split(/[\s,]+/)
  const first = more.length > 0 ? readWork(head, works) : null
  const shift = first ? readShift(more.join(' '), first) : null
  if (first && shift !== null) return { work: first.number, shift }
  // 报名 刷楼道 晚上, where nobody works in the evening: which shift is asked.
  if (first && SOME_SHIFT.test(more.join(''))) return { work: first.number, shift: null }
  const offered = works.flatMap((work) => {
    const id = readShift(rest, work)
    return id === null || readPosition(rest) !== null ? [] : [{ work: work.number, shift: id }]
  })
  return offered.length === 1 ? (offered[0] ?? null) : null
}

/** The posting of ours that the message quotes. */
export const quotedWork = ({ quoted, works }: Context): OpenWork | null =>
  quoted?.kind === 'work' ? (works.find(({ number }) => number === quoted.number) ?? null) : null
