import fc from 'fast-check'
import { model, type Table } from '../../src/app/model.ts'
import type { TableModel } from '../../src/app/columns.ts'
import type { Operation, Where } from '../../src/app/operations.ts'

/* A plain list of rows, and all that may be asked of it: what every store has to answer alike. */

type Row = Readonly<Record<string, unknown>>

const keyOf = (table: Table): readonly string[] => (model[table] as TableModel).key ?? ['id']

/** The rows of a community as anybody would keep them who has all the time in the world. */
export class Plain {
  rows = new Map<Table, Row[]>()
  lastId = 0
  readonly #communityId: string

  constructor(communityId: string) {
    this.#communityId = communityId
  }

  copy(): Plain {
    const copy = new Plain(this.#communityId)
    copy.rows = new Map([...this.rows].map(([table, rows]) => [table, [...rows]]))
    copy.lastId = this.lastId
    return copy
  }

  answer(o: Operation): unknown {
    const rows = this.rows.get(o.table) ?? []
    switch (o.do) {
      case 'list':
        return inOrder(o.table, rows, o.order)
          .filter((row) => fits(row, o.where))
          .slice(0, o.limit ?? undefined)
      case 'count':
        return rows.filter((row) => fits(row, o.where)).length
      case 'remove':
        this.rows.set(
          o.table,
          rows.filter((row) => !fits(row, o.where)),
        )
        return rows.filter((row) => fits(row, o.where)).length
      case 'update':
        this.rows.set(
          o.table,
          rows.map((row) => (fits(row, o.where) ? { ...row, ...o.set } : row)),
        )
        return rows.filter((row) => fits(row, o.where)).length
      case 'insert': {
        const numbered = 'id' in model[o.table].columns && !('id' in o.row)
        const full: Record<string, unknown> = { communityId: this.#communityId, ...o.row }
        for (const column of Object.keys(model[o.table].columns)) full[column] ??= null
        const same = rows.some((row) => keyOf(o.table).every((name) => row[name] === full[name]))
        if (same) return null
        if (numbered) full.id = this.lastId += 1
        this.rows.set(o.table, [...rows, full])
        return numbered ? full.id : 0
      }
    }
  }
}

const fits = (row: Row, where: Where): boolean =>
  Object.entries(where).every(([name, wanted]) => {
    const value = row[name]
    if (wanted === null || typeof wanted !== 'object') return value === wanted
    if ('in' in wanted) return wanted.in.includes(value as string | number)
    if (value === null) return false
    if ('gt' in wanted) return Number(value) > wanted.gt
    if ('lte' in wanted) return Number(value) <= wanted.lte
    return 'not' in wanted ? value !== wanted.not : Number(value) < Number(row[wanted.below])
  })

const inOrder = (table: Table, rows: readonly Row[], order: { by: string; desc: boolean } | null): Row[] => {
  const by = (name: string, a: Row, b: Row): number => {
    const [x, y] = [a[name], b[name]]
    if (typeof x === 'number' && typeof y === 'number') return x - y
    return Buffer.compare(Buffer.from(String(x)), Buffer.from(String(y)))
  }
  return [...rows].sort((a, b) => {
    const first = order ? by(order.by, a, b) * (order.desc ? -1 : 1) : 0
    return keyOf(table).reduce((so, name) => so || by(name, a, b), first)
  })
}

/** An answer as a text: columns in one order, and of a new row without an id only whether it is new. */
export const said = (o: Operation, answer: unknown): string => {
  if (o.do === 'insert' && !('id' in model[o.table].columns)) return answer === null ? 'was there' : 'new'
  if (o.do === 'update' && o.blind) return 'not asked'
  const sorted = (row: Row) =>
    Object.fromEntries(
      Object.keys(row)
        .sort()
        .map((name) => [name, row[name]]),
    )
  return JSON.stringify(Array.isArray(answer) ? answer.map(sorted) : answer)
}

const small = fc.integer({ min: 1, max: 3 })
const person = fc.constantFrom('a', 'b', '庚', '\ufffd', '\u{1f600}')
const oneOf = <T>(value: fc.Arbitrary<T>) => fc.uniqueArray(value, { maxLength: 3 }).map((list) => ({ in: list }))

/** What may be asked of each table: conditions, new rows, changes. Shelved, remembered, waiting, and neither. */
export const TABLES: readonly {
  readonly table: Table
  readonly where: fc.Arbitrary<object>
  readonly row: fc.Arbitrary<object>
  readonly set: fc.Arbitrary<object>
  readonly order: readonly string[]
  readonly ifAbsent: boolean
}[] = [
  {
    table: 'ballots',
    where: fc.oneof(
      fc.record({ pollId: small, memberId: person }),
      fc.record({ pollId: small, memberId: oneOf(person) }),
      fc.record({ pollId: small, memberId: person, counted: fc.boolean() }),
      fc.record({ pollId: small }),
      fc.record({ id: fc.integer({ min: 1, max: 20 }) }),
    ),
    row: fc.record({
      pollId: small,
      memberId: person,
      choice: fc.array(small, { maxLength: 2 }),
      at: small,
      messageId: fc.constant('m'),
      counted: fc.boolean(),
    }),
    set: fc.oneof(
      fc.record({ counted: fc.boolean(), reason: fc.constantFrom(null, 'changed') }),
      fc.record({ memberId: person }),
    ),
    order: ['id'],
    ifAbsent: false,
  },
  {
    table: 'counters',
    where: fc.oneof(fc.record({ name: person }), fc.record({}), fc.record({ value: fc.record({ gt: small }) })),
    row: fc.record({ name: person, value: small }),
    set: fc.record({ value: small }),
    order: ['name'],
    ifAbsent: true,
  },
  {
    table: 'memberships',
    where: fc.oneof(
      fc.record({ memberId: person }),
      fc.record({ memberId: oneOf(person) }),
      fc.record({ memberId: person, groupId: person }),
      fc.record({ groupId: person }),
    ),
    row: fc.record({ memberId: person, groupId: person, card: person, at: small }),
    set: fc.record({ card: person }),
    order: ['at'],
    ifAbsent: true,
  },
  {
    table: 'polls',
    where: fc.oneof(
      fc.record({ groupId: person, status: fc.constantFrom('open', 'closed') }),
      fc.record({ id: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ closedAt: fc.record({ not: fc.constant(null) }) }),
    ),
    row: fc.record({
      number: fc.uuid().map((id) => Number.parseInt(id.slice(-12), 16)),
      groupId: person,
      title: person,
      options: fc.array(person, { maxLength: 2 }),
      anonymous: fc.boolean(),
      multiple: fc.boolean(),
      perHome: fc.boolean(),
      hidden: fc.boolean(),
      status: fc.constantFrom('open', 'closed'),
      createdBy: person,
      openedAt: small,
      closesAt: small,
    }),
    set: fc.record({ status: fc.constantFrom('open', 'closed'), closedAt: fc.constantFrom(null, 5) }),
    order: ['id'],
    ifAbsent: false,
  },
  {
    table: 'outbox',
    where: fc.oneof(
      fc.record({ chatId: small, status: fc.constantFrom('pending', 'sent') }),
      fc.record({ id: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ chatId: oneOf(small) }),
      fc.record({ status: fc.constantFrom('pending', 'sent') }),
    ),
    row: fc.record({
      key: fc.uuid(),
      chatId: small,
      payload: fc.record({ text: person }),
      status: fc.constantFrom('pending', 'sent'),
      attempts: small,
      notBefore: small,
      createdAt: small,
      turn: small,
    }),
    set: fc.oneof(
      fc.record({ status: fc.constantFrom('pending', 'sent') }),
      fc.record({ chatId: small, status: fc.constant('pending') }),
    ),
    order: ['id'],
    ifAbsent: false,
  },
  {
    table: 'lanes',
    where: fc.oneof(fc.record({ chatId: small }), fc.record({ cursor: fc.record({ below: fc.constant('seq') }) })),
    row: fc.record({ chatId: small, seq: small, cursor: small, emptied: small }),
    set: fc.oneof(fc.record({ seq: small }), fc.record({ cursor: small })),
    order: ['chatId'],
    ifAbsent: true,
  },
  {
    table: 'timers',
    where: fc.oneof(
      fc.record({ key: person }),
      fc.record({ kind: person, subject: small, firedAt: fc.constant(null) }),
      fc.record({ firedAt: fc.constant(null), dueAt: fc.record({ lte: small }) }),
    ),
    row: fc.record({ key: person, kind: person, subject: small, dueAt: small }),
    set: fc.record({ firedAt: fc.constantFrom(null, 7) }),
    order: ['dueAt'],
    ifAbsent: true,
  },
]

export const operations: fc.Arbitrary<Operation> = fc
  .constantFrom(...TABLES)
  .chain(({ table, where, row, set, order, ifAbsent }) =>
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant('list' as const),
          table: fc.constant(table),
          where,
          limit: fc.constantFrom(null, 1, 2),
          lock: fc.constant(false),
          order: fc.oneof(fc.constant(null), fc.record({ by: fc.constantFrom(...order), desc: fc.boolean() })),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('count' as const), table: fc.constant(table), where }) },
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant('insert' as const),
          table: fc.constant(table),
          row,
          ifAbsent: fc.constant(ifAbsent),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant('update' as const),
          table: fc.constant(table),
          where,
          set,
          blind: table === 'outbox' ? fc.boolean() : fc.constant(false),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), table: fc.constant(table), where }) },
    ),
  ) as fc.Arbitrary<Operation>
