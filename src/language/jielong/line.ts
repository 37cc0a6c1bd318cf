import type { Context } from '../context.ts'
import { fold, originalTail } from '../fold.ts'
import type { Meaning, Part } from '../meaning.ts'

/** Nobody's line on a list is longer. */
const LONGEST = 100
const OPENING = /^#?\s*接龙\s*(\d{1,4}\s*号?(?=[\s:,]))?[\s:,。]*/
const JUST_ME =
  /^(?:\+1|1|接|我接|接一个|我接一个|接上|算我一个|算我|加我|我|我也接|也接|报名|我要|要|参加|我参加)[!~。]*$/
const LEAVE = /^(?:我)?(?:不接(?:龙)?了|退出?接龙|取消接龙|接龙(?:取消|退出)|退出|取消)(?:吧|啊)?$/

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
  if (quoted && replied === null) return null
  const opening = OPENING.exec(folded)
  const number = opening?.[1] === undefined ? null : Number.parseInt(opening[1], 10)
  const named = number === null ? null : (lists.find((list) => list.number === number)?.number ?? null)
  const only = lists.length === 1 ? (lists[0]?.number ?? null) : null
  const list = replied ?? named ?? only
  if (LEAVE.test(folded)) {
    const said = /接/.test(folded) || replied !== null
    return said ? one(text, { kind: 'jielong-leave', list }) : null
  }
  if (/[?？]|[吗么]\s*$/.test(folded)) return null
  if (!opening && replied === null) return null
  const rest = opening ? originalTail(text.trim(), opening[0].length).trim() : text.trim()
  // 接龙了吗, 接龙的: talk about it.
  if (opening && /^(?:了|的|吧|啊|呢|是|在|有|没|完|到|群|名单|统计|结果|结束|开始|吗|哪|怎|什)/.test(fold(rest)))
    return null
  const mine = JUST_ME.test(fold(rest)) || rest === ''
  return one(text, { kind: 'jielong-line', list, text: mine ? '' : rest })
}

const one = (text: string, meaning: Meaning): readonly Part[] => [{ meaning, span: { start: 0, end: text.length } }]
