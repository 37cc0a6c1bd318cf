import type { Inbound } from '../chat/message.ts'
import { homeText } from '../core/people/home.ts'
import { homeFromCard } from '../language/home.ts'
import type { Role } from './context.ts'
import { estateFor } from './estate.ts'
import { NOBODY, type Row } from './model.ts'
import { find, insert, list, recall, type Task, update } from './operations.ts'
import type { Ids } from './ports.ts'
import { regainPerson } from './regain.ts'

type Person = Pick<Row<'identities'>, 'adapter' | 'account' | 'epoch' | 'nativeId'>

/** All that a message needs to know of its sender. */
interface Sender {
  readonly member: Row<'members'>
  readonly community: Row<'communities'>
  /** Under which card he was last heard in this group; null: never, or in private. */
  readonly card: string | null
  readonly roles: readonly Role[]
  readonly residency: Row<'residencies'> | null
}

/** Somebody we have met, as most senders are; null for others and for the forgotten. Changes nothing. */
export function* knownSender(
  { adapter, account, epoch }: Inbound,
  nativeId: string,
  group: Row<'groups'> | null,
): Task<Sender | null> {
  const key = ['sender', adapter, account, epoch, nativeId, group?.id].join('\0')
  return yield* recall(key, () => senderOf({ adapter, account, epoch, nativeId }, group?.id ?? null))
}

function* senderOf(person: Person, groupId: string | null): Task<Sender | null> {
  const identity = yield* find('identities', person)
  const member = identity && (yield* memberOf(identity))
  const community = member && (yield* find('communities', { id: member.communityId }))
  if (!community || member.forgottenAt !== null) return null
  const { id: memberId, communityId } = member
  const membership = groupId === null ? null : yield* find('memberships', { memberId, groupId })
  const roles = (yield* list('roles', { communityId, memberId })).map(({ role }) => role)
  return { member, community, card: membership?.card ?? null, roles, residency: yield* residencyOf(memberId) }
}

/** Whoever bears a platform's id, of whichever community. */
export function* memberOf({ communityId, memberId }: Row<'identities'>): Task<Row<'members'> | null> {
  return yield* find('members', { communityId, id: memberId })
}

/** Who is speaking. */
interface Met {
  readonly member: Row<'members'>
  /** Whom we took him for until his card told who he is: what that one did is his. Null: nobody. */
  readonly shadow: Row<'members'> | null
}

/**
 * Who is speaking. A person is known by the platform's id alone and never by name: two of one name stay two.
 * Someone new becomes a member of the chat's community. Null: in a chat of nobody.
 */
export function* meet(
  inbound: Inbound,
  communityId: string,
  group: Row<'groups'> | null,
  ids: Ids,
  now: number,
): Task<Met | null> {
  if (!inbound.sender) return null
  const { adapter, account, epoch, sender } = inbound
  const person: Person = { adapter, account, epoch, nativeId: sender.id }
  const identity = yield* find('identities', person)
  const met = identity && (yield* memberOf(identity))
  const found = met?.forgottenAt === null ? met : null

  const here = group && (found === null || found.communityId === group.communityId) ? group : null
  const again = here && (yield* isProvisional(identity)) ? yield* metBefore(person, here, sender, found) : null
  if (again) {
    const whose = { communityId, memberId: again.id }
    if (identity) yield* update('identities', person, whose)
    else yield* insert('identities', { ...whose, ...person })
    yield* regainPerson(again, person)
    return { member: again, shadow: found }
  }
  if (found) return { member: found, shadow: null }
  if (communityId === NOBODY) return null
  const id = yield* freeMemberId(ids.forNative('m', person))
  const name = sender.nick ?? sender.card ?? ''
  yield* insert('members', { id, communityId, name, wantsDigest: false, createdAt: now })
  if (identity) yield* update('identities', person, { communityId, memberId: id })
  else yield* insert('identities', { communityId, memberId: id, ...person })
  const member = yield* find('members', { id })
  return member && { member, shadow: null }
}

/**
 * Whether somebody may turn out to be a person of an earlier login: we know him in this one alone, or not at all, and no
 * code has proven who he is. `identity`: his in this login; null: we have not met him in it.
 */
export function* isProvisional(identity: Row<'identities'> | null): Task<boolean> {
  if (!identity) return true
  const { communityId, memberId, epoch } = identity
  if (epoch === '' || (yield* find('roles', { communityId, memberId }))) return false
  const [, another] = yield* list('identities', { communityId, memberId }, { limit: 2 })
  return another === undefined
}

/**
 * Platforms of session ids give everyone a new id at each login. Somebody is then the one we knew only where his whole
 * group card, with the home in it, was one person's in this very group, he calls himself what he did, nobody bears it
 * yet under the new login, and that person has not been heard under it: a name alone never suffices. Staff prove
 * themselves by a code: what a card says gives nobody a role. `shadow`: whom we took him for under the new login; who is
 * known to live elsewhere is somebody else.
 */
function* metBefore(
  person: Person,
  group: Row<'groups'>,
  { card = '', nick }: Pick<NonNullable<Inbound['sender']>, 'card' | 'nick'>,
  shadow: Row<'members'> | null,
): Task<Row<'members'> | null> {
  if (person.epoch === '' || !homeFromCard(card)) return null
  const bearers = (yield* list('memberships', { groupId: group.id })).filter(
    (m) => m.card === card && m.memberId !== shadow?.id,
  )
  const [only] = bearers
  if (!only || bearers.length > 1) return null
  const { adapter, account, epoch } = person
  const { communityId } = group
  if (yield* find('identities', { adapter, account, epoch, communityId, memberId: only.memberId })) return null
  const member = yield* find('members', { id: only.memberId })
  if (!member || member.forgottenAt !== null || (yield* find('roles', { memberId: member.id }))) return null
  const isCalledSo = nick === undefined || nick === member.name || card.includes(member.name)
  return isCalledSo && (shadow === null || (yield* livesTogether(shadow, member))) ? member : null
}

/** Whether two may be one by where they live: they share a home, or of one of them none is known. */
function* livesTogether(one: Row<'members'>, other: Row<'members'>): Task<boolean> {
  const homes = (yield* list('residencies', { memberId: one.id })).map(({ home }) => home)
  const others = (yield* list('residencies', { memberId: other.id })).map(({ home }) => home)
  return homes.length === 0 || others.length === 0 || homes.some((home) => others.includes(home))
}

/**
 * An id that no member has. Whoever comes back after having his information deleted starts anew under another one, and a
 * native id of one login may be somebody else's in the next.
 */
function* freeMemberId(wanted: string): Task<string> {
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? wanted : `${wanted}.${n}`
    if (!(yield* find('members', { id }))) return id
  }
}

/** Keeps in which group a person was heard and under which card, and reads his home from the card. */
export function* noteCard(member: Row<'members'>, group: Row<'groups'>, card: string, now: number): Task<void> {
  const key = { memberId: member.id, groupId: group.id }
  const known = yield* find('memberships', key)
  if (known && known.card === card) return
  if (known) yield* update('memberships', key, { card, at: now })
  else yield* insert('memberships', { ...key, card, at: now })
  if (card !== '') yield* claimFromCard(member, group, card, now)
}

/**
 * A home read from a card is claimed, not proven, and only where the register has it. It replaces an earlier claim of
 * the same kind, never one that the resident said or staff verified.
 */
function* claimFromCard(member: Row<'members'>, group: Row<'groups'>, card: string, now: number): Task<void> {
  const { communityId } = member
  const number = homeFromCard(card, yield* estateFor(communityId, group))
  if (!number) return
  const home = homeText(number)
  const residency = yield* residencyOf(member.id)
  if (residency?.home === home || (residency && residency.source !== 'card')) return
  if (residency) yield* update('residencies', { memberId: member.id, home: residency.home }, { home, at: now })
  else
    yield* insert('residencies', { memberId: member.id, communityId, home, status: 'claimed', source: 'card', at: now })
}

/** The home we take a person to live in: a verified one before a claimed one. */
export function* residencyOf(memberId: string): Task<Row<'residencies'> | null> {
  return (yield* find('residencies', { memberId, status: 'verified' })) ?? (yield* find('residencies', { memberId }))
}
