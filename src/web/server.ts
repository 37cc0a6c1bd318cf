import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/** The pages on one port. `allowedHost`: how the console is called from outside, where it is not loopback. */
export const listen = async (parts: {
  readonly host: string
  readonly port: number
  readonly allowedHost: string | null
  readonly console: Pick<Hono, 'fetch'>
  readonly simulator: Hono | null
}): Promise<{ readonly port: number; stop(): Promise<void> }> => {
  const app = new Hono()
  // A foreign page that points its own name at this machine (DNS rebinding) gets nothing.
  app.use(async (c, next) => {
    const host = (c.req.header('host') ?? '').replace(/:\d+$/, '')
    if (![...LOOPBACK, parts.host, parts.allowedHost].includes(host)) return c.text('请用启动时给的地址打开。', 421)
    return next()
  })
  if (parts.simulator) app.route('/sim', parts.simulator)
  app.all('*', (c) => parts.console.fetch(c.req.raw, c.env))
  const server = await new Promise<Server>((resolve, reject) => {
    const made = serve({ fetch: app.fetch, hostname: parts.host, port: parts.port }, () => resolve(made)) as Server
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
