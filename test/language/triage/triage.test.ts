import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskNumbers } from '../../../src/core/kernel/mask.ts'
import { findPrivate } from '../../../src/core/kernel/private.ts'
import { isSameMatter } from '../../../src/language/alike/guard.ts'
import { LikenessIndex } from '../../../src/language/alike/index.ts'
import { categoriser, type Lesson } from '../../../src/language/category/categorise.ts'
import { crossValidate, testOn } from '../../../src/language/category/evaluate.ts'
import { learn } from '../../../src/language/category/learn.ts'
import { routeOf, TOPICS } from '../../../src/language/category/taxonomy.ts'
import { kindOf, readAppeal } from '../../../src/language/kind/kind.ts'

/** The lines of a table that anybody can read and extend; `#` begins a remark. */
const linesOf = (name: string): string[][] =>
  readFileSync(join(import.meta.dirname, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.stringMatching(/^[一-龥，。？！0-9a-z \n]{0,200}$/),
)

describe('talk that looks like an appeal', () => {
  test.each(linesOf('kinds.tsv'))('%s：%s', (kind, text = '') => {
    expect(readAppeal(text)?.kind ?? '闲聊').toBe(kind)
  })

  test.each([
    ['反映', '楼上天天半夜拖桌子', '投诉'],
    ['反映', '3栋的电梯又坏了', '投诉'],
    ['反映', '楼上天天半夜拖桌子，希望管一管', '投诉'],
    ['反映', '高龄补贴怎么申请', '咨询'],
    ['反映', '能不能在东门加装一盏灯', '建议'],
    ['反映', '感谢物业师傅及时修好了水管', '表扬'],
    ['投诉', '楼上天天半夜拖桌子', '投诉'],
    ['投诉', '物业什么时候来修', '投诉'],
    ['投诉', '能不能把音箱关小点', '投诉'],
    [undefined, '东门加个灯', '建议'],
  ] as const)('%s：%s is %s', (brought, text, kind) => expect(kindOf(text, brought)).toBe(kind))

  test('rests on a span of the sender’s own characters, and says why', () => {
    const text = '昨天回来晚了。３栋门口的路灯不亮，请物业修一下！大家早点睡'
    const appeal = readAppeal(text)
    expect(text.slice(appeal?.start, appeal?.end)).toBe('３栋门口的路灯不亮，请物业修一下！')
    expect(appeal?.because).toContain('不亮')
  })

  test('never throws, and its span lies inside the text', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const appeal = readAppeal(text)
        if (!appeal) return
        expect(appeal.start).toBeGreaterThanOrEqual(0)
        expect(appeal.end).toBeLessThanOrEqual(text.length)
        expect(appeal.start).toBeLessThan(appeal.end)
        expect(kindOf(text, '反映')).toBe(appeal.kind)
      }),
    )
  })

  test('a megabyte of anything is read at once', () => {
    for (const text of ['小区'.repeat(500_000), '。'.repeat(1_000_000), `${'路'.repeat(999_999)}号`]) readAppeal(text)
  })
})

describe('what a suggestion is about', () => {
  const categorise = categoriser([])
  test.each(linesOf('categories.tsv'))('%s %s：%s', (category, detail, text = '') => {
    const told = categorise(text)
    expect(told.category).toBe(category)
    if (detail !== '') expect(told.detail).toBe(detail)
    if (category !== '其他') expect(told.because.length).toBeGreaterThan(0)
  })

  test('each matter has words, and all but 其他 somebody to go to', () => {
    expect(TOPICS.every(({ words }) => words.length >= 5)).toBe(true)
    const nobody = TOPICS.filter(({ category, detail }) => category !== '其他' && routeOf(category, detail) === null)
    expect(nobody).toEqual([])
    expect(routeOf('公用事业', '燃气')).toContain('119')
  })

  test('learns from what staff correct, and only for texts like it', () => {
    const lessons: Lesson[] = ['天台有人养鸽子', '楼顶鸽子粪到处都是', '鸽子太多了'].map((text) => ({
      text,
      label: '环境卫生',
      source: 'staff',
    }))
    const taught = categoriser(lessons)
    expect(categorise('5栋天台又有鸽子').category).not.toBe('环境卫生')
    expect(taught('5栋天台又有鸽子').category).toBe('环境卫生')
    expect(taught('路灯不亮').category).toBe('市政设施')
  })

  test('an adopted table brings its own labels', () => {
    const rows = ['停车位不够', '乱停车', '停车费贵', '垃圾没人收', '垃圾桶满了', '垃圾乱堆'].map(
      (text, i): Lesson => ({ text, label: i < 3 ? '停车组' : '卫生组', source: 'file' }),
    )
    const taught = categoriser(rows)
    expect(taught('车位被占，没法停车').category).toBe('停车组')
    expect(taught('楼下垃圾没人扫').category).toBe('卫生组')
  })

  test('never throws, and the same lessons teach the same', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const { certainty, category } = categorise(text)
        expect(certainty).toBeGreaterThanOrEqual(0)
        expect(certainty).toBeLessThanOrEqual(1)
        expect(category).not.toBe('')
      }),
    )
    const examples = ['路灯不亮', '井盖没了', '停水', '停电'].map((text, i) => ({
      fields: [text],
      label: i < 2 ? 'a' : 'b',
    }))
    expect(learn(examples).judge(['路灯'])).toEqual(learn(examples).judge(['路灯']))
  })

  test('nothing to learn from is nothing known', () => {
    expect(learn([]).judge(['路灯'])).toEqual({ label: '', certainty: 0, because: [] })
  })
})

describe('how well categories are told', () => {
  const rows = (label: string, texts: string) => texts.split(' ').map((text) => ({ fields: [text], label }))
  const examples = [
    ...rows('水', '停水了 没水喝 水压小 自来水黄 水管爆了 水费高 水表坏 停水两天 水质差 水箱脏'),
    ...rows('电', '停电了 没电用 电压低 跳闸了 电线老化 电费高 电表坏 停电两天 变压器响 电线杆歪'),
  ]

  test('by cross-validation: every text is judged once, by a learner that has not seen it', () => {
    const { texts, confusion, labels, macroF1, accuracy, atCoverage } = crossValidate(examples, 5)
    expect(texts).toBe(20)
    expect(labels).toEqual(['水', '电'])
    expect(confusion.flat().reduce((sum, n) => sum + n, 0)).toBe(20)
    expect(accuracy).toBeGreaterThan(0.8)
    expect(macroF1).toBeGreaterThan(0.8)
    expect(atCoverage[0]).toMatchObject({ coverage: 1, accuracy })
    expect(atCoverage.at(-1)?.accuracy).toBeGreaterThanOrEqual(accuracy)
  })

  test('by another table: a label that training never saw is never told, and counts as missed', () => {
    const { perLabel, macroF1 } = testOn(examples, [...rows('水', '停水'), ...rows('气', '漏气')])
    expect(perLabel.find(({ label }) => label === '气')).toMatchObject({ texts: 1, recall: 0, f1: 0 })
    expect(macroF1).toBeLessThanOrEqual(0.5)
  })
})

describe('suggestions that are alike', () => {
  test.each(linesOf('alike.tsv'))('%s：%s / %s', (verdict, one = '', other = '') => {
    if (verdict === '同' || verdict === '不同') {
      expect(isSameMatter(one, other)).toBe(verdict === '同')
      return
    }
    const filler = ['门卫态度不好', '快递没地方放', '树枝太长', '噪音', '井盖响'].map((text, i) => ({
      text,
      number: 90 + i,
    }))
    const index = new LikenessIndex([...filler, { number: 1, text: other }])
    expect(index.like(one).some(({ number }) => number === 1)).toBe(verdict === '像')
  })

  test('a word of two characters finds all that have it, at most three, the likest first, itself never', () => {
    const texts = ['路灯不亮', '幸福路路灯坏了', '停水', '路灯', '晚上没有路灯看不见路', '电梯']
    const index = new LikenessIndex(texts.map((text, number) => ({ number, text })))
    const found = index.like('路灯', 3)
    expect(found.map(({ number }) => number).sort()).toEqual([0, 1, 4])
    expect(found.every(({ shared }) => shared.includes('路灯'))).toBe(true)
    expect(found.map(({ likeness }) => likeness)).toEqual(found.map(({ likeness }) => likeness).sort((a, b) => b - a))
  })

  test('never throws', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 5 }), anything, (texts, asked) => {
        new LikenessIndex(texts.map((text, number) => ({ number, text }))).like(asked)
      }),
    )
  })
})

describe('what must not be in a group', () => {
  test.each(linesOf('private.tsv'))('“%s”：%s', (kinds, text = '', masked) => {
    const sure = findPrivate(text).flatMap((span) => (span.sure ? [span.kind] : []))
    expect([...new Set(sure)].join()).toBe(kinds)
    expect(maskNumbers(text)).toBe(masked)
  })

  test('a number that fails its check is masked all the same, and nobody is told', () => {
    expect(findPrivate('编号110105194912310021')).toMatchObject([{ kind: 'id', sure: false }])
    expect(maskNumbers('编号110105194912310021')).not.toContain('19491231')
    expect(findPrivate('流水6222020000000000001')).toMatchObject([{ kind: 'card', sure: false }])
  })

  test('spans lie inside the text, in order, none in another; masked once is masked', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9Xx \-路号室收件人：张，]{0,120}$/), (text) => {
        let from = 0
        for (const { start, end } of findPrivate(text)) {
          expect(start).toBeGreaterThanOrEqual(from)
          expect(end).toBeGreaterThan(start)
          from = end
        }
        expect(from).toBeLessThanOrEqual(text.length)
        expect(findPrivate(maskNumbers(text)).filter(({ sure, kind }) => sure && kind !== 'address')).toEqual([])
      }),
    )
  })

  test('a megabyte of digits is masked at once', () => {
    expect(maskNumbers('13800138000 '.repeat(80_000))).not.toContain('13800138000')
    expect(maskNumbers('1'.repeat(1_000_000))).toHaveLength(1_000_000)
  })
})
