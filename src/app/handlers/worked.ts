import { positionOf } from '../../core/build/signup.ts'
import { DAY } from '../../core/kernel/calendar.ts'
import type { Conversation } from '../context.ts'
import type { Row } from '../model.ts'
import { find, list, type Task } from '../operations.ts'

/** Wages are paid by the month. */
const PAID_WITHIN = 30 * DAY

/** What somebody was at, and which place on its list was his. */
interface Worked {
  readonly work: Row<'works'>
  readonly position: number
}

/** Work of the last thirty days, for which he may not have been paid yet: without his name nobody finds him on the list. */
export function* worked(at: Conversation): Task<Worked[]> {
  const done = new Map<number, Worked>()
  for (const signup of yield* list('signups', { memberId: at.member.id, onBehalfOf: null, status: 'in' })) {
    const shift = yield* find('shifts', { id: signup.shiftId })
    const work = yield* find('works', { id: signup.workId })
    if (!shift || !work) continue
    if (shift.start > at.now || shift.end < at.now - PAID_WITHIN) continue
    const position = positionOf(signup, yield* list('signups', { shiftId: shift.id })) ?? 0
    done.set(work.id, { work, position })
  }
  return [...done.values()]
}
