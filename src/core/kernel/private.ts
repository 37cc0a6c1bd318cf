/** What nobody should read in a group about a person, found in what residents write. Pure. */

export type PrivateKind = 'id' | 'mobile' | 'card' | 'address'

export interface PrivateSpan {
  readonly kind: PrivateKind
  /** In characters (UTF-16 units) of the text. */
  readonly start: number
  readonly end: number
  /** It passes the check of its kind: an ID's date and check digit, a card's Luhn sum. Masked either way; told to the sender only if so. */
  readonly sure: boolean
}

/** Full-width digits and letters as half-width ones, each in its place. */
const halfWidth = (text: string): string =>
  text.replace(/[０-９Ｘｘ－　]/g, (sign) => (sign === '　' ? ' ' : String.fromCharCode(sign.charCodeAt(0) - 0xfee0)))

const ID = /(?<!\d)(?:\d{17}[\dXx]|\d{6}[ -]\d{8}[ -]\d{3}[\dXx])(?!\d)/g
const MOBILE = /(?<!\d)(?:(?:\+?86|0086)[ -]?)?1[3-9](?:\d{9}|\d[ -]\d{4}[ -]\d{4})(?!\d)/g
const CARD = /(?<!\d)(?:\d{16,19}|\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}(?:[ -]?\d{1,3})?)(?!\d)/g
/** A whole postal address down to the door. The door alone (3-2-501) is how residents say who they are here. */
const ADDRESS =
  /\p{Script=Han}{2,10}(?:路|街|大道|巷|弄|胡同)\s?\d{1,5}(?:号|弄)[^\n，。；]{0,20}?(?:\d{1,4}(?:室|房)|\d{1,3}(?:栋|幢|号楼|座)[^\n，。；\d]{0,4}(?:\d{1,2}单元)?\s?\d{3,4})/gu
const NAMED =
  /(?:收件人|收货人|姓名|联系人|户主|业主)\s?[:：]?\s?\p{Script=Han}{2,4}|\p{Script=Han}{2,4}(?:家?住在?|的?(?:地址|住址)(?:是|[:：]))/u

/** Spans in order, none inside another. */
export const findPrivate = (text: string): PrivateSpan[] => {
  const half = halfWidth(text)
  if (!/\d/.test(half)) return []
  const spans: PrivateSpan[] = []
  const taken = new Uint8Array(half.length)
  const add = (kind: PrivateKind, pattern: RegExp, sure: (found: string) => boolean) => {
    for (const match of half.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length]
      if (taken.subarray(start, end).includes(1)) continue
      taken.fill(1, start, end)
      // Eighteen digits that are no ID may still be a card.
      const asCard = kind === 'id' && !sure(match[0]) && passesLuhn(digitsOf(match[0]))
      spans.push({ kind: asCard ? 'card' : kind, start, end, sure: asCard || sure(match[0]) })
    }
  }
  if (/\d{4}/.test(half)) {
    add('id', ID, (found) => isIdNumber(digitsOf(found)))
    add('mobile', MOBILE, () => true)
    add('card', CARD, (found) => passesLuhn(digitsOf(found)))
  }
  if (/\d(?:号|弄)/.test(half) && NAMED.test(half)) add('address', ADDRESS, () => true)
  return spans.sort((a, b) => a.start - b.start)
}

const digitsOf = (found: string): string => found.replace(/[ -]/g, '')

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** GB 11643-1999: a birth date that exists and the check digit of ISO 7064 MOD 11-2. */
const isIdNumber = (id: string): boolean => {
  const [year, month, day] = [Number(id.slice(6, 10)), Number(id.slice(10, 12)), Number(id.slice(12, 14))]
  const date = new Date(Date.UTC(year, month - 1, day))
  if (year < 1900 || year > 2100 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return false
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(id[i]), 0)
  return '10X98765432'[sum % 11] === id.at(-1)?.toUpperCase()
}

/** ISO/IEC 7812-1. Nothing but zeros passes the sum and is no card. */
const passesLuhn = (digits: string): boolean => {
  if (!/^\d{16,19}$/.test(digits) || /^0+$/.test(digits)) return false
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const doubled = i % 2 === 0 ? Number(digit) : Number(digit) * 2
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}
