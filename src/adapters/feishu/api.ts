import { type Cache, Client, defaultHttpInstance, type HttpInstance } from '@larksuiteoapi/node-sdk'
import { z } from 'zod'
import type { SendResult } from '../../chat/adapter.ts'
import type { Time } from '../../chat/platform.ts'
import type { Settings } from './settings.ts'
import { SILENT } from './silent.ts'

/** No call takes longer (ms); the SDK itself would wait for ever. */
const TIMEOUT_MS = 10_000

/** Answers come as HTTP 200 with a `code` that is 0 or says what is wrong. */
const answer = z.looseObject({ code: z.number(), data: z.unknown().optional() })

/** A call that Feishu refused or that did not come back. Never carries the request, which has the token in it. */
export class ApiError extends Error {
  override readonly name = 'FeishuApiError'
  /** Feishu's own code; 0: there was no answer to read. */
  readonly code: number
  readonly retryAfterMs: number | undefined
  /** The request surely never reached Feishu. */
  readonly unsent: boolean

  constructor(code: number, more: { readonly retryAfterMs?: number | undefined; readonly unsent?: boolean } = {}) {
    super(code === 0 ? 'no answer from Feishu' : `Feishu answered ${code}`)
    this.code = code
    this.retryAfterMs = more.retryAfterMs
    this.unsent = more.unsent ?? false
  }
}

interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /open-apis. */
  readonly path: string
  readonly params?: Readonly<Record<string, string | number>>
  readonly data?: object
  readonly headers?: Readonly<Record<string, string>>
}

/** Feishu's HTTP interface: the SDK's client, its business errors made errors, its token fetched once. */
export class Api {
  readonly #client: Client
  readonly #tokens = new Tokens()

  /** For the long connection too. */
  readonly http: HttpInstance

  constructor({ appId, appSecret, domain }: Settings, time: Time) {
    this.http = patient(defaultHttpInstance, time)
    this.#client = new Client({
      appId,
      appSecret: appSecret.reveal(),
      domain,
      cache: this.#tokens,
      httpInstance: this.http,
      logger: SILENT,
    })
  }

  /** Calls and reads `data` of the answer. Throws `ApiError` where the code is not 0. */
  async call<T>(shape: z.ZodType<T>, request: Request): Promise<T> {
    const { data } = await this.whole(request)
    const read = shape.safeParse(data ?? {})
    if (!read.success) throw new ApiError(0)
    return read.data
  }

  /** Calls and returns the whole answer, for the few that put theirs beside `data`. */
  async whole({ path, ...request }: Request): Promise<z.infer<typeof answer>> {
    const read = answer.safeParse(
      await this.#client
        .request({ ...request, url: `/open-apis${path}` })
        .catch((error: unknown) => Promise.reject(asApiError(error))),
    )
    if (!read.success) throw new ApiError(0)
    const { code } = read.data
    if (BAD_TOKEN.has(code)) this.#tokens.forget()
    if (code !== 0) throw new ApiError(code)
    return read.data
  }
}

type Key = Parameters<Cache['get']>[0]

/** Keeps the access token, and can forget one that Feishu no longer takes. */
class Tokens implements Cache {
  readonly #kept = new Map<string, { readonly value: unknown; readonly until: number }>()

  async get(key: Key): Promise<unknown> {
    const kept = this.#kept.get(String(key))
    return kept && kept.until > Date.now() ? kept.value : undefined
  }

  async set(key: Key, value: unknown, until = Number.POSITIVE_INFINITY): Promise<boolean> {
    this.#kept.set(String(key), { value, until })
    return true
  }

  forget(): void {
    this.#kept.clear()
  }
}

/** Calls with an end, and one call at a time for a token: the SDK asks for it once for every message of a burst. */
const patient = (http: typeof defaultHttpInstance, time: Time): HttpInstance => {
  const asking = new Map<string, Promise<unknown>>()
  const request = (options: object): Promise<unknown> => {
    const giveUp = new AbortController()
    const cancel = time.after(TIMEOUT_MS, () => giveUp.abort())
    return http.request({ ...options, signal: giveUp.signal }).finally(cancel)
  }
  const post = (url: string, data?: unknown): Promise<unknown> => {
    const running = asking.get(url)
    if (running) return running
    const asked = request({ method: 'post', url, data }).finally(() => asking.delete(url))
    asking.set(url, asked)
    return asked
  }
  return Object.assign(Object.create(http), { request, post })
}

const failure = z.object({
  isAxiosError: z.literal(true),
  code: z.string().nullish(),
  response: z
    .object({
      status: z.number(),
      data: z.unknown().optional(),
      headers: z.object({ 'x-ogw-ratelimit-reset': z.string().optional() }),
    })
    .nullish(),
})

/** Errors of a connection that never came about. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])
const TOO_MANY = 429

const asApiError = (error: unknown): ApiError => {
  const read = failure.safeParse(error)
  // Not an answer to our request: the token before it was not given.
  if (!read.success) return new ApiError(0, { unsent: true })
  const { code, response } = read.data
  if (!response) return new ApiError(0, { unsent: UNREACHABLE.has(code ?? '') })
  const body = answer.safeParse(response.data)
  if (response.status !== TOO_MANY) return new ApiError(body.success ? body.data.code : 0)
  const seconds = Number(response.headers['x-ogw-ratelimit-reset'])
  return new ApiError(LIMITED, { retryAfterMs: seconds > 0 ? seconds * 1000 : undefined })
}

/** "request trigger frequency limit". */
const LIMITED = 99_991_400
/** The limits of the gateway, of a group, and of the message service. */
const RATE: ReadonlySet<number> = new Set([LIMITED, 230_020, 11_232])
/** The token is missing, wrong or over. */
const BAD_TOKEN: ReadonlySet<number> = new Set([99_991_661, 99_991_663, 99_991_664])
/** A message with the same uuid is being sent at this moment. */
const IN_FLIGHT = 230_049
/** The card cannot be shown. */
export const BAD_CARD = 230_099

const RETRY_MS = 1_000
const UNREACHABLE_RETRY_MS = 5_000

/** What the outbox has to know of a failed send. Errors that are not Feishu's are thrown on. */
export const resultOf = (error: unknown): SendResult => {
  if (!(error instanceof ApiError)) throw error
  if (RATE.has(error.code)) return { status: 'rate', retryAfterMs: error.retryAfterMs ?? RETRY_MS }
  if (BAD_TOKEN.has(error.code)) return { status: 'rate', retryAfterMs: RETRY_MS }
  if (error.unsent) return { status: 'rate', retryAfterMs: UNREACHABLE_RETRY_MS }
  if (error.code === 0 || error.code === IN_FLIGHT) return { status: 'unknown' }
  return { status: 'rejected', reason: `feishu ${error.code}` }
}
