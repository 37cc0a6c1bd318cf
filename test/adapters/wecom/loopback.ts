import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import type { Fate } from '../../contract/harness.ts'
import { slowly } from '../../support/slowly.ts'
import { until } from '../../support/until.ts'

export const BOT_ID = 'aib0123456789'
export const SECRET = 'wecom-secret-9b4'
export const NAME = '五共'

const frame = z.object({ cmd: z.string(), headers: z.object({ req_id: z.string() }), body: z.looseObject({}) })
const sent = z.object({
  chatid: z.string(),
  chat_type: z.number(),
  msgtype: z.literal('markdown'),
  markdown: z.object({ content: z.string() }),
})

/** WeCom's long connection for smart bots on loopback. One bot has one connection: a newer one ends the older. */
export class LoopbackWeCom {
  readonly #now: () => number
  #server: WebSocketServer
  readonly #mute = new Set<WebSocket>()
  readonly shown: { readonly chat: string; readonly text: string }[] = []
  readonly frames: string[] = []
  made = 0
  open = true
  member = true
  secret = SECRET
  fate: Fate | null = null
  #bot: WebSocket | null = null
  #last: object = {}
  #ids = 0

  constructor(now: () => number) {
    this.#now = now
    this.#server = new WebSocketServer({ host: '127.0.0.1', port: 0, verifyClient: () => this.open })
    this.#server.on('connection', (socket) => this.#welcome(socket))
  }

  async listen(): Promise<void> {
    await until(() => this.#server.address() !== null)
  }

  get address(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.drop()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  drop(): void {
    for (const socket of this.#server.clients) socket.terminate()
  }

  silence(): void {
    for (const socket of this.#server.clients) this.#mute.add(socket)
  }

  id(prefix: string): string {
    this.#ids += 1
    return `${prefix}${this.#ids}`
  }

  /** Somebody writes to the bot; `chat` is null in private. */
  say(chat: string | null, more: object): void {
    this.push('aibot_msg_callback', {
      ...{ msgid: this.id('msg'), aibotid: BOT_ID, from: { userid: 'zhangsan' }, msgtype: 'text' },
      ...(chat === null ? { chattype: 'single' } : { chattype: 'group', chatid: chat }),
      ...{ create_time: Math.floor(this.#now() / 1000), ...more },
    })
  }

  push(cmd: string, body: object): void {
    this.#last = { cmd, headers: { req_id: this.id('req') }, body }
    this.#deliver()
  }

  again(): void {
    this.#deliver()
  }

  get isListening(): boolean {
    return this.#bot?.readyState === this.#bot?.OPEN && this.#bot !== null && !this.#mute.has(this.#bot)
  }

  #deliver(): void {
    if (this.isListening) this.#bot?.send(JSON.stringify(this.#last))
  }

  /** Another program connects as this bot. */
  displace(): void {
    this.push('aibot_event_callback', { msgid: this.id('ev'), event: { eventtype: 'disconnected_event' } })
    this.#bot?.close()
  }

  #welcome(socket: WebSocket): void {
    this.made += 1
    socket.on('message', async (bytes: Buffer) => {
      const { cmd, headers, body } = frame.parse(JSON.parse(bytes.toString()))
      this.frames.push(cmd)
      if (this.#mute.has(socket)) return
      const slow = cmd === 'aibot_send_msg' && this.fate === 'slow'
      const code = this.#judge(socket, cmd, body)
      if (slow) await slowly()
      if (code !== null) socket.send(JSON.stringify({ headers, errcode: code, errmsg: code === 0 ? 'ok' : 'no' }))
    })
  }

  #judge(socket: WebSocket, cmd: string, body: object): number | null {
    if (cmd === 'ping') return 0
    if (cmd === 'aibot_subscribe') {
      if (!('secret' in body) || body.secret !== this.secret) return 853000
      this.#bot = socket
      return 0
    }
    const { fate } = this
    this.fate = null
    if (fate === 'limited') return 45009
    const message = sent.safeParse(body)
    if (!message.success) return 40008
    const { chatid, chat_type, markdown } = message.data
    const known = chat_type === 2 ? chatid === 'wr3' && this.member : chatid === 'zhangsan'
    if (!known) return 40096
    if (Buffer.byteLength(markdown.content) > 20_480) return 40058
    this.shown.push({ chat: chatid, text: markdown.content })
    return fate === 'unanswered' ? null : 0
  }
}
