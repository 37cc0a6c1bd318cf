import { type Limits, offsetOf, type Spread, spread } from '../core/digest/spread.ts'
import { DAY, HOUR, MINUTE } from '../core/kernel/calendar.ts'
import { scheduleDigest } from './handlers/digest.ts'
import type { Row } from './model.ts'
import { find, list, remove, type Task, update } from './operations.ts'

/** An account as chats name it. */
interface Account {
  readonly adapter: string
  readonly account: string
}

/** The communities whose digest goes out through an account, the oldest first: a new one moves nobody. */
export function* digestsThrough({ adapter, account }: Account): Task<readonly Row<'communities'>[]> {
  const chats = new Set((yield* list('chats', { adapter, account, groupId: { not: null } })).map(({ id }) => id))
  const first = new Map<string, number>()
  for (const { communityId, chatId } of yield* list('groups', { scope: 'committee' }, { order: 'createdAt' }))
    if (!first.has(communityId)) first.set(communityId, chatId)
  const communities = yield* list('communities', {}, { order: 'createdAt' })
  return communities.filter(({ id }) => chats.has(first.get(id) ?? Number.NaN))
}

/** How the digests of an account are spread, and the communities for which that is not noted yet. */
export function* planDigests(
  account: Account,
  limits: Limits,
): Task<{ readonly spread: Spread; readonly changed: readonly { readonly id: string; readonly minute: number }[] }> {
  const communities = yield* digestsThrough(account)
  const plan = spread(communities.length, limits)
  const changed = communities.flatMap(({ id, digestMinute }, i) => {
    const minute = offsetOf(i, plan) / MINUTE
    return (digestMinute ?? 0) === minute ? [] : [{ id, minute }]
  })
  return { spread: plan, changed }
}

/**
 * The communities that wait for no digest of the next day: each one sets the next, so where it could not be made, nobody
 * has; and one that came by a clock that was ahead has set it for as long after.
 */
export function* withoutDigest(now: number): Task<readonly Row<'communities'>[]> {
  const waiting = yield* list('timers', { kind: 'digest', firedAt: null, dueAt: { lte: now + DAY + HOUR } })
  const ids = new Set(waiting.map(({ communityId }) => communityId))
  return (yield* list('communities')).filter(({ id }) => !ids.has(id))
}

/** Notes a community's minute. The next digest moves too, unless its hour has struck: no day is left out or comes twice. */
export function* moveDigest(communityId: string, minute: number, now: number): Task<void> {
  const community = yield* find('communities', { id: communityId })
  if (!community) return
  yield* update('communities', { id: communityId }, { digestMinute: minute })
  const next = yield* find('timers', { communityId, kind: 'digest', firedAt: null }, { order: 'dueAt' })
  if (!next || next.dueAt - (community.digestMinute ?? 0) * MINUTE <= now) return
  yield* remove('timers', { communityId, key: next.key })
  yield* scheduleDigest({ ...community, digestMinute: minute }, now)
}
