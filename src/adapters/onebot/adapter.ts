import type { WebSocket } from 'ws'
import type { Adapter, Health, Intake, OutMessage, SendResult, Traits } from '../../chat/adapter.ts'
import { Bookmark, notForLong } from '../../chat/bookmark.ts'
import { render } from '../../chat/card.ts'
import { Inflow } from '../../chat/inflow.ts'
import type { ChatRef, Inbound } from '../../chat/message.ts'
import type { Around } from '../../chat/platform.ts'
import { type Connector, connect } from './connect.ts'
import { decode } from './decode.ts'
import { qqNumber, resultOf, segmentsOf, target } from './encode.ts'
import { historySince, isMessage } from './history.ts'
import { Session } from './session.ts'
import type { Settings } from './settings.ts'
import { type Event, event, groupsData, loginData, membersData, NAME } from './types.ts'

/** While there is no connection a message waits this long (ms). */
const NOT_NOW_MS = 3_000
/** Histories are asked for this much (ms) before what we remember: clocks differ. */
const MARGIN_MS = 60_000
/** How long `start` waits for the first connection (ms). */
const PATIENCE_MS = 5_000

/** A QQ account behind an OneBot v11 implementation such as NapCat. Unofficial: Tencent may freeze the account. */
export class OneBot implements Adapter {
  readonly name = NAME
  readonly account: string
  readonly traits: Traits = {
    receive: 'all',
    groups: true,
    comings: 'all',
    direct: 'friend',
    mentionIn: 'id',
    mentionOut: 'text',
    quoteIn: 'id',
    replyOut: true,
    buttons: false,
    ids: 'stable',
    history: true,
    sendReturnsId: true,
    idempotency: { kind: 'none' },
    maxText: { n: 1500, unit: 'char' },
    media: { in: true, out: true },
    pace: { chat: 1500, account: 1000, spread: 1500 },
    connection: 'kept',
    official: false,
  }
  readonly #settings: Settings
  readonly #around: Around
  readonly #names = new Map<string, string>()
  #nick = ''
  #bookmark: Bookmark | null = null
  #connector: Connector | null = null
  #inflow: Inflow | null = null
  #intake: Intake | null = null
  #session: Session | null = null
  /** Until then what is said now waits for what was missed. */
  #caughtUp = Promise.resolve()
  #online = false

  constructor(settings: Settings, around: Around) {
    this.#settings = settings
    this.#around = around
    this.account = around.account
  }

  epoch(): string {
    return ''
  }

  /** The port we are called at, where we are. */
  get port(): number | undefined {
    return this.#connector?.port
  }

  async start(intake: Intake): Promise<void> {
    this.#intake = intake
    this.#bookmark = new Bookmark(this.#around)
    this.#inflow = new Inflow(intake, this.#around.time)
    await new Promise<void>((resolve, reject) => {
      const cancel = this.#around.time.after(PATIENCE_MS, resolve)
      const settled = () => {
        cancel()
        resolve()
      }
      const failed = (error: unknown) => {
        cancel()
        reject(error)
      }
      const down = (why: string) => {
        this.#around.log.warn('onebot.no-connection', { account: this.account, why })
        settled()
      }
      connect(this.#settings, this.#around, (socket) => this.#serve(socket, settled), down).then((connector) => {
        this.#connector = connector
        // Whoever calls us comes when he comes.
        if (this.#settings.way === 'reverse') settled()
      }, failed)
    })
  }

  async stop(): Promise<void> {
    await this.#connector?.stop()
    this.#connector = null
    await this.#inflow?.close()
    this.#bookmark?.write()
  }

  health(): Health {
    if (!this.#session) return 'down'
    if (!this.#online) return 'needs-login'
    return this.#bookmark?.isBehind ? 'degraded' : 'ok'
  }

  async send(out: OutMessage): Promise<SendResult> {
    const { text } = render(out, this.traits)
    const to = target(out.chat)
    if (!to) return { status: 'rejected', reason: `no ${out.chat.kind} of this platform` }
    if (text.length > this.traits.maxText.n) return { status: 'rejected', reason: 'text longer than maxText' }
    const session = this.#session
    if (!session || !this.#online) return { status: 'rate', retryAfterMs: NOT_NOW_MS }
    const action = out.chat.kind === 'group' ? 'send_group_msg' : 'send_private_msg'
    return resultOf(await session.call(action, { ...to, message: segmentsOf(out, text) }))
  }

  async recall(nativeId: string): Promise<SendResult> {
    return this.#act('delete_msg', { message_id: Number(nativeId) }, nativeId)
  }

  async leave(chat: ChatRef): Promise<SendResult> {
    return this.#act('set_group_leave', { group_id: qqNumber(chat.id) })
  }

  async members(chat: ChatRef): Promise<readonly { readonly id: string; readonly name: string }[]> {
    const group_id = qqNumber(chat.id)
    const members =
      group_id === null ? null : await this.#session?.ask(membersData, 'get_group_member_list', { group_id })
    return (members ?? []).map(({ user_id, card, nickname }) => ({ id: user_id, name: card || nickname || user_id }))
  }

  async #act(action: string, params: object, nativeId?: string): Promise<SendResult> {
    const session = this.#session
    if (!session) return { status: 'rate', retryAfterMs: NOT_NOW_MS }
    const result = resultOf(await session.call(action, params))
    return result.status === 'sent' && nativeId !== undefined ? { ...result, nativeId } : result
  }

  async #serve(socket: WebSocket, settled: () => void): Promise<void> {
    const session = new Session(socket, this.#around.time, {
      event: (frame) => void this.#caughtUp.then(() => this.#hear(frame, session)),
      online: (online) => this.#setOnline(online, session),
      alive: () => this.#remember(),
    })
    this.#session = session
    this.#online = true
    this.#caughtUp = notForLong(this.#around.time, this.#begin(session))
    await Promise.race([this.#caughtUp, session.ended])
    settled()
    await session.ended
    if (this.#session !== session) return
    this.#session = null
    this.#online = false
    this.#around.log.warn('onebot.connection-lost', { account: this.account })
  }

  /** Who we are, how the groups are called, and what we have missed. */
  async #begin(session: Session): Promise<void> {
    const known = this.#learn(session)
    await this.#bookmark?.catchUp(async ({ from, to }) => {
      await known
      if (await this.#catchUp(session, from - MARGIN_MS)) return
      if (!session.isOpen) throw new Error('the connection is lost')
      await this.#intake?.gap({ adapter: NAME, account: this.account, from, to })
    })
    await known
  }

  async #learn(session: Session): Promise<void> {
    const login = await session.ask(loginData, 'get_login_info')
    // A name with a space in it would be two words in a text.
    this.#nick = (login?.nickname ?? this.#nick).replace(/\s+/g, '')
    for (const { group_id, group_name } of (await session.ask(groupsData, 'get_group_list')) ?? [])
      if (group_name) this.#names.set(group_id, group_name)
  }

  /** Hands over what was said since an instant. False: there may be more that nobody can tell us. */
  async #catchUp(session: Session, since: number): Promise<boolean> {
    const { messages, complete } = await historySince(session, since)
    for (const message of messages) {
      const inbound = this.#decoded(message)
      if (!(await this.#put(inbound && { ...inbound, late: true }))) throw new Error('closed')
    }
    return complete
  }

  async #hear(frame: unknown, session: Session): Promise<void> {
    const read = event.safeParse(frame)
    const { time, log } = this.#around
    if (!read.success) {
      const type = typeOf(frame)
      log.warn('onebot.unknown-event', { account: this.account, type })
      const what = { adapter: NAME, account: this.account, type, raw: JSON.stringify(frame), at: time.now() }
      // Where the store fails, it has said so; nobody waits for this.
      await this.#intake?.unknown(what).catch(() => {})
      return
    }
    if (read.data.post_type === 'meta_event') {
      if ('status' in read.data && read.data.status) this.#setOnline(read.data.status.online !== false, session)
      return
    }
    if ('notice_type' in read.data && read.data.notice_type === 'bot_offline') this.#setOnline(false, session)
    await this.#put(this.#decoded(read.data))
    this.#remember()
  }

  #decoded(read: Event): Inbound | null {
    if (isMessage(read) && read.group_id && read.group_name) this.#names.set(read.group_id, read.group_name)
    return decode(read, {
      account: this.account,
      nick: this.#nick,
      groupName: (id) => this.#names.get(id),
      now: this.#around.time.now(),
    })
  }

  /** False where it is not stored and never will be. */
  async #put(inbound: Inbound | null): Promise<boolean> {
    return inbound === null || ((await this.#inflow?.put(inbound)) ?? false)
  }

  /** All that was said until now is stored, so long as the other side is connected and nothing waits. */
  #remember(): void {
    if (this.#online && this.#inflow?.isIdle) this.#bookmark?.move()
  }

  #setOnline(online: boolean, session: Session): void {
    if (online === this.#online || session !== this.#session) return
    this.#around.log.warn(online ? 'onebot.online' : 'onebot.thrown-out', { account: this.account })
    this.#online = online
    // QQ had thrown it out: what was said until it was let in again was said to nobody.
    if (online) this.#caughtUp = notForLong(this.#around.time, this.#begin(session))
  }
}

const typeOf = (frame: unknown): string => {
  if (typeof frame !== 'object' || frame === null) return 'unreadable'
  const named = ['post_type', 'notice_type', 'meta_event_type', 'sub_type'].flatMap((key) => {
    const value: unknown = Reflect.get(frame, key)
    return typeof value === 'string' ? [value] : []
  })
  return named.join('.').slice(0, 60) || 'unreadable'
}
