/*
 * Need, as people tell of it among neighbours: their own, or that of somebody who does not tell it himself. Whoever finds it
 * out has to report it (《社会救助法》 art. 39), so staff are to see it.
 */

const ELDERS = '老人家?|老[\\u3400-\\u9fff]?[头太](?:儿|子|太)?|老两口|老伴儿?|大爷|爷爷|奶奶|婆婆|爹爹|独居|孤寡|空巢'
/** Of whom it is told. Whoever only jokes of his empty stomach names nobody. */
const PEOPLE = `(?:${ELDERS}|大[妈娘叔]|阿姨|孤儿|娃儿?|孩子|小孩|[我他她][爸妈]|残疾人)`
const SOMEBODY = `(?:${PEOPLE}|邻居|隔壁|对门|楼[上下]|[我他她]家|家里)`
const DAYS = '(?:好?几|[两二三四五六七八九十]|\\d)[多来]?天'
const NEAR = '[^。!?;\\n]{0,12}?'

/** Nothing to eat, no medicine, or an old man whom nobody has seen for days: it cannot wait for the evening. */
const PRESSING = new RegExp(
  `断[粮药](?!的)|揭不开锅|没米下锅|我[们家]?(?:已经|都)?${DAYS}都?没吃(?:饭|东西)|${SOMEBODY}${NEAR}(?:没饭吃|吃不上饭|(?:天天|老是|经常|总是?)?挨饿|饿(?:得直哭|晕|昏)|${DAYS}没(?:怎么)?吃[饭东上])|(?:${ELDERS})${NEAR}${DAYS}没(?:看见|见[着到过人]|露面|动静)`,
)
const ANIMAL = /[猫狗鸟]|宠物/
/** No money for what nobody can do without, nobody who cares for him, no way down the stairs. */
const LACKING = new RegExp(
  `看不起病|没(?:钱|得钱)(?:看病|治病|[买拿抓]药|动手术|住院)|[交缴]不起(?:[水电暖]费|学费|房租|医保|住院费)|买不起[药米菜]|死了[都也]?没人知道|${SOMEBODY}${NEAR}没人(?:照[顾料看应]|陪护|伺候|赡养|做饭|送饭)|${PEOPLE}${NEAR}(?:没人[管帮]|下不了[楼床]|起不来床)|(?:我|摔|腿|脚|腰|病)[^。!?;\\n]{0,10}(?:下不了[楼床]|买不了菜|做不了饭|没人管我)|^没人管我`,
)
const RELIEF = '(?:低保|五保|特困|救助|救济|补[助贴]|津贴|慰问[品金]|救灾款|扶贫款|米油|米面|爱心物资)'
/** It did not come, came twice or to the wrong home. */
const AMISS =
  '(?:(?:没|没有|怎么没|咋没)(?:发|到账|领到|收到|给|拿到)|[少多错漏]发|发[错漏少多]|(?:被|给)?(?:停|取消)了|领了?(?:两|2|双)[份次]|凭[什啥])'
const GIVEN = new RegExp(
  `${RELIEF}[^。!?;\\n]{0,10}?${AMISS}|${AMISS}[^。!?;\\n]{0,10}?${RELIEF}|发错(?:人家|户)了|还吃低保`,
)

/** The words that tell of somebody's need. Null where nothing does. Of folded text. */
export const needIn = (folded: string): string | null => (pressingIn(folded) ?? LACKING.exec(folded))?.[0] ?? null

/** The words that tell of relief gone wrong. Null where nothing does. Of folded text. */
export const reliefAmissIn = (folded: string): string | null => GIVEN.exec(folded)?.[0] ?? null

/** Whether somebody goes without what he needs today. Of folded text. */
export const isPressing = (folded: string): boolean => pressingIn(folded) !== null

const pressingIn = (folded: string): RegExpExecArray | null => (ANIMAL.test(folded) ? null : PRESSING.exec(folded))
