import { find, insertIfAbsent, type Task } from '../app/operations.ts'

/**
 * Holds a community for this transaction by its head, which is made at first sight. False: another holds it, and it was
 * to be held only where it is free.
 */
export function* holdHead(communityId: string, lock: true | 'free'): Task<boolean> {
  if (yield* find('heads', { communityId }, { lock })) return true
  if (lock === 'free' && (yield* find('heads', { communityId }))) return false
  yield* insertIfAbsent('heads', { communityId, version: 0, lastId: 0, events: 0, hash: '' })
  return (yield* find('heads', { communityId }, { lock })) !== null
}
