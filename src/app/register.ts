import { diffRegister, type RegisterDifference } from '../core/people/difference.ts'
import type { RegisterRow } from '../core/people/register.ts'
import { list, type Task } from './operations.ts'
import { putHousehold } from './setup.ts'
import { append } from './trail.ts'

/** What a list of homes would change in a community's register. Nothing is written. */
export function* compareRegister(communityId: string, next: readonly RegisterRow[]): Task<RegisterDifference> {
  const rows = yield* list('households', { communityId }, { order: 'id' })
  const current = rows.map(
    ({ building, unit, room, area, areaSource, owners, phones }): RegisterRow => ({
      home: { building, unit, room },
      area,
      areaSource,
      owners,
      phones,
    }),
  )
  return diffRegister(current, next)
}

/** Writes added and changed homes, all in one commit. Homes the list does not name stay. */
export function* applyRegister(communityId: string, difference: RegisterDifference, now: number): Task<void> {
  for (const { home, area, areaSource, owners, phones } of difference.write)
    yield* putHousehold(communityId, home, { area, areaSource, owners: [...owners], phones: [...phones] })
  const { added, changed, same } = difference
  yield* append(communityId, {
    at: now,
    type: 'register.imported',
    actor: 'operator',
    messageId: null,
    subject: `community:${communityId}`,
    data: { added: added.length, changed: changed.length, same },
  })
}
