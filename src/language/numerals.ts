const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  壹: 1,
  二: 2,
  贰: 2,
  两: 2,
  三: 3,
  叁: 3,
  四: 4,
  肆: 4,
  五: 5,
  伍: 5,
  六: 6,
  陆: 6,
  七: 7,
  柒: 7,
  八: 8,
  捌: 8,
  九: 9,
  玖: 9,
}
const TENS: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100 }

/** For use inside patterns: one Chinese numeral sign. */
export const HAN_SIGN = '[零〇一壹二贰两三叁四肆五伍六陆七柒八捌九玖十拾百佰]'

/** For use inside patterns: a number in digits or in Chinese, of a size that people write out. */
export const NUMERAL = `(?:\\d{1,6}|${HAN_SIGN}{1,6})`

/** 12, 十二, 一百二十, 五零一 (digit by digit) → a number; null for anything else. The text must be folded. */
export const readNumeral = (text: string): number | null => {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  if (!new RegExp(`^${HAN_SIGN}{1,6}$`).test(text)) return null
  return /[十拾百佰]/.test(text) ? readByPlaces(text) : Number([...text].map((sign) => DIGITS[sign] ?? 0).join(''))
}

const readByPlaces = (text: string): number => {
  let total = 0
  let digit: number | null = null
  for (const sign of text) {
    const place = TENS[sign]
    if (place === undefined) digit = DIGITS[sign] ?? 0
    else {
      total += (digit ?? 1) * place
      digit = null
    }
  }
  return total + (digit ?? 0)
}

/** What may follow a bare number without making it a measure or a place: 12已换 is 12, but 3栋 is not 3. */
const FREE_END = '(?![\\d.栋幢座楼层月日点时分天个元人户米次单室周年块万千%])'
const NUMBERED = new RegExp(
  `^\\s*(?:建议|诉求|投票|征集|招工|第|#)?\\s*(?:(${NUMERAL})\\s*号(?!楼)|(${HAN_SIGN}{1,6})(?=[\\s,、:。]|$)|(\\d{1,6})${FREE_END})`,
)

/** A number of ours at the beginning of a folded text, in all its forms: 12, 12号, 建议12号, #12, 十二号. */
export const leadingNumber = (text: string): { readonly number: number; readonly length: number } | null => {
  const match = NUMBERED.exec(text)
  const number = match ? readNumeral(match[1] ?? match[2] ?? match[3] ?? '') : null
  return match && number !== null && number > 0 ? { number, length: match[0].length } : null
}
