import { z } from 'zod'
import { readJson } from '../../chat/json.ts'
import type { Time } from '../../chat/platform.ts'
import { neverLeft } from '../../chat/request.ts'
import type { Settings } from './settings.ts'

/** A call that takes longer (ms) may have been done or not. */
const ANSWER_MS = 10_000
/** A token is renewed so long (ms) before it ends; QQ hands out the next one from 60 s before. */
const RENEW_MS = 45_000

const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.coerce.number() })
const refusal = z.object({ code: z.number().nullish(), message: z.string().nullish() })

/** What QQ answered. `data` of a refusal has QQ's own code. */
export type Answer =
  | { readonly kind: 'done'; readonly data: unknown }
  | { readonly kind: 'refused'; readonly http: number; readonly code: number; readonly retryAfterMs: number | null }
  /** Nothing came back: it may have been done. */
  | { readonly kind: 'silent' }
  /** It never left: QQ cannot be reached, or gives no token. */
  | { readonly kind: 'unsent' }

interface Fetched {
  readonly response: Response
  readonly data: unknown
}

/** QQ's HTTP interface with its token, fetched once and renewed in time. Nothing here is ever logged. */
export class Api {
  readonly #settings: Settings
  readonly #time: Time
  #token: { readonly value: string; readonly until: number } | null = null
  #renewing: Promise<boolean> | null = null
  /** The last refusal was for the credentials, not for the network. */
  #refused = false
  /** QQ's clock less ours (ms), by its last answer; null before. */
  skew: number | null = null

  constructor(settings: Settings, time: Time) {
    this.#settings = settings
    this.#time = time
  }

  /** A token that is good for a while, or null. */
  async token(): Promise<string | null> {
    if (!this.#token || this.#token.until - RENEW_MS <= this.#time.now()) {
      // Two messages at once need one token, not two.
      this.#renewing ??= this.#renew().finally(() => {
        this.#renewing = null
      })
      await this.#renewing
    }
    return this.#token && this.#token.until > this.#time.now() ? this.#token.value : null
  }

  get credentialsRefused(): boolean {
    return this.#refused
  }

  async call(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
    const token = await this.token()
    if (token === null) return { kind: 'unsent' }
    const fetched = await this.#fetch(`${this.#settings.api}${path}`, {
      method,
      headers: { Authorization: `QQBot ${token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (typeof fetched === 'string') return { kind: fetched }
    const { response, data } = fetched
    if (response.ok) return { kind: 'done', data }
    if (response.status === 401) this.#token = null
    // A server that broke down may have done it before.
    if (response.status >= 500) return { kind: 'silent' }
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    const read = refusal.safeParse(data)
    return {
      kind: 'refused',
      http: response.status,
      code: (read.success ? read.data.code : null) ?? 0,
      retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : null,
    }
  }

  async #renew(): Promise<boolean> {
    const { appId, secret, tokens } = this.#settings
    const fetched = await this.#fetch(tokens, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ appId, clientSecret: secret.reveal() }),
    })
    const answered = typeof fetched === 'string' ? null : fetched
    const read = tokenAnswer.safeParse(answered?.data)
    // A wrong secret is answered by HTTP 200 without a token.
    this.#refused = answered !== null && answered.response.status < 500 && !read.success
    if (read.success)
      this.#token = { value: read.data.access_token, until: this.#time.now() + read.data.expires_in * 1000 }
    return read.success
  }

  async #fetch(url: string, init: RequestInit): Promise<Fetched | 'silent' | 'unsent'> {
    const giveUp = new AbortController()
    const cancel = this.#time.after(ANSWER_MS, () => giveUp.abort())
    try {
      const response = await fetch(url, { ...init, signal: giveUp.signal, redirect: 'error' })
      const date = Date.parse(response.headers.get('date') ?? '')
      if (Number.isFinite(date)) this.skew = date - this.#time.now()
      const text = await response.text()
      return { response, data: readJson(text) }
    } catch (error) {
      return neverLeft(error) ? 'unsent' : 'silent'
    } finally {
      cancel()
    }
  }
}
