import { definePlatform } from '../../chat/platform.ts'
import { OneBot } from './adapter.ts'
import { check } from './check.ts'
import { settings } from './settings.ts'
import { NAME } from './types.ts'

export const platform = definePlatform({
  name: NAME,
  title: { zh: 'QQ（OneBot v11，非官方）', en: 'QQ by OneBot v11, unofficial' },
  settings,
  example: { way: 'forward', url: 'ws://127.0.0.1:3001', token: { env: 'ONEBOT_TOKEN' } },
  create: (read, around) => new OneBot(read, around),
  check,
})
