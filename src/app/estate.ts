import type { Estate } from '../language/home.ts'
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
