import type { Table } from '../app/model.ts'
import type { Operation } from '../app/operations.ts'

/**
 * Tables that every message reads and few change: their rows are remembered until the table is written.
 * A vote then costs its writes and little else.
 */
const REMEMBERED: ReadonlySet<Table> = new Set([
  'communities',
  'groups',
  'chats',
  'members',
  'identities',
  'memberships',
  'roles',
  'households',
  'residencies',
  'polls',
  'works',
  'shifts',
  'questions',
] satisfies Table[])

export const isRemembered = (table: Table): boolean => REMEMBERED.has(table)

/**
 * What one transaction has read. Others may write meanwhile, except what it holds by a lock: a lock that is taken makes
 * it forget, since whoever held it may have written. A lock that is held already is answered from here too.
 */
export class Remembered<S> {
  readonly #tables = new Map<Table, Map<S, Map<string, unknown>>>()

  recall(operation: Operation, statement: S, values: readonly unknown[]): unknown {
    return this.#tables.get(operation.table)?.get(statement)?.get(keyOf(values))
  }

  note(operation: Operation, statement: S, values: readonly unknown[], found: unknown): void {
    const { table } = operation
    if (operation.do !== 'list' && operation.do !== 'count') {
      this.#tables.delete(table)
      return
    }
    if (operation.do === 'list' && operation.lock) this.#tables.clear()
    if (!REMEMBERED.has(table)) return
    const shapes = this.#tables.get(table) ?? new Map<S, Map<string, unknown>>()
    const answers = shapes.get(statement) ?? new Map<string, unknown>()
    this.#tables.set(table, shapes.set(statement, answers.set(keyOf(values), found)))
  }
}

const keyOf = (values: readonly unknown[]): string => (values.length === 1 ? String(values[0]) : values.join('\0'))
