import { existsSync, readFileSync } from 'node:fs'
import { parseCsv } from '../../../src/tabular/csv.ts'

const DATA = new URL('../../../../shared/data/', import.meta.url)

/** The rows of a table that others made, by column, read in place. Null where it is not here. */
export const tableOf = (name: string): readonly Readonly<Record<string, string>>[] | null => {
  const file = new URL(name, DATA)
  if (!existsSync(file)) return null
  const [header, ...rows] = [...parseCsv(readFileSync(file))]
  return rows.map(({ cells }) => Object.fromEntries((header?.cells ?? []).map((column, i) => [column, cells[i] ?? ''])))
}
