import type { Inbound } from '../chat/message.ts'

/** What comes in: what was said, or a moment that came due. */
export type Incoming =
  | { readonly kind: 'message'; readonly payload: Inbound }
  | { readonly kind: 'timer'; readonly payload: Firing }

/** What a fired timer carries through the inbox. */
export interface Firing {
  /** Names the occurrence: set twice, it comes once. */
  readonly key: string
  readonly communityId: string
  readonly kind: TimerKind
  /** Id of what it is about. */
  readonly subject: number
  readonly dueAt: number
  /** Whose order it joins; null: the community's own. */
  readonly groupId: string | null
}

export const TIMER_KINDS = ['poll-close', 'poll-tally', 'poll-homes', 'work-reminder', 'scrub', 'digest'] as const
export type TimerKind = (typeof TIMER_KINDS)[number]
