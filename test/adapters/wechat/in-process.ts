// First: it also silences what follows.
import './route.mjs'
import { WechatyBuilder } from 'wechaty'
import { PuppetWechat4u } from 'wechaty-puppet-wechat4u'
import type { Line, Report } from '../../../src/adapters/wechat/protocol.ts'
import { Session } from '../../../src/adapters/wechat/session.ts'
import { webSource } from '../../../src/adapters/wechat/web-source.ts'

// What the import put there swallows every exception of the test process, too.
process.removeAllListeners('uncaughtException')

/**
 * The real puppet without a process of its own, which costs two seconds each: for the many tests that are not about the
 * process. `freeze` makes it deaf and dumb, as a hanging process is.
 */
export const openHere = (session: string): Line & { freeze(): void } => {
  const puppet = new PuppetWechat4u()
  let isFrozen = false
  let hear: (report: Report) => void = () => {}
  let ended: (() => void) | null = null
  /** From now on it neither hears nor says anything, to us and to the server. */
  const freeze = () => {
    isFrozen = true
    const { wechat4u } = puppet as unknown as { wechat4u: { request: () => Promise<never> } | null }
    if (wechat4u) wechat4u.request = () => new Promise(() => {})
  }
  const end = () => {
    freeze()
    const tell = ended
    ended = null
    setImmediate(() => tell?.())
  }
  const running = new Session({
    bot: WechatyBuilder.build({ name: session, puppet }),
    source: (hearing) => webSource(puppet, hearing),
    report: (report) => {
      // What crosses the line between two processes is JSON.
      if (!isFrozen) hear(JSON.parse(JSON.stringify(report)) as Report)
    },
    leave: end,
  })
  return {
    tell: (order) => {
      if (!isFrozen) void running.obey(order)
    },
    listen: (onReport, onEnd) => {
      hear = onReport
      ended = onEnd
      void running.start()
    },
    kill: end,
    freeze,
  }
}
