import { SURNAME } from '../surnames.ts'

const PERSON = new RegExp(
  `^(?:(?:欧阳|司马|上官|诸葛|司徒|皇甫|${SURNAME})[\\u3400-\\u9fff]{1,2}|(?:老|小|阿|大)[\\u3400-\\u9fff]{1,3})$`,
)
const CALLED =
  /^(?:([\u3400-\u9fff])\1|[\u3400-\u9fff]{1,4}(?:阿姨|叔叔?|伯伯?|爷爷|奶奶|大爷|大妈|大姐|师傅|老师|医生|先生|女士|小姐|哥|姐|妈妈?|爸爸?|嫂|婶|总|工|主任|家))$/
/** Latin letters or an emoji make a nickname; [A-Z] alone may be an option. */
const NICKNAME = /^(?=.*\p{L})[\p{Script=Latin}\p{Emoji_Presentation}\d._ ~@'-]{2,30}$|\p{Emoji_Presentation}/u
/** What stands in goods and dishes and hardly ever in a name. */
const GOODS =
  /[鸡鸭鱼肉饭汤菜虾蛋豆奶瓜果茶酒油饼粥粉糖盐梨桃薯菇椒葱蒜姜蟹饺面包盒套餐液药纸][\u3400-\u9fff]?$|^(?:包子|马桶|石榴|花生|大米|小米|大蒜|小吃|成人|老人|小孩|大人|全家|麦片|方便|高压|金枪|车位|白糖|安装|时间|地点|关于|管理|应当|应该|明天|明确|成立|向|包括|包装)/

/** 谢谢, 一家: built like a name, and nobody's. */
const NOBODY = /^(?:谢谢|多谢|(?:[一二两三四五六七八九十]|[全大人哪各每])家$)/

/** Whether a word looks like what a person calls himself. Never certain; `false` for many a nickname. */
export const looksLikePerson = (word: string): boolean =>
  !NOBODY.test(word) &&
  (CALLED.test(word) ||
    (PERSON.test(word) && !GOODS.test(word)) ||
    (NICKNAME.test(word) && !/^(?:ok|yes|no|https?.*)$/i.test(word)))

const ALONE = new RegExp(`^(?![米麦牛])${SURNAME}$`)

/** 8-1-802 张: after a home, a family name is enough. */
export const isSurname = (word: string): boolean => ALONE.test(word)
