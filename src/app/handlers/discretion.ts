import { ownName, speaksOfNeed, tellsWho } from '../../language/delicate.ts'
import type { Command } from '../../language/meaning.ts'
import { tooPlainText } from '../../phrases/commands.ts'
import type { Conversation } from '../context.ts'
import { list, type Task } from '../operations.ts'
import { staffOf } from '../sign-in.ts'
import { correct } from './privately.ts'
import { byNumber } from './suggestion-record.ts'

/**
 * No group hears from us whose illness or need it is, whoever tells us to say it.
 * True where a command would make us: then nothing of it is done, and staff hear how to write it.
 */
export function* isTooPlain(at: Conversation, command: Command): Task<boolean> {
  const said = yield* saidToResidents(at, command)
  if (said === null || !speaksOfNeed(said)) return false
  if (!tellsWho(said, yield* namesOfResidents(at.community.id))) return false
  at.notes.push('command.too-plain')
  yield* correct(at, tooPlainText())
  return true
}

/** Owners by the register, and who is known to us by a name of his own; staff bring help. */
function* namesOfResidents(communityId: string): Task<string[]> {
  const households = yield* list('households', { communityId })
  const staff = new Set((yield* staffOf(communityId)).map(({ id }) => id))
  const members = (yield* list('members', { communityId, forgottenAt: null })).filter(({ id }) => !staff.has(id))
  return [...households.flatMap(({ owners }) => owners), ...members.flatMap(({ name }) => ownName(name) ?? [])]
}

/** What residents would read of it in their group. */
function* saidToResidents(at: Conversation, command: Command): Task<string | null> {
  switch (command.name) {
    case 'poll':
      return [command.draft.title, ...command.draft.options].join('\n')
    case 'work':
      return wordsOf(command.draft)
    case 'change-work':
      return wordsOf(command.change)
    case 'start-jielong':
      return command.title
    case 'cancel-poll':
    case 'cancel-work':
      return command.text
    case 'finish':
    case 'answer':
    case 'resume':
      return (yield* byNumber(at, command.number))?.private === false ? command.text : null
    default:
      return null
  }
}

const wordsOf = ({ title, place, requirements }: { title?: string; place?: string; requirements?: string }): string =>
  [title, place, requirements].join('\n')
