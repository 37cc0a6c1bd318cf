import { readEntry } from './entry.ts'
import { narrow } from './envelope.ts'
import { type Marker, readMarker, splitEntry, splitHeading } from './marker.ts'
import { looksLikePerson } from './person.ts'

/** A text taken apart: what stands above the list, and the list's lines. */
export interface Layout {
  readonly heading: readonly string[]
  readonly items: readonly Item[]
}

interface Item {
  readonly number: number | null
  readonly text: string
}

interface Line {
  readonly text: string
  readonly marker: Marker | null
}

/** 例 3-2-501 张三 同意: shows how to write, and what follows is the list. */
export const EXAMPLE = /^\s*(?:例如?|示例|举例|样例|范例|模板|格式)(?:\s*[:：\s]|$)/
const MENU_AHEAD = /[:：]\s*$|菜单|选项|如下|内容|说明|要求|规则|流程|事项|须知|品种|套餐$/

/** Somebody's entry, beyond doubt: a home, or a person with what he wants. A price is a menu's. */
const isEntry = (text: string): boolean => {
  if (/元|[¥￥]|\d块/.test(text)) return false
  const { home, name, choice, quantity } = readEntry(null, text, '')
  return home !== null || (name !== null && looksLikePerson(name) && (choice !== null || quantity !== null))
}

const most = <Each>(all: readonly Each[], test: (each: Each) => boolean): boolean =>
  all.length > 0 && all.filter(test).length * 2 >= all.length

const textOf = ({ text, marker }: Line): string => text.slice(marker?.end ?? 0).trim()

/** Which lines bear a number of the list. Loose numbers count only where no clear ones stand. */
const marked = (texts: readonly string[]): readonly Line[] => {
  const lines = texts.map((text) => ({ text, marker: readMarker(text) }))
  const loose = lines.some(({ marker }) => marker !== null && !marker.loose)
  return loose ? lines.map((line) => (line.marker?.loose ? { ...line, marker: null } : line)) : lines
}

/** Cuts lines in which line breaks were lost. */
const restored = (lines: readonly string[], glued: boolean): readonly Line[] => {
  const first = marked(lines)
  const numbered = first.slice(glued ? 1 : 0).some(({ marker }) => marker !== null)
  if (!numbered) return marked(lines.flatMap((line) => (line.length < 20_000 ? splitHeading(line) : [line])))
  const following: (number | null)[] = []
  let next: number | null = null
  for (const { marker } of first.toReversed()) {
    following.push(next)
    if (marker) next = marker.number
  }
  following.reverse()
  return marked(
    first.flatMap(({ text, marker }, index) =>
      marker ? splitEntry(text, marker.number, following[index] ?? null) : [text],
    ),
  )
}

/** Where each row of numbers begins: at a 1 that stands apart from the row before it. */
const rowsOf = (lines: readonly Line[], from: number): readonly (readonly number[])[] => {
  const rows: number[][] = []
  let last: number | null = null
  for (let index = from; index < lines.length; index += 1) {
    const marker = lines[index]?.marker
    if (!marker) continue
    const before = last === null ? null : (lines[last]?.marker ?? null)
    const apart = last !== null && (index - last > 1 || (before?.indent ?? 0) > marker.indent)
    if (before === null || (marker.number <= 1 && apart)) rows.push([index])
    else rows.at(-1)?.push(index)
    last = index
  }
  return rows
}

/** The line where the list begins. Menus, options and rules that are numbered too stand above it. */
const startOf = (lines: readonly Line[], example: number): number | null => {
  const rows = rowsOf(lines, example + 1)
  const texts = (row: readonly number[]) => row.map((index) => textOf(lines[index] ?? { text: '', marker: null }))
  const last = rows.at(-1)
  const start = last?.[0]
  if (!last || start === undefined) return null
  // Where everybody typed a 1, each is a row of his own.
  const single = rows.length === 1 || (rows.length > 2 && rows.every(({ length }) => length === 1))
  const own = single ? 0 : rows.findIndex((row) => most(texts(row), (text) => isEntry(text) || isNamed(text)))
  const first = own < 0 ? start : (rows[own]?.[0] ?? start)
  const above = lines[first - 1]
  const indented = (lines[first]?.marker?.indent ?? 0) > 1
  const menu =
    example < 0 && above !== undefined && above.text.trim() !== '' && (indented || MENU_AHEAD.test(above.text))
  return menu && !most(texts(last), (text) => isEntry(text) || isNamed(text)) ? null : first
}

const isPerson = (text: string): boolean => {
  if (text.length > 40 || /[。;；?？:：]|http/.test(text)) return false
  const { name, home } = readEntry(null, text, '')
  return home !== null || (name !== null && looksLikePerson(name))
}

/** A person by a Chinese name: foreign words in a menu look like nicknames. */
const isNamed = (text: string): boolean => !/[A-Za-z]|元|[¥￥]/.test(text) && isPerson(text)

/** 2 李四 among 1. and 3.: a number and a space before a person are his place, never how many he wants. */
const numberedLoosely = (words: string): Item => {
  const marker = readMarker(words)
  const text = words.slice(marker?.end ?? 0).trim()
  return marker?.loose && isPerson(text) ? { number: marker.number, text } : { number: null, text: words }
}

/** Numbered lines with what was continued under them; people who left their number out stand for themselves. */
const itemsOf = (lines: readonly Line[]): readonly Item[] => {
  const items: Item[] = []
  const places = lines.flatMap(({ marker }, index) => (marker ? [index] : []))
  places.forEach((place, order) => {
    const end = places[order + 1] ?? lines.length
    const number = lines[place]?.marker?.number ?? 0
    const following = lines[end]?.marker?.number ?? null
    const under = lines.slice(place + 1, end)
    const told = under.filter(({ text }) => text.trim() !== '')
    const gap = following !== null && following - number - 1 === told.length
    const gone = following === null ? under.findIndex(({ text }) => text.trim() === '') : -1
    const own =
      following === null && told.every(({ text }) => !isEntry(text)) && items.length > 1 && !continued(lines, place)
    const parts = [textOf(lines[place] ?? { text: '', marker: null })]
    const unnumbered: Item[] = []
    under.forEach(({ text }, index) => {
      const words = text.trim()
      // 周二： begins a part of the list.
      if (words === '' || /[:：]$/.test(words)) return
      const after = gone >= 0 && index > gone
      const loosely = numberedLoosely(words)
      if (isPerson(words) && (gap || isEntry(words) || loosely.number !== null)) unnumbered.push(loosely)
      else if (!after && !own) parts.push(words)
    })
    items.push({ number, text: parts.join('\n').trim() }, ...unnumbered)
  })
  return items.filter(({ text }) => /[\p{L}\p{N}\p{S}]/u.test(text) && !EXAMPLE.test(text))
}

/** Whether any entry before `last` goes on in further lines: then the last may, too. */
const continued = (lines: readonly Line[], last: number): boolean =>
  lines.slice(0, last).some(({ text, marker }, index) => index > 0 && marker === null && text.trim() !== '') ||
  !/\S\s\S/.test(textOf(lines[last] ?? { text: '', marker: null }))

/** A list without any numbers: short lines in the last paragraph, or after the example, most of them people. */
const unnumbered = (lines: readonly Line[], example: number): number | null => {
  const last = lines.findLastIndex(({ text }) => text.trim() !== '')
  const gap = lines.slice(0, last + 1).findLastIndex(({ text }) => text.trim() === '')
  const start = Math.max(example, gap, 0) + 1
  const told = lines.slice(start).filter(({ text }) => text.trim() !== '')
  return most(told, ({ text }) => isPerson(text.trim())) ? start : null
}

/** Takes a text apart. `glued`: the first line is what stood behind the header, never an entry. `bare`: unnumbered lists count. */
export const layOut = (texts: readonly string[], glued: boolean, bare: boolean): Layout => {
  const lines = restored(texts, glued).map((line, index) => (glued && index === 0 ? { ...line, marker: null } : line))
  const example = lines.findLastIndex(({ text }) => EXAMPLE.test(narrow(text)))
  const start = startOf(lines, example)
  const above = (end: number) => lines.slice(0, end).map(({ text }) => text)
  if (start !== null) return { heading: above(start), items: itemsOf(lines.slice(start)) }
  const plain =
    bare && lines.slice(example + 1).every(({ marker }) => marker === null) ? unnumbered(lines, example) : null
  if (plain === null) return { heading: above(lines.length), items: [] }
  const people = lines
    .slice(plain)
    .flatMap(({ text }) => (text.trim() === '' ? [] : [{ number: null, text: text.trim() }]))
  return { heading: above(plain), items: people }
}
