import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, vi } from 'vitest'
import { WeChat } from '../../../src/adapters/wechat/adapter.ts'
import { forkChild } from '../../../src/adapters/wechat/fork.ts'
import type { Line } from '../../../src/adapters/wechat/protocol.ts'
import type { Intake } from '../../../src/chat/adapter.ts'
import type { ChatRef } from '../../../src/chat/message.ts'
import { type AdapterHarness, Ear } from '../../contract/harness.ts'
import type { TestAround } from '../../support/around.ts'
import { PATIENCE_MS } from '../../support/until.ts'
import { asHtml, WebWeChat } from './web-wechat.ts'

/** The built child, with the real puppet in it, talking to a loopback server (`pretest` builds). */
const PROGRAM = resolve('dist/adapters/wechat/child.js')
const ROUTE = join(import.meta.dirname, 'route.mjs')

export const soon = (so: () => void) => vi.waitFor(so, { timeout: PATIENCE_MS, interval: 5 })

/** Starts what holds the login, talking to the loopback server at a port. */
export type Launch = (session: string, port: string) => Line & { freeze?: () => void }

/** As in life: in a process of its own. */
export const inChild: Launch = (session, port) =>
  forkChild(session, { file: PROGRAM, node: ['--import', ROUTE], env: { WEB_WECHAT_PORT: port } })

/** An account on a loopback web WeChat, with the real puppet. */
export const connect = async (around: TestAround, launch: Launch) => {
  const server = new WebWeChat(around.time.now)
  await server.listen()
  const lines: ReturnType<Launch>[] = []
  const adapter = new WeChat(around, () => {
    const line = launch(around.file('session'), String(server.port))
    lines.push(line)
    return line
  })
  return { server, adapter, lines }
}

/** The login is on disk, and whole: a little after it is there. */
export const isKept = (around: TestAround): boolean => {
  try {
    return JSON.stringify(JSON.parse(readFileSync(sessionFile(around), 'utf8'))).includes('skey')
  } catch {
    return false
  }
}
export const sessionFile = (around: TestAround): string => `${around.file('session')}.memory-card.json`

export class Heard extends Ear {
  readonly #inner: Intake | null
  count = 0
  constructor(inner: Intake | null = null) {
    super()
    this.#inner = inner
  }
  override async receive(inbound: Parameters<Intake['receive']>[0]): Promise<void> {
    await this.#inner?.receive(inbound)
    this.count += 1
    await super.receive(inbound)
  }
  override async gap(gap: Parameters<Intake['gap']>[0]): Promise<void> {
    await super.gap(gap)
    await this.#inner?.gap(gap)
  }
  override async unknown(event: Parameters<Intake['unknown']>[0]): Promise<void> {
    await super.unknown(event)
    await this.#inner?.unknown(event)
  }
}

export const weChatHarness =
  (launch: Launch) =>
  async (around: TestAround): Promise<AdapterHarness> => {
    const { server, adapter, lines } = await connect(around, launch)
    let ear = new Heard()
    const start = adapter.start.bind(adapter)
    adapter.start = async (intake) => {
      ear = new Heard(intake)
      await start(ear)
      await soon(() => expect(adapter.health()).toBe('ok'))
      await soon(() => expect(isKept(around)).toBe(true))
    }
    /** What the server pushes has been heard, where anybody listens. */
    const arrives = async (push: () => void) => {
      const before = ear.count
      push()
      await soon(() => expect(adapter.health() !== 'ok' || ear.count > before).toBe(true))
    }
    const ends = async () => {
      lines.at(-1)?.kill()
      await soon(() => expect(adapter.health()).toBe('down'))
    }
    const says = (chat: ChatRef, html: string, more: Record<string, unknown>) =>
      chat.kind === 'group' ? server.inGroup('张三', html, more) : server.inPrivate('张三', html, more)
    return {
      adapter,
      secrets: [server.cookie, '@sk'],
      group: () => ({ kind: 'group', id: server.room }),
      person: () => server.id('张三'),
      async seen(chat) {
        return server.sent
          .filter(({ to }) => to === chat.id)
          .map(({ id, text, image }) => ({ id, text, buttons: [], hasImage: image }))
      },
      nextSend(fate) {
        server.nextSend = fate === 'limited' ? 1205 : fate
        return null
      },
      says: (chat, text, { quote, mentionBot, agoMs = 0, attach } = {}) => {
        const quoted = server.sent.find(({ id }) => id === quote)?.text
        const html = mentionBot ? `@社区 小管家\u2005${asHtml(text)}` : asHtml(text)
        return arrives(() =>
          says(chat, quoted === undefined ? html : asHtml(server.quoting(text, quote ?? '', quoted)), {
            CreateTime: Math.floor((around.time.now() - agoMs) / 1000),
            ...(quoted === undefined ? {} : { MsgType: 49, AppMsgType: 57 }),
            ...(attach ? { MsgType: 3 } : {}),
          }),
        )
      },
      async redeliver() {
        server.again()
        // A message after it: when that is heard, the repeated one has been dealt with.
        await arrives(() =>
          server.push({ FromUserName: server.room, MsgType: 10_000, Content: '"张三"邀请"孙七"加入了群聊' }),
        )
      },
      async botWritesElsewhere(text) {
        await arrives(() =>
          server.push({ FromUserName: server.id('管家'), ToUserName: server.room, Content: asHtml(text) }),
        )
        return true
      },
      async sendsUnknown() {
        server.push({ FromUserName: server.room, MsgType: 777, Content: '来自未来' })
        await soon(() => expect(ear.unknowns).toHaveLength(1))
      },
      async drop(during) {
        await ends()
        await during()
        await around.time.passes(1_000)
        await soon(() => expect(adapter.health()).toBe('ok'))
        await soon(() => expect(ear.gaps.length).toBeGreaterThan(0))
      },
      async relogin() {
        const before = adapter.epoch()
        server.newIds()
        await ends()
        await around.time.passes(1_000)
        await soon(() => expect(adapter.epoch()).not.toBe(before))
      },
      logins: () => server.logins,
      async goesSilent() {
        const line = lines.at(-1)
        if (line?.freeze) return line.freeze()
        server.bug = 'hangs'
        server.poke()
      },
      connections: () => lines.length,
      async removesBot() {
        server.removed = true
        await arrives(() =>
          server.push({ FromUserName: server.room, MsgType: 10_000, Content: '你被"王主任"移出群聊' }),
        )
      },
      async close() {
        await adapter.stop({ keepSession: true })
        await server.close()
      },
    }
  }
