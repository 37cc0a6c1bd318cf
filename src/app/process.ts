import { MINUTE } from '../core/kernel/calendar.ts'
import { read } from '../language/read.ts'
import { type Conversation, begun, causeOf, EVENT, momentOf, type Surroundings } from './context.ts'
import { onTimer } from './due.ts'
import { handle } from './handle.ts'
import { warnOfExposure } from './handlers/exposure.ts'
import { bindUnknownGroup, cameBack, communityOfCode } from './handlers/binding.ts'
import { mergeShadow } from './handlers/shadow.ts'
import { aloneWithChat, communityOfSender, giveChat, ifStillThere } from './lane.ts'
import type { Firing } from './incoming.ts'
import { gatewayLease } from './lease.ts'
import { knownSender, meet, noteCard } from './meet.ts'
import { type Heard, NOBODY, type Row } from './model.ts'
import { aloneIfFree, amend, BUSY, find, list, recall, type Task, update } from './operations.ts'
import type { Ids } from './ports.ts'
import { contextOf } from './reading-context.ts'
import { giveBack, keepRoster } from './regain.ts'
import { hearOutsider, hearUnknown } from './outsider.ts'
import { askStranger } from './stranger.ts'

/** Messages of one chat that are handled in one commit. */
export const BATCH = 50

/** What `replay` prints about a message that was refused or not understood. */
export interface Note {
  readonly at: number
  readonly message: string
  readonly code: string
}

export interface Processed {
  readonly handled: number
  readonly more: boolean
  /** Whose chat it is; null: nobody's yet. */
  readonly communityId: string | null
  /** The lease of the gateway that it came through: most answers go back there. Null: through none. */
  readonly account: string | null
  readonly notes: readonly Note[]
  /** Another transaction was alone with its community, so that nothing was looked at. */
  readonly isBusy: boolean
}

const NOTHING: Processed = { handled: 0, more: false, communityId: null, account: null, notes: [], isBusy: false }

/**
 * Handles a chat's next messages in order and moves its cursor: all in one commit, so each counts once whatever
 * crashes or runs twice. `limit` 1 singles out a message that throws; `arrived`: what was just stored of the chat.
 */
export function* processChat(
  chatId: number,
  around: Surroundings,
  limit = BATCH,
  arrived: readonly Row<'inbox'>[] = [],
): Task<Processed> {
  return yield* toldAgain(chatId, yield* aloneWithChat(chatId, (chat) => processLane(chat, around, limit, arrived)))
}

/** The same, for whoever handles many chats and waits for none. */
export function* processFreeChat(chatId: number, around: Surroundings, limit: number): Task<Processed> {
  const seen = yield* find('chats', { id: chatId })
  if (!seen) return NOTHING
  const handling = () => ifStillThere(seen, (chat) => processLane(chat, around, limit, []))
  const done = yield* aloneIfFree(seen.communityId, handling)
  if (done === BUSY) return { ...NOTHING, isBusy: true, communityId: ownerOf(seen) }
  return yield* toldAgain(chatId, done)
}

function* toldAgain(chatId: number, done: Processed | null): Task<Processed> {
  if (done) return done
  return (yield* find('chats', { id: chatId })) ? { ...NOTHING, more: true } : NOTHING
}

const ownerOf = ({ communityId }: Row<'chats'>): string | null => (communityId === NOBODY ? null : communityId)

function* processLane(
  chat: Row<'chats'>,
  around: Surroundings,
  limit: number,
  arrived: readonly Row<'inbox'>[],
): Task<Processed> {
  const chatId = chat.id
  const communityId = ownerOf(chat)
  const lane = yield* find('lanes', { chatId })
  if (!lane || lane.cursor >= lane.seq) return { ...NOTHING, communityId }
  const rest = () => list('inbox', { chatId, seq: { gt: lane.cursor } }, { order: 'seq', limit })
  // What just arrived waits for what came before it.
  if (arrived[0] && arrived[0].seq !== lane.cursor + 1) return { ...NOTHING, more: true, communityId }
  const rows = arrived.length > 0 ? arrived.slice(0, limit) : yield* rest()
  const ready = yield* foresee(chat, rows, around)
  const notes: Note[] = []
  let handled = 0
  let owner = communityId
  let regainedAt: number | null = null
  for (const row of rows) {
    // In the chat of a regained group much is to be heard anew, but not all.
    if (row.outcome !== null) {
      handled += 1
      continue
    }
    // Whoever writes in private and is not known here may belong elsewhere: then he is heard there. Moments join neither
    // such a chat nor one of nobody.
    if (chat.kind === 'direct' && chat.memberId === null && row.kind === 'message')
      owner =
        (yield* communityOfSender(row.payload)) ?? (communityId === null ? yield* communityOfCode(row) : null) ?? owner
    // So is a group that a new login has lost, and that is found again.
    if (chat.kind === 'group' && communityId === null && row.kind === 'message') {
      const found = yield* cameBack(row, chat, around)
      owner = found ?? owner
      regainedAt = found === null ? null : row.receivedAt
    }
    if (owner !== communityId) break
    const codes: string[] = []
    const { outcome, memberId, boundTo, regained }: Handled =
      row.kind === 'timer'
        ? yield* processTimer(row.payload, row.receivedAt, ready)
        : yield* processMessage(row, chat, ready, codes)
    yield* amend('inbox', { chatId, seq: row.seq }, { outcome, memberId })
    notes.push(...codes.map((code) => ({ at: row.receivedAt, message: messageId(row), code })))
    handled += 1
    owner = boundTo ?? owner
    if (regained) regainedAt = row.receivedAt
    if (owner !== communityId) break
  }
  const cursor = rows[handled - 1]?.seq ?? lane.cursor
  yield* amend('lanes', { chatId }, { cursor })
  const to = owner === communityId ? null : owner
  if (to !== null) yield* regainedAt === null ? giveChat(chat, to) : giveBack(chat, to, regainedAt)
  const account = chat.kind === 'system' ? null : gatewayLease(chat.adapter, chat.account)
  return { handled, more: to !== null || cursor < lane.seq, communityId: owner, account, notes, isBusy: false }
}

/**
 * Reads at once what handling several messages of a group will ask of their senders one by one; the store keeps it. Whom
 * nobody has met yet gets his id here, so that it too is known to be free. Returns where ids come from now.
 */
function* foresee(
  { id: chatId, groupId }: Row<'chats'>,
  rows: readonly Row<'inbox'>[],
  around: Surroundings,
): Task<Surroundings> {
  const [first, second, ...others] = rows.flatMap((row) => (row.kind === 'message' ? [row.payload] : []))
  if (!first || !second || groupId === null) return around
  const { adapter, account, epoch } = first
  const natives = new Set([first, second, ...others].flatMap(({ sender }) => sender?.id ?? []))
  const met = yield* list('identities', { adapter, account, epoch, nativeId: { in: [...natives] } })
  const ids = new Map(met.map(({ nativeId, memberId }) => [nativeId, memberId]))
  const fresh = new Map<string, string>()
  for (const nativeId of natives)
    if (!ids.has(nativeId)) fresh.set(`m ${nativeId}`, around.ids.forNative('m', { adapter, nativeId }))
  // Where a question costs little, what is known of the others is at hand mostly.
  const memberId = { in: [...(around.far ? ids.values() : []), ...fresh.values()] }
  if (memberId.in.length === 0) return around
  yield* list('members', { id: memberId })
  for (const table of ['memberships', 'residencies', 'roles'] as const) yield* list(table, { memberId })
  yield* list('questions', { chatId, memberId })
  for (const { id: pollId } of yield* list('polls', { groupId, status: 'open' }, { order: 'number' }))
    yield* list('ballots', { pollId, memberId })
  const forNative: Ids['forNative'] = (prefix, native) =>
    fresh.get(`${prefix} ${native.nativeId}`) ?? around.ids.forNative(prefix, native)
  return { ...around, ids: { ...around.ids, forNative } }
}

/** What became of one message. */
export interface Handled {
  readonly outcome: string
  readonly memberId: string | null
  /** The community that its chat belongs to from now on. */
  readonly boundTo?: string
  /** It is one that the community had before. */
  readonly regained?: boolean
}

/** How exports and events name a message: the platform's own id. */
const messageId = (row: Row<'inbox'>): string => row.extId

function* processTimer(firing: Firing, now: number, around: Surroundings): Task<Handled> {
  const community = yield* find('communities', { id: firing.communityId })
  if (community) {
    // Occurrence keys are a community's own; the platform knows replies of all by their keys.
    const cause = `${firing.communityId}:${firing.key}`
    yield* onTimer(begun({ now, cause, messageId: null, community, ...around }), firing)
  }
  return { outcome: firing.kind, memberId: null }
}

interface Place {
  readonly chat: Row<'chats'>
  readonly group: Row<'groups'> | null
}

/** Asked for each message: an earlier one of the batch may have bound the group. */
function* placeOf(known: Row<'chats'>): Task<Place> {
  const chat = (yield* find('chats', { id: known.id })) ?? known
  return { chat, group: chat.groupId === null ? null : yield* find('groups', { id: chat.groupId }) }
}

function* processMessage(row: Heard, known: Row<'chats'>, around: Surroundings, notes: string[]): Task<Handled> {
  const inbound = row.payload
  if (inbound.isSelf || !inbound.sender) return { outcome: 'chatter', memberId: null }
  // That he came or took something back is kept as his, and goes when he is forgotten.
  if (inbound.kind !== 'msg' && inbound.kind !== 'action')
    return { outcome: EVENT, memberId: (yield* knownSender(inbound, inbound.sender.id, null))?.member.id ?? null }
  const { chat, group } = yield* recall(`place ${known.id}`, () => placeOf(known))
  if (chat.kind === 'group' && !group) return yield* bindUnknownGroup(row, chat, around)
  if (group) yield* keepRoster(group.id, inbound, row.receivedAt)
  const stranger = group ? null : yield* askStranger(row, chat)
  if (stranger) return stranger
  const card = inbound.sender.card ?? ''
  let replies = 0
  let sender = yield* knownSender(inbound, inbound.sender.id, group)
  if (!sender || (group && sender.card !== card)) {
    const met = yield* meet(inbound, chat.communityId, group, around.ids, row.receivedAt)
    if (!met) return yield* hearUnknown(row, chat)
    if (met.member.communityId !== chat.communityId)
      return yield* hearOutsider(row, { chat, group }, met.member, around)
    if (met.shadow) replies = yield* becomeOne(row, met.shadow, met.member, around)
    if (group) yield* noteCard(met.member, group, card, row.receivedAt)
    sender = yield* knownSender(inbound, inbound.sender.id, group)
  }
  if (!sender) return { outcome: 'chatter', memberId: null }
  if (sender.community.id !== chat.communityId) return yield* hearOutsider(row, { chat, group }, sender.member, around)
  const { member, community, roles, residency } = sender
  if (!group && chat.memberId !== member.id) yield* update('chats', { id: chat.id }, { memberId: member.id })
  const at: Conversation = {
    now: row.receivedAt,
    cause: causeOf(row),
    messageId: messageId(row),
    community,
    ...around,
    replies,
    notes,
    inbound,
    chat,
    group,
    member,
    roles,
    residency,
  }
  const context = yield* contextOf(at)
  const said = inbound.action === undefined ? { text: inbound.text } : { text: inbound.text, action: inbound.action }
  const outcome = yield* handle(at, read(said, context), context)
  yield* warnOfExposure(at)
  const late = inbound.late || row.receivedAt - row.sentAt > 10 * MINUTE
  return { outcome: late && outcome === 'chatter' ? 'late' : outcome, memberId: member.id }
}

/** Whom we took for somebody new is somebody we know. Returns how much that made us say. */
function* becomeOne(
  row: Row<'inbox'>,
  shadow: Row<'members'>,
  member: Row<'members'>,
  around: Surroundings,
): Task<number> {
  const community = yield* find('communities', { id: member.communityId })
  if (!community) return 0
  const moment = momentOf(row, community, around)
  yield* mergeShadow(moment, shadow, member, 'card')
  return moment.replies
}
