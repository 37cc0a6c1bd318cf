import type { Context } from './context.ts'
import { fold, weight } from './fold.ts'
import { needIn } from './kind/need.ts'
import type { Meaning } from './meaning.ts'

type Suggestion = Extract<Meaning, { kind: 'suggestion' }>

const CALLED = '(?:[@＠]\\S{1,30}\\s+){0,3}'
/** Marks that are not seen may stand before the word; spaces may be of any kind. */
const SKIP = '[\\s\\p{Cf}]*'
/** 反应, 建意, 建义 and 健议 are how phones write what they hear. */
const KIND = '(?:建议|建意|建义|健议|反映|反应|诉求|意见)'
/** 大家好，建议：…: whoever is greeted first. A 主任 without a mark after him is whose word it is. */
const GREETED =
  '(?:(?:[您你]好|大家好|各位(?:邻居|业主|领导)?们?好?|[早上中下]午?好|居委会|社区|主任|书记|不好意思|打扰了?)们?[\\s,，。!！:：、]+){0,3}'
const SAID = '(?:一下)?(?:[一几]?个)?(?:问题|情况|事情?)?'
const PREFIX = new RegExp(
  `^${SKIP}${CALLED}${SKIP}${GREETED}(?:(私下|私信|悄悄|不公开)?的?(?:我|我要|我想|我的(?=建议)|我有个?)?(?:提[个点]?|一个|一条)?(${KIND}|投诉|报修|异议)${SAID}${SKIP}[:：]|[#＃【\\[](${KIND})[#＃】\\]]?${SKIP}[:：]?|(私下)?(${KIND})(?=\\s)|我?(${KIND})[,，。])${SKIP}`,
  'u',
)
const BEGUN = new RegExp(`^\\s*[#＃]?${KIND}\\s*[:：]?\\s*`)

/** What was said without the 建议： with which it may have been begun. */
export const withoutKind = (text: string): string => text.replace(BEGUN, '').trim()

/** 建议 你去看看: a space alone does not make advice to a neighbour a suggestion to the committee; to us alone it may be short. */
const ADVICE = /^(?:你|您|他|她|大家|我|咱|就|是|嘛|啊|的|很|还|也)/

/** 我是低保户，建议：…: who he is comes first, and is part of what he tells. */
const INTRODUCED = new RegExp(
  `^${SKIP}(?:我|俺|本人)(?:们?家)?(?:是|住|在|今年|有|家)[^，,。:：；;!！?？\\n]{1,20}[，,。；;\\s]+(?=(?:我)?(?:想)?提?[个点]?(${KIND}|投诉|报修|异议)${SAID}\\s*[:：]\\s*\\S)`,
  'u',
)

/** 建议：… and its like. The text is the sender's own, to the character. */
export const readPrefixed = (text: string, context: Context): Suggestion | null => {
  const introduced = INTRODUCED.exec(text.slice(0, 300))
  if (introduced) return { kind: 'suggestion', text: text.trim(), private: context.direct, ...broughtAs(introduced[1]) }
  const match = PREFIX.exec(text.slice(0, 300))
  if (!match) return readSpoken(text, context)
  const told = text.slice(match[0].length).trim()
  if (weight(told.slice(0, 300)) < 2) return null
  const [, hidden, word, tagged, aside, bare, paused] = match
  if (paused !== undefined && (toNeighbours(told) || !soundsOurs(told))) return readSpoken(text, context)
  const spaced = !/[:：#＃【[]/.test(match[0])
  if (spaced && (ADVICE.test(told) || weight(told.slice(0, 300)) < (context.direct ? 2 : 4))) return null
  const asked = hidden !== undefined || aside !== undefined
  return {
    kind: 'suggestion',
    text: told,
    private: asked || context.direct,
    ...broughtAs(word ?? tagged ?? bare ?? paused),
  }
}

/** 反映, its slip 反应, 报修 and 异议 bring what is wrong, 投诉 says so; 建议, 意见 and 诉求 may bring anything. */
const broughtAs = (word = ''): Pick<Suggestion, 'brought'> =>
  word === '投诉' ? { brought: '投诉' } : /^反[映应]$|^报修$/.test(word) ? { brought: '反映' } : {}

/** 反映一下，3楼漏水: an opening that says that something is to be told. */
const OPENING =
  /^(?:我|俺|咱)?们?(?:来|要|想|再)?(?:(?:跟|向|给|和)(?:居委会|社区|物业|委员会|村委会))?(?:(?:反映|反应)(?:一下|[一几]?个(?:小)?(?:事情?|问题|情况)|一件事|点(?:事情?|情况|问题))(?:情况|问题)?(?:儿)?|提[一几]?(?:个|条|点)(?:小)?(?:建议|意见)|有[一几]?(?:个|条|点)(?:小)?(?:建议|意见))[啊呀哈哦嘛吧]*(?:[\s,，:：。]+|(?<=[映应]一下)(?=\S))/
/** 我建议在楼下放个长椅: what is to be done, and where. */
const PROPOSAL =
  /^(?:(?:我|俺)们?建议|我的建议是)(?=在|把|给|将|对|加装|增设|增加|安装|社区|小区|物业|居委会|(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:栋|幢|号楼))/
/** Said to those who live here, not of what is here. */
const NEIGHBOUR = /^(?:楼上|楼下的|楼下[^，。]{0,3}邻居|隔壁|邻居|群主|各位|业主|去|来|买|先)/
/** 建议楼下加个垃圾桶, at the very beginning: what is to be done has to be named, and where; a neighbour is no place. */
const BARE_PROPOSAL = new RegExp(`^建议[,，\\s]*(?!${NEIGHBOUR.source.slice(1)})`)
const toNeighbours = (told: string): boolean => ADVICE.test(told) || NEIGHBOUR.test(told)
/** 建议，楼道灯不亮了: whoever speaks to his phone has no colon, so it has to sound like something for the committee. */
const soundsOurs = (told: string): boolean => WISH.test(told) || MATTER.test(told)
/** His own door is no place of the committee's. */
const HIS_DOOR = /(?<!栋|楼|单元|小区|社区|村|院|库)门口/g
const DEED =
  /(?:加|装|设|放|修|换|建|清|划|摆|种|铺|改|增|延|拆|添|配|立|补|刷)(?:一?[个条些块盏排张把下道根台]|装|设|置|建|理|换|造|成|为|长|除|强|上|好)|多[放设装派]/
const SPOT =
  /楼|栋|幢|门口|大门|[东南西北]门|小区|社区|物业|院子|车库|车棚|电梯|马路|路灯|路口|道路|广场|花坛|绿化|垃圾|单元|充电|停车|活动室|健身|亭|长椅|座椅/
/** 我们小区, 咱3栋: said of a place, not to a neighbour. */
const OUR_HOUSE = /(?:我|咱|俺)们?(?=这?个?(?:小区|社区|单元|楼|院|\d{1,3}(?:栋|幢|号楼)))/g
const TO_NEIGHBOUR = /你|您|大家|他|她|咱|我们|一起|集合|见面|哈哈|[?？吗]$/

/** A suggestion said as people speak, without the fixed words; advice among neighbours is none. */
const readSpoken = (text: string, context: Context): Suggestion | null => {
  const head = text.slice(0, 60)
  const opening = OPENING.exec(head)
  const bare = opening || context.quoted?.kind === 'talk' ? null : BARE_PROPOSAL.exec(head)
  const begun = opening ?? bare ?? PROPOSAL.exec(head)
  const told = text.slice(begun?.[0].length ?? 0).trim()
  const count = weight(told.slice(0, 300))
  const placed = SPOT.test(bare ? told.replace(HIS_DOOR, '') : told)
  const done = bare ? DEED.test(told) : !opening || !/怎么|咋|如何|找谁|哪/.test(told)
  const clear = placed && done && !TO_NEIGHBOUR.test(told.replace(OUR_HOUSE, ''))
  const meant =
    opening && !opening[0].endsWith('一下')
      ? count >= 4 && !/^(?:你|您|大家|他|她)/.test(told) && !/哈哈|[?？吗]$/.test(told)
      : begun !== null && count >= (opening ? 4 : 6) && clear
  if (!meant) return null
  const word = /反[映应]/.exec(opening?.[0] ?? '')?.[0]
  return { kind: 'suggestion', text: told, private: context.direct, ...broughtAs(word) }
}

/** Greetings, thanks, receipts and names of address: a message of nothing else wants nothing from us. */
const SMALL_TALK =
  /你好|您好|大家好|hi|hello|嗨|哈喽|在吗|在不在|有人吗|早上好|早安|上午好|中午好|下午好|晚上好|晚安|早|谢谢|多谢|感谢|谢|辛苦|麻烦了|收到|知道|明白|了解|好的|好|行|可以|ok|没事|没关系|不客气|再见|拜拜|你是谁|你是机器人吗|你会什么|你能[干做]什么|测试|试一下|太棒|真棒|棒|厉害|点赞|赞|新年快乐|节日快乐|快乐|对不起|不好意思|打扰|没有|不用|算了|你们|您们|大家|机器人|五共|小五|社区|居委会|物业|主任|书记|老师|领导|同志|工作人员|[嗯哦噢哈呵嘻嘿啊呀呢的吧啦了太真你您很非常祝]/gi

/** Words in which people ask for something or complain of it, and what a committee is asked about. */
const WISH =
  /希望|请|能不能|能否|可不可以|可否|是否|要求|建议|麻烦|帮|求|想要|需要|应该|应当|什么时候|何时|几时|为什么|为何|怎么|咋|没人|管管|管一|处理|解决|修|更换|换个|换成|装|清理|清运|打扫|整改|整治|加强|取消|增加|改造|投诉|举报|反映|反应|咨询|问题|危险|隐患|坏|漏|堵|臭|脏|吵|噪音|噪声|扰民|停水|停电|积水|积雪|垃圾|污水|污染|乱停|乱扔|乱堆|占用|占道|违[建章规法]|裂|破损|塌|断了|异味|太黑|不亮|不通|没水|没电|没有灯|不热|不制冷|打不开|关不上|进不去|收费|乱收|不合理|不方便|不便|影响/
const MATTER =
  /小区|社区|物业|业主|居民|施工|工地|工程|道路|马路|公园|河|桥|楼|栋|电梯|车位|车库|停车|绿化|路灯|广场|学校|幼儿园|医保|社保|低保|政策|房产|水费|电费|公交/

/** 公告：明天停水, 帮我发个通知: to be passed on, which is not ours to do. */
const ANNOUNCED =
  /^(?:公告|通知|公示|启事|通告|温馨提[示醒]|紧急通知)\s*[:!]|^(?:请|麻烦)?(?:帮(?:我|俺|忙)?|替我|给我)+(?:[在到往]群里)?(?:发|贴|出|拟|写)(?:一?[个条下份则])?(?:通知|公告|公示|启事|通告)/

/** 我的意见： with nothing after it. */
const NOTHING_SAID = new RegExp(`^(?:@\\S+\\s+)?(?:我的?)?${KIND}:$`)

const plainly = (text: string): string => fold(text.slice(0, 2000)).trim()

/** What is said to us alone, by @ or in private, and reads like something for the committee. Null for small talk. */
export const readAddressed = (text: string, context: Context): Suggestion | null => {
  if (!context.direct && !context.mentionsUs) return null
  const said = plainly(text)
  const count = weight(said)
  const need = needIn(said) !== null
  if (count < (context.mentionsUs || need ? 4 : 6)) return null
  if (ANNOUNCED.test(said) || NOTHING_SAID.test(said)) return null
  if (said.length < 60 && weight(said.replace(SMALL_TALK, '')) === 0) return null
  const wishes = need || WISH.test(said) || (count >= 10 && MATTER.test(said))
  if (context.direct && !context.mentionsUs && !wishes) return null
  return { kind: 'suggestion', text: text.trim(), private: context.direct }
}
