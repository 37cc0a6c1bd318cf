import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Context, OpenPoll } from '../../src/language/context.ts'
import { read } from '../../src/language/read.ts'
import { charger, consent, context, dishes, garage, meant, weekend } from './support.ts'

const say = (text: string, polls: readonly OpenPoll[], changes: Partial<Context> = {}) =>
  meant({ text }, context({ polls, ...changes }))

const quoting = (poll: OpenPoll) => ({ quoted: { kind: 'poll', number: poll.number } as const })

/** What is said alone, with one poll open, stands in answers.tsv. */
test('a wish that came with an answer is a suggestion of its own, in the resident’s own characters', () => {
  const text = '同意，但是𠮷祥路的灯③盏👨‍👩‍👧要修'
  const readings = read({ text }, context({ polls: [consent] }))
  expect(readings.map(({ meaning }) => meaning)).toMatchObject([
    { kind: 'answer', poll: 7, choice: [1] },
    { kind: 'suggestion', text: '𠮷祥路的灯③盏👨‍👩‍👧要修', poll: 7 },
  ])
  expect(readings.map(({ span }) => text.slice(span.start, span.end))).toEqual([
    '同意，但是',
    '𠮷祥路的灯③盏👨‍👩‍👧要修',
  ])
})

describe('what anybody says to anybody', () => {
  test.each(['可以', '行', '好', 'OK', 'ok', '👍', '👍👍👍', '👍🏻', '[强]', '👌'])('%s is a weak yes', (text) => {
    expect(say(text, [consent])).toEqual({ kind: 'answer', poll: 7, choice: [1], weak: true })
  })

  test.each(['同意', '1', '👎', '3-2-501 好'])('%s is not weak', (text) => {
    expect(say(text, [consent])).toMatchObject({ kind: 'answer' })
    expect(say(text, [consent])).not.toHaveProperty('weak')
  })

  test('said in reply to the poll, or to our question, it is not weak', () => {
    expect(say('👍', [consent], quoting(consent))).toEqual({ kind: 'answer', poll: 7, choice: [1] })
    const question = { kind: 'which-poll', said: '好', polls: [7, 8] } as const
    expect(say('充电桩', [consent, charger], { question })).toEqual({ kind: 'answer', poll: 8, choice: [1] })
  })
})

describe('a number beyond the options', () => {
  const unclear = { kind: 'ambiguous', said: '3', polls: [7], reason: 'unclear' }

  test('is asked about where nothing else is open, or in reply to the poll', () => {
    expect(say('3', [consent])).toEqual(unclear)
    expect(say('3', [consent, weekend], quoting(consent))).toEqual(unclear)
    expect(say('8', [consent], { direct: true })).toMatchObject({ kind: 'ambiguous', reason: 'unclear' })
  })

  test('is talk where it may be about something else', () => {
    expect(say('3', [consent], { works: [garage] })).toEqual({ kind: 'chatter' })
    expect(say('4', [consent, charger])).toEqual({ kind: 'chatter' })
    expect(say('5', [])).toEqual({ kind: 'chatter' })
  })
})

describe('taking an answer back', () => {
  test.each(['弃权', '我弃权', '不投了', '不选了', '我不投了'])('%s', (text) => {
    expect(say(text, [consent])).toMatchObject({ kind: 'withdraw-answer', poll: 7 })
    expect(say(text, [consent, weekend])).toMatchObject({ kind: 'withdraw-answer', poll: null })
    expect(say(text, [consent, weekend], quoting(weekend))).toMatchObject({ kind: 'withdraw-answer', poll: 9 })
    expect(say(text, [])).toEqual({ kind: 'chatter' })
  })

  test('弃权 is an answer where an option says so', () => {
    expect(say('我弃权', [{ ...consent, options: ['同意', '不同意', '弃权'] }])).toEqual({
      kind: 'answer',
      poll: 7,
      choice: [3],
    })
  })

  test.each(['不选了，太贵', '谁弃权了', '弃权的人多吗'])('%s is talk', (text) => {
    expect(say(text, [consent])).toEqual({ kind: 'chatter' })
  })
})

describe('options with more said', () => {
  const colors: OpenPoll = { number: 11, title: '楼道刷什么颜色', options: ['红', '绿'], multiple: false }

  test.each(['我选不装充电桩', '不装充电桩', '不要装充电桩'])('%s names the poll’s own subject', (text) => {
    expect(say(text, [charger])).toEqual({ kind: 'answer', poll: 8, choice: [2] })
  })

  test('装充电桩 is a yes', () => {
    expect(say('装充电桩', [charger])).toEqual({ kind: 'answer', poll: 8, choice: [1] })
  })

  test.each(['红', '红色', '红的', '我选红色', '红色的', '选 红，绿太丑了', '选红，绿太丑了'])('%s', (text) => {
    expect(say(text, [colors])).toEqual({ kind: 'answer', poll: 11, choice: [1] })
  })

  test.each(['红色的车是谁的', '选红，绿也行', '红了', '装的', '装修', '不装空调'])('%s is talk', (text) => {
    expect(say(text, [colors])).toEqual({ kind: 'chatter' })
    expect(say(text, [charger])).toEqual({ kind: 'chatter' })
  })

  test.each(['除了3都行', '除了火锅都可以', '除了3，其他都行', '除3以外都行'])('%s is all the others', (text) => {
    expect(say(text, [dishes])).toEqual({ kind: 'answer', poll: 10, choice: [1, 2] })
  })

  test('all but one is unclear where one may be picked, and talk where it names no option', () => {
    expect(say('除了3都行', [weekend])).toMatchObject({ kind: 'ambiguous', polls: [9], reason: 'unclear' })
    expect(say('除了张艺兴都行', [dishes])).toEqual({ kind: 'chatter' })
  })
})

describe('options in their own words', () => {
  test.each([
    ['装', 1],
    ['不装', 2],
    ['都行', 3],
    ['都可以', 3],
    ['选装', 1],
    ['装吧', 1],
    ['我家装', 1],
    ['同意', 1],
    ['反对', 2],
    ['不同意装充电桩', 2],
    ['1 装', 1],
    ['装！', 1],
    ['同意装', 1],
    ['必须装', 1],
    ['不要装', 2],
    ['坚决不装', 2],
    ['还是不装吧', 2],
    ['2. 不装', 2],
    ['3', 3],
  ])('%s', (text, option) => {
    expect(say(text, [charger])).toEqual({ kind: 'answer', poll: 8, choice: [option] })
  })

  test.each(['周六', '周六吧', '我选周六', '第一个'])('%s picks a day', (text) => {
    expect(say(text, [weekend])).toEqual({ kind: 'answer', poll: 9, choice: [1] })
  })

  test('consent says nothing where no option can be refused', () => {
    expect(say('同意', [weekend])).toEqual({ kind: 'chatter' })
    expect(say('同意', [weekend], quoting(weekend))).toMatchObject({ kind: 'ambiguous', reason: 'unclear' })
  })

  test.each(['1 3', '1、3', '1和3', '1,3', '饺子、火锅', '3 1'])('%s picks two where several may be picked', (text) => {
    expect(say(text, [dishes])).toEqual({ kind: 'answer', poll: 10, choice: [1, 3] })
  })

  test('two picks where one is allowed are not guessed', () => {
    expect(say('1 3', [charger])).toEqual({ kind: 'chatter' })
    expect(say('1 3', [charger], quoting(charger))).toMatchObject({ kind: 'ambiguous', polls: [8], reason: 'unclear' })
  })
})

describe('several open polls', () => {
  const polls = [consent, charger]

  test.each(['1', '可以', '反对', '2', '👍'])('%s fits both and is asked about', (text) => {
    expect(say(text, polls)).toEqual({ kind: 'ambiguous', said: text, polls: [7, 8], reason: 'several' })
  })

  test.each([
    ['3', 8, 3],
    ['装', 8, 1],
    ['不装', 8, 2],
    ['都行', 8, 3],
    ['同意', 7, 1],
    ['不同意', 7, 2],
  ])('%s fits one alone', (text, poll, option) => {
    expect(say(text, polls)).toEqual({ kind: 'answer', poll, choice: [option] })
  })

  test('a quote says which', () => {
    expect(say('1', polls, quoting(charger))).toEqual({ kind: 'answer', poll: 8, choice: [1] })
    expect(say('好的', polls, quoting(charger))).not.toMatchObject({ kind: 'answer', choice: [2] })
  })

  test.each(['充电桩', '是充电桩', '8', '8号', '第二个', '后面那个'])('%s answers which poll was meant', (text) => {
    const question = { kind: 'which-poll', said: '可以', polls: [7, 8] } as const
    expect(say(text, polls, { question })).toEqual({ kind: 'answer', poll: 8, choice: [1] })
  })

  test('a number that is an option of either names none of them: the question had no numbers', () => {
    for (const said of ['可以', '1']) {
      const question = { kind: 'which-poll', said, polls: [7, 8] } as const
      for (const again of ['2', '2号', '二'])
        expect(say(again, polls, { question })).toEqual({
          kind: 'ambiguous',
          said: again,
          polls: [7, 8],
          reason: 'several',
        })
      expect(say('3', polls, { question })).toEqual({ kind: 'answer', poll: 8, choice: [3] })
    }
  })

  test('both is no answer to which', () => {
    const question = { kind: 'which-poll', said: '1', polls: [7, 8] } as const
    expect(say('都', polls, { question })).toEqual({ kind: 'chatter' })
  })

  test('a tapped button needs no words', () => {
    expect(meant({ text: '', action: 'poll:8:2' }, context({ polls }))).toEqual({
      kind: 'answer',
      poll: 8,
      choice: [2],
    })
    expect(meant({ text: '', action: 'work:3:12' }, context())).toEqual({ kind: 'signup', work: 3, shift: 12 })
    expect(meant({ text: '', action: 'nonsense' }, context({ polls }))).toEqual({ kind: 'chatter' })
  })
})

test('a platform’s copied quote is not the sender’s own words', () => {
  const text = '「王阿姨：不同意」\n- - - - - - - - - - - - - - -\n同意'
  expect(say(text, [consent])).toEqual({ kind: 'answer', poll: 7, choice: [1] })
})

test('whoever says 不同意 never votes yes', () => {
  const around = fc.string({
    unit: fc.constantFrom(...'我家同意不是可以，。但装好行1A 👍吧啊都也没3-2501'),
    maxLength: 12,
  })
  fc.assert(
    fc.property(around, around, fc.constantFrom(consent, charger), fc.boolean(), (before, after, poll, quoted) => {
      const meaning = say(`${before}不同意${after}`, [poll], quoted ? quoting(poll) : {})
      if (meaning.kind === 'answer') expect(meaning.choice).not.toContain(1)
    }),
    { numRuns: 2000 },
  )
})

test('the thing itself is an answer where several are offered, and none where the question is whether to have it', () => {
  const offered: OpenPoll = { number: 12, title: '空地怎么用', options: ['改停车位', '建凉亭'], multiple: false }
  expect(say('停车位', [offered])).toEqual({ kind: 'answer', poll: 12, choice: [1] })
  const whether: OpenPoll = { ...offered, options: ['改停车位', '不改'] }
  expect(say('停车位', [whether]).kind).not.toBe('answer')
  const twice: OpenPoll = { ...offered, options: ['新建停车位', '改停车位', '建凉亭'] }
  expect(say('停车位', [twice]).kind).not.toBe('answer')
})

test('receipts never vote, whatever is open and quoted', () => {
  for (const text of ['收到', '收到👍', '知道了', '嗯', '嗯嗯', '好的', '好的收到'])
    for (const changes of [{}, quoting(consent)])
      expect(say(text, [consent], { works: [garage], ...changes }).kind, text).not.toBe('answer')
})
