import { z } from 'zod'
import { type Around, bad, type Finding, good } from '../../chat/platform.ts'
import { Api, ApiError } from './api.ts'
import type { Settings } from './settings.ts'

const bot = z.object({ bot: z.object({ open_id: z.string(), activate_status: z.number().default(2) }) })
const scopes = z.object({
  scopes: z.array(z.object({ scope_name: z.string(), grant_status: z.number() })).nullish(),
})
const GRANTED = 1
const ACTIVE = 2

/** Newer consoles give the right under the second name. */
const ALL_MESSAGES = ['im:message.group_msg', 'im:message.group_msg:readonly']
/** Any one of a line is enough. */
const NEEDED: readonly (readonly string[])[] = [
  ['im:message.group_at_msg', 'im:message.group_at_msg:readonly', ...ALL_MESSAGES],
  ['im:message.p2p_msg', 'im:message.p2p_msg:readonly'],
  ['im:message', 'im:message:send_as_bot'],
  ['im:chat', 'im:chat:readonly', 'im:chat:read'],
  ['im:chat', 'im:chat:readonly', 'im:chat.members:read'],
  ['im:resource', 'im:resource:upload'],
]

/** Our own open_id. */
export const botOf = async (api: Api): Promise<string> =>
  bot.parse(await api.whole({ method: 'GET', path: '/bot/v3/info' })).bot.open_id

const grantedScopes = async (api: Api): Promise<ReadonlySet<string>> => {
  const { scopes: all } = await api.call(scopes, { method: 'GET', path: '/application/v6/scopes' })
  return new Set((all ?? []).flatMap(({ scope_name, grant_status }) => (grant_status === GRANTED ? [scope_name] : [])))
}

/** Whether Feishu sends us every message of a group, or only those that mention the bot. */
export const hearsAll = async (api: Api): Promise<boolean> => {
  const granted = await grantedScopes(api)
  return ALL_MESSAGES.some((scope) => granted.has(scope))
}

/** Clocks that differ by more (ms) have signed requests refused. */
const SKEW_MS = 60_000

/** Host, clock, credentials, bot, rights: the first that fails says what to do. */
export const checkFeishu = async (settings: Settings, { time }: Around): Promise<readonly Finding[]> => {
  const findings: Finding[] = [await checkHost(settings.domain, time.now)]
  if (findings.some((finding) => !finding.ok)) return findings
  const api = new Api(settings, time)
  try {
    const info = bot.parse(await api.whole({ method: 'GET', path: '/bot/v3/info' }))
    findings.push(
      good('App ID 和 App Secret 是对的', 'App ID and App Secret are right'),
      info.bot.activate_status === ACTIVE
        ? good('机器人已启用', 'The bot is active')
        : bad(
            '应用还没启用。开发者后台 → 版本管理与发布 → 创建版本并发布，再请管理员在管理后台启用',
            'The app is not active. Developer console → Version management → create and publish a version, then have an administrator enable it',
          ),
    )
    findings.push(...rights(await grantedScopes(api)))
  } catch (error) {
    findings.push(trouble(error))
  }
  findings.push(
    settings.webhook
      ? good(
          `事件由 HTTP 送到 ${settings.webhook.host}:${settings.webhook.port}，请把公网地址转到这里`,
          `Events come by HTTP to ${settings.webhook.host}:${settings.webhook.port}; point your public address there`,
        )
      : good(
          '开发者后台 → 事件与回调 → 订阅方式要选“长连接”，加上事件 im.message.receive_v1 和回调 card.action.trigger。一个应用只在一处运行，两处会各收一半',
          'Developer console → Events & callbacks must use the persistent connection, with the event im.message.receive_v1 and the callback card.action.trigger. Run one app in one place only: two would get half each',
        ),
  )
  return findings
}

const rights = (granted: ReadonlySet<string>): Finding[] => {
  const missing = NEEDED.filter((any) => !any.some((scope) => granted.has(scope))).map(([first]) => first ?? '')
  return [
    missing.length === 0
      ? good('收发消息的权限都有', 'The rights to read and send messages are there')
      : bad(
          `还缺权限 ${missing.join('、')}。开发者后台 → 权限管理 → 搜这些名字开通，再发布一个版本`,
          `Rights are missing: ${missing.join(', ')}. Developer console → Permissions: add them, then publish a version`,
        ),
    ALL_MESSAGES.some((scope) => granted.has(scope))
      ? good('群里的话都能看到', 'Every message of a group is heard')
      : bad(
          '只看得到@机器人的话。想让居民不@也能说，在权限管理里开通“获取群组中所有消息”（im:message.group_msg，要管理员批准），再发布一个版本',
          'Only messages that mention the bot are heard. To hear all, request "Read all messages in associated group chat" (im:message.group_msg; an administrator approves it), then publish a version',
        ),
  ]
}

const trouble = (error: unknown): Finding => {
  if (error instanceof ApiError && error.code === 0 && !error.unsent)
    return bad('连得上，但没有正常回答，过一会儿再试', 'Reachable, but it gave no proper answer; try again later')
  if (error instanceof ApiError && error.unsent)
    return bad(
      'App ID 或 App Secret 不对。开发者后台 → 凭证与基础信息 里重新复制',
      'App ID or App Secret is wrong. Copy both again from Developer console → Credentials',
    )
  const code = error instanceof ApiError ? error.code : 0
  return bad(
    `拒绝了（代码 ${code}）。开发者后台 → 应用能力 里要有“机器人”，并发布版本`,
    `Refused (code ${code}). Developer console → Features must have "Bot", and a version must be published`,
  )
}

const checkHost = async (host: string, now: () => number): Promise<Finding> => {
  try {
    const response = await fetch(host, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(10_000) })
    const theirs = Date.parse(response.headers.get('date') ?? '')
    const seconds = Math.round((now() - theirs) / 1000)
    if (Math.abs(seconds) * 1000 > SKEW_MS)
      return bad(
        `本机的钟差了${Math.abs(seconds)}秒，请先校准（例如打开系统的自动对时）`,
        `This machine's clock is ${Math.abs(seconds)} s off; turn on time synchronisation`,
      )
    return good(`${host} 连得上，时间也对`, `${host} is reachable and the clock is right`)
  } catch {
    return bad(
      `连不上 ${host}。请检查网络、代理和防火墙（要能访问 443 端口，还要能连 wss）`,
      `${host} is not reachable. Check network, proxy and firewall (port 443 and wss must be open)`,
    )
  }
}
