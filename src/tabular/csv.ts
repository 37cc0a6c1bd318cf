import { CsvError } from 'csv-parse'
import { parse } from 'csv-parse/sync'
import { TableError } from './problem.ts'

/** More than this in one line is no table, and is refused while reading: 20 MB of commas would fill the memory. */
const MAX_CELLS = 1_000
/** What a spreadsheet program can hold; beyond the rows that are read they can only be empty. */
const MAX_LINES = 1_048_576

const decode = (bytes: Uint8Array): string => {
  const encodings = bytes[0] === 0xff && bytes[1] === 0xfe ? ['utf-16le'] : ['utf-8', 'gb18030']
  for (const encoding of encodings) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // Not this encoding: what Excel in China writes is GB18030, and it is hardly ever valid UTF-8.
    }
  }
  throw new TableError('table.not-a-table')
}

/** The separator that occurs most in the first line that has text; a comma where none does. */
const delimiterOf = (text: string): string => {
  const at = Math.max(0, text.search(/\S/))
  const begin = Math.max(text.lastIndexOf('\n', at), text.lastIndexOf('\r', at)) + 1
  const first = (/^[^\r\n]*/.exec(text.slice(begin))?.[0] ?? '').replace(/"[^"]*"/g, '')
  const count = (delimiter: string) => first.split(delimiter).length
  return [',', '\t', ';'].reduce((best, next) => (count(next) > count(best) ? next : best))
}

/** The rows of a CSV file, one by one. `line` is the first line of a row, also where quoted cells run over several lines. */
export const parseCsv = (bytes: Uint8Array, take: (line: number, cells: readonly string[]) => void): void => {
  const text = decode(bytes)
  if (/[\x00-\x08\x0e-\x1f]/.test(text)) throw new TableError('table.not-a-table')
  if (/^\s*<(?:!doctype|html|\?xml|table|meta|head)/i.test(text)) throw new TableError('table.web-page')
  // Counted here: csv-parse takes a CRLF within quotes for two lines.
  let line = 1
  try {
    // Not its empty end, which may be all there is.
    parse(text.trimEnd(), {
      delimiter: delimiterOf(text),
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      on_record: (cells: string[]) => {
        if (cells.length > MAX_CELLS) throw new TableError('table.too-many-columns', line)
        if (line > MAX_LINES) throw new TableError('table.too-many-rows', line)
        take(line, cells)
        line += cells.reduce((lines, cell) => lines + cell.split(/\r\n|\n|\r/).length - 1, 1)
        return null
      },
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new TableError(error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'table.open-quote' : 'table.bad-quote', line)
  }
}
