import { z } from 'zod'
import type { SendResult } from './adapter.ts'
import type { Time } from './platform.ts'

/** How long (ms) an answer is waited for. */
const PATIENCE_MS = 15_000
/** Where the other side cannot be reached, or has trouble, it is asked again after this (ms). */
const UNREACHABLE_MS = 10_000
/** The same where it says "not so fast" without saying how long. */
const LIMITED_MS = 60_000
const TOO_MANY = 429
const BROKEN = 500

const cause = z.object({ cause: z.object({ code: z.string() }) })
/** Errors of a connection that never came about: nothing was sent. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** What came of a request: its answer, or what the outbox has to know of a message that got none. */
export type Answered =
  | { readonly status: 'answered'; readonly body: unknown }
  | Extract<SendResult, { status: 'unknown' | 'rate' }>

/**
 * Posts JSON and reads the JSON of the answer. Honest about what did not come back: `rate` where the request surely was
 * not taken, `unknown` where it may have been. The address is never part of an error: webhooks have their key in it.
 */
export const postJson = async (
  url: string,
  body: unknown,
  { time, headers = {} }: { readonly time: Time; readonly headers?: Readonly<Record<string, string>> },
): Promise<Answered> => {
  const giveUp = new AbortController()
  const cancel = time.after(PATIENCE_MS, () => giveUp.abort())
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: giveUp.signal,
    })
    if (response.status === TOO_MANY) {
      const seconds = Number(response.headers.get('retry-after'))
      return { status: 'rate', retryAfterMs: seconds > 0 ? seconds * 1000 : LIMITED_MS }
    }
    if (response.status >= BROKEN) return { status: 'unknown' }
    return { status: 'answered', body: await response.json() }
  } catch (error) {
    return neverLeft(error) ? { status: 'rate', retryAfterMs: UNREACHABLE_MS } : { status: 'unknown' }
  } finally {
    cancel()
  }
}

/** Whether an error of `fetch` says that nothing was sent. */
export const neverLeft = (error: unknown): boolean => UNREACHABLE.has(cause.safeParse(error).data?.cause.code ?? '')
