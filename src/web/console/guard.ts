import type { Context, MiddlewareHandler } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { csrf } from 'hono/csrf'
import type { App } from '../../app/app.ts'
import type { Clock } from '../../app/ports.ts'
import { SESSION_LIFE, type Session, sessionOf } from '../../app/sign-in.ts'
import { howToSignIn, plainPage } from './layout.ts'

export interface ConsoleEnv {
  Variables: { session: Session }
}

/** What answers without a login. Everything else needs one; a test walks all routes. */
export const PUBLIC_ROUTES: readonly string[] = ['GET /health', 'GET /console.css', 'GET /login', 'POST /login']

const COOKIE = 'wugong'

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * Nothing runs, nothing is framed, nothing is kept by a browser. The referrer stays with us; with `no-referrer` a
 * browser would send its own forms with `Origin: null`, and over plain http they could not be told from a stranger's.
 */
export const headers: MiddlewareHandler = async (c, next) => {
  await next()
  c.header('content-security-policy', POLICY)
  c.header('x-frame-options', 'DENY')
  c.header('x-content-type-options', 'nosniff')
  c.header('referrer-policy', 'same-origin')
  c.header('cross-origin-opener-policy', 'same-origin')
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
}

/** A change comes from our own pages. Behind a proxy the address we see has another scheme, so hosts are compared. */
export const sameSite: MiddlewareHandler = csrf({
  origin: (origin, c) => URL.canParse(origin) && new URL(origin).host === c.req.header('host'),
})

/** Lets in who has a session, and tells everyone else how to get one. */
export const signedIn =
  ({ app, clock, secure }: { app: App; clock: Clock; secure: boolean }): MiddlewareHandler<ConsoleEnv> =>
  async (c, next) => {
    const method = c.req.method === 'HEAD' ? 'GET' : c.req.method
    if (PUBLIC_ROUTES.includes(`${method} ${c.req.path}`)) return next()
    const secret = sessionSecret(c, secure)
    const session = secret === undefined ? null : await app.run(() => sessionOf(secret, clock.now()))
    if (!session) return c.html(plainPage('请先登录', howToSignIn()), 401)
    c.set('session', session)
    return next()
  }

/** On https the name's prefix makes a browser refuse the cookie from any other host or path. */
const prefixed = (secure: boolean) => (secure ? ('host' as const) : undefined)

export const sessionSecret = (c: Context, secure: boolean): string | undefined =>
  getCookie(c, COOKIE, prefixed(secure)) || undefined

export const keepSession = (c: Context, secret: string, secure: boolean): void => {
  const options = { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: SESSION_LIFE / 1000 } as const
  setCookie(c, COOKIE, secret, secure ? { ...options, secure: true, prefix: 'host' } : options)
}

export const dropSession = (c: Context, secure: boolean): void => {
  deleteCookie(c, secure ? `__Host-${COOKIE}` : COOKIE, { path: '/', secure })
}
