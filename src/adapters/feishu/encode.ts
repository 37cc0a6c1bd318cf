import { createHash } from 'node:crypto'
import type { OutMessage } from '../../chat/adapter.ts'
import type { Card } from '../../chat/card.ts'
import type { ButtonValue } from './types.ts'

/** What a request body of im.v1.message carries: `content` is JSON as text. */
export interface Encoded {
  readonly msg_type: 'text' | 'post' | 'interactive'
  readonly content: string
}

/** Feishu's own idempotency key, at most 50 characters, from ours, which may be of any length. */
export const uuidOf = (key: string): string => createHash('sha256').update(key).digest('base64url')

export const encodeText = (text: string): Encoded => ({ msg_type: 'text', content: JSON.stringify({ text }) })

/** A text and a picture as one message, so that one key stands for both. */
export const encodePicture = (text: string, imageKey: string): Encoded => {
  const lines = text === '' ? [] : text.split('\n').map((line) => [{ tag: 'text', text: line }])
  return {
    msg_type: 'post',
    content: JSON.stringify({ zh_cn: { content: [...lines, [{ tag: 'img', image_key: imageKey }]] } }),
  }
}

/** A card whose buttons bring back our action. `update_multi`: one card for everybody, which may be changed later. */
export const encodeCard = (card: Card, kind: OutMessage['chat']['kind']): Encoded => {
  const plain = (content: string) => ({ tag: 'plain_text', content })
  const buttons = card.buttons.map(({ label, value }) => {
    const carried: ButtonValue = { action: value, label, direct: kind === 'direct' }
    return { tag: 'button', text: plain(label), type: 'default', value: carried }
  })
  return {
    msg_type: 'interactive',
    content: JSON.stringify({
      config: { update_multi: true, wide_screen_mode: true },
      header: { template: 'blue', title: plain(card.title) },
      elements: [
        ...(card.lines.length > 0 ? [{ tag: 'div', text: plain(card.lines.join('\n')) }] : []),
        ...(buttons.length > 0 ? [{ tag: 'action', layout: 'flow', actions: buttons }] : []),
        ...(card.footer === undefined ? [] : [{ tag: 'note', elements: [plain(card.footer)] }]),
      ],
    }),
  }
}

/** What the one who tapped sees at once. That it was received is all that is known by then. */
export const toast = (label: string): object => ({
  toast: { type: 'success', content: `收到：${label}`, i18n: { zh_cn: `收到：${label}`, en_us: `Received: ${label}` } },
})
