import { mentionsIn, type Topic } from './category/taxonomy.ts'
import { fold, type Span, trimSpan, weight } from './fold.ts'

/** No message is taken apart into more. */
const MOST_MATTERS = 10
/** Characters that a matter of its own has at least, and where the writer numbered them himself. */
const LEAST = 4
const LEAST_NUMBERED = 3

/** 1、… 2、…, ① …, 一、…, or a dash: at the beginning, after a line's end, a stop or a colon. */
const NUMBERED =
  /(^|[\n。；;！!：:，,\s])[ \t]*(?:[（(]?(\d{1,2})(?:[）)、]|[.．](?!\d))|([①-⑩])|第?([一二三四五六七八九十])[、是，,.．：:]|(其一|其二|其三|首先|其次|再次))/g
const DIGITS = '一二三四五六七八九十'
const ORDERED: Readonly<Record<string, number>> = { 其一: 1, 其二: 2, 其三: 3, 首先: 1, 其次: 2, 再次: 3 }

interface Mark {
  readonly number: number
  /** Where the mark begins, and where the words after it do. */
  readonly start: number
  readonly end: number
}

const marksOf = (text: string): readonly Mark[] => {
  const row: Mark[] = []
  for (const match of text.matchAll(NUMBERED)) {
    const [whole, before = '', digits, circled, han, word] = match
    const number =
      digits !== undefined
        ? Number(digits)
        : circled !== undefined
          ? (circled.codePointAt(0) ?? 0) - 0x245f
          : han !== undefined
            ? DIGITS.indexOf(han) + 1
            : (ORDERED[word ?? ''] ?? 0)
    if (number === row.length + 1)
      row.push({ number, start: match.index + before.length, end: match.index + whole.length })
  }
  return row.length > 1 ? row : []
}

/** Where a further thing is: after a bare 还有, which as often as not says that there is something besides. */
const SPOT =
  '\\d{1,3}(?:号楼|栋|幢|单元|楼)|[一二三四五六七八九十]{1,3}(?:号楼|栋|幢|单元|楼)|[东南西北](?:大?门|区|侧)|楼道|楼梯|楼下|楼顶|地下|电梯|车库|车棚|大门|门口|门禁|路灯|垃圾|广场|花坛|绿化|充电|停车|下水|井盖|围墙|监控|物业|小区里?的?'

/** What joins a further matter to the one before it. */
const JOINED = new RegExp(
  `[。；;！!，,、\\n\\s](?:(?:另外|此外|再就是|再有就是|还有就是|还有一[个件点]?[事情]*(?:是|就是)?|再一个|再说一[个件][事情]*|第二件[事情]*(?:是)?|顺便(?:说|反映|提)一?下)[，,：:\\s]*|还有(?:[，,：:\\s]+|(?=${SPOT})))(?!你|您|他|她|谁|吗|多久|多少|没有|几)`,
  'g',
)

/** What only urges, thanks or explains: no matter of its own. */
const ADDED =
  /^(?:请|希望|麻烦|望|求|能不能|能否)?(?:相关部门|社区|物业|居委会|你们|您们|领导|大家)?(?:能|能够)?(?:尽快|尽早|早日|赶紧|马上|及时|抓紧)?(?:处理|解决|修|修好|落实|安排|回复|答复|整改|改善|重视|关注|帮忙|支持|谢谢|感谢|辛苦|多谢|拜托)(?:一下|下|了|好)?[。!！~]*$|^(?:谢谢|感谢|辛苦|拜托)/

const isMatter = (text: string, least = LEAST): boolean =>
  weight(text) >= least && !ADDED.test(text.trim()) && !SECTION.test(text)

const between = (text: string, starts: readonly (readonly [mark: number, words: number])[], first: number): Span[] =>
  [[first, first] as const, ...starts].map(([, words], index) =>
    trimSpan(text, { start: words, end: starts[index]?.[0] ?? text.length }),
  )

/** 我有两个问题： says only that several follow. */
const LEAD_IN =
  /^[^。；;！!]{0,24}(?:(?:[几两二三四五六多\d][个件点条项](?:小)?(?:问题|建议|意见|事情?|诉求|情况)?)|(?:以下|如下|下列)[^。；;！!]{0,6})[^。；;！!]{0,3}[：:，,]?$/
/** 现状：… 诉求：…: the sections of one letter. */
const SECTION = /^\s*(?:现状|诉求|原因|背景|理由|建议|情况|问题|事由|要求|时间|地点|经过|结果|依据)\s*[：:]/

/** The span without the sign that ends it: a part ends where the next begins. */
const clipped = (text: string, span: Span): Span => {
  const said = text.slice(span.start, span.end).replace(/[，,、；;\s]+$/, '')
  return { start: span.start, end: span.start + said.length }
}

/**
 * The matters that one request is made of, by its own numbering (1、 2、) or its joining words (另外, 还有): the span of
 * each in the text. One span, the whole, where they cannot be told apart for certain: what is joined wrongly is easily
 * taken apart, but what is torn says nothing any more.
 */
export const splitMatters = (text: string): readonly Span[] => {
  const whole = trimSpan(text, { start: 0, end: text.length })
  if (text.length > 2000) return [whole]
  const marks = marksOf(text)
  const [first] = marks
  if (first) {
    const spans = between(
      text,
      marks.slice(1).map(({ start, end }) => [start, end] as const),
      first.end,
    )
    const lead = text.slice(0, first.start).trim()
    // What stands before and says something itself is the matter, and the numbers are its grounds.
    const apart = (weight(lead) === 0 || LEAD_IN.test(lead)) && spans.length <= MOST_MATTERS
    const parts = spans.map((span) => text.slice(span.start, span.end))
    if (apart && parts.every((part) => isMatter(part, LEAST_NUMBERED)) && !sameThing(parts))
      return spans.map((span) => clipped(text, span))
    return [whole]
  }
  if (text.length > LONGEST_TALK) return [whole]
  const listed = between(
    text,
    [...text.matchAll(/[；;]/g)].map(({ index }) => [index, index + 1] as const),
    0,
  ).filter(({ start, end }) => end > start)
  if (isList(listed.map(({ start, end }) => text.slice(start, end)))) return listed.map((span) => clipped(text, span))
  const joins = [...text.matchAll(JOINED)].map(({ index, 0: found }) => [index, index + found.length] as const)
  const spans = between(text, joins, 0)
  const parts = spans.map((span) => text.slice(span.start, span.end))
  const apart = spans.length > 1 && spans.length <= MOST_MATTERS && parts.every(isMatter) && !sameThing(parts)
  return apart ? spans.map((span) => clipped(text, span)) : [whole]
}

/** Characters that an item of a list without numbers has at most. */
const LONGEST_ITEM = 16

/** 路灯不亮；下水道堵；狗太多: at least three short things, all but one known to committees by name, and each another. */
const isList = (parts: readonly string[]): boolean =>
  parts.length > 2 &&
  parts.length <= MOST_MATTERS &&
  parts.every((part) => isMatter(part, LEAST_NUMBERED) && weight(part) <= LONGEST_ITEM && !FOLLOWS.test(part)) &&
  areOthers(parts.map((part) => new Set(mentionsIn(fold(part)).flatMap(({ topics }) => topics)))) &&
  !sameThing(parts)

/** What comes of a trouble is no other one. */
const FOLLOWS = /[出进]不[去来]|看不[见清]|摔|睡不|受不了|没法|不方便|危险|影响|害怕|没人管|多次|[几好][次回]/

const areOthers = (topics: readonly ReadonlySet<Topic>[]): boolean => {
  const known = topics.filter(({ size }) => size > 0)
  const all = new Set(known.flatMap((own) => [...own]))
  return known.length >= topics.length - 1 && all.size === known.reduce((sum, { size }) => sum + size, 0)
}

/** Longer, it is a story of one matter, in which another word for "and" joins its sides. */
const LONGEST_TALK = 200
/** Characters of a name: parts that share so many in a row speak of the same thing. */
const NAME = 3

const sameThing = (parts: readonly string[]): boolean => {
  const seen = new Set<string>()
  for (const part of parts) {
    const own = new Set<string>()
    for (const { 0: words } of part.matchAll(/[\u3400-\u9fff]{3,}/g))
      for (let at = 0; at + NAME <= words.length; at += 1) own.add(words.slice(at, at + NAME))
    for (const name of own) if (seen.has(name)) return true
    for (const name of own) seen.add(name)
  }
  return false
}
