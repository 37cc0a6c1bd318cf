import { HOUR } from '../core/kernel/calendar.ts'
import type { HomeNumber } from '../core/people/home.ts'
import type { Question } from '../language/context.ts'
import type { Conversation } from './context.ts'
import type { Row } from './model.ts'
import { find, insert, remove, type Task } from './operations.ts'

/** A question that nobody answers within two hours is over: the talk has moved on. */
const QUESTION_LIFE = 2 * HOUR

/** Remembers what we ask this person here. A newer question replaces the older. */
export function* openQuestion(at: Conversation, question: Question, chatId: number = at.chat.id): Task<void> {
  yield* closeQuestion(at, chatId)
  yield* insert('questions', {
    chatId,
    memberId: at.member.id,
    question,
    messageId: at.messageId,
    expiresAt: at.now + QUESTION_LIFE,
  })
}

export function* closeQuestion(at: Conversation, chatId: number = at.chat.id): Task<void> {
  yield* remove('questions', { chatId, memberId: at.member.id })
}

/** Where this person and we last spoke alone. */
export function* directChatOf({ community, member }: Conversation): Task<Row<'chats'> | null> {
  const chat = { communityId: community.id, memberId: member.id, kind: 'direct' as const }
  return yield* find('chats', chat, { order: 'id', desc: true })
}

/** The answer to a question about somebody's home is expected where it was asked: in private. `homes`: those we named. */
export function* expectHome(at: Conversation, homes: readonly HomeNumber[] = []): Task<void> {
  const direct = at.group ? yield* directChatOf(at) : at.chat
  if (direct) yield* openQuestion(at, { kind: 'which-home', homes: homes.slice(0, MOST_NAMED) }, direct.id)
}

/** As many homes as a question names. */
export const MOST_NAMED = 6
