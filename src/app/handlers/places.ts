import { placesIn } from '../../language/commands/places.ts'
import { placesText } from '../../phrases/people.ts'
import { type Conversation, type Moment, type Outcome, record } from '../context.ts'
import { insertIfAbsent, remove, type Task } from '../operations.ts'
import { reply } from '../speak.ts'

/** 地名: names that residents use for places, so that what they report has its place. */
export function* namePlaces(at: Conversation, names: readonly string[]): Task<Outcome> {
  yield* keepPlaces(at, names)
  yield* reply(at, { text: placesText(names) })
  return 'command'
}

/** Returns those that were not there yet. */
function* keepPlaces(at: Moment, names: readonly string[]): Task<readonly string[]> {
  const communityId = at.community.id
  const added: string[] = []
  for (const name of names)
    if ((yield* insertIfAbsent('places', { communityId, name, at: at.now })) !== null) added.push(name)
  yield* record(at, 'places.named', `community:${communityId}`, { names })
  return added
}

/**
 * The names as somebody wrote them, with spaces or commas between: which are new, and which were there before. Null where
 * they are none, too long or too many.
 */
export function* addPlaces(
  at: Moment,
  said: string,
): Task<{ readonly added: readonly string[]; readonly known: readonly string[] } | null> {
  const names = placesIn(said)
  if (typeof names === 'string') return null
  const added = yield* keepPlaces(at, names)
  return { added, known: names.filter((name) => !added.includes(name)) }
}

/** What was said before keeps its place. False where there is no such name. */
export function* removePlace(at: Moment, name: string): Task<boolean> {
  const communityId = at.community.id
  if ((yield* remove('places', { communityId, name })) === 0) return false
  yield* record(at, 'places.removed', `community:${communityId}`, { names: [name] })
  return true
}
