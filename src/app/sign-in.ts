import { DAY, HOUR, MINUTE } from '../core/kernel/calendar.ts'
import type { EventData } from '../core/kernel/trail.ts'
import { isStaff, type Role } from './context.ts'
import type { Row } from './model.ts'
import { find, insert, insertIfAbsent, list, remove, type Task, update } from './operations.ts'
import { tokenHash } from './secrets.ts'
import { append } from './trail.ts'

/** How long (ms) each kind of secret opens something. */
const LINK_LIFE = 10 * MINUTE
export const SESSION_LIFE = 12 * HOUR
const STAFF_CODE_LIFE = 30 * MINUTE

/** What a secret allows: one role, in one community. `memberId` null: made at the command line, by nobody we know. */
export interface Grant {
  readonly communityId: string
  readonly memberId: string | null
  readonly role: Role
}

/** Who is at the console. Everything shown or done belongs to this one community. */
export interface Session {
  readonly community: Row<'communities'>
  readonly member: Row<'members'> | null
  readonly role: Role
}

/** Keeps a one-time link to the console, valid for ten minutes. */
export function* makeLink(grant: Grant, secret: string, now: number): Task<void> {
  yield* insert('tokens', { ...grant, hash: tokenHash(secret), kind: 'link', expiresAt: now + LINK_LIFE })
}

/** Which of some links would open the console now. Changes nothing. */
export function* rightLinks(links: readonly string[], now: number): Task<ReadonlySet<string>> {
  const linkOf = new Map(links.map((link) => [tokenHash(link), link]))
  const fresh = { kind: 'link' as const, usedAt: null, expiresAt: { gt: now } }
  const found = yield* list('tokens', { hash: { in: [...linkOf.keys()] }, ...fresh })
  return new Set(found.flatMap(({ hash }) => linkOf.get(hash) ?? []))
}

/**
 * Spends a one-time link and opens a session under the secret `session`. False for a link that is unknown, used or too
 * old; the three are told apart by nobody.
 */
export function* openLink(link: string, session: string, now: number): Task<boolean> {
  yield* remove('tokens', { expiresAt: { lte: now - DAY } })
  const token = yield* find('tokens', { hash: tokenHash(link), kind: 'link' }, { lock: true })
  if (!token || token.usedAt !== null || token.expiresAt <= now) return false
  const { communityId, memberId, role } = token
  yield* update('tokens', { hash: token.hash }, { usedAt: now })
  yield* insert('tokens', {
    hash: tokenHash(session),
    kind: 'session',
    communityId,
    memberId,
    role,
    expiresAt: now + SESSION_LIFE,
  })
  yield* append(communityId, {
    at: now,
    type: 'console.opened',
    actor: memberId ?? CONSOLE,
    messageId: null,
    subject: `community:${communityId}`,
    data: {},
  })
  return true
}

/** The session a secret opens; null where it is over, or where its member is gone or no longer staff. */
export function* sessionOf(secret: string, now: number): Task<Session | null> {
  const token = yield* find('tokens', { hash: tokenHash(secret), kind: 'session' })
  if (!token || token.expiresAt <= now) return null
  const community = yield* find('communities', { id: token.communityId })
  if (!community) return null
  if (token.memberId === null) return { community, member: null, role: token.role }
  const { communityId, memberId } = token
  const member = yield* find('members', { communityId, id: memberId, forgottenAt: null })
  const roles = yield* list('roles', { communityId, memberId })
  if (!member || !isStaff(roles.map(({ role }) => role))) return null
  return { community, member, role: token.role }
}

/** Signs out: the secret opens nothing any more. */
export function* closeSession(secret: string): Task<void> {
  yield* remove('tokens', { hash: tokenHash(secret), kind: 'session' })
}

/**
 * Keeps a one-time code by which somebody proves a staff role in chat, valid for half an hour. False where the same six
 * digits are in use: draw others. `memberId`: somebody we know, whose new platform id it binds when he changed phones or
 * the platform gave everybody new ids; null for somebody new.
 */
export function* makeStaffCode(
  by: Session,
  to: { readonly role: Role; readonly memberId: string | null },
  code: string,
  now: number,
): Task<boolean> {
  const communityId = by.community.id
  const { role, memberId } = to
  yield* remove('tokens', { kind: 'staff', expiresAt: { lte: now } })
  const expiresAt = now + STAFF_CODE_LIFE
  const token = { hash: tokenHash(code), kind: 'staff' as const, communityId, role, memberId, expiresAt }
  if ((yield* insertIfAbsent('tokens', token)) === null) return false
  yield* noteDone(by, 'staff-code.made', `community:${communityId}`, { role }, now)
  return true
}

/** Keeps a code that gives a lost group back to the chat in which somebody says it, as `makeStaffCode` does. */
export function* makeGroupCode(by: Session, groupId: string, code: string, now: number): Task<boolean> {
  const communityId = by.community.id
  if (!(yield* find('groups', { id: groupId, communityId }))) return false
  yield* remove('tokens', { kind: 'group', expiresAt: { lte: now } })
  const memberId = by.member?.id ?? null
  const expiresAt = now + STAFF_CODE_LIFE
  const token = {
    hash: tokenHash(code),
    kind: 'group' as const,
    groupId,
    communityId,
    role: by.role,
    memberId,
    expiresAt,
  }
  if ((yield* insertIfAbsent('tokens', token)) === null) return false
  yield* noteDone(by, 'group-code.made', `group:${groupId}`, {}, now)
  return true
}

/** Who did something at the console, as events name him. */
export const CONSOLE = 'console'

/** Who has a staff role in a community. */
export function* staffOf(communityId: string): Task<Row<'members'>[]> {
  const roles = yield* list('roles', { communityId })
  const id = { in: [...new Set(roles.flatMap(({ memberId, role }) => (isStaff([role]) ? [memberId] : [])))] }
  return [...(yield* list('members', { communityId, id, forgottenAt: null }, { order: 'createdAt' }))]
}

/** Adds what was done at the console to the audit trail. `subject` is like `member:u1`. */
export function* noteDone(by: Session, type: string, subject: string, data: EventData, now: number): Task<void> {
  yield* append(by.community.id, {
    at: now,
    type,
    actor: by.member?.id ?? CONSOLE,
    messageId: null,
    subject,
    data,
  })
}
