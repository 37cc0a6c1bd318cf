import type { HomeNumber } from '../core/people/home.ts'
import { fold } from './fold.ts'
import { HAN_SIGN, readNumeral } from './numerals.ts'

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
    `${START}(${BUILDING})\\s*(?:(?:${BUILDING_WORD})\\s*${DASH}?|${MARK})\\s*(\\d{1,2})\\s*${MARK}\\s*(${ROOM})${END}`,
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

/** A second room after the first (3-2-501、502): which of the two is not certain. */
const ANOTHER_ROOM = /^\s*[/、,和&+]\s*(?:\d{1,3}-)*\d{3,4}(?!\d)/

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

/** All homes in a folded text that are certain, in order of certainty; overlapping weaker readings are left out. */
export const findHomes = (folded: string, forms: readonly RegExp[] = FORMS): readonly FoundHome[] => {
  const found: FoundHome[] = []
  for (const form of forms)
    for (const match of folded.matchAll(form)) {
      const home = toHome(match[1] ?? '', match[2] ?? '', match[3] ?? '')
      const start = match.index
      const end = start + match[0].length
      if (home && !found.some((other) => start < other.end && other.start < end)) found.push({ home, start, end })
    }
  return found
}

const only = (folded: string, forms: readonly RegExp[]): HomeNumber | null => {
  const [first, ...others] = findHomes(folded, forms)
  if (!first || others.length > 0 || ANOTHER_ROOM.test(folded.slice(first.end))) return null
  return first.home
}

/**
 * The home on a group card, in either order with the name: "3-2-501 张三", "张三-3栋2单元501", "1-201". Null when it is
 * not certain: no room, two rooms, a number that could be something else.
 */
export const homeFromCard = (card: string): HomeNumber | null => only(fold(card.slice(0, 200)), [...FORMS, SPACED])

/** The one home that a text names. Null when it names none, or more than one. */
export const homeInText = (text: string): HomeNumber | null => only(fold(text.slice(0, 2000)), FORMS)
