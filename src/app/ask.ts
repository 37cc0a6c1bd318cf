import { HOUR } from '../core/kernel/calendar.ts'
import type { Question } from '../language/meaning.ts'
import type { Conversation } from './context.ts'
import { insert, remove, type Task } from './operations.ts'

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
