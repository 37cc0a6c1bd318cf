/** What we say when a posting changes. Free text that may reach a group is masked here. */
import { OFFICE } from '../chat/address.ts'
import { DAY, wallTime } from '../core/kernel/calendar.ts'
import { clockText } from './moments.ts'
import { maskNumbers } from '../core/kernel/mask.ts'
import { allToldText, type Told, toldText } from './told.ts'
import { payText, type ShiftWords, spanText, type WorkWords, workText } from './work.ts'

interface Details {
  readonly title?: string
  readonly place?: string
  readonly requirements?: string
  readonly pay?: { readonly fen: number; readonly per: 'day' | 'hour' }
}

type Times = Pick<ShiftWords, 'label' | 'start' | 'end' | 'places'>

/** What differs, before and after. `only`: the posting has one shift, so that its label need not be said. */
export interface ChangeWords {
  readonly work: WorkWords
  readonly from: Details
  readonly to: Details
  readonly shifts: readonly { readonly from: ShiftWords; readonly to: ShiftWords }[]
  readonly only: boolean
  readonly now: number
  readonly timezone: string
}

interface Difference {
  readonly what: string
  readonly before: string
  readonly after: string
}

const payWords = (pay: Details['pay']): string => (pay ? payText({ payFen: pay.fen, payPer: pay.per }) : '')

const detailsOf = ({ from, to }: ChangeWords): Difference[] => [
  ...(to.title === undefined ? [] : [{ what: '题目', before: from.title ?? '', after: to.title }]),
  ...(to.place === undefined ? [] : [{ what: '地点', before: from.place ?? '', after: to.place }]),
  ...(to.pay === undefined ? [] : [{ what: '报酬', before: payWords(from.pay), after: payWords(to.pay) }]),
  ...(to.requirements === undefined ? [] : [{ what: '要求', before: from.requirements ?? '', after: to.requirements }]),
]

const timesOf = (change: ChangeWords): Difference[] =>
  change.shifts.flatMap(({ from, to }) => {
    const label = change.only ? '' : `${from.label}的`
    const moved = from.start !== to.start || from.end !== to.end
    const when = { what: `${label}时间`, before: spanText(from, change), after: spanText(to, change) }
    const places = { what: `${label}人数`, before: `${from.places}人`, after: `${to.places}人` }
    return [...(moved ? [when] : []), ...(from.places === to.places ? [] : [places])]
  })

const differences = (change: ChangeWords): Difference[] => [...timesOf(change), ...detailsOf(change)]

/** Whether anything of it is to be told to somebody who is in these shifts alone. */
export const changeFor = (change: ChangeWords, shiftIds: readonly number[]): ChangeWords | null => {
  const own = { ...change, shifts: change.shifts.filter(({ from }) => shiftIds.includes(from.id)) }
  return differences(own).length === 0 ? null : own
}

/** Whom it is told to: for whom he asked, which shift of his is in the way, whether he has worked and whether he still will. */
interface Concerned {
  readonly others: readonly string[]
  readonly clash: string | null
  readonly done: boolean
  readonly ahead: boolean
}

/** To each person on the list, in private. Those for whom he asked hear it from him. */
export const changedText = (change: ChangeWords, { others, clash, done, ahead }: Concerned): string =>
  [
    `${workText(change.work)}改了：`,
    ...differences(change).map(({ what, before, after }) =>
      maskNumbers(before === '' ? `${what}：${after}` : `${what}：原来${before}，现在${after}`),
    ),
    ...(done ? [`干过的班怎么算，请问${OFFICE}。`] : []),
    ...(others.length === 0 ? [] : [`您帮${maskNumbers(others.join('、'))}报的，请转告。`]),
    ...(clash === null ? [] : [`新的时间跟您报的${clash}撞了，只能来一个。`]),
    ...(ahead ? [`来不了请回“取消报名${leaving(change)}”。`] : []),
  ].join('\n')

/** He keeps his other days: what he is told to write names the one that changed. */
const leaving = ({ only, shifts }: ChangeWords): string => {
  const [shift, another] = shifts
  return !shift || only || another ? '' : ` ${maskNumbers(shift.to.label)}`
}

export const changedInGroupText = (change: ChangeWords, told: Told): string => {
  // Who is in other shifts alone hears nothing, and is not to look for it.
  const of = !change.only && Object.keys(change.to).length === 0 ? '报了这班的' : undefined
  const now = differences(change).map(({ what, after }) => maskNumbers(`${what}${after}`))
  return `${workText(change.work)}改了：${now.join('，').replace(/[。！!.]+$/, '')}。${allToldText(told, of)}`
}

export const changedForStaffText = (work: WorkWords, told: Told): string =>
  told.people > 0
    ? `${workText(work)}改好了，名单上${toldText(told)}。`
    : `${workText(work)}改好了，没有影响到报过名的人。`

/** To staff who would call off several days at once, and how one of them is put off. */
export const severalDaysText = (
  work: WorkWords,
  days: number,
  { label, start, end }: Times,
  timezone: string,
): string => {
  const { month, day } = wallTime(start + 7 * DAY, timezone)
  const clock = `${clockText(start, timezone)}-${clockText(end, timezone)}`
  return [
    `还没取消：${workText(work)}还有${days}天，这样发是${days}天都不办了。都不办，再发一次。`,
    `只是哪一天不办，就给那天改个日子，比如：`,
    `/改招工 ${work.number}`,
    `${maskNumbers(label)} 时间：${month}月${day}日 ${clock}`,
  ].join('\n')
}
