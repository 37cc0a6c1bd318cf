import type { Row } from '../model.ts'
import { find, list, type Task } from '../operations.ts'

/*
 * What is new is what the audit trail has after the last digest: by its order, for much happens in the same moment, and
 * what is handled late was not in it, whenever it fell due.
 */

/** Where the last digest that came by itself stands in the trail, and when that was. */
export interface LastDigest {
  readonly seq: number
  readonly at: number
}

export function* lastDigest({ id: communityId, createdAt }: Row<'communities'>): Task<LastDigest> {
  const sent = { communityId, type: 'digest.sent', actor: 'wugong' }
  const last = yield* find('events', sent, { order: 'seq', desc: true })
  return last ?? { seq: 0, at: createdAt - 1 }
}

/** The numbers to which one of this happened after that place in the trail, each with when it last did. */
export function* happenedSince(
  communityId: string,
  types: readonly string[],
  seq: number,
): Task<ReadonlyMap<number, number>> {
  const happened = yield* list('events', { communityId, type: { in: types }, seq: { gt: seq } }, { order: 'seq' })
  return new Map(happened.map(({ subject, at }) => [Number(subject.slice(subject.indexOf(':') + 1)), at]))
}
