import type { Outlet } from '../chat/adapter.ts'
import { aloneWithBoth, giveChat, openChat } from './lane.ts'
import { NOBODY } from './model.ts'
import { insert, list, type Task, update } from './operations.ts'
import type { Ids } from './ports.ts'
import { append } from './trail.ts'

/**
 * Makes known the chats that an account writes to without hearing anything: each becomes a group of the committee that
 * reads there, so that it gets digests and alarms through the outbox like any other. One whose community is not known
 * yet stays unbound until it is; one that is bound is left as it is. Called again and again.
 */
export function* openOutlets(
  { name: adapter, account, outlets = [] }: { name: string; account: string; outlets?: readonly Outlet[] },
  ids: Ids,
  now: number,
): Task<void> {
  for (const { chat, name, community } of outlets) {
    const key = { adapter, account, epoch: '', nativeId: chat.id, kind: 'outlet' as const }
    const communityId = yield* communityNamed(community)
    const known = yield* openChat(key, { communityId: communityId ?? NOBODY, name })
    if (known.groupId !== null || communityId === null) continue
    const id = ids.forNative('g', { adapter, nativeId: `${adapter}:${account}:${chat.id}` })
    const place = { scope: 'committee' as const, building: null, unit: null }
    yield* aloneWithBoth(known.id, communityId, function* (chat) {
      // Another process may have bound it meanwhile.
      if (chat.groupId !== null) return
      yield* giveChat(chat, communityId)
      yield* insert('groups', { id, communityId, name, ...place, chatId: chat.id, createdAt: now })
      yield* update('chats', { id: chat.id }, { groupId: id })
      yield* append(communityId, {
        ...{ at: now, type: 'group.bound', actor: 'configuration', messageId: null },
        ...{ subject: `group:${id}`, data: { ...place, chat: chat.id } },
      })
    })
  }
}

function* communityNamed(name: string | null): Task<string | null> {
  const communities = yield* list('communities', name === null ? {} : { name }, { limit: 2 })
  return communities.length === 1 ? (communities[0]?.id ?? null) : null
}
