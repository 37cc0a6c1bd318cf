import type { Inbound } from '../../src/chat/message.ts'

/** What somebody said, where it does not matter what. */
export const SOMETHING: Inbound = {
  adapter: 'stage',
  account: 'bot',
  epoch: '',
  eventId: '',
  nativeMsgId: '',
  kind: 'msg',
  chat: { kind: 'group', id: 'g1' },
  sender: { id: 'u9' },
  sentAt: 0,
  text: '说了一句',
  mentions: [],
  attachments: [],
  isSelf: false,
  late: false,
}
