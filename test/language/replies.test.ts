import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OpenPoll, Situation } from '../../src/language/meaning.ts'
import { understand } from '../../src/language/understand.ts'
import { charger, consent, dishes, garage, situation, weekend } from './support.ts'

const say = (text: string, polls: readonly OpenPoll[], changes: Partial<Situation> = {}) =>
  understand({ text }, situation({ polls, ...changes }))

const quoting = (poll: OpenPoll) => ({ quoted: { kind: 'poll', number: poll.number } as const })

describe('one open poll of 同意 and 不同意', () => {
  test.each([
    ['同意', 1],
    ['同意！', 1],
    ['同意。', 1],
    ['同意吧', 1],
    ['同意🌹🌹', 1],
    ['同意[玫瑰]', 1],
    ['赞成', 1],
    ['支持', 1],
    ['没意见', 1],
    ['无异议', 1],
    ['要得', 1],
    ['我家同意', 1],
    ['我们都同意', 1],
    ['我同意', 1],
    ['坚决同意', 1],
    ['举双手赞成', 1],
    ['同意限时', 1],
    ['1', 1],
    ['１', 1],
    ['①', 1],
    ['1️⃣', 1],
    ['选1', 1],
    ['第一个', 1],
    ['方案一', 1],
    ['A', 1],
    ['选A', 1],
    ['a', 1],
    ['B吧', 2],
    ['方案二', 2],
    ['2', 2],
    ['不同意', 2],
    ['不 同意', 2],
    ['坚决不同意', 2],
    ['反对', 2],
    ['我反对', 2],
    ['不赞成', 2],
    ['不行', 2],
    ['不可以', 2],
    ['👎', 2],
    ['同意同意同意', 1],
    ['501同意', 1],
    ['501 不同意', 2],
    ['不同意，太吵', 2],
    ['改成不同意', 2],
    ['我改选2', 2],
  ])('%s answers', (text, option) => {
    expect(say(text, [consent])).toEqual({ kind: 'answer', poll: 7, choice: [option] })
  })

  test.each([
    ['3-2-501 同意', 1],
    ['3栋2单元501 同意', 1],
    ['３－２－５０１ 同意', 1],
    ['三栋二单元五零一 同意', 1],
    ['3#2-501同意', 1],
    ['3-2-501 张三 同意', 1],
    ['3-2-501 不同意，太吵', 2],
    ['同意 3-2-501', 1],
    ['3-2-501张三同意', 1],
    ['3-2-501张三不同意', 2],
    ['3号楼2门501室 不同意', 2],
    ['3-2-501 1', 1],
  ])('%s answers with its home', (text, option) => {
    const home = { building: '3', unit: '2', room: '501' }
    expect(say(text, [consent])).toEqual({ kind: 'answer', poll: 7, choice: [option], home })
  })

  test.each([
    ['同意，但是噪音要解决', 1, '噪音要解决'],
    ['同意，希望早点', 1, '希望早点'],
    ['同意 但要先修路', 1, '要先修路'],
    ['不同意，但是可以再商量', 2, '可以再商量'],
    ['3-2-501 同意，但是灯要修[强]', 1, '灯要修[强]'],
  ])('%s answers, and what follows is a wish', (text, option, remark) => {
    expect(say(text, [consent])).toMatchObject({ kind: 'answer', poll: 7, choice: [option], remark })
  })

  test('a remark keeps the resident’s own characters', () => {
    expect(say('同意，但是𠮷祥路的灯③盏👨‍👩‍👧要修', [consent])).toMatchObject({ remark: '𠮷祥路的灯③盏👨‍👩‍👧要修' })
  })

  test.each([
    '收到',
    '好的',
    '嗯',
    '知道了',
    '👀',
    '同意?',
    '同意？',
    '同意吗',
    '谁同意了',
    '没同意',
    '都',
    '同意楼上',
    '6',
    '0',
    'C',
    '666',
    '11',
    '大家都同意',
    '我建议大家早点睡',
    '好吧',
    '可以的话我下午去',
    '我同意你说的，孩子还小',
    '同意，你说得对哈哈',
    '他说同意了没有啊',
    '+1',
    '#接龙\n1. 3-2-501 同意',
    '#Group Note\n1. 同意',
    '第一',
    '今天1号',
    '@张三 同意',
    '要',
  ])('%s is talk', (text) => {
    expect(say(text, [consent])).toEqual({ kind: 'chatter' })
  })

  test.each(['不是不同意', '不太同意', '同意个屁', '无所谓', '同议', '代3-2-502投同意', '同意👎', '随便'])(
    '%s is asked about, not counted',
    (text) => {
      expect(say(text, [consent])).toEqual({ kind: 'ambiguous', said: text, polls: [7], reason: 'unclear' })
    },
  )
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
    expect(say(text, [consent])).toEqual({ kind: 'withdraw-answer', poll: 7 })
    expect(say(text, [consent, weekend])).toEqual({ kind: 'withdraw-answer', poll: null })
    expect(say(text, [consent, weekend], quoting(weekend))).toEqual({ kind: 'withdraw-answer', poll: 9 })
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

  test.each(['充电桩', '是充电桩', '8', '8号', '第二个', '2', '后面那个'])(
    '%s answers which poll was meant',
    (text) => {
      const question = { kind: 'which-poll', said: '可以', polls: [7, 8] } as const
      expect(say(text, polls, { question })).toEqual({ kind: 'answer', poll: 8, choice: [1] })
    },
  )

  test('both is no answer to which', () => {
    const question = { kind: 'which-poll', said: '1', polls: [7, 8] } as const
    expect(say('都', polls, { question })).toEqual({ kind: 'chatter' })
  })

  test('a tapped button needs no words', () => {
    expect(understand({ text: '', action: 'poll:8:2' }, situation({ polls }))).toEqual({
      kind: 'answer',
      poll: 8,
      choice: [2],
    })
    expect(understand({ text: '', action: 'work:3:12' }, situation())).toEqual({ kind: 'signup', work: 3, shift: 12 })
    expect(understand({ text: '', action: 'nonsense' }, situation({ polls }))).toEqual({ kind: 'chatter' })
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

test('receipts never vote, whatever is open and quoted', () => {
  for (const text of ['收到', '收到👍', '知道了', '嗯', '嗯嗯', '好的', '好的收到'])
    for (const changes of [{}, quoting(consent)])
      expect(say(text, [consent], { works: [garage], ...changes }).kind, text).not.toBe('answer')
})
