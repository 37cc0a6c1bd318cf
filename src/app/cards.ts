import type { Card } from '../chat/card.ts'
import type { About, CardChange } from './content.ts'
import { find, type Task } from './operations.ts'

/** The card about something, sent to a group at an instant, shows another one from now on. */
export function* cardChange(
  sent: { readonly groupId: string; readonly at: number; readonly about: About },
  card: Card,
  instead: boolean,
): Task<CardChange | undefined> {
  const group = yield* find('groups', { id: sent.groupId })
  return group ? { of: { chatId: group.chatId, at: sent.at, about: sent.about }, card, instead } : undefined
}
