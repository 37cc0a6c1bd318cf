import { createHash, createHmac } from 'node:crypto'
import { z } from 'zod'
import type { Settings } from '../../../src/adapters/robot/settings.ts'
import type { Fate } from '../../contract/harness.ts'
import { type Asked, LoopbackHttp } from '../../support/loopback-http.ts'
import { slowly } from '../../support/slowly.ts'

export const KEY = 'robot-key-6e4'
export const SIGNING = 'SECrobot-signing-2c9'

const body = z.looseObject({
  msgtype: z.string().optional(),
  msg_type: z.string().optional(),
  text: z.object({ content: z.string() }).optional(),
  content: z.object({ text: z.string() }).optional(),
  image: z.object({ base64: z.string(), md5: z.string() }).optional(),
  timestamp: z.string().optional(),
  sign: z.string().optional(),
})
type Body = z.infer<typeof body>

/** The robots of three platforms on loopback: their signatures, limits and ways to refuse. */
export class LoopbackRobots extends LoopbackHttp {
  readonly #now: () => number
  readonly shown: { readonly text: string; readonly image: boolean }[] = []
  fate: Fate | null = null

  constructor(now: () => number) {
    super()
    this.#now = now
  }

  addressOf(kind: Settings['kind'], key = KEY): string {
    return `${this.address}/${kind}?${kind === 'wecom' ? 'key' : 'access_token'}=${key}`
  }

  protected async answer({ response, url, raw }: Asked): Promise<void> {
    const fate = this.fate
    this.fate = null
    const answer = this.#judge(url, body.parse(JSON.parse(raw.toString())), raw.length, fate === 'limited')
    if (fate === 'unanswered') return
    if (fate === 'slow') await slowly()
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  }

  #judge(url: URL, message: Body, bytes: number, limited: boolean): object {
    if (url.pathname === '/wecom') {
      if (url.searchParams.get('key') !== KEY) return { errcode: 93000, errmsg: 'invalid webhook url' }
      if (limited) return { errcode: 45009, errmsg: 'api freq out of limit' }
      if (message.text && Buffer.byteLength(message.text.content) > 2048) return { errcode: 40058, errmsg: 'too long' }
      if (
        message.image &&
        createHash('md5').update(Buffer.from(message.image.base64, 'base64')).digest('hex') !== message.image.md5
      )
        return { errcode: 301019, errmsg: 'media md5 not match' }
      return this.#show(message, { errcode: 0, errmsg: 'ok' }, { errcode: 40008, errmsg: 'invalid message type' })
    }
    const known = url.searchParams.get('access_token') === KEY
    if (url.pathname === '/dingtalk') {
      if (!known) return { errcode: 300005, errmsg: 'token is not exist' }
      const at = url.searchParams.get('timestamp') ?? ''
      const sign = createHmac('sha256', SIGNING).update(`${at}\n${SIGNING}`).digest('base64')
      if (!this.#recent(Number(at)) || url.searchParams.get('sign') !== sign)
        return { errcode: 310000, errmsg: 'sign not match' }
      if (limited) return { errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' }
      if (bytes > 20_000) return { errcode: 460101, errmsg: 'message too long' }
      return this.#show(message, { errcode: 0, errmsg: 'ok' }, { errcode: 40035, errmsg: 'miss param' })
    }
    if (!known) return { code: 19001, msg: 'param invalid: incoming webhook access token invalid' }
    const sign = createHmac('sha256', `${message.timestamp}\n${SIGNING}`).update('').digest('base64')
    if (!this.#recent(Number(message.timestamp) * 1000) || message.sign !== sign)
      return { code: 19021, msg: 'sign match fail or timestamp is not within one hour from current time' }
    if (limited) return { code: 11232, msg: 'frequency limited psm' }
    if (bytes > 20_000) return { code: 9499, msg: 'Bad Request' }
    return this.#show(message, { code: 0, msg: 'success' }, { code: 9499, msg: 'Bad Request' })
  }

  #recent(at: number): boolean {
    return Math.abs(this.#now() - at) < 60 * 60_000
  }

  #show({ text, content, image }: Body, good: object, bad: object): object {
    const words = text?.content ?? content?.text
    if (words === undefined && !image) return bad
    this.shown.push({ text: words ?? '', image: image !== undefined })
    return good
  }
}
