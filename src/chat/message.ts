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
  /** What the bot's own account calls him; where ids are new at each login, this is not. */
  readonly remark?: string
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

/**
 * An event of a platform, decoded. `msg` is something a person said; `action` is a tapped button; `friend` is somebody
 * who asks to be let in, with his hello.
 */
export interface Inbound {
  readonly adapter: string
  /** The bot's own account on that platform. */
  readonly account: string
  /** One value per login; every native id is (adapter, account, epoch, id). Empty where ids are stable. */
  readonly epoch: string
  /** Unique per event within its login; a redelivery repeats it. */
  readonly eventId: string
  /** Unique per message within its login: two events with one message id are one message. */
  readonly nativeMsgId: string
  readonly kind: 'msg' | 'action' | 'join' | 'leave' | 'topic' | 'recall' | 'friend'
  readonly chat: ChatRef
  /** The group's name as the platform shows it. */
  readonly chatName?: string
  /**
   * What the members are called in the group's list. With the first message of a group in each login, where the platform
   * has a list and its ids live for one login only: so that the group is known again in the next.
   */
  readonly roster?: readonly string[]
  readonly sender: Sender | null
  /** ms since the epoch, by the platform's clock. */
  readonly sentAt: number
  readonly text: string
  readonly mentions: readonly Mention[]
  readonly quote?: Quote
  readonly attachments: readonly Attachment[]
  /** The value of the tapped button, for `action`. */
  readonly action?: string
  /** Written by our own account: never answered. With `join` and `leave`: the bot itself came, left or was removed. */
  readonly isSelf: boolean
  /** Delivered noticeably after it was sent: `isLate`. */
  readonly late: boolean
  /** Never by an adapter: said in a new login's chat before its group was known again. */
  readonly regained?: boolean
}

const LATE_AFTER_MS = 30_000

/** Whether a message that is delivered at `now` comes noticeably after it was sent (ms). */
export const isLate = (sentAt: number, now: number): boolean => now - sentAt >= LATE_AFTER_MS

/** The last instant (ms) that a calendar knows. */
const LAST_MS = 8.64e15
/** What no database keeps as it is: NUL, and halves of characters. */
const BROKEN = /[\0\p{Surrogate}]/gu

/**
 * The same event as it can be kept and known again: `now` where its platform tells no moment, in whole ms; ids of whole
 * characters.
 */
export const sound = (inbound: Inbound, now: number): Inbound => {
  const { eventId, nativeMsgId, chat, sender, sentAt } = inbound
  const moment = Math.abs(sentAt) <= LAST_MS ? Math.floor(sentAt) : now
  if (moment === sentAt && [eventId, nativeMsgId, chat.id, sender?.id ?? ''].every((id) => id.search(BROKEN) < 0))
    return inbound
  const whole = (id: string) => id.replace(BROKEN, '\uFFFD')
  return {
    ...inbound,
    eventId: whole(eventId),
    nativeMsgId: whole(nativeMsgId),
    chat: { ...chat, id: whole(chat.id) },
    sender: sender && { ...sender, id: whole(sender.id) },
    sentAt: moment,
  }
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

/** An event of a platform that the adapter does not know. */
export interface UnknownEvent {
  readonly adapter: string
  readonly account: string
  /** The platform's own name of its kind. */
  readonly type: string
  /** The event as it came, as JSON, without secrets. */
  readonly raw: string
  /** ms, by our clock. */
  readonly at: number
}
