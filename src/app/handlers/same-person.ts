import { mayBePerson, namesNobody, namesPerson } from '../../core/build/signup.ts'
import { homeFromText, homeText } from '../../core/people/home.ts'
import { fold } from '../../language/fold.ts'
import { findHomes } from '../../language/home.ts'
import { find, list, type Task } from '../operations.ts'

/**
 * Whether a proxy's words (帮502张阿姨报名) name this person: `certain` by his name, where no other home stands beside it,
 * or by his home with nothing else said; `probable` by his room and his family name. Who shares a home is not who lives there:
 * 3-2-502张秀兰 is not her 李伟.
 */
export function* namedIn(
  words: string,
  { memberId, home }: { readonly memberId: string; readonly home: string | null },
  groupId: string,
): Task<'certain' | 'probable' | null> {
  const member = yield* find('members', { id: memberId })
  const cards = (yield* list('memberships', { memberId })).map(({ card }) => card)
  const names = [member?.name ?? '', ...cards]
  const said = fold(words)
  const found = findHomes(said)
  const isNamed = names.some((name) => namesPerson(words, name))
  if (home === null || found.length === 0) {
    if (isNamed) return 'certain'
  } else {
    if (!found.some((one) => homeText(one.home) === home)) return null
    const rest = found.reduce((left, { start, end }) => left.replace(said.slice(start, end), ''), said)
    if (isNamed || namesNobody(rest)) return 'certain'
  }
  const own = home === null ? null : homeFromText(home)
  if (!own) return null
  const group = yield* find('groups', { id: groupId })
  if (found.length === 0 && (group?.building ?? own.building) !== own.building) return null
  return names.some((name) => mayBePerson(said, own.room, name)) ? 'probable' : null
}
