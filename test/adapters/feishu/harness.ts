import { z } from 'zod'
import { Feishu } from '../../../src/adapters/feishu/index.ts'
import { settings } from '../../../src/adapters/feishu/settings.ts'
import type { ChatRef } from '../../../src/chat/message.ts'
import { Secret } from '../../../src/chat/secret.ts'
import type { AdapterHarness } from '../../contract/harness.ts'
import type { TestAround } from '../../support/around.ts'
import { until } from '../../support/until.ts'
import { APP_ID, APP_SECRET, BOT, LoopbackFeishu, SECRETS } from './loopback.ts'

const ME = 'ou_zhang'

export const settingsFor = (domain: string, more: object = {}) =>
  settings.parse({ appId: APP_ID, appSecret: new Secret(APP_SECRET), domain, ...more })

/** A Feishu on loopback with the adapter that talks to it. */
export const openFeishu = async (around: TestAround): Promise<{ platform: LoopbackFeishu; adapter: Feishu }> => {
  const platform = new LoopbackFeishu(around.time.now)
  await platform.listen()
  return { platform, adapter: new Feishu(settingsFor(platform.address), around) }
}

const card = z.object({
  elements: z.array(
    z.object({
      actions: z.array(z.object({ text: z.object({ content: z.string() }), value: z.unknown() })).default([]),
    }),
  ),
})
const text = z.object({ text: z.string() })
const post = z.object({
  zh_cn: z.object({ content: z.array(z.array(z.object({ tag: z.string(), text: z.string().optional() }))) }),
})

export const buttonsOf = (content: string) => card.parse(JSON.parse(content)).elements.flatMap(({ actions }) => actions)

const shownText = (type: string, content: string): string => {
  if (type === 'text') return text.parse(JSON.parse(content)).text
  if (type !== 'post') return ''
  const lines = post.parse(JSON.parse(content)).zh_cn.content
  return lines.map((line) => line.map((piece) => piece.text ?? '').join('')).join('\n')
}

export const feishuHarness = async (around: TestAround): Promise<AdapterHarness> => {
  const { platform, adapter } = await openFeishu(around)
  const chatOf = ({ kind, id }: ChatRef) => (kind === 'group' ? id : 'oc_p1')
  const kept = (chat: ChatRef) => platform.messages.filter((one) => one.chat === chatOf(chat) && !one.deleted)
  return {
    adapter,
    secrets: SECRETS,
    group: () => ({ kind: 'group', id: 'oc_g3' }),
    person: () => ME,
    async seen(chat) {
      return kept(chat).flatMap(({ id, sender, type, content, parent }) =>
        sender.type === 'user'
          ? []
          : [
              {
                id,
                text: shownText(type, content),
                buttons: type === 'interactive' ? buttonsOf(content).map((button) => button.text.content) : [],
                hasImage: content.includes('"img_'),
                ...(parent === undefined ? {} : { quotes: parent }),
              },
            ],
      )
    },
    async says(chat, words, { quote, mentionBot, agoMs = 0, attach } = {}) {
      const key = '@_user_1'
      await platform.say({
        chat: chatOf(chat),
        sender: { id: ME, type: 'user' },
        type: attach ?? 'text',
        content: JSON.stringify(
          attach ? { image_key: 'img_theirs' } : { text: mentionBot ? `${key} ${words}` : words },
        ),
        at: around.time.now() - agoMs,
        mentions: mentionBot ? [{ key, id: BOT, name: '五共' }] : [],
        ...(quote === undefined ? {} : { parent: quote }),
      })
    },
    redeliver: async () => void (await platform.again()),
    async botWritesElsewhere(words) {
      const sender = { id: APP_ID, type: 'app' as const }
      await platform.say({
        chat: 'oc_g3',
        sender,
        type: 'text',
        content: JSON.stringify({ text: words }),
        mentions: [],
      })
      return true
    },
    sendsUnknown: async () => void (await platform.push('im.red_packet.opened_v9', { chat_id: 'oc_g3' })),
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
      return fate === 'limited' ? 2_000 : null
    },
    async taps(chat, label) {
      const shown = kept(chat).findLast(({ type }) => type === 'interactive')
      const button = buttonsOf(shown?.content ?? '').find((one) => one.text.content === label)
      await platform.push('card.action.trigger', {
        operator: { open_id: ME },
        action: { value: button?.value, tag: 'button' },
        context: { open_message_id: shown?.id, open_chat_id: chatOf(chat) },
      })
    },
    goesSilent: async () => platform.silence(),
    connections: () => platform.made,
    async memberLeaves() {
      platform.chats.get('oc_g3')?.members.delete('ou_li')
      const users = [{ name: '李四', user_id: { open_id: 'ou_li' } }]
      await platform.push('im.chat.member.user.withdrawn_v1', { chat_id: 'oc_g3', users })
      return 'ou_li'
    },
    async removesBot() {
      platform.chats.get('oc_g3')?.members.delete(BOT)
      await platform.push('im.chat.member.bot.deleted_v1', { chat_id: 'oc_g3', name: '幸福里3栋业主群' })
    },
    async close() {
      await adapter.stop()
      await platform.close()
    },
  }
}
