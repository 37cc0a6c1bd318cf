import type { Inbound } from '../chat/message.ts'
import { read } from '../language/read.ts'
import { strangerText } from '../phrases/people.ts'
import { causeOf } from './context.ts'
import type { Row } from './model.ts'
import { find, list, type Task } from './operations.ts'
import { alone } from './outsider.ts'
import { tellChat } from './speak.ts'

/**
 * On platforms that give everybody new ids at each login, who writes in private first may be somebody we have known for
 * years. He is not made a second person: he is asked to say a word in his group, where his card tells who he is. Danger
 * and commands (a member of staff proving himself) go on as ever. Null: nothing of this applies.
 */
export function* askStranger(
  row: Row<'inbox'>,
  inbound: Inbound,
  chat: Row<'chats'>,
): Task<{ outcome: string; memberId: null } | null> {
  const { adapter, account, epoch, sender } = inbound
  if (chat.kind !== 'direct' || epoch === '' || !sender) return null
  if (yield* find('identities', { adapter, account, epoch, nativeId: sender.id })) return null
  const [community, another] = yield* list('communities', {}, { limit: 2 })
  if (!community || another) return null
  const { kind } = read({ text: inbound.text }, alone(row.receivedAt, community.timezone))[0].meaning
  if (kind === 'danger' || kind === 'command' || kind === 'broken') return null
  const saying = { now: row.receivedAt, cause: causeOf(row), replies: 0 }
  yield* tellChat(saying, chat.id, { text: strangerText() })
  return { outcome: 'asked', memberId: null }
}
