import type { HttpBindings } from '@hono/node-server'
import type { MiddlewareHandler } from 'hono'

/** What proxies add to a request; and they like to speak HTTP/1.0, which no browser does. */
const FORWARDED = [
  ...['forwarded', 'via', 'x-real-ip', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'],
  ...['x-forwarded-server', 'x-forwarded-port', 'x-original-host', 'cf-connecting-ip'],
]

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/

const POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * The page has no login, so it answers only a browser on this machine: a foreign name in `Host` (DNS rebinding) is
 * refused, and so are what a proxy forwards, whatever it makes of that name, and a change without our own header, which
 * no other site's form can send.
 */
export const guard: MiddlewareHandler<{ Bindings: Partial<HttpBindings> }> = async (c, next) => {
  const isForwarded =
    c.env?.incoming?.httpVersion === '1.0' || FORWARDED.some((name) => c.req.header(name) !== undefined)
  if (isForwarded || !LOOPBACK.test(c.req.header('host') ?? ''))
    return c.json({ refused: '这个页面只能在本机打开。' }, 403)
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && c.req.header('x-wugong-sim') !== '1') {
    return c.json({ refused: '请在模拟群聊的页面里操作。' }, 403)
  }
  await next()
  c.header('content-security-policy', POLICY)
  c.header('x-frame-options', 'DENY')
  c.header('x-content-type-options', 'nosniff')
  c.header('referrer-policy', 'no-referrer')
  return undefined
}
