import { connect } from 'node:net'
import type { Finding } from '../../chat/platform.ts'
import type { Settings } from './settings.ts'

const PATIENCE_MS = 10_000

/** Whether the host is there. Credentials are not tried: a second connection would end the one that is running. */
export const checkWeCom = async ({ url, name }: Settings): Promise<readonly Finding[]> => {
  const { hostname, port, protocol } = new URL(url)
  const reached = await reaches(hostname, Number(port) || (protocol === 'wss:' ? 443 : 80))
  return [
    reached
      ? { ok: true, zh: `${hostname} 连得上`, en: `${hostname} is reachable` }
      : {
          ok: false,
          zh: `连不上 ${hostname}。请检查网络、代理和防火墙（443 端口，要能连 wss）`,
          en: `${hostname} is not reachable. Check network, proxy and firewall (port 443, wss)`,
        },
    {
      ok: true,
      zh: `企业微信 → 工作台 → 智能机器人 → 创建 → API 模式 → 长连接，复制 Bot ID 和 Secret，名字写“${name}”；再把它加进内部群。只看得到@它的话，外部群（有微信用户的群）加不进去。这里不试登录：一个机器人只许一个连接，试一次就会顶掉正在用的；启动后看后台“群”页是不是“正常”`,
      en: `WeCom → Workbench → Smart bots → Create → API mode → Long connection: copy Bot ID and Secret, name it "${name}", add it to internal groups. It hears only what mentions it and cannot enter external groups. The login is not tried here, for it would end the running connection: after the start see the console’s page of groups`,
    },
  ]
}

const reaches = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PATIENCE_MS })
    const end = (reached: boolean) => {
      socket.destroy()
      resolve(reached)
    }
    socket.on('connect', () => end(true))
    socket.on('error', () => end(false))
    socket.on('timeout', () => end(false))
  })
