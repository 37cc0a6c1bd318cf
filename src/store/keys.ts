import { model, type Table } from '../app/model.ts'
import type { TableModel } from '../app/columns.ts'

/** Columns that are named together, at least one. */
type Columns<C> = [C, ...C[]]

interface Named<C> {
  readonly name: string
  readonly columns: Columns<C>
}

/**
 * The keys of a table as `app/model.ts` lists them, with the columns of a database's own table: its primary key (none
 * where that is an id of its own), and its unique and other indexes, with the same names on every database.
 */
export const keysOf = <C>(table: Table, columns: Readonly<Record<string, C>>) => {
  const { key, unique = [], index = [] }: TableModel = model[table]
  const pick = (names: readonly string[]) =>
    names.map((name) => {
      const column = columns[name]
      if (!column) throw new Error(`${table}.${name} is not a column`)
      return column
    }) as Columns<C>
  const named =
    (kind: string) =>
    (names: readonly string[]): Named<C> => ({
      name: `${table}_${names.join('_')}_${kind}`,
      columns: pick(names),
    })
  return { key: key ? [pick(key)] : [], uniques: unique.map(named('unique')), indexes: index.map(named('index')) }
}
