import type { Card } from '../chat/card.ts'
import { find, list, type Task } from './operations.ts'
import type { About, CardChange, Content } from './speak.ts'

/** The card about something, sent to a group at an instant, shows another one from now on. Undefined: none was sent. */
export function* cardChange(
  sent: { readonly groupId: string; readonly at: number; readonly about: About },
  card: Card,
  instead: boolean,
): Task<CardChange | undefined> {
  const group = yield* find('groups', { id: sent.groupId })
  if (!group) return undefined
  const rows = yield* list('outbox', { chatId: group.chatId, status: 'sent', createdAt: sent.at })
  const row = rows.find(({ payload }) => {
    const { about, card: shown } = payload as Content
    return shown !== undefined && about?.kind === sent.about.kind && about.number === sent.about.number
  })
  return row && { key: row.key, card, instead }
}
