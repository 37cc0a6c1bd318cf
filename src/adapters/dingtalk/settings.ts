import { z } from 'zod'
import { secret } from '../../chat/secret.ts'

export const settings = z.strictObject({
  /** 应用 → 凭证与基础信息 → Client ID (AppKey). */
  clientId: z.string().min(1),
  clientSecret: secret,
  /** 应用 → 机器人 → RobotCode; nearly always the same as the Client ID. */
  robotCode: z.string().min(1).optional(),
  /** Of a private deployment. */
  api: z
    .url()
    .default('https://api.dingtalk.com')
    .transform((url) => url.replace(/\/+$/, '')),
})
export type Settings = z.output<typeof settings>
