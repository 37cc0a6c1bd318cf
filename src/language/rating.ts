import type { OpenPoll } from './context.ts'
import { HAN_SIGN, readNumeral } from './numerals.ts'
import { same } from './options.ts'

/* How people rate: 很满意, 不太满意, 打三分. Only where a poll's options are steps of such a scale. */

/** `ask`: most likely meant so, or null where it cannot be told. */
export type Rated =
  | { readonly kind: 'step'; readonly choice: number }
  | { readonly kind: 'ask'; readonly choice: number | null }

const ASK: Rated = { kind: 'ask', choice: null }

/** What one step says, from best to worst. `soso` is said of anything; the others are said of what is rated. */
type Step = 'best' | 'good' | 'fair' | 'middle' | 'soso' | 'poor' | 'bad' | 'worst'

const VERY = '(?:非常|十分|特别|极其|极为|极|相当|超级|超|太|最|老|真|很|完全|百分[之百]*)'
const STEPS: readonly (readonly [Step, RegExp])[] = [
  ['worst', new RegExp(`^(?:${VERY}+|一点儿?[都也]|根本|压根|绝对|坚决)不满意$|^不满意(?:得很|极)$`)],
  ['poor', /^(?:不[太大够很咋]|不怎么|不是[很太]|不是那么|有[点些]儿?不|谈不上|说不上)满意$/],
  ['bad', /^[都就]?不满意?$/],
  ['best', new RegExp(`^${VERY}+满意$|^满意(?:得很|极|得不得)$`)],
  ['fair', /^(?:都?还算?|比较|较|基本上?|大体上?|大致|差不多|勉强|尚)满意$/],
  ['good', /^(?:都|挺|蛮|还是|总体上?|整体上?|总的来[说讲])*满意$/],
  ['middle', /^(?:很|就|也就|都)?一般(?:般|化)?$|^不好也?不[坏差]$|^中等$/],
  ['soso', /^(?:凑合|马马虎虎|马虎|还?过得去|将就|就那样|中评?)$/],
]
const stepOf = (words: string): Step | null => STEPS.find(([, pattern]) => pattern.test(words))?.[0] ?? null

/** 不是不满意, 满意个屁: heard, and it cannot be told as what. */
const UNTOLD =
  /不(?:是|能说)[很太]?不满意|没(?:有|什么|啥)?.{0,3}不满意|满意你?个?[屁鬼头毛啥]|^(?:谁|哪[里儿]?|怎么|咋)[^,]{0,3}满意/
/** 满意是满意，就是灰大. */
const CONCEDED = /^(满意|好|不错)[是归]\1$/
/** Said of the very thing that is rated, or of anything else, and which step it is stays open: he is asked. */
const PRAISE = /^(?:[很挺蛮]好|非常好|好得很|还?[挺很]?不错|还行|还可以|好评)$/
const BLAME = /^(?:[很太]?差|差得很|差评|不好|很不好|不怎么样|不咋样)$/

/** A poll's steps, by the number of the option that is each. */
type Scale = Readonly<Partial<Record<Step, number>>>

interface Ratings {
  readonly scale: Scale | null
  /** 好 and 差 stand for 满意 and 不满意. */
  readonly plain: boolean
  /** What each option's number of points is: 5分, 4分. Null where they are none. */
  readonly points: readonly number[] | null
}

const known = new WeakMap<readonly string[], Ratings>()

/** Once for each poll: it is asked about with every message while it is open. */
const ratingsOf = ({ options, multiple }: OpenPoll): Ratings => {
  const found = known.get(options) ?? readRatings(options, multiple)
  known.set(options, found)
  return found
}

const readRatings = (options: readonly string[], multiple: boolean): Ratings => {
  if (multiple) return { scale: null, plain: false, points: null }
  const labels = options.map(same)
  const plain = labels.includes('好') && labels.some((label) => /^(?:差|较差|一般)$/.test(label))
  const scale: Partial<Record<Step, number>> = {}
  labels.forEach((label, index) => {
    const step = stepOf(plain ? inSatisfaction(label) : label)
    if (step !== null) scale[step] ??= index + 1
  })
  const both = (scale.best ?? scale.good ?? scale.fair) && (scale.poor ?? scale.bad ?? scale.worst)
  return { scale: both ? scale : null, plain, points: pointsOf(labels) }
}

/** 挺好, 太差: the same with 满意. */
const inSatisfaction = (words: string): string => words.replace(/不好|差/, '不满意').replace(/好(?!也?不)/, '满意')

const COUNTED = new RegExp(`^(\\d{1,3}|${HAN_SIGN}{1,3})([\\u3400-\\u9fff]{1,2})`)

/** The numbers that options begin with, where all count the same and no two are alike: 3栋, 5栋; 5分非常满意, 4分满意. */
const pointsOf = (labels: readonly string[]): readonly number[] | null => {
  const unit = COUNTED.exec(labels[0] ?? '')?.[2]?.charAt(0) ?? ''
  const values = labels.flatMap((label) => {
    const [, numeral = '', counted = ''] = COUNTED.exec(label) ?? []
    return counted.startsWith(unit) ? (readNumeral(numeral) ?? []) : []
  })
  return unit !== '' && values.length === labels.length && new Set(values).size === values.length ? values : null
}

const MARK = new RegExp(`^(?:就|还是)?(?:选项?|选择|投|我选|回复?|答)?\\s*(\\d{1,3}|${HAN_SIGN}{1,2})$`)

/** Whether its options are steps or numbers of something: most polls' are not, and every message is asked of each. */
export const isRated = (poll: OpenPoll): boolean => {
  const { scale, points } = ratingsOf(poll)
  return scale !== null || points !== null
}

/** 5 where the first option is 5分 and the fifth 1分: the number of one, and the words of another. Else null. */
export const numberOfAnother = (words: string, poll: OpenPoll): number | null => {
  const { points } = ratingsOf(poll)
  const number = readNumeral(MARK.exec(words)?.[1] ?? '')
  if (points === null || number === null) return null
  const at = points.indexOf(number)
  return at >= 0 && at + 1 !== number && number <= poll.options.length ? at + 1 : null
}

const GIVES = '(?:给|打|评|投|选|评价)*(?:个|你们|您们|他们|她们|物业|社区|居委会)?'
const NUMBER = `(?:\\d{1,3}|${HAN_SIGN}{1,4})`
const SCORED = new RegExp(`^${GIVES}\\s*(${NUMBER})个?(?:分|颗?星)(?:好评)?$`)
const FULL = new RegExp(`^${GIVES}满[分星]$`)
/** 四分半, 4.5分, 三四分, 4到5分, 零分: a mark that is none of them. */
const NO_STEP = new RegExp(`^${GIVES}\\s*(?:${NUMBER}|\\d\\.\\d|${NUMBER}[-—~、到至或]${NUMBER})个?(?:分|颗?星)半?$`)

const scored = (words: string, poll: OpenPoll, points: readonly number[]): Rated | null => {
  if (!/^\d*[^\d]*[分星]/.test(same(poll.options[0] ?? ''))) return null
  const best = points.indexOf(Math.max(...points))
  if (FULL.test(words)) return { kind: 'step', choice: best + 1 }
  const at = points.indexOf(readNumeral(SCORED.exec(words)?.[1] ?? '') ?? Number.NaN)
  if (at >= 0) return { kind: 'step', choice: at + 1 }
  return NO_STEP.test(words) ? ASK : null
}

/** 对楼道改造很满意: what is rated, named as the title names it. */
const withoutSubject = (words: string, poll: OpenPoll): string => {
  const said = words.replace(/^对/, '')
  const title = same(poll.title)
  for (let end = said.indexOf('满意'); end > 1; end -= 1)
    if (stepOf(said.slice(end)) !== null && title.includes(said.slice(0, end))) return said.slice(end)
  return words
}

const step = (choice: number | undefined): Rated | null => (choice === undefined ? null : { kind: 'step', choice })
const ask = (choice: number | undefined): Rated => ({ kind: 'ask', choice: choice ?? null })

/** What is said with the words of one step of a poll's scale. `toPoll`: it is said to nothing else, so that 还行 may be asked about. */
export const ratingIn = (said: string, poll: OpenPoll, toPoll: boolean): Rated | null => {
  const { scale, plain, points } = ratingsOf(poll)
  if (points !== null) return scored(said, poll, points)
  if (scale === null) return null
  // 打九分 where there are no points: a rating, and no step of these.
  if (UNTOLD.test(said) || CONCEDED.test(said) || (toPoll && (NO_STEP.test(said) || FULL.test(said)))) return ASK
  const { best, good, fair, middle, soso, poor, bad, worst } = scale
  switch (stepOf(said) ?? stepOf(plain ? inSatisfaction(said) : withoutSubject(said, poll))) {
    case 'best':
      return step(best ?? good) ?? ASK
    case 'good':
      return step(good) ?? ASK
    case 'fair':
      return step(fair) ?? ask(good)
    case 'middle':
      return step(middle ?? soso) ?? (toPoll ? ASK : null)
    case 'soso':
      return step(soso) ?? (toPoll ? ask(middle ?? fair) : null)
    case 'poor':
      return step(poor) ?? ask(bad)
    case 'bad':
      return step(bad) ?? ASK
    case 'worst':
      return step(worst ?? bad) ?? ASK
    default:
      if (!toPoll) return null
      return PRAISE.test(said) ? ask(best ? undefined : good) : BLAME.test(said) ? ask(worst ? undefined : bad) : null
  }
}

const HOWEVER = /^(?:就是|只是|可惜|不过|但|美中不足)/

/** Whether a rating's reason tells what is wrong: behind a step that is not good, or after 就是 and its like. */
export const isComplaint = (choice: number, reason: string, poll: OpenPoll): boolean => {
  const { scale, plain } = ratingsOf(poll)
  if (scale === null || reason.length < 2) return false
  const step = stepOf(
    plain ? inSatisfaction(same(poll.options[choice - 1] ?? '')) : same(poll.options[choice - 1] ?? ''),
  )
  return HOWEVER.test(reason) || !(step === null || step === 'best' || step === 'good')
}
