import { homeText } from '../../core/people/home.ts'
import type { Context } from '../context.ts'
import { isCourtesy } from '../courtesy.ts'
import { fold, originalTail } from '../fold.ts'
import { findHomes } from '../home.ts'
import type { Meaning, Part } from '../meaning.ts'
import { narrow } from './envelope.ts'
import { readEntry } from './entry.ts'
import { readMarker } from './marker.ts'
import { looksLikePerson } from './person.ts'
import { findAmounts, withoutAmounts } from './quantity.ts'

/** Nobody's line on a list is longer. */
const LONGEST = 100
const OPENING = /^#?\s*接龙\s*(\d{1,4}\s*号?(?=[\s:,]))?[\s:,。]*/
const NO_NUMBER = /^#?\s*接龙[\s:,。]*/
const JUST_ME =
  /^(?:\+1|1|接|我接|接一个|我接一个|(?:也)?(?:算|加|添)上?我家?(?:一个)?|(?:请|麻烦)?[帮给]?我|我也接|也接|我要|要)[!~。]*$/
const LEAVE =
  /^(?:我|俺)?(?:不接(?:龙)?了|退出?接龙|取消接龙|接龙(?:取消|退出)|退出|取消|不(?:去|来|参加|要)了|[去来]不[了成]了?)(?:吧|啊)?$/

/** +1, 算我一个, where nothing but the list is open. */
const JUST_ME_TOO = /^(?:\+1|加[1一]|[算加]我一个|(?:我|俺)也?(?:接|参加|报名|[报来接]一个))[吧啊!~。]*$/
/** 我来1个, 我们家要两份: and nothing more. */
const SO_MANY = /^(?:我|俺|咱)们?家?[也就]?(?:来|要|报|接|订|加|出|去)\s*(?=[\d半一二两三四五六七八九十俩仨])/
const GIVES_UP = /^(?:我|俺|咱)们?家?(?:不(?:去|来|参加|要)了|退出|[去来]不[了成]了?)(?:吧|啊)?$/

/** Where nothing else is open that it could be said to. */
const isAlone = ({ lists, polls, works, ended, quoted, signedUp }: Context): boolean =>
  lists?.length === 1 && quoted === null && polls.length + works.length + (ended?.length ?? 0) === 0 && !signedUp

/**
 * A line as people write it without being told how: 1. 张三 2人, as on a list that is passed on; 我来1个, +1 where nothing
 * else is open. Null: it is none.
 */
const plainLine = (text: string, context: Context): string | null => {
  const marker = readMarker(text)
  if (marker && !marker.loose) {
    const own = text.slice(marker.end).trim()
    const { name, home, quantity } = readEntry(null, own, '')
    const called = name !== null && name !== own && looksLikePerson(name)
    const placed = home !== null || (called && quantity !== null)
    return placed || (looksLikePerson(own) && isAlone(context)) ? own : null
  }
  if (!isAlone(context)) return null
  const folded = fold(text).trim()
  if (JUST_ME_TOO.test(folded)) return ''
  const many = SO_MANY.exec(folded)
  return many && withoutAmounts(folded.slice(many[0].length).replace(/[吧了啊呀!~。]+$/, '')).trim() === ''
    ? originalTail(text.trim(), many[0].length)
    : null
}

/**
 * A line for a list that we keep ourselves: said with 接龙 before it, or in reply to the list. Null for everything else,
 * also for a whole list that is passed on.
 */
export const readJielongLine = (text: string, context: Context): readonly Part[] | null => {
  const lists = context.lists ?? []
  if (lists.length === 0 || text.length > LONGEST || text.includes('\n')) return null
  const folded = fold(text).trim()
  const { quoted } = context
  const replied =
    quoted?.kind === 'jielong' ? (lists.find(({ number }) => number === quoted.number)?.number ?? null) : null
  const numbered = OPENING.exec(folded)
  const number = numbered?.[1] === undefined ? null : Number.parseInt(numbered[1], 10)
  // 接龙 2 袋 is about how many; 接龙 2号 is that list and no other, also where it is over.
  const isList = numbered?.[1]?.endsWith('号') === true || lists.some((list) => list.number === number)
  const named = isList ? number : null
  const opening = number === null || isList ? numbered : NO_NUMBER.exec(folded)
  if (quoted && replied === null && (quoted.kind !== 'talk' || named === null)) return null
  const only = lists.length === 1 ? (lists[0]?.number ?? null) : null
  const list = named ?? replied ?? only
  if (LEAVE.test(folded)) {
    const said = /接/.test(folded) || replied !== null
    if (said) return one(text, { kind: 'jielong-leave', list })
    return isAlone(context) && GIVES_UP.test(folded) ? one(text, { kind: 'jielong-leave', list, unsure: true }) : null
  }
  if (/[?？]|[吗么]\s*$/.test(folded)) return null
  const plain = !opening && quoted === null && only !== null ? plainLine(text, context) : null
  if (plain !== null) return one(text, { kind: 'jielong-line', list, text: plain })
  if (!opening && (replied === null || isCourtesy(text))) return null
  const rest = withoutJoining(opening ? originalTail(text.trim(), opening[0].length).trim() : text.trim())
  if (/[不别没](?:要|再|用)?(?:改|换)/.test(fold(rest))) return null
  // 接龙了吗, 接龙的: talk about it.
  if (opening && /^(?:了|的|吧|啊|呢|是|在|有|没|完|到|群|名单|统计|结果|结束|开始|吗|哪|怎|什)/.test(fold(rest)))
    return null
  const mine = JUST_ME.test(fold(rest)) || rest === ''
  const other = forOther(rest)
  if (other !== null) return one(text, { kind: 'jielong-line', list, text: other, for: 'other' })
  return one(text, { kind: 'jielong-line', list, text: mine ? '' : changed(rest) })
}

/** At its end: that the line is to be added, which is nobody's name and no goods. 不参加 is more. */
const JOINING =
  /[\s,，]*[也再都]?(?<![不没别])(?:[接报加写记添算]上|[接加写记]一下|接龙|报名|参加)[了吧啊呀]{0,2}[\s!！~。]*$/

/** 张三 接上, 帮3-1-102报名: only who, and what is wanted. */
const withoutJoining = (rest: string): string => rest.replace(JOINING, '').trim()

const ON_BEHALF =
  /^(?:另外|再|还有?|顺便|同时|也|请|麻烦|我|,|，|\s)*(?:帮忙?|替|代|给)(?:着|我?邻居|对门|隔壁|楼[上下])?\s*(?=\d)/
/** 也拿 between a home and what is wanted there: nobody's name and no goods. */
const TAKES =
  /(?:也|再|都)?帮?[拿带领要接订买报加来留取](?:上|下|一下)?(?=\s*[\d半一二两三四五六七八九十俩仨])|(?:也|再|都)$/
const THEIRS = /^[\s,，的]*(?:[他她那]?家)?(?:也|再|都)?\s*/

/** 帮张阿姨接一个: for somebody whose home has to be asked for. 我妈 may be of his own. */
const FOR_SOMEBODY =
  /^(?:另外|再|还有?|顺便|同时|也|请|麻烦|我|,|，|\s)*(?:帮忙?|替|代)着?(我?(?:邻居|对门|隔壁|楼[上下])|(?!我)[\u3400-\u9fff]{2,4}?)(?=家?[也再都拿带领要接订买报加来留取写记\d一二两三半俩仨\s]|家?$)/

/**
 * 另外帮3-1-102也拿一个 as that home's own line, 3-1-102 一个; 帮张阿姨接一个 as it is said. Null where it is no line for
 * another home.
 */
const forOther = (text: string): string | null => {
  const opening = ON_BEHALF.exec(fold(text))
  const somebody = opening ? null : FOR_SOMEBODY.exec(fold(text))?.[1]
  if (somebody && (/邻居|对门|隔壁|楼/.test(somebody) || looksLikePerson(somebody))) return text
  if (!opening) return null
  const rest = originalTail(text, opening[0].length)
  const [home] = findHomes(fold(rest))
  if (!home || home.start > 0) return null
  const wanted = originalTail(rest, home.end).replace(TAKES, ' ').replace(THEIRS, '').trim()
  return `${homeText(home.home)} ${wanted}`.trim()
}

const CHANGE =
  /^(.*?)(?:改成|改为|改到|换成|变成|改(?=\s*[\d半一二两三四五六七八九十]))[\s:：,，]*(\S.*?)[吧了啊哦呀]*[。!！~]*$/
/** Words around a change that say nothing of whose line it is. */
const AROUND =
  /^(?:我们?|我家|我们家|俺家?|那个?|[那这]一?[行条]|的|把|将|请|帮|给|原来|之前|数量|人数|从|由|就|要|想|得|\s|,|，)*$/

/** 改成一个, 3-2-501 两个改成三个: what the line says from now on; who it is about stays. */
const changed = (text: string): string => {
  const [, before = '', after] = CHANGE.exec(text) ?? []
  if (after === undefined) return text
  let who = before
  for (const { start, end } of findAmounts(narrow(before)).toReversed()) who = who.slice(0, start) + who.slice(end)
  return AROUND.test(who) ? after : `${who.trim()} ${after}`
}

const one = (text: string, meaning: Meaning): readonly Part[] => [{ meaning, span: { start: 0, end: text.length } }]
