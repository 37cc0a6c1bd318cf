import type { Gap } from '../chat/message.ts'
import { MINUTE } from '../core/kernel/calendar.ts'
import { insertIfAbsent, type Task, update } from './operations.ts'

/**
 * Whether a gap has ended, give or take what the clocks of two machines differ: one that will was told by a clock that was
 * ahead, and when it ended nobody knows.
 */
export const hasEnded = ({ to }: Pick<Gap, 'to'>, now: number): boolean => to <= now + MINUTE

/** Keeps it. One that was told already, when it was shorter, is made longer. */
export function* keepGap(gap: Gap): Task<void> {
  const { adapter, account, from, to } = gap
  if ((yield* insertIfAbsent('gaps', gap)) !== null) return
  yield* update('gaps', { adapter, account, from, to: { lte: to } }, { to })
}
