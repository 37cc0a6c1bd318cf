import { fold } from './fold.ts'

const WORDS =
  /谢谢|多谢|感谢|谢|辛苦|麻烦|收到|知道|明白|了解|晓得|好的|好嘞|好|行|可以|中|要得|ok|没事|没关系|不客气|再见|拜拜|晚安|对不起|不好意思|打扰|[嗯哦噢哈呵嘻嘿啊呀吧啦了您你们太真非常很的个一下]/gi

const GREETING =
  /[你您大]家?好|hi|hello|嗨|哈喽|[早上中下午晚]+[好安]|在[吗不]在?|有人吗|新年|节日|快乐|测试|试一?下|真?棒|厉害|点赞|机器人|五共|小五|社区|居委会|物业|主任|书记|老师|领导|同志|\[[^\]]{1,8}\]/gi
/** So many characters of writing are the least that tells something. */
const LEAST = 4

/** Greetings, thanks, receipts, stickers and numbers, with next to nothing else in them. */
export const isSmallTalk = (text: string): boolean => {
  const said = fold(text.slice(0, 500)).replace(GREETING, '').replace(WORDS, '')
  return (said.match(/\p{Script=Han}/gu)?.length ?? 0) < LEAST
}

const SORRY = '不好意思|对不起|对不住|抱歉'
const OUR_OWN = '(?:您|你|们|各位|大家|了|啦|啊|哈|哦|呀|哟)*'
const AHEAD = new RegExp(`^(?:(?:${SORRY}|麻烦|劳驾|请|拜托)${OUR_OWN}[\\s,。!]*)+`)
/** 报名麻烦 complains: what is no word of thanks stands apart. */
const BEHIND = new RegExp(
  `(?:(?:[\\s,。!;~]*(?:谢谢|多谢|感谢|谢了|谢)|[\\s,。!;~]+(?:麻烦|辛苦|拜托|${SORRY}))${OUR_OWN})+[\\s,。!~]*$`,
)

/** 王主任，我报名: whom of the staff he speaks to, and then what he wants himself. */
const TO_STAFF =
  /^(?:[\u3400-\u9fff]?(?:主任|书记|师傅|社工|网格员|管理员)|居委会|社区|工作人员)(?:您好|你好)?[\s,。!]*(?=[我俺咱])/

/** What is said, without the staff who are called. */
export const withoutCall = (folded: string): string => folded.replace(TO_STAFF, '')

/** What is asked for, without the thanks and apologies after it. */
export const withoutThanks = (folded: string): string => folded.replace(BEHIND, '')

/** What is asked for, without the 麻烦 and 对不起 before it. */
export const withoutPlea = (folded: string): string => folded.replace(AHEAD, '')

/** Thanks, a receipt, a farewell and nothing else: whoever says so waits for no answer. */
export const isCourtesy = (text: string): boolean =>
  text.length <= 40 &&
  fold(text)
    .replace(WORDS, '')
    .replace(/[^\p{L}\p{N}?]/gu, '') === '' &&
  text.trim() !== ''
