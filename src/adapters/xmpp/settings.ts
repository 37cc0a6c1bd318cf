import { z } from 'zod'
import { secret } from '../../chat/secret.ts'

const LOCAL: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

const address = z
  .string()
  .regex(/^[^\s/@]+@[^\s/@]+$/, '写成 名字@服务器')
  .transform((jid) => jid.toLowerCase())

export const settings = z.strictObject({
  /** The bot's own address, such as wugong@example.cn */
  jid: address,
  password: secret,
  /** The server: xmpps://host:5223, xmpp://host:5222 (then made secure), wss://host/xmpp-websocket */
  service: z.url({ protocol: /^(xmpps?|wss?)$/, error: '写成 xmpps://服务器:5223' }),
  /** The rooms, such as 3dong@rooms.example.cn */
  rooms: z.array(address).min(1, '至少写一个群'),
  /** Under which name the bot sits in the rooms. */
  nick: z.string().min(1).max(30).regex(/^\S+$/, '名字里不能有空格').default('五共'),
})

export type Settings = z.output<typeof settings>

/** A connection within this machine need not be secured; every other must be, before a password or a word is said. */
export const isLocal = ({ service }: Settings): boolean => LOCAL.has(new URL(service).hostname)
