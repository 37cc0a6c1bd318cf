import type { Context } from './context.ts'
import { originalTail } from './fold.ts'
import type { Meaning, Word } from './meaning.ts'
import { leadingNumber, numbersIn } from './numerals.ts'
import { asksProgress } from './progress.ts'

/** Fixed words that work at any time. Each must be the whole message, so that talk about them does nothing. */
const WHOLE: readonly (readonly [RegExp, Exclude<Word, 'join'>])[] = [
  [/^(?:使用)?帮助$|^怎么用$/, 'help'],
  [/^(?:查|查询|查看|看)(?:一下)?我的(?:个人)?信息$|^我(?:投|选|回)(?:的|了)(?:是)?(?:啥|什么|哪个|几)$/, 'my-info'],
  [/^删除?(?:掉)?我的(?:个人)?信息$/, 'delete-info'],
  [/^确认删除(?:我的信息)?$/, 'confirm-delete'],
  [
    /^(?:查|查询|查看|看)?(?:一下)?我的(?:建议|诉求)(?:到哪(?:了|里了|儿了|一步了)?|怎么样了|什么情况|进度|进展|处理得?怎么样了|有进展吗|办了吗|办得怎么样了)?$/,
    'my-suggestions',
  ],
  [/^(?:我)?要(?:看|收)?日报$|^我想(?:要|看|收)日报$/, 'want-digest'],
  [/^(?:我)?不(?:再)?要(?:看|收)?日报(?:了)?$/, 'stop-digest'],
]

/** What one asks about himself, which a neighbour might be asked as well: only of us. */
const OF_HIS_OWN: readonly (readonly [RegExp, Exclude<Word, 'join'>])[] = [
  [
    /^(?:请|麻烦|帮我|给我|我|要|想)*(?:删除?|清除|注销)(?:掉|了)?(?:我|俺)的?(?:个人)?(?:信息|资料|数据|记录)吧?$|^(?:请|麻烦|帮我|给我|要|想)*把?(?:我|俺)的?(?:个人)?(?:信息|资料|数据|记录)(?:全部?|都|给)*(?:删|清|注销)(?:除|掉|了|光)*吧?$/,
    'delete-info',
  ],
  [
    /^(?:[你您]们?)?(?:这里|这儿|那里|那儿)?(?:都|到底)*(?:记|存|留|收集|知道|有)(?:录|下|着)?了?(?:我|俺)的?(?:些)?(?:啥|什么|哪些)(?:信息|资料|东西|数据)?[了呀啊呢]?$/,
    'my-info',
  ],
  [
    /^(?:我|俺)(?:们?家)?(?:刚才|刚刚)?(?:投票?|回答?|选)(?:上|成功|进去)?了?(?:吗|没有?)[呀啊呢]?$|^(?:我|俺)(?:们?家)?的(?:票|投票|回答)?(?:投上|算上|算|记上|收到)了?(?:吗|没有?)[呀啊呢]?$/,
    'my-answers',
  ],
  [
    /^(?:我|俺)(?:刚才|刚刚)?(?:报名?)(?:上|成功)?了?(?:吗|没有?)[呀啊呢]?$|^(?:我|俺)(?:现在)?排(?:到)?(?:第)?几(?:个|位)?了?$|^(?:我|俺)(?:都|到底)?报名?(?:的|了)(?:是|都是)?(?:哪|啥|什么|几)[^,。]{0,4}$|^(?:现在)?轮到(?:我|俺)了?(?:吗|没有?)[呀啊呢]?$|^(?:我|俺)前面还有(?:几个|多少)人?$/,
    'my-signups',
  ],
]

const WORKING = '(?:集合|碰头|干活|上工|开工|做工|报到|开始干|去干|收工)'
const WHEN_WHERE = '(?:几点|哪天|几号|(?:什么|啥)时候|多久|(?:在|到|去)?(?:哪里?|哪儿|(?:什么|啥)地方))'
/** 几点集合, 明天在哪干活: from somebody who has a place. */
const ABOUT_HIS_WORK = new RegExp(
  `^(?:请问|问一?下|那|我|俺|我们|明天|后天|那天|到时候|[\\s,]){0,4}(?:是)?${WHEN_WHERE}(?:去|来|要)?${WORKING}(?:的|啊|呀|呢)?$|^(?:请问|明天|后天)?${WORKING}(?:是|的时间是|的地方是|时间|地点)?${WHEN_WHERE}(?:啊|呀|呢)?$`,
)

/** A greeting wants to know who is there. Said to us, it is answered with what we are for. */
const GREETING =
  /^(?:你好|您好|在吗|你好[\s,]*在吗|您好[\s,]*在吗|你是谁|您是谁|你是机器人吗|你会什么|你能[干做]什么)[啊呀吗]?$/
/** A beginning that waits for its content. 反映 without a colon may be any talk. */
const HALF = /^(?:我要|我想)?(?:提)?(?:建议$|(?:建议|反映|反应|诉求|意见|投诉|报修|异议)(?=:$))/

const NOT_FIXED =
  /^(还|根本|又)?(?:没好|没修好|没弄好|没办好|没解决|没处理好|没有修好|没有解决|没有好)(?:呢|啊|呀|哦|的|吧)?$/

/** What stands around a short message without changing it. */
export const bare = (folded: string): string => folded.replace(/^[\s,。.!~、]+|[\s,。.!~、]+$/g, '')

const withNumber = (word: 'withdraw' | 'append' | 'not-fixed', number: number | null, text?: string): Meaning => ({
  kind: 'word',
  word,
  ...(number === null ? {} : { number }),
  ...(text === undefined || text === '' ? {} : { text }),
})

/** A fixed word, or null. `text` is the sender's own, `folded` the same folded. */
export const readWord = (text: string, folded: string, context: Context): Meaning | null => {
  const words = bare(folded)
  const toUs = context.direct || context.mentionsUs
  if (words.length <= 24) {
    const question = words.replace(/\?+$/, '')
    const fixed = WHOLE.find(([pattern]) => pattern.test(question))
    if (fixed) return { kind: 'word', word: fixed[1] }
    const own = toUs ? OF_HIS_OWN.find(([pattern]) => pattern.test(question)) : undefined
    if (own) return { kind: 'word', word: own[1] }
    if (context.direct && context.signedUp === true && ABOUT_HIS_WORK.test(question))
      return { kind: 'word', word: 'my-signups' }
    if (HALF.test(words)) return { kind: 'half', of: 'suggestion' }
    if (toUs && GREETING.test(question)) return { kind: 'word', word: 'help' }
    const withdrawn = readWithdrawal(words, context)
    if (withdrawn) return withdrawn
    const joined = /^合并\s*(?=\d)/.exec(words)
    const numbers = joined ? numbersIn(words.slice(joined[0].length)) : null
    if (numbers && numbers.length > 1) return { kind: 'word', word: 'join', numbers }
  }
  if (toUs && asksProgress(words)) return { kind: 'word', word: 'my-suggestions' }
  return readAppend(text, folded, context) ?? readNotFixed(text, folded, context)
}

const quotedSuggestion = (context: Context): number | null =>
  context.quoted?.kind === 'suggestion' ? context.quoted.number : null

const readWithdrawal = (words: string, context: Context): Meaning | null => {
  const match = /^(?:我要|我想)?(?:撤回|撤销)(.*)$/.exec(words) ?? /^(.+?)(?:撤回|撤销)$/.exec(words)
  if (!match) return null
  const rest = match[1] ?? ''
  if (/^(?:我的|这条|这个)?(?:建议|诉求)?$/.test(rest)) {
    const quoted = quotedSuggestion(context)
    const clear = quoted !== null || context.direct || /建议|诉求/.test(rest)
    return clear ? withNumber('withdraw', quoted) : null
  }
  const found = leadingNumber(rest)
  return found && found.length === rest.length ? withNumber('withdraw', found.number) : null
}

const MEASURE = /^[条句种份件款项场届年级瓶箱包袋盒两斤克升片颗粒张本支位名遍次]/

const readAppend = (text: string, folded: string, context: Context): Meaning | null => {
  const match = /^\s*补充\s*/.exec(folded)
  if (!match) return null
  const found = leadingNumber(folded.slice(match[0].length))
  const length = match[0].length + (found?.length ?? 0)
  const gap = /^[\s:,、。.]+/.exec(folded.slice(length))
  const number = found?.number ?? quotedSuggestion(context)
  const glued = /\d$/.test(folded.slice(0, length)) && /^[\u3400-\u9fff]{4}/.test(folded.slice(length))
  // 补充一下…, 补充3天… and 补充2瓶… are talk: a number stands apart or before a sentence of its own, and without one a
  // colon follows in reply to the suggestion.
  const told = found
    ? gap !== null ||
      folded.length === length ||
      /号\s*$/.test(folded.slice(0, length)) ||
      (glued && !MEASURE.test(folded.slice(length)))
    : gap !== null && number !== null
  return told ? withNumber('append', number, originalTail(text, length + (gap?.[0].length ?? 0)).trim()) : null
}

const readNotFixed = (text: string, folded: string, context: Context): Meaning | null => {
  const found = leadingNumber(folded)
  const start = found?.length ?? 0
  const rest = folded.slice(start)
  const end = rest.search(/[,。.!~;\n]/)
  const head = bare((end < 0 ? rest : rest.slice(0, end)).replace(/^\s*(?:的)?(?:建议|诉求)?\s*/, ''))
  if (!NOT_FIXED.test(head)) return null
  const more = end < 0 ? '' : originalTail(text, start + end + 1).trim()
  const number = found?.number ?? quotedSuggestion(context)
  if (number !== null) return withNumber('not-fixed', number, more)
  if (bare(more) !== '') return null
  return head === '没好' || context.direct ? withNumber('not-fixed', null) : null
}
