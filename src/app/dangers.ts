import { DAY } from '../core/kernel/calendar.ts'
import type { Row } from './model.ts'
import { list, type Task } from './operations.ts'

/** What nobody looked at within this span (ms) is history. */
export const LOOKED_AT_WITHIN = 30 * DAY

/** What somebody on the staff has put aside bears a mark of this name. `key`: `event:12` or `outbox:7`. */
export const asideMark = (key: string): string => `noticed:${key}`

/** Reports of danger that nobody has put aside yet, in their order: who cried is still to be visited. */
export function* openDangers(communityId: string, now: number): Task<readonly Row<'events'>[]> {
  const lately = { communityId, type: 'danger.reported', at: { gt: now - LOOKED_AT_WITHIN } }
  const reported = yield* list('events', lately, { order: 'seq' })
  if (reported.length === 0) return []
  const marks = reported.map(({ seq }) => asideMark(`event:${seq}`))
  const aside = new Set((yield* list('marks', { communityId, key: { in: marks } })).map(({ key }) => key))
  return reported.filter((_, index) => !aside.has(marks[index] ?? ''))
}
