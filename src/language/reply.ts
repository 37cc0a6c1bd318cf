import { withoutCall } from './courtesy.ts'
import { fold, originalTail } from './fold.ts'
import { type Estate, saidHomes } from './home.ts'
import { readAppeal } from './kind/kind.ts'
import type { Lexicon } from './lexicon.ts'
import { type Opined, opinionOf, slipOf } from './opinion.ts'
import type { WrittenHome } from './register.ts'
import { changeIn } from './second-thoughts.ts'
import { inMandarin } from './southern.ts'

/** A short message read as a possible answer, before any poll is looked at. */
export interface Reply {
  /** What is left to be understood, folded. */
  readonly words: string
  /** The same with all that follows a comma: 饺子，火锅. */
  readonly whole: string
  /** What follows 但是, in the sender's own characters. */
  readonly remark: string | null
  /** What follows 另外 and wants something else of the committee, in the sender's own characters. */
  readonly beside: string | null
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

const EMOJI_CODES: readonly (readonly [RegExp, string])[] = [
  [/\[(?:强|赞|点赞|ThumbsUp)\]/gi, '👍'],
  [/\[(?:OK)\]/gi, '👌'],
  [/\[(?:弱|ThumbsDown)\]/gi, '👎'],
  [/➕/gu, '+'],
  [/\[(?:玫瑰|握手|合十|抱拳|鼓掌|微笑|爱心|Rose)\]/gi, '🌹'],
]
const DECORATION = /(?:\p{Extended_Pictographic}|[\s,。.!~、])+$/u
const PARTICLES = /(?<=[\u3400-\u9fffA-Za-z\d])(?:[吧呀啊哈哦噢呢的了啦嘞喽哟滴哒呗咯噻撒嘛]{1,4})$/
/** 我和老伴都选1 is his own answer all the same. */
const SELF =
  /^(?:[我俺咱](?:和|跟)(?:我|俺)?家?(?:老伴儿?|老公|老婆|爱人|媳妇|老头子?|老太婆|家里人|家人|孩子|爸妈|父母)|我们家|我们|[我俺][这那的]一?票|[我俺咱]们?家[一二两三四五六七\d]口(?:人|子)?|我家|我屋里?|俺屋里?|我|俺家|俺|咱们家|咱家|咱们|本人|本户|全家|家里)呢?(?:都|也|还是|的意见是|的意见|意见是|意见|是|这边|的选择|的答案)?(?:(?:想|要)?(?:选择?|投|回复?|答)(?:的?是)?|是)?/
const WISH =
  /^(?:但是|但|不过|可是|(?:就是|只是)(?=希望|要|得|别|不|太|怕|担心))[\s,:]*|^(?=希望|前提|只要|最好|要求|必须)/
/** 2，另外楼道灯坏了: something of its own begins. */
const BESIDES =
  /^(?:另外|还有|顺便(?:[说问提反映]{1,2}(?:一下|一句)?)?|对了|再[说提反映]{1,2}(?:一?[个件]|一下)事?)[\s,:]*(?=\S)|^(?:再|我|另外|还有|顺便)?提?(?:一?个|条)?(?:建议|反映|投诉|意见):\s*(?=\S)/
const OUTRIGHT = /^.{0,6}(?:建议|反映|投诉|意见):/
/** 那个我们家呢, 嗯我选: how one begins to speak, before he speaks of himself or picks. */
const HESITATES = /^(?:那个|嗯+|呃+|额+)[\s,]*(?=[我俺咱选投就])/
/** 谢谢，同意; 大家好，我选1: a greeting, and then what is meant. 谢谢，好 is all thanks. */
const GREETS =
  /^(?:(?:大家|各位(?:邻居|业主)?|[你您](?:们|大家)?)?(?:(?:早上|中午|下午|晚上)好|(?<=[家位居主你您们])好|谢谢|多谢|感谢|辛苦|收到|不好意思|抱歉)(?:大家|各位|您|你们?|主任|五共)*[了啦呀啊哈]*[\s,。!~]+)+(?!(?:好|行|可以|ok|要得)[的啊呀吧了]*$)(?=\S)/i
/** 代3-2-502投同意, 替我妈选1, 代表502同意. */
const PROXY =
  /^(?:我)?(?:代表?|替|帮)(?:我)?[^,。!\n]{1,16}?(?:投|选|回|答|表决)(?:个)?|^(?:我)?(?:代表?|替|帮)(?:我)?[^,。!\n]{1,16}?(?=(?:不同意|不赞成|反对|同意|赞成|支持|弃权)$)/
/** Speaking to a neighbour, not to the poll. */
export const TO_OTHERS = /[你您他她]|楼上|@|哈哈|大家/

/** 选1 谢谢. */
const THANKS =
  /[\s,。!~]*(?:谢谢|多谢|感谢|谢啦|辛苦|麻烦)(?:啦|了|您|你|你们|大家|各位|五共)*(?:\p{Extended_Pictographic}|[\s,。.!~、])*$/u
/** 同意！大家快投票: he urges the others as well. */
const URGES_OTHERS =
  /[\s,。!~]+(?:请|喊|叫|麻烦)?(?:大家|各位(?:邻居|业主)?|邻居们|转给)(?:大家|也|都|快|快点|来|赶紧|赶快|抓紧|一起|踊跃|记得|一起来)*(?:投票?|选|回复?|表态|报名|看看|看一下)[了吧啊呀哦]*[\s。!~]*$/
/** What stands for such thanks among what was softened. */
export const THANKED = '谢谢'

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
  const folded = withoutCall(inMandarin(fold(text).trim()).replace(GREETS, '')).replace(HESITATES, '')
  if (folded === '' || /^#|@/.test(folded) || asks(folded) || RECEIPT.test(withEmoji(folded))) return null
  const proxy = PROXY.exec(folded)?.[0] ?? ''
  const homed = withoutHome(folded.slice(proxy.length).trimStart(), estate, lexicon)
  const homes =
    proxy === ''
      ? homed.homes
      : (saidHomes(proxy.replace(/^[^\d一二三四五六七八九十]*/, ''), estate)?.homes ?? homed.homes)
  const change = changeIn(homed.words)
  const said = homed.words.slice(change.length)
  const thanks = THANKS.exec(said)?.[0] ?? URGES_OTHERS.exec(said)?.[0] ?? ''
  const told = said.slice(0, said.length - thanks.length)
  const cut = told.search(/[,，。;；!]\s*|\s+(?=但|不过|可是)|但是|但(?=愿|[^\s]{2})/)
  const head = cut > 0 ? told.slice(0, cut) : told
  const tail = cut > 0 ? told.slice(cut).replace(/^[\s,。;!]+/, '') : ''
  const wish = tail === '' ? null : WISH.exec(tail)
  const spoken = cut > 0 && (wish || /[\u3400-\u9fff\d]/.test(tail))
  const whole = (spoken ? head : told).trim()
  const plain = stripped(whole)
  const view = opinionOf(plain.words, lexicon)
  const beside = spoken && !wish ? besides(tail, view) : null
  // 不动。楼道灯坏了: the next sentence is a matter of its own.
  const ended = /^[。!]/.test(told.slice(cut)) && view?.strength !== 'weak'
  const apart = beside !== null || (ended && !TO_OTHERS.test(tail) && readAppeal(tail) !== null)
  const reason = spoken && !apart ? tail : ''
  return {
    words: plain.words,
    whole: reason === '' ? plain.words : stripped(told.trim()).words,
    softened: plain.softened + (thanks === '' ? '' : THANKED),
    homes,
    beside: beside && ending(text, beside),
    reason,
    remark: spoken && wish ? ending(text, tail.slice(wish[0].length)) : null,
    proxy: proxy !== '',
    rethought: !change.sure,
  }
}

/** A question is no answer; 同意，但租户能停吗？ is one, with a question to whoever asked. */
const asks = (folded: string): boolean => {
  const asking = /[?]|[吗么]\s*$/
  return (
    asking.test(folded) &&
    asking.test(
      folded.replace(
        /(?<=^[^,。?]{0,6}(?:同意|赞成|支持|反对))[\s,。!]+(?:但是?|不过|可是)[^?]+(?:\?+|[吗么])\s*$/,
        '',
      ),
    )
  )
}

/** 好，另外…… goes on to whoever was spoken to. */
const besides = (tail: string, head: Opined | null): string | null => {
  const rest = tail.slice(BESIDES.exec(tail)?.[0].length ?? tail.length)
  return rest !== '' && head?.strength !== 'weak' && !TO_OTHERS.test(tail) && (OUTRIGHT.test(tail) || readAppeal(rest))
    ? rest
    : null
}

/** The sender's own characters of a folded ending. */
const ending = (text: string, foldedEnding: string): string =>
  originalTail(text, fold(text).trimEnd().length - foldedEnding.trimEnd().length).trim()

/** [强] is how some platforms send 👍 as text. */
const withEmoji = (folded: string): string =>
  EMOJI_CODES.reduce((told, [code, emoji]) => told.replace(code, emoji), folded)

/** 选“装”, 【装】. */
const QUOTES = /[“”"「」『』【】]/g

export const stripped = (said: string): { words: string; softened: string } => {
  const whole = withEmoji(said).replace(QUOTES, '')
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
  const kept = unselved.replace(/^(.{2,4}?)(?:[的呀啊]?\1)+$/, '$1')
  const particle = PARTICLES.exec(undecorated)?.[0] ?? ''
  const lead = undecorated.slice(0, undecorated.length - particle.length - kept.length)
  return { words: kept, softened: lead + particle + decoration.replace(/[\s。.,、]/g, '') }
}
