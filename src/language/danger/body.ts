/** For use inside patterns: what befalls a body. */

/** Why somebody is short of breath when it is a way of speaking: 压得, 让. */
export const FIGURE = '(?<!(?:得|让|叫|使|令).{0,6})'
/** Right after the person: nothing made him so: 气得我妈说不出话. */
export const UNFORCED = '(?<!(?:得|让|叫|使|令).{0,8})'
export const BREATHLESS =
  '(?:喘不(?:上|过)来?气|喘不来气|上不来气|(?:呼吸|喘气)(?:很|非常|特别)?困难|没法呼吸|不能呼吸)'
/** 胸闷, 心口疼得厉害. */
export const CHEST =
  '(?:胸闷|(?:心口|胸口|心脏|胸)(?:突然|一直|很|好|特别|有点|也)?(?:疼|痛|绞痛|发?闷)(?:得(?:很|厉害|要命|不行|受不了))?)'

/** That somebody who fell does not get up by himself. */
export const HELPLESS =
  '(?:[起动走站][不唔][得到]|起不来|爬不起|站不起|动不了|动弹不得|不能动|不(?:会)?动[了啦]|叫不[醒应]|没(?:有)?(?:反应|知觉|意识)|不省人事|流血|出血|(?:好多|很多|都是|是)血|昏|晕过去)'
/** Without breath; a tyre, a ball and a stove are so too. */
export const LIFELESS = '(?<![车胎球罐椅轮圈垫灶瓶].{0,2})没得?气儿?了(?!说)'
/** What strikes a person down and does not wait. A number of years after it makes it a story. */
export const STROKE =
  '(?:心梗|心肌梗[死塞]|脑梗|脑溢血|脑出血|中风|心绞痛|羊癫疯|(?<!电脑|手机)中毒|噎住|噎着|误[食服喝]|口吐白沫)(?:发作|犯)?[了啦](?!.{0,4}[年月天次回])'
export const BLEEDING =
  '(?:(?:流|出|淌|吐)了?(?:好多|很多|好些|不少|一地|满地|一大?滩)的?血|流血不止|血流不止|血止不住|止不住血|满(?:头|脸|身)都?是血)'

/** An old illness that comes back at once: 心脏病犯了. */
export const ATTACK = '(?:心脏病|心绞痛|哮喘|癫痫|羊癫疯)(?:又|突然)*(?:发作|犯病|发病|犯|发)[了啦]'
/** A child's fit: 高烧抽筋. */
export const FEVER_FIT = '(?:烧|发热)[^。;]{0,8}(?:抽筋|抽起来|抽了(?!血)|抽搐|惊厥|翻白眼)'

const MOUTH = '(?:嘴(?:巴|角)?(?:都|也|突然|一下子?)*歪[了啦]|口眼歪斜|嘴歪眼斜)'
const SPEECH = '(?:[说讲]不(?:出|来)话|(?:说话|口齿)(?:都|也|突然)*(?:不清|含糊|大舌头))'
const HALF =
  '(?:(?:半边|半个|一边|左边|右边)(?:身子|身体|手脚)?(?:都|也|突然)*(?:动不[了得]|不能动|没(?:有)?知觉|瘫了|不听使唤)|(?:手|脚|胳膊|腿)(?:都|也|突然)*(?:抬不起|不听使唤))'
/** Signs of a stroke: two of them, or one that came at once. */
export const STROKE_SIGNS = `(?:(?:${MOUTH}|${SPEECH}|${HALF})[^。;得]{0,6}(?:${MOUTH}|${SPEECH}|${HALF})|突然[^。;得]{0,8}(?:${MOUTH}|${HALF}))`
/** One of them alone. */
export const STROKE_SIGN = `(?:${MOUTH}|突然${SPEECH}|${HALF})`
const POISON = '(?:老鼠药|农药|百草枯|敌敌畏|除草剂|硬币|纽扣|电池|洁厕|消毒液|磁铁|磁珠|钉子)(?![的残洗])'
/** By somebody who does not know what it is: 吞了纽扣电池, 吃了老鼠药. */
export const SWALLOWED = `[吞吃喝](?:下|进)?去?(?:了[^,。;]{0,3}${POISON}|[^,。;]{0,3}${POISON}[了啦])`

/** Medicine that was not meant for him, or too much of it; of somebody else 吃错药了 is an insult. */
export const WRONG_MEDICINE =
  '(?:(?<!(?:别|不要|[你他她]).{0,5})药(?:片|物)?(?:吃|喝|服|喂)(?:错|多|过量|重)[了啦]+(?=[,。!\\s快救]|怎么办|咋|要不要|$)|(?<![你他她人天都])(?:吃|喝|服)错药[了啦]+(?=[,。\\s]*(?:怎么办|咋办|咋整|要不要|快|救|难受|肚子|头)))'
/** That an old person cannot be woken; a child who cannot is asleep. */
export const NOT_WOKEN = '(?:叫|喊|推|摇)(?:都|也|他|她)?(?:不(?:醒|应|答应)|没(?:有)?反应)[了啦]*'
