import { inflateRawSync } from 'node:zlib'
import { TableError } from './problem.ts'
import { checkXml } from './sheet.ts'

/** An xlsx of 200,000 households unpacks to about 80 MB. */
const MAX_UNPACKED = 150 * 1024 * 1024

interface Entry {
  readonly name: string
  /** As the directory has it, without what may follow its name. */
  readonly record: Buffer
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
    const record = Buffer.from(zip.subarray(at, nameEnd))
    record.writeUInt32LE(0, 30)
    found.push({
      record,
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

/**
 * The same archive with a directory that names nothing but these. Between it and the end stands nothing that could be
 * taken for zip64.
 */
const withOnly = (zip: Buffer, kept: readonly Entry[]): Uint8Array<ArrayBuffer> => {
  const directory = Buffer.concat(kept.map(({ record }) => record))
  const end = Buffer.alloc(42)
  end.writeUInt32LE(0x06054b50, 20)
  end.writeUInt16LE(kept.length, 28)
  end.writeUInt16LE(kept.length, 30)
  end.writeUInt32LE(directory.length, 32)
  end.writeUInt32LE(zip.length, 36)
  return new Uint8Array(Buffer.concat([zip, directory, end]))
}

const total = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0)

/**
 * An xlsx with nothing in it but texts that were looked at. Refuses one that is broken, or small on disk and huge in
 * memory (a zip bomb, or a cell said to stand in row 4,000,000,000), before anything is unpacked by a reader that trusts
 * it; what the reader does not need, it does not see.
 */
export const checkedArchive = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const texts = entries(zip).filter(({ name }) => /\.(?:xml|rels)$/.test(name))
  if (total(texts.map(({ unpacked }) => unpacked)) > MAX_UNPACKED) throw new TableError('table.too-big')
  // One part named many times is no honest file.
  if (total(texts.map(({ packed }) => packed)) > zip.length) throw bad()
  for (const entry of texts) {
    let content: Buffer
    try {
      content = unpack(zip, entry)
    } catch {
      throw bad()
    }
    checkXml(content.toString('utf8'))
  }
  return withOnly(zip, texts)
}
