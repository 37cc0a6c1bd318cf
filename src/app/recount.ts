import { type PollFault, Recount } from '../core/consult/recount.ts'
import { list, type Task, within } from './operations.ts'

/** Events read at a time. */
const PAGE = 1_000
/** Of polls, and of who turned out to be somebody we knew. */
const TELLING = ['poll.opened', 'poll.answered', 'poll.closed', 'poll.reopened', 'identity.bound']

export type Recounted =
  | { readonly ok: true; readonly ballots: number }
  | ({ readonly ok: false; readonly community: string } & PollFault)

/** Holds the ballots of every community against its audit trail, which is to be sound, and names the first that differs. */
export function* recount(): Task<Recounted> {
  let ballots = 0
  for (const { id } of yield* list('communities', {}, { order: 'createdAt' })) {
    const counted = yield* within(id, () => recountIn(id))
    if (typeof counted !== 'number') return { ok: false, community: id, ...counted }
    ballots += counted
  }
  return { ok: true, ballots }
}

function* recountIn(communityId: string): Task<number | PollFault> {
  const recount = new Recount()
  for (let last = 0; ; ) {
    const asked = { communityId, type: { in: TELLING }, seq: { gt: last } }
    const page = yield* list('events', asked, { order: 'seq', limit: PAGE })
    for (const event of page) recount.add(event)
    if (page.length < PAGE) break
    last = page.at(-1)?.seq ?? last
  }
  let checked = 0
  for (const poll of yield* list('polls', { communityId }, { order: 'number' })) {
    const ballots = yield* list('ballots', { communityId, pollId: poll.id }, { order: 'id' })
    const fault = recount.check(poll, ballots)
    if (fault) return fault
    checked += ballots.length
  }
  return recount.end() ?? checked
}
