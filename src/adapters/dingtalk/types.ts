import { z } from 'zod'

/** A frame of the stream: what happened is JSON inside it. */
export const frame = z.object({
  type: z.string(),
  headers: z.looseObject({ topic: z.string(), messageId: z.string() }),
  data: z.string().default('{}'),
})
export type Frame = z.infer<typeof frame>

export const MESSAGES = '/v1.0/im/bot/messages/get'

/** What somebody wrote to the bot, in private or by mentioning it in a group. */
export const robotMessage = z.object({
  msgId: z.string(),
  conversationId: z.string(),
  /** 1: private, 2: group. */
  conversationType: z.enum(['1', '2']),
  conversationTitle: z.string().optional(),
  /** Of everybody, by this robot alone. */
  senderId: z.string(),
  /** Of members of the organisation; needed to write to somebody first. */
  senderStaffId: z.string().optional(),
  senderNick: z.string().optional(),
  chatbotUserId: z.string().optional(),
  createAt: z.number(),
  msgtype: z.string(),
  text: z
    .object({
      content: z.string().default(''),
      repliedMsg: z
        .object({
          msgId: z.string().optional(),
          content: z.object({ text: z.string().optional() }).optional(),
        })
        .optional(),
    })
    .optional(),
  content: z
    .object({
      fileName: z.string().optional(),
      richText: z.array(z.object({ text: z.string().optional(), type: z.string().optional() })).optional(),
      /** A voice message as DingTalk reads it. */
      recognition: z.string().optional(),
    })
    .optional(),
  /** An address at which the conversation can be answered, until then (ms). */
  sessionWebhook: z.url(),
  sessionWebhookExpiredTime: z.number(),
})
export type RobotMessage = z.infer<typeof robotMessage>
