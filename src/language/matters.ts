import { type Span, trimSpan, weight } from './fold.ts'

/** No message is taken apart into more. */
const MOST_MATTERS = 10
/** Characters that a matter of its own has at least. */
const LEAST = 4

/** 1、… 2、…, ① …, 一、…, or a dash: at the beginning, after a line's end, a stop or a colon. */
const NUMBERED =
  /(^|[\n。；;！!：:，,\s])[ \t]*(?:[（(]?(\d{1,2})[）)、.．](?!\d)|([①-⑩])|第?([一二三四五六七八九十])[、是，,.．：:]|(其一|其二|其三|首先|其次|再次))/g
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

/** What joins a further matter to the one before it. */
const JOINED =
  /[。；;！!，,、\n\s](?:(?:另外|此外|再就是|再有就是|还有就是|还有一[个件点][事情]*(?:是|就是)?|还有|再一个|再说一[个件][事情]*|第二件[事情]*(?:是)?|顺便(?:说|反映|提)一?下|顺便)[，,：:\s]*)(?!你|您|他|她|谁|吗|多久|多少|没有|几)/g

/** What only urges, thanks or explains: no matter of its own. */
const ADDED =
  /^(?:请|希望|麻烦|望|求|能不能|能否)?(?:相关部门|社区|物业|居委会|你们|您们|领导|大家)?(?:能|能够)?(?:尽快|尽早|早日|赶紧|马上|及时|抓紧)?(?:处理|解决|修|修好|落实|安排|回复|答复|整改|改善|重视|关注|帮忙|支持|谢谢|感谢|辛苦|多谢|拜托)(?:一下|下|了|好)?[。!！~]*$|^(?:谢谢|感谢|辛苦|拜托)/

const isMatter = (text: string): boolean => weight(text) >= LEAST && !ADDED.test(text.trim())

const between = (text: string, starts: readonly (readonly [mark: number, words: number])[], first: number): Span[] =>
  [[first, first] as const, ...starts].map(([, words], index) =>
    trimSpan(text, { start: words, end: starts[index]?.[0] ?? text.length }),
  )

/** 我有两个问题： says only that something follows. */
const LEAD_IN = /[：:]\s*$|^[^。；;！!]{0,14}(?:问题|建议|意见|事情?|诉求|情况|几点|两点|三点)[^。；;！!]{0,4}$/

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
    const lead = text.slice(0, first.start)
    const led = weight(lead) === 0 || LEAD_IN.test(lead.trim()) || weight(lead) < LEAST
    if (spans.length <= MOST_MATTERS && spans.every((span) => isMatter(text.slice(span.start, span.end)))) {
      const [head, ...others] = spans
      const begun = head && !led ? { start: 0, end: head.end } : head
      return [...(begun ? [begun] : []), ...others].map((span) => clipped(text, span))
    }
    return [whole]
  }
  const joins = [...text.matchAll(JOINED)].map(({ index, 0: found }) => [index, index + found.length] as const)
  const spans = between(text, joins, 0)
  const apart = spans.length > 1 && spans.length <= MOST_MATTERS
  return apart && spans.every((span) => isMatter(text.slice(span.start, span.end)))
    ? spans.map((span) => clipped(text, span))
    : [whole]
}
