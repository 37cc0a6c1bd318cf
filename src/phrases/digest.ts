import { CALL, OFFICE, whereHeard } from '../chat/address.ts'
import {
  type DigestFacts,
  type Item,
  isQuiet,
  type NeedsPerson,
  type PollItem,
  type RequestItem,
  type WorkItem,
} from '../core/digest/digest.ts'
import { wallTime } from '../core/kernel/calendar.ts'
import { clockText, momentText, spanText, untilText } from './moments.ts'
import { maskNumbers } from '../core/kernel/mask.ts'
import type { BarSpec } from '../core/kernel/picture.ts'
import { countText } from './polls.ts'
import { closed } from './suggestions.ts'

/** One phone screen: so many items are named in a section, the rest is counted. */
const NAMED = 3
const WORDS = 14

export interface DigestHeading {
  readonly community: string
  readonly timezone: string
  readonly now: number
  /** When it should have been sent, if that was missed. */
  readonly missed: number | null
}

/** The committee's digest: read standing up, each item with the words to answer with. */
export const digestText = (heading: DigestHeading, facts: DigestFacts): string => {
  const { now, timezone, missed } = heading
  const day = wallTime(missed ?? now, timezone)
  const title = `【日报】${heading.community} ${day.month}月${day.day}日`
  const late = missed === null ? '' : `（${clockText(missed, timezone)}那份，当时我不在线，现在补发）`
  if (isQuiet(facts)) return `${title}：没有新的事。${late}`
  return [title + late, ...sections(facts, now, timezone)].join('\n')
}

const sections = (facts: DigestFacts, now: number, timezone: string): string[] => {
  const lines = dangersLine(facts.needsPerson)
  const items = <I extends Item>(name: string, list: readonly I[], note = (_: I) => '', hint = '') => {
    const texts = list.map((item) => `${itemText(item)}${note(item)}`)
    if (list.length > 0) lines.push(`${name}${list.length}条：${named(texts)}${hint}`)
  }
  // The latest are what nobody has read yet.
  const received = [...facts.received.slice(-NAMED), ...facts.received.slice(0, -NAMED)]
  const waiting = received.find(({ taken }) => !taken)
  items('新建议', received, undefined, answerWith('要转给谁办', waiting, '/转办', '物业 3天'))
  const again = waiting ? undefined : facts.untaken[0]
  items('还没人接', facts.untaken, undefined, answerWith('要转给谁办', again, '/转办', '物业 3天'))
  items('说没好，又打开', facts.reopened, ({ at }) => `，${momentText(at, now, timezone)}说的`)
  items('今天到期', facts.dueToday)
  items('明天到期', facts.dueTomorrow)
  items(
    '到期没办完',
    facts.overdue,
    ({ days }) => `，${days === 0 ? '今天到期' : `超${days}天`}`,
    answerWith('办好了', facts.overdue[0], '/办结', '结果'),
  )
  items('办结答复', facts.closed)
  for (const poll of facts.openPolls.slice(0, NAMED))
    lines.push(`征集中 ${pollText(poll)}，${untilText(poll.closesAt, now, timezone)}截止`)
  more(lines, '征集', facts.openPolls)
  for (const poll of facts.closedPolls.slice(0, NAMED)) lines.push(`征集结束 ${pollText(poll)}`)
  more(lines, '结束的征集', facts.closedPolls)
  for (const work of facts.works.slice(0, NAMED)) lines.push(workText(work))
  more(lines, '招工', facts.works)
  for (const { number, title, reason } of facts.cancelledWorks.slice(0, NAMED))
    lines.push(`招工取消 ${number}号“${cut(title)}”：${cut(reason)}`)
  more(lines, '取消的招工', facts.cancelledWorks)
  lines.push(...personLines(facts))
  for (const gap of facts.gaps.slice(0, NAMED)) lines.push(`${spanText(gap, now, timezone)}断线，这段时间的话没看到`)
  return lines
}

/** The words to answer with, where there is something to be done. */
const answerWith = (when: string, item: Item | undefined, command: string, example: string): string =>
  item ? whereHeard(`\n　${when}${CALL}回“${command} ${item.number} ${example}”`) : ''

/** What did not fit on the screen is counted. */
const more = (lines: string[], name: string, list: readonly unknown[]): void => {
  if (list.length > NAMED) lines.push(`另有${list.length - NAMED}个${name}在后台`)
}

const personLines = ({ needsPerson, openPolls, requests }: DigestFacts): string[] => {
  const { candidates, unheard, unbound } = needsPerson
  const needs = [
    troublesText(needsPerson),
    candidates > 0 ? `群里有${candidates}句话像是诉求，我没搭话，回“/候选”看` : '',
    unheard > 0 ? `私下有${unheard}句话我没听明白，单独对我回“/候选”看` : '',
    waitingText(openPolls.filter(({ waiting }) => waiting > 0)),
    requestsText(requests),
    unbound > 0 ? `${unbound}个群还没绑定，我在那里不说话，请在群里发“/绑定”` : '',
  ].filter((need) => need !== '')
  return needs.length === 0 ? [] : [`要您看一下：${needs.join('；')}`]
}

/** First of all, every day until somebody says that he has looked after it. */
const dangersLine = ({ dangers }: NeedsPerson): string[] =>
  dangers === 0
    ? []
    : [`险情${dangers}次，请回访${whereHeard(`：${CALL}回“/后台”，看“今天”；访过了${CALL}回“/知道了”`)}`]

export const dangersAsideText = (dangers: number): string =>
  dangers === 0 ? '没有要回访的险情。' : `好，险情${dangers}次都知道了，日报不再提。`

/** Of whom and in which words is for one person alone to read. */
const troublesText = ({ parked, undelivered }: NeedsPerson): string => {
  const troubles = [
    parked > 0 ? `${parked}条消息没处理成` : '',
    undelivered > 0 ? `${undelivered}条回复没送到` : '',
  ].filter((trouble) => trouble !== '')
  return troubles.length === 0 ? '' : `${troubles.join('，')}${whereHeard(`，${CALL}回“/后台”，看“今天”`)}`
}

const requestsText = (requests: readonly RequestItem[]): string => {
  const [first] = requests
  const sum = requests.reduce((n, { count }) => n + count, 0)
  return first ? `代报名${sum}个等确认${whereHeard(`，${CALL}回“/名单 ${first.number}”看`)}` : ''
}

/** Never whose answers: that is for whoever looks at the console. */
const waitingText = (polls: readonly PollItem[]): string => {
  if (polls.length === 0) return ''
  const answers = polls.slice(0, NAMED).map(({ number, waiting }) => `${number}号征集有${waiting}个回答`)
  return `${answers.join('，')}等核实门牌才算${whereHeard(`，弄清了${CALL}回“/核实 3-2-501 张三”`)}`
}

const itemText = ({ number, text }: Item): string =>
  text === null ? `${number}号（私下说的）` : `${number}号 ${cut(text)}`

const pollText = ({ number, title, answered, perHome, counts }: PollItem): string => {
  const result = counts === null ? '' : `：${counts.map(({ label, count }) => countText(cut(label), count)).join('，')}`
  return `${number}号“${cut(title)}”${answered}${perHome ? '户' : '人'}回了${result}`
}

const workText = ({ number, title, shifts, places, taken, waiting }: WorkItem): string =>
  `招工 ${number}号“${cut(title)}”${shifts > 1 ? `还有${shifts}班，报上${taken}人次` : `报上${taken}个`}，${taken >= places ? '满了' : `还有${places - taken}个空位`}${waiting > 0 ? `，${waiting}个在等` : ''}`

const named = (texts: readonly string[]): string =>
  texts.length <= NAMED ? texts.join('；') : `${texts.slice(0, NAMED).join('；')}；另有${texts.length - NAMED}条在后台`

const cut = (text: string): string => {
  const characters = [...maskNumbers(text.replace(/\s+/g, ' ').replace(/[\s。！!.，,；;]+$/u, ''))]
  return characters.length <= WORDS ? characters.join('') : `${closed(characters.slice(0, WORDS - 1).join(''))}…`
}

export const digestWishText = (wants: boolean): string =>
  wants ? `好，以后每天日报也私下发您一份。不想收了说“不要日报”。` : '好，以后日报不私下发您了。'

export const digestNotForYouText = (): string => `日报是给${OFFICE}看的。您想提的事，${CALL}说“建议：……”就行。`

/** The poll that most people answered, as a picture; none where there is nothing to see. */
export const digestPicture = (facts: DigestFacts): BarSpec | undefined => {
  const shown = [...facts.closedPolls, ...facts.openPolls].filter((poll) => poll.counts !== null && poll.answered > 0)
  const busiest = shown.reduce<PollItem | null>(
    (best, poll) => (best && best.answered >= poll.answered ? best : poll),
    null,
  )
  if (!busiest?.counts) return undefined
  const unit = busiest.perHome ? '户' : '人'
  return {
    title: busiest.title,
    bars: [...busiest.counts],
    total: `共${busiest.answered}${unit}`,
    footer: '意见征集，不具表决效力',
  }
}
