import type { Segment } from './types.ts'

/** Reads a message that came as one string: "[CQ:at,qq=1] 在吗" is a mention and a text. */
export const readCq = (text: string): Segment[] => {
  const segments: Segment[] = []
  const say = (part: string) => {
    if (part !== '') segments.push({ type: 'text', data: { text: unescaped(part) } })
  }
  let end = 0
  for (const match of text.matchAll(/\[CQ:([\w.-]+)((?:,[^,=\]]+=[^,\]]*)*)\]/g)) {
    say(text.slice(end, match.index))
    end = match.index + match[0].length
    const pairs = (match[2] ?? '').split(',').slice(1)
    const data = pairs.map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at), unescaped(pair.slice(at + 1))]
    })
    segments.push({ type: match[1] ?? '', data: Object.fromEntries(data) })
  }
  say(text.slice(end))
  return segments
}

const NAMED: Readonly<Record<string, string>> = { '&amp;': '&', '&#91;': '[', '&#93;': ']', '&#44;': ',' }

/** In one pass: "&amp;#91;" was written as "&#91;" and means just that. */
const unescaped = (text: string): string => text.replace(/&amp;|&#91;|&#93;|&#44;/g, (code) => NAMED[code] ?? code)
