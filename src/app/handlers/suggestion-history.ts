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

/** How often a suggestion was opened again, and what had been promised each time, oldest first. */
export function* reopeningsOf(communityId: string, number: number): Task<readonly Reopening[]> {
  const reopenings: Reopening[] = []
  let told = { outcome: '', closedAt: 0, dueAt: 0 }
  for (const { type, at, data } of yield* list(
    'events',
    { communityId, subject: `suggestion:${number}` },
    { order: 'seq' },
  )) {
    const { text: outcome, dueAt = told.dueAt } = data as { readonly text?: string; readonly dueAt?: number }
    if (type === 'suggestion.reopened') reopenings.push({ ...told, at })
    if (type === 'suggestion.done' || type === 'suggestion.answered')
      told = { ...told, outcome: outcome ?? '', closedAt: at }
    told = { ...told, dueAt }
  }
  return reopenings
}
