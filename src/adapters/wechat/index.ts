import { z } from 'zod'
import type { Around, Finding } from '../../chat/platform.ts'
import { definePlatform } from '../../chat/platform.ts'
import { NAME, WeChat } from './adapter.ts'
import { forkChild } from './fork.ts'

const RISK = '我知道这不是官方途径，账号可能被封'

const settings = z.strictObject({
  /** Said in so many words, so that nobody connects an account he cannot lose without knowing. */
  accepted: z.literal(RISK, { error: `微信没有给居民群机器人的官方途径。知道账号可能被封还要用，就写上："${RISK}"` }),
})

const make = (around: Around): WeChat => new WeChat(around, () => forkChild(around.file('session')))

export const platform = definePlatform({
  name: NAME,
  title: { zh: '微信（非官方）', en: 'WeChat (unofficial)' },
  settings,
  example: { accepted: RISK },
  create: (_, around) => make(around),
  check: (_, around) => checkLogin(make(around)),
})

const WARNING: Finding = {
  ok: true,
  zh: '这是非官方途径：账号随时可能登不上、被限制或被封。用一个丢得起的号，群别一下加太多，重要的事另有渠道。',
  en: 'This route is unofficial: the account may be refused, limited or blocked at any time. Use one you can lose, join few groups at a time, and keep another channel for what matters.',
}

/** Logs in with what is kept, or shows the code; a start that runs already holds the session, so stop it first. */
const checkLogin = async (wechat: WeChat): Promise<readonly Finding[]> => {
  await wechat.start({ receive: async () => {}, gap: async () => {}, unknown: async () => {} })
  const health = wechat.health()
  await wechat.stop({ keepSession: true })
  return [WARNING, FOUND[health]]
}

const FOUND: Readonly<Record<ReturnType<WeChat['health']>, Finding>> = {
  ok: { ok: true, zh: '已登录，重启不用再扫码。', en: 'Logged in; a restart needs no new scan.' },
  degraded: { ok: true, zh: '已登录，但微信回得慢。', en: 'Logged in, but WeChat answers slowly.' },
  'needs-login': {
    ok: false,
    zh: '要扫码。1 启动五共（npm start）；2 终端和后台“健康”页会出现二维码；3 用那个号的手机微信扫，点“登录网页版微信”；4 手机保持登录。扫了说“不允许登录网页微信”，就是这个号不行，换一个用了一年以上的。',
    en: 'A scan is needed. 1 Start Wugong (npm start); 2 a code appears in the terminal and on the console page; 3 scan it with that account’s phone and allow the web login; 4 keep the phone logged in. If WeChat says web login is not allowed, this account cannot be used: try one that is older than a year.',
  },
  down: {
    ok: false,
    zh: '连不上微信。看看这台机器能不能上 login.wx.qq.com，然后再试。',
    en: 'WeChat cannot be reached. See whether this machine reaches login.wx.qq.com, then try again.',
  },
}
