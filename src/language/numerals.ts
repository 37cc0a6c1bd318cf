const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  '○': 0,
  一: 1,
  壹: 1,
  幺: 1,
  二: 2,
  贰: 2,
  两: 2,
  俩: 2,
  三: 3,
  叁: 3,
  仨: 3,
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
const PLACES: Readonly<Record<string, number>> = {
  十: 10,
  拾: 10,
  百: 100,
  佰: 100,
  千: 1000,
  仟: 1000,
  万: 10_000,
}
/** 廿三, 卅: tens of their own. */
const TENS: Readonly<Record<string, number>> = { 廿: 20, 卅: 30 }

/** For use inside patterns: one Chinese numeral sign of a number that counts or names homes. */
export const HAN_SIGN = '[零〇○一壹幺二贰两三叁四肆五伍六陆七柒八捌九玖十拾百佰廿卅]'

/** For use inside patterns: a number in digits or in Chinese, of a size that people write out. */
export const NUMERAL = `(?:\\d{1,6}|${HAN_SIGN}{1,6})`

/** For use inside patterns: an amount of money or of things, in Chinese: 一千二百, 两万. */
export const HAN_AMOUNT = '[零〇○一壹二贰两俩三叁仨四肆五伍六陆七柒八捌九玖十拾百佰千仟万廿卅]{1,10}'

const WHOLE_HAN = new RegExp(`^${HAN_AMOUNT}$|^${HAN_SIGN}{1,6}$`)

/**
 * 12, 十二, 廿三, 一百二十, 一千二, 五零一 (digit by digit), 两 → a number; null for anything else. The text must be folded.
 * A last digit after 百, 千 or 万 counts one place below, as it is said: 二百五 is 250, 二百零五 is 205.
 */
export const readNumeral = (text: string): number | null => {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  if (!WHOLE_HAN.test(text)) return null
  return /[十拾百佰千仟万廿卅]/.test(text)
    ? readByPlaces(text)
    : Number([...text].map((sign) => DIGITS[sign] ?? 0).join(''))
}

const readByPlaces = (text: string): number => {
  let whole = 0
  let section = 0
  let digit: number | null = null
  let below = 1
  for (const sign of text) {
    const place = PLACES[sign]
    const tens = TENS[sign]
    if (tens !== undefined) {
      section += tens
      below = 1
    } else if (place === undefined) {
      digit = DIGITS[sign] ?? 0
      if (digit === 0) below = 1
    } else if (place === 10_000) {
      whole += (section + (digit ?? 0) || 1) * place
      section = 0
      digit = null
      below = 1000
    } else {
      section += (digit ?? 1) * place
      digit = null
      below = place / 10
    }
  }
  return whole + section + (digit ?? 0) * below
}

const DEFINITE =
  /^(?:\d{1,6}|[零〇○一壹幺二贰两俩三叁仨四肆五伍六陆七柒八捌九玖]|.*[百佰千仟万].*|[一壹二贰三叁四肆五伍六陆七柒八捌九玖]?[十拾][一壹二贰三叁四肆五伍六陆七柒八捌九玖]?|[廿卅][一壹二贰三叁四肆五伍六陆七柒八捌九玖]?)$/

/** A number of hours, days or months. Null for 两三 and 十二三, which are about so many: read digit by digit they would be 23 and 13. */
export const readDefinite = (text: string): number | null => (DEFINITE.test(text) ? readNumeral(text) : null)

/** What may follow a bare number without making it a measure or a place: 12已换 is 12, but 3栋 is not 3. */
const FREE_END = '(?![\\d.栋幢座楼层月日点时分天个元人户米次单室周年块万千%])'
const NUMBERED = new RegExp(
  `^\\s*(?:建议|诉求|投票|征集|招工|接龙|第|#)?\\s*(?:(${NUMERAL})\\s*号(?!楼)|(${HAN_SIGN}{1,6})(?=[\\s,、:。]|$)|(\\d{1,6})${FREE_END})`,
)

/** A number of ours at the beginning of a folded text, in all its forms: 12, 12号, 建议12号, #12, 十二号. */
export const leadingNumber = (text: string): { readonly number: number; readonly length: number } | null => {
  const match = NUMBERED.exec(text)
  const number = match ? readNumeral(match[1] ?? match[2] ?? match[3] ?? '') : null
  return match && number !== null && number > 0 ? { number, length: match[0].length } : null
}

/** Several numbers of ours with nothing but marks between them: 12 9, 12号和9号. Null where anything else stands there. */
export const numbersIn = (folded: string): readonly number[] | null => {
  const numbers: number[] = []
  let rest = folded
  while (rest !== '') {
    const found = leadingNumber(rest)
    if (!found || numbers.length >= 50) return null
    numbers.push(found.number)
    rest = rest.slice(found.length).replace(/^[\s,、和;+到]+/, '')
  }
  return numbers
}
