import { find, insertIfAbsent, type Task } from '../app/operations.ts'

/** Holds a community for this transaction by its head, which is made at first sight. */
export function* holdHead(communityId: string): Task<void> {
  if (yield* find('heads', { communityId }, { lock: true })) return
  yield* insertIfAbsent('heads', { communityId, version: 0, lastId: 0, events: 0, hash: '' })
  yield* find('heads', { communityId }, { lock: true })
}
