import { definePlatform } from '../../chat/platform.ts'
import { Xmpp } from './adapter.ts'
import { check } from './check.ts'
import { settings } from './settings.ts'
import { NAME } from './types.ts'

export const platform = definePlatform({
  name: NAME,
  title: { zh: 'XMPP 群聊', en: 'XMPP rooms' },
  settings,
  example: {
    jid: 'wugong@example.cn',
    password: { env: 'XMPP_PASSWORD' },
    service: 'xmpps://example.cn:5223',
    rooms: ['3dong@rooms.example.cn'],
  },
  create: (read, around) => new Xmpp(read, around),
  check,
})
