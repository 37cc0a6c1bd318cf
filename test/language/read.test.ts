import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeAction, encodeAction } from '../../src/language/action.ts'
import type { Context, Question } from '../../src/language/context.ts'
import { charger, consent, context, dishes, garage, meant, NOW, painting, TIMEZONE, weekend } from './support.ts'

const say = (text: string, changes: Partial<Context> = {}) => meant({ text }, context(changes))
const direct = { direct: true }
const open = { polls: [consent, charger], works: [garage, painting] }

describe('suggestions in a group', () => {
  test.each([
    ['建议：3栋门口装个扶手', '3栋门口装个扶手'],
    ['建议:3栋门口装个扶手', '3栋门口装个扶手'],
    ['建议 3栋门口装个扶手', '3栋门口装个扶手'],
    ['建议\n3栋门口装个扶手', '3栋门口装个扶手'],
    ['反映：车库积水', '车库积水'],
    ['我想反映个问题：灯坏了', '灯坏了'],
    ['投诉：楼上半夜装修', '楼上半夜装修'],
    ['诉求：早点修路', '早点修路'],
    ['意见：垃圾桶太远', '垃圾桶太远'],
    ['#建议 装灯', '装灯'],
    ['＃建议 装灯', '装灯'],
    ['我建议：装灯吧', '装灯吧'],
    ['\u200b建议：装灯', '装灯'],
    ['建议：𠮷祥路③号👨‍👩‍👧 修路', '𠮷祥路③号👨‍👩‍👧 修路'],
    ['建议：同意', '同意'],
    ['@王主任 建议：装灯', '装灯'],
  ])('%s', (text, told) => {
    expect(say(text, open)).toMatchObject({ kind: 'suggestion', text: told, private: false })
  })

  test('said to the bot', () => {
    expect(say('@小五 东门的灯坏了', { mentionsUs: true })).toMatchObject({
      kind: 'suggestion',
      text: '东门的灯坏了',
      private: false,
    })
    expect(say('东门的灯坏了 @小五', { mentionsUs: true })).toMatchObject({
      kind: 'suggestion',
      text: '东门的灯坏了',
      private: false,
    })
    expect(say('@小五\u2005建议：东门的灯坏了', { mentionsUs: true })).toMatchObject({
      kind: 'suggestion',
      text: '东门的灯坏了',
      private: false,
    })
  })

  test('私下建议 stays private', () => {
    expect(say('私下建议：楼上太吵')).toMatchObject({ kind: 'suggestion', text: '楼上太吵', private: true })
  })

  test.each([
    '我建议大家早点睡',
    '建议你去看看',
    '没意见：都行',
    '反映',
    '意见',
    '我的意见：',
    '这个建议不错',
    '#接龙 建议',
  ])('%s is talk', (text) => {
    expect(say(text)).toEqual({ kind: 'chatter' })
  })

  test.each(['@小五 谢谢', '@小五 收到谢谢你们', '@小五 我的意见：'])('%s wants nothing', (text) => {
    expect(say(text, { mentionsUs: true })).toEqual({ kind: 'chatter' })
  })

  test.each(['建议', '建议：', '建议：。。。', '反映：', '诉求:'])('%s is half a suggestion', (text) => {
    expect(say(text)).toEqual({ kind: 'half', of: 'suggestion' })
    expect(say(text, direct)).toEqual({ kind: 'half', of: 'suggestion' })
  })

  test.each([
    ['反映一下，3楼漏水', '3楼漏水'],
    ['反映个事，路灯坏了', '路灯坏了'],
    ['我想反映个问题，车库积水', '车库积水'],
    ['提个建议，晚上广场舞声音小一点', '晚上广场舞声音小一点'],
    ['我提个建议：门口加个灯', '门口加个灯'],
    ['有个建议，垃圾桶早点收', '垃圾桶早点收'],
    ['我建议在楼下放个长椅', '在楼下放个长椅'],
  ])('%s is said as people speak', (text, told) => {
    expect(say(text, open)).toMatchObject({ kind: 'suggestion', text: told, private: false })
  })

  test.each([
    '我建议在楼下集合',
    '我建议在家待着',
    '我建议你在楼下放个长椅',
    '建议在楼下等我',
    '有个建议，你别去',
    '反映一下',
    '反映一下，你们觉得呢？',
    '我建议把他拉黑',
    '建议大家早点下楼',
  ])('%s is talk among neighbours', (text) => {
    expect(say(text, open)).toEqual({ kind: 'chatter' })
  })

  test('a text of a megabyte is kept whole, and read quickly', () => {
    const long = `建议：${'修路'.repeat(500_000)}`
    const started = performance.now()
    expect(say(long, open)).toMatchObject({ kind: 'suggestion', text: '修路'.repeat(500_000), private: false })
    for (const text of [
      '啊'.repeat(1_000_000),
      '1-'.repeat(500_000),
      '嗯，'.repeat(9_000),
      '同意 '.repeat(6000),
      ' '.repeat(20_000),
    ])
      expect(say(text, open)).toEqual({ kind: 'chatter' })
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

describe('in private', () => {
  test.each(['3栋楼道的灯坏了', '楼上天天半夜吵得睡不着', '请问什么时候修路', '电梯又坏了没人管'])(
    '%s is a private suggestion',
    (text) => {
      expect(say(text, direct)).toMatchObject({ kind: 'suggestion', text, private: true })
    },
  )

  test('a prefix in private is private', () => {
    expect(say('建议：装灯', direct)).toMatchObject({ kind: 'suggestion', text: '装灯', private: true })
  })

  test.each(['谢谢你们，辛苦了！', '好的好的收到', '今天天气真不错', '哈哈哈哈哈哈', '早上好王主任'])(
    '%s is small talk',
    (text) => {
      expect(say(text, direct)).toEqual({ kind: 'chatter' })
    },
  )

  test('a vote in private is a vote', () => {
    expect(say('不同意', { ...direct, polls: [consent] })).toMatchObject({ kind: 'answer', choice: [2] })
  })
})

describe('a greeting', () => {
  test.each(['你好', '您好，在吗？', '你是谁', '您好', '在吗'])('%s said to us is answered with help', (text) => {
    expect(say(text, direct)).toEqual({ kind: 'word', word: 'help' })
    expect(say(`@小五 ${text}`, { mentionsUs: true })).toEqual({ kind: 'word', word: 'help' })
    expect(say(text)).toEqual({ kind: 'chatter' })
  })

  test('our name alone asks for help', () => {
    expect(say('@小五', { mentionsUs: true })).toEqual({ kind: 'word', word: 'help' })
  })
})

describe('fixed words', () => {
  test.each([
    ['帮助', { word: 'help' }],
    ['帮助。', { word: 'help' }],
    ['查我的信息', { word: 'my-info' }],
    ['删除我的信息', { word: 'delete-info' }],
    ['确认删除', { word: 'confirm-delete' }],
    ['我的建议', { word: 'my-suggestions' }],
    ['我的建议到哪了', { word: 'my-suggestions' }],
    ['我的建议到哪了？', { word: 'my-suggestions' }],
    ['撤回建议12号', { word: 'withdraw', number: 12 }],
    ['撤回12', { word: 'withdraw', number: 12 }],
    ['撤回 十二号', { word: 'withdraw', number: 12 }],
    ['补充12 灯是门口那盏', { word: 'append', number: 12, text: '灯是门口那盏' }],
    ['补充建议12号：③楼那盏', { word: 'append', number: 12, text: '③楼那盏' }],
    ['补充5门禁是北门的', { word: 'append', number: 5, text: '门禁是北门的' }],
    ['没好', { word: 'not-fixed' }],
    ['12号没好', { word: 'not-fixed', number: 12 }],
    ['12号还没修好，还在漏', { word: 'not-fixed', number: 12, text: '还在漏' }],
    ['我要日报', { word: 'want-digest' }],
    ['不要日报', { word: 'stop-digest' }],
  ])('%s', (text, word) => {
    expect(say(text, open)).toEqual({ kind: 'word', ...word })
    expect(say(text, { ...open, ...direct })).toEqual({ kind: 'word', ...word })
  })

  test('in reply to the suggestion its number need not be said', () => {
    const quoted = { kind: 'suggestion', number: 12 } as const
    expect(say('还没好', { quoted })).toEqual({ kind: 'word', word: 'not-fixed', number: 12 })
    expect(say('撤回', { quoted })).toEqual({ kind: 'word', word: 'withdraw', number: 12 })
    expect(say('补充：还有一盏', { quoted })).toEqual({ kind: 'word', word: 'append', number: 12, text: '还有一盏' })
  })

  test('还没好 counts in private', () => {
    expect(say('还没好', direct)).toEqual({ kind: 'word', word: 'not-fixed' })
  })

  test.each([
    '还没好',
    '饭还没好',
    '撤回干嘛',
    '撤回了一条消息',
    '补充一下',
    '补充3天的量',
    '补充维生素',
    '补充2瓶水放门口',
    '谁需要帮助',
    '我的建议是别去',
    '撤回',
    '没好气',
  ])('%s is talk', (text) => {
    expect(say(text, open)).toEqual({ kind: 'chatter' })
  })
})

describe('homes', () => {
  const home = { building: '3', unit: '2', room: '501' }
  test.each(['我是3-2-501', '我住3栋2单元501', '3-2-501的', '我是3-2-501张三', '我家是三栋二单元五零一'])(
    '%s',
    (text) => {
      expect(say(text)).toEqual({ kind: 'home', home })
    },
  )

  test('a bare home answers our question, and is nothing in a group', () => {
    expect(say('3-2-501', { question: { kind: 'which-home' } })).toEqual({ kind: 'home', home })
    expect(say('3-2-501', direct)).toEqual({ kind: 'home', home })
    expect(say('3-2-501')).toEqual({ kind: 'chatter' })
    expect(say('501', { question: { kind: 'which-home' } })).toEqual({ kind: 'chatter' })
  })

  test('deleting is confirmed in a word', () => {
    const question = { kind: 'confirm-delete' } as const
    expect(say('确认删除', { question })).toEqual({ kind: 'word', word: 'confirm-delete' })
    for (const text of ['确认', '是', '是的', '删除', '好'])
      expect(say(text, { question })).toEqual({ kind: 'word', word: 'confirm-how' })
  })

  test.each(['不删了', '不是', '算了', '不要', '先不删了', '不删'])('%s keeps what was to be deleted', (text) => {
    expect(say(text, { question: { kind: 'confirm-delete' } })).toEqual({ kind: 'word', word: 'keep-info' })
    expect(say(text)).toEqual({ kind: 'chatter' })
  })
})

test('an action’s value is read back as it was written', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 1e8 }),
      fc.integer({ min: 1, max: 20 }),
      fc.option(fc.nat({ max: 1e8 })),
      (number, choice, shift) => {
        for (const action of [
          { kind: 'poll', poll: number, choice } as const,
          { kind: 'work', work: number, shift } as const,
        ])
          expect(decodeAction(encodeAction(action))).toEqual(action)
      },
    ),
  )
})

const question = fc.constantFrom<Question | null>(
  null,
  { kind: 'which-poll', said: '可以', polls: [7, 8, 99] },
  { kind: 'which-shift', work: 3 },
  { kind: 'which-work', works: [3, 4, 99], signoff: true },
  { kind: 'which-home' },
  { kind: 'confirm-delete' },
)
const anySituation = fc.record<Context>({
  now: fc.integer({ min: NOW - 1e11, max: NOW + 1e11 }),
  timezone: fc.constant(TIMEZONE),
  direct: fc.boolean(),
  mentionsUs: fc.boolean(),
  staff: fc.boolean(),
  polls: fc.subarray([consent, charger, weekend, dishes]),
  works: fc.subarray([garage, painting]),
  quoted: fc.option(
    fc.record({
      kind: fc.constantFrom('poll', 'work', 'suggestion', 'question'),
      number: fc.constantFrom(3, 7, 8, 99),
    }),
  ),
  question,
  signedUp: fc.boolean(),
})
const pieces = fc.constantFrom(
  ...[
    '/投票',
    '/招工',
    '/办结',
    '／',
    '建议',
    '：',
    '同意',
    '不',
    '报名',
    '3-2-501',
    '12号',
    '没好',
    '补充',
    '\n',
    ' ',
    '1',
    'A',
  ],
  ...[
    '，',
    '但是',
    '煤气味',
    '着火了',
    '明天18:00',
    '人',
    '元',
    '天',
    '@小五 ',
    '👍',
    '👨‍👩‍👧',
    '\u202e',
    '\u0000',
    '𠮷',
    '#',
    '截止',
    '时间',
    '撤回',
  ],
)
const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
)

test('whatever is said, wherever: no exception, and the same meaning twice', () => {
  fc.assert(
    fc.property(anyText, fc.option(fc.string(), { nil: undefined }), anySituation, (text, action, where) => {
      const message = action === undefined ? { text } : { text, action }
      expect(meant(message, where)).toEqual(meant(message, where))
    }),
    { numRuns: 3000 },
  )
})

test('an answer always names an open poll and its options', () => {
  fc.assert(
    fc.property(anyText, anySituation, (text, where) => {
      const meaning = meant({ text }, where)
      if (meaning.kind !== 'answer') return
      const poll = where.polls.find(({ number }) => number === meaning.poll)
      expect(poll).toBeDefined()
      expect(meaning.choice.length).toBeGreaterThan(0)
      for (const option of meaning.choice) expect(poll?.options[option - 1]).toBeDefined()
    }),
    { numRuns: 3000 },
  )
})
