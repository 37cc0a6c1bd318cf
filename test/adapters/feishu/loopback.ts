import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import type { Fate } from '../../contract/harness.ts'
import { type Asked, LoopbackHttp } from '../../support/loopback-http.ts'
import { slowly } from '../../support/slowly.ts'
import { until } from '../../support/until.ts'
import { CONTROL, DATA, decodeFrame, encodeFrame } from './frames.ts'

export const APP_ID = 'cli_0123456789abcdef'
export const APP_SECRET = 'feishu-app-secret-7c1'
const TOKEN = 't-tenant-token-5d2'
const TICKET = 'ws-ticket-9e3'
export const SECRETS = [APP_SECRET, TOKEN, TICKET]
export const BOT = 'ou_bot'
/** Payloads longer than this come in pieces. */
const PIECE = 700

interface Person {
  readonly id: string
  readonly name: string
}
interface Kept {
  readonly id: string
  readonly chat: string
  readonly sender: { readonly id: string; readonly type: 'user' | 'app' }
  type: string
  content: string
  readonly at: number
  readonly parent?: string
  readonly mentions: readonly { readonly key: string; readonly id: string; readonly name: string }[]
  deleted: boolean
}
export interface Push {
  readonly type: string
  readonly event: object
  readonly eventId: string
}
type Body = Record<string, unknown>

const said = z.object({
  msg_type: z.string(),
  content: z.string(),
  uuid: z.string(),
  receive_id: z.string().optional(),
})

/** Feishu on loopback: its HTTP interface and its long connection, with the faults the real one has. */
export class LoopbackFeishu extends LoopbackHttp {
  readonly #now: () => number
  readonly #sockets = new WebSocketServer({ server: this.server, path: '/ws' })
  readonly #mute = new Set<WebSocket>()
  readonly #acks = new Map<string, string>()
  readonly #byUuid = new Map<string, string>()
  readonly messages: Kept[] = []
  readonly people: Person[] = [
    { id: 'ou_zhang', name: '张三' },
    { id: 'ou_li', name: '李四' },
  ]
  readonly chats = new Map<string, { name: string; members: Set<string>; direct: boolean }>([
    ['oc_g3', { name: '幸福里3栋业主群', members: new Set([BOT, 'ou_zhang', 'ou_li']), direct: false }],
    ['oc_p1', { name: '', members: new Set([BOT, 'ou_zhang']), direct: true }],
  ])
  scopes = ['im:message', 'im:message.group_msg', 'im:message.p2p_msg:readonly', 'im:chat', 'im:resource']
  /** Every request: method and path. */
  readonly calls: string[] = []
  made = 0
  open = true
  /** What happens to the next message that is sent. */
  fate: Fate | number | null = null
  /** Requests to this path are never answered. */
  hold: RegExp | null = null
  /** Another secret than the bot's. */
  secret: string | null = null
  /** The server's own clock, as it tells it. */
  date: string | null = null
  /** The code with which histories are refused. */
  history = 0
  /** Whoever asks for a history waits for this. */
  reading: Promise<void> = Promise.resolve()
  #last: Push | null = null
  #ids = 0

  constructor(now: () => number) {
    super()
    this.#now = now
    this.#sockets.on('connection', (socket) => this.#welcome(socket))
  }

  override async close(): Promise<void> {
    this.drop()
    this.#sockets.close()
    await super.close()
  }

  /** Every connection ends, as when a network cable is pulled. */
  drop(): void {
    for (const socket of this.#sockets.clients) socket.terminate()
  }

  /** The connections stay open and nothing comes through them any more, in no direction. */
  silence(): void {
    for (const socket of this.#sockets.clients) this.#mute.add(socket)
  }

  id(prefix: string): string {
    this.#ids += 1
    return `${prefix}_${this.#ids}`
  }

  /** Somebody writes; resolves when the bot has acknowledged it, or at once where nobody listens. */
  async say(message: Omit<Kept, 'id' | 'at' | 'deleted'> & { readonly at?: number }): Promise<string> {
    const kept: Kept = { at: this.#now(), ...message, id: this.id('om'), deleted: false }
    this.messages.push(kept)
    await this.push('im.message.receive_v1', this.received(kept))
    return kept.id
  }

  received({ id, chat, sender, type, content, at, parent, mentions }: Kept): object {
    return {
      sender: { sender_id: { open_id: sender.id, union_id: 'on_1' }, sender_type: sender.type, tenant_key: 'tk' },
      message: {
        message_id: id,
        ...(parent === undefined ? {} : { parent_id: parent, root_id: parent }),
        create_time: String(at),
        update_time: String(at),
        chat_id: chat,
        chat_type: this.chats.get(chat)?.direct ? 'p2p' : 'group',
        message_type: type,
        content,
        ...(mentions.length === 0
          ? {}
          : { mentions: mentions.map(({ key, id, name }) => ({ key, id: { open_id: id }, name, tenant_key: 'tk' })) }),
      },
    }
  }

  /** Pushes an event. Resolves with the answer frame's payload, null where nobody listens. */
  async push(type: string, event: object, eventId = this.id('ev')): Promise<string | null> {
    this.#last = { type, event, eventId }
    const socket = this.#listener()
    if (!socket) return null
    const header = { event_id: eventId, event_type: type, create_time: String(this.#now()), token: '', app_id: APP_ID }
    const frameId = this.id('frame')
    this.#send(socket, frameId, Buffer.from(JSON.stringify({ schema: '2.0', header, event })))
    await until(() => this.#acks.has(frameId) || socket.readyState !== socket.OPEN)
    return this.#acks.get(frameId) ?? null
  }

  async again(): Promise<string | null> {
    if (!this.#last) throw new Error('nothing was pushed')
    return this.push(this.#last.type, this.#last.event, this.#last.eventId)
  }

  /** Raw bytes as one event, in pieces. */
  #send(socket: WebSocket, id: string, payload: Buffer): void {
    const sum = Math.ceil(payload.length / PIECE)
    for (let seq = 0; seq < sum; seq += 1)
      socket.send(
        encodeFrame({
          method: DATA,
          headers: { type: 'event', message_id: id, sum: String(sum), seq: String(seq), trace_id: 'trace' },
          payload: payload.subarray(seq * PIECE, (seq + 1) * PIECE),
        }),
      )
  }

  /** Somebody listens. */
  get isHeard(): boolean {
    return this.#listener() !== undefined
  }

  #listener(): WebSocket | undefined {
    return [...this.#sockets.clients].find((socket) => socket.readyState === socket.OPEN && !this.#mute.has(socket))
  }

  #welcome(socket: WebSocket): void {
    this.made += 1
    socket.on('message', (bytes: Buffer) => {
      if (this.#mute.has(socket)) return
      const { method, headers, payload } = decodeFrame(bytes)
      if (method === DATA) this.#acks.set(headers.message_id ?? '', payload)
      else if (headers.type === 'ping')
        socket.send(
          encodeFrame({ method: CONTROL, headers: { type: 'pong' }, payload: Buffer.from(JSON.stringify(PACE)) }),
        )
    })
  }

  protected async answer({ request, response, url, raw }: Asked): Promise<void> {
    const call = `${request.method} ${url.pathname}`
    this.calls.push(call)
    if (this.date !== null) response.setHeader('date', this.date)
    if (this.hold?.test(url.pathname)) return
    const json = (body: object, status = 200, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    const body: Body = raw[0] === 0x7b ? JSON.parse(raw.toString()) : {}
    const fate = this.fate
    const sending = /^POST \/open-apis\/im\/v1\/messages/.test(call)
    if (sending) this.fate = null
    if (sending && fate === 'limited')
      return void json({ code: 99991400, msg: 'request trigger frequency limit' }, 429, {
        'x-ogw-ratelimit-reset': '2',
      })
    if (sending && typeof fate === 'number') return void json({ code: fate, msg: 'refused' })
    if (call === 'GET /open-apis/im/v1/messages') await this.reading
    const answered = this.#handle(call, url, body)
    if (sending && fate === 'unanswered') return
    if (sending && fate === 'slow') await slowly()
    json(answered)
  }

  #handle(call: string, url: URL, body: Body): object {
    const rest = url.pathname.replace('/open-apis/im/v1/', '')
    const group = /^chats\/([^/]+)/.exec(rest)?.[1]
    const message = /^messages\/([^/]+)/.exec(rest)?.[1]
    switch (call.replace(/(\/chats\/)[^/]+/, '$1:chat').replace(/(\/messages\/)[^/]+/, '$1:message')) {
      case 'POST /open-apis/auth/v3/tenant_access_token/internal':
        return body.app_secret === (this.secret ?? APP_SECRET)
          ? { code: 0, tenant_access_token: TOKEN, expire: 7200 }
          : { code: 10014, msg: 'app secret invalid' }
      case 'POST /callback/ws/endpoint':
        if (!this.open) return { code: 1_000_040_343, msg: 'internal error', data: {} }
        if (body.AppSecret !== (this.secret ?? APP_SECRET)) return { code: 514, msg: 'no', data: {} }
        return {
          code: 0,
          msg: '',
          data: {
            URL: `${this.address.replace('http', 'ws')}/ws?device_id=d1&service_id=7&ticket=${TICKET}`,
            ClientConfig: PACE,
          },
        }
      case 'GET /open-apis/bot/v3/info':
        return { code: 0, bot: { app_name: '五共', open_id: BOT, activate_status: 2 } }
      case 'GET /open-apis/application/v6/scopes':
        return { code: 0, data: { scopes: this.scopes.map((scope_name) => ({ scope_name, grant_status: 1 })) } }
      case 'GET /open-apis/im/v1/chats':
        return {
          code: 0,
          data: {
            items: [...this.chats].flatMap(([chat_id, { name, direct, members }]) =>
              direct || !members.has(BOT) ? [] : [{ chat_id, name }],
            ),
            has_more: false,
          },
        }
      case 'GET /open-apis/im/v1/chats/:chat':
        return { code: 0, data: { name: this.chats.get(group ?? '')?.name ?? '' } }
      case 'GET /open-apis/im/v1/chats/:chat/members':
        return {
          code: 0,
          data: {
            items: this.people
              .filter(({ id }) => this.chats.get(group ?? '')?.members.has(id))
              .map(({ id, name }) => ({ member_id: id, member_id_type: 'open_id', name })),
            has_more: false,
          },
        }
      case 'DELETE /open-apis/im/v1/chats/:chat/members':
        this.chats.get(group ?? '')?.members.delete(BOT)
        return { code: 0, data: {} }
      case 'POST /open-apis/im/v1/images':
        return { code: 0, data: { image_key: this.id('img') } }
      case 'POST /open-apis/im/v1/messages':
        return this.#post(said.parse(body), url.searchParams.get('receive_id_type') ?? '', undefined)
      case 'POST /open-apis/im/v1/messages/:message/reply':
        return this.#post(said.parse(body), 'message', message)
      case 'GET /open-apis/im/v1/messages':
        return { code: this.history, data: this.#page(url.searchParams) }
      case 'PUT /open-apis/im/v1/messages/:message':
      case 'PATCH /open-apis/im/v1/messages/:message':
        return this.#own(message, (kept) => {
          kept.content = String(body.content)
          kept.type = typeof body.msg_type === 'string' ? body.msg_type : kept.type
        })
      case 'DELETE /open-apis/im/v1/messages/:message':
        return this.#own(message, (kept) => {
          kept.deleted = true
        })
      default:
        if (url.pathname.startsWith('/open-apis/contact/v3/users/'))
          return {
            code: 0,
            data: { user: { name: this.people.find(({ id }) => url.pathname.endsWith(id))?.name ?? '' } },
          }
        return { code: 99991, msg: `no ${call}` }
    }
  }

  #post(out: z.infer<typeof said>, to: string, parent: string | undefined): object {
    const chat =
      to === 'message'
        ? this.messages.find(({ id }) => id === parent)?.chat
        : to === 'chat_id'
          ? out.receive_id
          : [...this.chats].find(([, { direct, members }]) => direct && members.has(out.receive_id ?? ''))?.[0]
    if (chat === undefined || !this.chats.get(chat)?.members.has(BOT))
      return { code: 230002, msg: 'The bot can not be outside the group.' }
    if (Buffer.byteLength(out.content) > (out.msg_type === 'text' ? 150_000 : 30_000))
      return { code: 230025, msg: 'The length of the message content reaches its limit.' }
    const known = this.#byUuid.get(out.uuid)
    const id = known ?? this.id('om')
    if (!known) {
      this.#byUuid.set(out.uuid, id)
      this.messages.push({
        ...{ id, chat, sender: { id: APP_ID, type: 'app' }, type: out.msg_type, content: out.content },
        ...{ at: this.#now(), mentions: [], deleted: false, ...(parent === undefined ? {} : { parent }) },
      })
    }
    return { code: 0, data: { message_id: id, chat_id: chat } }
  }

  #own(id: string | undefined, change: (kept: Kept) => void): object {
    const kept = this.messages.find((one) => one.id === id && one.sender.id === APP_ID && !one.deleted)
    if (!kept) return { code: 230001, msg: 'not a message of this app' }
    change(kept)
    return { code: 0, data: {} }
  }

  /** Two messages a page, oldest first. */
  #page(params: URLSearchParams): object {
    const since = Number(params.get('start_time')) * 1000
    const all = this.messages.filter(({ chat, at }) => chat === params.get('container_id') && at >= since)
    const from = Number(params.get('page_token') ?? 0)
    return {
      items: all.slice(from, from + 2).map((kept) => ({
        message_id: kept.id,
        ...(kept.parent === undefined ? {} : { parent_id: kept.parent }),
        msg_type: kept.type,
        create_time: String(kept.at),
        deleted: kept.deleted,
        chat_id: kept.chat,
        sender: {
          id: kept.sender.id,
          id_type: kept.sender.type === 'app' ? 'app_id' : 'open_id',
          sender_type: kept.sender.type,
        },
        body: { content: kept.content },
        mentions: kept.mentions.map(({ key, id, name }) => ({ key, id, id_type: 'open_id', name })),
      })),
      has_more: from + 2 < all.length,
      page_token: String(from + 2),
    }
  }
}

/** The real server's pace: two minutes between pings. */
const PACE = { ReconnectCount: -1, ReconnectInterval: 120, ReconnectNonce: 30, PingInterval: 120 }
