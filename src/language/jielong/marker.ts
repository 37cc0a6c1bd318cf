/** The number before a line: 1. 1、 1． 1) (1) ① 1️⃣, or loosely "1 张三" and 一、. */
export interface Marker {
  readonly number: number
  readonly indent: number
  /** Where the words after it begin. */
  readonly end: number
  /** A number and a space only, or a Chinese numeral: it counts where no clearer numbers stand. */
  readonly loose: boolean
}

const SIGNS = '[①-⑳㉑-㉟㊱-㊿⑴-⒇⒈-⒛❶-❿➀-➉🔟]'
const MARKER = new RegExp(
  `^([ \\t\\u3000\\u00A0]{0,40})(?:[（(]\\s?(\\d{1,4})\\s?[）)]|((?:\\d\\uFE0F?\\u20E3){1,3})|(\\d{1,4})[ \\t]?[.．、)）:：,，。](?!\\d)|(\\d{1,4})[.．、)）:：,，。](?=\\d)|(\\d{1,3})(?=[ \\t\\u3000])|(${SIGNS})|([一二三四五六七八九十]{1,3})、)[ \\t\\u3000\\u00A0]*`,
  'u',
)
const BLOCKS: readonly (readonly [from: string, to: string, first: number])[] = [
  ['①', '⑳', 1],
  ['㉑', '㉟', 21],
  ['㊱', '㊿', 36],
  ['⑴', '⒇', 1],
  ['⒈', '⒛', 1],
  ['❶', '❿', 1],
  ['➀', '➉', 1],
  ['🔟', '🔟', 10],
]

const signNumber = (sign: string): number => {
  const code = sign.codePointAt(0) ?? 0
  for (const [from, to, first] of BLOCKS) {
    const start = from.codePointAt(0) ?? 0
    if (code >= start && code <= (to.codePointAt(0) ?? 0)) return first + code - start
  }
  return 0
}

const hanNumber = (numeral: string): number => {
  const digit = (sign: string | undefined): number => '一二三四五六七八九'.indexOf(sign ?? '') + 1
  const ten = numeral.indexOf('十')
  if (ten < 0) return digit(numeral)
  return (ten === 0 ? 1 : digit(numeral[0])) * 10 + digit(numeral[ten + 1])
}

/** 1.412-603, 2.3栋501, 1.501 张三: digits right after the dot are a home, where 3.15号 and 2.5公里 are not. */
const HOME_AHEAD =
  /^(?:\d{1,4}\s?(?:[-—–－]\s?\d{1,4}(?!\d)|[栋幢座#＃]|号楼|单元)|\d{3,4}(?:室|户|\s*[\u3400-\u9fff]{2})(?<![元米块点年])|1[3-9]\d{9})/

export const readMarker = (line: string): Marker | null => {
  const match = MARKER.exec(line)
  if (!match) return null
  const [whole, indent = '', round, keycaps, plain, tight, spaced, sign, han] = match
  const end = whole.length
  const at = (number: number, loose = false): Marker => ({ number, indent: indent.length, end, loose })
  if (tight !== undefined) return HOME_AHEAD.test(line.slice(end, end + 20)) ? at(Number(tight)) : null
  if (sign !== undefined) return at(signNumber(sign))
  if (han !== undefined) return at(hanNumber(han), true)
  if (keycaps !== undefined) return at(Number(keycaps.replace(/\D/g, '')))
  return at(Number(round ?? plain ?? spaced ?? 0), spaced !== undefined)
}

const INLINE = new RegExp(`(?<![\\d.．\\-—*×xX/:：])(?:(\\d{1,3})[.．、)）]\\s{0,3}|(${SIGNS}))`, 'gu')

interface Inline {
  readonly number: number
  readonly start: number
  readonly apart: boolean
}

const inlineMarkers = (line: string): Inline[] =>
  [...line.matchAll(INLINE)].flatMap(({ index, 0: whole, 1: digits, 2: sign }) => {
    const rest = line.slice(index + whole.length, index + whole.length + 20)
    if (sign === undefined && !/\s$/.test(whole) && /^\d/.test(rest) && !HOME_AHEAD.test(rest)) return []
    const number = sign === undefined ? Number(digits) : signNumber(sign)
    return [{ number, start: index, apart: sign !== undefined || index === 0 || /\s/.test(line[index - 1] ?? '') }]
  })

/** The longest row n, n+1, n+2 … of markers inside a line that begins with `first`; of equals the last. */
const chain = (markers: readonly Inline[], first: number): Inline[] => {
  let best: Inline[] = []
  let row: Inline[] = []
  for (const marker of markers) {
    if (marker.number === first) {
      if (row.length >= best.length) best = row
      row = [marker]
    } else if (row.length > 0 && marker.number === first + row.length) row.push(marker)
  }
  return row.length >= best.length ? row : best
}

const cut = (line: string, places: readonly Inline[]): string[] =>
  [0, ...places.map(({ start }) => start), line.length]
    .flatMap((start, index, all) => (index + 1 < all.length ? [line.slice(start, all[index + 1])] : []))
    .filter((part, index) => index > 0 || part.trim() !== '')

/** A heading with the list run into it: #接龙 聚餐 1. 张三 2. 李四. */
export const splitHeading = (line: string): readonly string[] => {
  const row = chain(inlineMarkers(line), 1)
  return row.length > 1 || row[0]?.apart ? cut(line, row) : [line]
}

/** Numbered lines that lost a line break: "3. 张三 4. 李四" is cut where the number 4 is missing afterwards. */
export const splitEntry = (line: string, number: number, next: number | null): readonly string[] => {
  if (next === number + 1) return [line]
  const row = chain(inlineMarkers(line.slice(0, 20_000)), number + 1).filter(
    (marker) => next === null || next <= number || marker.number < next,
  )
  const filled = next !== null && row.at(-1)?.number === next - 1
  return row.length > 0 && (filled || row.every(({ apart }) => apart)) ? cut(line, row) : [line]
}
