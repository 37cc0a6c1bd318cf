import type { Inbound } from '../chat/message.ts'
import type { EventData } from '../core/kernel/trail.ts'
import type { Lexicon } from '../language/lexicon.ts'
import type { Categorisers } from './categorisers.ts'
import type { Row } from './model.ts'
import type { Task } from './operations.ts'
import type { Ids } from './ports.ts'
import { append } from './trail.ts'

/** What is passed in from outside and is the same for every message. */
export interface Outside {
  readonly ids: Ids
  /** Where staff reach the console, without a trailing slash: http://127.0.0.1:8080. */
  readonly consoleUrl: string
  /** Words as people here say and mistype them. Absent: the built-in ones. */
  readonly lexicon?: Lexicon
}

/** The same, with what belongs to the store that is worked on. */
export interface Surroundings extends Outside {
  readonly categorisers: Categorisers
  /** The store is another process, so what will be asked one by one is better asked at once. */
  readonly far: boolean
}

/** What a handler knows of the moment it works in: one message, or one timer that came due. */
export interface Moment extends Surroundings {
  /** When it was received: the same however often it is handled again. */
  readonly now: number
  /** The key of the message or timer that caused all this; keys of replies and events derive from it. */
  readonly cause: string
  /** The resident's or staff member's message, as exports name it; null for timers. */
  readonly messageId: string | null
  readonly community: Row<'communities'>
  /** Who caused it, where that is staff at the console. */
  readonly by?: string
  /** How many replies this moment has had, so that each has its own key. */
  replies: number
  /** Codes of what was refused or not understood, for `replay` and operators. */
  readonly notes: string[]
}

/** A message of a person we know, in a chat that belongs to a community. */
export interface Conversation extends Moment {
  readonly messageId: string
  readonly inbound: Inbound
  readonly chat: Row<'chats'>
  /** Null in a private conversation. */
  readonly group: Row<'groups'> | null
  readonly member: Row<'members'>
  readonly roles: readonly Role[]
  /** The sender's home with how sure we are of it, if we know one. */
  readonly residency: Row<'residencies'> | null
}

export type Role = Row<'roles'>['role']

/** The cause that a stored message is. Its id is unique in its account alone: two accounts may count alike. */
export const causeOf = ({ adapter, account, extId }: Row<'inbox'>): string => `${adapter}:${account}:${extId}`

/** A moment in which nothing has been said or noted yet. */
export const begun = <M extends Omit<Moment, 'replies' | 'notes'>>(what: M): M & Pick<Moment, 'replies' | 'notes'> => ({
  replies: 0,
  notes: [],
  ...what,
})

/** The moment that a stored message is, in a community, whoever sent it. */
export const momentOf = (
  row: Row<'inbox'>,
  community: Row<'communities'>,
  around: Surroundings,
): Moment & Pick<Conversation, 'messageId'> =>
  begun({ now: row.receivedAt, cause: causeOf(row), messageId: row.extId, community, ...around })

/** The same, where nobody knows in which community. */
export const sayingOf = (row: Row<'inbox'>): Pick<Moment, 'now' | 'cause' | 'replies'> => ({
  now: row.receivedAt,
  cause: causeOf(row),
  replies: 0,
})

/** What the inbox notes about somebody's coming, leaving, or taking back what he said. */
export const EVENT = 'event'

/** What the inbox notes about a handled message. */
export type Outcome = 'command' | 'answer' | 'suggestion' | 'asked' | 'chatter' | 'late'

/** True for those whose commands we take. */
export const isStaff = (roles: readonly Role[]): boolean => roles.includes('staff') || roles.includes('committee')

/** Where staff and the committee work: residents do not read there. */
export const isDesk = ({ scope }: Pick<Row<'groups'>, 'scope'>): boolean => scope === 'committee' || scope === 'staff'

/** Adds to the audit trail: who did what, when, from which message. `subject` is like `poll:3`. */
export function* record(
  moment: Moment,
  type: string,
  subject: string,
  data: EventData = {},
  actor: string = 'member' in moment ? (moment as Conversation).member.id : (moment.by ?? 'wugong'),
): Task<void> {
  yield* append(moment.community.id, { at: moment.now, type, actor, messageId: moment.messageId, subject, data })
}
