import { createHash } from 'node:crypto'
import type { Table } from '../app/model.ts'
import type { Write } from './asked.ts'
import { columnsOf, quoted, type Values } from './clauses.ts'
import { ENCODE, type Statement } from './postgres-statements.ts'
import { ARRAYS } from './postgres-types.ts'
import type { Change } from './waiting.ts'

/** Changes of many rows of a table as few statements: each column's values are one array. */

/** Changes that differ in nothing but their values. */
interface Kind {
  readonly do: Change['do']
  /** By which columns the rows are found, and which are set. */
  readonly where: readonly string[]
  readonly set: readonly string[]
  readonly changes: Change[]
}

/**
 * Rows that are changed also by whoever is not alone with their community. All take them in this order, so that no two
 * transactions wait for each other.
 */
const IN_TURN: Readonly<Partial<Record<Table, string>>> = { lanes: 'chatId' }

const known = new Map<string, Statement>()

/** The statements that make some changes, which are of different rows, in any order. */
export const writesOf = ({ table, take }: Write): { statement: Statement; values: unknown[] }[] => {
  const kinds = new Map<string, Kind>()
  for (const change of take()) {
    const where = change.do === 'insert' ? [] : Object.keys(change.where)
    const set = change.do === 'remove' ? [] : Object.keys(change.do === 'insert' ? change.row : change.set)
    const name = `${change.do} ${where} ${set}`
    const kind = kinds.get(name) ?? { do: change.do, where, set, changes: [] }
    kinds.set(name, kind)
    kind.changes.push(change)
  }
  return [...kinds].map(([name, kind]) => {
    const statement = known.get(`${table} ${name}`) ?? written(table, kind)
    known.set(`${table} ${name}`, statement)
    return { statement, values: valuesOf(table, kind) }
  })
}

const written = (table: Table, { do: act, where, set }: Kind): Statement => {
  const columns = columnsOf(table)
  const arrays = [...where, ...set].map((name, i) => `$${i + 1}::${ARRAYS[columns[name]?.type ?? 'text']}`).join(', ')
  // A column may be asked for and set: it then has two names here.
  const names = [...where.map((name) => `w_${name}`), ...set.map((name) => `s_${name}`)].map(quoted).join(', ')
  const rows = `unnest(${arrays}) as "v" (${names})`
  const same = where.map((name) => `"t".${quoted(name)} = "v".${quoted(`w_${name}`)}`).join(' and ')
  const turn = IN_TURN[table]
  const becomes = set.map((name) => `${quoted(name)} = "v".${quoted(`s_${name}`)}`).join(', ')
  const text =
    act === 'insert'
      ? `insert into ${quoted(table)} (${set.map(quoted).join(', ')}) select * from ${rows}`
      : act === 'update'
        ? `update ${quoted(table)} as "t" set ${becomes} from ${turn ? inTurn(table, rows, same, turn) : rows} where ${same}`
        : `delete from ${quoted(table)} as "t" using ${rows} where ${same}`
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 24)
  return { name, text, bind: () => [], read: ({ rowCount }) => rowCount ?? 0 }
}

const inTurn = (table: Table, rows: string, same: string, turn: string): string =>
  `(select "v".* from ${quoted(table)} as "t" join ${rows} on ${same} order by "t".${quoted(turn)} for update of "t") as "v"`

const valuesOf = (table: Table, { where, set, changes }: Kind): unknown[] => {
  const column = (name: string, of: (change: Change) => Values) => {
    const code = ENCODE[columnsOf(table)[name]?.type ?? '']
    return changes.map((change) => {
      const value = of(change)[name] ?? null
      return value === null || !code ? value : code(value)
    })
  }
  return [
    ...where.map((name) => column(name, (change) => (change.do === 'insert' ? {} : change.where))),
    ...set.map((name) => column(name, (change) => rowOf(change))),
  ]
}

const rowOf = (change: Change): Values =>
  change.do === 'insert' ? (change.row as Values) : change.do === 'update' ? (change.set as Values) : {}
