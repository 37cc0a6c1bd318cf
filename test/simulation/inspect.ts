import type { Task } from '../../src/app/operations.ts'
import { recount } from '../../src/app/recount.ts'
import { append, verifyLog } from '../../src/app/trail.ts'
import { check, type Verdict } from './check.ts'
import type { Recording } from './recording.ts'
import type { Group } from './talk.ts'

const NOTED = 'console.noted'

/** What staff do at the console in a run: they write something into the audit trail. */
export function* noteDown(communityId: string, note: string, at: number): Task<void> {
  const event = { at, type: NOTED, actor: 'console', messageId: null, subject: 'console' }
  yield* append(communityId, { ...event, data: { note } })
}

/**
 * Holds a recording against what was said, and the database against itself: its audit trail is whole, and its ballots
 * are those of the trail. `written`: what staff were told is written.
 */
export const inspect = async (
  read: <R>(task: () => Task<R>) => Promise<R>,
  recording: Recording,
  groups: readonly Group[],
  written: readonly string[],
): Promise<Verdict> => {
  const verdict = check(recording, groups)
  const trail = await read(verifyLog)
  if (!trail.ok) verdict.wrong.push(`the audit trail: ${JSON.stringify(trail)}`)
  const ballots = await read(recount)
  if (!ballots.ok) verdict.wrong.push(`the ballots: ${JSON.stringify(ballots)}`)
  const notes = recording.rows.events.flatMap(({ type, data }) =>
    type === NOTED ? [String(JSON.parse(data).note)] : [],
  )
  const kept = new Set(notes)
  verdict.lost.push(...written.filter((note) => !kept.has(note)).map((note) => `what staff wrote: ${note}`))
  if (kept.size < notes.length) verdict.doubled.push(`${notes.length - kept.size} of what staff wrote`)
  return verdict
}
