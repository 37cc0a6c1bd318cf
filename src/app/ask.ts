import { HOUR } from '../core/kernel/calendar.ts'
import type { HomeNumber } from '../core/people/home.ts'
import type { Question } from '../language/context.ts'
import type { Conversation } from './context.ts'
import type { Row } from './model.ts'
import { find, insert, list, remove, type Task } from './operations.ts'
import { directChat } from './speak.ts'

/** A question that nobody answers within two hours is over: the talk has moved on. */
const QUESTION_LIFE = 2 * HOUR

/** Asked in a group, these may as well be answered in private. */
const ANSWERED_ANYWHERE: ReadonlySet<Question['kind']> = new Set(['which-shift', 'which-work', 'which-poll', 'meant'])

/**
 * What we asked this person and he has not answered: here, or where he now writes in private the one thing we asked him in
 * a group.
 */
export function* askedOf(at: Conversation): Task<Row<'questions'> | null> {
  const memberId = at.member.id
  const here = yield* find('questions', { chatId: at.chat.id, memberId })
  if (here && here.expiresAt > at.now) return here
  if (at.group) return null
  const [only, another] = (yield* list('questions', { memberId })).filter(
    ({ expiresAt, question }) => expiresAt > at.now && ANSWERED_ANYWHERE.has(question.kind),
  )
  return only && !another ? only : null
}

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

/** That question is answered, wherever we asked it. */
export function* closeAsked(at: Conversation, { question }: Row<'questions'>): Task<void> {
  const same = JSON.stringify(question)
  for (const asked of yield* list('questions', { memberId: at.member.id }))
    if (JSON.stringify(asked.question) === same) yield* closeQuestion(at, asked.chatId)
}

/** Where this person hears what we say to him alone: there, too, he answers. */
export function* directChatOf({ community, member }: Conversation): Task<Row<'chats'> | null> {
  return yield* directChat(community.id, member.id)
}

/** The answer to a question about somebody's home is expected where it was asked: in private. `homes`: those we named. */
export function* expectHome(at: Conversation, homes: readonly HomeNumber[] = []): Task<void> {
  const direct = at.group ? yield* directChatOf(at) : at.chat
  if (direct) yield* openQuestion(at, { kind: 'which-home', homes: homes.slice(0, MOST_NAMED) }, direct.id)
}

/** As many homes as a question names. */
export const MOST_NAMED = 6
