import { describe, expect, test } from 'vitest'
import { BUILT_IN, inPlainWords, type Lexicon, readLexicon } from '../../src/language/lexicon.ts'
import { read } from '../../src/language/read.ts'
import type { Context, OpenPoll } from '../../src/language/context.ts'
import { context, garage, meant } from './support.ts'

const lexicon = (...lines: string[]): Lexicon => {
  const own = readLexicon(lines.join('\n'))
  if ('line' in own) throw new Error(`line ${own.line}`)
  return new Map([...BUILT_IN, ...own])
}
const OURS = lexicon('凉衣区\t晾衣区', '没修好\t没好', '我报\t报名', '屋头燃了\t家里着火了', '得\t行', '暧昧\t同意\t问')
const yard: OpenPoll = { number: 7, title: '空地做什么', options: ['停车位', '晾衣区', '还种花'], multiple: false }
const here = (changes: Partial<Context> = {}) => context({ polls: [yard], lexicon: OURS, ...changes })

describe('a committee’s own words', () => {
  test.each([
    ['凉衣区', { kind: 'answer', poll: 7, choice: [2] }],
    ['我选凉衣区', { kind: 'answer', poll: 7, choice: [2] }],
    ['凉衣區吧', { kind: 'answer', poll: 7, choice: [2] }],
    ['屋头燃了！', { kind: 'danger', danger: 'fire' }],
  ])('%s is read in the plain ones', (text, meaning) => {
    expect(meant({ text }, context({ polls: [yard] })).kind).toBe('chatter')
    expect(meant({ text }, here())).toEqual(meaning)
  })

  test('also of work, and of what was done', () => {
    expect(meant({ text: '我报' }, here({ polls: [], works: [garage] }))).toMatchObject({ kind: 'signup', work: 3 })
    expect(meant({ text: '12号没修好' }, here())).toMatchObject({ kind: 'word', word: 'not-fixed', number: 12 })
  })

  test('what is kept is the sender’s own: a wish beside the answer, whatever is in it, stays as he said it', () => {
    expect(read({ text: '凉衣区，但是别挡路' }, here()).map(({ meaning }) => meaning)).toEqual([
      { kind: 'answer', poll: 7, choice: [2] },
      { kind: 'suggestion', text: '别挡路', private: false, poll: 7 },
    ])
    expect(meant({ text: '建议：凉衣区大一点' }, here())).toMatchObject({ kind: 'suggestion', text: '凉衣区大一点' })
    expect(meant({ text: '凉衣区，但是凉衣区要大' }, here())).toEqual({ kind: 'chatter' })
  })

  test.each(['凉衣区在哪里？', '我报纸还没拿', '我报警了', '得了吧大家', '昨天路过凉衣区看见有人吵架', '暧昧'])(
    '%s stays talk',
    (text) => {
      expect(meant({ text }, here({ works: [garage] })).kind).toBe(
        meant({ text }, here({ works: [garage], lexicon: BUILT_IN })).kind,
      )
    },
  )

  test('the longest goes first, and each once: what a word stands for is not read again', () => {
    const own = lexicon('凉衣\t晾衣', '凉衣区\t二号', '二号\t三号')
    expect(inPlainWords('凉衣区凉衣凉', own)).toBe('二号晾衣凉')
    expect(inPlainWords('停车位', own)).toBeNull()
    expect(inPlainWords('要得', BUILT_IN)).toBeNull()
  })

  test('thousands of words take no longer than a few', () => {
    const many = lexicon(...Array.from({ length: 20_000 }, (_, n) => `说法第${n}号\t意思${n}`))
    const text = '说法第'.repeat(26)
    inPlainWords(text, many)
    const from = process.hrtime.bigint()
    for (let n = 0; n < 100; n += 1) inPlainWords(text, many)
    expect(Number(process.hrtime.bigint() - from) / 100 / 1e6).toBeLessThan(5)
  })
})
