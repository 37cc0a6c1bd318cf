import { TableError } from './problem.ts'

/** What a spreadsheet program itself can hold: empty formatted rows often reach the very last one. */
const LAST_ROW = 1_048_576
/** As many rows as well: for twice as many the reader takes minutes. */
const MAX_ROW = 200_000
const MAX_COLUMN = 200
/** No tag and no text of a sheet is longer: a cell holds 32,767 characters. The reader takes n² for one that is. */
const LONGEST = 1_000_000
/** A spreadsheet program allows 255 characters. The reader takes n² for a format, too. */
const LONG_FORMAT = /formatCode\s*=\s*(?:"[^"]{500}|'[^']{500})/

const bad = () => new TableError('table.bad-xlsx')

const MARKS = [
  { begin: '<!--', end: '-->' },
  { begin: '<![CDATA[', end: ']]>' },
  { begin: '<?', end: '?>' },
] as const

/** Where the piece that begins at `start` ends, as the reader sees it: a `>` in quotes ends no tag. */
const endOf = (xml: string, start: number): number => {
  const mark = MARKS.find(({ begin }) => xml.startsWith(begin, start))
  const found = mark ? xml.indexOf(mark.end, start) : tagEnd(xml, start)
  if (found < 0 || found - start > LONGEST) throw bad()
  return found + (mark?.end.length ?? 1)
}

const tagEnd = (xml: string, start: number): number => {
  for (let at = start + 1; at >= 0 && at < xml.length; at++) {
    const letter = xml[at]
    if (letter === '>') return at
    if (letter === '"' || letter === "'") at = xml.indexOf(letter, at + 1)
    if (at < 0) break
  }
  return -1
}

const columnNumber = (letters: string) => [...letters].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0)

/** Every `r` of a row's or a cell's tag, with whatever prefix. */
const checkPlaces = (tag: string, attributes: string) => {
  for (const [, place = ''] of attributes.matchAll(/[\s:]r\s*=\s*["']([^"']*)["']/g)) {
    const match = /^([A-Z]{0,3})(\d{1,7})$/.exec(place)
    const row = Number(match?.[2])
    if (!match || row > LAST_ROW) throw bad()
    if (tag === 'row' || attributes.endsWith('/')) continue
    if (row > MAX_ROW) throw new TableError('table.too-many-rows', row)
    if (columnNumber(match[1] ?? '') > MAX_COLUMN) throw new TableError('table.too-many-columns', row)
  }
}

/**
 * Refuses one text of an xlsx on which the reader would spend hours or all memory. Rows and filled cells must stand where
 * a table can have them: the reader fills the space before them with empties. Each character is looked at once.
 */
export const checkXml = (xml: string): void => {
  if (LONG_FORMAT.test(xml)) throw bad()
  if (!/<(?:[\w.-]*:)?sheetData/.test(xml)) return
  const placed = /<(?:[\w.-]*:)?(row|c)(?=[\s/>])/y
  let rows = 0
  for (let end = 0, at = 0; end < xml.length; ) {
    at = xml.indexOf('<', end)
    if ((at < 0 ? xml.length : at) - end > LONGEST) throw bad()
    if (at < 0) return
    end = endOf(xml, at)
    placed.lastIndex = at
    const [name, tag] = placed.exec(xml) ?? []
    if (name === undefined || tag === undefined) continue
    if (tag === 'row') rows += 1
    if (rows > MAX_ROW) throw new TableError('table.too-many-rows', rows)
    checkPlaces(tag, xml.slice(at + name.length, end - 1))
  }
}
