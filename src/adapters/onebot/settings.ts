import { z } from 'zod'
import { secret } from '../../chat/secret.ts'

/** How we and the OneBot implementation find each other, and the secret by which we know each other. */
export const settings = z.discriminatedUnion('way', [
  z.strictObject({
    /** We call the implementation (正向 WebSocket). */
    way: z.literal('forward'),
    /** Its address, such as ws://127.0.0.1:3001 */
    url: z.url({ protocol: /^wss?$/, error: '写成 ws://地址:端口' }),
    /** The access token that was set there; an implementation without one lets anybody speak for the bot. */
    token: secret,
  }),
  z.strictObject({
    /** The implementation calls us (反向 WebSocket) at ws://host:port/onebot */
    way: z.literal('reverse'),
    host: z.string().min(1).default('127.0.0.1'),
    port: z.number().int().min(0).max(65_535),
    token: secret,
  }),
])

export type Settings = z.output<typeof settings>
