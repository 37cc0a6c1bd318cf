import { hundredthsText } from '../kernel/quantity.ts'
import { homeText } from './home.ts'
import type { RegisterRow } from './register.ts'

export type RegisterField = 'area' | 'areaSource' | 'owners' | 'phones'

/** One field of one home that would become another. Values as text: 89.5, certificate, 张三、李四; '' for none. */
export interface RegisterChange {
  readonly home: string
  readonly field: RegisterField
  readonly from: string
  readonly to: string
}

export interface RegisterDifference {
  readonly added: readonly RegisterRow[]
  readonly changed: readonly RegisterChange[]
  /** Homes the new register does not name. Listed only: whether they go is a person's decision. */
  readonly removed: readonly RegisterRow[]
  /** How many homes stay as they are. */
  readonly same: number
  /** What to write to bring the register up to date: every added and changed home, whole. */
  readonly write: readonly RegisterRow[]
}

const FIELDS: readonly RegisterField[] = ['area', 'areaSource', 'owners', 'phones']

const valueText = (row: RegisterRow, field: RegisterField): string => {
  if (field === 'area') return row.area === null ? '' : hundredthsText(row.area)
  if (field === 'areaSource') return row.areaSource ?? ''
  return [...row[field]].join('、')
}

/** Names and numbers in another order are the same names and numbers. */
const identity = (row: RegisterRow, field: RegisterField): string =>
  field === 'owners' || field === 'phones' ? [...row[field]].sort().join('、') : valueText(row, field)

/** What is empty in the new register does not erase what is known: a list without mobiles is no order to forget them. */
const merge = (now: RegisterRow, next: RegisterRow): RegisterRow => ({
  home: now.home,
  area: next.area ?? now.area,
  areaSource: next.areaSource ?? now.areaSource,
  owners: next.owners.length > 0 ? next.owners : now.owners,
  phones: next.phones.length > 0 ? next.phones : now.phones,
})

/** What a second import would do to the register. Homes are told apart by their number alone. */
export const diffRegister = (current: readonly RegisterRow[], next: readonly RegisterRow[]): RegisterDifference => {
  const before = new Map(current.map((row) => [homeText(row.home), row]))
  const named = new Set(next.map((row) => homeText(row.home)))
  const added: RegisterRow[] = []
  const changed: RegisterChange[] = []
  const write: RegisterRow[] = []
  let same = 0
  for (const row of next) {
    const home = homeText(row.home)
    const now = before.get(home)
    if (!now) {
      added.push(row)
      write.push(row)
      continue
    }
    const merged = merge(now, row)
    const fields = FIELDS.filter((field) => identity(now, field) !== identity(merged, field))
    for (const field of fields) changed.push({ home, field, from: valueText(now, field), to: valueText(merged, field) })
    if (fields.length > 0) write.push(merged)
    else same++
  }
  return { added, changed, removed: current.filter((row) => !named.has(homeText(row.home))), same, write }
}
