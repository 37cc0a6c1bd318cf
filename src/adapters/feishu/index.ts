import type { Adapter, Health, Intake, OutMessage, SendResult, Traits } from '../../chat/adapter.ts'
import { Bookmark, type Missed, notForLong } from '../../chat/bookmark.ts'
import { Link } from '../../chat/link.ts'
import type { Card } from '../../chat/card.ts'
import type { ChatRef } from '../../chat/message.ts'
import { Pauses } from '../../chat/pauses.ts'
import { type Around, definePlatform } from '../../chat/platform.ts'
import { Api, ApiError, resultOf } from './api.ts'
import { botOf, checkFeishu, hearsAll } from './check.ts'
import { converse, Refused } from './connection.ts'
import { Directory, type Member } from './directory.ts'
import { Directs } from './directs.ts'
import { Hearing } from './hearing.ts'
import { readHistory } from './history.ts'
import * as sending from './sending.ts'
import { type Settings, settings } from './settings.ts'
import { Webhook } from './webhook.ts'

/** Messages are asked for again from this long (ms) before the connection was last alive. */
const OVERLAP_MS = 60_000
/** What was said longer ago (ms) is no use any more: it is told as a gap. */
const LONGEST_BACKFILL_MS = 3 * 24 * 60 * 60_000
/** A history that Feishu does not give is asked for so often, and again after so long (ms). */
const TRIES = 3
const AGAIN_MS = 10_000

/** `start` waits so long (ms) for the first attempt to connect; the house opens without it where that takes longer. */
const FIRST_TRY_MS = 10_000

const TRAITS: Omit<Traits, 'receive'> = {
  groups: true,
  comings: 'all',
  direct: 'any',
  mentionIn: 'id',
  mentionOut: 'text',
  quoteIn: 'id',
  replyOut: true,
  buttons: true,
  ids: 'stable',
  history: true,
  sendReturnsId: true,
  // It is an hour; a send that is begun before its end may take its time.
  idempotency: { kind: 'key', ttlMs: 55 * 60_000 },
  // 150 KB for a text but 30 KB for a card or a text with a picture, both counted as escaped JSON.
  maxText: { n: 12_000, unit: 'byte' },
  media: { in: true, out: true },
  // 5 a second in a group, all bots together; 1,000 a minute for the app.
  pace: { chat: 200, account: 60, spread: 0 },
  connection: 'kept',
  official: true,
}

/** Feishu and Lark by an app of one's own, on the long connection of the official SDK. */
export class Feishu implements Adapter {
  readonly name = 'feishu'
  readonly account: string
  readonly #around: Around
  readonly #settings: Settings
  readonly #api: Api
  readonly #directory: Directory
  readonly #directs: Directs
  /** Before a history is asked for again. */
  readonly #pauses: Pauses
  #receive: Traits['receive'] = 'all'
  #bot = ''
  #health: Health = 'down'
  #session: Session | null = null

  constructor(settings: Settings, around: Around) {
    this.account = around.account
    this.#settings = settings
    this.#around = around
    this.#api = new Api(settings, around.time)
    this.#directory = new Directory(this.#api, around.time)
    this.#directs = new Directs(around)
    this.#pauses = new Pauses(around.time, AGAIN_MS)
  }

  /** Without the right to all group messages Feishu sends those alone that mention the bot. */
  get traits(): Traits {
    return { ...TRAITS, receive: this.#receive }
  }

  epoch(): string {
    return ''
  }

  health(): Health {
    return this.#health
  }

  async start(intake: Intake): Promise<void> {
    const hearing = new Hearing({
      intake,
      around: this.#around,
      directory: this.#directory,
      bot: () => this.#bot,
      direct: (chat) => this.#directs.add(chat),
    })
    const alive = new Bookmark(this.#around)
    const session: Session = {
      ...{ intake, hearing, alive, connection: null },
      ...{ close: async () => {}, tried: () => {}, port: () => 0 },
    }
    this.#session = session
    const tried = new Promise<void>((resolve) => {
      session.tried = resolve
    })
    session.close = await this.#open(session)
    const cancel = this.#around.time.after(FIRST_TRY_MS, session.tried)
    await tried
    cancel()
  }

  async stop(): Promise<void> {
    const session = this.#session
    this.#session = null
    this.#health = 'down'
    this.#pauses.end()
    await session?.close()
    await session?.hearing.close()
    session?.alive.write()
  }

  /** Where events come in by HTTP, for whoever asked for any free port; 0 where they come by the long connection. */
  get webhookPort(): number {
    return this.#session?.port() ?? 0
  }

  send(out: OutMessage): Promise<SendResult> {
    return sending.send(this.#api, out, (chat) => this.#directs.add(chat))
  }

  edit(nativeId: string, text: string): Promise<SendResult> {
    return sending.edit(this.#api, nativeId, text)
  }

  editCard(nativeId: string, card: Card, chat: ChatRef): Promise<SendResult> {
    return sending.editCard(this.#api, nativeId, card, chat)
  }

  recall(nativeId: string): Promise<SendResult> {
    return sending.recall(this.#api, nativeId)
  }

  leave(chat: ChatRef): Promise<SendResult> {
    return sending.leave(this.#api, this.#settings.appId, chat)
  }

  members(chat: ChatRef): Promise<readonly Member[]> {
    return this.#directory.members(chat.id)
  }

  /** Lets events in by the door that the settings name. Returns what closes it. */
  async #open(session: Session): Promise<() => Promise<void>> {
    const event = (payload: unknown) => session.hearing.event(payload)
    const { webhook } = this.#settings
    if (webhook) {
      const door = new Webhook({
        options: webhook,
        time: this.#around.time,
        event: async (payload) => {
          const shown = await event(payload)
          // Nothing else tells that we are heard by Feishu. What did not reach us before, it pushes again.
          moveOn(session)
          return shown
        },
      })
      await door.open()
      session.port = () => door.port
      void this.#up(session).finally(session.tried)
      return async () => door.close()
    }
    const up = () => void this.#up(session).finally(session.tried)
    const heard = () => moveOn(session)
    const needs = { settings: this.#settings, http: this.#api.http, time: this.#around.time, event, up, heard }
    const link = new Link(this.#around, (signal) =>
      converse(needs, signal)
        .catch((error: unknown) => error)
        .then((end) => this.#ended(session, end instanceof Refused)),
    )
    return () => link.stop()
  }

  #ended(session: Session, refused: boolean): void {
    session.tried()
    session.connection = null
    if (this.#session !== session) return
    this.#health = refused ? 'needs-login' : 'down'
    this.#around.log.warn(refused ? 'feishu.refused' : 'feishu.disconnected', { account: this.account })
  }

  /** Connected: who we are, what we may hear, and what was said meanwhile. */
  async #up(session: Session): Promise<void> {
    const connection = Symbol('connection')
    session.connection = connection
    const known = this.#learn()
    const seeing = session.alive.catchUp(async (missed) => {
      await known
      await this.#catchUp(session, missed)
    })
    session.hearing.waitFor(notForLong(this.#around.time, seeing))
    await seeing
    await known
    // It may be gone by now.
    if (this.#session === session && session.connection === connection) this.#health = 'ok'
  }

  async #learn(): Promise<void> {
    try {
      if (this.#bot === '') this.#bot = await botOf(this.#api)
      this.#receive = (await hearsAll(this.#api)) ? 'all' : 'mention'
    } catch {
      this.#around.log.warn('feishu.no-answer', { account: this.account })
    }
  }

  async #catchUp(session: Session, { from, to }: Missed): Promise<void> {
    const [api, { appId }, directs] = [this.#api, this.#settings, this.#directs]
    const since = Math.max(from - OVERLAP_MS, to - LONGEST_BACKFILL_MS)
    let until = to
    for (let tries = TRIES; tries > 0 && this.#session === session; tries -= 1) {
      try {
        await readHistory({ api, appId, directs, since, hand: (said) => session.hearing.fetched(said) })
        if (since <= from) return
        until = since
        break
      } catch (error) {
        this.#around.log.warn('feishu.no-history', { account: this.account })
        if (error instanceof ApiError && resultOf(error).status === 'rejected') break
        if (tries > 1 && this.#session === session) await this.#pauses.take()
      }
    }
    if (this.#session !== session) throw new Error('closed')
    await session.intake.gap({ adapter: this.name, account: this.account, from, to: until })
  }
}

/** All until now is stored. */
const moveOn = ({ hearing, alive }: Session): void => {
  if (hearing.isIdle) alive.move()
}

interface Session {
  readonly intake: Intake
  readonly hearing: Hearing
  readonly alive: Bookmark
  close: () => Promise<void>
  /** Called when the first attempt to connect has ended, well or not. */
  tried: () => void
  /** That which is up. */
  connection: symbol | null
  port: () => number
}

export const platform = definePlatform({
  name: 'feishu',
  title: { zh: '飞书', en: 'Feishu / Lark' },
  settings,
  example: { appId: 'cli_0123456789abcdef', appSecret: { env: 'FEISHU_APP_SECRET' } },
  create: (read, around) => new Feishu(read, around),
  check: checkFeishu,
})
