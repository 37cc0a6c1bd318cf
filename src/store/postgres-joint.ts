import { createHash } from 'node:crypto'
import type { Table } from '../app/model.ts'
import type { Where } from '../app/operations.ts'
import { boundOf, columnsOf, naming, orders, quoted, same } from './clauses.ts'
import { DECODE, ENCODE, orderText, type Reply } from './postgres-statements.ts'
import { ARRAYS } from './postgres-types.ts'
import { Shape, shapeOf } from './shape.ts'
import type { Counting, Listing } from './shelves.ts'

type Reading = Listing | Counting

/**
 * Readings that differ in nothing but their values as one statement: each brings its number and its values, and gets the
 * rows that fit these, or how many they are. So what is asked side by side of many communities costs one round trip.
 */
export interface Joint {
  readonly name: string
  readonly text: string
  bind(readings: readonly Reading[]): unknown[]
  /** The answers to so many of them. */
  read(reply: Reply, readings: number): unknown[]
}

/** Whether a reading can be asked together with others: one that names its rows, and holds none. */
export const canBeJoint = (o: Reading): boolean => {
  const lists = Object.values(o.where).filter(isList).length
  const mayList = o.do === 'list' && o.limit === null ? 1 : 0
  return !(o.do === 'list' && o.lock) && lists <= mayList && valued(o.where).length > 0
}

const root = new Shape<Joint>()

/** The statement of a shape. Readings of one shape have the same. */
export const jointOf = (o: Reading): Joint => {
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

const make = (o: Reading): Joint => {
  const { table, where } = o
  const names = valued(where)
  const arrays = ['$1::bigint[]', ...names.map((name, i) => `$${i + 2}::${arrayOf(table, name)}`)].join(', ')
  const given = ['q', ...names.map((name) => `w_${name}`)].map(quoted).join(', ')
  const conditions = Object.keys(where).map((name) => conditionText(name, where[name] as Where[string]))
  const found = `from ${quoted(table)} as "t" where ${conditions.join(' and ')}`
  const wanted =
    o.do === 'list' ? listed(o, found) : { columns: ['"n"'], rows: `select count(*) as "n" ${found}`, order: [] }
  const text = [
    `select "v"."q", ${wanted.columns.map((name) => `"t".${name}`).join(', ')}`,
    `from unnest(${arrays}) as "v" (${given}) cross join lateral (${wanted.rows}) as "t"`,
    `order by ${['"v"."q"', ...wanted.order].join(', ')}`,
  ].join(' ')
  return {
    name: createHash('sha256').update(text).digest('base64url').slice(0, 24),
    text,
    bind: (readings) => valuesOf(table, names, readings),
    read: o.do === 'list' ? listsOf(table) : ({ rows }) => rows.map(([, n]) => n),
  }
}

const listed = (o: Listing, found: string) => {
  const order = orders(o).map((one) => orderText(o.table, one, '"t".'))
  // Without a limit the whole is put in order at the end. "offset 0" has each one looked up by an index: a plan that
  // joins the whole table, made while that was small, would be kept while it grows.
  const ordered = order.length > 0 ? ` order by ${order.join(', ')}` : ''
  const limited = o.limit === null ? ' offset 0' : `${ordered} limit ${o.limit}`
  return { columns: Object.keys(columnsOf(o.table)).map(quoted), rows: `select "t".* ${found}${limited}`, order }
}

const listsOf = (table: Table): Joint['read'] => {
  const row = naming(table, DECODE)
  return ({ rows }, readings) => {
    const found: unknown[][] = Array.from({ length: readings }, () => [])
    for (const [q, ...cells] of rows) found[Number(q)]?.push(row(cells))
    return found
  }
}

const arrayOf = (table: Table, name: string): string => ARRAYS[columnsOf(table)[name]?.type ?? 'text']

/** A list of values is asked for as so many listings of one value each, under the same number. */
const conditionText = (name: string, value: Where[string]): string => {
  const [column, wanted] = [`"t".${quoted(name)}`, `"v".${quoted(`w_${name}`)}`]
  if (value === null) return `${column} is null`
  if (typeof value !== 'object' || isList(value)) return `${column} = ${wanted}`
  if ('gt' in value) return `${column} > ${wanted}`
  if ('lte' in value) return `${column} <= ${wanted}`
  if ('below' in value) return `${column} < "t".${quoted(value.below)}`
  return 'not' in value && value.not !== null ? `${column} <> ${wanted}` : `${column} is not null`
}

const valuesOf = (table: Table, names: readonly string[], readings: readonly Reading[]): unknown[] => {
  const numbers: number[] = []
  const values: unknown[][] = names.map(() => [])
  const codes = names.map((name) => ENCODE[columnsOf(table)[name]?.type ?? ''] ?? same)
  readings.forEach(({ where }, q) => {
    const several = Object.values(where).find(isList)
    for (const one of several ? new Set(several.in) : [null]) {
      numbers.push(q)
      names.forEach((name, i) => {
        const wanted = where[name] as Where[string]
        values[i]?.push(codes[i]?.((isList(wanted) ? one : boundOf(wanted)) ?? null))
      })
    }
  })
  return [numbers, ...values]
}
