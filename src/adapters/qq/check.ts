import { z } from 'zod'
import { type Around, bad, type Finding, good } from '../../chat/platform.ts'
import { Api } from './api.ts'
import type { Settings } from './settings.ts'

/** Clocks that differ by more than this (ms) put messages on the wrong side of a close. */
const SKEW_MS = 60_000

const meData = z.object({ username: z.string() })
const gatewayData = z.object({
  session_start_limit: z.object({ total: z.number(), remaining: z.number() }).nullish(),
})

/** What no call can ask: the two switches that only a group's owner sees. */
const switches = ({ receive }: Settings): Finding =>
  receive === 'all'
    ? good(
        '请群主各看一次，五共自己问不到：1 手机QQ进群→右上角→群机器人→五共→打开“获取群内全部消息”；2 同一页打开“机器人主动在群聊内发言”。少了1只听得见@，少了2日报和提醒发不出去',
        'For the group’s owner to look at once, as no call can: 1 in mobile QQ open the group’s menu, its bots, this bot, and allow “获取群内全部消息” (read all messages); 2 there allow “机器人主动在群聊内发言” (speak first). Without 1 only mentions are heard, without 2 digests and reminders cannot be sent',
      )
    : good(
        '设成了只听@。群主打开“获取群内全部消息”以后，把 receive 改成 all',
        'Set to hear mentions only. Once the owner allows “获取群内全部消息”, set receive to all',
      )

/** Asks for a token, for the bot's own name and for the gateway; opens no session, so a running program stays online. */
export const check = async (settings: Settings, around: Around): Promise<readonly Finding[]> => {
  const api = new Api(settings, around.time)
  const token = await api.token()
  if (token === null)
    return [
      api.credentialsRefused
        ? bad(
            'AppID 或 AppSecret 不对。请到 q.qq.com →开发→开发设置 里核对，重置过的要换新的',
            'AppID or AppSecret is wrong. Look at q.qq.com, development settings; a reset one must be replaced here',
          )
        : bad(
            `${new URL(settings.tokens).host} 连不上。看看本机能不能上网`,
            `${new URL(settings.tokens).host} cannot be reached. Check the network`,
          ),
    ]
  const me = await api.call('GET', '/users/@me')
  const name = me.kind === 'done' ? meData.safeParse(me.data) : null
  const gateway = await api.call('GET', '/gateway/bot')
  const limit = gateway.kind === 'done' ? gatewayData.safeParse(gateway.data).data?.session_start_limit : null
  const skew = Math.abs(api.skew ?? 0)
  return [
    name?.success
      ? good(`登录成功：${name.data.username}`, `Logged in as ${name.data.username}`)
      : bad(
          `QQ 不认这个机器人（${reason(me)}）。看看 q.qq.com 里它是不是已上线，本机IP是不是在白名单里`,
          `QQ does not accept this bot (${reason(me)}). See at q.qq.com whether it is online and our IP is on its list`,
        ),
    gateway.kind === 'done'
      ? good(
          `消息通道可用${limit ? `，今天还能连${limit.remaining}次` : ''}`,
          `The gateway is there${limit ? `; ${limit.remaining} connections left today` : ''}`,
        )
      : bad(`消息通道要不到（${reason(gateway)}）`, `The gateway cannot be had (${reason(gateway)})`),
    ...(skew > SKEW_MS
      ? [
          bad(
            `和QQ的钟差了${Math.round(skew / 1000)}秒，请校准`,
            `Our clock and QQ’s differ by ${Math.round(skew / 1000)} s`,
          ),
        ]
      : []),
    switches(settings),
  ]
}

const reason = (answer: Awaited<ReturnType<Api['call']>>): string =>
  answer.kind === 'refused' ? `${answer.http} ${answer.code}` : '没有回音'
