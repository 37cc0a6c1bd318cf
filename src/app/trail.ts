import { createHash, hash, randomUUID } from 'node:crypto'
import {
  type Digest,
  dataDigest,
  type Erased,
  type EventData,
  type Happening,
  type Link,
  linkAfter,
  NO_EVENTS,
  TrailCheck,
  type TrailFault,
  type TrailHead,
} from '../core/kernel/trail.ts'
import type { Row } from './model.ts'
import { alone, count, find, insert, list, type Task, update } from './operations.ts'

/** Events read at a time. */
const PAGE = 1_000

/** The hash of an event of before there was a chain. */
const UNSEALED = ''

/** Keeps an event's data from being guessed from its digest. */
const newSalt = (): string => randomUUID()

/** At once where this Node can (20.12): half the time, twice for each event. */
export const sha256: Digest =
  typeof hash === 'function'
    ? (text) => hash('sha256', text)
    : (text) => createHash('sha256').update(text).digest('hex')

/** Adds an event to a community's audit trail. */
export function* append(communityId: string, event: Happening): Task<void> {
  yield* alone(communityId, () => appendHere(event))
}

function* appendHere(event: Happening): Task<void> {
  const head = yield* sealed()
  const link = linkAfter(head, event, newSalt(), sha256)
  yield* insert('events', link)
  yield* update('heads', {}, { events: link.seq, hash: link.hash })
}

/** Erases what is personal in an event. Whoever erases says so in an event of his own, with what this returns. */
export function* erase({ seq }: Row<'events'>, left: EventData): Task<Erased> {
  yield* update('events', { seq }, { data: left, salt: null })
  return { seq, digest: dataDigest(left, null, sha256) }
}

/**
 * The trail's end, as it is kept apart from the events. Where it is not, the events tell how many there are but never what
 * the last one's hash should be: what comes after shows for ever that somebody took it away. Null: the events are of
 * before there was a chain.
 */
function* keptHead(): Task<TrailHead | null> {
  const head = yield* find('heads', {})
  if (head && head.events > 0) return head
  const last = yield* find('events', {}, { order: 'seq', desc: true })
  if (!last) return NO_EVENTS
  return last.hash === UNSEALED ? null : { events: last.seq, hash: '' }
}

/** The trail's end, to add to. Events of before there was a chain become its beginning. */
function* sealed(): Task<TrailHead> {
  const head = yield* keptHead()
  if (head) return head
  let end = NO_EVENTS
  for (const event of yield* list('events', {}, { order: 'seq' })) {
    const link = linkAfter(end, event, newSalt(), sha256)
    const { digest, salt, hash } = link
    yield* update('events', { seq: event.seq }, { digest, salt, hash })
    end = { events: link.seq, hash }
  }
  yield* update('heads', {}, { ...end })
  return end
}

/** What is wrong: an event of a community's trail, or so many events that are of no community that is here. */
export type Fault =
  | ({ readonly community: string } & TrailFault)
  | { readonly community: null; readonly strays: number }

export type Verdict = { readonly ok: true; readonly events: number } | ({ readonly ok: false } & Fault)

/** Recomputes the trail of every community and names the first event that is not as it was written. Changes nothing. */
export function* verifyLog(): Task<Verdict> {
  // First: others may add some meanwhile.
  const all = yield* count('events', {})
  let events = 0
  let unsealed = 0
  for (const { id } of yield* list('communities', {}, { order: 'createdAt' })) {
    const checked = yield* alone(id, () => verifyTrail())
    if (typeof checked !== 'number') return { ok: false, community: id, ...checked }
    events += checked
    // Events of before there was a chain say nothing that could be checked.
    if (checked === 0) unsealed += yield* count('events', { communityId: id })
  }
  const strays = all - events - unsealed
  return strays > 0 ? { ok: false, community: null, strays } : { ok: true, events }
}

function* verifyTrail(): Task<number | TrailFault> {
  const head = yield* keptHead()
  if (!head) return 0
  const check = new TrailCheck(head, sha256)
  let last = 0
  for (;;) {
    const page: readonly Link[] = yield* list('events', { seq: { gt: last } }, { order: 'seq', limit: PAGE })
    for (const link of page) {
      const fault = check.add(link)
      if (fault) return fault
      last = link.seq
    }
    if (page.length < PAGE) break
  }
  return check.end() ?? last
}
