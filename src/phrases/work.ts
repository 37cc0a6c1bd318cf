/** What we say about paid work: the posting, the receipts, the list. Free text that may reach a group is masked here. */
import { CALL, OFFICE } from '../chat/address.ts'
import type { Card } from '../chat/card.ts'
import { dayKey, wallTime, weekday } from '../core/kernel/calendar.ts'
import { clockText, dayText } from './moments.ts'
import { maskName, maskNumbers } from '../core/kernel/mask.ts'
import { yuanText } from './amounts.ts'
import type { RosterLine } from './roster.ts'
import { allToldText, type Told, toldText } from './told.ts'

export interface WorkWords {
  readonly number: number
  readonly title: string
  readonly place: string
  readonly requirements: string
  readonly payFen: number
  readonly payPer: 'day' | 'hour'
}

export interface ShiftWords {
  readonly id: number
  readonly label: string
  readonly start: number
  readonly end: number
  readonly places: number
}

/** One shift of a work. `only`: the work has no other, so that its label need not be said. */
export interface Spot {
  readonly work: WorkWords
  readonly shift: ShiftWords
  readonly only: boolean
  readonly now: number
  readonly timezone: string
}

/** Where and when a text is read. */
export interface Reading {
  readonly now: number
  readonly timezone: string
}

export interface StandingWords {
  readonly status: string
  readonly position: number
}

export const workText = ({ number, title }: Pick<WorkWords, 'number' | 'title'>): string =>
  `招工${number}号（${maskNumbers(title)}）`

/** 4月9日, or 2027年4月9日 where that is not this year. */
const plainDate = (at: number, { now, timezone }: Reading): string => {
  const { year, month, day } = wallTime(at, timezone)
  return `${year === wallTime(now, timezone).year ? '' : `${year}年`}${month}月${day}日`
}

/** 4月9日8点, 4月9日8点半. */
const startText = (at: number, reading: Reading): string => {
  const { hour, minute } = wallTime(at, reading.timezone)
  return `${plainDate(at, reading)}${hour}点${minute === 0 ? '' : minute === 30 ? '半' : `${minute}分`}`
}

/** Somebody's own words, masked, with a full stop. */
const sentence = (text: string): string => `${maskNumbers(text).replace(/[。！!.]+$/, '')}。`

const dateText = (at: number, reading: Reading): string =>
  `${plainDate(at, reading)}（周${[...'日一二三四五六'][weekday(wallTime(at, reading.timezone))] ?? ''}）`

/** 4月9日（周四）8:00–12:00. A posting is read for days, so it never says 明天. */
export const spanText = ({ start, end }: Pick<ShiftWords, 'start' | 'end'>, reading: Reading): string => {
  const { timezone } = reading
  const sameDay = dayKey(start, timezone) === dayKey(end, timezone)
  return `${dateText(start, reading)}${clockText(start, timezone)}–${sameDay ? '' : dateText(end, reading)}${clockText(end, timezone)}`
}

/** 上午 4月9日（周四）8:00–12:00; a label that is the day says nothing more. */
export const labelledText = (shift: ShiftWords, reading: Reading): string => {
  const span = spanText(shift, reading)
  return shift.label === '' || span.startsWith(shift.label) ? span : `${maskNumbers(shift.label)} ${span}`
}

/** 4月9日8点清理车库（上午）. */
export const spotText = ({ work, shift, only, ...reading }: Spot): string => {
  // The day is said already.
  const label = only ? '' : maskNumbers(shift.label).replace(/^\d+月\d+日/, '')
  return `${startText(shift.start, reading)}${maskNumbers(work.title)}${label === '' ? '' : `（${label}）`}`
}

export const payText = ({ payFen, payPer }: Pick<WorkWords, 'payFen' | 'payPer'>): string =>
  payFen === 0 ? '义务，没有报酬' : `${yuanText(payFen)}${payPer === 'day' ? '一天' : '一小时'}`

/** The posting. Each shift is a button; where there are none, its words are what one writes. */
export const postingCard = (
  work: WorkWords,
  shifts: readonly (ShiftWords & { readonly action: string })[],
  reading: Reading,
): Card => ({
  title: `【招工${work.number}号】${maskNumbers(work.title)}`,
  lines: [
    ...(work.place === '' ? [] : [`地点：${maskNumbers(work.place)}`]),
    `报酬：${payText(work)}`,
    ...(work.requirements === '' ? [] : [`要求：${maskNumbers(work.requirements)}`]),
  ],
  buttons: shifts.map((shift) => ({
    label: `${spanText(shift, reading)}，招${shift.places}人`,
    value: shift.action,
    say: shifts.length === 1 || shift.label === '' ? '报名' : `报名 ${maskNumbers(shift.label)}`,
  })),
  footer:
    shifts.length === 1
      ? `想来${CALL}回“报名”，来不了${CALL}回“取消报名”。`
      : `想来哪班就${CALL}回哪班，哪班来不了${CALL}回“取消报名”加哪班。`,
})

/** What became of a posting, on its card. `taken` by shift id. */
export const postingCardNow = (
  work: WorkWords & { readonly status: 'open' | 'closed' | 'cancelled' },
  shifts: readonly (ShiftWords & { readonly action: string; readonly taken: number })[],
  reading: Reading,
): Card => {
  const card = postingCard(work, shifts, reading)
  const lines = shifts.map((shift) => `${spanText(shift, reading)}：报上${shift.taken}个，共${shift.places}个`)
  if (work.status === 'cancelled') {
    const held = lines.filter((_, i) => (shifts[i]?.taken ?? 0) > 0)
    return { title: card.title, lines: [held.length > 0 ? '没做完的不办了。' : '不办了。', ...held], buttons: [] }
  }
  if (work.status === 'closed') return { title: card.title, lines: ['停止报名了。', ...lines], buttons: [] }
  return { ...card, lines: [...card.lines, ...lines] }
}

/** So many names are shown; the group knows who comes without reading a list. */
const NAMES_SHOWN = 6

/** The short update when the last place of a shift is taken, with masked names: the group sees who, nobody sees whom. */
export const shiftFullText = (spot: Spot, names: readonly string[]): string => {
  const shown = names.slice(0, NAMES_SHOWN).map(maskName).join('、')
  const who = names.length === 0 ? '' : `：${shown}${names.length > NAMES_SHOWN ? '等' : ''}`
  return `${spotText(spot)}，${spot.shift.places}个人招满了${who}。还想来的${CALL}回“报名”排队。`
}

/** The same of several shifts that fill up at once. */
export const shiftsFullText = (spots: readonly Spot[]): string =>
  `${spots.map(spotText).join('、')}，都招满了。还想来的${CALL}回“报名”排队。`

/** What happens next for somebody who has a place: when we remind him. */
export type NextReminder = 'evening' | 'soon' | 'none'

const REMINDER: Readonly<Record<NextReminder, string>> = {
  evening: '前一晚提醒您。',
  soon: '开工前两小时提醒您。',
  none: '请按时来。',
}

const rankText = (spot: Spot, position: number): string =>
  `${spotText(spot)}，第${position}个（共${spot.shift.places}个）。`

const waitingText = (position: number): string => `人满了，您排第${position}个等着，有人退出马上告诉您。`

export const signedUpText = (spot: Spot, { status, position }: StandingWords, next: NextReminder): string =>
  status === 'in' ? `报上了：${rankText(spot, position)}${REMINDER[next]}` : waitingText(position)

/** What became of each shift that he asked for at once; `next`: when he is reminded of the first. */
export const signedUpForSeveralText = (
  each: readonly { readonly spot: Spot; readonly standing: StandingWords }[],
  refused: readonly string[],
  next: NextReminder,
): string => {
  const taken = each.filter(({ standing }) => standing.status === 'in')
  const waiting = each.filter(({ standing }) => standing.status !== 'in')
  return [
    ...(taken.length === 0 ? [] : [`报上了${taken.length}班：`]),
    ...taken.map(({ spot, standing }) => rankText(spot, standing.position)),
    ...waiting.map(({ spot, standing }) => `${spotText(spot)}，${waitingText(standing.position)}`),
    ...refused,
    ...(taken.length === 0 ? [] : [REMINDER[next]]),
  ].join('\n')
}

/** To whoever tapped a button in a group, and to all who wonder whose answer it is. */
export const tappedText = (name: string, text: string): string => `${maskName(name)}，${text}`

/** To whoever signed up more people than himself. */
export const oneEachText = (): string => `一人占一个名额：别人请自己说“报名”，或者您${CALL}说“帮谁谁报名”。`

export const whetherInText = ({ title }: Pick<WorkWords, 'title'>): string =>
  `您是要报名${maskNumbers(title)}吗？要报，${CALL}回“报名”就行。`

/** `spot`: the only one, or the one he named. */
export const whetherInShiftText = (spot: Spot): string =>
  `您是要报名${spotText(spot)}吗？要报，${CALL}回“报名${shiftWords(spot)}”就行。`

/** What follows 报名, where there is more than one shift. */
const shiftWords = ({ shift, only }: Spot): string => (only || shift.label === '' ? '' : ` ${maskNumbers(shift.label)}`)

export const whetherOffText = (spots: readonly Spot[]): string => {
  const [only, another] = spots
  const which = only && !another ? shiftWords(only) : ''
  const one = another ? `只是一班来不了，后面加上哪一班。` : ''
  return `您是要取消报名吗？您报了${spots.map(spotText).join('、')}。来不了，${CALL}回“取消报名${which}”就行。${one}`
}

export const movedText = (spot: Spot, standing: StandingWords, next: NextReminder): string =>
  standing.status === 'in'
    ? `换好了：${rankText(spot, standing.position)}${REMINDER[next]}`
    : `换好了：${spotText(spot)}，${waitingText(standing.position)}`

/** The shift he would rather have is full: he keeps what he has. */
export const notMovedText = (full: Spot, kept: Spot): string =>
  `${spotText(full)}，人满了，没有给您换，您还是${spotText(kept)}。想排队，${CALL}回“报名${shiftWords(full)}”。`

/** The sign-up has ended, so he keeps what he has. */
export const notMovedAnyMoreText = (kept: Spot): string =>
  `${workText(kept.work)}已经停止报名了，没有给您换，您还是${spotText(kept)}。真想换，请找${OFFICE}。`

export const alreadyText = (spot: Spot, { status, position }: StandingWords): string => {
  if (status === 'in') return `您已经报上了：${rankText(spot, position)}`
  if (status === 'waiting') return `您已经在排队：${spotText(spot)}，排第${position}个，有人退出马上告诉您。`
  return `已经记下了，等本人来说“报名”，或者社区确认：${spotText(spot)}。`
}

/** To somebody who asks what he has: all that he needs to come. `who`: whom he asked for. */
export const mySignupText = (
  { work, shift, ...reading }: Spot,
  { status, position }: StandingWords,
  who: string | null,
): string => {
  const place = work.place === '' ? '' : `，在${maskNumbers(work.place)}`
  const what = `${maskNumbers(work.title)}，${spanText(shift, reading)}${place}`
  const his = who === null ? '您' : `您帮${maskNumbers(who)}`
  if (status === 'in') return `${his}报上了：${what}，第${position}个（共${shift.places}个）。`
  if (status === 'requested') return `${his}报的，等本人来说“报名”，或者社区确认：${what}。`
  return `${his}${who === null ? '' : '报的'}在排队：${what}，排第${position}个，有人退出马上告诉您。`
}

/** Why a place is free for whoever waits. */
export type Vacancy = '有人退出' | '名额多了'

export const promotedText = (
  spot: Spot,
  position: number,
  next: NextReminder,
  onBehalfOf: string | null,
  why: Vacancy,
): string =>
  onBehalfOf === null
    ? `${why}，轮到您了：${rankText(spot, position)}${REMINDER[next]}来不了${CALL}回“取消报名${shiftWords(spot)}”。`
    : `${why}，轮到${maskNumbers(onBehalfOf)}了：${rankText(spot, position)}请您转告。`

/** To one person who signs up too late, or for what was called off, or for nothing. */
export const workEndedText = (work: WorkWords & { readonly status: string }): string =>
  work.status === 'cancelled'
    ? `${workText(work)}这次不办了，不用报名。下回再招，群里会说。`
    : `没赶上，${workText(work)}已经停止报名了。真想来，请找${OFFICE}。`
export const noWorkText = (): string => '现在没有要报名的活。有了会在群里说。'
export const notSignedUpText = (): string => '没有查到您报的名。想报就回“报名”。'

export const requestedText = (): string => '记下了，现在还没占名额。本人来说一声“报名”，或者社区确认，才算报上。'

/** To staff, in private. */
export const requestForStaffText = (
  requests: readonly { readonly spot: Spot; readonly number: number }[],
  who: string,
  asker: string,
  work: number,
): string => {
  const spots = requests.map(({ spot }) => spotText(spot)).join('、')
  const numbers = requests.map(({ number }) => number)
  return `${asker}帮${who}报名：${spots}（招工${work}号）。${askThemText(work, numbers)}`
}

/** To staff: how requests are dealt with, each by itself. */
export const askThemText = (work: number, requests: readonly number[]): string => {
  const each = (command: string) => requests.map((request) => `“/${command} ${work} ${request}”`).join('、')
  return `问过本人后，回${each('确认报名')}，不行就回${each('不确认')}。`
}

export const confirmedText = (spot: Spot, { status, position }: StandingWords): string =>
  status === 'in' ? `确认了，报上了：${rankText(spot, position)}` : `确认了，人满了，排第${position}个等着。`

/** A place is held for somebody who may be he. Not for whom: that may have been said to us alone. */
export const maybeYoursText = (spot: Spot, { status, position }: StandingWords): string =>
  `您家好像有人帮着报过了：${status === 'in' ? rankText(spot, position) : `${spotText(spot)}，排第${position}个。`}报的就是您，不用再报；报的是别人，您自己也要来，再回一次“报名”。`

/** To staff: the one whom a request names is on the list already. `who` null: where a group reads it. */
export const alreadyHimselfText = (spot: Spot, who: string | null, { status, position }: StandingWords): string =>
  `${who === null ? '本人' : `${maskNumbers(who)}自己`}已经${status === 'in' ? `报上了：${rankText(spot, position)}` : `在排队：${spotText(spot)}，排第${position}个。`}这个请求不用了，没有重复报。`

/** To staff, in private: the one whom a request names is probably on the list already. `again`: the command that confirms it. */
export const maybeHimselfText = (
  spot: Spot,
  who: string,
  { name, home, onBehalfOf }: Pick<RosterLine, 'name' | 'home' | 'onBehalfOf'>,
  { status, position }: StandingWords,
  again: string,
): string => {
  const person = home === null || name.includes(home) ? name : `${name}（${home}）`
  const his = onBehalfOf === null ? `${person}，自己` : `${onBehalfOf}，${person}帮着`
  const where =
    status === 'in' ? `报上了：${rankText(spot, position)}` : `在排队：${spotText(spot)}，排第${position}个。`
  return `没有确认：${who}可能就是${his}已经${where}是同一个人就不用管；不是，再回一次“${again}”。`
}

export const alreadyHimselfForAskerText = (spot: Spot, who: string): string =>
  `${maskNumbers(who)}自己已经报过了：${spotText(spot)}，不用再帮报。`

/** To whoever asked for somebody else, in private. */
export const confirmedForAskerText = (spot: Spot, who: string, standing: StandingWords): string =>
  standing.status === 'in'
    ? `社区确认了，${maskNumbers(who)}报上了：${rankText(spot, standing.position)}请您转告。`
    : `社区确认了，${spotText(spot)}人满了，${maskNumbers(who)}排第${standing.position}个等着，有人退出马上告诉您。`

/** `open`: one can sign up again. */
export const signedOffText = (spots: readonly Spot[], open: boolean): string =>
  `取消了：${spots.map(spotText).join('、')}。${open ? `想再来，随时${CALL}说“报名”。` : `报名已经停了，想再来请找${OFFICE}。`}`

/** Asks for one of `ahead`, under the number it has among all shifts: "1 上午 4月9日（周四）8:00–12:00". */
export const whichShiftText = (
  shifts: readonly ShiftWords[],
  ahead: readonly ShiftWords[],
  reading: Reading,
): string => {
  const line = (shift: ShiftWords, i: number) =>
    ahead.includes(shift) ? [`${i + 1} ${labelledText(shift, reading)}`] : []
  return [`您报哪一班？${CALL}回数字就行，几班都来就回“都来”。`, ...shifts.flatMap(line)].join('\n')
}

export const whichWorkText = (works: readonly Pick<WorkWords, 'number' | 'title'>[], signoff: boolean): string =>
  [
    signoff ? `您要取消哪个？${CALL}回数字就行。` : `您报哪个？${CALL}回数字就行。`,
    ...works.map((w) => `${w.number} ${maskNumbers(w.title)}`),
  ].join('\n')

/** A request for somebody else that leaves open for what: it is said again in full. */
export const whichForOtherText = (who: string, example: string, ofShifts: boolean): string =>
  `还不知道报哪${ofShifts ? '一班' : '个'}。一起说上，比如“帮${maskNumbers(who)}报名 ${maskNumbers(example)}”。`

/** Who has other days as well keeps them: what he is told to write names this one alone. */
export const reminderText = (spot: Spot, now: number, onBehalfOf: string | null): string => {
  const { work, shift, timezone } = spot
  const when = `${dayText(shift.start, now, timezone)}${clockText(shift.start, timezone)}`
  const place = work.place === '' ? '' : `，在${maskNumbers(work.place)}`
  const who = onBehalfOf === null ? '' : `（您帮${maskNumbers(onBehalfOf)}报的，请转告）`
  return `提醒您：${when}${maskNumbers(work.title)}${place}${who}。来不了请回“取消报名${shiftWords(spot)}”。`
}

export const closedText = (work: WorkWords): string => `${workText(work)}停止报名了。报上的按时来就行。`

export const reopenedWorkText = (work: WorkWords): string => `${workText(work)}又能报名了。想来的${CALL}回“报名”。`

export const reopenedForStaffText = (work: WorkWords): string => `${workText(work)}又能报名了，群里已经说了。`

export const closedForStaffText = (work: WorkWords, taken: number): string =>
  `${workText(work)}停招了，报上${taken}人，群里已经说了。要名单回“/名单 ${work.number}”。`

/** `part`: what is called off, where the rest has begun. */
export const cancelledInGroupText = (
  work: WorkWords,
  part: readonly Spot[] | null,
  reason: string,
  told: Told,
): string => `${part ? part.map(spotText).join('、') : workText(work)}不办了：${sentence(reason)}${allToldText(told)}`

/** `gone`: where his place is; `kept`: where it stays on the list; `others`: whom he signed up, who hear it from him. */
export const cancelledText = (
  { gone, kept }: { readonly gone: readonly Spot[]; readonly kept: readonly Spot[] },
  reason: string,
  others: readonly string[],
): string =>
  `${[...kept, ...gone].map(spotText).join('、')}不办了：${sentence(reason)}${kept.length === 0 ? '' : '已经开始的，名单还留着。'}${gone.length === 0 ? '' : '不用来了，报名取消了。'}${others.length === 0 ? '' : `您帮${others.join('、')}报的，请转告。`}`

export const cancelledForStaffText = (work: WorkWords, part: readonly Spot[] | null, told: Told): string =>
  part === null
    ? `${workText(work)}取消了，名单上${toldText(told)}。`
    : `${workText(work)}没做完的取消了，${toldText(told)}。已经开始的班名单还在，回“/名单 ${work.number}”。`

/** To staff: he may not have been paid yet. Who he was is not ours to say any more. */
export const workerForgottenText = (work: WorkWords, position: number): string =>
  `${workText(work)}名单上第${position}个删了自己的信息，名单里没有名字了。工钱没结的，请照现场签到核对。`

/** Two shifts at one time. */
export const overlapText = (other: Spot): string =>
  `时间撞了：您已经报了${spotText(other)}。想换，先${CALL}回“取消报名${shiftWords(other)}”，再报这个。`
