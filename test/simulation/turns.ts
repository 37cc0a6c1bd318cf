import { grouped, type Inbox, nameOfChat, type Recording } from './recording.ts'
import type { Group, Said } from './talk.ts'
import { type PollTruth, pollOf, type Turn } from './truth.ts'

/**
 * What each group heard, in its own order, and the poll that this makes. A process whose clock is ahead may close a poll
 * while another still takes an answer to be in time, or stands still before it has stored it: only of those the app's word
 * is taken.
 */
export const pollsOf = (
  { rows, handed, skew }: Recording,
  known: ReadonlyMap<string, Said>,
  groups: readonly Group[],
): ReadonlyMap<string, PollTruth> => {
  const reasons = new Map(rows.ballots.map(({ message, reason }) => [message, reason]))
  const acked = new Map<string, number>()
  for (const { message, ackedAt } of handed)
    if (ackedAt !== null) acked.set(message, Math.min(ackedAt, acked.get(message) ?? ackedAt))
  const chats = new Map(rows.chats.map(({ id, name }) => [name, id]))
  const heard = grouped(rows.inbox, ({ chat }) => chat)
  const polls = new Map<string, PollTruth>()
  for (const { id } of groups) {
    const tooLate = new Set<string>()
    const turnOf = (said: Said, { receivedAt }: Inbox): Turn => ({
      said,
      receivedAt,
      isBefore: (closesAt) => (acked.get(said.id) ?? Number.POSITIVE_INFINITY) < closesAt - 2 * skew,
      isLate(closesAt) {
        const { id: message, person } = said
        const reason = reasons.get(message)
        const inDoubt = receivedAt < closesAt && !this.isBefore(closesAt)
        // One that says again what came too late is not kept.
        const late = inDoubt
          ? reason === 'late' || (reason === undefined && tooLate.has(person.id))
          : receivedAt >= closesAt
        if (late) tooLate.add(person.id)
        return late
      },
    })
    const turns = [...(heard.get(chats.get(nameOfChat('group', id)) ?? 0) ?? [])]
      .sort((a, b) => a.seq - b.seq)
      .flatMap((row) => {
        const said = row.kind === 'message' ? known.get(row.message) : undefined
        return said ? [turnOf(said, row)] : []
      })
    const poll = pollOf(turns)
    if (poll) polls.set(id, poll)
  }
  return polls
}
