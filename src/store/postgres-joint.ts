import { createHash } from 'node:crypto'
import type { Table } from '../app/model.ts'
import type { Where } from '../app/operations.ts'
import { columnsOf, naming, orders } from './clauses.ts'
import { DECODE, ENCODE, orderText, type Reply } from './postgres-statements.ts'
import { ARRAYS, quoted } from './postgres-writes.ts'
import { isValue } from './select.ts'
import { Shape, shapeOf } from './shape.ts'
import type { Listing } from './shelves.ts'

/**
 * Listings that differ in nothing but their values as one statement: each brings its number and its values, and gets the
 * rows that fit these. So what is asked side by side of many communities costs one round trip.
 */
export interface Joint {
  readonly name: string
  readonly text: string
  bind(listings: readonly Listing[]): unknown[]
  /** The rows of each of so many listings. */
  read(reply: Reply, listings: number): unknown[][]
}

/** Whether a listing can be asked together with others: one that names its rows, and holds none. */
export const canBeJoint = (o: Listing): boolean => {
  const lists = Object.values(o.where).filter(isList)
  return !o.lock && (lists.length === 0 || (lists.length === 1 && o.limit === null)) && valued(o.where).length > 0
}

const root = new Shape<Joint>()

/** The statement of a shape. Listings of one shape have the same. */
export const jointOf = (o: Listing): Joint => {
  const shape = shapeOf(o, root)
  shape.prepared ??= make(o)
  return shape.prepared
}

const isList = (value: Where[string] | undefined): value is { readonly in: readonly (string | number)[] } =>
  typeof value === 'object' && value !== null && 'in' in value

/** The columns whose conditions have a value of their own in each listing. */
const valued = (where: Where): string[] =>
  Object.keys(where).filter((name) => {
    const value = where[name]
    if (value === null || value === undefined) return false
    return typeof value !== 'object' || !('below' in value || ('not' in value && value.not === null))
  })

const make = (o: Listing): Joint => {
  const { table, where, limit } = o
  const names = valued(where)
  const arrays = ['$1::bigint[]', ...names.map((name, i) => `$${i + 2}::${arrayOf(table, name)}`)].join(', ')
  const given = ['q', ...names.map((name) => `w_${name}`)].map(quoted).join(', ')
  const columns = Object.keys(columnsOf(table)).map((name) => `"t".${quoted(name)}`)
  const order = orders(o).map((one) => orderText(table, one, '"t".'))
  const rows = [
    `select "t".* from ${quoted(table)} as "t"`,
    `where ${Object.keys(where)
      .map((name) => conditionText(name, where[name] as Where[string]))
      .join(' and ')}`,
    // Without a limit the whole is put in order below.
    ...(limit === null ? [] : [...(order.length > 0 ? [`order by ${order.join(', ')}`] : []), `limit ${limit}`]),
  ].join(' ')
  const text = [
    `select "v"."q", ${columns.join(', ')} from unnest(${arrays}) as "v" (${given})`,
    `cross join lateral (${rows}) as "t"`,
    `order by ${['"v"."q"', ...order].join(', ')}`,
  ].join(' ')
  const row = naming(table, DECODE)
  return {
    name: createHash('sha256').update(text).digest('base64url').slice(0, 24),
    text,
    bind: (listings) => valuesOf(table, names, listings),
    read: ({ rows }, listings) => {
      const found: unknown[][] = Array.from({ length: listings }, () => [])
      for (const [q, ...cells] of rows) found[Number(q)]?.push(row(cells))
      return found
    },
  }
}

const arrayOf = (table: Table, name: string): string => ARRAYS[columnsOf(table)[name]?.type ?? 'text']

/** A list of values is asked for as so many listings of one value each, under the same number. */
const conditionText = (name: string, value: Where[string]): string => {
  const [column, wanted] = [`"t".${quoted(name)}`, `"v".${quoted(`w_${name}`)}`]
  if (value === null) return `${column} is null`
  if (isValue(value) || isList(value)) return `${column} = ${wanted}`
  if (typeof value !== 'object') return `${column} = ${wanted}`
  if ('gt' in value) return `${column} > ${wanted}`
  if ('lte' in value) return `${column} <= ${wanted}`
  if ('below' in value) return `${column} < "t".${quoted(value.below)}`
  return 'not' in value && value.not !== null ? `${column} <> ${wanted}` : `${column} is not null`
}

const valuesOf = (table: Table, names: readonly string[], listings: readonly Listing[]): unknown[] => {
  const numbers: number[] = []
  const values: unknown[][] = names.map(() => [])
  const codes = names.map((name) => ENCODE[columnsOf(table)[name]?.type ?? ''] ?? same)
  listings.forEach(({ where }, q) => {
    const several = Object.values(where).find(isList)
    for (const one of several ? new Set(several.in) : [null]) {
      numbers.push(q)
      names.forEach((name, i) => {
        const wanted = where[name] as Where[string]
        values[i]?.push(codes[i]?.(isList(wanted) ? one : boundOf(wanted)))
      })
    }
  })
  return [numbers, ...values]
}

const boundOf = (wanted: Where[string]): unknown => {
  if (typeof wanted !== 'object' || wanted === null) return wanted
  if ('gt' in wanted) return wanted.gt
  if ('lte' in wanted) return wanted.lte
  return 'not' in wanted ? wanted.not : null
}

const same = (value: unknown): unknown => value
