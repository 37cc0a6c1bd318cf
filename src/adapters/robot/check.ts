import type { Around, Finding } from '../../chat/platform.ts'
import { postJson } from '../../chat/request.ts'
import { kindOf } from './kinds.ts'
import type { Settings } from './settings.ts'

/** Where each address comes from, and what it must be set to. */
const WHERE: Readonly<Record<Settings['kind'], { readonly zh: string; readonly en: string }>> = {
  wecom: {
    zh: '企业微信群 → 右上角 … → 消息推送（群机器人）→ 添加 → 复制 Webhook 地址',
    en: 'WeCom group → … → Group robot → Add → copy the webhook address',
  },
  dingtalk: {
    zh: '钉钉群 → 群设置 → 机器人 → 自定义 → 安全设置选“加签”，复制 Webhook 地址和 SEC 开头的密钥',
    en: 'DingTalk group → Settings → Bots → Custom → security "Sign"; copy the webhook address and the key that starts with SEC',
  },
  feishu: {
    zh: '飞书群 → 设置 → 群机器人 → 自定义机器人 → 安全设置开“签名校验”，复制 Webhook 地址和密钥',
    en: 'Feishu group → Settings → Bots → Custom bot → turn on "Signature verification"; copy the webhook address and the key',
  },
}

/** Sends a request without a message: what the platform says of it shows whether address and signature are right. */
export const checkRobot = async (settings: Settings, { time }: Around): Promise<readonly Finding[]> => {
  const kind = kindOf(settings)
  if (!URL.canParse(settings.address.reveal()))
    return [
      {
        ok: false,
        zh: `Webhook 地址不像地址。${WHERE[settings.kind].zh}`,
        en: `The webhook address is no address. ${WHERE[settings.kind].en}`,
      },
    ]
  const { url, body } = kind.empty(time.now())
  const answered = await postJson(url, body, { time })
  if (answered.status !== 'answered')
    return [
      {
        ok: false,
        zh: `连不上 ${new URL(url).hostname}，或者它没有回答。请检查网络、代理和防火墙（443 端口）`,
        en: `${new URL(url).hostname} is not reachable or did not answer. Check network, proxy and firewall (port 443)`,
      },
    ]
  if (!kind.isKnown(answered.body))
    return [
      {
        ok: false,
        zh: `机器人不认得这个地址或签名（本机的钟差太多也会这样）。${WHERE[settings.kind].zh}`,
        en: `The robot does not know this address or signature (a clock that is wrong does it too). ${WHERE[settings.kind].en}`,
      },
    ]
  return [{ ok: true, zh: '地址和签名是对的', en: 'Address and signature are right' }]
}
