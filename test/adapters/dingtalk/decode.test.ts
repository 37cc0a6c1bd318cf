import { expect, test } from 'vitest'
import { decodeMessage } from '../../../src/adapters/dingtalk/decode.ts'
import { robotMessage } from '../../../src/adapters/dingtalk/types.ts'
import sample from './samples/message.json' with { type: 'json' }

const decode = (more: object = {}) =>
  decodeMessage(robotMessage.parse({ ...sample, ...more }), 'frame1', 'bot', 1_772_326_801_000)

test('a message of a group as DingTalk documents it', () => {
  expect(decode()).toEqual({
    ...{ adapter: 'dingtalk', account: 'bot', epoch: '', kind: 'msg', eventId: 'frame1', nativeMsgId: 'msg0xs22NK==' },
    chat: { kind: 'group', id: 'cidq2BEcGl4y==' },
    chatName: '3栋业主群',
    sender: { id: '0123456789', nick: '张三' },
    sentAt: 1_772_326_800_123,
    text: '我也要装',
    mentions: [{ id: '$:LWCP_v1:$bot', name: '', self: true }],
    quote: { nativeMsgId: 'msgBot==', text: '东门要不要装充电桩' },
    attachments: [],
    isSelf: false,
    late: false,
  })
})

test('somebody from outside the organisation has no staff id', () => {
  expect(decode({ senderStaffId: undefined }).sender?.id).toBe('$:LWCP_v1:$zhang')
})

test('rich text and voice are read as words', () => {
  const richText = [{ text: '车库' }, { type: 'picture', downloadCode: 'c' }, { text: '积水' }]
  expect(decode({ msgtype: 'richText', text: undefined, content: { richText } })).toMatchObject({
    text: '车库积水',
    attachments: [{ kind: 'image' }],
  })
  expect(decode({ msgtype: 'audio', text: undefined, content: { recognition: '着火了' } })).toMatchObject({
    text: '着火了',
    attachments: [{ kind: 'audio' }],
  })
})
