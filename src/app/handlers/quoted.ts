import type { Conversation } from '../context.ts'
import type { Heard, Row } from '../model.ts'
import { find, type Task } from '../operations.ts'
import { heardAs } from '../quote.ts'

/** Somebody's message that is quoted here, if we heard it in this very chat and know who said it. */
export function* quotedMessage(at: Conversation): Task<{ row: Heard; author: Row<'members'>; text: string } | null> {
  const nativeId = at.inbound.quote?.nativeMsgId
  if (nativeId === undefined) return null
  const row = yield* heardAs(at, nativeId)
  if (!row || row.memberId === null) return null
  const author = yield* find('members', { id: row.memberId })
  if (!author || author.forgottenAt !== null) return null
  return { row, author, text: row.payload.text }
}
