import { parkedText } from '../phrases/operations.ts'
import { type Moment, record, type Surroundings } from './context.ts'
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
  const at = { chatId, seq: row.seq }
  const attempts = row.attempts + 1
  yield* update('inbox', at, { attempts, error: trace.slice(0, 300) })
  if (attempts < TRIES) return { attempts, parked: null }
  yield* update('inbox', at, { outcome: 'parked' })
  yield* update('lanes', { chatId }, { cursor: row.seq })
  const group = chat.groupId === null ? null : yield* find('groups', { id: chat.groupId })
  const community = yield* find('communities', { id: chat.communityId })
  if (community) {
    const moment: Moment = {
      ...around,
      now: row.receivedAt,
      cause: `parked:${chatId}:${row.seq}`,
      messageId: row.extId,
      community,
      replies: 0,
      notes: [],
    }
    yield* record(moment, 'message.parked', `message:${row.extId}`, {}, 'wugong')
    yield* tellStaff(moment, { text: parkedText(group?.name ?? null, row.receivedAt, community.timezone) })
  }
  return { attempts, parked: { at: row.receivedAt, message: row.extId, code: 'parked' } }
}
