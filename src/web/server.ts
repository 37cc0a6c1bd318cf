import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { codeOf } from '../app/error-code.ts'
import type { Log } from '../chat/platform.ts'
import { boundedServer } from '../chat/bounded-server.ts'

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
  readonly patience?: Parameters<typeof boundedServer>[1]
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
  const server = boundedServer(getRequestListener(app.fetch, { hostname: parts.host }), parts.patience)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(parts.port, parts.host, resolve)
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
