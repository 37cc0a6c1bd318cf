import type { Card } from '../../chat/card.ts'
import type { ChatRef } from '../../chat/message.ts'

export const NAME = 'simulator'
/** The bot's own account on this platform, and the name it bears there. */
export const BOT = 'bot'
export const BOT_NAME = '五共'

export interface Person {
  readonly id: string
  /** The name the person gave himself. */
  readonly nick: string
  /** Shown on the page only; what a person may do is 五共's business, not the platform's. */
  readonly staff?: boolean
}

export interface Membership {
  readonly person: string
  /** The name on his card in this group, such as "3-2-501 张三". */
  readonly card?: string
}

export interface Room {
  readonly id: string
  readonly name: string
  readonly members: readonly Membership[]
}

/** Who and what there is on the platform. The bot sits in every room. */
export interface World {
  readonly people: readonly Person[]
  readonly rooms: readonly Room[]
}

export interface Picture {
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif'
  readonly base64: string
  readonly alt: string
}

/** A message as the platform keeps it. `from` is a person, `BOT`, or null for a system line. */
export interface Message {
  readonly id: string
  readonly chat: ChatRef
  readonly from: string | null
  readonly at: number
  readonly text: string
  readonly mentions: readonly string[]
  readonly quote?: string
  readonly picture?: Picture
  readonly card?: Card
  /** The sender's key, for messages of the bot. */
  readonly key?: string
}

/** What the platform owes the bot, until the bot has stored it. Everything native in it belongs to `epoch`. */
export interface PlatformEvent {
  readonly id: string
  readonly kind: 'msg' | 'action' | 'join' | 'leave' | 'recall'
  readonly chat: ChatRef
  readonly person: string
  readonly message: string
  readonly at: number
  readonly epoch: number
  readonly value?: string
  /** Held back until this instant by the fault `late`. */
  readonly notBefore?: number
  /** Said while the connection was down: never delivered, or only with `backfill`. */
  readonly missed?: true
}

/** One line of the journal. Reading all lines in order gives the state again. */
export type Entry =
  | { readonly t: 'person'; readonly person: Person }
  | { readonly t: 'room'; readonly room: Room }
  | { readonly t: 'join'; readonly room: string; readonly member: Membership }
  | { readonly t: 'part'; readonly room: string; readonly person: string; readonly event?: PlatformEvent }
  | { readonly t: 'event'; readonly event?: PlatformEvent; readonly message?: Message }
  | { readonly t: 'tap'; readonly event: PlatformEvent }
  | { readonly t: 'edit'; readonly message: string; readonly text: string }
  | { readonly t: 'recall'; readonly message: string; readonly event?: PlatformEvent }
  | { readonly t: 'done'; readonly event: string }
  | { readonly t: 'drop'; readonly at: number }
  | { readonly t: 'connect'; readonly at: number; readonly backfill: boolean }
  | { readonly t: 'told' }
  | { readonly t: 'relogin' }
  | { readonly t: 'clear' }

/** What goes wrong on real platforms. */
export interface Faults {
  /** Every event is delivered twice. */
  readonly duplicates: boolean
  /** Two messages that follow each other in one chat arrive the other way round. */
  readonly reorder: boolean
  /** The next message arrives 50 s later, marked late; then the switch is off again. */
  readonly late: boolean
  /** The connection is down. */
  readonly dropped: boolean
  /** After a dropped connection hand over what was missed, instead of reporting a gap. */
  readonly backfill: boolean
  /** How many of the next sends are answered "not so fast". */
  readonly rate: number
  /** The next send is answered `unknown`; its message appears, or is lost. */
  readonly unknown: 'off' | 'shown' | 'lost'
}

/** A message as one person sees it. `room` is the room's id, or 'bot' for the private chat with 五共. */
export interface ShownMessage {
  readonly id: string
  /** Grows with every message, so it says what came later. */
  readonly seq: number
  /** Grows when the message changes too. */
  readonly rev: number
  readonly room: string
  readonly from: { readonly id: string; readonly name: string } | null
  readonly mine: boolean
  readonly at: number
  readonly text: string
  readonly mentionsMe: boolean
  readonly recalled: boolean
  readonly quote?: { readonly id: string; readonly name: string; readonly text: string }
  readonly picture?: { readonly alt: string }
  readonly card?: Card
  /** Values of the buttons this person has tapped, the latest last. */
  readonly tapped: readonly string[]
}

/** Something that one person's page must show. `rev` grows with every visible change and survives a restart. */
export type Update =
  | { readonly type: 'message'; readonly rev: number; readonly message: ShownMessage }
  | { readonly type: 'world'; readonly rev: number }

/** What a person at the page did, or one sentence on why it cannot be. */
export type Outcome = { readonly id: string } | { readonly refused: string }
