import type { EventData } from '../../core/kernel/trail.ts'
import { list, type Task } from '../operations.ts'

/** What the audit trail tells of suggestions and their rows do not keep. */

/** A result that was not one. */
export interface Reopening {
  readonly at: number
  /** What its author had been told, and when. */
  readonly outcome: string
  readonly closedAt: number
  /** By when he was to hear, before that. */
  readonly dueAt: number
}

/** One thing that was done with a suggestion, or said of it. */
export interface Step {
  readonly at: number
  /** A member's id, or who else does things here. */
  readonly actor: string
  readonly type: string
  readonly data: EventData
}

/** What became of a suggestion, oldest first. */
export function* historyOf(communityId: string, number: number): Task<readonly Step[]> {
  const subject = `suggestion:${number}`
  const events = yield* list('events', { communityId, subject }, { order: 'seq' })
  return events.map(({ at, actor, type, data }) => ({ at, actor, type, data }))
}

/** How often a suggestion was opened again, and what had been promised each time, oldest first. */
export const reopeningsIn = (history: readonly Step[]): readonly Reopening[] => {
  const reopenings: Reopening[] = []
  let told = { outcome: '', closedAt: 0, dueAt: 0 }
  for (const { type, at, data } of history) {
    const { text: outcome, dueAt = told.dueAt } = data
    if (type === 'suggestion.reopened') reopenings.push({ ...told, at })
    if (type === 'suggestion.done' || type === 'suggestion.answered')
      told = { ...told, outcome: outcome ?? '', closedAt: at }
    told = { ...told, dueAt }
  }
  return reopenings
}
