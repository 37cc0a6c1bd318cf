import { z } from 'zod'

/**
 * The bot interface of QQ (https://bot.q.qq.com/wiki/develop/api-v2/), version 2, as far as groups and private
 * chats go. `GROUP_MESSAGE_CREATE` came in May 2026: it brings what did not mention the bot, where the group's owner
 * lets it.
 */

export const NAME = 'qq'

/** Groups and private chats. */
export const INTENTS = 1 << 25

export const OP = { dispatch: 0, heartbeat: 1, identify: 2, resume: 6, reconnect: 7, invalid: 9, hello: 10, ack: 11 }

export const frame = z.object({
  op: z.number(),
  id: z.string().nullish(),
  s: z.number().nullish(),
  t: z.string().nullish(),
  d: z.unknown().optional(),
})
export type Frame = z.output<typeof frame>

export const ready = z.object({
  session_id: z.string(),
  user: z.object({ id: z.string(), username: z.string().nullish() }),
})

const attachment = z.object({
  content_type: z.string().nullish(),
  filename: z.string().nullish(),
  size: z.number().nullish(),
  url: z.string().nullish(),
})
export type AttachmentData = z.output<typeof attachment>

const message = z.object({
  id: z.string(),
  content: z.string().nullish(),
  timestamp: z.string(),
  attachments: z.array(attachment).nullish(),
})

export const groupMessage = message.extend({
  group_openid: z.string(),
  author: z.object({ member_openid: z.string(), username: z.string().nullish(), bot: z.boolean().nullish() }),
  mentions: z
    .array(
      z.object({
        id: z.string().nullish(),
        member_openid: z.string().nullish(),
        username: z.string().nullish(),
        is_you: z.boolean().nullish(),
      }),
    )
    .nullish(),
})
export type GroupMessage = z.output<typeof groupMessage>

export const privateMessage = message.extend({
  author: z.object({ user_openid: z.string(), username: z.string().nullish() }),
})

/** The bot was let in or thrown out, or the owner moved the switch that lets it speak first. */
export const groupChange = z.object({
  group_openid: z.string(),
  op_member_openid: z.string().nullish(),
  /** Seconds. */
  timestamp: z.union([z.number(), z.string()]).transform(Number),
})

/** Events that are none of our business. */
export const OTHERS: ReadonlySet<string> = new Set([
  'FRIEND_ADD',
  'FRIEND_DEL',
  'C2C_MSG_REJECT',
  'C2C_MSG_RECEIVE',
  'GROUP_MSG_RECEIVE',
  'GROUP_MSG_REJECT',
  'GROUP_MEMBER_ADD',
  'GROUP_MEMBER_REMOVE',
])
