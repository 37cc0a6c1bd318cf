import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Jielong, readJielong } from '../../src/language/jielong/read.ts'

/**
 * jielong.txt: each case is a message as a group sends it, a line -----, and what it means: its title, then one line an
 * entry (number, name, home, choice, quantity; - where there is none), or 不是接龙.
 */
const cases = readFileSync(join(import.meta.dirname, 'jielong.txt'), 'utf8')
  .split('=====\n')
  .filter((part) => part.trim() !== '')
  .map((part) => {
    const [message = '', meaning = ''] = part.split('\n-----\n')
    return { message, meaning: meaning.trim() }
  })

const written = (jielong: Jielong | null): string => {
  if (jielong === null) return '不是接龙'
  const rows = jielong.entries.map(({ number, name, home, choice, quantity }) =>
    [number, name, home, choice, quantity].map((field) => field ?? '-').join('\t'),
  )
  return [`标题\t${jielong.title}`, ...rows].join('\n').trim()
}

describe('a 接龙 is read as it was meant', () => {
  test.each(cases)('$message', ({ message, meaning }) => {
    expect(written(readJielong(message))).toBe(meaning)
  })

  test('line ends of any system are line ends', () => {
    expect(readJielong('#接龙\r\n周日\r\n1. 张三\r\n2. 李四')?.entries.map(({ name }) => name)).toEqual([
      '张三',
      '李四',
    ])
  })

  test('the card that a platform packs it in is taken off', () => {
    const card =
      '<msg><appmsg><title>#接龙\n茶话会\n\n1. 张三\n2. 李四 &amp; 王五</title><type>53</type></appmsg></msg>'
    expect(readJielong(card)).toMatchObject({ title: '茶话会', entries: [{ name: '张三' }, { text: '李四 & 王五' }] })
    expect(readJielong('<msg><appmsg><title>今天的文章</title><type>5</type></appmsg></msg>')).toBeNull()
  })

  test('what goes on in further lines belongs to the entry above, and what closes the list to nobody', () => {
    const entries = readJielong('#接龙\n拿药\n1. 陈姨\n头孢1盒\n2. 王大爷 无\n\n下午三点截止')?.entries
    expect(entries?.map(({ text }) => text)).toEqual(['陈姨\n头孢1盒', '王大爷 无'])
  })

  test('a phone number is never handed on', () => {
    const jielong = readJielong('#接龙\n登记\n1. 张三13800138000 3栋2单元501\n2. 李四 身份证42010619900101123X')
    expect(JSON.stringify(jielong)).not.toMatch(/13800138000|42010619900101123/)
    expect(jielong?.entries[0]).toMatchObject({ name: '张三', home: '3-2-501' })
  })
})

const NAMES = ['张三', '李四', '王阿姨', '刘师傅', '小陈', '老周', 'Amy', '豆豆妈', '赵建国', '孙丽']
const name = fc.constantFrom(...NAMES)
const home = fc.tuple(
  fc.integer({ min: 1, max: 30 }),
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1, max: 32 }),
  fc.integer({ min: 1, max: 4 }),
)
const entry = fc.record({
  name,
  home,
  quantity: fc.integer({ min: 1, max: 99 }),
  unit: fc.constantFrom('份', '箱', '盒', '瓶'),
})
const numbering = fc.constantFrom('. ', '、', '．', ') ', '：')

describe('whatever a list looks like', () => {
  test('what was written in any numbering is read back', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 40 }),
        numbering,
        fc.boolean(),
        (entries, mark, broken) => {
          const lines = entries.map(
            ({ name, home: [building, unit, floor, door], quantity, unit: counter }, index) =>
              `${index + 1}${mark}${building}-${unit}-${floor}0${door} ${name} 鸡蛋${quantity}${counter}`,
          )
          const text = broken ? `#接龙 团鸡蛋 ${lines.join(' ')}` : `#接龙\n团鸡蛋\n\n${lines.join('\n')}`
          // A colon inside a line is no numbering.
          fc.pre(!(broken && mark === '：'))
          expect(
            readJielong(text)?.entries.map(({ number, name, home, choice, quantity }) => ({
              number,
              name,
              home,
              choice,
              quantity,
            })),
          ).toEqual(
            entries.map(({ name, home: [building, unit, floor, door], quantity }, index) => ({
              number: index + 1,
              name,
              home: `${building}-${unit}-${floor}0${door}`,
              choice: '鸡蛋',
              quantity,
            })),
          )
        },
      ),
      { numRuns: 500 },
    )
  })

  test('no text breaks it, and an entry says nothing that was not in the text', () => {
    const pieces = fc.constantFrom(
      '#接龙',
      '\n',
      '1.',
      '2、',
      '①',
      '3-2-501',
      '张三',
      '同意',
      '2份',
      '例',
      ' ',
      '- - - - - - -',
      '<title>',
      '\\n',
      '：',
      '600ml*24瓶',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 30 }), (parts) => {
        const text = parts.join('')
        const said = `${text} ${text.replaceAll('\\n', '\n')}`.replace(/[\u200B-\u200F\u2060\uFEFF]/g, '')
        for (const { name, home } of readJielong(`#接龙\n${text}`)?.entries ?? [])
          if (name !== null && name !== home) expect(said).toContain(name)
      }),
      { numRuns: 2000 },
    )
  })

  test.each([
    '1. 张三 2份 ',
    '1、张三2份2、李四',
    '(',
    'a b ',
    '600ml*',
    '1.\n',
    '①',
    '张三/',
    '\n',
    '\u3000',
    'https://a',
  ])('a megabyte of %j is over in a moment', (piece) => {
    const began = performance.now()
    readJielong(`#接龙\n${piece.repeat(Math.ceil(1_048_576 / piece.length))}`)
    expect(performance.now() - began).toBeLessThan(3000)
  })
})
