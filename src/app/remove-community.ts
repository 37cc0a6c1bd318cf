import { model, type Table } from './model.ts'
import { insertIfAbsent, list, type Operation, remove, type Task } from './operations.ts'

/** Left behind when a demonstration was removed, so that the next start makes no new one. */
export const DEMO_REMOVED = 'demo-removed'

const OWN_TABLES = (Object.keys(model) as Table[]).filter((table) => 'communityId' in model[table].columns)

/** Removes the demonstration and everything said in it, in one step. Real communities are never touched. */
export function* removeDemo(now: number): Task<void> {
  for (const { id } of yield* list('communities', { demo: true }, { lock: true })) yield* removeCommunity(id)
  yield* insertIfAbsent('marks', { key: DEMO_REMOVED, at: now })
}

function* removeCommunity(communityId: string): Task<void> {
  for (const poll of yield* list('polls', { communityId })) {
    yield* remove('ballots', { pollId: poll.id })
    yield* remove('tallies', { pollId: poll.id })
  }
  for (const work of yield* list('works', { communityId })) {
    yield* remove('signups', { workId: work.id })
    yield* remove('shifts', { workId: work.id })
  }
  const chats = new Set<number>()
  for (const group of yield* list('groups', { communityId })) {
    for (const chat of yield* list('chats', { groupId: group.id })) chats.add(chat.id)
    yield* remove('speech', { groupId: group.id })
    yield* remove('memberships', { groupId: group.id })
  }
  for (const member of yield* list('members', { communityId })) {
    for (const chat of yield* list('chats', { memberId: member.id })) chats.add(chat.id)
    for (const table of ['identities', 'roles', 'memberships', 'questions'] as const)
      yield* remove(table, { memberId: member.id })
  }
  for (const chat of yield* list('chats', { adapter: 'timer', account: communityId })) chats.add(chat.id)
  for (const chatId of chats) {
    for (const table of ['inbox', 'outbox', 'questions'] as const) yield* remove(table, { chatId })
    yield* remove('chats', { id: chatId })
  }
  for (const { key } of yield* list('marks')) if (key.startsWith(`${communityId}:`)) yield* remove('marks', { key })
  // Every remaining table names its community; their rows differ only in what else they hold.
  for (const table of OWN_TABLES) yield { do: 'remove', table, where: { communityId } } satisfies Operation
  yield* remove('communities', { id: communityId })
}
