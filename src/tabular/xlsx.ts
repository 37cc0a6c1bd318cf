// The entry that reads the zip by its directory, as `checkedArchive` does: the stream reader for Node believes the sizes
// which each part of the file claims for itself, and sets aside that much memory.
import { readSheet } from 'read-excel-file/universal'
import { checkedArchive } from './archive.ts'
import { TableError } from './problem.ts'

/** A spreadsheet shows 15 significant digits: 89.560000000000002 in the file is 89.56 to its author. */
const shown = (number: string): string => String(Number(Number(number).toPrecision(15)))

const cellText = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10)
  // As it is shown there.
  return typeof value === 'boolean' ? String(value).toUpperCase() : String(value)
}

/** The rows of the first sheet, each in its place. */
export const parseXlsx = async (bytes: Uint8Array): Promise<string[][]> => {
  const checked = checkedArchive(bytes)
  try {
    const sheet = await readSheet<string>(new Blob([checked]), { parseNumber: shown })
    return sheet.map((cells) => cells.map(cellText))
  } catch {
    // Whatever a reader stumbles over in a file that is not ours: to its owner the file is broken.
    throw new TableError('table.bad-xlsx')
  }
}
