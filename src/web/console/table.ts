import type { Html } from './layout.ts'

/** Rows on one page. */
const PAGE_ROWS = 100
const LONGEST_SEARCH = 100

export interface Column<R> {
  readonly key: string
  readonly header: string
  /** What is exported and searched. */
  readonly text: (row: R) => string | number
  /** What it is sorted by, where that is not its text. Null comes last. */
  readonly order?: (row: R) => string | number | null
  /** What the page shows, where that is not the text. */
  readonly cell?: (row: R) => Html | string
  /** `main` is what the row is about; `short` is never broken in two; `minor` is left out where a screen is small. */
  readonly kind?: 'number' | 'main' | 'short' | 'minor'
  /** `page`: a button, left out of files. `file`: too long for a page. */
  readonly only?: 'page' | 'file'
}

export interface Filter<R> {
  readonly value: string
  readonly label: string
  readonly keep: (row: R) => boolean
}

/** A table that filters, sorts, pages and exports. */
export interface Table<R> {
  /** Where it is, without a query: /suggestions. */
  readonly path: string
  readonly name: string
  readonly rows: readonly R[]
  readonly columns: readonly Column<R>[]
  readonly filters: readonly Filter<R>[]
  readonly sort: { readonly key: string; readonly desc: boolean }
  /** Said where there are no rows at all. */
  readonly empty: string
}

/** What is asked of a table, made sane: an unknown column or status, or a page out of range, is the default. */
export interface TableQuery {
  readonly q: string
  readonly status: string
  readonly sort: string
  readonly desc: boolean
  readonly page: number
}

export interface Arranged<R> {
  readonly query: TableQuery
  /** All rows that pass the filter, sorted. */
  readonly found: readonly R[]
  /** Those of one page. */
  readonly shown: readonly R[]
  readonly pages: number
}

type Params = Readonly<Record<string, string | undefined>>

const collator = new Intl.Collator('zh', { numeric: true })

/** Filters, sorts and pages as the address asks. */
export const arrange = <R>(table: Table<R>, params: Params): Arranged<R> => {
  const q = (params.q ?? '').trim().slice(0, LONGEST_SEARCH)
  const filter = table.filters.find(({ value }) => value === params.status)
  const column = table.columns.find(({ key, only }) => key === params.sort && only !== 'page')
  const sort = column?.key ?? table.sort.key
  const desc = column ? params.dir === 'desc' : table.sort.desc
  const found = sorted(table, matching(table, filter ? table.rows.filter(filter.keep) : table.rows, q), sort, desc)
  const pages = Math.max(1, Math.ceil(found.length / PAGE_ROWS))
  const asked = Number(params.page)
  const page = Number.isInteger(asked) ? Math.min(Math.max(1, asked), pages) : 1
  const shown = found.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS)
  return { query: { q, status: filter?.value ?? '', sort, desc, page }, found, shown, pages }
}

const matching = <R>({ columns }: Table<R>, rows: readonly R[], q: string): readonly R[] => {
  if (q === '') return rows
  const wanted = q.toLowerCase()
  return rows.filter((row) => columns.some(({ text }) => String(text(row)).toLowerCase().includes(wanted)))
}

const sorted = <R>({ columns }: Table<R>, rows: readonly R[], sort: string, desc: boolean): readonly R[] => {
  const column = columns.find(({ key }) => key === sort)
  if (!column) return rows
  const keyed = rows.map((row) => ({ row, by: column.order ? column.order(row) : column.text(row) }))
  return keyed.sort((a, b) => compare(a.by, b.by, desc)).map(({ row }) => row)
}

const compare = (a: string | number | null, b: string | number | null, desc: boolean): number => {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
  return desc ? -order : order
}

/** The address of a table with some of its query changed; what is default is left out. */
export const hrefOf = <R>(table: Table<R>, query: TableQuery, suffix = ''): string => {
  const { q, status, sort, desc, page } = query
  const params = new URLSearchParams()
  if (q !== '') params.set('q', q)
  if (status !== '') params.set('status', status)
  if (sort !== table.sort.key || desc !== table.sort.desc) {
    params.set('sort', sort)
    if (desc) params.set('dir', 'desc')
  }
  if (page > 1) params.set('page', String(page))
  const search = params.toString()
  return `${table.path}${suffix}${search === '' ? '' : `?${search}`}`
}

/** The filtered table as a file for a spreadsheet program. */
export const exportTable = async <R>(table: Table<R>, params: Params, format: 'csv' | 'xlsx'): Promise<Uint8Array> => {
  const { writeTable } = await import('../../tabular/write.ts')
  const columns = table.columns.filter(({ only }) => only !== 'page')
  const rows = arrange(table, params).found.map((row) =>
    Object.fromEntries(columns.map(({ key, text }) => [key, text(row)])),
  )
  return writeTable(rows, columns, format)
}
