import type { OpenPoll } from './context.ts'
import { fold, originalTail } from './fold.ts'
import { type Estate, saidHomes } from './home.ts'
import type { Lexicon } from './lexicon.ts'
import { deniesConsent, isUnclear, type Opined, opinionOf, opinionOptions, slipOf } from './opinion.ts'
import { allBut, byBareNumber, byLabel, deed, digitsOf, everyOne, one, same, several } from './options.ts'
import type { WrittenHome } from './register.ts'
import { addition, changeIn, turnsIn } from './second-thoughts.ts'

/** A short message read as a possible answer, before any poll is looked at. */
export interface Reply {
  /** What is left to be understood, folded. */
  readonly words: string
  /** The same with all that follows a comma: 饺子，火锅. */
  readonly whole: string
  /** What follows 但是, in the sender's own characters. */
  readonly remark: string | null
  /** What more was said after the words, as in 不同意，太吵; folded. */
  readonly reason: string
  /** The homes it is said for, as they are written; mostly none. */
  readonly homes: readonly WrittenHome[]
  /** What stood around the words and was left out: 吧, 的, !!, 🌹, 我家. */
  readonly softened: string
  /** It is said for somebody else: 代我妈投同意. */
  readonly proxy: boolean
  /** It begins with 改主意了 or 说错了: an answer only of somebody who gave another before. */
  readonly rethought: boolean
}

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

const EMOJI_CODES: readonly (readonly [RegExp, string])[] = [
  [/\[(?:强|赞|点赞|ThumbsUp)\]/gi, '👍'],
  [/\[(?:OK)\]/gi, '👌'],
  [/\[(?:弱|ThumbsDown)\]/gi, '👎'],
  [/\[(?:玫瑰|握手|合十|抱拳|鼓掌|微笑|爱心|Rose)\]/gi, '🌹'],
]
const DECORATION = /(?:\p{Extended_Pictographic}|[\s,。.!~、])+$/u
const PARTICLES = /(?<=[\u3400-\u9fffA-Za-z\d])(?:[吧呀啊哈哦噢呢的了啦嘞喽哟滴哒呗咯]{1,4})$/
/** 我和老伴都选1 is his own answer all the same. */
const SELF =
  /^(?:[我俺咱](?:和|跟)(?:我|俺)?家?(?:老伴儿?|老公|老婆|爱人|媳妇|老头子?|老太婆|家里人|家人|孩子|爸妈|父母)|我们家|我们|我家|我屋里?|俺屋里?|我|俺家|俺|咱们家|咱家|咱们|本人|本户|全家|家里)(?:都|也|还是|的意见是|的意见|意见是|意见|是|这边|的选择|的答案)?(?:(?:想|要)?(?:选择?|投|回复?|答)(?:的?是)?|是)?/
const WISH =
  /^(?:但是|但|不过|可是|(?:就是|只是)(?=希望|要|得|别|不|太|怕|担心))[\s,:]*|^(?=希望|前提|只要|最好|要求|必须)/
/** 代3-2-502投同意, 替我妈选1, 代表502同意. */
const PROXY =
  /^(?:我)?(?:代表?|替|帮)(?:我)?[^,。!\n]{1,16}?(?:投|选|回|答|表决)(?:个)?|^(?:我)?(?:代表?|替|帮)(?:我)?[^,。!\n]{1,16}?(?=(?:不同意|不赞成|反对|同意|赞成|支持|弃权)$)/
/** Speaking to a neighbour, not to the poll. */
const TO_OTHERS = /[你您他她]|楼上|@|哈哈|大家/

/** 选1 谢谢. */
const THANKS =
  /[\s,。!~]*(?:谢谢|多谢|感谢|谢啦|辛苦|麻烦)(?:啦|了|您|你|你们|大家|各位|五共)*(?:\p{Extended_Pictographic}|[\s,。.!~、])*$/u
const THANKED = '谢谢'

/** 我看行: as good as 行. */
const OPINES = /^(?:我|俺|咱)(?:看|觉得|认为)(?:着|还是)?(?=(?:行|可以|好|成|中|要得)[吧啊的了]*$)/

/** 收到, 好的: heard, and nothing more. */
const RECEIPT = /^(?:(?:收到|知道|好的|好嘞|嗯|哦|噢|明白|了解|👀|谢谢|了|啦)[\s,。.!~、👍👌]*)+$/u

/** Only so many characters can be a short answer; what is longer is talk. */
const LONGEST_REPLY = 80

const GAP = /^[\s,:+]*(?:的)?[\s,:+]*/
const NAME = /^[\s,:+]*([\u3400-\u9fff]{1,4})[\s+]+(?=\S)/
/** Negation first, so that 不 never becomes part of the name: 张三不同意. */
const GLUED_NAME = /^[\u3400-\u9fff]{2,3}?(?=(?:不同意|不赞成|反对|同意|赞成)$)/

/** What stands after a home: perhaps a name, then the answer. A word that is itself an answer is no name. */
const withoutName = (rest: string, lexicon: Lexicon): string => {
  const name = NAME.exec(rest)
  if (name && opinionOf(name[1] ?? '', lexicon) === null && slipOf(name[1] ?? '', lexicon) === null)
    return rest.slice(name[0].length)
  return rest.replace(GAP, '').replace(GLUED_NAME, '')
}

/** Nothing, or 我是 and its like: the home comes first. */
const INTRODUCED = /^(?:(?:我们?|俺|我家|这里|这边)(?:是|住在?|在))?\s*$/

/** 都同意, after two homes in one breath. */
const BOTH = /^(?:两家|两户|两套|几家|几户)?(?:都|全|均|一起)(?=\S)/

interface Homed {
  readonly words: string
  readonly homes: readonly WrittenHome[]
}

/** The answer without the home said before it, with or without a name, or after it. */
const withoutHome = (folded: string, estate: Estate, lexicon: Lexicon): Homed => {
  const found = saidHomes(folded, estate)
  if (!found) return { words: folded, homes: [] }
  const { homes, start, end } = found
  const after = folded.slice(end)
  if (INTRODUCED.test(folded.slice(0, start))) {
    const words = withoutName(after, lexicon).replace(/^(?:家|户)?也(?=\S)/, '')
    return { words: homes.length > 1 ? words.replace(BOTH, '') : words, homes }
  }
  if (/^\s*[\u3400-\u9fff]{0,4}\s*$/.test(after) && /^[^,。但希]{1,10}[\s,。]$/.test(folded.slice(0, start)))
    return { words: folded.slice(0, start), homes }
  return { words: folded, homes: [] }
}

/** Reads a message as a short answer. Null for what is too long, asks, or is only a receipt. */
export const readReply = (text: string, estate: Estate, lexicon: Lexicon): Reply | null => {
  if (text.length > LONGEST_REPLY) return null
  const folded = fold(text).trim()
  if (folded === '' || /^#|[?@]|[吗么]\s*$/.test(folded) || RECEIPT.test(withEmoji(folded))) return null
  const proxy = PROXY.exec(folded)?.[0] ?? ''
  const homed = withoutHome(folded.slice(proxy.length).trimStart(), estate, lexicon)
  const homes =
    proxy === ''
      ? homed.homes
      : (saidHomes(proxy.replace(/^[^\d一二三四五六七八九十]*/, ''), estate)?.homes ?? homed.homes)
  const change = changeIn(homed.words)
  const said = homed.words.slice(change.length)
  const thanks = THANKS.exec(said)?.[0] ?? ''
  const told = said.slice(0, said.length - thanks.length)
  const cut = told.search(/[,，。;；!]\s*|\s+(?=但|不过|可是)|但是|但(?=愿|[^\s]{2})/)
  const head = cut > 0 ? told.slice(0, cut) : told
  const tail = cut > 0 ? told.slice(cut).replace(/^[\s,。;!]+/, '') : ''
  const wish = tail === '' ? null : WISH.exec(tail)
  const spoken = cut > 0 && (wish || /[\u3400-\u9fff\d]/.test(tail))
  const whole = (spoken ? head : told).trim()
  const plain = stripped(whole)
  return {
    words: plain.words,
    whole: spoken ? stripped(told.trim()).words : plain.words,
    softened: plain.softened + (thanks === '' ? '' : THANKED),
    homes,
    reason: spoken ? tail : '',
    remark: spoken && wish ? ending(text, tail.slice(wish[0].length)) : null,
    proxy: proxy !== '',
    rethought: !change.sure,
  }
}

/** The sender's own characters of a folded ending. */
const ending = (text: string, foldedEnding: string): string =>
  originalTail(text, fold(text).trimEnd().length - foldedEnding.trimEnd().length).trim()

/** [强] is how some platforms send 👍 as text. */
const withEmoji = (folded: string): string =>
  EMOJI_CODES.reduce((told, [code, emoji]) => told.replace(code, emoji), folded)

const stripped = (said: string): { words: string; softened: string } => {
  const whole = withEmoji(said)
  const thumbs = /^(?:(👍|👌|👎)\s*)+[\s\p{Extended_Pictographic}]*$/u.exec(whole)
  if (thumbs) return { words: new Set(whole.match(/👍|👌|👎/gu)).size === 1 ? (thumbs[1] ?? '') : whole, softened: '' }
  const undecorated = whole
    .replace(DECORATION, '')
    .replace(/^[\s,。.!~、]+/, '')
    .replace(OPINES, '')
  const decoration = whole.slice(whole.lastIndexOf(undecorated) + undecorated.length)
  // 同意👎: the hand says the opposite of the word.
  if (/👎/u.test(decoration)) return { words: whole, softened: '' }
  const words = undecorated.replace(PARTICLES, '')
  const unselved = words.replace(SELF, '').trim() || words
  // 同意同意同意 and 装装装 say it once; 来来来 and 好好好 call or sigh.
  const cried = /^([\u3400-\u9fff])\1{2,}$/.exec(unselved)?.[1]
  if (cried !== undefined && !/[来走去好行对是]/.test(cried)) return { words: cried, softened: '!' }
  const kept = unselved.replace(/^(.{2,4}?)\1+$/, '$1')
  const particle = PARTICLES.exec(undecorated)?.[0] ?? ''
  const lead = undecorated.slice(0, undecorated.length - particle.length - kept.length)
  return { words: kept, softened: lead + particle + decoration.replace(/[\s。.,、]/g, '') }
}

/** 不同意装充电桩, 同意装: what follows the opinion is the poll's own title, or what a yes to it says. */
const aboutPoll = (words: string, poll: OpenPoll, yes: number | undefined): string => {
  const match = /^((?:不|坚决|强烈)*(?:同意|赞成|支持|反对))(.+)$/.exec(words)
  if (!match) return words
  const about = deed(same(match[2] ?? ''))
  const yesWord = yes === undefined ? '' : deed(same(poll.options[yes - 1] ?? ''))
  return (about.length > 1 && deed(same(poll.title)).includes(about)) || about === yesWord ? (match[1] ?? words) : words
}

/** A letter or number said with a word that picks (选1, B吧, 方案二), or alone. */
const PICKING = /^(?:就)?(?:我?选|投|方案|第)/

/** What a reply answers in one poll, or null where it is not for this poll. `aim`: what is surely said to it may be looser. */
export const answerTo = (reply: Reply, text: string, poll: OpenPoll, aim: Aim, lexicon: Lexicon): Verdict | null => {
  const verdict = plainAnswer(reply, text, poll, aim, lexicon)
  if (verdict?.kind !== 'answer') return verdict ?? lastWord(reply, poll) ?? afterwards(reply, poll, aim)
  if (!reply.rethought) return verdict
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

/** 我不当，选赵丽; 老头子说要装，我说不装: an option that is picked by its name, after a clause of something else. */
const pickedLast = ({ words, reason, remark, proxy }: Reply, poll: OpenPoll): number | null => {
  const said =
    /^(?:我|俺)?(?:就|还是)?(?:选|投给?)(.{2,20}?)(?:一票)?[吧了]?$/.exec(reason)?.[1] ??
    /^(?:我|俺)(?:自己)?(?:就|还是)?(?:说|要|觉得)(.{1,20}?)[吧了]?$/.exec(reason)?.[1]
  if (said === undefined || remark !== null || proxy || words.length > LONGEST_REASON) return null
  return TO_OTHERS.test(words) || one(words, poll) !== null ? null : byLabel(said, poll)
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
  const alone = /^[!~]*$/.test(reply.softened) && reply.reason === ''
  const bare = alone && NUMBERED.has(aim) ? byBareNumber(words, poll, aim !== 'only') : null
  const printed = one(words, poll) ?? bare ?? pickedLast(reply, poll)
  const runTogether = alone && NUMBERED.has(aim) ? digitsOf(words, poll) : null
  if (runTogether) return { kind: 'ask', reason: 'slip', choice: runTogether }
  const slip = printed === null ? slipOf(words, lexicon) : null
  const meantBySlip = slip === null ? undefined : options[slip]
  if (slip !== null && (quoted || alone))
    return meantBySlip === undefined ? null : { kind: 'ask', reason: 'slip', choice: [meantBySlip] }
  if (printed === null && isUnclear(words)) return quoted || (options.yes !== undefined && alone) ? UNCLEAR : null
  // 都可以, where no option says so: said to the poll it is as unclear as 随便.
  const either = view?.opinion === 'abstain' && options.abstain === undefined && options.yes !== undefined
  if (printed === null && either && alone && NUMBERED.has(aim)) return UNCLEAR
  const listed = several(reply.whole, poll, NUMBERED.has(aim))
  if (!listed && !quoted && bare === null && !counts(reply, words, view, poll)) return null
  const meant = printed ?? (view ? options[view.opinion] : undefined)
  const choice = listed ?? (meant === undefined ? null : [meant])
  if (!choice || (choice.length > 1 && !poll.multiple)) {
    return quoted && (choice || view || /^(?:\+1|同上|跟)$/.test(words)) ? UNCLEAR : null
  }
  // Whatever led here: a text that denies consent is never a yes.
  if (options.yes !== undefined && choice.includes(options.yes) && deniesConsent(folded)) return UNCLEAR
  return { kind: 'answer', choice, remark: reply.remark, literal: view === null || printed !== null }
}

/** More than this after an answer is talk of its own. */
const LONGEST_REASON = 16

/** A printed option that says what the poll is about: 不装 where 装 stands in the title. Nobody says it by chance. */
const namesSubject = (words: string, poll: OpenPoll): boolean => {
  const subject = same(words).replace(/^(?:不要|不|要)/, '')
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
  if (reply.reason !== '' && namesSubject(words, poll))
    return !TO_OTHERS.test(reply.reason) && (reply.remark !== null || reply.reason.length <= LONGEST_REASON)
  if (reply.reason !== '' && !TO_OTHERS.test(reply.reason) && contrasts(words, reply.reason, poll)) return true
  if (view?.strength === 'loose' && byLabel(words, poll) === null) return false
  if (view?.strength === 'weak' || mark || words.length < 2) {
    // B吧, 装吧 pick; 好吧 sighs, and 装的 says something else.
    const particle = opinionOptions(poll.options).yes === undefined ? SOFT_NAMED : SOFT
    const soft = reply.softened === '' || (view === null && particle.test(reply.softened))
    return reply.reason === '' && soft
  }
  if (reply.reason === '') return true
  if (PICKING.test(words) || TO_OTHERS.test(reply.reason)) return false
  if (view === null) return reply.remark !== null
  return (
    reply.remark !== null ||
    (reply.reason.length <= LONGEST_REASON && (view.opinion === 'no' || touches(reply.reason, poll)))
  )
}

const SOFT =
  /^(?:[我俺咱](?:和.{2,4}|们)?家?都?(?:的(?:选择|答案)是?|(?:选择?|投|回复?|答)(?:的?是)?)?)?[吧呀啊呗咯]?[!~]*(?:谢谢)?$/
/** 红的 is 红, where 装的 is no 装. */
const SOFT_NAMED = /^(?:[我俺咱](?:和.{2,4}|们)?家?都?(?:选|投|要)?)?(?:[吧呀啊呗咯]|的吧?)?[!~]*(?:谢谢)?$/

/** A reason for a yes is the poll's when it speaks of what the poll asks, or urges it. */
const touches = (reason: string, poll: OpenPoll): boolean => {
  if (/早(?:就)?该|尽快|赶紧|快点|越快越好|好事|方便|安全/.test(reason)) return true
  const asked = same(`${poll.title} ${poll.options.join(' ')}`)
  for (let at = 0; at + 2 <= reason.length; at += 1) if (asked.includes(reason.slice(at, at + 2))) return true
  return false
}
