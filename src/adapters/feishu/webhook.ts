import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { AESCipher } from '@larksuiteoapi/node-sdk'
import { z } from 'zod'
import { boundedServer } from '../../chat/bounded-server.ts'
import type { Time } from '../../chat/platform.ts'
import type { Settings } from './settings.ts'

const LARGEST = 1_000_000
/** A request signed longer ago than this (ms) is a recording. */
const FRESH_MS = 5 * 60_000

const sealed = z.object({ encrypt: z.string() })
const challenge = z.object({ type: z.literal('url_verification'), challenge: z.string(), token: z.string() })
const tokenOf = z.object({ header: z.object({ token: z.string() }) })

interface Needs {
  readonly options: NonNullable<Settings['webhook']>
  readonly time: Time
  readonly event: (payload: unknown) => Promise<unknown>
}

/**
 * Feishu's events as HTTP requests. The SDK checks a signature only where there is an encrypt key and the verification
 * token never, so both are checked here: signature over the bytes as they came, its time, then the token inside.
 */
export class Webhook {
  readonly #needs: Needs
  readonly #cipher: AESCipher
  #server: Server | null = null

  constructor(needs: Needs) {
    this.#needs = needs
    this.#cipher = new AESCipher(needs.options.encryptKey.reveal())
  }

  get port(): number {
    const address = this.#server?.address()
    return typeof address === 'object' && address ? address.port : 0
  }

  async open(): Promise<void> {
    const server = boundedServer((request, response) => void this.#answer(request, response))
    this.#server = server
    const { port, host } = this.#needs.options
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, resolve)
    })
  }

  close(): void {
    this.#server?.close()
    this.#server?.closeAllConnections()
    this.#server = null
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [status, body] = await this.#handle(request).catch(() => [500, {}] as const)
    // What was not read to its end is not read by the next request either.
    if (!request.complete) response.setHeader('connection', 'close')
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

  async #handle(request: IncomingMessage): Promise<readonly [number, unknown]> {
    const raw = request.method === 'POST' ? await bodyOf(request) : null
    const payload = raw === null ? null : this.#opened(raw)
    if (raw === null || payload === null) return REFUSED
    const { verificationToken } = this.#needs.options
    const asked = challenge.safeParse(payload)
    // Feishu tries the address before it signs anything: the key and the token suffice for an echo.
    if (asked.success)
      return same(asked.data.token, verificationToken.reveal()) ? [200, { challenge: asked.data.challenge }] : REFUSED
    const token = tokenOf.safeParse(payload)
    if (!this.#signed(request, raw) || !token.success) return REFUSED
    if (!same(token.data.header.token, verificationToken.reveal())) return REFUSED
    return [200, (await this.#needs.event(payload)) ?? {}]
  }

  /** What is in the envelope; null for anything that was not made with our key. */
  #opened(raw: Buffer): unknown {
    try {
      const { encrypt } = sealed.parse(JSON.parse(raw.toString('utf8')))
      return JSON.parse(this.#cipher.decrypt(encrypt))
    } catch {
      return null
    }
  }

  #signed({ headers }: IncomingMessage, raw: Buffer): boolean {
    const {
      'x-lark-signature': signature,
      'x-lark-request-timestamp': timestamp,
      'x-lark-request-nonce': nonce,
    } = headers
    if (typeof signature !== 'string' || typeof timestamp !== 'string' || typeof nonce !== 'string') return false
    // Written so that a time which is no number is refused too.
    if (!(Math.abs(this.#needs.time.now() - Number(timestamp) * 1000) <= FRESH_MS)) return false
    const { encryptKey } = this.#needs.options
    const hash = createHash('sha256').update(timestamp + nonce + encryptKey.reveal())
    return same(signature, hash.update(raw).digest('hex'))
  }
}

const REFUSED = [401, {}] as const

/** Compares in a time that tells nothing about where they differ. */
const same = (a: string, b: string): boolean => {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest())
  return left !== undefined && right !== undefined && timingSafeEqual(left, right)
}

const bodyOf = async (request: IncomingMessage): Promise<Buffer | null> => {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(part)
    size += bytes.length
    if (size > LARGEST) return null
    parts.push(bytes)
  }
  return Buffer.concat(parts)
}
