import { DingTalk } from '../../../src/adapters/dingtalk/index.ts'
import { settings } from '../../../src/adapters/dingtalk/settings.ts'
import type { ChatRef } from '../../../src/chat/message.ts'
import { Secret } from '../../../src/chat/secret.ts'
import type { AdapterHarness } from '../../contract/harness.ts'
import type { TestAround } from '../../support/around.ts'
import { until } from '../../support/until.ts'
import { CLIENT_ID, CLIENT_SECRET, LoopbackDingTalk, SECRETS } from './loopback.ts'

export const GROUP: ChatRef = { kind: 'group', id: 'cid3==' }
const ME = 'staff1'

export const settingsFor = (api: string, secret = CLIENT_SECRET) =>
  settings.parse({ clientId: CLIENT_ID, clientSecret: new Secret(secret), api })

export const dingTalkHarness = async (around: TestAround): Promise<AdapterHarness> => {
  const platform = new LoopbackDingTalk(around.time.now)
  await platform.listen()
  const adapter = new DingTalk(settingsFor(platform.address), around)
  const up = async () => {
    await around.time.passes(2_000)
    await until(() => adapter.health() === 'ok')
  }
  return {
    adapter,
    secrets: SECRETS,
    group: () => GROUP,
    person: () => ME,
    seen: async (chat) =>
      platform.shown
        .filter((one) => one.chat === chat.id)
        .map(({ text }, n) => ({ id: String(n), text, buttons: [], hasImage: false })),
    async says(chat, words, { quote, agoMs = 0, attach } = {}) {
      const quoted = platform.shown.at(-1)?.text
      const repliedMsg = { msgId: quote ?? 'msg_bot', msgType: 'text', content: { text: quoted } }
      await platform.push(
        platform.message(chat.id, chat.kind === 'direct', {
          createAt: around.time.now() - agoMs,
          ...(attach
            ? { msgtype: 'picture', content: { downloadCode: 'code' } }
            : { text: { content: ` ${words}`, ...(quoted ? { isReplyMsg: true, repliedMsg } : {}) } }),
        }),
      )
    },
    redeliver: async () => void (await platform.again()),
    botWritesElsewhere: async () => false,
    sendsUnknown: async () => void (await platform.push({ hello: '红包' }, '/v9.0/red/packet')),
    async drop(during) {
      platform.open = false
      platform.drop()
      await until(() => adapter.health() !== 'ok')
      await during()
      platform.open = true
      await up()
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
