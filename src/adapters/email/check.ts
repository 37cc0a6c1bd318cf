import { z } from 'zod'
import type { Finding } from '../../chat/platform.ts'
import type { Settings } from './settings.ts'
import { transportOf } from './transport.ts'

const failure = z.object({ code: z.string() })

/** Connects and logs in, and sends nothing. */
export const checkEmail = async (settings: Settings): Promise<readonly Finding[]> => {
  const { host, port, from } = settings
  const transport = transportOf(settings)
  try {
    await transport.verify()
    return [{ ok: true, zh: `${host} 登录上了，以 ${from} 发信`, en: `Logged in at ${host}; mails come from ${from}` }]
  } catch (error) {
    const code = failure.safeParse(error).data?.code
    return [
      code === 'EAUTH'
        ? {
            ok: false,
            zh: `${host} 不认得用户名或密码。很多邮箱要在设置里开“SMTP 服务”，用它给的授权码当密码`,
            en: `${host} does not take user and password. Many providers want SMTP turned on and the code they give for it as the password`,
          }
        : {
            ok: false,
            zh: `连不上 ${host}:${port}。请核对地址、端口和加密方式（465 用 tls，587 用 starttls），再看防火墙`,
            en: `${host}:${port} is not reachable. Check address, port and encryption (465: tls, 587: starttls), then the firewall`,
          },
    ]
  } finally {
    transport.close()
  }
}
