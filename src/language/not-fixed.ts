import { fold } from './fold.ts'
import { bare } from './words.ts'

/** Longer, it tells something of its own. */
const LONGEST = 24
const ENDING = '[了啊呀呢哦嘛吧的噻哒咯哇嘞]*'
const NOT = '(?:没有?|没得|冇得?|莫得|未)'
const AGAIN = '(?:又|还是|还在|还|仍然?|依然|依旧|照样|照旧|一直)'
/** Before the state: since when, and how very much. */
const SINCE = `(?:${AGAIN}|根本|压根儿?|完全|到现在|现在|如今|今[天早晚]|昨[天晚]|刚[才刚]?|[这才没]*[几两三]天|都|就|也)`
const WORK = '(?:修|弄|办|搞|整|换|装|清理?|疏通|通|解决|处理|落实|做|管|动)'
/** Nothing came of it: 没修好, 没人来. */
const UNDONE = `${NOT}(?:${WORK}(?:好|完|通|掉|成|干净)?|好|见?人(?:来|上门|管|理|${WORK})?(?:${WORK}|过|看)?|来(?:人|${WORK})?(?:过)?|(?:什么|啥)?(?:用|动静|效果|变化|反应))`
const USELESS = `不管用|白(?:修|弄|换|搞)|${WORK}不好|哪里?(?:好|修|弄|有人来)|${WORK}个(?:啥|什么|屁)`
/** It is as it was: 还是不亮, 又坏了. Without 又 or 还 it would be news. */
const WRONG =
  '(?:坏|漏水?|堵|滴水|冒水|反水|积水|渗水|臭|黑|脏|卡|停|掉|断|吵|响|满|塌|灭|歪|松|不[亮通行好热灵响转动走冷干]|不出水|没[水电气声]|(?:老|原)样子?|[这那一]样|有(?:异?味|水|噪音|响声|垃圾))'
const STATE = `(?:${SINCE}*(?:${UNDONE}|${USELESS})|${SINCE}*${AGAIN}${SINCE}*${WRONG})`
const SAID = new RegExp(`^(.{0,8}?)${STATE}${ENDING}$`)
/** Said beside it: a no, whom it is told to, and what was done or seen before. */
const BESIDE = new RegExp(
  `^(?:不行|不对|不是|没有|骗人的?|[唉哎]+呀?|什么[呀啊]?|.{0,2}(?:主任|书记|师傅|同志)|居委会|物业|(?:昨[天晚]|前天|今天|刚才?|那天)?(?:${WORK}|来|好|亮)(?:好|过|完)?[了的]?)$`,
)
/** 昨天亮了今天又黑了: both in one breath. */
const BREATHS = new RegExp(`(?<=^(?:昨天|前天|刚才?)?(?:${WORK}|亮|好)(?:好|完)?了)(?=.*又)`)

/** 怎么还没人来 asks, and says it. */
const WHY = /^(?:怎么|咋|为(?:什么|啥))(?=.)/

/** Whose or where it is, which tells no thing from another. */
const WHOSE =
  /(?:我|俺|咱|你)们?(?:家|这|那)?|[这那](?:个|里|边)?|(?:\d{1,3}|[一二三四五六七八九十]{1,2})(?:栋|幢|号楼|单元|楼|层)|里面?|的/g
const thing = (words: string): string => words.replace(WHOSE, '').replace(/[\s,。]/g, '')

/**
 * What a person says is not good who was told that it is done: 又坏了, 灯还是不亮, 没人来啊. Empty where he names no
 * thing; null where he says nothing of the kind.
 */
export const saidNotFixed = (text: string): string | null => {
  if (text.length > LONGEST) return null
  const clauses = bare(fold(text))
    .split(/[\s,。!;~]+/)
    .flatMap((clause) => clause.split(BREATHS))
  let about: string | null = null
  for (const clause of clauses) {
    const named = SAID.exec(clause.replace(WHY, ''))?.[1]
    if (named !== undefined) about = (about ?? '') === '' ? thing(named) : about
    else if (!BESIDE.test(clause)) return null
  }
  return about
}

/** Said of what was to be mended, and of little else. */
const OF_WORK = new RegExp(`坏|${NOT}(?:修|弄|办|搞|解决|处理|落实|好|见?人)|白修|修不好|修个|哪里?(?:好|修)`)
/** Of a lamp, a pipe, the weather and the neighbours. */
const SYMPTOM = /[漏堵滴冒渗积臭黑脏卡停掉断吵响满塌灭歪松亮通热转水电气味]/g

/**
 * Whether words are about what somebody wrote. What is named has to be in it: 灯 in 楼道的灯坏了; where nothing is, they
 * speak of work, or of the same symptom: 又停了 may be the rain.
 */
export const isAbout = (words: string, named: string, text: string): boolean => {
  const told = thing(fold(text))
  if (named !== '') return told.includes(named.slice(-2))
  return OF_WORK.test(words) || (words.match(SYMPTOM) ?? []).some((sign) => told.includes(sign))
}

/** Whether somebody waits in vain: 没人来啊, 没动静, rather than that something is broken. */
export const waitsInVain = (text: string): boolean =>
  saidNotFixed(text) !== null && new RegExp(`${NOT}(?:见?人|来|(?:什么|啥)?(?:动静|反应))`).test(fold(text))
