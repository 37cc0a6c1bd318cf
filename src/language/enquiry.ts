import { weight } from './fold.ts'

/** Longer, it is a story. */
const LONGEST = 30
/** What is wrong or asked of the committee: then it is a matter for them, however it is asked. */
const MATTER =
  /坏|漏|堵|臭|脏|吵|噪|扰民|停水|停电|积水|垃圾|污|乱|占|违建|裂|破|塌|断|味|黑|不亮|不通|没水|没电|没灯|不热|打不开|关不上|收费|修|清|打扫|整|处理|解决|管|投诉|举报|危险|隐患|小区|社区|物业|业主|施工|工程|道路|马路|公园|河|桥|楼|栋|电梯|车位|车库|停车|绿化|路灯|广场|学校|幼儿园|医保|社保|低保|政策|房产|水费|电费|公交|暖气|燃气/

/** For use inside patterns: what one goes to the committee for. How, when and where it is done is theirs to say. */
export const PROCEDURE =
  '(?:[补救资]助|补贴|津贴|低保|[医社]保|慰问金|养老金?|高龄|残疾|老年[证卡]|残疾证|居住证|身份证|户口|证明|盖章|认证|报销|疫苗|体检|公租房|入学)'
const TO_COMMITTEE = new RegExp(`申请|申领|办理|登记|${PROCEDURE}`)

const CLOCK =
  /^(?:请问)?(?:现在|今天|今儿|明天)?(?:是)?(?:几点|几号|星期几|周几|礼拜几|(?:什么|啥)日子)(?:钟|了|啦|呀|啊)*$/
const OURS = /投票|征集|表决|报名|招工|接龙/
const ASKS = /几点|什么时候|啥时候|多会儿|何时|几号|哪天|截止|怎么|咋|如何|在哪|(?:吗|呢|没|没有)$/
const NUMBER_OF =
  /(?:电话|手机号?|联系方式|微信)(?:号码?)?(?:是)?(?:多少|几号|啥|什么|有吗)|^(?:请|麻烦|能不能|帮(?:我|俺|忙)?)*(?:查|找)(?:一下)?[^,。]{0,8}(?:电话|手机号?|联系方式|号码)/
const HELPLESS =
  /(?:不会|不知道(?:怎么|咋))(?:弄|用|操作|投|报)|看不懂|^(?:还是)?不懂|^(?:这个)?(?:咋|怎么|如何)(?:用|弄|投|报|操作|使)|帮(?:我|俺)(?:投|报名|选)/
const TALK = /(?:吗|呢|(?:多少|什么|啥|谁|哪里|哪儿|几[点号])(?:了|啊|呀)*)$/
/** 今天天气咋样; 门口装个扶手怎么样 is a proposal. */
const HOW = /^(?!.*(?:装|加|增|设|放|换|改|建|办|搞|弄|种|铺|划)).*(?:咋样|怎么样|怎样|如何)(?:了|啊|呀)*$/

const WAY = '(?:怎么|怎样|咋个?|如何)'
/** Whole, but for a particle: 怎么投的 asks what others chose, 怎么投票了 why there is a vote. */
const HOW_TO_VOTE = new RegExp(
  `^(?:请问|问一?下|想问一?下|谁知道|不知道|不晓得|不懂|那|我|俺|这|这个|到底|该|要|应该|[\\s,]){0,6}(?:${[
    `(?:票|投票|征集|表决)?(?:是|要|该)?${WAY}[来个]?(?:投票?|表决)(?:法)?`,
    `(?:投票|表决|征集)(?:是|要|该)?${WAY}(?:弄|投|搞|操作|整|参加|回)`,
    '(?:在|到|去|从)?(?:哪里?|哪儿|哪个地方)(?:投票?|表决)',
  ].join('|')})[啊呀呢哦嘛哈呐哩诶]*$`,
)

/** Whether somebody asks how one votes. `folded` without marks around it. */
export const asksHowToVote = (folded: string): boolean => folded.length <= LONGEST && HOW_TO_VOTE.test(folded)

/**
 * A question to us that is no matter for the committee: what time it is, when a poll ends, somebody's number, how this
 * is done. `folded` without marks around it; `asked`: it ended with a question mark.
 */
export const isEnquiry = (folded: string, asked: boolean): boolean => {
  if (folded.length > LONGEST || weight(folded) < 2) return false
  if (NUMBER_OF.test(folded)) return !/打不通|没人接|公布|公开/.test(folded)
  if (MATTER.test(folded)) return false
  if (CLOCK.test(folded) || HELPLESS.test(folded)) return true
  if (OURS.test(folded)) return asked || ASKS.test(folded)
  return !TO_COMMITTEE.test(folded) && (asked || TALK.test(folded) || HOW.test(folded))
}
