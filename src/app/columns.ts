/** How a table is written down, once for both stores. */

export interface Column<T> {
  readonly type: 'text' | 'int' | 'json' | 'flag' | 'id'
  readonly nullable: boolean
  /** Never set: carries the row's type. */
  readonly row?: T
}

export const text = <T extends string = string>(): Column<T> => ({ type: 'text', nullable: false })
export const int = (): Column<number> => ({ type: 'int', nullable: false })
export const json = <T>(): Column<T> => ({ type: 'json', nullable: false })
export const flag = (): Column<boolean> => ({ type: 'flag', nullable: false })
/** Given by the store, ascending: within the community where the table has a `communityId` in its key, else in all. */
export const id = (): Column<number> => ({ type: 'id', nullable: false })
export const maybe = <T>(column: Column<T>): Column<T | null> => ({ type: column.type, nullable: true })

export interface TableModel {
  readonly columns: Readonly<Record<string, Column<unknown>>>
  /** Left out: `id` alone. */
  readonly key?: readonly string[]
  readonly unique?: readonly (readonly string[])[]
  readonly index?: readonly (readonly string[])[]
}
