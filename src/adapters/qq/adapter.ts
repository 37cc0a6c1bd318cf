import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import type { Adapter, Health, Intake, OutMessage, SendResult, Traits } from '../../chat/adapter.ts'
import { Bookmark } from '../../chat/bookmark.ts'
import { render } from '../../chat/card.ts'
import { Inflow } from '../../chat/inflow.ts'
import { Link } from '../../chat/link.ts'
import type { Around } from '../../chat/platform.ts'
import { type Answer, Api } from './api.ts'
import { decode } from './decode.ts'
import { Gateway, type Standing } from './gateway.ts'
import type { Settings } from './settings.ts'
import { type Frame, NAME } from './types.ts'
import { type Place, Windows } from './windows.ts'

/** While nothing can be sent a message waits this long (ms). */
const NOT_NOW_MS = 3_000
/** QQ says "too often" without saying how long to wait (ms); "no more pushes today" is asked again later. */
const SLOWER_MS = 30_000
const QUOTA_MS = 60 * 60_000
/** How long `start` waits for the first connection (ms). */
const PATIENCE_MS = 10_000
/** "This number was answered already": what we sent before did arrive. */
const SHOWN_ALREADY = 40054005
const NO_MORE_PUSHES = 22009
const TOO_OFTEN: ReadonlySet<number> = new Set([20028, 11264, 304045])

const sentData = z.object({ id: z.string().nullish() })
const fileData = z.object({ file_info: z.string() })
/** `heardUntil`: the account's mark when it was left. */
const standingShape = z.object({ id: z.string(), seq: z.number(), heardUntil: z.number().nullable() })

/** An official QQ bot. It reads a whole group where the owner lets it; beyond the reply windows it needs his leave too. */
export class Qq implements Adapter {
  readonly name = NAME
  readonly account: string
  readonly traits: Traits
  readonly #around: Around
  readonly #windows = new Windows()
  readonly #removed = new Set<string>()
  readonly #api: Api
  #inflow: Inflow | null = null
  #bookmark: Bookmark | null = null
  #gateway: Gateway | null = null
  #link: Link | null = null
  #health: Health = 'down'

  constructor(settings: Settings, around: Around) {
    this.#around = around
    this.#api = new Api(settings, around.time)
    this.account = around.account
    this.traits = {
      receive: settings.receive,
      groups: true,
      comings: 'self',
      direct: 'window',
      mentionIn: 'id',
      mentionOut: 'text',
      quoteIn: 'none',
      replyOut: false,
      buttons: false,
      ids: 'stable',
      history: false,
      sendReturnsId: true,
      idempotency: { kind: 'none' },
      maxText: { n: 1000, unit: 'char' },
      media: { in: true, out: true },
      pace: { chat: 1_000, account: 200, spread: 0 },
      connection: 'kept',
      official: true,
    }
  }

  epoch(): string {
    return ''
  }

  async start(intake: Intake): Promise<void> {
    const { time } = this.#around
    const bookmark = new Bookmark(this.#around)
    const inflow = new Inflow(intake, time)
    this.#bookmark = bookmark
    this.#inflow = inflow
    await new Promise<void>((resolve) => {
      const cancel = time.after(PATIENCE_MS, resolve)
      const settled = () => {
        cancel()
        resolve()
      }
      const gateway = new Gateway(this.#api, time, this.#standing(), {
        online: (anew) => {
          this.#health = 'ok'
          // A session that could not be taken up again leaves a gap, from when we last knew that all was heard.
          const caughtUp = anew
            ? bookmark.catchUpBy((missed) => intake.gap({ adapter: NAME, account: this.account, ...missed }))
            : null
          void Promise.resolve(caughtUp).then(settled)
        },
        alive: (at) => {
          if (inflow.isIdle) bookmark.move(at)
        },
        event: (event) => this.#hear(event, inflow, intake),
        down: (why) => {
          this.#health = why === 'credentials' ? 'needs-login' : 'down'
          this.#around.log.warn('qq.no-connection', { account: this.account, why })
          settled()
        },
      })
      this.#gateway = gateway
      this.#link = new Link(this.#around, (signal) => gateway.connect(signal))
    })
  }

  async stop({ keepSession }: { readonly keepSession: boolean }): Promise<void> {
    await Promise.all([this.#link?.stop(), this.#inflow?.close()])
    this.#bookmark?.write()
    this.#health = 'down'
    const standing = this.#gateway?.standing
    // Who takes a session up again tells no gap.
    if (keepSession && standing && !this.#bookmark?.isBehind)
      writeFileSync(this.#file, JSON.stringify({ heardUntil: this.#around.seen.at, ...standing }), { mode: 0o600 })
  }

  health(): Health {
    return this.#health
  }

  async send(out: OutMessage): Promise<SendResult> {
    const { text } = render(out, this.traits)
    const { kind, id } = out.chat
    if (!/^[\w-]{8,64}$/.test(id) || this.#removed.has(id)) return { status: 'rejected', reason: `not in this ${kind}` }
    if (text.length > this.traits.maxText.n) return { status: 'rejected', reason: 'text longer than maxText' }
    const path = kind === 'group' ? `/v2/groups/${id}` : `/v2/users/${id}`
    const picture = out.image ? await this.#upload(path, out.image.png) : null
    if (picture && 'status' in picture) return picture
    const place = this.#windows.take(out.chat, this.#around.time.now())
    const body = {
      content: text || ' ',
      ...(picture ? { msg_type: 7, media: picture } : { msg_type: 0 }),
      ...place,
    }
    const answer = await this.#api.call('POST', `${path}/messages`, body)
    if (answer.kind !== 'silent' || !place) return this.#result(answer, place)
    // An answer has its place: asked again, QQ shows it once and tells. A push may be shown twice, so nobody asks.
    const again = this.#result(await this.#api.call('POST', `${path}/messages`, body), place)
    // Whatever else is said now says nothing of the first time.
    return again.status === 'sent' ? again : { status: 'unknown' }
  }

  async #upload(path: string, png: Uint8Array): Promise<{ readonly file_info: string } | SendResult> {
    const answer = await this.#api.call('POST', `${path}/files`, {
      file_type: 1,
      file_data: Buffer.from(png).toString('base64'),
      srv_send_msg: false,
    })
    const read = answer.kind === 'done' ? fileData.safeParse(answer.data) : null
    if (read?.success) return read.data
    // Nothing was shown yet, whatever became of the upload.
    const result = this.#result(answer, null)
    return result.status === 'unknown' || result.status === 'sent'
      ? { status: 'rate', retryAfterMs: SLOWER_MS }
      : result
  }

  #result(answer: Answer, place: Place | null): SendResult {
    if (answer.kind === 'unsent') return { status: 'rate', retryAfterMs: NOT_NOW_MS }
    if (answer.kind === 'silent') return { status: 'unknown' }
    if (answer.kind === 'done') {
      const id = sentData.safeParse(answer.data)
      return id.success && id.data.id ? { status: 'sent', nativeId: id.data.id } : { status: 'sent' }
    }
    const { http, code, retryAfterMs } = answer
    if (code === SHOWN_ALREADY) return { status: 'sent' }
    if (http === 429 || TOO_OFTEN.has(code)) return { status: 'rate', retryAfterMs: retryAfterMs ?? SLOWER_MS }
    if (code === NO_MORE_PUSHES || http === 401)
      return { status: 'rate', retryAfterMs: http === 401 ? NOT_NOW_MS : QUOTA_MS }
    this.#around.log.warn(place ? 'qq.refused' : 'qq.push-refused', { account: this.account, http, code })
    return { status: 'rejected', reason: `QQ ${http} ${code}` }
  }

  async #hear(event: Frame, inflow: Inflow, intake: Intake): Promise<boolean> {
    const { time, log } = this.#around
    const inbound = decode(event, { account: this.account, now: time.now() })
    if (inbound === undefined) {
      const type = event.t ?? `op ${event.op}`
      log.warn('qq.unknown-event', { account: this.account, type })
      const what = { adapter: NAME, account: this.account, type, raw: JSON.stringify(event), at: time.now() }
      // Where the store fails, it has said so; what comes after is heard all the same.
      await intake.unknown(what).catch(() => {})
    }
    if (event.t === 'GROUP_MSG_REJECT') log.warn('qq.push-off', { account: this.account })
    if (!inbound) return true
    const { chat } = inbound
    if (inbound.kind === 'leave') this.#removed.add(chat.id)
    else this.#removed.delete(chat.id)
    if (inbound.kind === 'msg') this.#windows.opened(chat, inbound.nativeMsgId, inbound.sentAt)
    return inflow.put(inbound)
  }

  get #file(): string {
    return this.#around.file('session')
  }

  /**
   * The session that the last run left. Good for one attempt, and only where nobody has heard since, nor a backup of before
   * was restored: whoever takes it up is told of what came after it alone.
   */
  #standing(): Standing | null {
    try {
      const read = standingShape.safeParse(JSON.parse(readFileSync(this.#file, 'utf8')))
      rmSync(this.#file)
      return read.success && read.data.heardUntil === this.#around.seen.at ? read.data : null
    } catch {
      return null
    }
  }
}
