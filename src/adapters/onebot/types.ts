import { z } from 'zod'

/**
 * OneBot v11 as its implementations speak it: https://github.com/botuniverse/onebot-11 and, where they go further,
 * NapCat. Only what we read is named; ids are numbers or, in some, strings.
 */

export const NAME = 'onebot'

const id = z.union([z.number(), z.string()]).transform(String)

const segment = z.object({
  type: z.string(),
  data: z.record(z.string(), z.unknown()).nullish(),
})
export type Segment = z.output<typeof segment>

const message = z.object({
  post_type: z.enum(['message', 'message_sent']),
  message_type: z.enum(['group', 'private']),
  sub_type: z.string().optional(),
  /** Seconds. */
  time: z.number(),
  self_id: id,
  message_id: id,
  user_id: id,
  group_id: id.nullish(),
  /** NapCat: the group's name, and to whom a private message of our own went. */
  group_name: z.string().nullish(),
  target_id: id.nullish(),
  /** An array of segments, or one string with CQ codes. */
  message: z.union([z.string(), z.array(segment)]),
  sender: z.object({ nickname: z.string().nullish(), card: z.string().nullish() }).nullish(),
})
export type MessageEvent = z.output<typeof message>

const coming = z.object({
  post_type: z.literal('notice'),
  notice_type: z.enum(['group_increase', 'group_decrease']),
  sub_type: z.string().optional(),
  time: z.number(),
  self_id: id,
  group_id: id,
  user_id: id,
})

const recall = z.object({
  post_type: z.literal('notice'),
  notice_type: z.enum(['group_recall', 'friend_recall']),
  time: z.number(),
  self_id: id,
  group_id: id.nullish(),
  user_id: id,
  message_id: id,
})

const heartbeat = z.object({
  post_type: z.literal('meta_event'),
  meta_event_type: z.literal('heartbeat'),
  self_id: id,
  time: z.number(),
  status: z.object({ online: z.boolean().nullish(), good: z.boolean().nullish() }).nullish(),
})

const lifecycle = z.object({
  post_type: z.literal('meta_event'),
  meta_event_type: z.literal('lifecycle'),
  self_id: id,
  time: z.number(),
})

/** What happens in a group that is none of our business. */
const other = z.union([
  z.object({ post_type: z.literal('request') }),
  z.object({
    post_type: z.literal('notice'),
    notice_type: z.enum([
      'group_upload',
      'group_admin',
      'group_ban',
      'group_card',
      'group_title',
      'group_name',
      'group_msg_emoji_like',
      'essence',
      'friend_add',
      'notify',
      'bot_offline',
      'client_status',
      'input_status',
    ]),
  }),
])

export const event = z.union([message, coming, recall, heartbeat, lifecycle, other])
export type Event = z.output<typeof event>

export const answer = z.object({
  status: z.enum(['ok', 'async', 'failed']),
  retcode: z.number(),
  data: z.unknown().optional(),
  message: z.string().nullish(),
  wording: z.string().nullish(),
  echo: z.string(),
})
export type Answer = z.output<typeof answer>

export const sentData = z.object({ message_id: id })
export const statusData = z.object({ online: z.boolean().nullish(), good: z.boolean().nullish() })
export const loginData = z.object({ user_id: id, nickname: z.string().nullish() })
export const groupsData = z.array(z.object({ group_id: id, group_name: z.string().nullish() }))
export const membersData = z.array(
  z.object({ user_id: id, nickname: z.string().nullish(), card: z.string().nullish() }),
)
export const historyData = z.object({ messages: z.array(z.unknown()) })
/** NapCat: chats by their last message; `msgTime` in seconds. */
export const contactsData = z.array(z.object({ chatType: z.number(), peerUin: id, msgTime: z.coerce.number() }))
export const versionData = z.object({ app_name: z.string().nullish(), app_version: z.string().nullish() })
