import { addWorkingDays, instant, wallTime } from '../../core/kernel/calendar.ts'
import { fold, originalTail, size } from '../fold.ts'
import type { Command, Problem } from '../meaning.ts'
import { HAN_SIGN, readDefinite } from '../numerals.ts'
import { isDay, readMoment } from '../time.ts'

/** Who takes a suggestion over, and by when he is to be done: in so many days, or at a moment. Neither: no word of it. */
export type Handover = Pick<Extract<Command, { name: 'hand' }>, 'unit' | 'days' | 'at'>
type Limit = Pick<Handover, 'days' | 'at'>

const MAX_UNIT = 20
const MAX_DAYS = 365
/** When the day is over for those who wait for an answer. */
const DAY_ENDS = { hour: 18, minute: 0 }

const LEAD = /^(?:期限|限期|限|最迟|最晚|不超过|在|于|今年)?\s*:?\s*/
const DONE = /\s*(?:办结|办完|办好|完成|处理完|回话|答复)$/
/** 5日内 is five days; 5日 alone may be the fifth. */
const DAYS = new RegExp(
  `^(-?\\d{1,9}|${HAN_SIGN}{1,4})\\s*(?:个?\\s*(工作日|天|周|星期|礼拜)(?:(?:之|以)?内)?|日(?:之|以)?内)$`,
)

/** 3天, 两周内, 5个工作日, 3月5日前, 下周三下午3点. Null: these words are no time limit. */
const readLimit = (words: string, now: number, timezone: string): Limit | Problem | null => {
  const said = words.replace(DONE, '').replace(LEAD, '').trim()
  const match = DAYS.exec(said)
  if (match) {
    const count = readDefinite(match[1] ?? '')
    const days = count === null ? null : count * (/^(?:周|星期|礼拜)$/.test(match[2] ?? '') ? 7 : 1)
    if (days === null || days < 1 || days > MAX_DAYS) return 'bad-days'
    if (match[2] !== '工作日') return { days }
    return { days: null, at: instant({ ...addWorkingDays(wallTime(now, timezone), days), ...DAY_ENDS }, timezone) }
  }
  const day = said.replace(/(?:之|以)?前$/, '')
  const at = readMoment(isDay(day, now, timezone) ? `${day} ${DAY_ENDS.hour}:00` : said, now, timezone)
  if (at === null) return null
  return at <= now ? 'past-time' : { days: null, at }
}

/** A time limit begins a word, or with the first digit after one: 环卫3月5日. */
const begins = (words: string, i: number): boolean =>
  i === 0 || /[\s,、:;]/.test(words.charAt(i - 1)) || /^[\p{L}]\d/u.test(words.slice(i - 1, i + 1))

/** 明年3月5日, 2到3天, 第3天: what stands before a time limit may make it another. 老周 and 李月 are people. */
const OTHERWISE = new RegExp(
  `(?:(?:^|[\\s,、:;今明后去本这上下每个半\\d]|${HAN_SIGN})[年月周]|第|到|至|约|大概|左右|或者?|[-~])\\s*$`,
)
/** Nobody's name ends like this: it was meant as a time limit. */
const TIMELY = new RegExp(
  `(?:^|[\\s,、:;])(?:[今明后]天|尽[快早]|早日|马上|立[刻即]|近期|过.{0,3}[天日周月]|[本这下]个?(?:周|星期|礼拜|月).{0,3}|周末|[月年][初中底末]|[上中下]旬|[上中下]午|[今明]?[早中晚]上|\\d{1,2}[-/.]\\d{1,2}|(?:\\d{1,2}|${HAN_SIGN}{1,3})号|\\S*(?:\\d|${HAN_SIGN}|半|几)个?(?:天|日|周|星期|礼拜|月|年|小时|钟头|分钟|工作日)(?:左右|[以之]?[内后])?|\\S*[前内])$`,
)

/** 昨天, 上周五: it was meant as a time limit, and is over. */
const OVER = new RegExp(
  `昨[天日晚]$|前天$|(?:^|[\\s,、:;])(?:昨[天日晚]|大?前[天日]|去年|上个?(?:周|星期|礼拜)[一二三四五六日天末]?|上个?月(?:[初中底末]|(?:\\d{1,2}|${HAN_SIGN}{1,3})[日号])?)(?:[上中下]午|[早晚]上?)?$`,
)

/** What follows the number in 转办. */
export const readHandover = (own: string, now: number, timezone: string): Handover | Problem => {
  const words = fold(own)
  let limit: Limit | Problem | null = null
  let unit = own
  for (let i = 0; i < words.length && limit === null; i++) {
    if (!begins(words, i)) continue
    limit = readLimit(words.slice(i).trim(), now, timezone)
    if (limit !== null) unit = own.slice(0, own.length - originalTail(own, i).length)
  }
  if (typeof limit === 'string') return limit
  unit = unit.replace(/[\s,，、:：;；]+$/, '')
  const folded = fold(unit).trim()
  if (folded === '') return 'missing-text'
  if (!limit && OVER.test(folded)) return 'past-time'
  if ((limit ? OTHERWISE : TIMELY).test(folded)) return 'bad-days'
  return size(unit) > MAX_UNIT ? 'too-long' : { unit, ...(limit ?? { days: null }) }
}
