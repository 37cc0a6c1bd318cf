import type { Button } from '../../chat/card.ts'
import { encodeAction } from '../../language/action.ts'
import type { Moment } from '../context.ts'
import type { Row } from '../model.ts'

type Poll = Row<'polls'>

/** How the audit trail names a poll. */
export const subject = (poll: Poll): string => `poll:${poll.number}`

/** Where and when a group was asked. */
export const asked = (poll: Poll, groupId: string) => ({ groupId, at: poll.openedAt, about: about(poll) })

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
