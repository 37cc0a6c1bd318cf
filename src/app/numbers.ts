import type { Moment } from './context.ts'
import { find, insert, type Task, update } from './operations.ts'

/** The next public number of a kind in a community: 建议12号. Numbers have no gaps and are never given twice. */
export function* nextNumber(
  moment: Moment,
  name: 'suggestion' | 'candidate' | 'poll' | 'work' | 'jielong',
): Task<number> {
  const key = { communityId: moment.community.id, name }
  const counter = yield* find('counters', key)
  if (counter) yield* update('counters', key, { value: counter.value + 1 })
  else yield* insert('counters', { ...key, value: 1 })
  return (counter?.value ?? 0) + 1
}
