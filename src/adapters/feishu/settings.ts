import { z } from 'zod'
import { secret } from '../../chat/secret.ts'

const HOSTS = { feishu: 'https://open.feishu.cn', lark: 'https://open.larksuite.com' } as const

export const settings = z.strictObject({
  /** 应用凭证 → App ID. The SDK stays silently idle with any other form. */
  appId: z.string().regex(/^cli_[0-9a-fA-F]{16}$/, 'App ID 的样子是 cli_ 加16位，在开发者后台“凭证与基础信息”里'),
  appSecret: secret,
  /** `feishu` in mainland China, `lark` elsewhere, or the address of a private deployment. */
  domain: z
    .union([z.enum(['feishu', 'lark']), z.url()])
    .default('feishu')
    .transform((name) => (name === 'feishu' || name === 'lark' ? HOSTS[name] : name.replace(/\/+$/, ''))),
  /**
   * Events by HTTP instead of the long connection, for deployments that have none. Both secrets are required: without
   * the encrypt key anybody who finds the address can write to us.
   */
  webhook: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: z.number().int().min(0).max(65_535),
      encryptKey: secret,
      verificationToken: secret,
    })
    .optional(),
})
export type Settings = z.output<typeof settings>
