import type { OpenPoll } from './context.ts'
import { fold } from './fold.ts'
import type { Lexicon } from './lexicon.ts'
import { deniesConsent, isUnclear, type Opined, opinionOf, opinionOptions, slipOf } from './opinion.ts'
import {
  allBut,
  byBareNumber,
  byLabel,
  deed,
  digitsOf,
  everyOne,
  one,
  refused,
  same,
  several,
  speaksOfTopic,
} from './options.ts'
import { isUndecided, likedIn, pickedAmid, ranked, scornedIn } from './picks.ts'
import { isRated, numberOfAnother, type Rated, ratingIn } from './rating.ts'
import { type Reply, stripped, THANKED, TO_OTHERS } from './reply.ts'
import { addition, changeIn, turnsIn } from './second-thoughts.ts'

/**
 * To whom a message is said: in reply to the poll; on a list that feeds it; in private, or in a group, where nothing else is
 * open; or perhaps to a neighbour.
 */
export type Aim = 'quote' | 'line' | 'private' | 'only' | 'any'
/** A line's numbers may be of people, and what is said among other things is of anything. */
const NUMBERED: ReadonlySet<Aim> = new Set(['quote', 'private', 'only'])

export type Verdict =
  | {
      readonly kind: 'answer'
      readonly choice: readonly number[]
      readonly remark: string | null
      /** Said with the option's own printed word, or its number. */
      readonly literal: boolean
      /** It changes an earlier answer, or joins it; without one it is talk. */
      readonly after?: 'instead' | 'beside'
    }
  /** It speaks to the poll, but somebody has to be asked. `choice`: what it is most likely meant to be. */
  | { readonly kind: 'ask'; readonly reason: 'unclear' | 'slip' | 'proxy'; readonly choice: readonly number[] | null }

const UNCLEAR: Verdict = { kind: 'ask', reason: 'unclear', choice: null }

/** What a poll may ask to have done, in one sign. */
const DEED = /[装换修拆建刷种改铺设清砍移关开停加]/
/** 早就该装了. */
const DUE = new RegExp(`^早(?:就|都)?[该应]该?.?${DEED.source}`)

/** 不同意装充电桩, 同意装, 先同意: what follows the opinion is the poll's own title, or what a yes to it says. */
const aboutPoll = (words: string, poll: OpenPoll, yes: number | undefined): string => {
  const said = words.replace(/^先(?=不?(?:同意|赞成|支持))/, '')
  const match = /^((?:不|坚决|强烈|必须|完全|举?双手|双脚)*(?:同意|赞成|支持|反对))(.+)$/.exec(said)
  if (!match) return said
  const about = deed(same(match[2] ?? ''))
  const yesWord = yes === undefined ? '' : deed(same(poll.options[yes - 1] ?? ''))
  const titled = (about.length > 1 || DEED.test(about)) && deed(same(poll.title)).includes(about)
  return titled || about === yesWord ? (match[1] ?? said) : said
}

/** A letter or number said with a word that picks (选1, B吧, 方案二), or alone. */
const PICKING = /^(?:就)?(?:我?选|投|方案|第)/

/** What a reply answers in one poll, or null where it is not for this poll. `aim`: what is surely said to it may be looser. */
export const answerTo = (reply: Reply, text: string, poll: OpenPoll, aim: Aim, lexicon: Lexicon): Verdict | null => {
  const verdict = plainAnswer(reply, text, poll, aim, lexicon)
  if (verdict?.kind !== 'answer') return verdict ?? lastWord(reply, poll) ?? afterwards(reply, poll, aim)
  // 还是2吧 may as well be his first, where it can be about nothing else.
  if (!reply.rethought || (NUMBERED.has(aim) && decides(reply, text))) return verdict
  // 不对，可以的 is said of anything.
  const plain = verdict.literal || opinionOf(reply.words, lexicon)?.strength === 'plain'
  return plain ? { ...verdict, after: 'instead' } : null
}

/** 1吧，想想还是2: an answer that is changed in the same breath. */
const lastWord = ({ words, reason, proxy }: Reply, poll: OpenPoll): Verdict | null => {
  const change = proxy || one(words, poll) === null ? { length: 0, sure: true } : changeIn(reason)
  const said = change.length === 0 ? null : one(stripped(reason.slice(change.length)).words, poll)
  return said === null ? null : { kind: 'answer', choice: [said], remark: null, literal: true }
}

/** 换改不换, 还有晚上: what can only be said by somebody who has answered. */
const afterwards = (reply: Reply, poll: OpenPoll, aim: Aim): Verdict | null => {
  if (reply.reason !== '' || reply.proxy) return null
  const read = (words: string) => one(words, poll) ?? (NUMBERED.has(aim) ? byBareNumber(words, poll, true) : null)
  for (const [before, after] of turnsIn(reply.words)) {
    const [from, to] = [read(before), read(after)]
    if (from !== null && to !== null && from !== to)
      return { kind: 'answer', choice: [to], remark: null, literal: true, after: 'instead' }
  }
  const more = poll.multiple ? addition(reply.words) : null
  const single = more === null ? null : one(more, poll)
  const choice = single !== null ? [single] : more === null ? null : several(more, poll, false)
  return choice && { kind: 'answer', choice, remark: null, literal: true, after: 'beside' }
}

/** 老伴满意, 老头子要装: what is hers or his to say. */
const OF_ANOTHER = /^我?(?:老伴儿?|老公|老婆|爱人|媳妇|老头子?|老太婆|爸|妈|儿子|女儿)(?:是|也|说|选|投|要|觉得)*(?=.)/

/** 房东叫我选，选1; 要是便宜，我选1; 怎么选，选1？ */
const LEANS = /[哪谁吗呢几]|[叫让请喊][我俺咱]|如果|要是|除非|的话|只要|怎么/
/** 我不当，选赵丽; 老伴满意，我不满意; 刚看到，选1: an option that is picked, after a clause of something else. */
const pickedLast = ({ words, reason, remark, proxy }: Reply, poll: OpenPoll): number | null => {
  if (reason === '' || remark !== null || proxy) return null
  const beside = OF_ANOTHER.exec(words)?.[0]
  const after = beside !== undefined && one(words.slice(beside.length), poll) !== null
  if (!after && !/[选投说要觉]/.test(reason)) return null
  const clauses = reason.split(/[,。;!]\s*/)
  const last = clauses.pop() ?? ''
  const before = [words, ...clauses].join()
  const picked = /^(?:我|俺|咱|我们?家)?(?:就|还是)?(?:选|投给?)(.{1,20}?)(?:一票)?[吧了]?$/.exec(last)?.[1]
  const own = /^(?:我|俺)(?:自己)?(?:就|还是)?(?:(说|要|觉得)|是|选|投)?(.{1,20}?)[吧了]?$/.exec(last)
  const said = picked ?? (clauses.length === 0 && (after || own?.[1] !== undefined) ? own?.[2] : undefined)
  if (said === undefined || before.length > LONGEST_REASON) return null
  if (TO_OTHERS.test(before) || LEANS.test(before) || one(words, poll) !== null) return null
  return picked === undefined ? byLabel(said, poll) : one(picked, poll)
}

const plainAnswer = (reply: Reply, text: string, poll: OpenPoll, aim: Aim, lexicon: Lexicon): Verdict | null => {
  const quoted = aim === 'quote' || aim === 'line'
  const options = opinionOptions(poll.options)
  const words = aboutPoll(reply.words, poll, options.yes)
  const view = opinionOf(words, lexicon)
  const folded = fold(text).trim()
  if (reply.proxy) {
    const meant = one(words, poll) ?? (view ? options[view.opinion] : undefined)
    if (meant === undefined && !quoted) return null
    return { kind: 'ask', reason: 'proxy', choice: meant === undefined ? null : [meant] }
  }
  const others = allBut(reply.whole, poll) ?? (NUMBERED.has(aim) ? everyOne(reply.whole, poll) : null)
  if (others)
    return others === 'unclear' ? UNCLEAR : { kind: 'answer', choice: others, remark: reply.remark, literal: true }
  const sure = (choice: readonly number[]): Verdict =>
    // Whatever led here: a text that denies consent is never a yes.
    options.yes !== undefined && choice.includes(options.yes) && deniesConsent(folded)
      ? UNCLEAR
      : { kind: 'answer', choice, remark: reply.remark, literal: true }
  const rated = rating(reply, poll, aim)
  if (rated !== null) return rated.kind === 'answer' ? sure(rated.choice) : rated
  const amid = pickedAmid(reply, poll) ?? (NUMBERED.has(aim) ? assented(reply, view, poll) : null)
  if (amid !== null) return amid === 'unclear' ? UNCLEAR : sure([amid])
  if (NUMBERED.has(aim) && !TO_OTHERS.test(reply.whole) && isUndecided(reply, poll)) return UNCLEAR
  const alone = /^[!~]*$/.test(reply.softened) && reply.reason === ''
  const bare =
    NUMBERED.has(aim) && (alone || decides(reply, text) || speaksOfIt(reply.reason, poll))
      ? byBareNumber(words, poll, aim !== 'only')
      : null
  // 二号 may be a house.
  const house = aim === 'only' && alone && bare === null && /号$/.test(words) ? byBareNumber(words, poll, true) : null
  if (house !== null) return { kind: 'ask', reason: 'slip', choice: [house] }
  const printed = one(words, poll) ?? bare ?? pickedLast(reply, poll)
  // 支持2, where 2 is 不同意.
  if (printed !== null && printed === options.no && /^(?:支持|同意|赞成)\s*第?[\dA-Za-z一二三四]/.test(words))
    return UNCLEAR
  const inTurn = NUMBERED.has(aim) && options.yes === undefined ? ranked(reply.whole, poll) : null
  if (inTurn) return sure(poll.multiple ? inTurn : inTurn.slice(0, 1))
  const runTogether = alone && NUMBERED.has(aim) ? digitsOf(words, poll) : null
  if (runTogether) return { kind: 'ask', reason: 'slip', choice: runTogether }
  const slip = printed === null ? slipOf(words, lexicon) : null
  const meantBySlip = slip === null ? undefined : options[slip]
  if (slip !== null && (quoted || alone))
    return meantBySlip === undefined ? null : { kind: 'ask', reason: 'slip', choice: [meantBySlip] }
  if (printed === null && isUnclear(words)) return quoted || (options.yes !== undefined && alone) ? UNCLEAR : null
  // 都可以, where no option says so: said to the poll it is as unclear as 随便.
  // 停车位好 may praise what is there.
  const liked =
    alone && NUMBERED.has(aim) && printed === null && options.yes === undefined ? likedIn(words, poll) : null
  const scorned = alone && NUMBERED.has(aim) && printed === null ? scornedIn(words, poll) : null
  const meantSo = liked ?? scorned
  if (meantSo !== null) return { kind: 'ask', reason: 'slip', choice: [meantSo] }
  const either = view?.opinion === 'abstain' && options.abstain === undefined && options.yes !== undefined
  if (printed === null && either && alone && NUMBERED.has(aim)) return UNCLEAR
  // 面条+1 wants it as well, and adds no first option.
  const joins = printed !== null && /[\u3400-\u9fff]\+1$/.test(words)
  const listed = joins ? null : several(reply.whole, poll, NUMBERED.has(aim))
  if (!listed && !quoted && bare === null && !counts(reply, words, view, poll)) return null
  const meant = printed ?? (view ? options[view.opinion] : undefined)
  const choice = listed ?? (meant === undefined ? null : [meant])
  if (!choice || (choice.length > 1 && !poll.multiple)) {
    return quoted && (choice || view || /^(?:\+1|同上|跟)$/.test(words)) ? UNCLEAR : null
  }
  const verdict = sure(choice)
  return verdict.kind === 'answer' && view !== null && printed === null ? { ...verdict, literal: false } : verdict
}

/** 谢谢，很满意; 很好，满意: thanks or praise, and then the step that is meant. */
const BEFORE_RATING = /^(?:谢谢|感谢|辛苦|[很挺蛮]?好|还?不错|可以|嗯+)[你您]?们?[了啦]?$/

/** A step of the poll's scale in people's own words, or a number that is one option's and another's own word. */
const rating = (reply: Reply, poll: OpenPoll, aim: Aim): Verdict | null => {
  if (!isRated(poll)) return null
  const { words, softened, reason } = reply
  const clash = numberOfAnother(words, poll)
  if (clash !== null) return { kind: 'ask', reason: 'slip', choice: [clash] }
  if (one(words, poll) !== null) return null
  const led = BEFORE_RATING.test(words) ? stripped(reason).words : ''
  const after = stepFor(one(led, poll)) ?? ratingIn(led, poll, false)
  if (after === null && (reason.length > LONGEST_REASON || TO_OTHERS.test(reason))) return null
  const alone = reason === '' && reply.remark === null && /^[吧啊呀的了!~]*$/.test(softened)
  const rated = after ?? ratingIn(words, poll, NUMBERED.has(aim) && alone)
  if (rated === null) return null
  if (rated.kind === 'step') return { kind: 'answer', choice: [rated.choice], remark: reply.remark, literal: true }
  // 十分感谢 marks nothing.
  if (softened.endsWith(THANKED)) return null
  return rated.choice === null ? UNCLEAR : { kind: 'ask', reason: 'slip', choice: [rated.choice] }
}

const stepFor = (choice: number | null): Rated | null => (choice === null ? null : { kind: 'step', choice })

/** 还是三吧, with nothing behind it. */
const decides = ({ rethought, reason }: Reply, text: string): boolean =>
  rethought && reason === '' && /^\s*还是/.test(text)

/** 要得，停车位; 嗯，2: a word of assent, and then what to. Null where it is none; unclear where it agrees to the contrary. */
const assented = (reply: Reply, view: Opined | null, poll: OpenPoll): number | 'unclear' | null => {
  const { words, reason, remark } = reply
  if (remark !== null || !(view?.opinion === 'yes' || /^(?:嗯+|对|哦)$/.test(words))) return null
  const said = reason === '' ? null : one(stripped(reason).words, poll)
  const { yes } = opinionOptions(poll.options)
  const contrary = said !== null && yes !== undefined && said !== yes && view?.strength === 'plain'
  return contrary ? 'unclear' : said
}

/** More than this after an answer is talk of its own. */
const LONGEST_REASON = 16

/** A printed option that says what the poll is about: 不装 where 装 stands in the title. Nobody says it by chance. */
const namesSubject = (words: string, poll: OpenPoll): boolean => {
  const subject = refused(same(words)).replace(/^(?:不要|不|要)/, '')
  return (
    subject !== '' && byLabel(words, poll) !== null && !/^[\da-z]+$/.test(subject) && same(poll.title).includes(subject)
  )
}

/** 选红，绿太丑了: the reason speaks of another option, so the pick is one from this poll. */
const contrasts = (words: string, reason: string, poll: OpenPoll): boolean => {
  const picked = one(words, poll)
  return (
    picked !== null &&
    reason.length <= LONGEST_REASON &&
    !/[也都]/.test(reason) &&
    poll.options.some((option, index) => index + 1 !== picked && reason.startsWith(fold(option)))
  )
}

/** 我选1，老伴选2: his own is plain, and hers is hers to say. */
const BESIDE =
  /^我?(?:老伴|老公|老婆|爱人|媳妇|爸|妈|儿子|女儿)(?:也|是)?(?:选|投|回)\s*(?:\d{1,2}|[A-Za-z]|第?[一二三四五六]个?)$/

/** Whether words that do not quote the poll are still said to it, and not to a neighbour. */
const counts = (reply: Reply, words: string, view: Opined | null, poll: OpenPoll): boolean => {
  if (pickedLast(reply, poll) !== null || (BESIDE.test(reply.reason) && one(words, poll) !== null)) return true
  const mark = /^[A-Za-z\d]{1,2}$/.test(words)
  if (reply.reason !== '' && (namesSubject(words, poll) || speaksOfTopic(words, poll)))
    return !TO_OTHERS.test(reply.reason) && (reply.remark !== null || reply.reason.length <= LONGEST_REASON)
  if (reply.reason !== '' && !TO_OTHERS.test(reply.reason) && contrasts(words, reply.reason, poll)) return true
  if (mark && reply.softened === '' && (speaksOfIt(reply.reason, poll) || DUE.test(reply.reason))) return true
  if (view?.strength === 'loose' && byLabel(words, poll) === null) return false
  if (view?.strength === 'weak' || mark || words.length < 2) {
    // B吧, 装吧 pick; 好吧 sighs, and 装的 says something else.
    const particle = opinionOptions(poll.options).yes === undefined ? SOFT_NAMED : SOFT
    const soft = reply.softened === '' || (view === null && particle.test(reply.softened))
    return reply.reason === '' && soft
  }
  if (reply.reason === '') return true
  if (/^我?[选投]/.test(reply.softened + words) && one(words, poll) !== null && isBeside(reply.reason, poll))
    return true
  if (PICKING.test(words) || TO_OTHERS.test(reply.reason)) return false
  if (view === null) return reply.remark !== null || (CHOOSING.test(reply.softened) && givesReason(reply.reason))
  if (EMPHATIC.test(reply.whole) && givesReason(reply.reason)) return true
  return (
    reply.remark !== null ||
    (reply.reason.length <= LONGEST_REASON && (view.opinion === 'no' || touches(reply.reason, poll)))
  )
}

/** 东门吧，近: with 吧 he chooses. 停车位嘛，不好说 does not. */
const CHOOSING = /[吧呗噻]$/
/** 必须支持啊，没地方充: nobody says it by the way. */
const EMPHATIC = /^(?:必须|坚决|强烈|绝对|举双手|双手)/
/** What more is said is no question, no arrangement and for no neighbour. */
const givesReason = (reason: string): boolean =>
  reason.length <= LONGEST_REASON &&
  !TO_OTHERS.test(reason) &&
  !ASKS.test(reason) &&
  !/[等接送拿取]|见面|出发|集合|快递/.test(reason)

/** 选2，电梯老是卡: whatever it says, it speaks of no other option. */
const isBeside = (reason: string, { options }: OpenPoll): boolean =>
  givesReason(reason) && !/[选投也都\d]/.test(reason) && !options.some((option) => reason.includes(fold(option)))

const SOFT =
  /^(?:[我俺咱](?:和.{2,4}|们)?家?都?(?:的(?:选择|答案)是?|(?:选择?|投|回复?|答)(?:的?是)?)?)?[吧呀啊呗咯噻撒哈嘛]?[!~]*(?:谢谢)?$/
/** 红的 is 红, where 装的 is no 装. */
const SOFT_NAMED = /^(?:[我俺咱](?:和.{2,4}|们)?家?都?(?:选|投|要)?)?(?:[吧呀啊呗咯噻撒]|的吧?)?[!~]*(?:谢谢)?$/

const ASKS = /[哪谁吗呢几]|多少|怎|什么/
/** 三，花坛空着可惜: behind a number, words of the poll itself. */
const speaksOfIt = (reason: string, poll: OpenPoll): boolean => {
  if (reason === '' || reason.length > LONGEST_REASON || TO_OTHERS.test(reason) || ASKS.test(reason)) return false
  const asked = same(`${poll.title} ${poll.options.join(' ')}`)
  for (let at = 0; at + 2 <= reason.length; at += 1) {
    const pair = reason.slice(at, at + 2)
    if (/^[\u3400-\u9fff]{2}$/.test(pair) && !/[要不是的了么在有什怎哪个我这那]/.test(pair) && asked.includes(pair))
      return true
  }
  return false
}

/** A reason for a yes is the poll's when it speaks of what the poll asks, or urges it. */
const touches = (reason: string, poll: OpenPoll): boolean => {
  if (/早(?:就)?该|尽快|赶紧|快点|越快越好|好事|方便|安全/.test(reason)) return true
  if (new RegExp(`(?:什么时候|啥时候|几时|何时|多久).{0,3}${DEED.source}`).test(reason)) return true
  const asked = same(`${poll.title} ${poll.options.join(' ')}`)
  for (let at = 0; at + 2 <= reason.length; at += 1) if (asked.includes(reason.slice(at, at + 2))) return true
  return false
}
