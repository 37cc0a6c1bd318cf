import { grouped, type Inbox, nameOfChat, type Recording } from './recording.ts'
import type { Spoken } from './spoken.ts'
import type { Group, Said } from './talk.ts'
import { type PollTruth, pollOf, type Turn } from './truth.ts'

/**
 * What each group heard, in its own order, and the poll that this makes. A vote counts that was said before the close, and
 * heard before the result. A process whose clock is ahead may close a poll while another still takes an answer to be in
 * time, or stands still before it has stored it: only of those the app's word is taken.
 */
export const pollsOf = (
  { rows, handed, sentAt, skew }: Recording,
  known: ReadonlyMap<string, Said>,
  spoken: readonly Spoken[],
  groups: readonly Group[],
): ReadonlyMap<string, PollTruth> => {
  const acked = new Map<string, number>()
  for (const { message, ackedAt } of handed)
    if (ackedAt !== null) acked.set(message, Math.min(ackedAt, acked.get(message) ?? ackedAt))
  const chats = new Map(rows.chats.map(({ id, name }) => [name, id]))
  const heard = grouped(rows.inbox, ({ chat }) => chat)
  const polls = new Map<string, PollTruth>()
  for (const { id } of groups) {
    const results = spoken.filter(({ kind, chat }) => kind === 'result' && chat === nameOfChat('group', id))
    const lane = [...(heard.get(chats.get(nameOfChat('group', id)) ?? 0) ?? [])].sort((a, b) => a.seq - b.seq)
    // Where what ended it stands among what was heard.
    const ended = lane.find(({ message }) => results.some(({ cause }) => cause === message))?.seq ?? Number.NaN
    const turnOf = (said: Said, { receivedAt, outcome, seq }: Inbox): Turn => ({
      said,
      receivedAt,
      isBefore: (closesAt) => (acked.get(said.id) ?? Number.POSITIVE_INFINITY) < closesAt - 2 * skew,
      isLate(closesAt) {
        const inTime = (sentAt.get(said.id) ?? receivedAt) < closesAt
        if (this.isBefore(closesAt) || (inTime && seq < ended)) return false
        return seq > ended || (!inTime && receivedAt >= closesAt) || outcome === 'late'
      },
    })
    const turns = lane.flatMap((row) => {
      const said = row.kind === 'message' ? known.get(row.message) : undefined
      return said ? [turnOf(said, row)] : []
    })
    const poll = pollOf(turns)
    if (poll) polls.set(id, poll)
  }
  return polls
}
