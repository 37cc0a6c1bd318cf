import { maskNumbers } from '../../core/kernel/mask.ts'
import { homeText } from '../../core/people/home.ts'
import { findHomes } from '../home.ts'
import { deniesConsent, isUnclear, opinionOf } from '../opinion.ts'
import { narrow } from './envelope.ts'
import { isSurname, looksLikePerson } from './person.ts'
import { amountStart, findAmounts, quantityIn, withoutAmounts } from './quantity.ts'

/** One line of a 接龙, as far as it can be told. What is not certain is null; `text` is always whole. */
export interface JielongEntry {
  /** As the writer numbered it; null where he did not. Two entries may bear the same. */
  readonly number: number | null
  /** What he calls himself; only his home where he gave nothing else. */
  readonly name: string | null
  /** 3-2-501 or 3-501, as written: not looked up in any register. The first of several. */
  readonly home: string | null
  /** 同意, 不同意, 弃权, an option's letter or number, or what is ordered. */
  readonly choice: string | null
  readonly quantity: number | null
  /** All that stands after the number, phone and ID numbers masked. */
  readonly text: string
}

/** Entries are read by their beginning only; nobody's order is longer. */
const LONGEST_ENTRY = 600
/** 412-603, also with a building number that no estate's card would bear; 1号，101室. */
const LEADING_HOME = /^\s*(\d{1,4})\s?(?:[-—–]{1,2}|[栋幢座#]\s?)(\d{1,2}[-—–])?(\d{3,4})(?:室|户)?(?![\d元份斤个-])/
const SPELT_HOME =
  /(?<!\d)(\d{1,3})\s?(?:号楼?|栋|幢|座)[,、\s]{1,2}(?:(\d{1,2})\s?(?:单元|门)[,、\s]{0,2})?(\d{3,4})\s?(?:室|户|(?!\d))/
const PRIVATE = /(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)/g
const LINK = /https?:\/\/[^\s\u3400-\u9fff]{1,500}|www\.[^\s\u3400-\u9fff]{1,500}/gi
const ROOM_ALONE = /^\d{3,5}(?:室|户)?$/
/** 501李四: a room, or a whole home without its dashes, glued to a name. */
const GLUED_ROOM = /^\d{3,6}(?:室|户)?(?=[\u3400-\u9fff])/
const EDGE = '[\\s,:;、|+/~=_.。!-]'
const SEPARATED = /[,:;、|。!]|\s{2,}|—|–|\(/
const LETTER =
  /^(?:我?选|投|报|方案|套餐)?\s?([A-H]|[a-h](?=$|[组班款]))(?:组|班|款|套餐|方案|场|类|型|号)?(?![A-Za-z\d'])/
const NUMBERED = /^(?:我?选|投|方案|选项)\s?(\d{1,2})(?!\d)/
const BRACKETS = /^\s*\([^()]{0,60}\)/
const GLUED_LETTER = /[A-H](?:组|班|款|套餐|方案|场)/
const GLUED_OPINION = /(?:坚决|强烈|完全)?(?:不同意|不赞成|不支持|反对|弃权|同意|赞成|支持)/

const EDGES = new RegExp(`^${EDGE}{1,80}|(?<!${EDGE})${EDGE}{1,80}$`, 'g')

const trimEdges = (text: string): string => text.replace(EDGES, '')

const spaces = (length: number): string => ' '.repeat(length)

/** The home and the text with it blanked out, places unchanged. */
const takeHome = (own: string): { home: string | null; at: number; rest: string } => {
  // 3-101:2箱, 4-301/3箱: what follows is no part of the home.
  const text = own.replace(/[:_]|\/(?=\d{1,2}(?![\d/-]))/g, ' ')
  if (!/\d{3}|[栋幢座楼]/.test(text)) return { home: null, at: -1, rest: own }
  const without = (start: number, length: number) => own.slice(0, start) + spaces(length) + own.slice(start + length)
  const spelt = LEADING_HOME.exec(text) ?? SPELT_HOME.exec(text)
  const found = findHomes(text).toSorted((a, b) => a.start - b.start)[0]
  const lead = spelt && (!found || found.start >= spelt.index) ? spelt : null
  if (lead && (!found || found.start >= lead.index + lead[0].length || LEADING_HOME.test(text))) {
    const [whole, building = '', unit, room = ''] = lead
    const home = { building: String(Number(building)), unit: unit ? String(Number.parseInt(unit, 10)) : null, room }
    return { home: homeText(home), at: lead.index, rest: without(lead.index, whole.length) }
  }
  return found
    ? { home: homeText(found.home), at: found.start, rest: without(found.start, found.end - found.start) }
    : { home: null, at: -1, rest: own }
}

const isOption = (word: string): boolean => LETTER.exec(word)?.[0] === word
const isOpinion = (word: string): boolean => opinionOf(word)?.strength === 'plain'
const isAmount = (word: string): boolean =>
  word !== '' &&
  (/^(?:[+*×xX]\s?)?\d{1,3}$/.test(word) || (findAmounts(word).length > 0 && withoutAmounts(word).trim() === ''))

/** The name at the head of `words` may be glued to what follows: 郝大夫B组, 张三同意, 李四2份. */
const unglued = (word: string): string => {
  const letter = word.search(GLUED_LETTER)
  const opinion = word.search(GLUED_OPINION)
  const ends = [amountStart(word), letter, opinion].filter((end) => end > 0)
  return word.slice(0, Math.min(...ends, word.length))
}

/** 张三/李四, 王五+赵六: a pair is one entrant. */
const PAIR = /^([^\s\d/+&、,:()]{1,12})(\s?[/+&、]\s?)([^\s\d/+&、,:()]{1,12})(?=$|[\s,:;(])/
const LATIN = /^[A-Za-z][\w.'’-]{0,30}$/

const nameLength = (words: string): number => {
  const pair = PAIR.exec(words)
  if (pair && looksLikePerson(pair[1] ?? '') && looksLikePerson(pair[3] ?? '') && !isOption(pair[3] ?? ''))
    return pair[0].length
  const first = /^[^\s,:;、|。!(]+/.exec(words)?.[0] ?? ''
  // A slash or a dash parts a name from the rest where more follows: 张三/同意/2份, 张三-3.15.
  const parts = /^([^/+—–-]{1,20})[/+—–-](.+)$/.exec(first)
  const second = parts?.[2] ?? ''
  if (
    parts &&
    (/^\d|\/|[/+]$/.test(second) || isOpinion(second) || isOption(second) || amountStart(second) < second.length)
  )
    return parts[1]?.length ?? 0
  const head = unglued(first)
  if (head.length < first.length || !LATIN.test(first)) return head.length
  // Maggie lin, Peter W: Latin words go together; a single letter at the end is an option.
  let length = first.length
  for (const [whole, word = ''] of words.slice(length).matchAll(/ ([^\s,:;、|。!]+)/g)) {
    if (!words.startsWith(whole, length) || !LATIN.test(word) || isOpinion(word)) break
    const more = words.slice(length + whole.length).trim()
    if (word.length === 1 && (more === '' || isAmount(more) || SEPARATED.test(more[0] ?? ''))) break
    length += whole.length
  }
  return length
}

const choiceIn = (rest: string, counted: boolean): string | null => {
  // What stands in brackets right after a name is about the person, unless there is nothing else: 孙姐（二楼）B组, 孙姐（B）.
  const said = trimEdges(rest.replace(BRACKETS, '')) || trimEdges(rest.replace(/[()]/g, ' '))
  const pieces = said.split(/[\s,。;、!~(（/]+/).filter((piece) => piece !== '')
  const [first = ''] = pieces
  if (isUnclear(said)) return null
  for (const piece of pieces) {
    const opinion = opinionOf(piece)
    const counts = opinion && (opinion.strength === 'plain' || pieces.length === 1)
    if (counts) return { yes: '同意', no: '不同意', abstain: '弃权' }[opinion.opinion]
  }
  const glued = GLUED_OPINION.exec(first)
  if (glued?.index === 0 && !/[?吗]/.test(said)) {
    if (/弃权/.test(glued[0])) return '弃权'
    return deniesConsent(glued[0]) || /不/.test(glued[0]) ? '不同意' : '同意'
  }
  const letter = LETTER.exec(said)?.[1] ?? NUMBERED.exec(said)?.[1]
  if (letter) return letter.toUpperCase()
  const ordered = withoutAmounts(rest.replace(/\([^()]{0,100}\)/g, ' '))
  const goods = ordered
    .split(/[\s,;、+]+/)
    .map(trimEdges)
    .filter((piece) => piece !== '')
    .join('、')
  const short = counted ? goods.length <= 30 : goods.length <= 8 && !/[\d、。!?]/.test(goods)
  return goods !== '' && short ? goods : null
}

/** 501 张三, 501李四: a room alone is no home, and no name. */
const roomAhead = (words: string): string => {
  const room = GLUED_ROOM.exec(words)?.[0] ?? ''
  const next = unglued(/^[^\s,:;、|。(]+/.exec(words.slice(room.length))?.[0] ?? '')
  if (room !== '' && (looksLikePerson(next) || isSurname(next))) return room
  const [whole = '', head = ''] = /^([^\s,:;、|。]+)[\s,:;、|]+(?=\S)/.exec(words) ?? []
  return ROOM_ALONE.test(head) ? whole : ''
}

/** How long an amount or an answer is that stands before a name: 2份 张三, 同意 李四. */
const wordAhead = (words: string): number => {
  const [whole = '', head = '', next = ''] = /^([^\s,:;、|。]+)[\s,:;、|]+([\u3400-\u9fff]+)/.exec(words) ?? []
  const ahead = isAmount(head) || isOption(head) || isOpinion(head)
  return ahead && looksLikePerson(next) ? whole.length - next.length : 0
}

/** Reads one entry. `heading`: what stands above the list, where goods are named that are nobody's name. */
export const readEntry = (number: number | null, own: string, heading: string): JielongEntry =>
  readWhole(number, own, heading).entry

/** What the quantity of an entry is counted in; null where that is not said. */
export const unitOfEntry = (own: string, heading: string): string | null => readWhole(null, own, heading).unit

const readWhole = (number: number | null, own: string, heading: string) => {
  const text = own.trim()
  const line = narrow(text.slice(0, LONGEST_ENTRY)).replace(PRIVATE, (found) => spaces(found.length))
  const { home, at, rest } = takeHome(line.replace(LINK, (found) => ` ${'|'.repeat(found.length - 1)}`))
  let start = rest.search(/[^\s,:;、|+/~=_.。!@-]/)
  if (start < 0) start = rest.length
  const room = roomAhead(rest.slice(start))
  start += room.length
  const place = home ?? (room === '' ? null : room.trim())
  const ahead = wordAhead(rest.slice(start))
  start += ahead
  const words = rest.slice(start)
  const length = nameLength(words)
  const candidate = trimEdges(words.slice(0, length))
  const after = words.slice(length)
  const placed = place !== null
  const alone = trimEdges(after) === ''
  const nobody =
    candidate === '' ||
    isAmount(candidate) ||
    isOpinion(candidate) ||
    (placed && alone && opinionOf(candidate) !== null) ||
    (isOption(candidate) && (placed || !alone))
  // After a home, a word may as well be what is ordered: 412-603 洗手液2瓶.
  const ordered =
    placed &&
    at < start &&
    ((!looksLikePerson(candidate) &&
      !isSurname(candidate) &&
      (alone || /^\s*[\d*×x+一二两三四五六七八九十半]/.test(after))) ||
      (candidate.length > 1 && heading.includes(candidate)))
  const unnamed = nobody || ordered
  // A bare number before a name may be a place in the list, or anything.
  const before = rest.slice(start - ahead, start).replace(/^\s*\d+\s*$/, '')
  const said = `${before} ${unnamed ? words : after}`.replaceAll('|', ' ')
  const quantity = quantityIn(said)
  const name = unnamed ? place : trimEdges(text.slice(start, start + length)) || place
  const entry: JielongEntry = {
    number,
    name,
    home,
    choice: choiceIn(said, quantity !== null || findAmounts(said).length > 0),
    quantity: quantity?.value ?? null,
    text: maskNumbers(text),
  }
  return { entry, unit: quantity?.unit ?? null }
}
