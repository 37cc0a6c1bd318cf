import { z } from 'zod'

/** Shapes of what Feishu sends, as far as we read them; everything else in a payload is ignored. */

const mention = z.object({
  /** "@_user_1", as it stands in the text. */
  key: z.string(),
  /** In events an object of ids, in the message list the open_id itself. */
  id: z.union([z.string(), z.object({ open_id: z.string().nullish() })]).nullish(),
  name: z.string().default(''),
})
export type RawMention = z.infer<typeof mention>

/** im.message.receive_v1, flattened by the SDK. */
export const messageEvent = z.object({
  sender: z.object({
    sender_id: z.object({ open_id: z.string().nullish() }).nullish(),
    sender_type: z.string().default('user'),
  }),
  message: z.object({
    message_id: z.string(),
    parent_id: z.string().nullish(),
    create_time: z.string(),
    chat_id: z.string(),
    chat_type: z.string(),
    message_type: z.string(),
    content: z.string(),
    mentions: z.array(mention).nullish(),
  }),
})
export type MessageEvent = z.infer<typeof messageEvent>

/** One message of im.v1.message.list. */
export const listedMessage = z.object({
  message_id: z.string(),
  parent_id: z.string().nullish(),
  msg_type: z.string(),
  create_time: z.string(),
  deleted: z.boolean().default(false),
  chat_id: z.string(),
  sender: z.object({ id: z.string(), sender_type: z.string() }),
  body: z.object({ content: z.string() }).nullish(),
  mentions: z.array(mention).nullish(),
})
export type ListedMessage = z.infer<typeof listedMessage>

/** The value we put into a button, given back when it is tapped. */
export const buttonValue = z.object({ action: z.string(), label: z.string(), direct: z.boolean().default(false) })
export type ButtonValue = z.infer<typeof buttonValue>

/** card.action.trigger. */
export const cardAction = z.object({
  event_id: z.string(),
  create_time: z.string().nullish(),
  operator: z.object({ open_id: z.string() }),
  action: z.object({ value: z.unknown() }),
  context: z.object({ open_message_id: z.string(), open_chat_id: z.string() }),
})
export type CardAction = z.infer<typeof cardAction>

/** Events about a group: who came, who went, what it is called. */
export const chatEvent = z.object({
  event_id: z.string(),
  create_time: z.string().nullish(),
  chat_id: z.string(),
  /** The new name, or the name of the group that was joined. */
  name: z.string().nullish(),
  after_change: z.object({ name: z.string().nullish() }).nullish(),
  users: z
    .array(z.object({ name: z.string().nullish(), user_id: z.object({ open_id: z.string().nullish() }).nullish() }))
    .nullish(),
})
export type ChatEvent = z.infer<typeof chatEvent>

/** im.message.recalled_v1. */
export const recallEvent = z.object({
  event_id: z.string(),
  chat_id: z.string(),
  message_id: z.string(),
  recall_time: z.string().nullish(),
})

export const page = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item).nullish(),
    has_more: z.boolean().nullish(),
    page_token: z.string().nullish(),
  })

/** What is written in a message, by its type. A `post` is lines of pieces. */
export const contents = {
  text: z.object({ text: z.string() }),
  post: z.object({
    title: z.string().nullish(),
    content: z.array(
      z.array(
        z.object({
          tag: z.string(),
          text: z.string().nullish(),
          user_id: z.string().nullish(),
          image_key: z.string().nullish(),
        }),
      ),
    ),
  }),
  file: z.object({
    image_key: z.string().nullish(),
    file_key: z.string().nullish(),
    file_name: z.string().nullish(),
  }),
}
