import type { Question } from '../../language/context.ts'
import type { Command } from '../../language/meaning.ts'
import { draftText, postedText, readBackText } from '../../phrases/drafts.ts'
import { closeQuestion, directChatOf, openQuestion } from '../ask.ts'
import type { Conversation, Outcome } from '../context.ts'
import { find, type Task } from '../operations.ts'
import { reply, tellMember } from '../speak.ts'
import { openPoll } from './polls.ts'
import { handSuggestion } from './suggestion-desk.ts'
import { postWork } from './work.ts'

type Draft = Extract<Command, { name: 'poll' | 'work' }>

/** A command typed in a hurry is repeated to its author, in private where we can, before residents see anything. */
export function* repeatFirst(at: Conversation, command: Draft): Task<Outcome> {
  const { group } = at
  const question: Question = { kind: 'post', command, group: group?.id ?? null }
  const content = { text: draftText(command, group?.name ?? null, at.now, at.community.timezone) }
  at.notes.push('command.repeated')
  if (group && (yield* tellMember(at, at.member.id, content))) {
    yield* openQuestion(at, question, (yield* directChatOf(at))?.id)
    yield* reply(at, { text: readBackText() }, 'free')
    return 'asked'
  }
  yield* openQuestion(at, question)
  yield* reply(at, content)
  return 'asked'
}

/** 发: it goes out in the group where the command was given. */
export function* postRepeated(at: Conversation, question: Question | null): Task<Outcome> {
  if (question?.kind !== 'post') return 'chatter'
  yield* closeQuestion(at)
  const group =
    question.group === null ? at.group : yield* find('groups', { communityId: at.community.id, id: question.group })
  const there: Conversation = { ...at, group }
  const { command } = question
  const done = yield* command.name === 'poll'
    ? openPoll(there, command.draft)
    : command.name === 'work'
      ? postWork(there, command.draft)
      : handSuggestion(there, command, true)
  at.replies = there.replies
  if (command.name === 'hand') return done
  if (done === 'command' && at.group === null) yield* reply(at, { text: postedText() })
  return done
}
