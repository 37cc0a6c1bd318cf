import { isDesk } from './context.ts'
import type { Row } from './model.ts'
import { find, list, recall, type Task } from './operations.ts'

/**
 * A group and its twins: the groups of the same homes on other platforms. What is asked in one is asked in all, and each
 * home counts once. Itself comes first. (A second group on the same platform is simply a second group.)
 */
export function* withTwins(groupId: string): Task<readonly string[]> {
  return yield* recall(`twins ${groupId}`, () => twinsOf(groupId))
}

function* twinsOf(groupId: string): Task<string[]> {
  const group = yield* find('groups', { id: groupId })
  if (!group || isDesk(group)) return [groupId]
  const { communityId, scope, building, unit } = group
  const own = yield* accountOf(group)
  const twins = [groupId]
  for (const other of yield* list('groups', { communityId, scope, building, unit }, { order: 'id' }))
    if (other.id !== groupId && (yield* accountOf(other)) !== own) twins.push(other.id)
  return twins
}

function* accountOf({ chatId }: Row<'groups'>): Task<string> {
  const chat = yield* find('chats', { id: chatId })
  return `${chat?.adapter} ${chat?.account}`
}
