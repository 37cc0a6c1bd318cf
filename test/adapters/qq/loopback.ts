import type { IncomingMessage } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Asked, LoopbackHttp } from '../../support/loopback-http.ts'
import { slowly } from '../../support/slowly.ts'

export const APP = '102000001'
export const SECRET = 'qq-app-secret-9c8b7a'
export const GROUP = 'C9F778FE6ADF9D1D1DBE395BF744A33A'
export const ZHANG = 'E4F4AEA33253A2797FB897C50B81D7ED'

export interface Shown {
  readonly id: string
  readonly chat: string
  readonly text: string
  readonly image: boolean
  /** The message it answers and its number there; absent on a push. */
  readonly place?: string
}

interface Event {
  readonly s: number
  readonly t: string
  readonly d: object
  readonly id: string
}

type Body = Readonly<Record<string, unknown>>

/** QQ as an official bot meets it: tokens, HTTP interface and gateway, in memory. */
export class LoopbackQq extends LoopbackHttp {
  readonly shown: Shown[] = []
  readonly frames: { readonly op: number; readonly d: unknown }[] = []
  readonly #now: () => number
  readonly #gateway = new WebSocketServer({ noServer: true })
  readonly #places = new Set<string>()
  #socket: WebSocket | null = null
  #events: Event[] = []
  #count = 0
  #session = 0
  #muted = false
  connections = 0
  tokens = 0
  /** How long a token is good, in seconds. */
  tokenLife = 7200
  /** Faults. */
  down = false
  /** Whoever introduces himself hears nothing. */
  ignores = false
  /** A connection that comes back gets a new session, as after a long while. */
  forgets = false
  pushesLeft = Number.POSITIVE_INFINITY
  inGroup = true
  /** The next message is taken and never answered, however often it is asked again. */
  #unanswered: string | null | 'next' = null
  limited: number | null = null
  /** The next request is answered by a server that broke down after it was done. */
  breaksAfter = false
  /** After that the next one is limited, for so many seconds. */
  limitsAfter: number | null = null

  constructor(now: () => number) {
    super()
    this.#now = now
  }

  override async listen(): Promise<void> {
    this.server.on('upgrade', (request, stream, head) => {
      if (this.down) stream.destroy()
      else this.#gateway.handleUpgrade(request, stream, head, (socket) => this.#serve(socket))
    })
    await super.listen()
  }

  /** The next message is answered slowly. */
  slow = false

  swallowNext(): void {
    this.#unanswered = 'next'
  }

  cut(): void {
    this.#socket?.terminate()
  }

  /** The connection of now stays open and carries nothing. */
  mute(): void {
    this.#muted = true
  }

  emit(t: string, d: object, id = `${t}:${this.#count}`): void {
    const event = { s: this.#events.length + 2, t, d, id }
    this.#events.push(event)
    this.#send(event)
  }

  /** The last event once more. */
  again(): void {
    const last = this.#events.at(-1)
    if (last) this.#send(last)
  }

  says(content: string, more: { to?: 'direct'; event?: string; agoMs?: number; d?: object } = {}): string {
    this.#count += 1
    const id = `ROBOT1.0_${this.#count}`
    const timestamp = new Date(this.#now() - (more.agoMs ?? 0)).toISOString()
    const where =
      more.to === 'direct'
        ? { author: { id: ZHANG, user_openid: ZHANG } }
        : { author: { id: ZHANG, member_openid: ZHANG }, group_id: GROUP, group_openid: GROUP }
    const event = more.event ?? (more.to === 'direct' ? 'C2C_MESSAGE_CREATE' : 'GROUP_MESSAGE_CREATE')
    this.emit(event, { id, content, timestamp, ...where, ...more.d }, `${event}:${id}`)
    return id
  }

  override async close(): Promise<void> {
    this.cut()
    await super.close()
  }

  #send(event: Event): void {
    if (!this.#muted) this.#socket?.send(JSON.stringify({ op: 0, ...event }))
  }

  #serve(socket: WebSocket): void {
    this.#muted = false
    this.#socket = socket
    this.connections += 1
    socket.on('error', () => {})
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: 41_250 } }))
    socket.on('message', (data) => {
      if (this.#muted) return
      const frame = JSON.parse(String(data)) as { op: number; d: { session_id?: string; seq?: number } }
      this.frames.push(frame)
      if (frame.op === 1) socket.send(JSON.stringify({ op: 11 }))
      if (frame.op === 2 && !this.ignores) this.#ready(socket)
      if (frame.op === 6 && !this.ignores) {
        if (this.forgets || frame.d.session_id !== `session-${this.#session}`)
          socket.send(JSON.stringify({ op: 9, d: false }))
        else {
          for (const event of this.#events) if (event.s > (frame.d.seq ?? 0)) this.#send(event)
          socket.send(JSON.stringify({ op: 0, s: this.#events.length + 1, t: 'RESUMED', d: '' }))
        }
      }
    })
  }

  #ready(socket: WebSocket): void {
    this.#session += 1
    this.#events = []
    const d = { session_id: `session-${this.#session}`, user: { id: 'BOT', username: '五共', bot: true } }
    socket.send(JSON.stringify({ op: 0, s: 1, t: 'READY', d }))
  }

  protected async answer({ request, response, raw }: Asked): Promise<void> {
    const text = raw.toString()
    const body = (text === '' ? {} : JSON.parse(text)) as Body
    const answer = this.down ? null : this.#route(request, body)
    if (!answer) {
      if (this.down) request.socket.destroy()
      return
    }
    if (this.slow && request.url?.endsWith('/messages')) {
      this.slow = false
      await slowly()
    }
    const [status, data, headers = {}] = answer
    response.writeHead(status, {
      'content-type': 'application/json',
      date: new Date(this.#now()).toUTCString(),
      ...headers,
    })
    response.end(JSON.stringify(data))
  }

  #route(request: IncomingMessage, body: Body): readonly [number, object, Record<string, string>?] | null {
    const { url = '', headers } = request
    if (url === '/token') {
      if (body.appId !== APP || body.clientSecret !== SECRET)
        return [200, { code: 100007, message: 'invalid appid or secret' }]
      this.tokens += 1
      return [200, { access_token: `token-${this.tokens}`, expires_in: String(this.tokenLife) }]
    }
    if (headers.authorization !== `QQBot token-${this.tokens}`) return [401, { code: 11244, message: 'token expired' }]
    if (url.startsWith('/gateway'))
      return [
        200,
        {
          url: `${this.address.replace('http', 'ws')}/websocket`,
          session_start_limit: { total: 1000, remaining: 999 },
        },
      ]
    if (url === '/users/@me') return [200, { id: 'BOT', username: '五共' }]
    if (url.endsWith('/files')) return [200, { file_uuid: 'u', file_info: 'file-info', ttl: 600 }]
    const [, kind, id = ''] = /^\/v2\/(groups|users)\/([^/]+)\/messages$/.exec(url) ?? []
    return kind ? this.#message(id, body) : [404, { code: 11255, message: 'no such path' }]
  }

  #message(chat: string, body: Body): readonly [number, object, Record<string, string>?] | null {
    if ((chat !== GROUP && chat !== ZHANG) || (chat === GROUP && !this.inGroup))
      return [400, { code: 40034001, message: '' }]
    const { limited } = this
    this.limited = null
    if (limited !== null) return [429, { code: 20028, message: 'too often' }, { 'retry-after': String(limited) }]
    const text = String(body.content)
    const silent = this.#unanswered === 'next' || this.#unanswered === text
    if (silent) this.#unanswered = text
    const place = body.msg_id === undefined ? undefined : `${body.msg_id}#${body.msg_seq}`
    if (place !== undefined && this.#places.has(place))
      return silent ? null : [400, { code: 40054005, message: '消息被去重' }]
    if (place === undefined) {
      if (this.pushesLeft <= 0) return [400, { code: 22009, message: 'msg limit exceed' }]
      this.pushesLeft -= 1
    } else this.#places.add(place)
    this.#count += 1
    const id = `ROBOT1.0_${this.#count}`
    this.shown.push({
      id,
      chat,
      text: text.trim(),
      image: body.msg_type === 7,
      ...(place === undefined ? {} : { place }),
    })
    if (silent) return null
    if (this.breaksAfter) {
      this.breaksAfter = false
      this.limited = this.limitsAfter
      return [502, { message: 'bad gateway' }]
    }
    return [200, { id, timestamp: new Date(this.#now()).toISOString() }]
  }
}
