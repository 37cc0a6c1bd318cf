import type { Store } from '../../src/app/ports.ts'
import { recount } from '../../src/app/recount.ts'
import { verifyLog } from '../../src/app/trail.ts'
import { check, type Verdict } from '../simulation/check.ts'
import type { Recording } from '../simulation/recording.ts'
import { town } from './script.ts'

/** What staff do at the console in a run: they write something into the audit trail. */
const NOTED = 'console.noted'

/**
 * Holds a recording against what was said, and the database against itself: its audit trail is whole, and its ballots
 * are those of the trail. `written`: what staff were told is written.
 */
export const inspect = async (store: Store, recording: Recording, written: readonly string[]): Promise<Verdict> => {
  const verdict = check(recording, town.groups)
  const trail = await store.transact(verifyLog)
  if (!trail.ok) verdict.wrong.push(`the audit trail: ${JSON.stringify(trail)}`)
  const ballots = await store.transact(recount)
  if (!ballots.ok) verdict.wrong.push(`the ballots: ${JSON.stringify(ballots)}`)
  const notes = recording.rows.events.flatMap(({ type, data }) =>
    type === NOTED ? [String(JSON.parse(data).note)] : [],
  )
  const kept = new Set(notes)
  verdict.lost.push(...written.filter((note) => !kept.has(note)).map((note) => `what staff wrote: ${note}`))
  if (kept.size < notes.length) verdict.doubled.push(`${notes.length - kept.size} of what staff wrote`)
  return verdict
}
