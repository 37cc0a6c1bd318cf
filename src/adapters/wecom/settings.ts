import { z } from 'zod'
import { secret } from '../../chat/secret.ts'

export const settings = z.strictObject({
  /** 智能机器人 → API 模式 → 长连接: Bot ID. */
  botId: z.string().min(1),
  secret,
  /** The bot's name, as it is mentioned in groups: "@五共". */
  name: z.string().min(1).max(40),
  url: z.url().default('wss://openws.work.weixin.qq.com'),
})
export type Settings = z.output<typeof settings>
