import { inflateRawSync } from 'node:zlib'
import { TableError } from './problem.ts'

/** An xlsx of 200,000 households unpacks to about 80 MB. */
const MAX_UNPACKED = 150 * 1024 * 1024
/** What a spreadsheet program itself can hold: empty formatted rows often reach the very last one. */
const LAST_ROW = 1_048_576
const MAX_ROW = 200_000
const MAX_COLUMN = 200

interface Entry {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly unpacked: number
  readonly offset: number
}

const bad = () => new TableError('table.bad-xlsx')

/** The central directory. zip64 is refused: nothing below 20 MB needs it. */
const entries = (zip: Buffer): Entry[] => {
  let end = zip.length - 22
  while (end >= 0 && zip.readUInt32LE(end) !== 0x06054b50) end--
  if (end < 0) throw bad()
  if (end >= 20 && zip.readUInt32LE(end - 20) === 0x07064b50) throw bad()
  const found: Entry[] = []
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (at + 46 > end || zip.readUInt32LE(at) !== 0x02014b50) throw bad()
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28)
    found.push({
      name: zip.toString('utf8', at + 46, nameEnd),
      method: zip.readUInt16LE(at + 10),
      packed: zip.readUInt32LE(at + 20),
      unpacked: zip.readUInt32LE(at + 24),
      offset: zip.readUInt32LE(at + 42),
    })
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return found
}

const unpack = (zip: Buffer, { method, packed, unpacked, offset }: Entry): Buffer => {
  if (offset + 30 > zip.length || zip.readUInt32LE(offset) !== 0x04034b50) throw bad()
  const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28)
  const data = zip.subarray(start, start + packed)
  if (data.length !== packed) throw bad()
  if (method === 0 && packed === unpacked) return data
  if (method !== 8) throw bad()
  const content = inflateRawSync(data, { maxOutputLength: Math.max(unpacked, 1) })
  if (content.length !== unpacked) throw bad()
  return content
}

const columnNumber = (letters: string) => [...letters].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0)

/** Rows and filled cells must stand where a table can have them: a reader fills the space before them with empties. */
const checkPlaces = (xml: string) => {
  const tags = /<(?:[\w.-]+:)?(row|c)(?=[\s/>])((?:[^>"']|"[^"]*"|'[^']*')*)>/g
  for (const [, tag, attributes = ''] of xml.matchAll(tags)) {
    const place = /(?:^|\s)r\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1]
    if (place === undefined) continue
    const match = /^([A-Z]{0,3})(\d{1,7})$/.exec(place)
    const row = Number(match?.[2])
    if (!match || row > LAST_ROW) throw bad()
    if (tag === 'row' || attributes.endsWith('/')) continue
    if (row > MAX_ROW) throw new TableError('table.too-many-rows', row)
    if (columnNumber(match[1] ?? '') > MAX_COLUMN) throw new TableError('table.too-many-columns', row)
  }
}

/**
 * Refuses an xlsx that is broken, or small on disk and huge in memory (a zip bomb, or a cell said to stand in row
 * 4,000,000,000), before anything is unpacked by a reader that trusts it.
 */
export const checkArchive = (bytes: Uint8Array): void => {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const texts = entries(zip).filter(({ name }) => /\.(?:xml|rels)$/.test(name))
  if (texts.reduce((sum, { unpacked }) => sum + unpacked, 0) > MAX_UNPACKED) throw new TableError('table.too-big')
  for (const entry of texts) {
    let content: Buffer
    try {
      content = unpack(zip, entry)
    } catch {
      throw bad()
    }
    const xml = content.toString('utf8')
    if (/<(?:[\w.-]+:)?sheetData/.test(xml)) checkPlaces(xml)
  }
}
