import type { Row } from '../app/model.ts'
import { amend, atLeast, count, list, type Task, together } from '../app/operations.ts'
import { directNow } from '../app/regain.ts'
import { URGENT } from '../app/speak.ts'
import type { Adapter } from '../chat/adapter.ts'
import { HOUR } from '../core/kernel/calendar.ts'

/** Messages looked at, at a time. */
const CLAIM = 200
/**
 * No more is claimed, of an account and of each conversation, than goes out in this time, ms: a crash leaves little in
 * doubt, and nobody waits long for what was claimed before him.
 */
export const CLAIM_MS = 5_000
/** No platform is heeded that asks for a longer pause, ms. */
export const LONGEST_PAUSE = HOUR

/** One message on its way: what, where to, through which adapter. */
export interface Parcel {
  readonly row: Row<'outbox'>
  readonly chat: Row<'chats'>
  readonly adapter: Adapter
}

export const keyOf = ({ communityId, id }: Row<'outbox'>) => ({ communityId, id })

export const accountOf = ({ name, account }: Adapter) => ({ adapter: name, account })

/** Whether a platform may know no longer what it was sent at some time. Also where the clock was set back meanwhile. */
export const forgets = ({ traits: { idempotency } }: Adapter, since: number, now: number): boolean =>
  idempotency.kind === 'none' || Math.abs(now - since) >= idempotency.ttlMs

/** How much goes out in the time of a claim, where a platform wants such pauses. */
const goingOut = (pause: number): number => (pause === 0 ? CLAIM : Math.max(1, Math.floor(CLAIM_MS / pause)))

/**
 * What may be sent now through an adapter. What is urgent goes before everything else; then what has waited longest,
 * whichever community's it is, and each conversation says its messages in the order in which they were written. Where most
 * of what was looked at has to wait, more is looked at: what waits holds up only its own conversation.
 */
export function* claim(adapter: Adapter, now: number): Task<Parcel[]> {
  // Until it is logged in, nobody knows which ids are good.
  if (adapter.traits.ids === 'session' && adapter.epoch() === '') return []
  const parcels: Parcel[] = []
  const held = new Set<string>()
  const account = accountOf(adapter)
  const { pace } = adapter.traits
  const most = goingOut(pace.account)
  const taken = new Map<string, number>()
  for (let limit = CLAIM; ; limit *= 4) {
    const turns = yield* list('outbox', { ...account, status: 'pending' }, { order: 'turn', limit, lock: true })
    const chats = yield* currentChats(turns)
    let waiting = 0
    for (const row of yield* inOrder(turns, turns.length < limit)) {
      if (parcels.length === most) return parcels
      const chat = hasToWait(row, now) || held.has(chatKey(row)) ? undefined : chats.get(chatKey(row))
      if (!chat) {
        held.add(chatKey(row))
        waiting += 1
      } else if (chat.adapter !== account.adapter || chat.account !== account.account)
        // Its group has come back through another account.
        yield* amend('outbox', keyOf(row), { adapter: chat.adapter, account: chat.account })
      else if (adapter.epoch() !== chat.epoch) {
        const now = yield* directNow(chat, adapter.epoch())
        // Where nobody knows yet where that group or person is now, `regain` lets it go.
        yield* amend('outbox', keyOf(row), now ? { chatId: now.id } : { status: 'held' })
      } else if (row.doubtfulSince !== null && forgets(adapter, row.doubtfulSince, now))
        // It would perhaps be shown twice: that is for a person.
        yield* amend('outbox', keyOf(row), { status: 'unknown', settledAt: now })
      else {
        // From now on the platform may know its key.
        const claimed = { status: 'sending' as const, attempts: row.attempts + 1, notBefore: now }
        yield* amend('outbox', keyOf(row), claimed)
        parcels.push({ row: { ...row, ...claimed }, chat, adapter })
        const already = (taken.get(chatKey(row)) ?? 0) + 1
        taken.set(chatKey(row), already)
        if (already === goingOut(pace.chat)) held.add(chatKey(row))
      }
    }
    if (turns.length < limit || waiting * 2 < turns.length) return parcels
  }
}

/** Not where it would be longer than any pause: a clock that has been set back since had told it so. */
const hasToWait = ({ notBefore }: Row<'outbox'>, now: number): boolean =>
  notBefore > now && notBefore <= now + LONGEST_PAUSE

const isUrgent = ({ turn }: Row<'outbox'>): boolean => turn === URGENT

/**
 * Who has a turn stays as it is; what is said then is what that conversation wrote first. A message is as old as what
 * caused it, and what was received earlier may be handled later elsewhere: so one that was written before the others may
 * be younger, and not among what was looked at. What is urgent is said in its own turn: those turns come first, and all of
 * them were looked at where any other was.
 */
function* inOrder(turns: readonly Row<'outbox'>[], isAll: boolean): Task<readonly Row<'outbox'>[]> {
  const queues = new Map<string, Row<'outbox'>[]>()
  const urgent = turns.filter(isUrgent)
  for (const row of turns) {
    if (isUrgent(row)) continue
    const queue = queues.get(chatKey(row))
    if (queue) queue.push(row)
    else queues.set(chatKey(row), [row])
  }
  for (const queue of queues.values()) queue.sort((a, b) => a.id - b.id)
  if (!isAll) {
    const last = [...queues.values()].flatMap((queue) => queue.at(-1) ?? [])
    const before = yield* together(last.map((row) => () => count('outbox', { ...ofChat(row), id: { lte: row.id } })))
    for (const [i, row] of last.entries()) {
      const length = queues.get(chatKey(row))?.length ?? 0
      const ahead = urgent.filter((other) => chatKey(other) === chatKey(row) && other.id < row.id).length
      if (before[i] === length + ahead) continue
      const where = { ...ofChat(row), adapter: row.adapter, account: row.account }
      const first = yield* list('outbox', where, { order: 'id', limit: atLeast(length + ahead), lock: true })
      queues.set(chatKey(row), first.filter((other) => !isUrgent(other)).slice(0, length))
    }
  }
  return turns.flatMap((turn) => (isUrgent(turn) ? turn : (queues.get(chatKey(turn))?.shift() ?? [])))
}

const ofChat = ({ communityId, chatId, status }: Row<'outbox'>) => ({ communityId, chatId, status })

const chatKey = ({ communityId, chatId }: Pick<Row<'outbox'>, 'communityId' | 'chatId'>) => `${communityId} ${chatId}`

/** Where messages for these chats go now: a group that was bound anew is reached at its new address. */
function* currentChats(rows: readonly Row<'outbox'>[]): Task<Map<string, Row<'chats'>>> {
  const found = yield* chatsOf(rows.map(({ chatId }) => chatId))
  const groups = new Map<string, number>()
  const groupIds = [...found.values()].flatMap(({ groupId }) => groupId ?? [])
  const communityId = { in: [...new Set(rows.map((row) => row.communityId))] }
  if (groupIds.length > 0)
    for (const group of yield* list('groups', { communityId, id: { in: groupIds } }))
      groups.set(`${group.communityId} ${group.id}`, group.chatId)
  const placeOf = (row: Row<'outbox'>) =>
    groups.get(`${row.communityId} ${found.get(row.chatId)?.groupId}`) ?? row.chatId
  const moved = yield* chatsOf(rows.map(placeOf).filter((id) => !found.has(id)))
  const current = new Map<string, Row<'chats'>>()
  for (const row of rows) {
    const chat = found.get(placeOf(row)) ?? moved.get(placeOf(row))
    if (chat) current.set(chatKey(row), chat)
  }
  return current
}

function* chatsOf(ids: readonly number[]): Task<Map<number, Row<'chats'>>> {
  if (ids.length === 0) return new Map()
  const chats = yield* list('chats', { id: { in: [...new Set(ids)] } })
  return new Map(chats.map((chat) => [chat.id, chat]))
}
