import type { Report } from './reports.ts'
import { BREATHLESS, CHEST, HURRY } from './reports.ts'
import { ELDER, LOSABLE, PERSON, STRUCTURE } from './words.ts'

const END = '(?:[,。!;]|$)'
/** Gas that nobody lit: 煤气好像没关, 灶上的火忘了关. */
const LEFT_OPEN =
  '(?:煤气|燃气|天然气|液化气|灶|灶台|灶上的?火|炉子)(?:灶|罐|阀门?|的阀门?)?(?:好像|可能|应该|还|就|也|都)*(?:没关好?|忘关|忘了关|忘记关|没拧紧|开着没关)'

/**
 * What is serious if it is meant as it is said, and is now and then a way of speaking or a thing of last week. Its author
 * gets the number in private, staff are told to look, and the group hears nothing.
 */
export const WORRIES: readonly Report[] = [
  {
    danger: 'fire',
    report: new RegExp(`谁家[^,。;]{0,4}(?:着火|起火|失火|冒(?:黑|浓)?烟)[了啦]${END}`),
    alone: /^(?:还是)?打119[吧了啦]*$/,
  },
  { danger: 'gas', report: new RegExp(`${LEFT_OPEN}[了啦啊呀吧]*${END}`) },
  {
    danger: 'collapse',
    report: new RegExp(
      `${STRUCTURE}(?:突然|好像|都|全|快|要|马上|半边|一半)*(?:塌|垮|倒塌|坍塌)(?:下来|一半|半边)?[了啦]+${END}`,
    ),
  },
  {
    danger: 'medical',
    report: new RegExp(
      `${ELDER}[^,。;]{0,8}(?:摔倒|跌倒|滑倒)[了啦]+${END}|${ELDER}快?(?:要)?不行[了啦]+${END}|(?:${PERSON})[^,。;]{0,4}(?:(?:吃错|喝错|误吃|误喝|吃多)了?药|被[^,。;]{0,4}烫[了伤着])[了啦]*${END}`,
    ),
    alone: new RegExp(
      `^我(?:现在|突然|好像|感觉|觉得|一直|这会儿)*${CHEST}[了啦啊呀]*$|^(?:现在|突然|快)*${BREATHLESS}[了啦]+$|^(?:流|出)了?(?:好多|很多)血[了啊呀]*$|^(?:还是)?(?:打|叫)(?:个)?(?:120|救护车)[吧了啦]*$`,
    ),
  },
  { danger: 'lost', report: new RegExp(`${LOSABLE}(?:突然|人)?(?:丢|找不[到着])[了啦]+${END}`) },
  {
    danger: 'self-harm',
    alone:
      /^(?:我|真的|实在|都|是){0,3}(?:不想活[了啦啊呀]+|活着(?:真的?|太|实在|都)?(?:没(?:有|什么|啥)?(?:意思|意义|盼头|奔头)|有(?:什么|啥)意思)[了啊呀]*|想死[了啦]*){1,2}$/,
  },
  {
    danger: 'crime',
    report: new RegExp(
      `(?:隔壁|对门|楼上|楼下|邻居)[^,。;]{0,8}(?:打|揍|虐待)(?:孩子|小孩|娃|老婆|老人|老太)[了啦]*${END}|(?:${PERSON}|我)[^,。;]{0,4}家暴[了啦]*${END}`,
    ),
    alone: new RegExp(`^(?:还是)?打110[吧了啦]*$|^${HURRY}+报警[啊呀了啦吧]*$`),
  },
]
