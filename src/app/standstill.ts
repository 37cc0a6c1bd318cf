import { MINUTE } from '../core/kernel/calendar.ts'
import { find, list, type Task, together } from './operations.ts'

/** Whoever is at work handles a message within seconds. */
const LONG = MINUTE
/** Of so many chats that wait it is looked since when: a city that stands still has thousands. */
const LOOKED_AT = 100

/** What waits to be handled though it is there for long. */
export interface Backlog {
  readonly messages: number
  /** When the oldest of them was stored. */
  readonly since: number
}

/** What nobody has handled for more than a minute, in one community or, for null, in all. Null: nothing. */
export function* backlogOf(communityId: string | null, now: number): Task<Backlog | null> {
  const whose = communityId === null ? {} : { communityId }
  const lanes = yield* list('lanes', { ...whose, cursor: { below: 'seq' } })
  const firsts = yield* together(
    lanes.slice(0, LOOKED_AT).map(
      ({ communityId: of, chatId, cursor }) =>
        () =>
          find('inbox', { communityId: of, chatId, seq: { gt: cursor } }, { order: 'seq' }),
    ),
  )
  const since = Math.min(...firsts.flatMap((row) => row?.receivedAt ?? []))
  return since > now - LONG ? null : { messages: lanes.reduce((sum, { seq, cursor }) => sum + seq - cursor, 0), since }
}

interface Account {
  readonly adapter: string
  readonly account: string
}

/** The accounts through which bound groups are reached now, of one community or, for null, of all. */
export function* accountsOf(communityId: string | null): Task<Account[]> {
  const whose = communityId === null ? {} : { communityId }
  const reached = new Set((yield* list('groups', whose)).map(({ chatId }) => chatId))
  const chats = (yield* list('chats', { ...whose, groupId: { not: null } })).filter(({ id }) => reached.has(id))
  const accounts = chats.map(({ adapter, account }) => [`${adapter} ${account}`, { adapter, account }] as const)
  return [...new Map(accounts).values()]
}
