import { model, NOBODY, type Table } from './model.ts'
import { alone, insertIfAbsent, list, type Operation, remove, type Task } from './operations.ts'

/** Left behind when a community was removed, so that the next start makes no new demonstration. */
export const DEMO_REMOVED = 'demo-removed'

/** Tables whose rows name their community, the directory's too. */
const OF_A_COMMUNITY = (Object.keys(model) as Table[]).filter((table) => 'communityId' in model[table].columns)

/** Removes the demonstration and everything said in it, in one step. Real communities are never touched. */
export function* removeDemo(now: number): Task<void> {
  for (const { id } of yield* list('communities', { demo: true })) yield* alone(id, () => removeCommunity(id))
  yield* noDemoAgain(now)
}

/** A database without a community is left so at the next start. */
export function* noDemoAgain(at: number): Task<void> {
  yield* insertIfAbsent('marks', { communityId: NOBODY, key: DEMO_REMOVED, at })
}

function* removeCommunity(communityId: string): Task<void> {
  yield* remove('communities', { id: communityId })
  for (const table of OF_A_COMMUNITY) yield { do: 'remove', table, where: { communityId } } satisfies Operation
}
