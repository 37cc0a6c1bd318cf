import { find, insertIfAbsent, type Task, update } from '../app/operations.ts'

/** Holds a community for this transaction by its head, which is made at first sight. */
export function* holdHead(communityId: string): Task<void> {
  if (yield* find('heads', { communityId }, { lock: true })) return
  yield* insertIfAbsent('heads', { communityId, version: 0, lastId: 0, events: 0, hash: '' })
  yield* find('heads', { communityId }, { lock: true })
}

/** The next id of a community that is held: they ascend in the order of its commits. */
export function* nextId(communityId: string): Task<number> {
  const head = yield* find('heads', { communityId })
  const id = (head?.lastId ?? 0) + 1
  yield* update('heads', { communityId }, { lastId: id })
  return id
}
