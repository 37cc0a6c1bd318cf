import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { codeOf } from '../app/error-code.ts'
import type { Log } from '../app/ports.ts'

/**
 * How long (ms) a browser may take to send its headers and its whole request: whoever sends a byte a minute does not keep
 * a connection. Looked at every second, and no more than so many connections at once.
 */
const PATIENCE = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 }
const MAX_CONNECTIONS = 1_000

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/** The pages on one port. `allowedHost`: how the console is called from outside, where it is not loopback. */
export const listen = async (parts: {
  readonly host: string
  readonly port: number
  readonly allowedHost: string | null
  /** Null where another process serves it. */
  readonly console: Pick<Hono, 'fetch'> | null
  readonly simulator: Hono | null
  readonly log: Log
  readonly patience?: typeof PATIENCE
}): Promise<{ readonly port: number; stop(): Promise<void> }> => {
  const app = new Hono()
  // A foreign page that points its own name at this machine (DNS rebinding) gets nothing.
  app.use(async (c, next) => {
    const host = (c.req.header('host') ?? '').replace(/:\d+$/, '')
    if (![...LOOPBACK, parts.host, parts.allowedHost].includes(host)) return c.text('请用启动时给的地址打开。', 421)
    return next()
  })
  // Neither the one who asks nor the log learns more than that it failed: what was asked may be personal.
  app.onError((error, c) => {
    if (!c.req.raw.signal.aborted) parts.log.error('web.failed', { method: c.req.method, error: codeOf(error) })
    return c.text('没有做成，请过一会儿再试。', 500)
  })
  if (parts.simulator) app.route('/sim', parts.simulator)
  const { console } = parts
  if (console) app.all('*', (c) => console.fetch(c.req.raw, c.env))
  const server = await new Promise<Server>((resolve, reject) => {
    const serverOptions = parts.patience ?? PATIENCE
    const where = { fetch: app.fetch, hostname: parts.host, port: parts.port, serverOptions }
    const made = serve(where, () => resolve(made)) as Server
    made.maxConnections = MAX_CONNECTIONS
    made.once('error', reject)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : parts.port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
