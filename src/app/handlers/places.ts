import { placesText } from '../../phrases/people.ts'
import { type Conversation, type Outcome, record } from '../context.ts'
import { insertIfAbsent, type Task } from '../operations.ts'
import { reply } from '../speak.ts'

/** 地名: names that residents use for places, so that what they report has its place. */
export function* namePlaces(at: Conversation, names: readonly string[]): Task<Outcome> {
  const communityId = at.community.id
  for (const name of names) yield* insertIfAbsent('places', { communityId, name, at: at.now })
  yield* record(at, 'places.named', `community:${communityId}`, { names })
  yield* reply(at, { text: placesText(names) })
  return 'command'
}
