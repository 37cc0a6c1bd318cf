import type { Inbound } from '../../chat/message.ts'
import { DAY, MINUTE } from '../../core/kernel/calendar.ts'
import { type Moment, record } from '../context.ts'
import type { Row } from '../model.ts'
import { find, insert, list, remove, type Task, update } from '../operations.ts'
import { setTimer } from '../timers.ts'

/** How long residents' own words are kept, as the first notice in each group promises. */
const KEPT = 90 * DAY
/** So many in one commit; the rest a minute later, so that nobody waits for a year's chat. */
const AT_ONCE = 5_000
const COUNTER = 'scrubbed'

/** Empties one message; that it was said, when and by whose id stays, so that numbers still add up. */
export function* scrub({ id, payload }: Row<'inbox'>): Task<void> {
  const { quote: _, chatName: __, ...said } = payload as Inbound
  const empty: Inbound = { ...said, sender: null, text: '', mentions: [], attachments: [] }
  yield* update('inbox', { id }, { payload: empty })
}

/** Empties what has been kept long enough. Goes on where the time before ended. */
export function* scrubOldWords(moment: Moment): Task<void> {
  const key = { communityId: moment.community.id, name: COUNTER }
  const counter = yield* find('counters', key)
  const before = moment.now - KEPT
  yield* remove('unknownEvents', { at: { lte: before } })
  const rows = yield* list('inbox', { id: { gt: counter?.value ?? 0 } }, { order: 'id', limit: AT_ONCE })
  const young = rows.findIndex((row) => row.receivedAt > before)
  const old = young === -1 ? rows : rows.slice(0, young)
  const last = old.at(-1)
  if (!last) return
  let scrubbed = 0
  for (const row of old) {
    if (row.kind !== 'message' || row.outcome === null || !(yield* isOurs(row, moment.community.id))) continue
    yield* scrub(row)
    scrubbed += 1
  }
  if (counter) yield* update('counters', key, { value: last.id })
  else yield* insert('counters', { ...key, value: last.id })
  yield* record(moment, 'messages.scrubbed', `community:${moment.community.id}`, { scrubbed, upTo: last.id })
  if (old.length < AT_ONCE) return
  const dueAt = moment.now + MINUTE
  yield* setTimer(moment, {
    key: `scrub:${key.communityId}:${last.id}`,
    kind: 'scrub',
    subject: 0,
    dueAt,
    groupId: null,
  })
}

function* isOurs(row: Row<'inbox'>, communityId: string): Task<boolean> {
  const member = row.memberId === null ? null : yield* find('members', { id: row.memberId })
  // Whom we never met belongs to no community: the first sweep that comes by empties it.
  return member === null || member.communityId === communityId
}
