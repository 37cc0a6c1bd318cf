import { WeCom } from '../../../src/adapters/wecom/index.ts'
import { settings } from '../../../src/adapters/wecom/settings.ts'
import type { ChatRef } from '../../../src/chat/message.ts'
import { Secret } from '../../../src/chat/secret.ts'
import type { AdapterHarness } from '../../contract/harness.ts'
import { breathe, type TestAround } from '../../support/around.ts'
import { until } from '../../support/until.ts'
import { BOT_ID, LoopbackWeCom, NAME, SECRET } from './loopback.ts'

export const GROUP: ChatRef = { kind: 'group', id: 'wr3' }
const ME = 'zhangsan'

export const settingsFor = (url: string) =>
  settings.parse({ botId: BOT_ID, secret: new Secret(SECRET), name: NAME, url })

export const weComHarness = async (around: TestAround): Promise<AdapterHarness> => {
  const platform = new LoopbackWeCom(around.time.now)
  await platform.listen()
  const adapter = new WeCom(settingsFor(platform.address), around)
  return {
    adapter,
    secrets: [SECRET],
    group: () => GROUP,
    person: () => ME,
    seen: async (chat) =>
      platform.shown
        .filter((one) => one.chat === chat.id)
        .map(({ text }, n) => ({ id: String(n), text, buttons: [], hasImage: false })),
    async says(chat, words, { quote: _, agoMs = 0, attach } = {}) {
      const quoted = platform.shown.at(-1)?.text
      const mention = chat.kind === 'group' ? `@${NAME} ` : ''
      platform.say(chat.kind === 'group' ? chat.id : null, {
        create_time: Math.floor((around.time.now() - agoMs) / 1000),
        ...(attach
          ? { msgtype: 'image', image: { url: 'https://wecom/picture' } }
          : { text: { content: `${mention}${words}` } }),
        ...(quoted === undefined ? {} : { quote: { msgtype: 'text', text: { content: quoted } } }),
      })
      await breathe()
    },
    async redeliver() {
      platform.again()
      await breathe()
    },
    botWritesElsewhere: async () => false,
    async sendsUnknown() {
      platform.push('aibot_red_packet_callback', { hello: '红包' })
      await breathe()
    },
    async drop(during) {
      platform.open = false
      platform.drop()
      await until(() => adapter.health() !== 'ok')
      await during()
      platform.open = true
      await around.time.passes(2_000)
      await until(() => adapter.health() === 'ok')
    },
    nextSend(fate) {
      platform.fate = fate
      return fate === 'limited' ? 60_000 : null
    },
    goesSilent: async () => platform.silence(),
    connections: () => platform.made,
    removesBot: async () => {
      platform.member = false
    },
    async close() {
      await adapter.stop()
      await platform.close()
    },
  }
}
