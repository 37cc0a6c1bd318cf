import type { Context, OpenWork } from './context.ts'
import { withoutPlea } from './courtesy.ts'
import type { Meaning } from './meaning.ts'
import { leadingNumber } from './numerals.ts'
import { quotedWork, readShift, readWork, target } from './posting.ts'
import { DAYS_NAMED, shiftsOfDays } from './shift-day.ts'
import { inMandarin } from './southern.ts'

const FOR_ME = '(?:(?:帮|给|替)(?:我|俺|忙))?'
const SIGN_OFF = new RegExp(
  `^(?:那就?|还是)?(?:我|俺)?(?:要|想)?${FOR_ME}(?:取消|退出|撤销|撤回|退)(?:一下|掉)?(?:(?:我|俺)的?)?报名|^(?:我|俺)?不报名了?$`,
)
/** Whoever has a place says it the other way round as well: 报名取消, 别给我报了. */
const TAKE_ME_OFF = new RegExp(
  `^(?:那就?|还是)?${FOR_ME}(?:把)?(?:(?:我|俺)的?)?报名(?:给)?${FOR_ME}(?:取消|撤销|退|撤)(?:一下|掉)?了?$|^(?:那就?|还是)?(?:就)?(?:别|不要|不用)(?:给|帮|替|把)?(?:我|俺)(?:报名?|算|留名?额?)(?:上|进去)?了?$|^(?:那就?|还是)?(?:我|俺)?不报了$`,
)
/** In reply to the posting, or in private from somebody who has a place, there is nothing else to be called off. */
const OFF_SAID_TO_US = new RegExp(
  `^(?:那就?|还是)?(?:我|俺)?(?:${FOR_ME}取消(?:一下|掉)?|退出|不去了|不来了|不参加了|不干了|不报了|退了)$`,
)
/** Said of anything that is given up: a sign-up only where no poll is open. */
const GIVEN_UP = /^(?:那就?|还是)?算了$/

/** Why somebody cannot come. Another reason (超市人多) may be one for staying away from something else. */
const WHY =
  '(?:有点?(?:急|别的)?事情?|有急事|走不开|没空|没时间|(?:要|得)?去?(?:上班|加班|出差|看病|住院|打针|医院|体检|走亲戚|喝喜酒|吃酒)|生病|病|感冒|发烧|不舒服|身体不(?:舒服|好)|[腿脚腰头肚胃牙手][子里]?(?:疼|痛|扭|伤|摔)|下雨|(?:来|有)(?:客人|亲戚)|要?(?:带|接|看)(?:孩子|小孩|孙子|孙女|娃)|(?:孩子|小孩|孙子|孙女|娃|老伴|老人)(?:生病|病|发烧|感冒|不舒服|住院)|回老家|家里有事|搬(?:走|家)|(?:要|得)(?:去|到|回)[\u3400-\u9fff]{1,6})'
const DAY_SAID = `那天|${DAYS_NAMED}`
const CANNOT =
  '(?:就|先|恐怕|怕是|是)?(?:(?:不去|不来|不参加)[了啦]|(?:去|来|参加)不(?:[了成上到])[了啦]?|没法(?:去|来|参加)[了啦]?|不能(?:去|来|参加)[了啦])'
/** Whoever is signed up need not quote the posting: 我有事去不了了. What comes first may be the day or the shift. A bare 不去了 is said of anything. */
const OFF_SIGNED_UP = new RegExp(
  `^(?!先?不去[了啦]$)(?:不好意思|抱歉|对不起|哎呀|唉)?[\\s,]*(?:(?:我|俺|家里)?(?:的|家)?${WHY}[了啦]?[\\s,]+(?=我|俺))?(?:我|俺)?(${DAY_SAID})?(上午|下午|晚上|早上|中午)?(?:那[班场]|的|这边)?(?:我|俺)?(?:这边)?(?:临时|家里|突然)?(?:${WHY}[了啦]?)?[\\s,]*(?:我|俺)?${CANNOT}(?:[\\s,。]+(?:我|俺|家里|临时|突然|要){0,2}${WHY}[了啦]?)?(?:[\\s,。]+(?:那就?)?(?:麻烦|请)?(?:您|你)?${FOR_ME}(?:取消|退)(?:一下|掉)?(?:了|(?:我的)?报名)?)?(?:[\\s,。]+(?:你们|那就?)?(?:换(?:个|一个|别)?人|找(?:别|个)人|让别人)(?:来|去|干)?)?$`,
)
/** 换人吧，我腰疼: that another should take the place, as one may also say of a game. */
const ANOTHER_INSTEAD = new RegExp(
  `^(?:(?:我|俺)?${WHY}[了啦]?[\\s,]+)?(?:那就?|还是|你们|你|另|再){0,2}(?:换(?:个|一个|别)?人|找(?:别|个)人|(?:名额)?让给?别人)(?:来|去|干|做)?[吧了]*(?:[\\s,]+(?:我|俺)?${WHY}[了啦]?)?$`,
)

/** 别算我了, 把我划掉, 明天请假, 干不了了: of the place that he has, or of something else. */
const MAYBE_ME = new RegExp(
  `^(?:把|将)?(?:我|俺)的?(?:名字?|名额)?(?:给)?(?:去掉|去了|划掉|划了|删了|删掉|删除|让给别人|让出来)了?$|^名字(?:给)?(?:删|去|划)(?:了|掉)$|^(?:别|莫|不要|不用)再?算上?(?:我|俺)了?$|^退了?(?:我|俺)的?名额?$|^(?:我|俺)?(?:${DAY_SAID})?(?:上午|下午)?(?:想|要|得)?请(?:个|一?天|半天)?假(?:一天|半天)?$|^(?:(?:我|俺)?${WHY}[了啦]?[\\s,]*)?(?:我|俺)?(?:${DAY_SAID})?(?:干|做|整|弄|搞)不[了成][了啦]?$`,
)
/** 10号我有事: of a day on which he has a place. */
const BUSY = new RegExp(
  `^(?:我|俺)?(${DAYS_NAMED})(?:上午|下午)?(?:我|俺)?(?:这边)?(?:家里|临时|突然|恐怕|怕是)?${WHY}[了啦]?$`,
)
/** 取消上午的报名: a shift or a posting by its name. */
const OFF_NAMED = new RegExp(
  `^(?:我|俺)?(?:要|想)?(?:取消|退掉?)(?:([\u3400-\u9fff]{2,12}?)(?:的?报名)?|(${DAYS_NAMED}(?:上午|下午)?)的?报名)$`,
)
/** 帮我老伴取消报名: what he asked for somebody else. */
const OFF_OTHER =
  /^(?:我|俺)?(?:想|要)?(?:帮|替|给|代|把)(?!我(?:的|把)?(?:取消|报名)|俺|忙)(\S{1,16}?)的?(?:(?:取消|退出?|撤销)(?:一下|掉)?报名|报名(?:给)?(?:取消|退|撤)(?:一下|掉)?)了?$/

/** 取消报名 and the ways in which somebody who has a place says that he will not come. Null for everything else. */
export const readSignoff = (words: string, heard: Context): Meaning | null => {
  const context = leavable(heard)
  const quoted = quotedWork(context)
  const said = inMandarin(withoutPlea(words))
    .replace(/^(?:拉倒|算了)吧?[\s,]+|[吧啊呀哈嘛噻]$/g, '')
    .replace(/报[明民鸣铭]$|[咯喽嘞囖]$/, (sign) => (sign.startsWith('报') ? '报名' : '了'))
  const off = context.signedUp === true || context.quoted?.kind === 'work' ? OFF_SIGNED_UP.exec(said) : null
  if (off) return cannotCome(off[1], off[2], context)
  const only = context.works.length === 1 ? (context.works[0]?.number ?? null) : null
  const other = said.includes('报名') ? OFF_OTHER.exec(said)?.[1] : undefined
  if (other !== undefined) return { kind: 'signoff', work: quotedNumber(context) ?? only, who: other }
  if (saidToUs(said, context)) return { kind: 'signoff', work: quotedNumber(context) ?? only }
  if (context.signedUp === true && TAKE_ME_OFF.test(said)) return { kind: 'signoff', work: quoted?.number ?? only }
  // 6号下雨 is the weather's.
  const busy = context.signedUp === true && !said.endsWith('下雨') ? BUSY.exec(said)?.[1] : undefined
  const then = busy === undefined ? [] : shiftsOn(busy, context)
  if (then.length > 0) return { kind: 'signoff', work: null, shifts: then, doubtful: true }
  if (maybeOff(said, context)) return { kind: 'signoff', work: quoted?.number ?? only, doubtful: true }
  const [, name, day] = (context.signedUp === true && OFF_NAMED.exec(said)) || []
  const named = name ?? day
  const left = named === undefined ? null : target(named, context)
  if (left && left.work !== null) return { kind: 'signoff', ...left }
  const match = SIGN_OFF.exec(said)
  if (!match) return null
  const rest = said.slice(match[0].length).replace(/^[了\s,:]+/, '')
  if (rest === '') return { kind: 'signoff', work: quoted?.number ?? only }
  const dated = shiftsOn(rest, context).length > 0
  const work = readWork(rest, context.works)
  // 5号 is a day of his and a posting.
  if (dated && work) return { kind: 'signoff', work: null, doubtful: true }
  if (dated) return dayLeft(rest, context)
  const numbered = leadingNumber(rest)
  if (work) return { kind: 'signoff', work: work.number }
  if (numbered && numbered.length >= rest.length) return { kind: 'signoff', work: numbered.number }
  const meant = target(rest, context)
  return meant && { kind: 'signoff', ...meant }
}

/** 取消报名 5号: the shifts of that day, whatever posting they are of. */
const dayLeft = (words: string, context: Context): Meaning | null => {
  const meant = target(words, context)
  if (meant?.shift != null || meant?.shifts) return { kind: 'signoff', ...meant }
  return { kind: 'signoff', work: null, shifts: shiftsOn(words, context) }
}

/** The shifts of all postings on the day that the words begin with. */
const shiftsOn = (words: string, context: Context, works = context.works): readonly number[] =>
  works.flatMap((work) => shiftsOfDays(words, work, context).map(({ id }) => id))

/** With the postings that he has a place in though they take nobody any more: he can give it back all the same. */
export const leavable = (context: Context): Context => {
  const { works, held = [] } = context
  return held.length === 0 ? context : { ...context, works: [...works, ...held] }
}

/** 取消, 不去了: whole where nothing else can be meant. */
const saidToUs = (said: string, { quoted, direct, signedUp, polls, question }: Context): boolean => {
  if (quoted ? quoted.kind !== 'work' : !direct || signedUp !== true || question !== null) return false
  return OFF_SAID_TO_US.test(said) || (GIVEN_UP.test(said) && (quoted !== null || polls.length === 0))
}

/** 取消, 换人吧: from somebody who has a place, where nothing else is open to be said of. */
const maybeOff = (said: string, { quoted, signedUp, polls, question }: Context): boolean =>
  signedUp === true &&
  polls.length === 0 &&
  question === null &&
  (quoted === null || quoted.kind === 'work') &&
  (OFF_SAID_TO_US.test(said) || ANOTHER_INSTEAD.test(said) || MAYBE_ME.test(said))

const cannotCome = (day: string | undefined, part: string | undefined, context: Context): Meaning | null => {
  const quoted = quotedWork(context)
  const works = quoted ? [quoted] : context.works
  const known = day === undefined || day === '那天' ? '' : day
  const on = works.filter((work) => isOn(known, work, context))
  // 明天我去不了了 may be about anything that is tomorrow; to us, it is asked.
  if (on.length === 0 && works.length > 0)
    return quoted || context.direct ? { kind: 'signoff', work: quotedNumber(context), doubtful: true } : null
  const when = known + (part ?? '')
  const named = when === '' ? [] : on.filter((work) => readShift(when, work, context) !== null)
  const [only, another] = named.length === 1 ? named : on
  const those = shiftsOn(known, context, on)
  const shifts = those.length > 0 ? { shifts: those } : {}
  if (!only || another) return { kind: 'signoff', work: quotedNumber(context), ...shifts }
  const shift = when === '' ? null : readShift(when, only, context)
  return { kind: 'signoff', work: only.number, ...(shift === null ? shifts : { shift }) }
}

/** The posting that is quoted, also one that takes no more sign-ups. */
const quotedNumber = ({ quoted }: Context): number | null => (quoted?.kind === 'work' ? quoted.number : null)

/** Whether the work is on the day that is said: of one whose times are not known it may be. */
const isOn = (day: string, work: OpenWork, context: Context): boolean =>
  day === '' || shiftsOfDays(day, work, context).length > 0 || work.shifts.every(({ start }) => start === undefined)
