import { readFileSync } from 'node:fs'
import { readJielong } from '../language/jielong/read.ts'
import { Refusal } from './problem.ts'

/** Reads a 接龙 from a text file and prints what it says as JSON; `null` where the text is none. */
export const printJielong = (file: string): void => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new Refusal(`文件打不开：${file}`)
  }
  process.stdout.write(`${JSON.stringify(readJielong(text), null, 2)}\n`)
}
