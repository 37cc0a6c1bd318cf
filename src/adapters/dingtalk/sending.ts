import { z } from 'zod'
import type { OutMessage, SendResult } from '../../chat/adapter.ts'
import type { ChatRef } from '../../chat/message.ts'
import type { Time } from '../../chat/platform.ts'
import { type Answered, postJson } from '../../chat/request.ts'
import type { Settings } from './settings.ts'
import type { RobotMessage } from './types.ts'

const MINUTE_MS = 60_000
/** A session that ends this soon (ms) is not begun with. */
const MARGIN_MS = MINUTE_MS

const session = z.object({ errcode: z.number() })
const accepted = z.object({
  processQueryKey: z.string(),
  invalidStaffIdList: z.array(z.string()).nullish(),
  flowControlledStaffIdList: z.array(z.string()).nullish(),
})
const refusal = z.object({ code: z.string() })
const token = z.object({ accessToken: z.string(), expireIn: z.number() })

/** A token, or why there is none: DingTalk refused, or was not reached. */
type Access = { readonly token: string } | { readonly refused: boolean }

interface Session {
  readonly url: string
  readonly until: number
}

/**
 * Writes into conversations: at the address that came with their last message while it is good, which costs nothing of
 * the organisation's quota; else through the interface for robots, which reaches groups and members at any time.
 */
export class Sending {
  readonly #settings: Settings
  readonly #time: Time
  readonly #sessions = new Map<string, Session>()
  #token: { readonly value: string; readonly until: number } | null = null
  #asking: Promise<Access> | null = null

  constructor(settings: Settings, time: Time) {
    this.#settings = settings
    this.#time = time
  }

  /** The conversation can be answered there from now on, for a while. Only addresses of DingTalk itself are taken. */
  remember(chat: ChatRef, { sessionWebhook, sessionWebhookExpiredTime }: RobotMessage): void {
    const { hostname } = new URL(sessionWebhook)
    if (!hostname.endsWith('.dingtalk.com') && hostname !== new URL(this.#settings.api).hostname) return
    this.#sessions.set(keyOf(chat), { url: sessionWebhook, until: sessionWebhookExpiredTime - MARGIN_MS })
  }

  async send({ chat }: OutMessage, text: string): Promise<SendResult> {
    const known = this.#sessions.get(keyOf(chat))
    if (known && known.until > this.#time.now()) {
      const body = { msgtype: 'text', text: { content: text } }
      const answered = await postJson(known.url, body, { time: this.#time })
      if (answered.status !== 'answered') return answered
      const code = session.safeParse(answered.body).data?.errcode
      if (code === 0) return { status: 'sent' }
      if (code === undefined) return { status: 'unknown' }
      if (code === TOO_FAST) return { status: 'rate', retryAfterMs: PENALTY_MS }
    }
    this.#sessions.delete(keyOf(chat))
    return await this.#push(chat, text)
  }

  async #push(chat: ChatRef, text: string): Promise<SendResult> {
    const access = await this.access()
    // Nothing of the message was sent yet.
    if ('refused' in access) return { status: 'rate', retryAfterMs: access.refused ? MINUTE_MS : RETRY_MS }
    const group = chat.kind === 'group'
    const answered = await postJson(
      `${this.#settings.api}/v1.0/robot/${group ? 'groupMessages/send' : 'oToMessages/batchSend'}`,
      {
        robotCode: this.#settings.robotCode ?? this.#settings.clientId,
        ...(group ? { openConversationId: chat.id } : { userIds: [chat.id] }),
        msgKey: 'sampleText',
        msgParam: JSON.stringify({ content: text }),
      },
      { time: this.#time, headers: { 'x-acs-dingtalk-access-token': access.token } },
    )
    return this.#judge(answered)
  }

  #judge(answered: Answered): SendResult {
    if (answered.status !== 'answered') return answered
    const done = accepted.safeParse(answered.body).data
    if (done?.invalidStaffIdList?.length) return { status: 'rejected', reason: 'dingtalk: no such member' }
    if (done?.flowControlledStaffIdList?.length) return { status: 'rate', retryAfterMs: MINUTE_MS }
    if (done) return { status: 'sent' }
    const code = refusal.safeParse(answered.body).data?.code
    if (code === undefined) return { status: 'unknown' }
    if (/QpsLimit|Throttling|flowControl/i.test(code)) return { status: 'rate', retryAfterMs: MINUTE_MS }
    if (!/Authentication|InvalidToken/i.test(code)) return { status: 'rejected', reason: `dingtalk ${code}` }
    this.#token = null
    return { status: 'rate', retryAfterMs: RETRY_MS }
  }

  /** The token of the interface, asked for once, however many messages wait for it. */
  access(): Promise<Access> {
    if (this.#token && this.#token.until > this.#time.now()) return Promise.resolve({ token: this.#token.value })
    this.#asking ??= this.#askToken().finally(() => {
      this.#asking = null
    })
    return this.#asking
  }

  async #askToken(): Promise<Access> {
    const { api, clientId, clientSecret } = this.#settings
    const body = { appKey: clientId, appSecret: clientSecret.reveal() }
    const answered = await postJson(`${api}/v1.0/oauth2/accessToken`, body, { time: this.#time })
    if (answered.status !== 'answered') return { refused: false }
    const given = token.safeParse(answered.body).data
    if (!given) return { refused: true }
    this.#token = { value: given.accessToken, until: this.#time.now() + given.expireIn * 1000 - 5 * MINUTE_MS }
    return { token: given.accessToken }
  }
}

const RETRY_MS = 5_000
/** More than 20 messages in a minute: silence for ten. */
const TOO_FAST = 130_101
const PENALTY_MS = 10 * MINUTE_MS

const keyOf = ({ kind, id }: ChatRef): string => `${kind}:${id}`
