import type { Inbound } from '../../chat/message.ts'
import { DAY, dayKey } from '../../core/kernel/calendar.ts'
import { isRejection, reject } from '../../core/kernel/rejection.ts'
import { besides, comeBack, decideScope, type Earlier, type Scope, sameScope } from '../../core/people/scope.ts'
import { nothingOpen } from '../../language/context.ts'
import type { Command, ScopeWords } from '../../language/meaning.ts'
import { read } from '../../language/read.ts'
import { brokenText } from '../../phrases/commands.ts'
import {
  bindFirstText,
  boundAlreadyText,
  boundText,
  changedScopeText,
  peopleRefusal,
  reboundText,
  roleGrantedText,
  scopeText,
  takenOverText,
  whetherAgainText,
} from '../../phrases/people.ts'
import {
  type Conversation,
  isStaff,
  type Moment,
  momentOf,
  type Outcome,
  record,
  type Surroundings,
} from '../context.ts'
import { noteCard } from '../meet.ts'
import type { Heard, Row } from '../model.ts'
import { alone, count, find, insert, insertIfAbsent, list, type Task, update } from '../operations.ts'
import type { Handled } from '../process.ts'
import { isGone, keepRoster, recogniseGroup, regainGroup, regainPerson } from '../regain.ts'
import { tokenHash } from '../secrets.ts'
import { CONSOLE } from '../sign-in.ts'
import { once, reply, tellChat, tellGroup, tellMember } from '../speak.ts'
import { refusePrivately } from './privately.ts'
import { mergeShadow } from './shadow.ts'

/** Wrong codes one person may try in a day. */
const TRIES = 5
/** Wrong codes of everyone together in a day: whoever comes under many names does not have more chances for it. */
const TRIES_OF_ALL = 50

/** 验证: a one-time code from the console gives a role. Nothing of the code is repeated. */
export function* verifyStaff(at: Conversation, code: string): Task<Outcome> {
  const own = yield* freeTry(at, at.member.id, TRIES)
  const common = yield* freeTry(at, 'all', TRIES_OF_ALL)
  if (own === null || common === null) return yield* refusePrivately(at, reject('code.too-many'))
  const token = yield* find('tokens', { hash: tokenHash(code.normalize('NFKC').trim()), kind: 'staff' })
  if (!token || token.communityId !== at.community.id || token.usedAt !== null || token.expiresAt <= at.now) {
    yield* once(at, own)
    yield* once(at, common)
    return yield* refusePrivately(at, reject('code.wrong'))
  }
  yield* update('tokens', { hash: token.hash }, { usedAt: at.now })
  const memberId = token.memberId ?? at.member.id
  const known = memberId === at.member.id ? null : yield* find('members', { id: memberId })
  if (known) yield* bindIdentity(at, memberId)
  yield* insertIfAbsent('roles', { memberId, role: token.role, grantedAt: at.now, grantedBy: 'code' })
  yield* record(at, 'role.granted', `member:${memberId}`, { role: token.role }, memberId)
  const content = { text: roleGrantedText(token.role, known?.name ?? null) }
  // Whom we took him for until now is nobody any more.
  if (at.group) yield* tellMember(at, memberId, content)
  else yield* reply(at, content)
  return 'command'
}

/** The mark of the first wrong try of today that somebody still has; null: he has had them all. */
function* freeTry(at: Conversation, who: string, tries: number): Task<string | null> {
  return yield* freeMark(`code-try:${who}:${dayKey(at.now, at.community.timezone)}`, tries)
}

function* freeMark(of: string, most: number): Task<string | null> {
  for (let n = 0; n < most; n += 1) {
    const key = `${of}:${n}`
    if (!(yield* find('marks', { key }))) return key
  }
  return null
}

/**
 * The community whose code somebody says to us alone whom nobody knows: where there are several, nothing else tells in which
 * one he proves himself. Null: it is none. Wrong ones are counted, as they are by `verifyStaff`.
 */
export function* communityOfCode({ chatId, receivedAt: now, payload }: Heard): Task<string | null> {
  const code = staffCodeIn(payload.text)
  if (code === null) return null
  const day = Math.floor(now / DAY)
  const own = yield* freeMark(`code-try:${chatId}:${day}`, TRIES)
  const common = yield* freeMark(`code-try:all:${day}`, TRIES_OF_ALL)
  if (own === null || common === null) return null
  const token = yield* find('tokens', { hash: tokenHash(code), kind: 'staff', usedAt: null })
  if (token && token.expiresAt > now) return token.communityId
  for (const key of [own, common]) yield* insert('marks', { key, at: now })
  return null
}

/** A code made for a known member binds the platform's new id to him: after a new login, or on another platform. */
function* bindIdentity(at: Conversation, memberId: string): Task<void> {
  const { adapter, account, epoch, sender } = at.inbound
  if (!sender) return
  yield* update(
    'identities',
    { adapter, account, epoch, nativeId: sender.id },
    { communityId: at.community.id, memberId },
  )
  if (!at.group) yield* update('chats', { id: at.chat.id }, { memberId })
  yield* regainPerson({ id: memberId, communityId: at.community.id }, { adapter, account, epoch, nativeId: sender.id })
  yield* mergeShadow(at, at.member, { id: memberId }, 'code')
}

const scopeOf = (words: ScopeWords): Scope => ({
  kind: words.kind,
  building: 'building' in words ? words.building : null,
  unit: 'unit' in words ? words.unit : null,
})

const scopeOfGroup = ({ scope: kind, building, unit }: Row<'groups'>): Scope => ({ kind, building, unit })
const columns = ({ kind, building, unit }: Scope) => ({ scope: kind, building, unit })

/** 绑定 in a group that is bound: says for whom the group is from now on. */
export function* bindGroup(at: Conversation, words: ScopeWords): Task<Outcome> {
  if (!at.group) return yield* refusePrivately(at, reject('scope.private'))
  const scope = decideScope(scopeOf(words), yield* list('households', { communityId: at.community.id }))
  if (isRejection(scope)) {
    at.notes.push(scope.rejected)
    yield* reply(at, { text: peopleRefusal(scope) })
    return 'asked'
  }
  const before = scopeOfGroup(at.group)
  if (sameScope(scope, before)) {
    yield* reply(at, { text: boundAlreadyText(scopeText(scope)) })
    return 'command'
  }
  yield* update('groups', { id: at.group.id }, columns(scope))
  yield* record(at, 'group.bound', `group:${at.group.id}`, { ...scope, before })
  const here = { communityId: at.community.id, groupId: at.group.id, status: 'open' } as const
  const open = { polls: yield* count('polls', here), works: yield* count('works', here) }
  yield* reply(at, { text: changedScopeText(scopeText(scope), scopeText(before), open) })
  return 'command'
}

/** 绑定 CODE where there is nothing to give back: in private, or in a group we know. */
export function* alreadyBound(at: Conversation): Task<Outcome> {
  if (!at.group) return yield* refusePrivately(at, reject('scope.private'))
  yield* reply(at, { text: boundAlreadyText(scopeText(scopeOfGroup(at.group))) })
  return 'command'
}

/**
 * A message in a group chat that is bound to nothing. Silence for everyone but staff we know, whose 绑定 makes it a
 * group of their community, or gives a group that a new login has lost its chat back.
 */
export function* bindUnknownGroup(row: Heard, chat: Row<'chats'>, around: Surroundings): Task<Handled> {
  const inbound = row.payload
  const { adapter, account, epoch, sender } = inbound
  const code = epoch === '' ? null : codeIn(inbound.text)
  if (code !== null) return yield* bindByCode(row, chat, around, code)
  const identity = sender && (yield* find('identities', { adapter, account, epoch, nativeId: sender.id }))
  if (!identity) return SILENT
  return yield* alone(identity.communityId, function* () {
    const member = yield* staffMember(identity.memberId)
    const community = member && (yield* find('communities', { id: member.communityId }))
    return community ? yield* heardFromStaff(row, chat, { ...momentOf(row, community, around), member }) : SILENT
  })
}

const SILENT: Handled = { outcome: 'chatter', memberId: null }

function* staffMember(id: string): Task<Row<'members'> | null> {
  const member = yield* find('members', { id, forgottenAt: null })
  const roles = yield* list('roles', { memberId: id })
  return isStaff(roles.map(({ role }) => role)) ? member : null
}

function* heardFromStaff({ payload: inbound }: Heard, chat: Row<'chats'>, moment: Binding): Task<Handled> {
  const { now, community, member } = moment
  const here = nothingOpen(now, community.timezone, { direct: false, staff: true })
  const [{ meaning }] = read({ text: inbound.text }, here)
  if (meaning.kind === 'command' && meaning.command.name === 'bind') {
    const bound = yield* bindChat(moment, meaning.command, inbound, chat)
    if (bound === null) return { ...SILENT, outcome: 'asked' }
    return { outcome: 'command', memberId: member.id, boundTo: community.id, ...bound }
  }
  const broken = meaning.kind === 'broken' && meaning.name === 'bind' ? brokenText(meaning.name, meaning.problem) : null
  if (broken === null && meaning.kind !== 'command') return SILENT
  // Before the binding the group hears nothing: the staff member is told in private.
  yield* tellMember(moment, member.id, { text: broken ?? bindFirstText() })
  return { ...SILENT, outcome: 'asked' }
}

/**
 * The community of a lost group that this chat is, found again by how it looks; null where it is none for certain. Its
 * messages, this one first, are then heard there.
 */
export function* cameBack(row: Heard, chat: Row<'chats'>, around: Surroundings): Task<string | null> {
  const inbound = row.payload
  const found = yield* recogniseGroup(inbound, chat)
  if (!found) return null
  const { group, score } = found
  return yield* alone(group.communityId, function* () {
    const community = yield* find('communities', { id: group.communityId })
    if (!community) return null
    const moment = momentOf(row, community, around)
    yield* regainGroup(group, chat, inbound.chatName ?? chat.name)
    const data = { chat: chat.id, by: 'looks', score: Math.round(score * 100) / 100 }
    yield* record(moment, 'group.rebound', `group:${group.id}`, data, 'wugong')
    return community.id
  })
}

const codeIn = (text: string): string | null => /^[/／]\s*绑定\s*(\d{6})\s*$/.exec(text.normalize('NFKC'))?.[1] ?? null
const staffCodeIn = (text: string): string | null =>
  /^[/／]\s*验证\s*(\d{6})\s*$/.exec(text.normalize('NFKC'))?.[1] ?? null

/**
 * 绑定 CODE: after a login that gave everybody new ids we know nobody, so the code from the console is the proof, whoever
 * says it. Silent where it is wrong, and after a few tries of the day.
 */
function* bindByCode(row: Heard, chat: Row<'chats'>, around: Surroundings, code: string): Task<Handled> {
  const inbound = row.payload
  const left = yield* freeMark(`bind-try:${chat.id}:${Math.floor(row.receivedAt / DAY)}`, TRIES)
  if (left === null) return SILENT
  const token = yield* find('tokens', { hash: tokenHash(code), kind: 'group' })
  const groupId = token && token.usedAt === null && token.expiresAt > row.receivedAt ? token.groupId : null
  if (!token || groupId === null) {
    yield* insert('marks', { key: left, at: row.receivedAt })
    return SILENT
  }
  return yield* alone(token.communityId, function* () {
    const community = yield* find('communities', { id: token.communityId })
    const group = yield* find('groups', { id: groupId })
    if (!community || !group) return SILENT
    yield* update('tokens', { hash: token.hash }, { usedAt: row.receivedAt })
    const moment = momentOf(row, community, around)
    yield* regainGroup(group, chat, inbound.chatName ?? chat.name)
    yield* keepRoster(group.id, inbound, row.receivedAt)
    const by = token.memberId ?? CONSOLE
    yield* record(moment, 'group.rebound', `group:${group.id}`, { chat: chat.id, by: 'code' }, by)
    const text = reboundText(scopeText(scopeOfGroup(group)))
    yield* tellGroup(moment, group.id, { text, quote: inbound.nativeMsgId }, 'counted')
    return { outcome: 'command', memberId: null, boundTo: community.id, regained: true }
  })
}

interface Binding extends Moment {
  readonly messageId: string
  readonly member: Row<'members'>
}

/** Null where the words could not be followed, which is then said. */
function* bindChat(
  at: Binding,
  said: Extract<Command, { name: 'bind' }>,
  inbound: Inbound,
  chat: Row<'chats'>,
): Task<Pick<Handled, 'regained'> | null> {
  const communityId = at.community.id
  const scope = decideScope(scopeOf(said.scope), yield* list('households', { communityId }))
  if (isRejection(scope)) {
    yield* tellMember(at, at.member.id, { text: peopleRefusal(scope) })
    return null
  }
  const { adapter, account, epoch } = chat
  const name = inbound.chatName ?? chat.name
  const here = { name, adapter, account, epoch, scope }
  const earlier = yield* earlierGroups(communityId)
  const before = comeBack(here, earlier)
  const same = before || said.again === false ? [] : besides(here, earlier)
  const old = yield* goneOf(communityId, same, name)
  const [other] = same
  if (old && said.again === undefined) return yield* tellBinder(at, chat, whetherAgainText(scopeText(scope), old.name))
  if (!old && other && said.again) {
    const refused = reject('scope.still-there', { name: other.name, scope: scopeText(scope) })
    return yield* tellBinder(at, chat, peopleRefusal(refused))
  }
  const lost = before ?? (said.again ? old : null)
  const groupId = lost?.id ?? (yield* freeGroupId(at, chat))
  if (lost) yield* regainGroup({ communityId, id: groupId }, chat, name)
  else {
    yield* update('chats', { id: chat.id }, { groupId, name })
    yield* insert('groups', { id: groupId, communityId, name, ...columns(scope), chatId: chat.id, createdAt: at.now })
  }
  yield* keepRoster(groupId, inbound, at.now)
  yield* record(at, lost ? 'group.rebound' : 'group.bound', `group:${groupId}`, { ...scope, chat: chat.id })
  const group = yield* find('groups', { id: groupId })
  if (group) yield* noteCard(at.member, group, inbound.sender?.card ?? '', at.now)
  const known = before ? reboundText : takenOverText
  const text = (lost ? known : boundText)(scopeText(scope))
  yield* tellGroup(at, groupId, { text, quote: inbound.nativeMsgId }, 'counted')
  return { regained: lost !== null }
}

/** Of some groups the one that is no more; of several the one of that name. */
function* goneOf(communityId: string, groups: readonly Earlier[], name: string): Task<Earlier | null> {
  const gone: Earlier[] = []
  for (const group of groups) if (yield* isGone({ communityId, id: group.id })) gone.push(group)
  return gone.find((group) => group.name === name) ?? gone.at(-1) ?? null
}

/** Before the binding the group hears nothing, unless there is no other way. */
function* tellBinder(at: Binding, chat: Row<'chats'>, text: string): Task<null> {
  if (!(yield* tellMember(at, at.member.id, { text }))) yield* tellChat(at, chat.id, { text })
  return null
}

function* earlierGroups(communityId: string): Task<Earlier[]> {
  const earlier: Earlier[] = []
  for (const group of yield* list('groups', { communityId }, { order: 'id' })) {
    const chat = yield* find('chats', { id: group.chatId })
    if (!chat) continue
    const { adapter, account, epoch } = chat
    earlier.push({ id: group.id, name: group.name, scope: scopeOfGroup(group), adapter, account, epoch })
  }
  return earlier
}

/** An id that no group has: a native id of one login may mean another group in the next. */
function* freeGroupId(at: Moment, { adapter, nativeId }: Row<'chats'>): Task<string> {
  const wanted = at.ids.forNative('g', { adapter, nativeId })
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? wanted : `${wanted}.${n}`
    if (!(yield* find('groups', { id }))) return id
  }
}
