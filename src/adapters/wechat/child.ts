import { chmodSync, existsSync } from 'node:fs'
import { keepWhole } from './card.ts'
import type { Order, Report } from './protocol.ts'

/**
 * The process that holds the login: `child.js SESSION`. It speaks to us over IPC alone, has nobody else's secrets in its
 * environment, and whatever goes wrong in it ends it; we start another.
 */
const [session = ''] = process.argv.slice(2)
// The session file holds live cookies: whoever reads it is logged in.
process.umask(0o077)
const card = `${session}.memory-card.json`
if (existsSync(card)) chmodSync(card, 0o600)
keepWhole(card)

const { WechatyBuilder } = await import('wechaty')
const { PuppetWechat4u } = await import('wechaty-puppet-wechat4u')
const { Session } = await import('./session.ts')
const { webSource } = await import('./web-source.ts')

// wechat4u has a handler that swallows every exception of the process: a broken one must end, not go on.
const die = () => process.exit(1)
process.on('uncaughtException', die)
process.on('unhandledRejection', die)
process.on('disconnect', die)

const puppet = new PuppetWechat4u()
const report = (what: Report): void => {
  process.send?.(what)
}
const running = new Session({
  bot: WechatyBuilder.build({ name: session, puppet }),
  source: (hearing) => webSource(puppet, hearing),
  report,
  leave: () => setImmediate(() => process.exit(0)),
})
process.on('message', (order: Order) => void running.obey(order))
await running.start()
