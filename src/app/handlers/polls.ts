import { cardText } from '../../chat/card.ts'
import { decideOpening, missing } from '../../core/consult/poll.ts'
import { isRejection, type Rejection, reject } from '../../core/kernel/rejection.ts'
import type { PollDraft } from '../../language/meaning.ts'
import { missingText, openedText, pollCard, sentPrivatelyText } from '../../phrases/polls.ts'
import type { Conversation, Outcome } from '../context.ts'
import { isDesk, record } from '../context.ts'
import type { Row } from '../model.ts'
import { nextNumber } from '../numbers.ts'
import { count, find, insert, list, type Task } from '../operations.ts'
import { reply, replyPrivately, tellGroup } from '../speak.ts'
import { withTwins } from '../twins.ts'
import { setTimer } from '../timers.ts'
import { pollFor } from './poll-command.ts'
import { buttonsOf, homesAsked, reading } from './poll-parts.ts'
import { refuse } from './privately.ts'

type Poll = Row<'polls'>
type Group = Row<'groups'>

/** Opens a poll in the residents' group where the command was given, or in the one its 范围 names. */
export function* openPoll(at: Conversation, draft: PollDraft): Task<Outcome> {
  const group = yield* groupFor(at, draft.buildings)
  if (isRejection(group)) return yield* refuse(at, group)
  const unknown = yield* unknownBuilding(at, draft.buildings ?? [])
  if (unknown !== null) return yield* refuse(at, reject('poll.unknown-building', { building: unknown }))
  const { building } = group
  // Nobody who reads it would count.
  if (building !== null && draft.buildings && !draft.buildings.includes(building))
    return yield* refuse(at, reject('poll.other-building', { building, asked: draft.buildings.join('栋、') }))
  const twins = yield* withTwins(group.id)
  const open: Poll[] = []
  for (const groupId of twins) open.push(...(yield* list('polls', { groupId, status: 'open' }, { order: 'number' })))
  const terms = decideOpening(draft, open, reading(at))
  if (isRejection(terms)) return yield* refuse(at, terms)

  const { title, anonymous, multiple, hidden, closesAt } = terms
  // The same person is somebody else on each platform; his home is not.
  const perHome = terms.perHome || twins.length > 1
  const poll = {
    ...{ title, anonymous, multiple, perHome, hidden, closesAt },
    options: [...terms.options],
    buildings: terms.buildings && [...terms.buildings],
    number: yield* nextNumber(at, 'poll'),
  }
  const [communityId, groupId] = [at.community.id, group.id]
  const place = { building: group.building, unit: group.unit }
  const opening = { communityId, groupId, place, status: 'open' as const, createdBy: at.member.id, openedAt: at.now }
  const id = yield* insert('polls', { ...poll, ...opening })
  yield* insert('tallies', { pollId: id, at: at.now, unseen: 0 })
  yield* setTimer(at, { key: `poll-close:${id}`, kind: 'poll-close', subject: id, dueAt: closesAt, groupId })
  yield* record(at, 'poll.opened', `poll:${poll.number}`, { ...poll, group: groupId })

  const card = pollCard(poll, buttonsOf(poll), reading(at))
  for (const twin of twins)
    yield* tellGroup(at, twin, { text: cardText(card), card, about: { kind: 'poll', number: poll.number } }, 'free')
  if (at.group?.id !== groupId) yield* reply(at, { text: openedText(poll.number, group.name) })
  return 'command'
}

/** From elsewhere a poll reaches a group only where its 范围 leaves no doubt which. */
function* groupFor(at: Conversation, buildings: readonly string[] | null): Task<Group | Rejection> {
  if (at.group && !isDesk(at.group)) return at.group
  const groups = yield* list('groups', { communityId: at.community.id })
  const [first, ...others] = buildings ?? []
  const own = others.length === 0 ? groups.filter((g) => g.scope === 'building' && g.building === first) : []
  const candidates = own.length > 0 ? own : groups.filter((g) => g.scope === 'community')
  const [group, another] = first === undefined ? [] : candidates
  return group && !another ? group : reject('poll.no-group')
}

/** A building that the register does not have. Null: all known, or there is no register. */
function* unknownBuilding(at: Conversation, buildings: readonly string[]): Task<string | null> {
  const communityId = at.community.id
  if (!(yield* find('households', { communityId }))) return null
  for (const building of buildings) if (!(yield* find('households', { communityId, building }))) return building
  return null
}

/** Tells staff in private which registered homes have no counted answer. */
export function* missingHomes(at: Conversation, number: number | null): Task<Outcome> {
  const poll = yield* pollFor(at, number, '/未答')
  if (!poll) return 'asked'
  const homes = yield* homesAsked(poll)
  if (homes.length === 0) {
    const known = yield* count('households', { communityId: at.community.id })
    return yield* refuse(at, reject(known === 0 ? 'poll.no-register' : 'poll.no-homes'))
  }
  const ballots = yield* list('ballots', { pollId: poll.id, counted: true })
  const answered = new Set(ballots.flatMap(({ home }) => home ?? []))
  const text = missingText(poll, homes.length, missing(homes, answered))
  yield* replyPrivately(at, { text }, sentPrivatelyText())
  return 'command'
}
