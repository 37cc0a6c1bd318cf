import { homeFromText } from '../core/people/home.ts'
import type { Estate } from '../language/home.ts'
import { readPlace } from '../language/place.ts'
import { type Register, registerOf } from '../language/register.ts'
import type { Row } from './model.ts'
import { list, recall, type Task } from './operations.ts'

/** The homes of a community, and which of them a group is for. In private every home may be meant. */
export function* estateFor(communityId: string, group: Row<'groups'> | null): Task<Estate> {
  const register = yield* recall(`register ${communityId}`, () => registerFor(communityId))
  return { register, scope: { building: group?.building ?? null, unit: group?.unit ?? null } }
}

/** Null where no register was imported: then homes are taken as they are written. */
function* registerFor(communityId: string): Task<Register | null> {
  const homes = yield* list('households', { communityId }, { order: 'id' })
  return homes.length === 0 ? null : registerOf(homes)
}

/** Names that residents use for places, as staff gave them. */
export function* placesOf(communityId: string): Task<readonly string[]> {
  return yield* recall(`places ${communityId}`, function* () {
    return (yield* list('places', { communityId }, { order: 'name' })).map(({ name }) => name)
  })
}

/** The place that somebody's words name, in plain words for staff. `home`: where he lives, as `homeText` writes it. */
export function* placeIn(communityId: string, text: string, home: string | null): Task<string | null> {
  const estate = yield* estateFor(communityId, null)
  const places = yield* placesOf(communityId)
  return readPlace(text, { estate, places, home: home === null ? null : homeFromText(home) })?.text ?? null
}
