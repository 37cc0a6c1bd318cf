import { describe, expect, test } from 'vitest'
import { decodeMessage, type Said, saidInList } from '../../../src/adapters/feishu/decode.ts'
import { openEvent, sortEvent } from '../../../src/adapters/feishu/events.ts'
import { listedMessage, page } from '../../../src/adapters/feishu/types.ts'
import list from './samples/list.json' with { type: 'json' }
import message from './samples/message.json' with { type: 'json' }

const NOW = 1_772_326_801_000
const around = { account: 'bot', bot: 'ou_bot', now: NOW, chatName: '3栋业主群', nick: '张三' }
const said = (payload: unknown): Said => {
  const opened = openEvent(payload)
  const sorted = opened && sortEvent(opened.type, opened.body)
  if (sorted?.is !== 'message') throw new Error('not read as a message')
  return sorted.said
}

describe('payloads as Feishu documents them', () => {
  test('a message of a group: who, where, when, whom it mentions, what it answers', () => {
    expect(decodeMessage(said(message), around, false)).toEqual({
      ...{ adapter: 'feishu', account: 'bot', epoch: '', kind: 'msg' },
      eventId: 'om_5ce6d572455d361153b7cb51da133945',
      nativeMsgId: 'om_5ce6d572455d361153b7cb51da133945',
      chat: { kind: 'group', id: 'oc_5ce6d572455d361153b7xx51da133945' },
      chatName: '3栋业主群',
      sender: { id: 'ou_84aad35d', nick: '张三' },
      sentAt: 1_772_326_800_123,
      text: '@五共管家 @李四 明天停水吗 @所有人',
      mentions: [
        { id: 'ou_bot', name: '五共 管家', self: true },
        { id: 'ou_li', name: '李四', self: false },
      ],
      quote: { nativeMsgId: 'om_5ce6d572455d361153b7xx51da133945' },
      attachments: [],
      isSelf: false,
      late: false,
    })
  })

  test('the same from the history: its mentions have another form, and it is late', () => {
    const [item] = page(listedMessage).parse(list).items ?? []
    if (!item) throw new Error('nothing was listed')
    expect(decodeMessage(saidInList(item, false), around, true)).toMatchObject({
      mentions: [{ id: 'ou_bot', self: true }],
      attachments: [{ kind: 'file', name: '停水通知.pdf' }],
      late: true,
    })
  })

  test.each([
    ['red packet', 'hongbao', '{"text":"[红包]"}'],
    ['broken', 'text', 'not json'],
    ['of another shape', 'text', '{"words":"a"}'],
  ])('a message that cannot be read is still one: %s', (_, message_type, content) => {
    const strange = {
      ...message,
      event: { ...message.event, message: { ...message.event.message, message_type, content } },
    }
    expect(decodeMessage(said(strange), around, false)).toMatchObject({ kind: 'msg', text: '', attachments: [] })
  })
})
