import type { Gap } from '../chat/message.ts'
import { insertIfAbsent, type Task, update } from './operations.ts'

/** Keeps it. One that was told already, when it was shorter, is made longer. */
export function* keepGap(gap: Gap): Task<void> {
  const { adapter, account, from, to } = gap
  if ((yield* insertIfAbsent('gaps', gap)) !== null) return
  yield* update('gaps', { adapter, account, from, to: { lte: to } }, { to })
}
