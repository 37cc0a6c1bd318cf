import { stringify } from 'csv-stringify/sync'
import writeSheet, { type Cell } from 'write-excel-file/node'

export interface TableColumn {
  readonly key: string
  readonly header: string
}

/** A cell of a spreadsheet holds no more. */
const MAX_TEXT = 32_767

/** What XML and spreadsheets cannot hold: control characters and halves of characters. */
const clean = (text: string): string => text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/gu, '')

const plain = (value: unknown): string | number => {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? '是' : '否'
  return clean(typeof value === 'object' ? JSON.stringify(value) : String(value))
}

/** Text that a spreadsheet would run as a formula gets an apostrophe in front; a plain negative number is left alone. */
const harmless = (text: string): string =>
  /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^-\d+(?:\.\d+)?$/.test(text) ? `'${text}` : text

const csv = (rows: readonly (readonly (string | number)[])[]): Uint8Array => {
  const text = stringify(
    rows.map((row) => row.map((cell) => harmless(String(cell)))),
    { bom: true, record_delimiter: 'windows', quoted_match: /[\r\n]/ },
  )
  return new TextEncoder().encode(text)
}

const width = (text: string | number): number =>
  [...String(text)].reduce((sum, character) => sum + (character > '\u2e7f' ? 2 : 1), 0)

const xlsx = async (rows: readonly (readonly (string | number)[])[]): Promise<Uint8Array> => {
  const cell = (value: string | number, fontWeight?: 'bold'): Cell =>
    typeof value === 'number' && Number.isFinite(value)
      ? { value, type: Number }
      : { value: String(value).slice(0, MAX_TEXT), type: String, ...(fontWeight && { fontWeight }) }
  const [header = [], ...body] = rows
  const sheet = [header.map((value) => cell(value, 'bold')), ...body.map((row) => row.map((value) => cell(value)))]
  const columns = header.map((_, i) => ({
    width: Math.min(60, Math.max(6, ...rows.slice(0, 200).map((row) => width(row[i] ?? ''))) + 2),
  }))
  return new Uint8Array(await writeSheet(sheet, { columns, stickyRowsCount: 1 }).toBuffer())
}

/**
 * Writes a table that opens right in a spreadsheet program in China: CSV as UTF-8 with BOM and CRLF, or xlsx in which
 * text stays text (a room 0501 or a mobile never becomes a number). Missing values are empty cells.
 */
export const writeTable = async (
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly TableColumn[],
  format: 'csv' | 'xlsx',
): Promise<Uint8Array> => {
  const table = [columns.map(({ header }) => header), ...rows.map((row) => columns.map(({ key }) => plain(row[key])))]
  return format === 'csv' ? csv(table) : xlsx(table)
}
