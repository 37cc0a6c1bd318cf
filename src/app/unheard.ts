import { MINUTE } from '../core/kernel/calendar.ts'
import { accountMark } from './account-marks.ts'
import { hasEnded } from './gaps.ts'
import type { Row } from './model.ts'
import { find, list, type Task } from './operations.ts'
import { withTwins } from './twins.ts'

/** An account that hears says so every ten seconds (`jobs/absence`): one that has not for so long (ms) hears nothing. */
const SILENT = MINUTE

type Poll = Row<'polls'>

/** Since when one of a poll's groups has not been heard, that was when it was asked, and was not at an instant; else null. */
export function* deafSince(poll: Poll, at: number, now: number): Task<number | null> {
  for (const { adapter, account } of yield* accountsOf(poll)) {
    const heard = yield* find('marks', accountMark('heard-until', `${adapter}:${account}`))
    if (heard && heard.at > poll.openedAt && heard.at < at && now - heard.at > SILENT) return heard.at
  }
  return null
}

/** The time around an instant in which what was said in one of a poll's groups was not heard, and will not be; else null. */
export function* unheardAt(poll: Poll, at: number, now: number): Task<{ from: number; to: number } | null> {
  for (const { adapter, account } of yield* accountsOf(poll)) {
    const gaps = yield* list('gaps', { adapter, account, from: { lte: at - 1 }, to: { gt: at } }, { order: 'from' })
    const gap = gaps.find((one) => hasEnded(one, now))
    if (gap) return { from: Math.max(gap.from, poll.openedAt), to: gap.to }
  }
  const from = yield* deafSince(poll, at, now)
  return from === null ? null : { from, to: now }
}

function* accountsOf({ groupId }: Poll): Task<Row<'chats'>[]> {
  const chats: Row<'chats'>[] = []
  for (const id of yield* withTwins(groupId)) {
    const group = yield* find('groups', { id })
    const chat = group && (yield* find('chats', { id: group.chatId }))
    if (chat) chats.push(chat)
  }
  return chats
}
