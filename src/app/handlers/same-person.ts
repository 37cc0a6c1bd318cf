import { mayBePerson, namesPerson } from '../../core/build/signup.ts'
import { homeFromText, homeText } from '../../core/people/home.ts'
import { fold } from '../../language/fold.ts'
import { findHomes } from '../../language/home.ts'
import { find, list, type Task } from '../operations.ts'

/**
 * Whether a proxy's words (帮502张阿姨报名) name this person: `certain` by his name or his whole home, `probable` by his
 * room in the group's building and his family name.
 */
export function* namedIn(
  words: string,
  { memberId, home }: { readonly memberId: string; readonly home: string | null },
  groupId: string,
): Task<'certain' | 'probable' | null> {
  const member = yield* find('members', { id: memberId })
  const cards = (yield* list('memberships', { memberId })).map(({ card }) => card)
  const names = [member?.name ?? '', ...cards]
  if (names.some((name) => namesPerson(words, name))) return 'certain'
  const said = fold(words)
  const homes = findHomes(said).map((found) => homeText(found.home))
  if (home === null || homes.length > 0) return home !== null && homes.includes(home) ? 'certain' : null
  const own = homeFromText(home)
  const group = yield* find('groups', { id: groupId })
  if (!own || (group?.building ?? own.building) !== own.building) return null
  return names.some((name) => mayBePerson(said, own.room, name)) ? 'probable' : null
}
