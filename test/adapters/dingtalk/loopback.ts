import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import type { Fate } from '../../contract/harness.ts'
import { type Asked, LoopbackHttp } from '../../support/loopback-http.ts'
import { slowly } from '../../support/slowly.ts'
import { until } from '../../support/until.ts'

export const CLIENT_ID = 'ding0123456789'
export const CLIENT_SECRET = 'dingtalk-secret-3d8'
const TOKEN = 'dingtalk-access-token-7f0'
const SESSION = 'session-key-5a6'
export const SECRETS = [CLIENT_SECRET, TOKEN, SESSION]
const BOT = '$:LWCP_v1:$bot'
/** How long an address for answers is good, in ms. */
const SESSION_MS = 90 * 60_000

const ack = z.object({ code: z.number(), headers: z.object({ messageId: z.string() }) })
type Body = Record<string, unknown>

/** DingTalk on loopback: the gateway, the stream, addresses for answers and the interface for robots. */
export class LoopbackDingTalk extends LoopbackHttp {
  readonly #now: () => number
  readonly #sockets = new WebSocketServer({ server: this.server, path: '/connect', autoPong: false })
  readonly #mute = new Set<WebSocket>()
  readonly #acks = new Map<string, number>()
  readonly shown: { readonly chat: string; readonly text: string; readonly by: 'session' | 'interface' }[] = []
  readonly calls: string[] = []
  made = 0
  open = true
  member = true
  /** Where the bot is sent, if it is elsewhere. */
  elsewhere: string | null = null
  /** Whoever asks where to connect waits for this. */
  registration: Promise<void> = Promise.resolve()
  secret = CLIENT_SECRET
  fate: Fate | null = null
  #last: { readonly id: string; readonly data: object } | null = null
  #ids = 0

  constructor(now: () => number) {
    super()
    this.#now = now
    this.#sockets.on('connection', (socket) => {
      this.made += 1
      socket.on('ping', () => {
        if (!this.#mute.has(socket)) socket.pong()
      })
      socket.on('message', (bytes: Buffer) => {
        const { code, headers } = ack.parse(JSON.parse(bytes.toString()))
        this.#acks.set(headers.messageId, code)
      })
    })
  }

  override async close(): Promise<void> {
    this.drop()
    this.#sockets.close()
    await super.close()
  }

  drop(): void {
    for (const socket of this.#sockets.clients) socket.terminate()
  }

  silence(): void {
    for (const socket of this.#sockets.clients) this.#mute.add(socket)
  }

  get connected(): number {
    return [...this.#sockets.clients].filter((socket) => socket.readyState === socket.OPEN).length
  }

  id(prefix: string): string {
    this.#ids += 1
    return `${prefix}${this.#ids}`
  }

  /** What the robot is sent when somebody writes to it. `chat`: a group's id, or a person's for a private message. */
  message(chat: string, direct: boolean, more: object = {}): object {
    return {
      ...{
        conversationId: chat,
        conversationType: direct ? '1' : '2',
        conversationTitle: direct ? undefined : '3栋群',
      },
      ...{ msgId: this.id('msg'), senderNick: '张三', senderId: '$:LWCP_v1:$zhang', senderStaffId: 'staff1' },
      ...{ chatbotUserId: BOT, isInAtList: !direct, createAt: this.#now(), robotCode: CLIENT_ID, msgtype: 'text' },
      sessionWebhook: `${this.address}/robot/sendBySession?session=${SESSION}&to=${chat}`,
      sessionWebhookExpiredTime: this.#now() + SESSION_MS,
      ...more,
    }
  }

  /** Resolves with the code of the answer; null where nobody listens. */
  async push(data: object, topic = '/v1.0/im/bot/messages/get', id = this.id('frame')): Promise<number | null> {
    this.#last = { id, data }
    return await this.#send({ type: 'CALLBACK', headers: { topic, messageId: id }, data: JSON.stringify(data) })
  }

  async again(): Promise<number | null> {
    if (!this.#last) throw new Error('nothing was pushed')
    return await this.push(this.#last.data, undefined, this.#last.id)
  }

  async system(topic: string): Promise<void> {
    const frame = { type: 'SYSTEM', headers: { topic, messageId: this.id('system') }, data: '{"opaque":"x"}' }
    if (topic === 'ping') await this.#send(frame)
    else for (const socket of this.#sockets.clients) socket.send(JSON.stringify(frame))
  }

  async #send(frame: { readonly type: string; readonly headers: { topic: string; messageId: string }; data: string }) {
    const { messageId } = frame.headers
    const listening = [...this.#sockets.clients].filter((one) => one.readyState === one.OPEN && !this.#mute.has(one))
    const socket = listening.at(-1)
    if (!socket) return null
    this.#acks.delete(messageId)
    socket.send(JSON.stringify({ specVersion: '1.0', ...frame }))
    await until(() => this.#acks.has(messageId) || socket.readyState !== socket.OPEN)
    return this.#acks.get(messageId) ?? null
  }

  protected async answer({ request, response, url, raw }: Asked): Promise<void> {
    const body: Body = JSON.parse(raw.toString())
    this.calls.push(url.pathname)
    if (url.pathname === '/v1.0/gateway/connections/open') await this.registration
    const sending = url.pathname.startsWith('/robot/') || url.pathname.startsWith('/v1.0/robot/')
    const fate = sending ? this.fate : null
    if (sending) this.fate = null
    const [status, answer] = this.#handle(url, body, request.headers['x-acs-dingtalk-access-token'], fate === 'limited')
    if (fate === 'unanswered') return
    if (fate === 'slow') await slowly()
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  }

  #handle(url: URL, body: Body, token: unknown, limited: boolean): readonly [number, object] {
    switch (url.pathname) {
      case '/v1.0/gateway/connections/open':
        if (body.clientSecret !== this.secret) return [401, { code: 'authFailed', message: 'no' }]
        if (!this.open) return [503, {}]
        return [
          200,
          { endpoint: this.elsewhere ?? `${this.address.replace('http', 'ws')}/connect`, ticket: this.id('ticket') },
        ]
      case '/v1.0/oauth2/accessToken':
        return body.appSecret === this.secret
          ? [200, { accessToken: TOKEN, expireIn: 7200 }]
          : [400, { code: 'invalidClientIdOrSecret', message: 'no' }]
      case '/robot/sendBySession':
        if (limited) return [200, { errcode: 130101, errmsg: 'send too fast' }]
        if (!this.member) return [200, { errcode: 300005, errmsg: 'robot is not in the group' }]
        return this.#show(url.searchParams.get('to') ?? '', String((body.text as Body).content), 'session')
      default: {
        if (token !== TOKEN) return [400, { code: 'InvalidAuthentication', message: 'no' }]
        if (limited) return [403, { code: 'Forbidden.AccessDenied.QpsLimitForApi', message: 'slower' }]
        const [person] = Array.isArray(body.userIds) ? body.userIds : []
        const chat = String(body.openConversationId ?? person)
        if (chat !== 'staff1' && (chat !== 'cid3==' || !this.member))
          return [400, { code: 'resource.not.found', message: 'no such conversation' }]
        return this.#show(chat, String((JSON.parse(String(body.msgParam)) as Body).content), 'interface')
      }
    }
  }

  #show(chat: string, text: string, by: 'session' | 'interface'): readonly [number, object] {
    if (Buffer.byteLength(text) > 20_000) return [200, { errcode: 460101, code: 'too.long' }]
    this.shown.push({ chat, text, by })
    return [200, { errcode: 0, errmsg: 'ok', ...(by === 'interface' ? { processQueryKey: this.id('key') } : {}) }]
  }
}
