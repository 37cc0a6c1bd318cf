import type { HomeNumber } from '../core/people/home.ts'
import { fold } from './fold.ts'
import { HAN_SIGN, readNumeral } from './numerals.ts'
import { type Register, type Resolved, resolveHome, resolveRun, type Scope, type WrittenHome } from './register.ts'

/** A home found in a text, and where it stands in the folded text. */
export interface FoundHome {
  readonly home: HomeNumber
  readonly start: number
  readonly end: number
}

const DASH = '[-—–−－]'
const MARK = '[-—–−/.]'
const BUILDING = '[A-Za-z]?\\d{1,3}|[A-Za-z]'
const HAN = `${HAN_SIGN}{1,4}`
const BUILDING_WORD = '号楼|楼栋|栋|幢|座|#'
// After a room: not more digits, and no further part that would make it something else (3-2-501-7, 501.5).
const END = '(?![\\dA-Za-z]|[-—–/.:]\\d)\\s*(?:室|户|房(?!间))?'
// Before a building: no digit or letter, and no part of a longer number (2026-4-9-101).
const START = '(?<![\\dA-Za-z])(?<!\\d[-—–/.:])'
const ROOM = '\\d{3,4}'

/** In order of certainty. Groups: building, unit, room. */
const FORMS: readonly RegExp[] = [
  // 3栋2单元501, 3号楼2门501室, 三栋二单元五零一, 3号2单元501
  new RegExp(
    `${START}(${BUILDING}|${HAN})\\s*(?:${BUILDING_WORD}|号|楼)\\s*${DASH}?\\s*(\\d{1,2}|${HAN_SIGN}{1,3})\\s*(?:单元|门|单)\\s*${MARK}?\\s*(\\d{2,4}|${HAN_SIGN}{3,5})${END}`,
    'gu',
  ),
  // 3-2-501, 3#2-501, 3栋-2-501, 1#1-101
  new RegExp(
    `${START}(${BUILDING})\\s*(?:(?:${BUILDING_WORD})\\s*${DASH}?|${MARK})\\s*(\\d{1,2})\\s*(?:${MARK}|单元)\\s*(${ROOM})${END}`,
    'gu',
  ),
  // 3栋501, 三栋五零一
  new RegExp(
    `${START}(${BUILDING}|${HAN})\\s*(?:${BUILDING_WORD})()\\s*${DASH}?\\s*(${ROOM}|${HAN_SIGN}{3,5})${END}`,
    'gu',
  ),
  // 1-201: no unit; what is measured is not a home (10-200元)
  new RegExp(
    `${START}(\\d{1,2}|[A-Za-z]\\d{0,2})\\s*${DASH}()\\s*(${ROOM})${END}(?!\\s*[元块个人米斤只天次度%年平号毫公])`,
    'gu',
  ),
]

/** 3 2 501: only on a card, where a lone row of numbers says nothing else. */
const SPACED = new RegExp(`${START}(\\d{1,3})\\s+(\\d{1,2})\\s+(${ROOM})${END}`, 'gu')

/** 3组12号, 三组十二号: in villages, where numbers are short. Not 3组12号人. */
const VILLAGE = new RegExp(
  `(?<![\\dA-Za-z])(\\d{1,2}|${HAN_SIGN}{1,3})\\s*组\\s*()(\\d{1,3}|${HAN_SIGN}{1,4})\\s*号(?![\\d楼下线码人球])`,
  'gu',
)

/** 2单元501: in a building's own group its unit is enough. */
const UNIT_ROOM = new RegExp(`${START}()(\\d{1,2}|${HAN_SIGN}{1,3})\\s*单元\\s*${DASH}?\\s*(${ROOM})${END}`, 'gu')

const plain = (part: string): string => {
  const number = readNumeral(part)
  return number === null ? part.replace(/^0+(?=\d)/, '').toUpperCase() : String(number)
}

/** Rooms keep their zeros; 五零一 is read digit by digit, 五百零一 as a number. */
const toHome = (building: string, unit: string, room: string): HomeNumber | null => {
  const door = /^\d+$/.test(room) ? room : String(readNumeral(room) ?? '')
  const floor = Number(door.slice(0, -2))
  const block = plain(building)
  if (!/^\d{2,4}$/.test(door) || floor > 60 || block === '0') return null
  return { building: block, unit: unit === '' ? null : plain(unit), room: door }
}

/** No text names more homes; the rest of a pasted register is not read. */
const MOST_HOMES = 50

/** All homes in a folded text that are certain, in order of certainty; overlapping weaker readings are left out. */
export const findHomes = (folded: string, forms: readonly RegExp[] = FORMS): readonly FoundHome[] => {
  const found: FoundHome[] = []
  if (!HAS_NUMBER.test(folded)) return found
  for (const form of forms)
    for (const match of folded.matchAll(form)) {
      const home = toHome(match[1] ?? '', match[2] ?? '', match[3] ?? '')
      const start = match.index
      const end = start + match[0].length
      if (home && !found.some((other) => start < other.end && other.start < end)) found.push({ home, start, end })
      if (found.length >= MOST_HOMES) return found
    }
  for (const match of folded.matchAll(VILLAGE)) {
    const [whole, group = '', , number = ''] = match
    const home = { building: plain(group), unit: null, room: plain(number) }
    found.push({ home, start: match.index, end: match.index + whole.length })
    if (found.length >= MOST_HOMES) return found
  }
  return found
}

const HAS_NUMBER = /\d{2}|[栋幢座#组楼]/

/** One home or several in one breath, as they are written, and where they stand in the folded text. */
export interface SaidHomes {
  readonly homes: readonly WrittenHome[]
  readonly start: number
  readonly end: number
}

/** A further room after a home: 3-2-501、502, 3-2-501和3-2-502. Groups: building, unit, room. */
const FURTHER = /^\s*[/、,和跟与&+]\s*(?:(\d{1,3})-)?(?:(\d{1,2})-)?(\d{3,4})(?:室|户)?(?![\d元块个人天])/

/** What stands at the beginning as a room alone, 501 同意, or as digits in a row, 32501同意. */
const ROOM_AHEAD =
  /^(\d{3,4})(?:室|户)(?!\d)|^(\d{3,4})(?=[\s,:]+(?:\D|\d{1,2}\s*$)|[\u3400-\u9fff](?<![元块个人天年月日号楼栋点度斤米次]))/
const RUN_AHEAD = /^0?(\d{4,7})(?![\d.])(?:室|户)?(?!\s*[元块个人天年月日号])/

/** Whose number it is, read where the estate's homes are known. */
export interface Estate {
  readonly register: Register | null
  readonly scope: Scope
}

export const NO_ESTATE: Estate = { register: null, scope: { building: null, unit: null } }

const withFurther = (folded: string, first: FoundHome): SaidHomes => {
  const homes: WrittenHome[] = [first.home]
  let { end } = first
  for (let next = FURTHER.exec(folded.slice(end)); next && homes.length < 10; next = FURTHER.exec(folded.slice(end))) {
    const [whole, building, unit, room = ''] = next
    const { building: block, unit: door } = first.home
    // 3-2-501、1-502: two numbers beside three are unit and room of the same building.
    const same = unit === undefined && door !== null ? { building: block, unit: building ?? door } : null
    homes.push({ ...(same ?? { building: building ?? block, unit: unit ?? null }), room })
    end += whole.length
  }
  return { homes, start: first.start, end }
}

/** The homes that a folded text names: the first, and those said in one breath with it. Null where it names none. */
export const saidHomes = (folded: string, { register }: Estate): SaidHomes | null => {
  const found = findHomes(folded)
  const first = found.reduce<FoundHome | null>((best, one) => (best && best.start <= one.start ? best : one), null)
  const run = first?.start === 0 ? null : RUN_AHEAD.exec(folded)
  const home = run ? resolveRun(run[1] ?? '', register) : null
  if (run && home) return { homes: [home], start: 0, end: run[0].length }
  if (first) return withFurther(folded, first)
  const [part] = folded.matchAll(UNIT_ROOM)
  if (part)
    return {
      homes: [{ building: null, unit: plain(part[2] ?? ''), room: part[3] ?? '' }],
      start: part.index,
      end: part.index + part[0].length,
    }
  const room = ROOM_AHEAD.exec(folded)
  const door = room?.[1] ?? room?.[2]
  return room && door !== undefined
    ? { homes: [{ building: null, unit: null, room: door }], start: 0, end: room[0].length }
    : null
}

/** Looks each of some written homes up. */
export const resolveAll = (homes: readonly WrittenHome[], { register, scope }: Estate): readonly Resolved[] =>
  homes.map((home) => resolveHome(home, register, scope))

/** A further home anywhere after the first makes it uncertain which is meant. */
const ANOTHER_ROOM = /^\s*[/、,和&+]\s*(?:\d{1,3}-)*\d{3,4}(?!\d)/

const only = (folded: string, forms: readonly RegExp[]): HomeNumber | null => {
  const [first, ...others] = findHomes(folded, forms)
  if (!first || others.length > 0 || ANOTHER_ROOM.test(folded.slice(first.end))) return null
  return first.home
}

/** 32501 张三, 张三32501: on a card a row of digits is a home where exactly one fits. */
const CARD_RUN = /(?<!\d)0?(\d{4,7})(?!\d)/

/**
 * The home on a group card, in either order with the name: "3-2-501 张三", "张三-3栋2单元501", "1-201". Null when it is
 * not certain: no room, two rooms, a number that could be something else, several homes or none that fit.
 */
export const homeFromCard = (card: string, estate: Estate = NO_ESTATE): HomeNumber | null => {
  const folded = fold(card.slice(0, 200))
  const written = only(folded, [...FORMS, SPACED])
  if (!written) {
    const run = CARD_RUN.exec(folded)?.[1]
    return run === undefined || findHomes(folded, [...FORMS, SPACED]).length > 0
      ? null
      : resolveRun(run, estate.register)
  }
  const resolved = resolveHome(written, estate.register, estate.scope)
  return resolved.kind === 'one' ? resolved.home : null
}

/** The one home that a text names. Null when it names none, or more than one. */
export const homeInText = (text: string): HomeNumber | null => only(fold(text.slice(0, 2000)), FORMS)
