import { createHash, createHmac } from 'node:crypto'
import { z } from 'zod'
import type { SendResult } from '../../chat/adapter.ts'
import type { Secret } from '../../chat/secret.ts'
import type { Settings } from './settings.ts'
import type { Kind } from './types.ts'

const MINUTE_MS = 60_000
const sent: SendResult = { status: 'sent' }
const rejected = (kind: string, code: number): SendResult => ({ status: 'rejected', reason: `${kind} robot ${code}` })
const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('base64')

const errcode = z.object({ errcode: z.number() })

/** 20 messages a minute, a text of 2,048 bytes, a picture as it is. https://developer.work.weixin.qq.com/document/path/91770 */
const wecom = (address: Secret): Kind => {
  const url = address.reveal()
  const codeOf = (body: unknown) => errcode.safeParse(body).data?.errcode
  return {
    maxText: { n: 2048, unit: 'byte' },
    pauseMs: 3_000,
    text: (content) => ({ url, body: { msgtype: 'text', text: { content } } }),
    picture: (png) => ({
      url,
      body: {
        msgtype: 'image',
        image: { base64: Buffer.from(png).toString('base64'), md5: createHash('md5').update(png).digest('hex') },
      },
    }),
    empty: () => ({ url, body: {} }),
    result: (body) => {
      const code = codeOf(body)
      if (code === 0) return sent
      // "api freq out of limit": counted by the minute.
      if (code === 45_009) return { status: 'rate', retryAfterMs: MINUTE_MS }
      return code === undefined ? { status: 'unknown' } : rejected('wecom', code)
    },
    // 93000: no such robot.
    isKnown: (body) => codeOf(body) !== undefined && codeOf(body) !== 93_000,
  }
}

/** 20 messages a minute, and 10 minutes of silence for whoever sends more. https://open.dingtalk.com/document/robots/custom-robot-access */
const dingtalk = (address: Secret, signing: Secret): Kind => {
  const signed = (now: number) => {
    const key = signing.reveal()
    const url = new URL(address.reveal())
    url.searchParams.set('timestamp', String(now))
    url.searchParams.set('sign', hmac(key, `${now}\n${key}`))
    return url.href
  }
  const codeOf = (body: unknown) => errcode.safeParse(body).data?.errcode
  return {
    maxText: { n: 18_000, unit: 'byte' },
    pauseMs: 3_000,
    text: (content, now) => ({ url: signed(now), body: { msgtype: 'text', text: { content } } }),
    empty: (now) => ({ url: signed(now), body: {} }),
    result: (body) => {
      const code = codeOf(body)
      if (code === 0) return sent
      if (code === 130_101) return { status: 'rate', retryAfterMs: 10 * MINUTE_MS }
      return code === undefined ? { status: 'unknown' } : rejected('dingtalk', code)
    },
    // 300005: no such token; 310000: signature, keyword or address not allowed.
    isKnown: (body) => ![undefined, 300_005, 310_000].includes(codeOf(body)),
  }
}

const code = z.object({ code: z.number() })

/** 100 messages a minute and 5 a second, 20 KB. https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot */
const feishu = (address: Secret, signing: Secret): Kind => {
  const url = address.reveal()
  const signed = (now: number) => {
    const timestamp = String(Math.floor(now / 1000))
    // Unlike DingTalk's: the text is the key, and nothing is signed with it.
    return { timestamp, sign: hmac(`${timestamp}\n${signing.reveal()}`, '') }
  }
  const codeOf = (body: unknown) => code.safeParse(body).data?.code
  return {
    maxText: { n: 12_000, unit: 'byte' },
    pauseMs: 600,
    text: (text, now) => ({ url, body: { ...signed(now), msg_type: 'text', content: { text } } }),
    empty: (now) => ({ url, body: { ...signed(now) } }),
    result: (body) => {
      const found = codeOf(body)
      if (found === 0) return sent
      if (found === 11_232) return { status: 'rate', retryAfterMs: MINUTE_MS }
      return found === undefined ? { status: 'unknown' } : rejected('feishu', found)
    },
    // 19001: no such robot; 19021: the signature, or a clock that is an hour off.
    isKnown: (body) => ![undefined, 19_001, 19_021, 19_022].includes(codeOf(body)),
  }
}

export const kindOf = (settings: Settings): Kind => {
  switch (settings.kind) {
    case 'wecom':
      return wecom(settings.address)
    case 'dingtalk':
      return dingtalk(settings.address, settings.signing)
    case 'feishu':
      return feishu(settings.address, settings.signing)
  }
}
