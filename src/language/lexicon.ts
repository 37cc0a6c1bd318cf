import { fold } from './fold.ts'

/** What a local word or a slip of the pen stands for. `asks`: it is only most likely, so its author is asked. */
export interface Sense {
  readonly means: string
  readonly asks: boolean
}

/** Words as people here say or mistype them, each with the plain word that it stands for. Keys are folded. */
export type Lexicon = ReadonlyMap<string, Sense>

/**
 * Reads a list of words: one on each line, a tab, the plain word it stands for, and after another tab perhaps 问, where
 * it is only likely. Empty lines and lines that begin with # say nothing. Returns the number of the first line that
 * cannot be read in place of a list.
 */
export const readLexicon = (text: string): Lexicon | { readonly line: number } => {
  const words = new Map<string, Sense>()
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (line.trim() === '' || /^\s*[#＃]/.test(line)) continue
    const [word = '', means = '', how = ''] = line.split('\t').map((cell) => fold(cell).trim())
    if (word === '' || means === '' || !/^问?$/.test(how)) return { line: index + 1 }
    words.set(word.toLowerCase(), { means, asks: how === '问' })
  }
  return words
}

/** The words that every installation knows: Wuhan, the south-west, the north; handwriting and voice input. */
const BUILT_IN_TEXT = `
# 各地说法
要得	可以
要得要得	可以
阔以	可以
阔以滴	可以
得行	可以
搞得	可以
搞得成	可以
要得嘛	可以
中	可以
成	可以
使得	可以
妥	可以
冇得意见	没意见
冇意见	没意见
冇问题	没意见
莫得意见	没意见
莫意见	没意见
没得意见	没意见
没得问题	没意见
没啥意见	没意见
没什么意见	没意见
没有什么意见	没意见
莫得问题	没意见
我屋里没得意见	没意见
莫搞	不行
莫装	不行
莫弄	不行
莫修	不行
要不得	不行
不得行	不行
不阔以	不行
搞不得	不行
冇得用	不行
不中	不行
不成	不行
都要得	都行
都阔以	都行
哪个都要得	都行
# 手写、语音常见的错字
同议	同意	问
同一	同意	问
同义	同意	问
同易	同意	问
通意	同意	问
通易	同意	问
统意	同意	问
统一	同意	问
童意	同意	问
铜意	同意	问
同忆	同意	问
同亿	同意	问
赞城	赞成	问
赞诚	赞成	问
暂成	赞成	问
赞承	赞成	问
支待	支持	问
支特	支持	问
只持	支持	问
之持	支持	问
不同议	不同意	问
不同义	不同意	问
不同一	不同意	问
不通意	不同意	问
不统意	不同意	问
不同易	不同意	问
不赞城	不赞成	问
不赞诚	不赞成	问
返对	反对	问
犯对	反对	问
反队	反对	问
反兑	反对	问
气权	弃权	问
汽权	弃权	问
弃全	弃权	问
放弃权	弃权	问
没义见	没意见	问
没议见	没意见	问
没意间	没意见	问
`

const builtIn = readLexicon(BUILT_IN_TEXT)
export const BUILT_IN: Lexicon = 'line' in builtIn ? new Map() : builtIn

/** What a committee wrote down itself and is sure of, with the length of its longest word. */
interface OwnWords {
  readonly means: ReadonlyMap<string, string>
  readonly longest: number
}

/** A word of one character stands in half of all sentences: it counts only where it is all that is said. */
const SHORTEST = 2

const ownWords = new WeakMap<Lexicon, OwnWords>()

const ownWordsOf = (lexicon: Lexicon): OwnWords => {
  const known = ownWords.get(lexicon)
  if (known) return known
  const means = new Map<string, string>()
  for (const [word, sense] of lexicon)
    if (sense !== BUILT_IN.get(word) && !sense.asks && word.length >= SHORTEST) means.set(word, sense.means)
  const own = { means, longest: Math.max(0, ...[...means.keys()].map((word) => word.length)) }
  ownWords.set(lexicon, own)
  return own
}

/**
 * A folded text with each of a committee's own words, wherever it stands, said plainly; the longest that fits goes first.
 * Null: there is none in it. As long as the file is it takes no longer, only as long as the longest word.
 */
export const inPlainWords = (folded: string, lexicon: Lexicon): string | null => {
  const { means, longest } = ownWordsOf(lexicon)
  if (longest === 0) return null
  const lower = folded.toLowerCase()
  let plain = ''
  let at = 0
  while (at < folded.length) {
    let length = Math.min(longest, folded.length - at)
    while (length >= SHORTEST && !means.has(lower.slice(at, at + length))) length -= 1
    const found = length >= SHORTEST ? means.get(lower.slice(at, at + length)) : undefined
    plain += found ?? folded.charAt(at)
    at += found === undefined ? 1 : length
  }
  return plain === folded ? null : plain
}
