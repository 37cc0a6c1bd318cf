import type { HomeNumber } from '../core/people/home.ts'
import { homeText } from '../core/people/home.ts'
import { scheduleDigest } from './handlers/digest.ts'
import { aloneWithBoth, giveChat, openChat } from './lane.ts'
import { NOBODY, type NewRow, type Row } from './model.ts'
import { find, insert, insertIfAbsent, type Task, update } from './operations.ts'

/** Days a suggestion may wait when nobody said otherwise, until a community sets its own. */
const DEFAULT_DUE_DAYS = 7

/** Where a group or person is found on a platform. */
export interface Native {
  readonly adapter: string
  readonly account: string
  readonly epoch: string
  readonly nativeId: string
}

/** Makes a community, or returns the one of that id unchanged. Its digest is scheduled from `now` on. */
export function* addCommunity(
  community: { id: string; name: string; timezone: string; demo: boolean },
  now: number,
): Task<Row<'communities'>> {
  yield* insertIfAbsent('communities', { ...community, dueDays: DEFAULT_DUE_DAYS, createdAt: now })
  const made = yield* find('communities', { id: community.id })
  if (!made) throw new Error('a community just inserted is not there')
  yield* scheduleDigest(made, now)
  return made
}

/** Makes a bound group with its chat, or binds the known one anew. */
export function* addGroup(
  group: Omit<NewRow<'groups'>, 'chatId' | 'createdAt'>,
  native: Native,
  now: number,
): Task<void> {
  const key = { ...native, kind: 'group' as const }
  const { communityId = NOBODY } = group
  const { id: chatId } = yield* openChat(key, { communityId, name: group.name })
  yield* aloneWithBoth(chatId, communityId, function* (chat) {
    yield* giveChat(chat, communityId)
    yield* update('chats', { id: chatId }, { groupId: group.id, name: group.name })
    const row = { building: null, unit: null, ...group, chatId }
    if (yield* find('groups', { communityId, id: group.id }))
      yield* update('groups', { communityId, id: group.id }, row)
    else yield* insert('groups', { ...row, createdAt: now })
  })
}

/** Puts a home into the register, or replaces what the register says of it. */
export function* putHousehold(
  communityId: string,
  number: HomeNumber,
  facts: Pick<Row<'households'>, 'area' | 'areaSource' | 'owners' | 'phones'>,
): Task<void> {
  const home = homeText(number)
  if (yield* find('households', { communityId, home })) yield* update('households', { communityId, home }, facts)
  else yield* insert('households', { communityId, home, ...number, ...facts })
}

/** Makes a member known before his first word: in a replay, a demonstration, or by staff. His home counts as verified. */
export function* addMember(
  member: {
    id: string
    communityId: string
    name: string
    roles: readonly Row<'roles'>['role'][]
    home: string | null
  },
  native: Native | null,
  now: number,
): Task<void> {
  const { id, communityId, name, roles, home } = member
  yield* insertIfAbsent('members', { id, communityId, name, wantsDigest: false, createdAt: now })
  for (const role of roles)
    yield* insertIfAbsent('roles', { communityId, memberId: id, role, grantedAt: now, grantedBy: 'setup' })
  if (home !== null)
    yield* insertIfAbsent('residencies', {
      memberId: id,
      communityId,
      home,
      status: 'verified',
      source: 'staff',
      at: now,
    })
  if (native) yield* insertIfAbsent('identities', { ...native, communityId, memberId: id })
}
