import { parseCsv } from './csv.ts'
import { TableError } from './problem.ts'
import { parseXlsx } from './xlsx.ts'

export const MAX_BYTES = 20 * 1024 * 1024
export const MAX_ROWS = 200_000
export const MAX_COLUMNS = 200

/** One row that holds something. `line` is where it begins in the file, from 1, as a spreadsheet numbers it. */
export interface TableRow {
  readonly line: number
  readonly cells: readonly string[]
}

const startsWith = (bytes: Uint8Array, magic: readonly number[]) => magic.every((byte, i) => bytes[i] === byte)

/**
 * Reads CSV (UTF-8, UTF-16 or GB18030; comma, tab or semicolon) or the first sheet of an xlsx, told apart by content,
 * since names lie. Cells come as trimmed text, numbers as they are shown; empty rows and empty cells at a row's end are
 * left out. Refuses with `TableError` what is no table, broken, above 20 MB, 200,000 rows or 200 columns.
 */
export const readTable = async (file: { readonly name: string; readonly bytes: Uint8Array }) => {
  const { bytes } = file
  if (bytes.length === 0) throw new TableError('table.empty')
  if (bytes.length > MAX_BYTES) throw new TableError('table.too-big')
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) throw new TableError('table.old-excel')
  const zipped = startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])
  if (!zipped && /\.xlsx$/i.test(file.name)) throw new TableError('table.bad-xlsx')
  const rows: TableRow[] = []
  const take = (line: number, cells: readonly string[]) => {
    const trimmed = cells.map((cell) => cell.trim())
    while (trimmed.at(-1) === '') trimmed.pop()
    if (trimmed.length === 0) return
    if (trimmed.length > MAX_COLUMNS) throw new TableError('table.too-many-columns', line)
    if (rows.length === MAX_ROWS) throw new TableError('table.too-many-rows', line)
    rows.push({ line, cells: trimmed })
  }
  if (zipped) for (const [index, cells] of (await parseXlsx(bytes)).entries()) take(index + 1, cells)
  else parseCsv(bytes, take)
  if (rows.length === 0) throw new TableError('table.empty')
  return { rows }
}
