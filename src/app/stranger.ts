import { nothingOpen } from '../language/context.ts'
import type { Word } from '../language/meaning.ts'
import { read } from '../language/read.ts'
import { strangerText } from '../phrases/people.ts'
import { sayingOf } from './context.ts'
import { isProvisional } from './meet.ts'
import type { Heard, Row } from './model.ts'
import { find, list, type Task } from './operations.ts'
import { tellChat } from './speak.ts'

const OF_DELETING: ReadonlySet<Word> = new Set<Word>(['delete-info', 'confirm-delete'])

/**
 * On platforms that give everybody new ids at each login, who writes in private first may be somebody we have known for
 * years. He is not made a second person: he is asked to say a word in his group, where his card tells who he is, and
 * again until he has. A cry for help goes on as ever, a member of staff proves himself, and what was kept since the login
 * can be deleted. Null: nothing of this applies.
 */
export function* askStranger(row: Heard, chat: Row<'chats'>): Task<{ outcome: string; memberId: null } | null> {
  const { adapter, account, epoch, sender, text } = row.payload
  if (chat.kind !== 'direct' || epoch === '' || !sender) return null
  const identity = yield* find('identities', { adapter, account, epoch, nativeId: sender.id })
  if (!(yield* isProvisional(identity))) return null
  if (identity && (yield* isBeingHeard(identity, chat, row.receivedAt))) return null
  const [community, another] = yield* list('communities', {}, { limit: 2 })
  if (!community || another) return null
  const [{ meaning }] = read({ text }, nothingOpen(row.receivedAt, community.timezone, { direct: true, staff: false }))
  if (meaning.kind === 'danger' || (meaning.kind === 'command' && meaning.command.name === 'verify-staff')) return null
  if (identity && meaning.kind === 'word' && OF_DELETING.has(meaning.word)) return null
  yield* tellChat(sayingOf(row), chat.id, { text: strangerText() })
  return { outcome: 'asked', memberId: null }
}

/** Somebody has been heard in a group since, or owes us an answer. */
function* isBeingHeard(
  { communityId, memberId }: Row<'identities'>,
  { id: chatId }: Row<'chats'>,
  now: number,
): Task<boolean> {
  if (yield* find('memberships', { communityId, memberId })) return true
  return (yield* find('questions', { communityId, chatId, memberId, expiresAt: { gt: now } })) !== null
}
