import type { Operation } from '../app/operations.ts'
import type { Values } from './clauses.ts'
import { inOrder, isValue, keyOf } from './select.ts'
import type { Asked } from './unit.ts'

type Listing = Extract<Operation, { do: 'list' }>

/** What names a person on a platform. */
const PERSON = ['adapter', 'account', 'epoch', 'nativeId'] as const

/**
 * Who bears which id of a platform, as far as one transaction has asked. That nobody does is known only until its end:
 * identities are not one community's own.
 */
export class Bearers {
  readonly #known = new Map<string, readonly Values[]>()

  /** What is known of the one id that a listing asks for. */
  of(o: Operation): readonly Values[] | undefined {
    return isOfOne(o) ? this.#known.get(keyOf(o.where, PERSON)) : undefined
  }

  learn(o: Operation, found: unknown): void {
    if (isOfOne(o)) this.#known.set(keyOf(o.where, PERSON), found as Values[])
  }

  /** `id`: what the database gave the row. Null: another was there. */
  add(row: Values, id: unknown): void {
    if (id === null) this.#known.delete(keyOf(row, PERSON))
    else this.#known.set(keyOf(row, PERSON), [{ ...row, id }])
  }

  clear(): void {
    this.#known.clear()
  }

  /** The bearers of several ids of one login, asked for at once. Null: the listing asks for something else. */
  *several(o: Listing): Asked<readonly Values[] | null> {
    const wanted = o.where.nativeId
    if (!isBare(o) || typeof wanted !== 'object' || wanted === null || !('in' in wanted)) return null
    const keyFor = (nativeId: string | number) => keyOf({ ...o.where, nativeId }, PERSON)
    const unknown = wanted.in.filter((nativeId) => !this.#known.has(keyFor(nativeId)))
    if (unknown.length > 0) {
      const found = (yield { ...o, where: { ...o.where, nativeId: { in: unknown } } }) as Values[]
      for (const nativeId of unknown) this.#known.set(keyFor(nativeId), [])
      for (const row of found) this.#known.set(keyOf(row, PERSON), [row])
    }
    return inOrder(
      o.table,
      [...new Set(wanted.in)].flatMap((nativeId) => this.#known.get(keyFor(nativeId)) ?? []),
    )
  }
}

/** Whether it asks by a login's ids, and by nothing else. */
const isBare = (o: Listing): boolean =>
  o.table === 'identities' &&
  !o.lock &&
  !o.order &&
  Object.keys(o.where).length === PERSON.length &&
  ['adapter', 'account', 'epoch'].every((name) => isValue(o.where[name]))

const isOfOne = (o: Operation): o is Listing => o.do === 'list' && isBare(o) && isValue(o.where.nativeId)
