/** Why a file cannot be read as a table. The sentence about each stands in `phrases/tables.ts`. */
export const TABLE_PROBLEMS = [
  'table.empty',
  'table.too-big',
  'table.too-many-rows',
  'table.too-many-columns',
  'table.not-a-table',
  'table.old-excel',
  'table.web-page',
  'table.bad-xlsx',
  'table.bad-quote',
  'table.open-quote',
] as const

export type TableProblem = (typeof TABLE_PROBLEMS)[number]

/** A file that is refused as a whole. `line` counts from 1 as the file's reader sees it, where the fault has a place. */
export class TableError extends Error {
  override readonly name = 'TableError'

  constructor(
    readonly code: TableProblem,
    readonly line: number | null = null,
  ) {
    super(line === null ? code : `${code} at line ${line}`)
  }
}
