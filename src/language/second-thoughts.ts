/** What may come before a correction: 不好意思, 哎呀. */
const SORRY = '(?:(?:不好意思|对不起|抱歉|哎呀|哎哟|哎|唉)[\\s,。!]*)?'
const WRONG = '[我俺]?(?:刚才|刚刚|刚|前面|上面|先前)?(?:点|选|投|按|回|发|打|填|写)[错差][了咯]?'
const ANEW =
  '我?(?:想|要|重新)?(?:改一下|更正为?|改成|改为|改选|改投|换成|重新?[选投]|[改换](?=\\d|[A-Za-z]$|不?同意|不?赞成|反对|弃权))[\\s,:]*'
const IS = '(?:[我俺]?(?:应该|其实|还是|就)?(?:是|选|投|要)?(?=\\S))?'
/** 上面那个, 刚才那票: what he said before. */
const BEFORE = '[我俺]?(?:刚才|刚刚|上面|前面|之前|上一?[个条次])(?:[的那这投选回点发]*)(?:个|条|次)?'
const VOID = '(?:不算数?|作废|不作数|无效|撤回|撤销)'
/** 孙子乱按的: not he, or not meant. */
const MISHAP =
  '[\\u3400-\\u9fff]{0,8}?(?:(?:乱|瞎|误)(?:按|点|碰|投|选|回|发|弄)|不小心(?:按|点|碰|发)|手滑|手误)(?:的|了|错)*'
/** 改成2; 刚才点错了，选2. */
const CHANGE = new RegExp(`^${SORRY}(?:${WRONG}[\\s,。:;!]*(?=\\S)${IS}(?:${ANEW})?|${ANEW})`)
/** 说错了, 改主意了, 不对: said of anything, so what follows is a change only for somebody who has answered. */
const RETHINKS =
  '(?:说|搞|弄|看|记|整)[错差][了咯]?|(?:改|变)了?主意了?|反悔了?|[又再]?(?:想想|想了想|想了一下|想了又想|考虑了一下|想通了)'
const RETHOUGHT = new RegExp(
  `^${SORRY}(?:[我俺]?(?:刚才|刚刚|刚|前面|之前|先前)?(?:${RETHINKS})[\\s,。:;!]*|(?:(?:${BEFORE}(?:一?票)?)?${VOID}[了吧]?|${MISHAP}|不对|不是|算了|[我俺]?改了)[\\s,。:;!]+|(?=还是(?:选|投|要)?\\s*第?[\\da-zA-Z一二三四五六七八九十]{1,2}[个号]?[吧了啊]*$))(?=\\S)${IS}(?:${ANEW})?`,
)
/** 刚才点错了, and not what is right. */
const WRONG_ONLY = new RegExp(`^${SORRY}(?:${WRONG})(?:了|啦)?$`)

/** That the answer given before was a mistake, without saying which is right. */
export const regrets = (words: string): boolean => WRONG_ONLY.test(words) && /我|刚/.test(words)

/** What a message begins with that takes back an earlier answer. `sure`: it can be about nothing else. */
export const changeIn = (words: string): { readonly length: number; readonly sure: boolean } => {
  const change = CHANGE.exec(words)?.[0] ?? ''
  if (change !== '') return { length: change.length, sure: true }
  const rethought = RETHOUGHT.exec(words)?.[0] ?? ''
  return { length: rethought.length, sure: rethought === '' }
}

/** 打错了，是凳子; 更正：5栋; 不是3栋，是5栋. */
const CORRECTS = new RegExp(
  `^(?:不对[\\s,]*)?${SORRY}(?:我?(?:刚才|刚刚|刚|前面|上面)?(?:打|写|说|发|输|讲|弄|搞)(?:错|漏|反)了?(?:一?个|几个)?字?[了啦]?(?:[\\s,。:;!]+|(?=应该|是)|$)|更正(?:一下)?[\\s,:]+|不是[^,。!?]{1,12},\\s*(?=是))(?:应该|其实)?(?:是|为)?\\s*`,
)
/** Longer, it tells something of its own. */
const LONGEST_CORRECTION = 60

/** What is right in place of what was just said; empty where only the slip is owned. Null: no correction. */
export const correctionIn = (words: string): string | null => {
  const match = words.length > LONGEST_CORRECTION || /[?吗]$/.test(words) ? null : CORRECTS.exec(words)
  return match && words.slice(match[0].length)
}

const TAKEN_BACK =
  '不(?:想)?(?:投|选)票?了?|弃权|放弃投票|(?:取消|收回)我的(?:投票|选择|那?一?票)|(?:撤回|撤销)(?:我的)?(?:投票|选择|那?一?票)'
const TAKES_BACK = new RegExp(
  `^(?:那|还是|唉|哎)?(?:(?:算了|改主意了)[\\s,。]*)?(?:我|俺)?(?:家)?(?:就|还是)?(?:${TAKEN_BACK})(?:[\\s,。]*算了)?[吧啊呀的了]*$|^(?:${BEFORE}|[我俺](?:家)?(?:的|那))(?:一?票|投票|选择|回答)${VOID}[吧啊呀了]*$`,
)
/** 作废, 撤回, 刚才那个不算: of an answer perhaps, or of anything else. */
const MAYBE_BACK = new RegExp(`^(?:(?:作废|撤回|撤销)|${BEFORE}${VOID})[吧啊呀了]*$`)

/** 弃权, 算了不投了: the answer is taken back, and there is no other. */
export const takesBack = (folded: string): boolean => TAKES_BACK.test(folded.replace(/[\s。.!~]+$/, ''))

/** Whether an answer may be meant that is to be taken back: then its author is asked. */
export const perhapsTakesBack = (folded: string): boolean => MAYBE_BACK.test(folded.replace(/[\s。.!~]+$/, ''))

const TURN = /(?:改|换)(?:成|为|到|选|投)?|(?<=^不是.{1,12})是/g

/** The two sides of a turn: 换改不换, 从1改成2, 不是1是2. There may be several ways to cut it. */
export const turnsIn = (words: string): readonly (readonly [string, string])[] =>
  [...words.matchAll(TURN)].flatMap(({ 0: turn, index }): (readonly [string, string])[] => {
    const before = words.slice(0, index).replace(turn === '是' ? /^不是/ : /^(?:想|要)?(?:把|从|由)?/, '')
    const after = words.slice(index + turn.length)
    return before === '' || after === '' ? [] : [[before, after]]
  })

const MORE = /^(?:还有|还要|再加上?(?:一个)?|加上|再选|再投|另外(?:还有|加上?)?)[\s,:]*(?=\S)/
const ALSO = /(?:也)(?:行|可以|好|有空|能来|没问题)$/

/** 还有晚上, 晚上也行: what joins the earlier picks. Null where nothing says so. */
export const addition = (words: string): string | null => {
  const said = words.replace(MORE, '').replace(ALSO, '')
  // 还有2 counts things; 再加2 picks.
  return said === words || said === '' || (/^还/.test(words) && /^\d+$/.test(said)) ? null : said
}
