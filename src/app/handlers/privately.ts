import type { Rejection } from '../../core/kernel/rejection.ts'
import { askCommitteeText, sentPrivatelyText } from '../../phrases/people.ts'
import { refusalText } from '../../phrases/refusals.ts'
import type { Content } from '../content.ts'
import { type Conversation, isDesk, isStaff, type Outcome } from '../context.ts'
import type { Task } from '../operations.ts'
import { reply, replyPrivately, tellGroup, tellMember } from '../speak.ts'

/** Answers in private wherever it was asked; the group learns only that it was (`sent`), or whom to ask. */
export function* confide(at: Conversation, content: Content, sent = sentPrivatelyText()): Task<void> {
  if (!at.group) {
    yield* reply(at, content)
    return
  }
  const reached = yield* tellMember(at, at.member.id, content)
  const text = reached ? sent : askCommitteeText()
  yield* tellGroup(at, at.group.id, { text, quote: at.inbound.nativeMsgId }, 'counted')
}

/**
 * What a staff member wrote wrongly is his alone to know: residents need not read how commands are written. `brief` is
 * for the group where he cannot be reached in private.
 */
export function* correct(at: Conversation, text: string, brief = text): Task<void> {
  if (!at.group || isDesk(at.group)) yield* reply(at, { text })
  else if (!(yield* tellMember(at, at.member.id, { text }))) yield* reply(at, { text: brief })
}

/** What was refused, and its code for operators. What a resident did wrong is his alone to know. */
export function* refuse(at: Conversation, rejection: Rejection): Task<Outcome> {
  if (!isStaff(at.roles)) return yield* refusePrivately(at, rejection)
  at.notes.push(rejection.rejected)
  yield* correct(at, refusalText(rejection, true))
  return 'asked'
}

/** The same, whoever he is: about himself, and where he lives. */
export function* refusePrivately(at: Conversation, rejection: Rejection): Task<Outcome> {
  at.notes.push(rejection.rejected)
  yield* replyPrivately(at, { text: refusalText(rejection, isStaff(at.roles)) })
  return 'asked'
}
