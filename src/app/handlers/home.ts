import { isRejection, type Rejection } from '../../core/kernel/rejection.ts'
import { decideClaim, type Registered } from '../../core/people/residency.ts'
import { type Conversation, type Moment, record } from '../context.ts'
import { find, insert, list, remove, type Task, update } from '../operations.ts'

/** What the register says of a home; null where the community has no register. */
export function* registered(at: Moment, home: string): Task<Registered> {
  const communityId = at.community.id
  if (yield* find('households', { communityId, home })) return true
  return (yield* find('households', { communityId })) ? false : null
}

/** Writes down where a resident says he lives. Returns the homes that he claimed until then. */
export function* noteHome(at: Conversation, home: string): Task<readonly string[] | Rejection> {
  const memberId = at.member.id
  const known = yield* list('residencies', { memberId })
  const event = decideClaim(home, known, yield* registered(at, home))
  if (isRejection(event)) return event
  const { type, replaces } = event
  for (const other of replaces) yield* remove('residencies', { memberId, home: other })
  const said = { status: 'claimed', source: 'said', at: at.now } as const
  if (known.some((r) => r.home === home)) yield* update('residencies', { memberId, home }, said)
  else yield* insert('residencies', { memberId, communityId: at.community.id, home, ...said })
  yield* record(at, type, `member:${memberId}`, { home, replaces })
  return replaces
}
