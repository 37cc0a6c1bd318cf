import { z } from 'zod'

/** What arrives: a callback has a `cmd`, the answer to a frame of ours an `errcode`. */
export const frame = z.object({
  cmd: z.string().optional(),
  headers: z.object({ req_id: z.string() }),
  body: z.unknown().optional(),
  errcode: z.number().optional(),
})
export type Frame = z.infer<typeof frame>

const content = z.object({ content: z.string().default('') })
const piece = z.object({ msgtype: z.string(), text: content.optional() })

/** What somebody wrote to the bot, in private or by mentioning it in a group. */
export const callback = z.object({
  msgid: z.string(),
  chatid: z.string().optional(),
  chattype: z.enum(['single', 'group']),
  from: z.object({ userid: z.string() }),
  /** Seconds. */
  create_time: z.number().optional(),
  msgtype: z.string(),
  text: content.optional(),
  /** A voice message as WeCom reads it. */
  voice: content.optional(),
  mixed: z.object({ msg_item: z.array(piece) }).optional(),
  quote: z.object({ msgtype: z.string(), text: content.optional() }).optional(),
})
export type Callback = z.infer<typeof callback>

export const event = z.object({ event: z.object({ eventtype: z.string() }) })
