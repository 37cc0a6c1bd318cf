import { verifyLog } from '../app/trail.ts'
import { brokenTrailText, soundTrailText } from '../phrases/trail.ts'
import { openStore } from '../store/open.ts'
import { Refusal } from './problem.ts'

/** Recomputes the audit trail. Refused where an event is not as it was written. */
export const verify = async (database: string): Promise<void> => {
  const store = await openStore(database, { create: false })
  try {
    const verdict = await store.transact(verifyLog)
    if (!verdict.ok) throw new Refusal(brokenTrailText(verdict))
    process.stdout.write(`${soundTrailText(verdict.events)}\n`)
  } finally {
    await store.close()
  }
}
