import type { Button } from '../../chat/card.ts'
import { type AskedPlace, givenAt, isAsked } from '../../core/consult/poll.ts'
import { encodeAction } from '../../language/action.ts'
import type { Conversation, Moment } from '../context.ts'
import type { Row } from '../model.ts'
import { find, list, type Task } from '../operations.ts'

type Poll = Row<'polls'>

/** How the audit trail names a poll. */
export const subject = (poll: Poll): string => `poll:${poll.number}`

/** Where and when a group was asked. */
export const asked = (poll: Poll, groupId: string) => ({ groupId, at: poll.openedAt, about: about(poll) })

/** Where it asks: where it asked when it was opened, whatever its group has been bound to since. */
export function* placeOf({ buildings, groupId, place }: Poll): Task<AskedPlace> {
  const { building = null, unit = null } = place ?? (yield* find('groups', { id: groupId })) ?? {}
  return { buildings, building, unit }
}

/** The homes of the register that a poll asks. */
export function* homesAsked(poll: Poll): Task<readonly Row<'households'>[]> {
  const place = yield* placeOf(poll)
  const register = yield* list('households', { communityId: poll.communityId })
  return register.filter((household) => isAsked(place, household))
}

/** When what was said now was said, to that poll. */
export const saidAt = (poll: Poll, { inbound, now }: Conversation): number =>
  givenAt(poll, { sentAt: inbound.sentAt, heardAt: now })

/** Nobody may read from the trail who said what, where the poll promised that, nor early what is hidden until the close. */
export const revealed = (poll: Poll, choice: readonly number[]): object =>
  poll.anonymous || poll.hidden ? {} : { choice }

/** Those of some polls that are open. */
export function* openOf(numbered: readonly Pick<Poll, 'number'>[]): Task<readonly Poll[]> {
  const open: Poll[] = []
  for (const { number } of numbered) {
    const poll = yield* find('polls', { number, status: 'open' })
    if (poll) open.push(poll)
  }
  return open
}

/** One for each option; the number is what one writes where there are none. */
export const buttonsOf = ({ number, options }: Pick<Poll, 'number' | 'options'>): Button[] =>
  options.map((label, i) => ({
    label,
    value: encodeAction({ kind: 'poll', poll: number, choice: i + 1 }),
    say: String(i + 1),
  }))

export const about = (poll: Poll): { kind: 'poll'; number: number } => ({ kind: 'poll', number: poll.number })

export const reading = (moment: Moment): { now: number; timezone: string } => ({
  now: moment.now,
  timezone: moment.community.timezone,
})
