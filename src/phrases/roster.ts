import { mayBeSame } from '../core/build/signup.ts'
import { askThemText, labelledText, type Reading, type ShiftWords, spanText, type WorkWords } from './work.ts'

/* Who is on the list of a posting: full names and homes, for staff in private. */

export const rosterSentText = (): string => '名单私下发给您了。'

export interface RosterLine {
  readonly status: 'in' | 'waiting' | 'requested'
  readonly position: number
  readonly name: string
  readonly home: string | null
  readonly onBehalfOf: string | null
}

const STATUS = { open: '在招', closed: '停招了', cancelled: '取消了' } as const

const personText = ({ name, home }: RosterLine): string =>
  home === null || name.includes(home) ? name : `${name} ${home}`

/** Who has two phones may stand in one shift twice. */
const doubledIn = (lines: readonly RosterLine[]): string[] => {
  const named = lines.filter(({ status }) => status !== 'requested').map((line) => line.onBehalfOf ?? personText(line))
  return named.flatMap((one, i) =>
    named.slice(i + 1).flatMap((other) => (mayBeSame(one, other) ? [`${one}、${other}`] : [])),
  )
}

const rosterLineText = (line: RosterLine): string => {
  const { position, onBehalfOf } = line
  const person = personText(line)
  return onBehalfOf === null ? `${position} ${person}` : `${position} ${onBehalfOf}（${person}帮报）`
}

/** The whole list, for staff in private: full names and homes. */
export const rosterText = (
  work: WorkWords & { readonly status: keyof typeof STATUS },
  shifts: readonly (ShiftWords & { readonly lines: readonly RosterLine[] })[],
  reading: Reading,
): string => {
  // Only what had begun has anybody on its list after the rest was called off.
  const isOff = ({ lines }: { readonly lines: readonly RosterLine[] }) =>
    work.status === 'cancelled' && lines.every(({ status }) => status !== 'in')
  const status = work.status === 'cancelled' && !shifts.every(isOff) ? '没做完的取消了' : STATUS[work.status]
  const parts = [`招工${work.number}号 ${work.title}（${status}）`]
  let asked: number | null = null
  for (const shift of shifts) {
    const of = (status: RosterLine['status']) => shift.lines.filter((l) => l.status === status)
    const [taken, waiting, requested] = [of('in'), of('waiting'), of('requested')]
    const which = shifts.length === 1 ? spanText(shift, reading) : labelledText(shift, reading)
    parts.push('', `${which}：${isOff(shift) ? '取消了' : `报上${taken.length}人，共${shift.places}个名额`}`)
    parts.push(...taken.map(rosterLineText))
    if (waiting.length > 0) parts.push('排队：', ...waiting.map(rosterLineText))
    if (requested.length > 0) parts.push('等确认：', ...requested.map(rosterLineText))
    asked ??= requested[0]?.position ?? null
  }
  const doubled = shifts.flatMap(({ lines }) => doubledIn(lines))
  if (doubled.length > 0) parts.push('', `可能是同一个人：${[...new Set(doubled)].join('；')}。是就“/移出”一个。`)
  if (asked !== null && work.status !== 'cancelled') parts.push('', askThemText(work.number, [asked]))
  return parts.join('\n')
}
