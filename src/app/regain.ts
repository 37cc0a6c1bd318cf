import type { Inbound } from '../chat/message.ts'
import { DAY } from '../core/kernel/calendar.ts'
import { type Appearance, recognise } from '../core/people/recognition.ts'
import { giveChat, openChat } from './lane.ts'
import type { Heard, Row } from './model.ts'
import { find, insert, list, type Task, update, within } from './operations.ts'
import { tokenHash } from './secrets.ts'

/** What was said in a chat longer ago (ms) than this before we knew which group it is stays talk. */
const HEARD_ANEW = 7 * DAY

/** What is kept of a name in a group's list: enough to know it again, nothing that can be read. */
const trace = (name: string): string => tokenHash(name).slice(0, 16)

const appearance = (topic: string, people: readonly string[]): Appearance => ({ topic, people: new Set(people) })

/** Keeps how a group looks, so that it is known again after a login that gives everything new ids. */
export function* keepRoster(groupId: string, { roster, chatName }: Inbound, now: number): Task<void> {
  if (!roster) return
  const looks = { topic: chatName ?? '', people: roster.map(trace), at: now }
  if (yield* find('rosters', { groupId })) yield* update('rosters', { groupId }, looks)
  else yield* insert('rosters', { groupId, ...looks })
}

type Login = Pick<Row<'chats'>, 'adapter' | 'account' | 'epoch'>

/** A community's groups that an account reached in an earlier login, and has not found again in this one. */
export function* lostGroups(communityId: string, { adapter, account, epoch }: Login): Task<Row<'groups'>[]> {
  const lost: Row<'groups'>[] = []
  for (const group of yield* list('groups', { communityId }, { order: 'id' })) {
    const chat = yield* find('chats', { id: group.chatId })
    if (chat && chat.adapter === adapter && chat.account === account && chat.epoch !== epoch) lost.push(group)
  }
  return lost
}

/** The lost group that a chat is, by how it looks; null where that does not say for certain. */
export function* recogniseGroup(
  { epoch, roster, chatName = '' }: Inbound,
  chat: Row<'chats'>,
): Task<{ readonly group: Row<'groups'>; readonly score: number } | null> {
  if (epoch === '' || !roster) return null
  const lost: (Appearance & { readonly group: Row<'groups'> })[] = []
  for (const { id: communityId } of yield* list('communities'))
    yield* within(communityId, function* () {
      for (const group of yield* lostGroups(communityId, chat)) {
        const kept = yield* find('rosters', { groupId: group.id })
        lost.push({ group, ...appearance(kept?.topic ?? group.name, kept?.people ?? []) })
      }
    })
  const found = recognise(appearance(chatName, roster.map(trace)), lost)
  return found && { group: found.group.group, score: found.score }
}

/** Whether we can write to a group no more: we were taken out of it, or the last that we wrote was refused, and nobody spoke since. */
export function* isGone({ communityId, id }: Pick<Row<'groups'>, 'communityId' | 'id'>): Task<boolean> {
  const group = yield* find('groups', { communityId, id })
  if (!group) return false
  const { chatId } = group
  const last = yield* find('inbox', { communityId, chatId, kind: 'message' }, { order: 'seq', desc: true })
  if (last?.kind === 'message' && last.payload.kind === 'leave' && last.payload.isSelf) return true
  const settled = { communityId, chatId, status: { in: ['sent', 'unknown', 'rejected'] } }
  const said = yield* find('outbox', settled, { order: 'id', desc: true })
  return said?.status === 'rejected' && (said.settledAt ?? 0) > (last?.receivedAt ?? 0)
}

/** A group is reached at another address from now on: what waits for it goes there, also through another account. */
export function* regainGroup(
  { communityId, id: groupId }: Pick<Row<'groups'>, 'communityId' | 'id'>,
  chat: Row<'chats'>,
  name: string,
): Task<void> {
  const { adapter, account } = chat
  yield* update('chats', { id: chat.id }, { groupId, name })
  for (const { id } of yield* list('chats', { communityId, groupId }))
    for (const status of ['pending', 'held'] as const)
      yield* update('outbox', { chatId: id, status }, { adapter, account, status: 'pending', notBefore: 0 })
  yield* update('groups', { id: groupId }, { chatId: chat.id })
}

/**
 * Gives the chat of a regained group to its community. What was said in it since the login, when nobody knew whose it
 * was, is heard now like all that comes late: each once, in its order, before what is said next.
 */
export function* giveBack(chat: Row<'chats'>, to: string, now: number): Task<void> {
  const anew = (row: Heard): Heard => {
    const payload = { ...row.payload, regained: true }
    return { ...row, payload, outcome: null, receivedAt: now }
  }
  yield* giveChat(chat, to, (row) => (row.kind === 'message' && isUnheard(row, now) ? anew(row) : row))
}

/** A command is no such thing: whoever gave it got no answer, and gives it again. */
const isUnheard = ({ outcome, sentAt, payload }: Heard, now: number): boolean =>
  outcome === 'chatter' && sentAt > now - HEARD_ANEW && !/^\s*[/／]/.test(payload.text)

/**
 * A private chat of an earlier login in this one, where its person has been known again: what was said in the one may be
 * answered only after that. Null where he has not.
 */
export function* directNow(old: Row<'chats'>, epoch: string): Task<Row<'chats'> | null> {
  const { kind, communityId, memberId, adapter, account } = old
  if (kind !== 'direct' || memberId === null) return null
  const person = yield* find('identities', { communityId, memberId, adapter, account, epoch })
  if (!person) return null
  const key = { adapter, account, epoch, kind, nativeId: person.nativeId }
  return yield* openChat(key, { communityId, name: '', memberId })
}

/** Somebody is known again under a new id: what he was to be told in private goes to his new address. */
export function* regainPerson(
  { communityId, id: memberId }: Pick<Row<'members'>, 'communityId' | 'id'>,
  person: Login & Pick<Row<'identities'>, 'nativeId'>,
): Task<void> {
  const { adapter, account } = person
  const waiting: Row<'outbox'>[] = []
  for (const old of yield* list('chats', { communityId, memberId, kind: 'direct', adapter, account }))
    if (old.epoch !== person.epoch)
      for (const status of ['pending', 'held'] as const)
        for (const row of yield* list('outbox', { chatId: old.id, status })) waiting.push(row)
  if (waiting.length === 0) return
  const chat = yield* openChat({ ...person, kind: 'direct' }, { communityId, name: '', memberId })
  for (const { id } of waiting) yield* update('outbox', { id }, { chatId: chat.id, status: 'pending', notBefore: 0 })
}
