import type { Operation } from '../app/operations.ts'
import type { Asked } from './asked.ts'
import type { Values } from './clauses.ts'
import { inOrder, isValue, keyOf } from './select.ts'

type Listing = Extract<Operation, { do: 'list' }>

/** What names a person on a platform. */
export const PERSON = ['adapter', 'account', 'epoch', 'nativeId'] as const

/**
 * Who bears which id of a platform, as far as one transaction has asked. That nobody does is known only until its end:
 * identities are not one community's own.
 */
export class Bearers {
  readonly #known = new Map<string, readonly Values[]>()

  /** What is known of the ids that a listing asks for. Undefined: not of all of them, or it asks for something else. */
  known(o: Listing): readonly Values[] | undefined {
    if (!isBare(o)) return undefined
    if (isValue(o.where.nativeId)) return this.#known.get(keyOf(o.where, PERSON))
    const ids = idsOf(o)
    if (!ids) return undefined
    const found: Values[] = []
    for (const nativeId of ids) {
      const rows = this.#known.get(keyOf({ ...o.where, nativeId }, PERSON))
      // What has no id yet has no place among the others.
      if (!rows || rows.some(({ id }) => id === 0)) return undefined
      found.push(...rows)
    }
    return inOrder(o.table, found)
  }

  /** What was found, or what has been added since it was asked for, beside whoever asked. */
  learn(o: Operation, found: unknown): unknown {
    return isOfOne(o) ? this.#note(keyOf(o.where, PERSON), found as Values[]) : found
  }

  /** `id` 0: the database has not given it yet. */
  add(row: Values, id: number): void {
    this.#known.set(keyOf(row, PERSON), [{ ...row, id }])
  }

  /** What was added has been written: from now on it has ids, and is asked for anew. */
  settle(): void {
    for (const [key, rows] of this.#known) if (rows.some(({ id }) => id === 0)) this.#known.delete(key)
  }

  clear(): void {
    this.#known.clear()
  }

  /** The bearers of several ids of one login, asked for at once. Undefined: the listing asks for something else. */
  *load(o: Listing): Asked<readonly Values[] | undefined> {
    const ids = isBare(o) ? idsOf(o) : null
    if (!ids) return undefined
    const keyFor = (nativeId: unknown) => keyOf({ ...o.where, nativeId }, PERSON)
    const unknown = [...ids].filter((nativeId) => !this.#known.has(keyFor(nativeId)))
    const found = (yield { ...o, where: { ...o.where, nativeId: { in: unknown } } }) as Values[]
    for (const row of found) this.#note(keyOf(row, PERSON), [row])
    for (const nativeId of unknown) this.#note(keyFor(nativeId), [])
    return this.known(o)
  }

  #note(key: string, found: readonly Values[]): readonly Values[] {
    const known = this.#known.get(key) ?? found
    this.#known.set(key, known)
    return known
  }
}

const idsOf = ({ where: { nativeId } }: Listing): ReadonlySet<string | number> | null =>
  typeof nativeId === 'object' && nativeId !== null && 'in' in nativeId ? new Set(nativeId.in) : null

/** Whether it asks by a login's ids, and by nothing else. */
const isBare = (o: Listing): boolean =>
  o.table === 'identities' &&
  !o.lock &&
  !o.order &&
  Object.keys(o.where).length === PERSON.length &&
  ['adapter', 'account', 'epoch'].every((name) => isValue(o.where[name]))

const isOfOne = (o: Operation): o is Listing => o.do === 'list' && isBare(o) && isValue(o.where.nativeId)
