import { OneBot } from '../../../src/adapters/onebot/adapter.ts'
import type { Settings } from '../../../src/adapters/onebot/settings.ts'
import type { ChatRef } from '../../../src/chat/message.ts'
import { Secret } from '../../../src/chat/secret.ts'
import type { AdapterHarness } from '../../contract/harness.ts'
import { breathe, type TestAround } from '../../support/around.ts'
import { until } from '../../support/until.ts'
import { at, BOT, GROUP, LoopbackOneBot, reply, TOKEN, text, ZHANG } from './loopback.ts'

export const token = new Secret(TOKEN)
export const chat: ChatRef = { kind: 'group', id: String(GROUP) }

const toOf = (ref: ChatRef) => (ref.kind === 'group' ? { group: Number(ref.id) } : { user: Number(ref.id) })

/** A bot that is connected forward or reverse, and the QQ behind it. */
export const open = async (around: TestAround, way: 'forward' | 'reverse') => {
  const qq = new LoopbackOneBot(around.time.now)
  const port = way === 'forward' ? await qq.listen() : 0
  const settings: Settings =
    way === 'forward' ? { way, url: `ws://127.0.0.1:${port}`, token } : { way, host: '127.0.0.1', port: 0, token }
  const adapter = new OneBot(settings, around)
  /** An implementation that calls us tries again by itself. */
  const comeBack = (): Promise<unknown> => (way === 'forward' ? qq.listen(port) : qq.call(adapter.port ?? 0))
  return { qq, adapter, comeBack }
}

export const oneBotHarness =
  (way: 'forward' | 'reverse') =>
  async (around: TestAround): Promise<AdapterHarness> => {
    const { qq, adapter, comeBack } = await open(around, way)
    const start = adapter.start.bind(adapter)
    let running = false
    // Where the implementation calls us, it does so as soon as we listen.
    adapter.start = async (intake) => {
      await start(intake)
      if (way === 'reverse') await comeBack()
      running = true
      await until(() => adapter.health() === 'ok')
    }
    const stop = adapter.stop.bind(adapter)
    adapter.stop = async () => {
      running = false
      await stop()
    }
    const heard = async () => {
      await breathe()
      await breathe()
    }
    return {
      adapter,
      secrets: [TOKEN],
      group: () => chat,
      person: () => String(ZHANG),
      async says(to, words, more = {}) {
        qq.says(
          [
            ...(more.quote === undefined ? [] : [reply(more.quote)]),
            ...(more.mentionBot ? [at(BOT), text(' ')] : []),
            ...(words === '' ? [] : [text(words)]),
            ...(more.attach ? [{ type: 'image', data: { file: 'a.jpg', url: 'https://example.invalid/a.jpg' } }] : []),
          ],
          toOf(to),
          more.agoMs === undefined ? {} : { event: { time: Math.floor((around.time.now() - more.agoMs) / 1000) } },
        )
        await heard()
      },
      async seen(of) {
        return qq.seen(toOf(of)).map((one) => {
          const part = (type: string) => one.parts.find((p) => p.type === type)?.data
          const quoted = part('reply')?.id
          return {
            id: String(one.id),
            text: String(part('text')?.text ?? ''),
            buttons: [],
            hasImage: part('image') !== undefined,
            ...(quoted === undefined ? {} : { quotes: String(quoted) }),
          }
        })
      },
      nextSend(fate) {
        if (fate === 'unanswered') qq.swallowAnswer = true
        else if (fate === 'slow') qq.slow = true
        else qq.failWith = { retcode: 1200, message: '发送频率过快' }
        return null
      },
      async redeliver() {
        qq.again()
        await heard()
      },
      async botWritesElsewhere(words) {
        qq.says([text(words)], { group: GROUP }, { from: BOT })
        await heard()
        return true
      },
      async sendsUnknown() {
        qq.emit({
          post_type: 'notice',
          notice_type: 'group_dance',
          group_id: GROUP,
          user_id: ZHANG,
          time: 1,
          self_id: BOT,
        })
        await heard()
      },
      async drop(during) {
        await qq.cut()
        await until(() => adapter.health() !== 'ok')
        await during()
        await comeBack()
        if (running && way === 'forward') await around.time.passes(2_000)
        await until(() => adapter.health() === 'ok')
        await heard()
      },
      connections: () => qq.connections,
      async goesSilent() {
        qq.muteAll()
        // One that calls us notices by itself that nothing is answered, and calls anew.
        if (way === 'reverse') void until(() => !qq.connected).then(comeBack)
      },
      async memberLeaves() {
        qq.emit({
          ...{ post_type: 'notice', notice_type: 'group_decrease', sub_type: 'leave', self_id: BOT },
          ...{ group_id: GROUP, user_id: ZHANG, operator_id: ZHANG, time: Math.floor(around.time.now() / 1000) },
        })
        await heard()
        return String(ZHANG)
      },
      async removesBot() {
        qq.inGroup = false
        qq.emit({
          ...{ post_type: 'notice', notice_type: 'group_decrease', sub_type: 'kick_me', self_id: BOT },
          ...{ group_id: GROUP, user_id: BOT, operator_id: ZHANG, time: Math.floor(around.time.now() / 1000) },
        })
        await heard()
      },
      async close() {
        await adapter.stop()
        await qq.cut()
      },
    }
  }
