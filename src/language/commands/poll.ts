import { fold, originalTail, size } from '../fold.ts'
import type { PollDraft, Problem } from '../meaning.ts'
import { HAN_SIGN, readNumeral } from '../numerals.ts'
import { readMoment, saysPast } from '../time.ts'
import { fieldOf, type Line, linesOf } from './lines.ts'

const MAX_TITLE = 100
export const MAX_OPTION = 40
const MAX_OPTIONS = 20

const MARKED = /^(?:\d{1,2}|[A-Za-z])\s*(?:[.、):]|\s)\s*(?=\S)/
/** 1装: a number glued to its option, unless it is a measure or a place of its own (1号楼, 3月). */
const GLUED = /^(\d{1,2})(?=[\u3400-\u9fff])(?![号栋幢座楼层单月日点时分天个元人户米次年])/

export type PollFlag = 'anonymous' | 'multiple' | 'perHome' | 'hidden' | 'single'

const FLAGS: Readonly<Record<string, PollFlag>> = {
  匿名: 'anonymous',
  匿名投票: 'anonymous',
  不记名: 'anonymous',
  多选: 'multiple',
  可多选: 'multiple',
  单选: 'single',
  每户一票: 'perHome',
  一户一票: 'perHome',
  按户: 'perHome',
  结束后公布: 'hidden',
  截止后公布: 'hidden',
  结束后公布结果: 'hidden',
}

/** A setting of one word: 匿名, 多选. */
export const readFlag = (word: string): PollFlag | null => (Object.hasOwn(FLAGS, word) ? (FLAGS[word] ?? null) : null)

/** The option on a marked line, in its own characters; null where the line carries no mark. */
const readOption = ({ own, folded }: Line, expected: number): string | null => {
  const marked = MARKED.exec(folded)
  if (marked) return originalTail(own, marked[0].length).trim()
  const glued = GLUED.exec(folded)
  return glued && Number(glued[1]) === expected ? originalTail(own, glued[0].length).trim() : null
}

const readFlags = (line: Line): readonly string[] | null => {
  const words = line.folded.split(/[\s,、;。]+/).filter((word) => word !== '')
  return words.length > 0 && words.every((word) => Object.hasOwn(FLAGS, word))
    ? words.map((word) => FLAGS[word] ?? '')
    : null
}

const CLOSING = '截止|截止时间|截止到|结束|结束时间'
const SCOPE = '范围|对象|参加范围'
/** No line of settings, and no title that is not refused, is longer. */
const LONGEST_LINE = 300
const GAP = '[\\s,、;。]+'
const FLAG = `(?:${Object.keys(FLAGS)
  .sort((a, b) => b.length - a.length)
  .join('|')})`
const SETTING = `(?:${CLOSING}|${SCOPE})\\s*:`
const FLAG_FIRST = new RegExp(`^${FLAG}(?=${GAP}|$)`)
const SETTING_FIRST = new RegExp(`^${SETTING}`)
const NEXT_SETTING = new RegExp(`${GAP}(?=${SETTING}|${FLAG}(?:${GAP}|$))`)

/** The first `length` folded characters of a line as a line, and what follows it without the mark between. */
const cut = ({ own, folded }: Line, length: number): readonly [Line, Line] => {
  const tail = originalTail(own, length)
  const rest = tail.replace(/^[\s,，、;；。]+/, '')
  return [
    { own: own.slice(0, own.length - tail.length).trim(), folded: folded.slice(0, length).trim() },
    { own: rest, folded: fold(rest).trim() },
  ]
}

/** 多选 匿名 范围:3栋、4栋: several settings on one line, each as a line. Null for a line that is anything else. */
const settingsIn = (line: Line): readonly Line[] | null => {
  const parts: Line[] = []
  let rest = line
  while (rest.folded !== '') {
    if (rest.folded.length > LONGEST_LINE) return null
    const flag = FLAG_FIRST.exec(rest.folded)
    const next = rest.folded.search(NEXT_SETTING)
    if (!flag && !SETTING_FIRST.test(rest.folded)) return null
    const [part, more] = cut(rest, flag?.[0].length ?? (next < 0 ? rest.folded.length : next))
    parts.push(part)
    rest = more
  }
  return parts
}

interface Titled {
  readonly title: Line
  readonly settings: readonly Line[]
}

const IN_BRACKETS = /^(.*\S)\s*[([【]([^()[\]【】]+)[)\]】]$/
const EVERY_GAP = new RegExp(GAP, 'g')

/** The title without the settings behind it: 加装电梯 匿名 范围:1栋、3栋, 春节活动（多选）. */
const withoutSettings = (line: Line): Titled => {
  const none = { title: line, settings: [] }
  if (line.folded.length > LONGEST_LINE) return none
  const [, before, words = ''] = IN_BRACKETS.exec(line.folded) ?? []
  const within = before === undefined ? null : settingsIn({ own: words, folded: words })
  if (before !== undefined && within) {
    const { title, settings } = withoutSettings(cut(line, before.length)[0])
    return { title, settings: [...settings, ...within] }
  }
  for (const { index } of line.folded.matchAll(EVERY_GAP)) {
    const [title, behind] = cut(line, index)
    const settings = title.folded === '' || behind.folded === '' ? null : settingsIn(behind)
    if (!settings) continue
    const more = withoutSettings(title)
    return { title: more.title, settings: [...more.settings, ...settings] }
  }
  return none
}

/** 今天18:00前回, 截止周五, 明晚8点截止. */
const SAID_CLOSING =
  /^(?:请|麻烦|大家|各位)*在?(?:截[止至](?:时间|到)?:?\s*(.+?)(?:[之以]?前)?|(.+?)(?:[之以]?前(?:回复?|答复|投票?|选好?)(?:一下|哈|啊|哦)?|截止|为止))$/

/** The title without the time that is said before or behind it: 今天18:00前回 几点开会好. */
export const withoutClosing = (line: Line, now: number, timezone: string): { title: Line; closesAt: number | null } => {
  if (line.folded.length <= LONGEST_LINE)
    for (const { index } of line.folded.matchAll(EVERY_GAP)) {
      const [before, behind] = cut(line, index)
      for (const [said, title] of [
        [before, behind],
        [behind, before],
      ] as const) {
        const match = SAID_CLOSING.exec(said.folded)
        const words = match?.[1] ?? match?.[2] ?? ''
        const closesAt = saysPast(words) ? now : readMoment(words, now, timezone)
        if (closesAt !== null && title.folded !== '') return { title, closesAt }
      }
    }
  return { title: line, closesAt: null }
}

/** 3栋和5栋; null: all. Undefined where it is no list of buildings. */
export const readBuildings = (words: string): readonly string[] | null | undefined => {
  if (/^(?:全部|全体|本群|全社区|全小区|所有人|都)$/.test(words)) return null
  const parts = words.split(/[\s,、;和及]+/).filter((part) => part !== '')
  const buildings = parts.map((part) => {
    const match = new RegExp(`^(?:([A-Za-z]?\\d{1,3}|[A-Za-z])|(${HAN_SIGN}{1,3}))(?:栋|幢|座|号楼|#)?$`).exec(part)
    const spelled = match?.[2] === undefined ? null : readNumeral(match[2])
    return spelled === null ? match?.[1]?.toUpperCase() : String(spelled)
  })
  const known = buildings.flatMap((building) => (building === undefined ? [] : [building]))
  return known.length === parts.length && parts.length > 0 ? [...new Set(known)] : undefined
}

/** Reads what follows /投票. The title and options keep the writer's own characters. */
export const readPollDraft = (text: string, now: number, timezone: string): PollDraft | Problem => {
  const [first, ...others] = linesOf(text)
  if (!first) return 'missing-title'
  const { title: heading, settings } = withoutSettings(fieldOf(first, '标题|主题|题目') ?? first)
  const { title, closesAt: closing } = withoutClosing(heading, now, timezone)
  const rest = [...settings, ...others.flatMap((line) => settingsIn(line) ?? [line])]
  const begunByOption =
    /^(?:1|A)\b/i.test(first.folded) && MARKED.test(first.folded) && /^(?:2|B)\b/i.test(rest[0]?.folded ?? '')
  if (title.own === '' || begunByOption || fieldOf(first, `选项|${CLOSING}|${SCOPE}`)) return 'missing-title'
  const titles = [title.own]
  const options: string[] = []
  const unmarked: string[] = []
  const flags = new Set<string>()
  let closesAt = closing
  let buildings: readonly string[] | null = null
  for (const line of rest) {
    const listed = fieldOf(line, '选项|选择')
    const until = fieldOf(line, CLOSING)
    const scope = fieldOf(line, SCOPE)
    const set = readFlags(line)
    const option = readOption(line, options.length + 1)
    if (listed) options.push(...splitOptions(listed))
    else if (until) {
      closesAt = readMoment(until.folded, now, timezone)
      if (closesAt === null) return saysPast(until.folded) ? 'past-time' : 'bad-time'
    } else if (scope) {
      const read = readBuildings(scope.folded)
      if (read === undefined) return 'bad-scope'
      buildings = read
    } else if (set) for (const flag of set) flags.add(flag)
    else if (option !== null) options.push(option)
    else if (options.length > 0) options.push(`${options.pop() ?? ''} ${line.own}`)
    else unmarked.push(line.own)
  }
  if (closesAt !== null && closesAt <= now) return 'past-time'
  // Lines without marks are the options where no line has one; before marked options they belong to the title.
  if (options.length === 0) options.push(...unmarked)
  else titles.push(...unmarked)
  const draft: PollDraft = {
    title: titles.join(' '),
    options,
    closesAt,
    anonymous: flags.has('anonymous'),
    multiple: flags.has('multiple'),
    perHome: flags.has('perHome'),
    hidden: flags.has('hidden'),
    buildings,
  }
  return problemOf(draft) ?? draft
}

/** 装 / 不装 / 都行, or with commas or bars. */
const splitOptions = ({ own }: Line): readonly string[] => {
  const sign = [/[/／|｜]/, /[;；]/, /[、]/, /[,，]/, /\s+/].find((mark) => mark.test(own))
  return (sign ? own.split(sign) : [own])
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part, index) => readOption({ own: part, folded: fold(part) }, index + 1) ?? part)
}

const problemOf = ({ title, options }: PollDraft): Problem | null => {
  if (size(title) > MAX_TITLE || options.some((option) => size(option) > MAX_OPTION)) return 'too-long'
  if (options.length < 2) return 'missing-options'
  if (options.length > MAX_OPTIONS) return 'too-many-options'
  const distinct = new Set(options.map((option) => fold(option).replace(/\s/g, '').toLowerCase()))
  return distinct.size < options.length ? 'double-option' : null
}
