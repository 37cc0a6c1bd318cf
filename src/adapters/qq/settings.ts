import { z } from 'zod'
import { secret } from '../../chat/secret.ts'

export const settings = z.strictObject({
  /** AppID of the bot, from https://q.qq.com */
  appId: z.string().regex(/^\d+$/, '是一串数字'),
  /** AppSecret of the bot. */
  secret,
  /** `all` once the groups' owners let the bot read everything; `mention` where it hears only what mentions it. */
  receive: z.enum(['all', 'mention']).default('all'),
  /** Where QQ is: another address for its sandbox. */
  api: z.url().default('https://api.sgroup.qq.com'),
  tokens: z.url().default('https://bots.qq.com/app/getAppAccessToken'),
})

export type Settings = z.output<typeof settings>
