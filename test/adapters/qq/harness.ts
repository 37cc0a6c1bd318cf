import { Qq } from '../../../src/adapters/qq/adapter.ts'
import type { Settings } from '../../../src/adapters/qq/settings.ts'
import type { ChatRef } from '../../../src/chat/message.ts'
import { Secret } from '../../../src/chat/secret.ts'
import type { AdapterHarness } from '../../contract/harness.ts'
import { breathe, type TestAround } from '../../support/around.ts'
import { until } from '../../support/until.ts'
import { APP, GROUP, LoopbackQq, SECRET, ZHANG } from './loopback.ts'

export const chat: ChatRef = { kind: 'group', id: GROUP }

export const settingsFor = (api: string): Settings => ({
  ...{ appId: APP, secret: new Secret(SECRET), receive: 'all', api, tokens: `${api}/token` },
})

/** A bot and the QQ it talks to. */
export const open = async (around: TestAround) => {
  const qq = new LoopbackQq(around.time.now)
  await qq.listen()
  const settings = settingsFor(qq.address)
  return { qq, settings, adapter: new Qq(settings, around) }
}

export const qqHarness = async (around: TestAround): Promise<AdapterHarness> => {
  const { qq, adapter } = await open(around)
  const heard = async () => {
    await breathe()
    await breathe()
  }
  return {
    adapter,
    secrets: [SECRET, 'token-1', 'token-2'],
    group: () => chat,
    person: () => ZHANG,
    async says(to, text, more = {}) {
      const attachments = [{ content_type: 'image/jpeg', filename: 'a.jpg', url: 'example.invalid/a.jpg', size: 3 }]
      qq.says(text, {
        ...(to.kind === 'direct' ? { to: 'direct' as const } : {}),
        ...(more.agoMs === undefined ? {} : { agoMs: more.agoMs }),
        d: {
          ...(more.attach ? { attachments } : {}),
          mentions: more.mentionBot ? [{ id: 'BOT', username: '五共', is_you: true }] : [],
        },
      })
      await heard()
    },
    async seen(of) {
      return qq.shown
        .filter((one) => one.chat === of.id)
        .map(({ id, text, image }) => ({ id, text, buttons: [], hasImage: image }))
    },
    nextSend(fate) {
      if (fate === 'unanswered') qq.swallowNext()
      else if (fate === 'slow') qq.slow = true
      else qq.limited = 7
      return fate === 'limited' ? 7_000 : null
    },
    async redeliver() {
      qq.again()
      await heard()
    },
    botWritesElsewhere: async () => false,
    async sendsUnknown() {
      qq.emit('GROUP_DANCE_CREATE', { group_openid: GROUP })
      await heard()
    },
    async drop(during) {
      qq.down = true
      qq.forgets = true
      qq.cut()
      await until(() => adapter.health() !== 'ok')
      await around.time.passes(1_000)
      await during()
      qq.down = false
    },
    connections: () => qq.connections,
    async goesSilent() {
      qq.forgets = true
      qq.mute()
    },
    async removesBot() {
      qq.inGroup = false
      const timestamp = Math.floor(around.time.now() / 1000)
      qq.emit('GROUP_DEL_ROBOT', { group_openid: GROUP, op_member_openid: ZHANG, timestamp })
      await heard()
    },
    async close() {
      await adapter.stop({ keepSession: false })
      await qq.close()
    },
  }
}
