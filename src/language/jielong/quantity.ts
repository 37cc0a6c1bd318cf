import { readNumeral } from '../numerals.ts'

const PACK = '份|瓶|箱|双|包|盒|袋|件|桶|罐|板|捆|提|套|杯|碗|串|筐|篮|扎|打|篓|盘|盆|组合'
const COUNT = '人|口|小时|位|名|个|只|条|支|把|张|本|根|颗|粒|枚|头|棵|台|辆|间|户|票|片|卷|床|对|副|顶|朵|块豆腐'
const WEIGHT = '公斤|千克|斤|kg|KG|Kg|克|升'
const UNIT = `(?:[大小整])?(?:${PACK}|${COUNT}|${WEIGHT})`
// How quantities are said: 两 十 二十 十五 一百二十; never digit by digit, which keeps 李四一份 apart.
const DIGIT = '[一二两三四五六七八九]'
const HAN = `(?:半|${DIGIT}百(?:零?${DIGIT}十?${DIGIT}?)?|${DIGIT}?十${DIGIT}?|${DIGIT})`
/** 俩 and 仨 are two and three, of people or of things. */
const AMOUNT = new RegExp(
  `(?<![\\d.第])(\\d{1,4}(?:\\.\\d)?|${HAN})\\s?(${UNIT})(半(?!价))?(?!装|套|\\s?/|\\d)|([俩仨])(人)?`,
  'gu',
)
/** 600ml*24瓶, 24瓶/箱, 2斤装, 30元/份: what one piece is, not how many are wanted. */
const SPECIFICATION = new RegExp(
  [
    `\\d{1,5}(?:\\.\\d{1,3})?\\s?(?:ml|l|g|kg|克|毫升|升|斤)\\s?[*×x]\\s?\\d{1,4}\\s?(?:${UNIT})?(?:\\s?/\\s?(?:${UNIT}))?`,
    `\\d{1,4}\\s?(?:${UNIT})\\s?[*×x]\\s?(?=\\d{1,4}\\s?(?:${UNIT}))`,
    `(?:\\d{1,5}(?:\\.\\d{1,2})?|${HAN})\\s?(?:${UNIT}|元|块|ml|g)\\s?/\\s?(?:\\d{1,3}\\s?)?(?:${UNIT})`,
    `\\d{1,4}(?:\\.\\d)?\\s?(?:${UNIT})装`,
    `[¥￥]\\s?\\d{1,5}(?:\\.\\d{1,2})?|\\d{1,5}(?:\\.\\d{1,2})?\\s?(?:元|块钱?|ml|毫升)`,
    `\\d{1,2}:\\d{2}`,
  ].join('|'),
  'giu',
)
const ANY_NUMERAL = /[\d半一二两三四五六七八九十百俩仨]/
const TRAILING = /(?:^|\s|[*×xX+])\s?(\d{1,3})\s*$/

interface Amount {
  readonly value: number
  readonly unit: string
  readonly start: number
  readonly end: number
}

const blank = (found: string): string => ' '.repeat(found.length)

const amountOf = (numeral: string): number =>
  numeral === '半' ? 0.5 : /^[\d.]+$/.test(numeral) ? Number(numeral) : (readNumeral(numeral) ?? 0)

/** All amounts with their units, without prices, times and the size of a piece. Half-width text. */
export const findAmounts = (text: string): readonly Amount[] =>
  !ANY_NUMERAL.test(text)
    ? []
    : [...text.replace(SPECIFICATION, blank).matchAll(AMOUNT)].map(
        ({ index, 0: whole, 1: numeral = '', 2: unit = '个', 3: half, 4: both, 5: people }) => ({
          value: both === undefined ? amountOf(numeral) + (half === undefined ? 0 : 0.5) : both === '俩' ? 2 : 3,
          unit: people ?? unit.replace(/^[大小整](?=.)/, ''),
          start: index,
          end: index + whole.length,
        }),
      )

const WEIGHTS = new RegExp(`^(?:${WEIGHT})$`)

/** How many are wanted, and of what unit, where one is said. */
export interface Quantity {
  readonly value: number
  readonly unit: string | null
}

/** Null where none is said, or several that can't be added (2箱牛奶 3板鸡蛋). */
export const quantityIn = (text: string): Quantity | null => {
  const outside = text.replace(/[(（][^()（）]{0,100}[)）]/g, blank)
  const all = findAmounts(outside)
  const amounts = all.length > 0 ? all : findAmounts(text)
  if (amounts.length === 0) {
    const bare = TRAILING.exec(outside.replace(SPECIFICATION, blank).trimEnd())?.[1]
    return bare === undefined ? null : { value: Number(bare), unit: null }
  }
  // 5斤大米2袋: in one breath, the weight tells the size of the bag.
  const meant = amounts.filter(({ unit, end }, index) => {
    const next = amounts[index + 1]
    return !WEIGHTS.test(unit) || !next || WEIGHTS.test(next.unit) || /[\s,;、。+]/.test(outside.slice(end, next.start))
  })
  const unit = meant[0]?.unit ?? null
  const same = meant.every((one) => one.unit === unit)
  return same ? { value: meant.reduce((sum, { value }) => sum + value, 0), unit } : null
}

/** The text without amounts, prices and sizes: what the amounts are of. */
export const withoutAmounts = (text: string): string =>
  text.replace(SPECIFICATION, ' ').replace(AMOUNT, ' ').replace(TRAILING, ' ')

/** Where the first amount begins; the length where there is none. 王五十瓶 is 王五 and ten. */
export const amountStart = (word: string): number => {
  const first = findAmounts(word)[0]
  if (!first) return word.length
  return first.start === 1 && new RegExp(`^${DIGIT}十`).test(word.slice(1)) ? 2 : first.start
}
