import { recount } from '../app/recount.ts'
import { verifyLog } from '../app/trail.ts'
import { brokenPollText, brokenTrailText, soundPollsText, soundTrailText, strayEventsText } from '../phrases/trail.ts'
import { openStore, withStore } from '../store/open.ts'
import { Refusal } from './problem.ts'

/** Recomputes the audit trail and holds the ballots against it. Refused where something is not as it was written. */
export const verify = async (database: string): Promise<void> => {
  await withStore(openStore(database), async (store) => {
    const verdict = await store.transact(verifyLog)
    if (!verdict.ok)
      throw new Refusal(verdict.community === null ? strayEventsText(verdict.strays) : brokenTrailText(verdict))
    const counted = await store.transact(recount)
    if (!counted.ok) throw new Refusal(brokenPollText(counted))
    process.stdout.write(`${soundTrailText(verdict.events)}\n`)
    if (counted.ballots > 0) process.stdout.write(`${soundPollsText(counted.ballots)}\n`)
  })
}
