import type { Context, OpenWork } from './context.ts'
import { withoutCall, withoutPlea, withoutThanks } from './courtesy.ts'
import { fold, originalTail } from './fold.ts'
import type { Meaning } from './meaning.ts'
import { namesWork, PARTICLES, quotedWork, readPosition, readShift, readShifts, readUnfit, target } from './posting.ts'
import { DAYS_NAMED, shiftsOfDay } from './shift-day.ts'
import { readSigned } from './signature.ts'
import { leavable, readSignoff } from './signoff.ts'
import { bare } from './words.ts'

const LONGEST = 40
const SIGN_UP =
  /^(?:(?:那就?|好的?|行|嗯|\+1)[\s,]*)?(?:我们?|俺们?|我也|俺也)?(?:也|要|想|来|给我|帮我)?(?:要|想)?(?:来)?(?:报(?:个|一个|上)?名[\s,!]*)+|^[我俺]也(?:要|想)?报(?:一个|个)?/
/** 报名，两班都行: which shift is left open. */
const ANY_SHIFT = /^[\s,]*(?:上午下午|[两几哪三][个班天]{1,2}|什么时候)?都(?:行|可以|有空|报)$|^\s*\+\s*1$/
/** 报名参加这个: the one that is open. */
const THIS_ONE =
  /^(?:参加)?[这那](?:个|次|份)?(?:活儿?|招工)?$|^(?:参加|当|做)?(?:志愿(?:者|服务|活动)?|义工|义务(?:劳动|的)?)$/
/** 报名，上午有空: when he can come. */
const AVAILABLE = /^[\s,]*(\S{1,8}?)(?:都|也)?(?:有空|有时间|能来|能去|方便|没事)$/
/** 我报, 报我一个. */
const REPORTS = /^(?:[我俺](?:想|要|就)?报(?:一个|1个|个)?|报上?[我俺](?:一个|个)?)$/
const FOR_OTHER = /^(?:我)?(?:想|要)?(?:帮|替|给|代)(.{1,16}?)(?:也)?报(?:个|一个)?名/
const TAKEN =
  /^(?:[我俺](?:也|想|要|能|可以|愿意)*(?:来|去|干|来干|参加|报|报一?个)|这活[我俺]干|(?:算|加|带)上?[我俺](?:一个)?|(?:把|给|帮)[我俺]也?(?:报|加|算)上|来一个|报我|我一个|参加|\+1)$/
/** 我报上午, 我上午有事，报下午: with the shift's own name, and no number, which may be anything's. */
const TAKES_SHIFT =
  /^(?:[我俺]?\S{1,4}?(?:有事|没空|不行|去不了|来不了)[了啦]?[\s,]+)?[我俺]?(?:还|也|想|要|就)*报(?!名)([^\s,]{1,10}?)(?:[\s,]+\S{1,4}?(?:有事|没空|不行|去不了|来不了)[了啦]?)?$/
const COMES = /^[我俺]也?(?:想|要)?(?:来|去|报|参加)[\s,]*/
/** A number to be called by, said along with it. */
const PHONE =
  /^(?:[我俺]的?)?(?:手机|电话|联系)(?:号码?|电话|方式)?[是:\s]*1\d{10}[\s,。;]*|[\s,。;]*(?:[我俺]的?)?(?:手机|电话|联系)(?:号码?|电话|方式)?[是:\s]*1\d{10}$/
/** May I: asked of the posting itself, it is a sign-up said politely. */
const POLITE = /[\s,]*(?:可以|行|能行|好|成|可不可以|行不行)(?:吗|么|不|嘛)?\s*\?*$/
/** 老伴也报名, in her place: her own people speak for her. */
const KIN = /^([我俺]家?(?:老伴儿?|老公|老婆|爱人|媳妇|爸|妈|公公|婆婆|爷爷|奶奶))也?(?:要|想)?报(?:个|一个)?名/
const MYSELF = /^(?:我|我自己|自己|本人)$/

/**
 * 报名, 取消报名 and signing up somebody else. Null where it is not about paid work that is open here, or whose sign-up
 * has lately ended.
 */
export const readSignup = (text: string, context: Context): Meaning | null => {
  const change = context.signedUp === true ? readChange(text, leavable(context)) : null
  if (change) return change
  const words = wordsOf(text, context)
  const told =
    words === null
      ? null
      : (readSignoff(words, context) ?? amongPostings(context, (here) => readJoining(text, words, here)))
  return told ?? asksToJoin(text, context)
}

/** A face or a [玫瑰] at either end says nothing more. */
const undecorated = (folded: string): string =>
  isMark(folded.charCodeAt(0)) || isMark(folded.charCodeAt(folded.length - 1)) ? folded.replace(DECORATION, '') : folded
const isMark = (unit: number): boolean =>
  (unit >= 0xd800 && unit < 0xe000) || (unit >= 0x2000 && unit < 0x3000) || unit === 0x5d
const DECORATION = /^(?:\p{Extended_Pictographic}|\s)+|(?:\p{Extended_Pictographic}|\[[^\]]{1,4}\]|\s)+$/gu

/** What is said, without what is only polite. Null for a question, and for what is too long. */
const wordsOf = (text: string, context: Context): string | null => {
  if (text.length > LONGEST) return null
  const said = undecorated(fold(text).trim()).trim()
  const folded = quotedWork(quotedLate(context)) ? said.replace(POLITE, '') : said
  const words = bare(withoutThanks(bare(withoutCall(folded)))).replace(PHONE, '')
  if (/[?]|[吗么]\s*$/.test(folded)) return null
  const named = context.quoted?.kind !== 'talk' || namesWork(words, [...context.works, ...(context.ended ?? [])])
  return named ? words : null
}

/** With the posting that is quoted alone, where its sign-up has ended: one is too late for it, whatever else is open. */
const quotedLate = (context: Context): Context => {
  const { ended = [], quoted } = context
  const late = quoted?.kind === 'work' ? ended.filter(({ number }) => number === quoted.number) : []
  return late.length === 0 ? context : { ...context, works: late }
}

/** A sign-up for what is open; where it fits nothing of that, for the last posting whose sign-up has ended. */
const amongPostings = (context: Context, read: (here: Context) => Meaning | null): Meaning | null => {
  const joining = quotedLate(context)
  const among = (works: readonly OpenWork[]) => (works.length === 0 ? null : read({ ...joining, works }))
  return among(joining.works) ?? among((joining.ended ?? []).slice(0, 1))
}

const readJoining = (text: string, words: string, context: Context): Meaning | null => {
  // 麻烦帮我报名; 请报名 asks the others.
  const plea = withoutPlea(words)
  const asked = /^(?:帮|给)?[我俺]/.test(plea) ? plea : words
  return (
    readForOther(text, asked, context) ??
    readWithOthers(asked, context) ??
    readOwn(asked, context) ??
    maybeComing(asked, context)
  )
}

/** 3-2-501 张三 报名: his own, unless it is known that he lives elsewhere. */
export const readSignedSignup = (text: string, context: Context): Meaning | null => {
  const words = wordsOf(text, context)
  const signed = words === null ? null : readSigned(words, context)
  if (words === null || !signed) return words !== null && GOES_ON.test(words) ? whetherToJoin(context) : null
  const { rest } = signed
  const meaning = amongPostings(context, (here) => readWithOthers(rest, here) ?? readOwn(rest, here))
  if (meaning?.kind !== 'signup' || !signed.another) return meaning
  const { work, shift } = meaning
  return { kind: 'signup-for', work, shift, who: inOwnSigns(text, words, signed.who) }
}

const WITH_SOMEBODY =
  /^[我俺](?:和|跟|同|与)(?:我|俺)?\S{1,6}?(?:都|一起|一块儿?|也|俩|两个?人?)*(?:要|想)?报(?:(?:个|一个)?名|$)/
const SEVERAL =
  /^(?:[我俺]们?家?)?(?:要|想)?报名?[\s,:]*(?:[2-4]|[两二三四])(?:个人|人|位|名|个$)|^[我俺]们?家?(?:俩|两口子|夫妻俩?|(?:[2-4]|[两二三四])个?人)(?:都|一起|一块儿?|也)*(?:要|想)?报(?:个|一个)?名/

/** 报名2人, 我和老伴报名: one place for each who says so, and here only one does. */
const readWithOthers = (words: string, context: Context): Meaning | null => {
  const match = WITH_SOMEBODY.exec(words) ?? SEVERAL.exec(words)
  const rest = match && words.slice(match[0].length)
  const meant = rest === null || rest === '了' ? null : target(rest, context)
  return meant && { kind: 'signup', ...meant, others: true }
}

/** 能报名吗, 还有名额吗, 我想报名，还来得及吗. */
const MAY_I =
  /^(?:请问|问一?下)?[\s,]*(?:[我俺]|(?:今年)?(?:都|快)?\d{1,3}岁?了?|老人|现在|还|也|[\s,]){0,5}(?:(?:能不能|可不可以|能|可以)也?报(?:(?:个|一个|上)?名|上)?(?:吗|么|不|嘛|啊|\?)+|报(?:个|一个)?名(?:行不行|可不可以|行吗|可以吗|要不要))\??$/
const IS_THERE =
  '(?:(?:请问|现在|这个)*(?:名额还有|还(?:有名额|有空位|要人|缺人|招人|差人|来得及|能报|可以报)名?)(?:没有|吗|么|不|嘛|啊|\\?)+)'
const ANY_LEFT = new RegExp(
  `^(?:[我俺]也?(?:想|要)报(?:个|一个)?名[\\s,]+)?${IS_THERE}(?:[\\s,]*[我俺]也?(?:想|要)?报(?:个|一个)?名)?$`,
)

/** Whoever asks whether he may is asked whether he wants to. */
const asksToJoin = (text: string, context: Context): Meaning | null => {
  if (text.length > LONGEST || (!text.includes('报') && !text.includes('还'))) return null
  const said = bare(undecorated(fold(text).trim()))
  const asks =
    MAY_I.test(said) || ANY_LEFT.test(said) || (GOES_ON.test(said) && /^[我俺]/.test(said) && /[?吗么]$/.test(said))
  return asks ? whetherToJoin(context) : null
}

const whetherToJoin = ({ works, signedUp, quoted }: Context): Meaning | null => {
  const [only, another] = works
  if (!only || another || signedUp === true || quoted?.kind === 'talk') return null
  return { kind: 'signup', work: only.number, shift: null, doubtful: true }
}

/** How 报名 comes out of a phone's keyboard. 保命 is a word of its own. */
const SLIP = /^(?:[我俺]?要?)(?:[保抱暴爆鲍宝饱豹][名明铭]|报[明民鸣铭茗])$/
const COUNTED_IN =
  /^(?:(?:算|加|添|带|安排)上?[我俺](?:一个)?|\+1|报|报[1一]个|参加|这活[我俺]能?干|[我俺]有空[\s,]*(?:可以|能)[来去]|[我俺咱](?:们?家?)?(?:两口子|俩|夫妻俩?)(?:都|一起)(?:来|去|参加)|给[我俺]留个?\S{1,2}|[我俺](?:也|要|想|愿意)*(?:参加|报一下)|[我俺]来|[我俺](?:也|要|想|能|可以|愿意)+[来去]|(?:把|给|帮)[我俺]也?(?:报|加|算|写|记)(?:上|进去|一个))$/
/** 我去吧, 要得，我来, 我有空, 我们家去两个: 我去 alone is a cry of surprise. */
const OFFERS =
  /^(?:(?:要得|可以|好的?|行|中|成|没问题)[\s,]*)?(?:[我俺]去(?:吧|嘛|啵|咯|得了|得成)|(?<=[,\s]|得|以|好|行|中|成|题)[我俺][来去]|俺去|[我俺]来帮忙|[我俺](?:可以|能)去|[我俺](?:都|那天)?有空|[我俺]干|[我俺]们?家(?:去|来|出)(?:[1-4]|[一两二三四])个?人?|[我俺](?:和|跟|同)\S{1,4}(?:都|一起)(?:来|去))(?:吧|嘛|啊|哈|的|了)?$/
/** 报名，但只能干2小时; 报名！大家一起来: what follows may be a condition, or no matter. 报名的 tells of others. */
const GOES_ON = /^(?:[我俺]们?家?)?(?:也|要|想)*报(?:个|一个)?名\s*[,。!]+\s*\S/
/** 上午我来, 我上午去, 上午算我一个: with the shift's own name. */
const COMES_AT = /^[我俺]?(\S{2,8}?)[我俺]?(?:也|能|要|想)*(?:来|去|可以|有空|算我一个)$/
/** 都来吧 calls the others. */
const CALLS_ALL = /^(?:全部)?都/
const DAYS_COME = new RegExp(`^[我俺]?(${DAYS_NAMED})[我俺]?(?:也|都|能|要|想)*(?:来|去|报)$`)
/** 7号也来, 8号的也报上: in private, where one thing is open to come to. */
const ONE_MORE_DAY = new RegExp(`^[我俺]?(${DAYS_NAMED})的?[我俺]?(?:也|都|能|要|想)*(?:来|去|报上?|参加)$`)
const comesAt = (said: string, work: OpenWork, context: Context): number | null => {
  const shift = COMES_AT.exec(said)?.[1]
  return shift === undefined || readPosition(shift) !== null ? null : readShift(shift, work, context)
}

/** 算我一个: to the one posting that is open, or to whoever goes fishing. Who has a place may want another day as well. */
const maybeComing = (words: string, context: Context): Meaning | null => {
  const { works, polls, lists, direct, signedUp, quoted } = context
  const [only, another] = works
  if (!only || another || quoted !== null) return null
  const alone = !direct && polls.length === 0 && (lists ?? []).length === 0
  const said = words.replace(PARTICLES, '').replace(only.title, '')
  const shift = alone ? comesAt(said, only, context) : null
  const dated = shift !== null && shiftsOfDay(said.replace(/^[我俺]/, ''), only, context) !== null
  const offered = COUNTED_IN.test(said) || OFFERS.test(words)
  const meant = signedUp === true ? dated : SLIP.test(said) || (alone && (offered || shift !== null))
  if (meant) return { kind: 'signup', work: only.number, shift, doubtful: true }
  // 我5号6号来, 四天都报.
  const listed = DAYS_COME.exec(said)?.[1]
  const several =
    signedUp !== true &&
    !CALLS_ALL.test(said) &&
    (alone || said.includes('报')) &&
    readShifts(listed === undefined ? said : `${listed}都来`, only, context) !== null
  return several ? { kind: 'signup', work: only.number, shift: null, doubtful: true } : null
}

/**
 * 改下午吧, 上午换下午, 上午去不了，换下午, 能改到下午吗: for somebody who has a shift. A bare number may be an option's.
 */
const CHANGE =
  /^(?:能不能|可不可以|麻烦|请|帮|给|我|俺|还是|想|要|能|可以|那|就){0,5}(?:把|从)?(\S{1,8}?)?(?:(?:[我俺]?(?:去不了|来不了|不去|不来|没空|有事)[了啦]*[\s,]+[我俺]?)(?:改|换|调|去|来|报)?|改|换|调)(?:成|到|为|去)?(?:报)?(\S{1,8})$/
const WRONG_SHIFT = /^[我俺]?(?:刚才)?报错[了啦]*[\s,]*()(?:应该|是|报|要|改|成){0,3}(\S{1,8})$/
const MAY_CHANGE = /[\s,]*(?:(?:可以|行|好|成)?(?:吗|么|嘛)|可不可以|行不行|好不好|行|可以|去|来)?[\s?]*$/

const readChange = (text: string, context: Context): Meaning | null => {
  if (text.length > LONGEST || context.quoted?.kind === 'talk') return null
  const words = bare(withoutThanks(bare(undecorated(fold(text).trim()).replace(MAY_CHANGE, ''))))
  const [, from = '', to = ''] = CHANGE.exec(words) ?? WRONG_SHIFT.exec(words) ?? []
  const said = to.replace(PARTICLES, '')
  if (said === '' || /^\d+$|^[一二三四五]$/.test(said)) return null
  const meant = target(said, context)
  if (!meant || meant.work === null || meant.shift === null) return null
  const old = from === '' ? null : target(from, context)
  if (from !== '' && old?.work !== meant.work) return null
  return {
    kind: 'change-shift',
    work: meant.work,
    shift: meant.shift,
    ...(old?.shift == null ? {} : { from: old.shift }),
  }
}

const readForOther = (text: string, words: string, context: Context): Meaning | null => {
  const match = FOR_OTHER.exec(words) ?? KIN.exec(words)
  const who = match?.[1]?.trim()
  if (!match || !who || MYSELF.test(who) || who === '忙' || who === '他们' || who === '大家' || who === '你')
    return null
  const rest = words.slice(match[0].length)
  const meant = rest === '了' ? null : target(rest, context)
  if (!meant) return null
  return { kind: 'signup-for', ...meant, who: inOwnSigns(text, words, who) }
}

/** A part of the words in the sender's own characters, which folding may have changed. */
const inOwnSigns = (text: string, words: string, part: string): string => {
  const lead = fold(text).indexOf(words) + words.indexOf(part)
  const own = originalTail(text, lead)
  const after = originalTail(text, lead + part.length)
  return own.slice(0, own.length - after.length).trim()
}

const readOwn = (words: string, context: Context): Meaning | null => {
  const quoted = quotedWork(context)
  const match = SIGN_UP.exec(words)
  if (match) {
    const rest = words.slice(match[0].length).replace(THIS_ONE, '')
    // 报名了 tells that it is done; only in reply to the posting does it ask for it.
    if (rest === '了' && !quoted) return null
    const free = AVAILABLE.exec(rest)?.[1]
    if (free !== undefined) return readAvailable(free, context)
    const meant = target(ANY_SHIFT.test(rest) ? '' : rest, context)
    return meant ? { kind: 'signup', ...meant } : readElsewhen(rest, context)
  }
  // 上午报名, 清理车库我报名: the shift or the posting before the word.
  const ahead = words.endsWith('报名')
    ? /^(\S{1,16}?)\s*(?:[我俺](?:也|要|想)*)?报名$/
        .exec(words)?.[1]
        ?.replace(/^招工|招工$|[这那]个$|^(?:义务|志愿|白干|不要钱)(?:的|也)?(?:我|俺)?也?$/g, '')
    : undefined
  const meant = ahead === undefined || readPosition(ahead) !== null ? null : target(ahead, context)
  if (meant && meant.work !== null) return { kind: 'signup', ...meant }
  const named = TAKES_SHIFT.exec(words)?.[1]?.replace(PARTICLES, '')
  const taken = named === undefined || readPosition(named) !== null ? null : target(named, context)
  if (taken && (taken.shift !== null || taken.shifts)) return { kind: 'signup', ...taken }
  const said = words.replace(PARTICLES, '')
  const [only, another] = context.works
  const several =
    only && !another && said.endsWith('报名') ? readShifts(said.replace(/^[我俺]/, ''), only, context) : null
  if (only && several) return { kind: 'signup', work: only.number, shift: null, shifts: several }
  if (only && !another && (context.lists ?? []).length === 0 && REPORTS.test(said))
    return { kind: 'signup', work: only.number, shift: null }
  if (!quoted) return context.direct ? readComing(words, context) : null
  if (TAKEN.test(said)) return { kind: 'signup', work: quoted.number, shift: null }
  const trimmed = said.replace(/^(?:我来|我去|我报|我选|我|选|\+1)\s*/, '').trim()
  const shift = trimmed === '' ? null : readShift(trimmed, quoted, context)
  if (shift !== null) return { kind: 'signup', work: quoted.number, shift }
  return words === '1' ? { kind: 'signup', work: quoted.number, shift: null } : null
}

/** For a day or a part of it when nobody works: which shift it is to be is asked, or whether the only one will do. */
const readElsewhen = (rest: string, context: Context): Meaning | null => {
  const work = readUnfit(rest, context)
  if (!work) return null
  return { kind: 'signup', work: work.number, shift: null, ...(work.shifts.length > 1 ? {} : { doubtful: true }) }
}

/** Where the work is at another time than when he can come, he is asked. */
const readAvailable = (when: string, context: Context): Meaning | null => {
  const meant = target(when, context)
  if (meant !== null && meant.shift !== null) return { kind: 'signup', ...meant }
  const [only, another] = context.works
  return only && !another ? { kind: 'signup', work: only.number, shift: null, doubtful: true } : null
}

/** 我来, 我来上午: in private, where one thing is open to come to. */
const readComing = (words: string, context: Context): Meaning | null => {
  const [only, another] = context.works
  const said = words.replace(PARTICLES, '').replace(/^俺/, '我')
  if (!only || another) return null
  if (TAKEN.test(said) && said !== '+1') return { kind: 'signup', work: only.number, shift: null }
  const several = CALLS_ALL.test(said) ? null : readShifts(said.replace(/^我/, ''), only, context)
  if (several) return { kind: 'signup', work: only.number, shift: null, shifts: several }
  const more = ONE_MORE_DAY.exec(said)?.[1]
  const days = more === undefined ? null : (target(more, context) ?? target(`${more}都来`, context))
  if (days && (days.shift !== null || days.shifts)) return { kind: 'signup', ...days }
  const rest = said.replace(COMES, '')
  const shift = rest === said || rest === '' || readPosition(rest) !== null ? null : readShift(rest, only, context)
  return shift === null ? null : { kind: 'signup', work: only.number, shift }
}
