import { z } from 'zod'
import { secret } from '../../chat/secret.ts'

export const settings = z.strictObject({
  host: z.string().min(1),
  port: z.number().int().min(1).max(65_535).default(465),
  /** `tls`: encrypted from the first byte, usually port 465; `starttls`: from the greeting on, usually 587. */
  encryption: z.enum(['tls', 'starttls', 'none']).default('tls'),
  user: z.string().optional(),
  /** Many providers want a code made for programs (授权码) here, not the password of the mailbox. */
  password: secret.optional(),
  from: z.email('发件邮箱写成 名字@服务器'),
  to: z.array(z.email('收件邮箱写成 名字@服务器')).min(1).max(20),
  /** Name of the community, where there are several. */
  community: z.string().optional(),
})
export type Settings = z.output<typeof settings>
