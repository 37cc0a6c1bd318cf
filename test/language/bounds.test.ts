import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold, originalTail, ownPlace } from '../../src/language/fold.ts'
import { readNumeral } from '../../src/language/numerals.ts'
import { read } from '../../src/language/read.ts'
import { charger, consent, context, garage } from './support.ts'

const open = context({ polls: [consent, charger], works: [garage], lists: [{ number: 5, title: '周六大扫除' }] })
const said = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(...'同意不装建议：接龙#1.①３栋2单元501、另外还有\n，。@五共 🈶👍🏻1️⃣裝樓'),
    maxLength: 60,
  }),
)

test('folding twice is folding once, and every place in the result has one in the text', () => {
  fc.assert(
    fc.property(said, (text) => {
      const folded = fold(text)
      expect(fold(folded)).toBe(folded)
      for (let length = 0; length <= folded.length; length += 7) {
        const at = ownPlace(text, length)
        expect(at).toBeLessThanOrEqual(text.length)
        expect(fold(text.slice(0, at)).length).toBeGreaterThanOrEqual(length)
      }
      expect(originalTail(text, 0)).toBe(text)
    }),
    { numRuns: 3000 },
  )
})

test('every reading rests on a part of the text, wherever and whatever is said', () => {
  fc.assert(
    fc.property(said, fc.boolean(), fc.boolean(), (text, direct, mentionsUs) => {
      for (const { span } of read({ text }, { ...open, direct, mentionsUs })) {
        expect(span.start).toBeGreaterThanOrEqual(0)
        expect(span.end).toBeGreaterThanOrEqual(span.start)
        expect(span.end).toBeLessThanOrEqual(text.length)
      }
    }),
    { numRuns: 3000 },
  )
})

/** Texts that make careless patterns run away: the same sign again and again, or almost a match. */
const PIECES = [
  '1',
  ' ',
  '\n',
  '同意',
  '建议：',
  '3-2-501、',
  '1. 张三\n',
  '另外，',
  '#接龙\n',
  '我',
  '改',
  '、',
  '(',
  '除了',
  '啊',
  '@',
  '- ',
  '没',
]

/** The budget is a hundred times what it takes; a pattern that runs away takes hours. */
test('a megabyte of anything is read in bounded time', { timeout: 120_000 }, () => {
  for (const piece of PIECES) {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length)).slice(0, 1_000_000)
    for (const tail of ['', '同意', '\n接龙'])
      for (const direct of [false, true])
        expect(read({ text: text + tail }, { ...open, direct }).length).toBeGreaterThan(0)
  }
})

test.each([
  ['两', 2],
  ['十二', 12],
  ['廿三', 23],
  ['卅', 30],
  ['一百二', 120],
  ['二百零五', 205],
  ['二百五', 250],
  ['一千二', 1200],
  ['三千零五十', 3050],
  ['一万二', 12_000],
  ['一万二千', 12_000],
  ['两万', 20_000],
  ['壹佰贰拾', 120],
  ['五零一', 501],
  ['伍〇壹', 501],
  ['幺二零', 120],
  ['万', 10_000],
])('%s is %i', (text, number) => expect(readNumeral(text)).toBe(number))
