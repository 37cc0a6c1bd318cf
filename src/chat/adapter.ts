import type { Card } from './card.ts'
import type { ChatRef, Gap, Inbound, UnknownEvent } from './message.ts'

/** What an adapter can do. Booleans are derived from the methods it has (`capabilities`), the rest it declares. */
export interface Capabilities extends Traits {
  readonly edit: boolean
  readonly editCard: boolean
  readonly recall: boolean
  readonly leave: boolean
  readonly members: boolean
}

/** What cannot be seen from the methods an adapter has. */
export interface Traits {
  readonly receive: 'all' | 'mention' | 'none'
  readonly groups: boolean
  /** Whose coming and going the platform tells: everybody's, only the bot's own, or nobody's. */
  readonly comings: 'all' | 'self' | 'none'
  /** To whom the bot may write in private. */
  readonly direct: 'any' | 'friend' | 'window' | 'none'
  readonly mentionIn: 'id' | 'name' | 'none'
  readonly mentionOut: 'notify' | 'text'
  readonly quoteIn: 'id' | 'text' | 'none'
  readonly replyOut: boolean
  readonly buttons: boolean
  /** How long the platform's ids live: `session` ids change at each login. */
  readonly ids: 'stable' | 'session'
  /**
   * Whether the platform gives what was said while nobody listened. The adapter asks it, whenever it hears again, for what
   * was said since `Around.seen`, hands it over as ordinary, `late` messages, and tells as a gap what it does not get.
   */
  readonly history: boolean
  readonly sendReturnsId: boolean
  /** `key`: sending twice with one key within `ttlMs` shows one message. */
  readonly idempotency: { readonly kind: 'key'; readonly ttlMs: number } | { readonly kind: 'none' }
  readonly maxText: { readonly n: number; readonly unit: 'char' | 'byte' }
  readonly media: { readonly in: boolean; readonly out: boolean }
  /**
   * Pauses in ms that `jobs/delivery` keeps between two messages: in one chat, and between any two of the account. By
   * chance up to `spread` is added. An adapter itself does not wait: it answers `rate` when the platform says so.
   */
  readonly pace: { readonly chat: number; readonly account: number; readonly spread: number }
  /** `kept`: a connection that is held open and may die unnoticed; `request`: one for each message; `local`: none. */
  readonly connection: 'kept' | 'request' | 'local'
  readonly official: boolean
}

export interface OutMessage {
  /** Ours, stored before sending, the same at every try. */
  readonly key: string
  readonly chat: ChatRef
  readonly text: string
  readonly card?: Card
  /** PNG. */
  readonly image?: { readonly png: Uint8Array; readonly alt: string }
  /** Native id of the message that is quoted. */
  readonly replyTo?: string
  /** When it was sent first (ms), where nobody knows whether it arrived. For platforms that have to look whether it did. */
  readonly doubtfulSince?: number
}

/**
 * What became of a message. `unknown`: it may or may not have arrived; whether it may be sent again depends on
 * `idempotency`. `rejected`: it never will arrive. `rate`: not yet, try after `retryAfterMs`.
 */
export type SendResult =
  | { readonly status: 'sent'; readonly nativeId?: string }
  | { readonly status: 'unknown' }
  | { readonly status: 'rejected'; readonly reason: string }
  | { readonly status: 'rate'; readonly retryAfterMs: number }

export type Health = 'ok' | 'degraded' | 'needs-login' | 'down'

/** Where an adapter puts what it hears. Resolves once it is stored: only then may the platform be acknowledged. */
export interface Intake {
  receive(inbound: Inbound): Promise<void>
  /**
   * Messages between two instants were not seen and cannot be fetched. Resolves once that is stored, however long it takes;
   * rejects where we are being closed before.
   */
  gap(gap: Gap): Promise<void>
  /** An event of a kind we do not know: kept as it came, never a reason to stop. */
  unknown(event: UnknownEvent): Promise<void>
}

/** A chat that an adapter writes to without ever having heard from it, such as the one group of a group robot. */
export interface Outlet {
  readonly chat: ChatRef
  /** As the console shows it. */
  readonly name: string
  /** Name of the community whose committee reads there. Null: of the only one. */
  readonly community: string | null
}

export interface Adapter {
  readonly name: string
  readonly account: string
  readonly traits: Traits
  /** The current login; '' where ids are stable. */
  epoch(): string
  /**
   * Listens from now on. Trouble on the way (network, a login that a person must make) is no failure: the adapter keeps
   * trying by itself and `health` tells. Throws only where it never can work.
   */
  start(intake: Intake): Promise<void>
  /** Chats that are there from the beginning: digests and alarms go to them. */
  readonly outlets?: readonly Outlet[]
  /** `keepSession` leaves the platform logged in, so that the next start needs no new login. */
  stop(options: { readonly keepSession: boolean }): Promise<void>
  health(): Health
  send(message: OutMessage): Promise<SendResult>
  edit?(nativeId: string, text: string): Promise<SendResult>
  /** Shows another card in the place of one that was sent. Doing it twice is doing it once. */
  editCard?(nativeId: string, card: Card, chat: ChatRef): Promise<SendResult>
  recall?(nativeId: string): Promise<SendResult>
  /** Leaves a group for good. */
  leave?(chat: ChatRef): Promise<SendResult>
  members?(chat: ChatRef): Promise<readonly { readonly id: string; readonly name: string }[]>
}

/** Capabilities from what an adapter really has: a missing method is a missing capability. */
export const capabilities = (adapter: Adapter): Capabilities => ({
  edit: adapter.edit !== undefined,
  editCard: adapter.editCard !== undefined,
  recall: adapter.recall !== undefined,
  leave: adapter.leave !== undefined,
  members: adapter.members !== undefined,
  ...adapter.traits,
})
