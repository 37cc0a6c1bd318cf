import { insertIfAbsent, type Task } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import { addCommunity, addGroup, addMember } from '../../src/app/setup.ts'
import type { Life } from './schedule.ts'
import { BUILDINGS, groups, residents, staff, TIMEZONE } from './talk.ts'

/** Where a history's rows are, whichever process lives. */
export interface Place {
  /** Several processes may work on it at once. */
  readonly shared: boolean
  open(life: Life): Promise<Store>
  /** Looks at it from outside, when nobody is in the middle of anything. */
  read<R>(task: () => Task<R>): Promise<R>
  /** What is committed when all processes have ended: nobody holds anything of it any more. */
  ended(): Place
  remove(): void
}

export const ADAPTER = 'stage'
export const ACCOUNT = 'bot'

/** Two communities, their groups, staff and residents, all known since before the history begins. */
export function* found(now: number): Task<void> {
  const native = (nativeId: string) => ({ adapter: ADAPTER, account: ACCOUNT, epoch: '', nativeId })
  for (const id of new Set(groups.map(({ community }) => community)))
    yield* addCommunity({ id, name: `${id}社区`, timezone: TIMEZONE, demo: false }, now)
  for (const group of groups) {
    const { id, community: communityId, committee } = group
    const building = BUILDINGS[id] ?? null
    const scope = committee ? ('committee' as const) : ('building' as const)
    yield* addGroup({ id, communityId, name: `${id}群`, scope, building }, native(id), now)
    for (const { id: memberId, nick, card, home, verified, community } of residents(group)) {
      const member = { id: memberId, communityId: community, name: nick, roles: [], home: verified ? home : null }
      yield* addMember(member, native(memberId), now)
      if (home !== null && !verified)
        yield* insertIfAbsent('residencies', {
          ...{ communityId: community, memberId, home },
          ...{ status: 'claimed', source: 'card', at: now },
        })
      yield* insertIfAbsent('memberships', { communityId: community, memberId, groupId: id, card, at: now })
    }
  }
  for (const { id, nick, community: communityId } of staff)
    yield* addMember({ id, communityId, name: nick, roles: ['staff'], home: null }, native(id), now)
}
