import { BUILT_IN, type Lexicon } from './lexicon.ts'

/** Yes, no and their like, as residents say them. Negation is looked for before agreement, always. */
export type Opinion = 'yes' | 'no' | 'abstain'

const NO =
  /^(?:坚决|强烈|绝对|完全|非常|肯定|必须|明确|一百个|100%|很|才)*(?:不(?:能|得|会|想|可能)?(?:同意|赞成|赞同|支持|愿意|接受|认可)|反对票?|表示反对|持反对意见|投反对票?)$|^(?:不行|不可以|不好|不要|不|不愿意|不用|不需要|没有?必要|👎)$/u
const YES =
  /^(?:坚决|强烈|绝对|完全|非常|肯定|必须|明确|一百个|100%|很|举双手双脚|双手双脚|举双手|双手|举手|老)*(?:同意票?|赞成票?|赞同|支持票?|投同意票?|投赞成票?|没(?:有)?意见|无意见|无异议|没(?:有)?异议)$|^(?:可以|行|好|ok|要|愿意|👍|👌)$/u
const ABSTAIN =
  /^(?:弃权|都行|都可以|都好|怎么都行|哪[天个种家]都(?:行|可以|好)|听大家的|随大家|看多数|随大流|大家定|少数服从多数|中立)$/u

/** Words that anybody says about anything: they count only alone and exact, unless the poll is quoted. */
const WEAK = /^(?:可以|行|好|ok|不行|不可以|👍|👌|👎|都行|都可以|都好|怎么都行|哪[天个种家]都(?:行|可以|好))$/u

/** Words that answer whoever spoke last: they count only where the poll is quoted. */
const LOOSE = /^(?:要|不|不要|不好|不用|不需要|愿意|不愿意|没有?必要|中立)$|赞同$/u

/** Heard as an answer, but which one cannot be told: 不是不同意, 同意个屁, 不太同意. */
const UNCLEAR =
  /不是(?:很|太)?不(?:同意|赞成|支持)|(?:不太|不大|不怎么|不完全|不很|半|有条件|勉强|暂时|基本上?|原则上|大体上?|部分|[鬼谁]才)(?:同意|赞成|支持)|(?:同意|赞成|支持)(?:个|你个)(?:屁|鬼|头|锤子|毛|啥|什么)|不反对|[\u3400-\u9fff]\s*👎|^(?:无所谓|随便(?:吧|你们|啦|了)?|没想好|看情况)$/u

export interface Opined {
  readonly opinion: Opinion
  readonly strength: 'plain' | 'weak' | 'loose'
}

const plainly = (said: string): Opined | null => {
  const opinion = NO.test(said) ? 'no' : YES.test(said) ? 'yes' : ABSTAIN.test(said) ? 'abstain' : null
  return opinion && { opinion, strength: WEAK.test(said) ? 'weak' : LOOSE.test(said) ? 'loose' : 'plain' }
}

/** Which opinion a word is, and how surely it is one. A local word is what it stands for. */
export const opinionOf = (word: string, lexicon: Lexicon = BUILT_IN): Opined | null => {
  const said = word.toLowerCase()
  const sense = lexicon.get(said)
  return plainly(sense && !sense.asks ? sense.means : said)
}

/** What a slip of the pen was most likely meant to be: 同议 is 同意. Null for every other word. */
export const slipOf = (word: string, lexicon: Lexicon = BUILT_IN): Opinion | null => {
  const sense = lexicon.get(word.toLowerCase())
  return sense?.asks ? (plainly(sense.means)?.opinion ?? null) : null
}

export const isUnclear = (words: string): boolean => UNCLEAR.test(words)

/** 不同意 said anywhere: then it is never counted as a yes. */
export const deniesConsent = (words: string): boolean => /[不唔].{0,3}(?:同意|赞成|赞同|支持)|反对|👎/u.test(words)

const OPTION_NO = /^(?:不|反对|否|没|无需|别|暂不|暂缓|拒绝)/
const OPTION_ABSTAIN = /^(?:弃权|都行|都可以|都好|随便|无所谓|听大家的|随大家|看多数|不确定|不清楚|没想好|中立)/
const OPTION_YES = /^(?:同意|赞成|赞同|支持|愿意|需要)|^(?:可以|好|行|是|要|有|来|参加|yes|ok)$/i

/**
 * Which option of a poll each opinion means. An opinion that fits no option, or more than one, is left out; agreement
 * means something only where the poll can also be refused.
 */
export const opinionOptions = (options: readonly string[]): OpinionOptions => {
  const known = ofOptions.get(options) ?? readOptions(options)
  ofOptions.set(options, known)
  return known
}

type OpinionOptions = Readonly<Partial<Record<Opinion, number>>>
/** A poll's options are asked about with every message while it is open. */
const ofOptions = new WeakMap<readonly string[], OpinionOptions>()

const readOptions = (options: readonly string[]): OpinionOptions => {
  const kinds = options.map((option): Opinion | null => {
    if (OPTION_ABSTAIN.test(option)) return 'abstain'
    if (OPTION_NO.test(option)) return 'no'
    // 装 is a yes where 不装 stands beside it.
    return OPTION_YES.test(option) || options.includes(`不${option}`) || options.includes(`暂不${option}`)
      ? 'yes'
      : null
  })
  const only = (kind: Opinion): number | null =>
    kinds.filter((other) => other === kind).length === 1 ? kinds.indexOf(kind) + 1 : null
  const [yes, no, abstain] = [only('yes'), only('no'), only('abstain')]
  if (yes === null || no === null) return abstain === null ? {} : { abstain }
  return { yes, no, ...(abstain === null ? {} : { abstain }) }
}
