import { CALL, OFFICE, whereCalled } from '../chat/address.ts'
import { shortly } from './suggestions.ts'

/** How each command is written, as an example that can be copied and changed. */
const USAGE: Readonly<Record<string, string>> = {
  help: '/帮助',
  bind: '/绑定 3栋\n/绑定 全社区\n/绑定 居委会',
  'verify-staff': '/验证 123456',
  record: '/记录',
  candidates: '/候选',
  'take-candidate': '/收下 3',
  'drop-candidate': '/不收 3',
  accept: '/受理 12',
  hand: '/转办 12 城管 3天',
  finish: '/办结 12 已换新灯',
  answer: '/答复 12 消防通道不能停车',
  resume: '/重开 12',
  merge: '/合并 12 9',
  split: '/拆开 9',
  alike: '/相似 12',
  categorise: '/分类 12 环境卫生',
  poll: '/投票 东门要不要装充电桩\n1 装\n2 不装\n3 都行\n截止：明天18:00',
  'close-poll': '/结束 3',
  'reopen-poll': '/重开征集 3',
  'cancel-poll': '/取消征集 3 选项写错了',
  'missing-homes': '/未答 3',
  work: '/招工 清理车库\n地点：3栋地下车库\n时间：4月9日 8:00-12:00 2人\n报酬：每天120元\n要求：自带手套',
  'close-work': '/停招 3',
  'change-work': '/改招工 3\n地点：东门\n时间：4月10日 8:00-12:00\n人数：3\n（好几班的，前面写上哪班：下午 人数：3）',
  'reopen-work': '/重开招工 3',
  'cancel-work': '/取消招工 3 下雨改期',
  roster: '/名单 3',
  'confirm-signup': '/确认报名 3 2',
  'decline-signup': '/不确认 3 2',
  'remove-signup': '/移出 3 张三\n（只是一天来不了：/移出 3 张三 3月5日）',
  'verify-home': '/核实 3-2-501 张三',
  'start-jielong': '/接龙 周六大扫除',
  'count-jielong': '/统计接龙 2\n（或者引用一条接龙，再发 /统计接龙）',
  'close-jielong': '/结束接龙 2',
  'name-places': '/地名 老槐树 幸福路',
  'put-aside': '/知道了',
  digest: '/日报',
  console: '/后台',
}

const PROBLEMS = {
  'missing-number': '少了号码',
  'one-number': '一次只写一个号码，几件就发几遍',
  'missing-text': '后面要写内容',
  'missing-options': '至少要两个选项，一行一个',
  'too-many-options': '选项太多了',
  'missing-title': '少了题目',
  'missing-shift': '少了时间',
  'bad-time': '时间没看懂',
  'past-time': '这个时间已经过了',
  'bad-places': '人数要在1到999之间',
  'missing-places': '少了人数',
  'bad-pay': '报酬没看懂',
  'pay-per-what': '报酬要写明是一天还是一小时，比如“每天120元”“每小时20元”',
  'missing-pay': '少了报酬',
  'unclear-piece': '有一句没看懂，一样写一行',
  'bad-scope': '没看懂这是哪里的群',
  'one-command': '一条消息只写一个命令，请一条一条发',
  'too-long': '太长了，写短一点',
  'bad-days': '期限没看懂，写几天或者几月几日',
  'end-before-start': '结束比开始还早',
  'double-option': '有两个选项一样',
} as const

/** What a command's words are for, where they are missing. */
const MISSING_TEXT: Readonly<Record<string, string>> = {
  finish: '还没写办了什么',
  answer: '还没写怎么答复',
  hand: '还没写转给谁',
  'cancel-poll': '还没写为什么取消',
  'cancel-work': '还没写为什么取消',
  'change-work': '没看懂要改什么',
  'verify-home': '还没写是谁',
  'remove-signup': '还没写是谁',
  categorise: '还没写是哪一类',
  'name-places': '还没写叫什么',
}

/** What a command's numbers are, where one number is not enough. */
const MISSING_NUMBER: Readonly<Record<string, string>> = {
  'confirm-signup': '要写招工几号、第几个请求，一次确认一个',
  'decline-signup': '要写招工几号、第几个请求，一次一个',
}

/** What is wrong with a half-typed command, and how it is written. `piece`: the words that were not understood. */
export const brokenText = (name: string, problem: keyof typeof PROBLEMS, piece?: string): string => {
  const usage = USAGE[name]
  return usage === undefined
    ? brokenBrieflyText(name, problem, piece)
    : `${wrongWith(name, problem, piece)}。这样写${whereCalled('（先@我）')}：\n${usage}`
}

/** The same in one line. */
export const brokenBrieflyText = (name: string, problem: keyof typeof PROBLEMS, piece?: string): string =>
  `${wrongWith(name, problem, piece)}。${CALL}说“帮助”看写法。`

const wrongWith = (name: string, problem: keyof typeof PROBLEMS, piece?: string): string => {
  if (piece !== undefined) return `“${shortly(piece)}”没看懂，一样写一行`
  const missing = problem === 'missing-text' ? MISSING_TEXT : problem === 'missing-number' ? MISSING_NUMBER : {}
  return missing[name] ?? PROBLEMS[problem]
}

/** To staff, whose words would have told a group whose illness or need it is. */
export const tooPlainText = (): string =>
  '没发：群里人人看得见，这里说到了是谁家、有什么病或难处。去掉姓名、门牌再发一次。'

export const refusedText = (): string => `这个由${OFFICE}来发。您想提的事，${CALL}说“建议：……”就行。`

/** In private it may be staff under a new phone, whom we do not know yet. */
export const refusedPrivatelyText = (): string => `${refusedText()}工作人员换了号，先${CALL}说“/验证 六位数”。`

/** To staff: who came, for how long and what he is paid is not kept here. */
export const notKeptText = (): string => '记工、发工钱、公示还不能在这里办，请照现场签到办。谁报上了，说“/名单”看。'

/** To staff: `near` is what they may have meant. */
export const unknownText = (word: string, near: string | null): string => {
  const unknown = `没有“/${word.replace(/^\//, '').slice(0, 10)}”`
  return near === null
    ? `${unknown}这个命令。说“帮助”看能发什么。`
    : `${unknown}，是不是“/${near.replace(/^\//, '')}”？`
}
