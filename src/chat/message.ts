/**
 * What a chat platform is to us. Nothing here knows any platform, and nothing here knows 五共:
 * an adapter's author needs to read this folder only.
 */

/** A place where messages are written: a group, or one person's private conversation with the bot. */
export interface ChatRef {
  readonly kind: 'group' | 'direct'
  /** The platform's own id of the group, or of the person for a direct chat. Valid within one login epoch. */
  readonly id: string
}

export interface Sender {
  /** The platform's own id of the person, valid within one login epoch. */
  readonly id: string
  /** The name the person gave himself. */
  readonly nick?: string
  /** The name on his card in this group, such as "3-2-501 张三". */
  readonly card?: string
}

export interface Attachment {
  readonly kind: 'image' | 'audio' | 'video' | 'file'
  readonly name: string
  readonly url?: string
  readonly bytes?: number
}

export interface Quote {
  /** Native id of the quoted message, where the platform tells it. */
  readonly nativeMsgId?: string
  readonly text?: string
  readonly author?: string
}

/** An event of a platform, decoded. `msg` is something a person said; `action` is a tapped button. */
export interface Inbound {
  readonly adapter: string
  /** The bot's own account on that platform. */
  readonly account: string
  /** One value per login; every native id is (adapter, account, epoch, id). Empty where ids are stable. */
  readonly epoch: string
  /** Unique per event; a redelivery repeats it. */
  readonly eventId: string
  readonly nativeMsgId: string
  readonly kind: 'msg' | 'action' | 'join' | 'leave' | 'topic' | 'recall'
  readonly chat: ChatRef
  /** The group's name as the platform shows it. */
  readonly chatName?: string
  readonly sender: Sender | null
  /** ms since the epoch, by the platform's clock. */
  readonly sentAt: number
  readonly text: string
  readonly mentions: readonly Mention[]
  readonly quote?: Quote
  readonly attachments: readonly Attachment[]
  /** The value of the tapped button, for `action`. */
  readonly action?: string
  /** Written by our own account: never answered. */
  readonly isSelf: boolean
  /** Delivered noticeably after it was sent. */
  readonly late: boolean
}

export interface Mention {
  readonly id?: string
  readonly name: string
  /** The mentioned one is the bot itself. */
  readonly self: boolean
}

/** A span during which the adapter could not see messages. Instants in ms. */
export interface Gap {
  readonly adapter: string
  readonly account: string
  readonly from: number
  readonly to: number
}
