import { z } from 'zod'
import { secret } from '../../chat/secret.ts'

/** What every robot has: the name of the group it writes to, and whose committee reads there. */
const common = {
  /** As the console shows it: "居委会企业微信群". */
  group: z.string().min(1).max(60),
  /** Name of the community, where there are several. */
  community: z.string().optional(),
}

/** The address the platform gave when the robot was added: whoever has it can write to the group. */
const address = secret

export const settings = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('wecom'), ...common, address }),
  /** `signing`: 安全设置 → 加签, starts with SEC. Without it the robot must be set to a keyword that every message has. */
  z.strictObject({ kind: z.literal('dingtalk'), ...common, address, signing: secret }),
  /** `signing`: 安全设置 → 签名校验. */
  z.strictObject({ kind: z.literal('feishu'), ...common, address, signing: secret }),
])
export type Settings = z.output<typeof settings>
