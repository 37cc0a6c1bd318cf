import { type Tally, tally } from '../../core/consult/poll.ts'
import type { Row } from '../model.ts'
import { find, list, type Task, update } from '../operations.ts'

/*
 * A poll's sum is kept beside it, so that showing it does not read every ballot. The published result is added up from
 * the ballots all the same.
 */

type Poll = Row<'polls'>

/** The sum, added up from the ballots. */
export function* sumOf(poll: Poll): Task<Tally> {
  return tally(poll.options, yield* list('ballots', { pollId: poll.id, counted: true }))
}

/** The kept sum; where none is kept, the ballots'. */
export function* keptSum(poll: Poll): Task<Tally> {
  return (yield* find('tallies', { pollId: poll.id }))?.sum ?? (yield* sumOf(poll))
}

/** A sum after a new answer and those that it took the place of. */
export const sumAfter = (sum: Tally, poll: Poll, choice: readonly number[], gone: readonly Row<'ballots'>[]): Tally => {
  const added = tally(poll.options, [{ choice, counted: true }])
  const taken = tally(poll.options, gone)
  const counts = sum.counts.map((n, i) => n + (added.counts[i] ?? 0) - (taken.counts[i] ?? 0))
  return { counts, answered: sum.answered + added.answered - taken.answered }
}

/** What counts was changed otherwise than by a new answer: it is added up anew when it is next shown. */
export function* dropSum(pollId: number): Task<void> {
  yield* update('tallies', { pollId }, { sum: null })
}
