import { ATTACK, BREATHLESS, CHEST, NOT_WOKEN, STROKE_SIGN, UNFORCED, WRONG_MEDICINE } from './body.ts'
import { FIRE_SHOUT, POT_LEFT, SCORCHED } from './fire.ts'
import { SEEN_THERE } from './height.ts'
import { SHOCKED, WET, WIRE_DOWN } from './power.ts'
import type { Report } from './reports.ts'
import { HELP, HURRY } from './reports.ts'
import { LOCKED_IN, NO_SIGN_OF_LIFE, STUCK, STUCK_IN } from './shut-in.ts'
import { anyOf, ELDER, LOSABLE, PERSON, PLACE, PLEA, STRUCTURE, THIEF } from './words.ts'

const END = `(?:[\\s,。!;]|$|(?=${PLEA}))`
/** Gas that nobody lit: 煤气好像没关, 灶上的火忘了关. */
const LEFT_OPEN =
  '(?:(?:煤气|燃气|天然气|液化气|灶|灶台|灶上的?火|炉子)(?:灶|罐|阀门?|的阀门?)?(?:好像|可能|应该|还|就|也|都)*(?:没关好?|忘关|忘了关|忘记关|没拧紧|开着没关)|(?:没关好?|忘关|忘了关|忘记关)(?:家里)?的?(?:煤气|燃气|天然气|液化气|灶上?的?火)(?:灶|罐|阀门?)?)'

/** 孩子把奶奶的降压药吃了. */
const MEDDLED =
  '(?:孩子|小孩|娃[娃儿]?|伢|宝宝|孙子|孙女|儿子|女儿)[^,。;]{0,3}把(?:[^,。;]{0,4}(?:奶奶|爷爷|外[公婆]|老人|大人|[我他]?[爸妈])[^,。;]{0,6}药[^,。;]{0,3}吃|[^,。;]{0,8}药[^,。;]{0,3}当糖吃)[了掉光]+'

/** What gives off the gas that has no smell. */
const COAL = '(?:烧炭|炭火|炭盆|煤炉|(?:烧|烤)着?(?:煤|炭|蜂窝煤))'

/** At whose hands it is no game: not a small child's. */
const KIN = '(?:我|她|那个)?(?:老公|丈夫|男人|男的|爱人|对象|男朋友|前夫|老婆|媳妇|儿子|儿媳|女婿|公公|婆婆|他|爸|我爸)'
/** How badly: 打了一顿, 打得鼻青脸肿; not 打败, 打动, 打得落花流水. */
const BEATEN =
  '(?:打|揍|踢|掐)(?:了|伤了?|得(?:好惨|很惨|不轻|受不了|鼻青脸肿|头破血流|[^,。;]{0,4}(?:是伤|流血)))(?:一顿|好几次)?'
/** Her own words for it: 我被老公打了, 他把我打伤了, 老公又打我. */
const AT_HOME = `我[^,。;]{0,3}(?:被|遭)${KIN}[^,。;]{0,3}${BEATEN}|${KIN}[^,。;]{0,3}把我[^,。;]{0,3}${BEATEN}|${KIN}[^,。;]{0,4}(?:动手)?[打揍]了?我[了啦]*(?:一顿)?|我[^,。;]{0,4}家暴[了啦]*`

/** Tired of living, when it is all that is said: 不想活了, 活着没意思, 死了算了. */
const WEARY =
  '(?:不想活[了啦啊呀]+|活[够腻][了啦]+|(?:活着|活得|日子)(?:真的?|太|实在|都)?(?:没(?:有|什么|啥)?(?:意思|意义|盼头|奔头)|有(?:什么|啥)意思)[了啊呀]*|(?:我|不如|想|还是)死了?(?:算[了啦]|(?:还|倒)?(?:干净|解脱|好)[了啦]?)|想(?:一死了之|死|跳[楼河]|从楼上跳下去)[了啦]*)'
/** What is said beside it. */
const WHY = '(?:(?:太|好)(?:累|苦|难|痛苦)了?|没(?:啥|什么)?意思了?|受够了|受不了了?)'

/**
 * What is serious if it is meant as it is said, and is now and then a way of speaking or a thing of last week. Its author
 * gets the number in private, staff are told to look, and the group hears nothing.
 */
export const WORRIES: readonly Report[] = [
  {
    danger: 'fire',
    report: anyOf(
      `谁家[^,。;]{0,4}(?:着火|起火|失火|冒(?:黑|浓)?烟)[了啦]${END}`,
      `(?:热水器|高压锅|变压器|电箱|电表箱)[^,。;]{0,3}爆?炸[了啦]+${END}`,
      `(?:${SCORCHED}|${POT_LEFT}|${PLACE}[^,。;]{0,4}燃火[了啦])${END}`,
    ),
    alone: anyOf(
      '^(?:还是)?打119[吧了啦]*$',
      `^(?:${HELP}|大家|快跑)*(?:${FIRE_SHOUT})(?:${HELP}|大家|快跑)*$`,
      `^(?:119|消防车)(?:${HURRY}|来)+[啊呀]*$`,
    ),
  },
  {
    danger: 'gas',
    report: anyOf(
      `${LEFT_OPEN}[了啦啊呀吧]*${END}`,
      '(?:楼道|楼[上下里]|屋里|屋头|家里|厨房)[^,。;]{0,6}臭鸡蛋的?(?:味|气味)',
      `${COAL}[^。;]{0,10}头[^,。;]{0,3}[晕昏]`,
      `头[^,。;]{0,3}[晕昏][^。;]{0,8}${COAL}`,
      `(?:煤气|燃气|液化气)(?:[^,。;]{0,4}(?:关|拧)不[上住到紧动][了啦]*|[好很太]?臭(?:得很|死了)?)${END}`,
    ),
    alone: /^(?:煤气|一氧化碳)中毒$/,
  },
  {
    danger: 'collapse',
    report: anyOf(
      `${STRUCTURE}(?:突然|好像|都|全|快|要|马上|半边|一半)*(?:塌|垮|倒塌|坍塌)(?:下来|一半|半边)?[了啦]+${END}`,
      `${STRUCTURE}(?:[^,。;]{0,4}[裂歪斜鼓松][^。;]{0,6})?(?:快|要|马上)+(?:倒|塌|垮|掉下?来)[了啦]*${END}`,
      `(?:脚手架|围墙|院墙|房子|屋子|棚子?)[^,。;]{0,2}倒[了啦]+${END}`,
      `(?:(?:山体?|后山|山上|坡)[^,。;]{0,2}滑坡|塌方|泥石流)[了啦]+${END}`,
    ),
  },
  { danger: 'electric', report: new RegExp(`(?:${WIRE_DOWN}|${WET}|${SHOCKED})${END}`) },
  { danger: 'ledge', report: new RegExp(`(?:${SEEN_THERE})${END}`) },
  { danger: 'unanswered', report: new RegExp(`(?:${NO_SIGN_OF_LIFE})[了啊呀]*${END}`) },
  {
    danger: 'medical',
    report: anyOf(
      `${ELDER}[^,。;]{0,3}(?:${NOT_WOKEN}|突然[晕昏]了|[晕昏]了|倒在?(?:地[上下]|路[边上]|楼[道梯下]|门口|家里|院里?)[了啦]*)${END}`,
      `(?:${PERSON})[^,。;]{0,3}[吃吞]了[^,。;]{0,4}安眠药${END}`,
      WRONG_MEDICINE,
      `${MEDDLED}${END}`,
      `(?:老婆|媳妇|堂客|女儿|儿媳妇?|孕妇|我)[^,。;]{0,3}(?:要|快)生[了啦]+${END}`,
      `(?:手指?|脚趾?|胳膊|腿)[^,。;]{0,6}[绞切夹轧锯砸]断[了啦]+${END}`,
      `被[^,。;]{0,3}蛇[^,。;]{0,2}咬(?:伤|到)?[了啦]+${END}`,
      `${PERSON}[^,。;得]{0,3}翻白眼[了啦]+${END}`,
      `(?:${PLACE}|路边)[^,。;]{0,3}[躺趴]着?一?[个位](?:人|老人|男的|女的)${END}`,
      `${ELDER}[^,。;]{0,8}(?:[摔跌滑]倒[了啦]+|[摔跌](?:了一?|一)大?跤[了啦]*|[摔跌]跤[了啦]+|[摔跌][了啦]+|[掉摔跌滚]下[来去][了啦]+)${END}`,
      `${ELDER}快?(?:要)?不行[了啦]+${END}`,
      `(?:${PERSON})(?:${UNFORCED}[^,。;得]{0,6}${STROKE_SIGN}|[^,。;]{0,3}${CHEST}啊*|[^,。;]{0,4}(?:(?:吃错|喝错|误吃|误喝|吃多)了?药|被[^,。;]{0,4}烫[了伤着]))[了啦]*${END}`,
    ),
    alone: anyOf(
      '^快?(?:救救我(?:们|[爸妈爷奶]|老[公婆伴]|孩子|儿子|女儿)?[啊呀吧]*)+$',
      `^我(?:现在|突然|好像|感觉|觉得|一直|这会儿)*${CHEST}[了啦啊呀]*$`,
      `^(?:现在|突然|快)*${BREATHLESS}[了啦]+$`,
      '^(?:流|出)了?(?:好多|很多)血[了啊呀]*$',
      '^(?:还是)?(?:打|叫)(?:个)?(?:120|救护车)[吧了啦]*$',
      `^(?:120|救护车)(?:${HURRY}|来)+[啊呀]*$`,
      `^(?=.*来人)(?=.*(?:出事了|不好了))(?:${HELP})+$`,
      `^(?:${HELP})*${ATTACK}[啊呀]*(?:${HELP}|怎么办|咋办|啊)*$`,
    ),
  },
  {
    danger: 'trapped',
    report: anyOf(
      `(?:${LOCKED_IN}|${STUCK}|${STUCK_IN})${END}`,
      `${LOSABLE}[^,。;]{0,4}反锁在[^,。;]{0,3}(?:屋|房间|房|家|车|厕所|卫生间|阳台)(?:子|间)?[里内上头]*[了啦]*${END}`,
    ),
  },
  { danger: 'lost', report: new RegExp(`${LOSABLE}(?:突然|人)?(?:丢|找不[到着])[了啦]+${END}`) },
  {
    danger: 'self-harm',
    alone: new RegExp(`^(?=.*${WEARY})(?:(?:我|真的?|实在|觉得|都|是|也|还){0,3}(?:${WEARY}|${WHY})){1,3}$`),
  },
  { danger: 'violence', report: new RegExp(`(?:${AT_HOME})${END}`) },
  {
    danger: 'crime',
    report: anyOf(
      `(?:隔壁|对门|楼上|楼下|邻居)[^,。;]{0,8}(?:打|揍|虐待)(?:孩子|小孩|娃[娃儿]?|伢|老婆|媳妇|堂客|老人|老太)(?:[了啦]|又?打得[^,。;]{0,8}|[^,。;]{0,3}(?:惨叫|[哭喊叫]))*${END}`,
      `我[^,。;]{0,6}被人(?:打|揍|砍|捅|抢)[了伤]+${END}`,
      `(?:${PERSON})[^,。;]{0,4}家暴[了啦]*${END}`,
      `(?:[我俺咱]们?家|家里|屋里|屋头)[遭招]了?${THIEF}[了啦]+${END}`,
      `有[个几]?人[^,。;]{0,4}[砸踹踢撞][^,。;]{0,4}门(?:进来)?[了啦]?${END}`,
      `有人[^,。;]{0,3}抢了?我[^,。;]{0,2}(?:包|手机|钱|项链)[了啦]*${END}`,
    ),
    alone: anyOf(
      `^(?:${HELP}|快)*(?:(?:有|来|进)了?(?:小偷|贼|强盗)[了啦啊呀]*|抓(?:小偷|贼|坏人)[啊呀了]*|谁在[喊叫]救命[啊呀]*)+(?:${HELP})*$`,
      '^(?:还是)?打110[吧了啦]*$',
      `^${HURRY}+报警[啊呀了啦吧]*$`,
    ),
  },
]
