import type { Around, Finding } from '../../chat/platform.ts'
import { Sending } from './sending.ts'
import type { Settings } from './settings.ts'

/** Credentials and host; what only a person can see is said. Opens no stream: two for one robot share its messages. */
export const checkDingTalk = async (settings: Settings, { time }: Around): Promise<readonly Finding[]> => {
  const access = await new Sending(settings, time).access()
  const known = 'token' in access
  const reached = known || access.refused
  const host = new URL(settings.api).hostname
  return [
    reached
      ? { ok: true, zh: `${host} 连得上`, en: `${host} is reachable` }
      : {
          ok: false,
          zh: `连不上 ${host}。请检查网络、代理和防火墙（443 端口，还要能连 wss）`,
          en: `${host} is not reachable. Check network, proxy and firewall (port 443, and wss)`,
        },
    ...(reached
      ? [
          known
            ? { ok: true, zh: 'Client ID 和 Client Secret 是对的', en: 'Client ID and Client Secret are right' }
            : {
                ok: false,
                zh: 'Client ID 或 Client Secret 不对。钉钉开放平台 → 应用开发 → 您的应用 → 凭证与基础信息 里重新复制',
                en: 'Client ID or Client Secret is wrong. Copy both again: DingTalk open platform → your app → Credentials',
              },
        ]
      : []),
    {
      ok: true,
      zh: '应用里要加“机器人”，消息接收模式选“Stream 模式”，开通权限“企业内机器人发送消息”，再发布版本；然后在群里 群设置 → 机器人 里添加它。钉钉只把@机器人的话给我们',
      en: 'The app needs "Robot" in Stream mode and the right to send messages as an internal robot; publish a version, then add it in the group’s settings. DingTalk only passes on messages that mention the bot',
    },
  ]
}
