import { definePlatform } from '../../chat/platform.ts'
import { Qq } from './adapter.ts'
import { check } from './check.ts'
import { settings } from './settings.ts'
import { NAME } from './types.ts'

export const platform = definePlatform({
  name: NAME,
  title: { zh: 'QQ 官方机器人', en: 'QQ official bot' },
  settings,
  example: { appId: '102000000', secret: { env: 'QQ_SECRET' } },
  create: (read, around) => new Qq(read, around),
  check,
})
