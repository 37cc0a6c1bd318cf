import { expect, test } from 'vitest'
import { decodeCallback } from '../../../src/adapters/wecom/decode.ts'
import { callback } from '../../../src/adapters/wecom/types.ts'
import sample from './samples/callback.json' with { type: 'json' }

const decode = (more: object = {}) =>
  decodeCallback(callback.parse({ ...sample, ...more }), { account: 'bot', name: '五共', now: 1_772_326_801_000 })

test('words with a picture in a group as WeCom documents them', () => {
  expect(decode()).toEqual({
    ...{
      adapter: 'wecom',
      account: 'bot',
      epoch: '',
      kind: 'msg',
      eventId: 'CAIQ16HMjQYY',
      nativeMsgId: 'CAIQ16HMjQYY',
    },
    chat: { kind: 'group', id: 'wr3dong' },
    sender: { id: 'zhangsan', nick: 'zhangsan' },
    sentAt: 1_772_326_800_000,
    text: '车库积水',
    mentions: [{ name: '五共', self: true }],
    quote: { text: '东门要不要装充电桩' },
    attachments: [{ kind: 'image', name: 'image' }],
    isSelf: false,
    late: false,
  })
})

test('in private nothing is cut off and nobody is mentioned', () => {
  const text = { content: '@五共 是谁' }
  expect(decode({ chattype: 'single', chatid: undefined, msgtype: 'text', mixed: undefined, text })).toMatchObject({
    chat: { kind: 'direct', id: 'zhangsan' },
    text: '@五共 是谁',
    mentions: [],
  })
})
