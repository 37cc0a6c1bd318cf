import { mentionsIn } from '../category/taxonomy.ts'
import { fold } from '../fold.ts'
import { askedIn, ownKind } from './asked.ts'
import { CUES, type CueName, MOST_OF_ONE, MOST_TOPICS, ONLY_NAMED, SAYING, TALK, TOPIC_WEIGHT } from './cues.ts'
import { needIn, reliefAmissIn } from './need.ts'

/** Kinds of what is brought to a committee, as the 12345 lines tell them. What is none of them is 闲聊. */
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
  if (!SAYING.some((name) => found.has(name))) score += ONLY_NAMED
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
  const need = needIn(folded) ?? reliefAmissIn(folded)
  const plain = praise || need !== null
  if (!plain && certainty < LOOKS_LIKE_ONE) return null
  return {
    kind: kindFrom(folded, whole.found, '投诉'),
    ...spanOf(own),
    certainty: plain ? Math.max(certainty, LOOKS_LIKE_ONE) : certainty,
    because: need === null ? reasons(whole.found) : [need],
  }
}

/**
 * The kind of what was brought to us outright. `brought`: the word before it. 投诉 is one, whatever follows but thanks;
 * 反映 leaves it to the words, and what is neither asked nor wished is then what is wrong; after any other word it is wished.
 */
export const kindOf = (text: string, brought?: '反映' | '投诉'): Kind => {
  const folded = fold(text.slice(0, LONGEST)).toLowerCase()
  const kind = kindFrom(folded, weigh(folded).found, brought === undefined ? '建议' : '投诉')
  return brought === '投诉' && (kind === '咨询' || kind === '建议') ? '投诉' : kind
}

const isPraise = (folded: string, found: Weighed['found']): boolean =>
  THANKS.test(folded) &&
  PRAISED.test(folded) &&
  !found.has('question') &&
  (DONE.test(folded) || /表扬|点赞|锦旗/.test(folded))

/** What is a matter for those who punish, whatever the writer calls it. */
const REPORTED = /举报|检举|揭发|控告|贪污|受贿|行贿|赌博|传销|卖淫|吸毒|贩毒|偷工减料/
const HELP = /求助|救救|帮帮|帮忙(?!解决|处理|协调|督|查|看看)|生活困难|无依无靠|谁能帮|求帮/

/** `unsaid`: what it is where nothing is asked and nothing wrong is told. */
const kindFrom = (folded: string, found: Weighed['found'], unsaid: '建议' | '投诉'): Kind => {
  if (isPraise(folded, found)) return '表扬'
  const own = KINDS.find((kind) => kind === ownKind(folded))
  if (own) return own
  if (REPORTED.test(folded)) return '举报'
  if (found.get('report')?.includes('投诉')) return '投诉'
  if (HELP.test(folded) || needIn(folded) !== null) return '求助'
  const trouble = found.has('broken') || (found.get('trouble') ?? []).some((word) => word !== '问题')
  switch (askedIn(folded, trouble)) {
    case 'enquiry':
      return '咨询'
    case 'proposal':
      return '建议'
    case 'remedy':
      return '投诉'
    case null:
      return trouble ? '投诉' : unsaid
  }
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
  'broken',
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
