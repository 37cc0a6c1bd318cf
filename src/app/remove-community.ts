import { model, NOBODY, type Table } from './model.ts'
import { alone, insertIfAbsent, list, type Operation, remove, type Task } from './operations.ts'

/** Left behind when a community was removed, so that the next start makes no new demonstration. */
export const DEMO_REMOVED = 'demo-removed'

/** Tables whose rows name their community, the directory's too. */
const OF_A_COMMUNITY = (Object.keys(model) as Table[]).filter((table) => 'communityId' in model[table].columns)

/** Removes the demonstration and everything said in it, in one step. Real communities are never touched. */
export function* removeDemo(now: number): Task<void> {
  for (const { id } of yield* list('communities', { demo: true })) yield* takeOut(id)
  yield* noDemoAgain(now)
}

/** Removes a community that lives on in another database, with everything of it, in one step. */
export function* leaveCommunity(communityId: string, now: number): Task<void> {
  yield* takeOut(communityId)
  yield* noDemoAgain(now)
}

function* noDemoAgain(at: number): Task<void> {
  yield* insertIfAbsent('marks', { communityId: NOBODY, key: DEMO_REMOVED, at })
}

const takeOut = (communityId: string): Task<void> => alone(communityId, () => removeCommunity(communityId))

function* removeCommunity(communityId: string): Task<void> {
  yield* remove('communities', { id: communityId })
  for (const table of OF_A_COMMUNITY) yield { do: 'remove', table, where: { communityId } } satisfies Operation
}
