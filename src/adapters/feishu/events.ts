import { z } from 'zod'
import type { Inbound } from '../../chat/message.ts'
import { type Said, saidInEvent } from './decode.ts'
import { type CardAction, type ChatEvent, cardAction, chatEvent, messageEvent, recallEvent } from './types.ts'

/** An event as Feishu sends it, version 2.0 of its form. */
const envelope = z.object({
  header: z.object({ event_id: z.string(), event_type: z.string(), create_time: z.string().nullish() }),
  event: z.record(z.string(), z.unknown()).default({}),
})

/** What kind of event it is, with its own fields and those of its header in one. */
export const openEvent = (payload: unknown): { readonly type: string; readonly body: object } | null => {
  const read = envelope.safeParse(payload)
  if (!read.success) return null
  const { header, event } = read.data
  return { type: header.event_type, body: { ...event, ...header } }
}

/** Events that tell us nothing: subscribed by the console's presets, or by somebody for something else. */
const OF_NO_INTEREST: ReadonlySet<string> = new Set([
  'im.message.message_read_v1',
  'im.message.reaction.created_v1',
  'im.message.reaction.deleted_v1',
  'im.chat.access_event.bot_p2p_chat_entered_v1',
])

const COMING = 'join'
const GOING = 'leave'
/** Events of people and of the bot coming into a group and going. */
const COMINGS: Readonly<Record<string, { readonly kind: typeof COMING | typeof GOING; readonly self: boolean }>> = {
  'im.chat.member.bot.added_v1': { kind: COMING, self: true },
  'im.chat.member.bot.deleted_v1': { kind: GOING, self: true },
  'im.chat.disbanded_v1': { kind: GOING, self: true },
  'im.chat.member.user.added_v1': { kind: COMING, self: false },
  'im.chat.member.user.deleted_v1': { kind: GOING, self: false },
  'im.chat.member.user.withdrawn_v1': { kind: GOING, self: false },
}

/** An event, sorted: what has to be looked up for it differs. */
export type Sorted =
  | { readonly is: 'message'; readonly said: Said }
  | { readonly is: 'action'; readonly event: CardAction }
  | { readonly is: 'coming'; readonly event: ChatEvent; readonly kind: 'join' | 'leave'; readonly self: boolean }
  | { readonly is: 'topic'; readonly event: ChatEvent; readonly name: string }
  | { readonly is: 'recall'; readonly event: z.infer<typeof recallEvent> }
  | { readonly is: 'nothing' }
  | { readonly is: 'unknown' }

export const sortEvent = (type: string, body: object): Sorted => {
  if (OF_NO_INTEREST.has(type)) return { is: 'nothing' }
  const coming = COMINGS[type]
  if (coming) return as(chatEvent, body, (event) => ({ is: 'coming', event, ...coming }))
  switch (type) {
    case 'im.message.receive_v1':
      return as(messageEvent, body, (event) => ({ is: 'message', said: saidInEvent(event) }))
    case 'card.action.trigger':
      return as(cardAction, body, (event) => ({ is: 'action', event }))
    case 'im.message.recalled_v1':
      return as(recallEvent, body, (event) => ({ is: 'recall', event }))
    case 'im.chat.updated_v1':
      return as(chatEvent, body, (event) => {
        const name = event.after_change?.name
        return name ? { is: 'topic', event, name } : { is: 'nothing' }
      })
    default:
      return { is: 'unknown' }
  }
}

/** An event of a kind we know whose shape has changed is as good as unknown. */
const as = <T>(shape: z.ZodType<T>, body: object, sorted: (event: T) => Sorted): Sorted => {
  const read = shape.safeParse(body)
  return read.success ? sorted(read.data) : { is: 'unknown' }
}

/** What the bot is on this platform, and the moment. */
interface Here {
  readonly account: string
  readonly bot: string
  readonly now: number
}

const timeOf = (stamp: string | null | undefined, now: number): number => Number(stamp) || now

const bare = ({ account }: Here, eventId: string, chat: string) => ({
  adapter: 'feishu',
  account,
  epoch: '',
  eventId,
  nativeMsgId: eventId,
  chat: { kind: 'group' as const, id: chat },
  text: '',
  mentions: [],
  attachments: [],
  isSelf: false,
  late: false,
})

/** One event may name several people: each is an event of his own to us. */
export const decodeComings = (event: ChatEvent, kind: 'join' | 'leave', self: boolean, here: Here): Inbound[] => {
  const base = {
    ...bare(here, event.event_id, event.chat_id),
    kind,
    sentAt: timeOf(event.create_time, here.now),
    ...(event.name ? { chatName: event.name } : {}),
  }
  if (self) return [{ ...base, sender: { id: here.bot }, isSelf: true }]
  return (event.users ?? []).flatMap(({ name, user_id }) => {
    const id = user_id?.open_id
    if (!id) return []
    const eventId = `${event.event_id}/${id}`
    return [{ ...base, eventId, nativeMsgId: eventId, sender: { id, ...(name ? { nick: name } : {}) } }]
  })
}

export const decodeTopic = (event: ChatEvent, name: string, here: Here): Inbound => ({
  ...bare(here, event.event_id, event.chat_id),
  kind: 'topic',
  chatName: name,
  sender: null,
  sentAt: timeOf(event.create_time, here.now),
})

export const decodeRecall = (event: z.infer<typeof recallEvent>, here: Here): Inbound => ({
  ...bare(here, event.event_id, event.chat_id),
  nativeMsgId: event.message_id,
  kind: 'recall',
  sender: null,
  sentAt: timeOf(event.recall_time, here.now),
})

/** A tapped button. `direct`: it hangs in a private chat, as the button itself remembers. */
export const decodeAction = (
  event: CardAction,
  button: { readonly action: string; readonly direct: boolean },
  nick: string | undefined,
  here: Here,
): Inbound => {
  const { open_chat_id, open_message_id } = event.context
  const person = event.operator.open_id
  return {
    ...bare(here, event.event_id, open_chat_id),
    ...(button.direct ? { chat: { kind: 'direct', id: person } } : {}),
    nativeMsgId: open_message_id,
    kind: 'action',
    action: button.action,
    sender: { id: person, ...(nick === undefined ? {} : { nick }) },
    // Microseconds in this one event, milliseconds in all others.
    sentAt: here.now,
  }
}
