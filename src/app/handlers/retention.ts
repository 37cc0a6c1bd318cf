import type { Inbound } from '../../chat/message.ts'
import { DAY, MINUTE } from '../../core/kernel/calendar.ts'
import { type Moment, record } from '../context.ts'
import { type Heard, NOBODY, type Row } from '../model.ts'
import { atLeast, list, remove, type Task, update } from '../operations.ts'
import { setTimer } from '../timers.ts'

/** How long residents' own words are kept, as the first notice in each group promises. */
const KEPT = 90 * DAY
/** So many in one commit; the rest a minute later, so that nobody waits for a year's chat. */
const AT_ONCE = 5_000
/** So many of our own messages. */
const REPLIES_AT_ONCE = 500
/** What became of a message that is not sent any more, unless staff say so. */
const SETTLED = ['sent', 'unknown', 'rejected'] satisfies Row<'outbox'>['status'][]

/** Empties one message; that it was said, when and by whose id stays, so that numbers still add up. */
export function* scrub({ communityId, chatId, seq, payload }: Heard): Task<void> {
  const { quote: _, chatName: __, roster: ___, ...said } = payload
  const empty: Inbound = { ...said, sender: null, text: '', mentions: [], attachments: [] }
  yield* update('inbox', { communityId, chatId, seq }, { payload: empty })
}

/** Empties what has been kept long enough, chat by chat. Each goes on where the time before ended. */
export function* scrubOldWords(moment: Moment): Task<void> {
  const { id } = moment.community
  const before = moment.now - KEPT
  yield* remove('unknownEvents', { at: { lte: before } })
  yield* remove('jielongCopies', { communityId: id, at: { lte: before } })
  let left = AT_ONCE
  // Whom we never met belongs to no community: the first sweep that comes by empties it.
  for (const communityId of [id, NOBODY])
    for (const lane of yield* list('lanes', { communityId, emptied: { below: 'cursor' } }, { order: 'chatId' })) {
      if (left === 0) break
      left -= yield* scrubLane(lane, before, left)
    }
  const more = yield* removeOldReplies(id, before)
  if (left < AT_ONCE) yield* record(moment, 'messages.scrubbed', `community:${id}`, { scrubbed: AT_ONCE - left })
  if (left > 0 && !more) return
  const dueAt = moment.now + MINUTE
  yield* setTimer(moment, { key: `scrub:${id}:${dueAt}`, kind: 'scrub', subject: 0, dueAt, groupId: null })
}

/** Empties the oldest messages of a chat, at most so many. Returns how many. */
function* scrubLane(
  { communityId, chatId, cursor, emptied }: Row<'lanes'>,
  before: number,
  limit: number,
): Task<number> {
  const handled = { communityId, chatId, seq: { gt: emptied } }
  const most = Math.min(limit, cursor - emptied)
  const rows = (yield* list('inbox', handled, { order: 'seq', limit: atLeast(most) })).slice(0, most)
  const young = rows.findIndex(({ receivedAt }) => receivedAt > before)
  const old = young === -1 ? rows : rows.slice(0, young)
  const messages = old.filter((row) => row.kind === 'message')
  for (const row of messages) yield* scrub(row)
  const last = old.at(-1)
  if (last) yield* update('lanes', { communityId, chatId }, { emptied: last.seq })
  return messages.length
}

/**
 * What we wrote repeats what was said to us, and goes when that does; what has not been sent yet stays. The oldest are
 * the first, so that no time is lost over the young. True where there may be more.
 */
function* removeOldReplies(communityId: string, before: number): Task<boolean> {
  const settled = { communityId, status: { in: SETTLED } }
  const oldest = yield* list('outbox', settled, { order: 'id', limit: REPLIES_AT_ONCE })
  const old = oldest.filter(({ createdAt }) => createdAt <= before)
  if (old.length > 0) yield* remove('outbox', { communityId, id: { in: old.map(({ id }) => id) } })
  return old.length === REPLIES_AT_ONCE
}
