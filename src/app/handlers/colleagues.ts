import { handedOverText, passedToYouText, unreachedColleagueText } from '../../phrases/suggestions.ts'
import type { Conversation } from '../context.ts'
import type { Row } from '../model.ts'
import { find, list, type Task } from '../operations.ts'
import { replyPrivately, tellMember } from '../speak.ts'

type Handed = Pick<Row<'suggestions'>, 'unit' | 'dueAt'>

/**
 * What is handed to a colleague by name reaches him: he would learn of it when it was overdue. Who had it before hears that it is
 * no longer his. A unit is nobody, and two of one name are not guessed between.
 */
export function* tellColleagues(at: Conversation, before: Handed, s: Row<'suggestions'>): Task<void> {
  const unit = s.unit ?? ''
  const [former, now] = [yield* colleagueOf(at, before.unit ?? ''), yield* colleagueOf(at, unit)]
  const about = { kind: 'suggestion', number: s.number } as const
  if (former && former !== now && former !== at.member.id)
    yield* tellMember(at, former, { text: handedOverText(s.number, unit), about })
  if (!now || now === at.member.id || (now === former && before.dueAt === s.dueAt)) return
  const text = passedToYouText(s, at.now, at.community.timezone)
  if (!(yield* tellMember(at, now, { text, about })))
    yield* replyPrivately(at, { text: unreachedColleagueText(s.number, unit) })
}

/** The member of staff who is called so, if it is only one. */
function* colleagueOf(at: Conversation, name: string): Task<string | null> {
  const roles = yield* list('roles', { communityId: at.community.id, role: { in: ['staff', 'committee'] } })
  const found: string[] = []
  for (const id of new Set(roles.map(({ memberId }) => memberId)))
    if ((yield* find('members', { id, forgottenAt: null }))?.name.trim() === name) found.push(id)
  const [only, another] = found
  return another === undefined ? (only ?? null) : null
}
