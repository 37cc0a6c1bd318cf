import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { slowly } from '../../support/slowly.ts'

export const TOKEN = 'onebot-token-1a2b3c'
export const GROUP = 700100
export const BOT = 10001
export const ZHANG = 20001

interface Part {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface Kept {
  readonly id: number
  readonly from: number
  readonly chat: { readonly group?: number; readonly user?: number }
  readonly time: number
  readonly parts: readonly Part[]
}

type Params = Readonly<Record<string, unknown>>

/** An OneBot v11 implementation as NapCat is one, with a QQ of its own in memory. */
export class LoopbackOneBot {
  readonly messages: Kept[] = []
  readonly recalled = new Set<number>()
  readonly calls: { readonly action: string; readonly params: Params }[] = []
  readonly #now: () => number
  #server: WebSocketServer | null = null
  #sockets = new Set<WebSocket>()
  #lastEvent: object | null = null
  #id = 5000
  #muted = new Set<WebSocket>()
  /** How often the bot was connected. */
  connections = 0
  port = 0
  /** Faults. */
  history: boolean | 'unanswered' = true
  /** What get_status says, and whether QQ answers at all. */
  online = true
  reachesQq = true
  /** The next send is done but not answered. */
  swallowAnswer = false
  /** The next message is answered slowly. */
  slow = false
  failWith: { readonly retcode: number; readonly message: string } | null = null
  asStrings = false
  inGroup = true

  constructor(now: () => number) {
    this.#now = now
  }

  /** Listens, for a forward connection. */
  async listen(port = 0): Promise<number> {
    const server = new WebSocketServer({
      host: '127.0.0.1',
      port,
      verifyClient: ({ req }: { req: IncomingMessage }) => req.headers.authorization === `Bearer ${TOKEN}`,
    })
    this.#server = server
    server.on('connection', (socket) => this.#serve(socket))
    await once(server, 'listening')
    this.port = (server.address() as AddressInfo).port
    return this.port
  }

  /** Calls the bot, for a reverse connection. False where it is turned away. */
  call(port: number, token = TOKEN): Promise<boolean> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/onebot`, {
      headers: { Authorization: `Bearer ${token}`, 'X-Self-ID': String(BOT), 'X-Client-Role': 'Universal' },
    })
    return new Promise((resolve) => {
      socket.once('error', () => resolve(false))
      socket.once('open', () => {
        this.#serve(socket)
        resolve(true)
      })
    })
  }

  get connected(): boolean {
    return this.#sockets.size > 0
  }

  /** The connections of now stay open, take everything and answer nothing. */
  muteAll(): void {
    for (const socket of this.#sockets) this.#muted.add(socket)
  }

  /** Every connection breaks, and none is taken until `listen` again. */
  async cut(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate()
    this.#sockets.clear()
    const server = this.#server
    this.#server = null
    if (server) await new Promise((resolve) => server.close(resolve))
  }

  /** A person says something; the answer is the message's id. */
  says(
    parts: readonly Part[],
    to: Kept['chat'] = { group: GROUP },
    more: { from?: number; event?: object } = {},
  ): number {
    const kept = this.#keep(more.from ?? ZHANG, to, parts)
    this.emit({ ...this.#event(kept), ...more.event })
    return kept.id
  }

  /** The same while QQ has thrown the bot out: nobody is told. */
  saysUnheard(parts: readonly Part[]): void {
    this.#keep(ZHANG, { group: GROUP }, parts)
  }

  emit(event: object): void {
    this.#lastEvent = event
    for (const socket of this.#sockets) if (!this.#muted.has(socket)) socket.send(JSON.stringify(event))
  }

  again(): void {
    if (this.#lastEvent) this.emit(this.#lastEvent)
  }

  seen(chat: Kept['chat']): Kept[] {
    return this.messages.filter(
      (one) => one.chat.group === chat.group && one.chat.user === chat.user && !this.recalled.has(one.id),
    )
  }

  #serve(socket: WebSocket): void {
    this.#sockets.add(socket)
    this.connections += 1
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('error', () => socket.terminate())
    socket.on('message', async (data) => {
      if (this.#muted.has(socket)) return
      const { action, params, echo } = JSON.parse(String(data)) as { action: string; params: Params; echo: string }
      this.calls.push({ action, params })
      const answer = this.#do(action, params)
      if (this.slow && action.startsWith('send_')) {
        this.slow = false
        await slowly()
      }
      if (answer) socket.send(JSON.stringify({ ...answer, echo }))
    })
  }

  #do(action: string, params: Params): object | null {
    const ok = (data: unknown) => ({ status: 'ok', retcode: 0, data })
    const failed = (retcode: number, message: string) => ({ status: 'failed', retcode, data: null, message })
    switch (action) {
      case 'get_status':
        return ok({ online: this.online, good: true })
      case 'get_login_info':
        return ok({ user_id: BOT, nickname: '五共' })
      case 'get_version_info':
        return ok({ app_name: 'NapCat.Onebot', app_version: '4.8.0', protocol_version: 'v11' })
      case 'get_group_list':
        if (!this.reachesQq && params.no_cache) return failed(1200, 'network error')
        return ok(this.inGroup ? [{ group_id: GROUP, group_name: '幸福里3栋业主群' }] : [])
      case 'get_group_member_list':
        return ok([
          { user_id: BOT, nickname: '五共', card: '' },
          { user_id: ZHANG, nickname: '张三', card: '3-2-501 张三' },
        ])
      case 'get_recent_contact': {
        const last = this.messages.findLast(({ chat }) => chat.user === ZHANG)
        if (!this.history) return failed(1404, 'no such action')
        return ok(last ? [{ chatType: 1, peerUin: String(ZHANG), msgTime: String(last.time) }] : [])
      }
      case 'get_friend_msg_history':
      case 'get_group_msg_history':
        if (this.history === 'unanswered') return null
        return this.history ? ok({ messages: this.#page(params) }) : failed(1404, 'no such action')
      case 'send_group_msg':
      case 'send_private_msg':
        return this.#send(params)
      case 'delete_msg':
        this.recalled.add(Number(params.message_id))
        return ok(null)
      case 'set_group_leave':
        this.inGroup = false
        return ok(null)
      default:
        return failed(1404, 'no such action')
    }
  }

  #send(params: Params): object | null {
    const { failWith } = this
    this.failWith = null
    if (failWith) return { status: 'failed', data: null, ...failWith }
    const group = Number(params.group_id)
    if (params.group_id !== undefined && (group !== GROUP || !this.inGroup))
      return { status: 'failed', retcode: 1200, data: null, message: '群聊不存在' }
    const to = params.group_id === undefined ? { user: Number(params.user_id) } : { group }
    const kept = this.#keep(BOT, to, params.message as Part[])
    this.emit({ ...this.#event(kept), post_type: 'message_sent', ...(to.user ? { target_id: to.user } : {}) })
    if (!this.swallowAnswer) return { status: 'ok', retcode: 0, data: { message_id: kept.id } }
    this.swallowAnswer = false
    return null
  }

  #keep(from: number, chat: Kept['chat'], parts: readonly Part[]): Kept {
    this.#id += 1
    const kept = { id: this.#id, from, chat, time: Math.floor(this.#now() / 1000), parts }
    this.messages.push(kept)
    return kept
  }

  #event({ id, from, chat, time, parts }: Kept): object {
    const sender = from === BOT ? { nickname: '五共' } : { nickname: '张三', card: chat.group ? '3-2-501 张三' : '' }
    return {
      time,
      self_id: BOT,
      post_type: 'message',
      message_type: chat.group ? 'group' : 'private',
      sub_type: chat.group ? 'normal' : 'friend',
      message_id: id,
      user_id: from,
      ...(chat.group ? { group_id: chat.group } : {}),
      message: this.asStrings ? parts.map(cq).join('') : parts,
      sender: { user_id: from, ...sender },
    }
  }

  #page(params: Params): object[] {
    const { group_id: group, user_id: user } = params
    const all = this.messages.filter(({ chat }) => chat.group === group && chat.user === user)
    const end =
      params.message_seq === undefined ? all.length : all.findIndex(({ id }) => id === Number(params.message_seq)) + 1
    return all.slice(Math.max(0, end - Number(params.count)), end).map((one) => this.#event(one))
  }
}

export const text = (words: string): Part => ({ type: 'text', data: { text: words } })
export const at = (qq: number | 'all'): Part => ({ type: 'at', data: { qq: String(qq) } })
export const reply = (id: number | string): Part => ({ type: 'reply', data: { id: String(id) } })

const cq = ({ type, data }: Part): string => {
  const plain = (value: unknown) =>
    String(value).replaceAll('&', '&amp;').replaceAll('[', '&#91;').replaceAll(']', '&#93;')
  if (type === 'text') return plain(data.text)
  const pairs = Object.entries(data).map(([key, value]) => `,${key}=${plain(value).replaceAll(',', '&#44;')}`)
  return `[CQ:${type}${pairs.join('')}]`
}
