import { list, type Task } from '../../src/app/operations.ts'
import { type TableRow, table } from '../../src/app/tables.ts'
import type { Person, Said } from './talk.ts'

/** What can be seen of a run from outside: what was said and handed over, what was sent, and what the database holds. */
export interface Recording {
  readonly said: readonly Said[]
  /** When each was said, as the platform tells it (ms since 1970). */
  readonly sentAt: ReadonlyMap<string, number>
  readonly handed: readonly Handed[]
  readonly sends: readonly Send[]
  /** What the platform shows, in each chat's order. */
  readonly shown: readonly Shown[]
  readonly rows: Rows
  /** From when on the communities were there, until when what was due had to come, and when it was looked at (ms since 1970). */
  readonly since: number
  readonly dueBy: number
  readonly endedAt: number
  /** How far (ms) the clock of a process is off at most. */
  readonly skew: number
  /** The platform shows one message per key, however often it is sent. */
  readonly showsOncePerKey: boolean
  /** It does so for some time only. */
  readonly forgetsKeys: boolean
}

/** One time that a message was handed to a process. `begun` and `acked` count steps of the run. */
export interface Handed {
  readonly message: string
  readonly to: string
  readonly begun: number
  /** Null: never acknowledged. */
  acked: number | null
  /** The same by the world's clock (ms since 1970). */
  readonly at: number
  ackedAt: number | null
}

/** One try to send. */
export interface Send {
  readonly key: string
  readonly chat: string
  readonly content: string
  /** By the world's clock (ms since 1970). */
  readonly at: number
  /** Null: nobody lived to hear it. */
  answer: 'sent' | 'unknown' | 'rejected' | 'rate' | 'threw' | null
}

/** The private chats in which something was refused: there nothing more need be said until somebody writes in them. */
export const refusedIn = ({ sends }: Pick<Recording, 'sends'>): ReadonlySet<string> =>
  new Set(sends.flatMap(({ chat, answer }) => (answer === 'rejected' && chat.startsWith('direct') ? [chat] : [])))

export interface Shown {
  readonly key: string
  readonly chat: string
}

export interface Inbox {
  readonly chat: number
  readonly seq: number
  readonly message: string
  readonly kind: 'message' | 'timer'
  readonly outcome: string | null
  readonly receivedAt: number
}

export interface Rows {
  readonly chats: readonly {
    readonly id: number
    readonly seq: number
    readonly cursor: number
    readonly name: string
  }[]
  readonly inbox: readonly Inbox[]
  readonly outbox: readonly {
    readonly id: number
    readonly key: string
    readonly chat: number
    readonly status: string
    readonly text: string
  }[]
  readonly timers: readonly {
    readonly key: string
    readonly kind: string
    readonly dueAt: number
    readonly firedAt: number | null
  }[]
  readonly events: readonly {
    readonly id: number
    readonly type: string
    readonly message: string | null
    readonly subject: string
    readonly data: string
  }[]
  readonly ballots: readonly TableRow[]
  readonly polls: readonly TableRow[]
  readonly work: readonly TableRow[]
  readonly signups: readonly TableRow[]
  readonly suggestions: readonly TableRow[]
  readonly digests: readonly TableRow[]
}

const PAGE = 5_000

/** Reads what there is, in pages, so that a million messages fit. Each page is a transaction of its own. */
export const readRows = async (read: <R>(task: () => Task<R>) => Promise<R>): Promise<Rows> => {
  const inbox: Inbox[] = []
  const lanes = await read(() => list('lanes', {}, { order: 'chatId' }))
  for (const { communityId, chatId } of lanes)
    for (let after = 0; ; ) {
      const rest = { communityId, chatId, seq: { gt: after } }
      const page = await read(() => list('inbox', rest, { order: 'seq', limit: PAGE }))
      for (const { seq, extId, kind, outcome, receivedAt } of page)
        inbox.push({
          chat: chatId,
          seq,
          message: kind === 'timer' ? `${communityId}:${extId}` : extId,
          kind,
          outcome,
          receivedAt,
        })
      if (page.length < PAGE) break
      after = page.at(-1)?.seq ?? after
    }
  const outbox: Rows['outbox'][number][] = []
  const events: Rows['events'][number][] = []
  for (const { id: communityId } of await read(() => list('communities'))) {
    for (let after = 0; ; ) {
      const page = await read(() => list('outbox', { communityId, id: { gt: after } }, { order: 'id', limit: PAGE }))
      for (const { id, key, chatId, status, payload } of page)
        outbox.push({ id, key, chat: chatId, status, text: payload.text })
      if (page.length < PAGE) break
      after = page.at(-1)?.id ?? after
    }
    for (let after = 0; ; ) {
      const page = await read(() => list('events', { communityId, seq: { gt: after } }, { order: 'seq', limit: PAGE }))
      for (const { seq, type, messageId, subject, data } of page)
        events.push({
          id: seq,
          type,
          message: messageId,
          subject: `${communityId} ${subject}`,
          data: JSON.stringify(data),
        })
      if (page.length < PAGE) break
      after = page.at(-1)?.seq ?? after
    }
  }
  const laneOf = new Map(lanes.map((lane) => [lane.chatId, lane]))
  const chats = await read(() => list('chats'))
  return {
    inbox,
    outbox,
    events,
    chats: chats.map(({ id, nativeId, kind }) => {
      const { seq = 0, cursor = 0 } = laneOf.get(id) ?? {}
      return { id, seq, cursor, name: nameOfChat(kind, nativeId) }
    }),
    timers: (await read(() => list('timers'))).map(({ communityId, key, kind, dueAt, firedAt }) => ({
      key: `${communityId}:${key}`,
      kind,
      dueAt,
      firedAt,
    })),
    ballots: await read(() => table('ballots')),
    polls: await read(() => table('polls')),
    work: await read(() => table('work')),
    signups: await read(() => table('signups')),
    suggestions: await read(() => table('suggestions')),
    digests: await read(() => table('digests')),
  }
}

/** How a chat is called here: by its kind and the platform's own id. */
export const nameOfChat = (kind: string, id: string): string => `${kind} ${id}`

export const chatOfSaid = ({ group, person }: { group: string | null; person: Person }): string =>
  group === null ? nameOfChat('direct', person.id) : nameOfChat('group', group)

/** Values that come more than once. */
export const repeated = (values: readonly string[]): string[] => {
  const seen = new Set<string>()
  return values.filter((value) => seen.has(value) || !seen.add(value))
}

export const grouped = <T>(items: readonly T[], keyOf: (item: T) => string | number): Map<string | number, T[]> => {
  const groups = new Map<string | number, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
