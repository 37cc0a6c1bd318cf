import { asideMark, LOOKED_AT_WITHIN } from '../../app/dangers.ts'
import type { Heard, Row } from '../../app/model.ts'
import { find, insertIfAbsent, list, remove, type Task, update } from '../../app/operations.ts'
import { noteDone, type Session } from '../../app/sign-in.ts'
import { plainly } from '../../chat/address.ts'
import { dueText } from '../../phrases/operations.ts'
import { memberNames, type Reach } from './lookups.ts'

/** Replies that did not arrive, or of which nobody knows: whoever was no friend of the bot's may be one by now. */
const UNSENT = ['unknown', 'rejected'] as const

/** Something that waits for a person. */
export interface Concern {
  /** `event:12` or `outbox:7`: what it is about. */
  readonly key: string
  readonly kind: 'danger' | 'parked' | 'unknown' | 'rejected'
  readonly at: number
  /** The group's name, or whose private conversation. */
  readonly where: string
  readonly who: string
  readonly text: string
}

/** Dangers reported, messages that could not be handled and replies that did not arrive, which nobody has put aside. */
export function* concernsOf({ community }: Session, reach: Reach, now: number): Task<Concern[]> {
  const found = [...(yield* fromEvents(community.id, reach, now)), ...(yield* fromOutbox(community.id, now))]
  const open: Concern[] = []
  for (const concern of found) if (!(yield* find('marks', markOf(community.id, concern.key)))) open.push(concern)
  return open.sort((a, b) => b.at - a.at)
}

function* fromEvents(communityId: string, reach: Reach, now: number): Task<Concern[]> {
  const names = yield* memberNames(communityId)
  const concerns: Concern[] = []
  for (const [type, kind] of [
    ['danger.reported', 'danger'],
    ['message.parked', 'parked'],
  ] as const)
    for (const event of yield* list('events', { communityId, type, at: { gt: now - LOOKED_AT_WITHIN } })) {
      const row = event.messageId === null ? null : yield* messageOf(event.messageId, communityId, reach)
      const place = row ? yield* placeOf(row.chatId) : null
      concerns.push({
        key: `event:${event.seq}`,
        kind,
        at: event.at,
        where: place?.name ?? '',
        who: row?.kind === 'message' ? writer(row, names) : '',
        text: row ? wordsOf(row) : '',
      })
    }
  return concerns
}

const wordsOf = (row: Row<'inbox'>): string => (row.kind === 'message' ? row.payload.text : dueText(row.payload.kind))

const writer = (row: Heard, names: ReadonlyMap<string, string>): string => {
  const { sender } = row.payload
  return names.get(row.memberId ?? '') ?? sender?.card ?? sender?.nick ?? ''
}

/** The stored message an event names, looked for only where this community is heard. */
function* messageOf(extId: string, communityId: string, reach: Reach): Task<Row<'inbox'> | null> {
  const lanes = new Map(
    [...reach.chats.values()].map(({ adapter, account }) => [`${adapter} ${account}`, { adapter, account }]),
  )
  lanes.set('timer', { adapter: 'timer', account: communityId })
  for (const lane of lanes.values()) {
    const row = yield* find('inbox', { ...lane, extId })
    if (row) return row
  }
  return null
}

function* fromOutbox(communityId: string, now: number): Task<Concern[]> {
  const concerns: Concern[] = []
  for (const status of UNSENT)
    for (const row of yield* list('outbox', { communityId, status, createdAt: { gt: now - LOOKED_AT_WITHIN } })) {
      const place = yield* placeOf(row.chatId)
      const { text, card } = row.payload
      concerns.push({
        key: `outbox:${row.id}`,
        kind: status,
        at: row.createdAt,
        where: place?.name ?? '',
        who: '',
        text: plainly(card?.title ?? text),
      })
    }
  return concerns
}

/** Where a chat belongs, and what staff call it. */
function* placeOf(chatId: number): Task<{ communityId: string; name: string } | null> {
  const chat = yield* find('chats', { id: chatId })
  const group = chat?.groupId ? yield* find('groups', { id: chat.groupId }) : null
  if (group) return { communityId: group.communityId, name: group.name }
  const member = chat?.memberId ? yield* find('members', { id: chat.memberId }) : null
  return member && { communityId: member.communityId, name: `和${member.name}的私聊` }
}

const markOf = (communityId: string, key: string) => ({ communityId, key: asideMark(key) })

/** Whether a key names something of this community. */
function* owns(communityId: string, key: string): Task<boolean> {
  const [, kind, digits] = /^(event|outbox):(\d{1,15})$/.exec(key) ?? []
  const id = Number(digits)
  if (kind === 'event') return (yield* find('events', { communityId, seq: id })) !== null
  return kind === 'outbox' && (yield* find('outbox', { communityId, id })) !== null
}

/** Puts a concern aside: somebody knows. False where this community has none of that key. */
export function* putAside(by: Session, key: string, now: number): Task<boolean> {
  const communityId = by.community.id
  if (!(yield* owns(communityId, key))) return false
  if ((yield* insertIfAbsent('marks', { ...markOf(communityId, key), at: now })) !== null)
    yield* noteDone(by, 'concern.put-aside', key, {}, now)
  return true
}

/** Brings back a concern that was put aside. */
export function* bringBack(by: Session, key: string, now: number): Task<boolean> {
  if ((yield* remove('marks', markOf(by.community.id, key))) === 0) return false
  yield* noteDone(by, 'concern.brought-back', key, {}, now)
  return true
}

/**
 * Sends a reply once more that was refused, or of which nobody knows whether it arrived. Refuses any other. How often it
 * was tried is counted on: by that whoever sent it before knows that it is not his any more.
 */
export function* sendAgain(by: Session, key: string, now: number): Task<boolean> {
  if (!key.startsWith('outbox:') || !(yield* owns(by.community.id, key))) return false
  const id = Number(key.slice('outbox:'.length))
  const changed = yield* update(
    'outbox',
    { communityId: by.community.id, id, status: { in: UNSENT } },
    { status: 'pending', notBefore: 0, doubtfulSince: null, settledAt: null },
  )
  if (changed === 0) return false
  yield* noteDone(by, 'reply.sent-again', key, {}, now)
  return true
}
