import { readFileSync } from 'node:fs'
import { Refusal } from './cli/problem.ts'
import { BUILT_IN, type Lexicon, readLexicon } from './language/lexicon.ts'

/**
 * The built-in local words with those of a committee's own file (WUGONG_WORDS), which come first. Refuses a file that
 * cannot be opened or has a line that is no word, with its number.
 */
export const openLexicon = (file: string | null): Lexicon => {
  if (file === null) return BUILT_IN
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new Refusal(`设置 WUGONG_WORDS：文件打不开：${file}`)
  }
  const own = readLexicon(text)
  if ('line' in own)
    throw new Refusal(
      `设置 WUGONG_WORDS：${file} 第${own.line}行看不懂。一行一个：说法、制表符、意思，拿不准的再加制表符和“问”。`,
    )
  return new Map([...BUILT_IN, ...own])
}
