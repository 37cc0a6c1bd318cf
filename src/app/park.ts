import { missedText, parkedText } from '../phrases/operations.ts'
import { begun, type Moment, record, type Surroundings } from './context.ts'
import { aloneWithChat } from './lane.ts'
import type { Row } from './model.ts'
import { find, type Task, update } from './operations.ts'
import type { Note } from './process.ts'
import { tellStaff } from './speak.ts'

/** A message that throws is tried this often before it is parked. */
const TRIES = 3

/** How often a chat's next message has been tried (0: there is none), and what is noted of it once it is given up. */
interface Failure {
  readonly attempts: number
  readonly parked: Note | null
}

const NOTHING: Failure = { attempts: 0, parked: null }

/**
 * Notes that handling a chat's next message failed (`trace`: of the error). What throws three times is parked: kept,
 * told to staff, and passed over, so that the chat goes on.
 */
export function* noteFailure(chatId: number, trace: string, around: Surroundings): Task<Failure> {
  return (yield* aloneWithChat(chatId, (chat) => noteIn(chat, trace, around))) ?? NOTHING
}

function* noteIn(chat: Row<'chats'>, trace: string, around: Surroundings): Task<Failure> {
  const chatId = chat.id
  const lane = yield* find('lanes', { chatId })
  const row = lane && (yield* find('inbox', { chatId, seq: { gt: lane.cursor } }, { order: 'seq' }))
  if (!row) return NOTHING
  const attempts = row.attempts + 1
  yield* update('inbox', { chatId, seq: row.seq }, { attempts, error: cut(trace) })
  if (attempts < TRIES) return { attempts, parked: null }
  const moment = yield* park(chat, row.seq, { ...around, now: row.receivedAt, messageId: row.extId })
  if (moment) yield* tellStaff(moment, { text: yield* textOf(row, chat, moment.community.timezone) })
  return { attempts, parked: { at: row.receivedAt, message: row.extId, code: 'parked' } }
}

/**
 * Passes over a chat's next message without a look at it, where not even its failure can be noted: it cannot be read, or
 * somebody who is to be told cannot be. Staff see at the console that there was one.
 */
export function* passOver(chatId: number, trace: string, around: Surroundings, now: number): Task<Failure> {
  const passed = yield* aloneWithChat(chatId, function* (chat) {
    const lane = yield* find('lanes', { chatId })
    if (!lane || lane.cursor >= lane.seq) return NOTHING
    const seq = lane.cursor + 1
    yield* update('inbox', { chatId, seq }, { attempts: TRIES, error: cut(trace) })
    yield* park(chat, seq, { ...around, now, messageId: null })
    return { attempts: TRIES, parked: null }
  })
  return passed ?? NOTHING
}

/** What is kept of an error. */
const cut = (trace: string): string => trace.slice(0, 300)

/** Sets a message aside for staff. The moment in which they are told; null: the chat is nobody's yet. */
function* park(
  { id: chatId, communityId }: Row<'chats'>,
  seq: number,
  when: Surroundings & Pick<Moment, 'now' | 'messageId'>,
): Task<Moment | null> {
  yield* update('inbox', { chatId, seq }, { outcome: 'parked' })
  yield* update('lanes', { chatId }, { cursor: seq })
  const community = yield* find('communities', { id: communityId })
  if (!community) return null
  const cause = `parked:${chatId}:${seq}`
  const moment = begun({ cause, community, ...when })
  yield* record(moment, 'message.parked', `message:${when.messageId ?? `${chatId}:${seq}`}`, {}, 'wugong')
  return moment
}

function* textOf(row: Row<'inbox'>, { groupId }: Row<'chats'>, timezone: string): Task<string> {
  const { sentAt, receivedAt } = row
  if (row.kind === 'timer') return missedText(row.payload.kind, sentAt, receivedAt, timezone)
  const group = groupId === null ? null : yield* find('groups', { id: groupId })
  return parkedText(group?.name ?? null, receivedAt, timezone)
}
