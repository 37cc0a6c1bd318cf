/** Longer texts are read by their beginning only, so that a pasted book costs nothing. In UTF-16 units. */
const LONGEST = 1_048_576
/** No group has so many people. */
const MOST_LINES = 10_000

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
const QUOTE_RULE = /^\s*(?:- ){5,}-?\s*$/
export const HEADER = /^\s*[#＃]\s*(?:接[龙龍]|group\s*note)/i

/** A platform's card carries the list as the title of its XML. */
const fromCard = (text: string): string => {
  const start = text.indexOf('<title>')
  const end = text.indexOf('</title>', start)
  if (start < 0 || end < 0 || !/^\s*<(?:\?xml|msg|appmsg|title)/.test(text.slice(0, 200))) return text
  const after = text.slice(end + 8)
  // Some senders close the title after the list, others before it.
  const list = /^(?:\\n|\s)*\d/.test(after) ? after.replace(/<\/?[a-z]\w*>/gi, '') : ''
  return `${text.slice(start + 7, end).replace(/^<!\[CDATA\[|\]\]>$/g, '')}\n${list}`
    .replace(/&#(?:10|xA);/gi, '\n')
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? '')
}

/** What is quoted above a dashed rule is an older message; a rule in a list of one's own is decoration. */
const ownLines = (lines: readonly string[]): readonly string[] => {
  if (HEADER.test(lines.find((line) => line.trim() !== '') ?? '')) return lines.filter((line) => !QUOTE_RULE.test(line))
  return lines.slice(lines.findLastIndex((line) => QUOTE_RULE.test(line)) + 1)
}

/** The lines that the sender wrote, out of whatever a platform packed them in. */
export const linesOf = (text: string): readonly string[] => {
  const own = fromCard(text.slice(0, LONGEST))
  const broken = own.trim().includes('\n') && !/\\n\s*\d/.test(own) ? own : own.replace(/\\r|\\n/g, '\n')
  return ownLines(broken.replace(/[\u200B-\u200F\u2060\uFEFF]/g, '').split(/\r\n|[\r\n\u0085\u2028\u2029]/, MOST_LINES))
}

/** Full-width signs made half-width one by one, so that places in the result are places in the text. */
export const narrow = (text: string): string =>
  text.replace(/[\uFF01-\uFF5E]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/\s/g, ' ')
