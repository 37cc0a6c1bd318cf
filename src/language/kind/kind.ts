import { mentionsIn } from '../category/taxonomy.ts'
import { fold } from '../fold.ts'
import { CUES, type CueName, MOST_OF_ONE, MOST_TOPICS, TALK, TOPIC_WEIGHT } from './cues.ts'

/** Kinds of what is brought to a committee (notes/domain.md §9.1). What is none of them is 闲聊. */
export const KINDS = ['建议', '投诉', '咨询', '求助', '举报', '表扬'] as const
export type Kind = (typeof KINDS)[number]

/** What looks like an appeal though nobody said that it is one. */
export interface Appeal {
  readonly kind: Kind
  /** Where in the text it stands, in characters of the original. */
  readonly start: number
  readonly end: number
  /** 0 to 1; what is returned is at least `LOOKS_LIKE_ONE`. */
  readonly certainty: number
  /** Words of the text that made it look so, the weightiest first. */
  readonly because: readonly string[]
}

/** Longer texts are read by their beginning. */
const LONGEST = 2_000
const SHORTEST = 4
const LOOKS_LIKE_ONE = 0.5
const REASONS = 3
const THANKS = /感谢|谢谢|表扬|点赞|锦旗|好评|辛苦了/
const PRAISED = /物业|社区|居委会|村委会|保安|网格员|师傅|主任|书记|工作人员|城管|民警|警察|消防员|环卫/
/** Things are going on or were done well: thanks without any of it are only polite. */
const DONE = /及时|修好|解决了|办好|处理好|弄好|负责|热心|贴心|周到|认真|干净|到位|很快|帮了|帮我/

interface Weighed {
  readonly score: number
  readonly found: ReadonlyMap<CueName | 'topic', readonly string[]>
}

const weigh = (folded: string): Weighed => {
  const found = new Map<CueName | 'topic', readonly string[]>()
  let score = TALK
  for (const { name, weight, pattern } of CUES) {
    const matches = folded.match(pattern)
    if (!matches) continue
    found.set(name, matches)
    score += weight * Math.min(MOST_OF_ONE, matches.length)
  }
  const topics = new Set(mentionsIn(folded).flatMap(({ word }) => (word.length > 1 ? [word] : [])))
  const spoken = [...topics].reduce((sum, word) => sum + (word.length > 2 ? 1.5 : 1), 0)
  if (topics.size > 0) found.set('topic', [...topics])
  // A long story finds some of everything; a short line that is all matter says it straight.
  const length = Math.min(3, Math.log2(1 + folded.length / 8))
  score +=
    TOPIC_WEIGHT * Math.min(MOST_TOPICS, spoken) - length + Math.min(1, (3 * spoken) / Math.max(6, folded.length))
  return { score, found }
}

/**
 * Whether talk in a group looks like an appeal to the committee; null for talk. Only a candidate for staff: nothing is
 * ever answered or decided by it. Never throws; in time linear in the first 2,000 characters.
 */
export const readAppeal = (text: string): Appeal | null => {
  const own = text.slice(0, LONGEST)
  const folded = fold(own).toLowerCase().trim()
  if (folded.length < SHORTEST) return null
  const whole = weigh(folded)
  const praise = isPraise(folded, whole.found)
  const certainty = 1 / (1 + Math.exp(-whole.score))
  if (!praise && certainty < LOOKS_LIKE_ONE) return null
  return {
    kind: kindFrom(folded, whole.found),
    ...spanOf(own),
    certainty: praise ? Math.max(certainty, LOOKS_LIKE_ONE) : certainty,
    because: reasons(whole.found),
  }
}

/**
 * The kind of what was brought to us outright. `brought`: the word before it. 投诉 is one, whatever follows but thanks;
 * 反映 leaves it to the words, and what is neither asked nor wished is then what is wrong.
 */
export const kindOf = (text: string, brought?: '反映' | '投诉'): Kind => {
  const folded = fold(text.slice(0, LONGEST)).toLowerCase()
  const kind = kindFrom(folded, weigh(folded).found)
  if (brought === undefined || kind !== '建议') return brought === '投诉' && kind === '咨询' ? '投诉' : kind
  return brought === '反映' && WISH.test(folded.replace(REMEDY, '')) ? '建议' : '投诉'
}

const isPraise = (folded: string, found: Weighed['found']): boolean =>
  THANKS.test(folded) &&
  PRAISED.test(folded) &&
  !found.has('question') &&
  (DONE.test(folded) || /表扬|点赞|锦旗/.test(folded))

const REPORTED = /举报|揭露|曝光|控告|贪污|受贿|赌博|传销|卖淫|吸毒|偷工减料|偷排/
const HELP = /求助|救救|帮帮|帮忙|生活困难|无依无靠|谁能帮|求帮/
const ENQUIRY =
  /咨询|请问|怎么办理|如何办理|如何申请|怎么申请|怎么办|什么条件|多少钱|哪里办|去哪|什么时候|何时|几时|几点|是否|有没有|能否.{0,8}办|可以办|政策|规定|标准|[?？吗]\s*$/
const WISH =
  /建议|希望|能不能|能否|可不可以|可否|加装|增设|增加|新增|安装|装个|装一|设置|改造|改成|最好|应该|开通|延长|多放|多设/
/** 希望管一管, 能不能修一下: the remedy of what is wrong is no proposal. */
const REMEDY =
  /(?:希望|能不能|能否|可不可以|可否|最好|应该)[^，,。；;！!\n]{0,12}?(?:处理|解决|管|修(?!建)|清|整治|整改|制止|查)/g
const COMPLAINT = /投诉/

const kindFrom = (folded: string, found: Weighed['found']): Kind => {
  if (isPraise(folded, found)) return '表扬'
  if (REPORTED.test(folded)) return '举报'
  if (COMPLAINT.test(folded)) return '投诉'
  if (HELP.test(folded)) return '求助'
  const trouble = (found.get('trouble') ?? []).filter((word) => word !== '问题').length
  if (/^\s*建议|我建议|建议(?:在|把|给|将|社区|物业|小区|增|加|设|安)/.test(folded)) return '建议'
  if (/咨询|请问/.test(folded)) return '咨询'
  if (trouble === 0) return !WISH.test(folded) && ENQUIRY.test(folded) ? '咨询' : '建议'
  return '投诉'
}

/** From the first to the last sentence that would look like one by itself; the whole where none would. */
const spanOf = (own: string): { start: number; end: number } => {
  const spans: { start: number; end: number }[] = []
  for (const match of own.matchAll(/[^。！？!?；;\n]+[。！？!?；;]*/g)) {
    const { score } = weigh(fold(match[0]).toLowerCase().trim())
    if (score > 0) spans.push({ start: match.index, end: match.index + match[0].length })
  }
  const start = spans[0]?.start ?? 0
  const end = spans.at(-1)?.end ?? own.length
  const said = own.slice(start, end)
  const lead = said.length - said.trimStart().length
  return { start: start + lead, end: start + said.trimEnd().length }
}

const TOLD: readonly (CueName | 'topic')[] = [
  'trouble',
  'report',
  'ask',
  'act',
  'question',
  'topic',
  'place',
  'official',
]

/** One word of each telling group, none inside another. */
const reasons = (found: Weighed['found']): string[] => {
  const told: string[] = []
  for (const name of TOLD) {
    const [word] = found.get(name) ?? []
    if (word === undefined || told.some((other) => other.includes(word) || word.includes(other))) continue
    told.push(word)
    if (told.length === REASONS) break
  }
  return told
}
