import { describe, expect, test } from 'vitest'
import type { Situation } from '../../src/language/meaning.ts'
import { understand } from '../../src/language/understand.ts'
import { charger, garage, painting, situation } from './support.ts'

const say = (text: string, changes: Partial<Situation> = {}) =>
  understand({ text }, situation({ works: [garage], ...changes }))
const both = { works: [garage, painting] }
const quotingGarage = { quoted: { kind: 'work', number: 3 } as const }

describe('signing up', () => {
  test.each([
    ['报名', 3, null],
    ['我报名', 3, null],
    ['我要报名！', 3, null],
    ['报个名', 3, null],
    ['报名 上午', 3, 11],
    ['报名上午', 3, 11],
    ['报名 下午吧', 3, 12],
    ['我报名下午的', 3, 12],
    ['报名 第二个', 3, 12],
    ['上午报名', 3, 11],
    ['报名 上午 下午', 3, null],
    ['报名 3号', 3, null],
    ['报名 车库', 3, null],
    ['我也报名', 3, null],
    ['我也报', 3, null],
    ['我也报下午', 3, 12],
  ])('%s', (text, work, shift) => {
    expect(say(text)).toEqual({ kind: 'signup', work, shift })
  })

  test('with two postings open the posting is asked, unless it is named', () => {
    expect(say('报名', both)).toEqual({ kind: 'signup', work: null, shift: null })
    expect(say('报名 4', both)).toEqual({ kind: 'signup', work: 4, shift: null })
    expect(say('报名 刷楼道', both)).toEqual({ kind: 'signup', work: 4, shift: null })
    expect(say('报名 下午', both)).toEqual({ kind: 'signup', work: 3, shift: 12 })
  })

  test.each(['我来', '我来干', '算我一个', '+1', '＋１', '1', '我去', '报名'])('%s in reply to the posting', (text) => {
    expect(say(text, { ...both, ...quotingGarage })).toMatchObject({ kind: 'signup', work: 3 })
  })

  test('in reply to the posting a shift alone is enough', () => {
    expect(say('上午', quotingGarage)).toEqual({ kind: 'signup', work: 3, shift: 11 })
    expect(say('我来下午', quotingGarage)).toEqual({ kind: 'signup', work: 3, shift: 12 })
  })

  test.each([
    '我来',
    '+1',
    '算我一个',
    '报名费多少',
    '报名截止了吗',
    '报名了',
    '报名？',
    '能帮我妈报名吗',
    '孩子报名兴趣班了',
    '上午',
    '报名学车的人好多',
    '我想去',
    '我也报警了',
    '报名 下午 可以吗',
  ])('%s unquoted is talk', (text) => {
    expect(say(text)).toEqual({ kind: 'chatter' })
  })

  test('with nothing open 报名 is talk', () => {
    expect(say('报名', { works: [] })).toEqual({ kind: 'chatter' })
    expect(say('帮我妈报名', { works: [] })).toEqual({ kind: 'chatter' })
  })
})

test.each(['我想去', '报名 下午 可以吗', '我想去可以吗？', '下午可以吗'])('%s asks the posting itself', (text) => {
  const shift = text.includes('下午') ? 12 : null
  expect(say(text, { ...both, ...quotingGarage })).toEqual({ kind: 'signup', work: 3, shift })
})

describe('signing up somebody else', () => {
  test.each([
    ['帮502张阿姨报名', '502张阿姨', null],
    ['帮我妈报名', '我妈', null],
    ['替老李报名 上午', '老李', 11],
    ['给𠮷叔报个名', '𠮷叔', null],
  ])('%s', (text, who, shift) => {
    expect(say(text)).toEqual({ kind: 'signup-for', work: 3, shift, who })
  })

  test('帮我报名 is for oneself', () => {
    expect(say('帮我报名')).toEqual({ kind: 'signup', work: 3, shift: null })
  })
})

describe('leaving', () => {
  test.each(['取消报名', '我要取消报名', '退出报名', '不报名了'])('%s', (text) => {
    expect(say(text)).toEqual({ kind: 'signoff', work: 3 })
  })

  test('不去了 counts only in reply to the posting', () => {
    expect(say('不去了', quotingGarage)).toEqual({ kind: 'signoff', work: 3 })
    expect(say('不去了')).toEqual({ kind: 'chatter' })
  })

  test('one shift of several', () => {
    expect(say('取消报名 下午')).toEqual({ kind: 'signoff', work: 3, shift: 12 })
    expect(say('取消报名 下午', both)).toEqual({ kind: 'signoff', work: 3, shift: 12 })
    expect(say('取消报名 3')).toEqual({ kind: 'signoff', work: 3 })
  })

  test.each(['我不去了', '我有事去不了了', '来不了了', '不来了', '不好意思，我临时有事，去不了了'])(
    '%s counts for whoever is signed up',
    (text) => {
      expect(say(text, { signedUp: true })).toEqual({ kind: 'signoff', work: 3 })
      expect(say(text, { ...both, signedUp: true })).toEqual({ kind: 'signoff', work: null })
      expect(say(text)).toEqual({ kind: 'chatter' })
    },
  )

  test('the shift may come first', () => {
    expect(say('我下午去不了了', { signedUp: true })).toEqual({ kind: 'signoff', work: 3, shift: 12 })
    expect(say('下午我去不了了', { signedUp: true })).toEqual({ kind: 'signoff', work: 3, shift: 12 })
  })

  test.each(['不去了', '我妈不去了', '他来不了了', '我不去了吗', '超市我不去了'])('%s leaves nothing', (text) => {
    expect(say(text, { signedUp: true })).toEqual({ kind: 'chatter' })
  })

  test('a posting that no longer takes people can still be left', () => {
    expect(say('取消报名 2', { works: [] })).toEqual({ kind: 'signoff', work: 2 })
    expect(say('取消报名', { works: [] })).toEqual({ kind: 'signoff', work: null })
  })
})

describe('answers to our questions', () => {
  test.each(['上午', '上午的', '第一个', '1', '报上午'])('%s says which shift', (text) => {
    const question = { kind: 'which-shift', work: 3 } as const
    expect(say(text, { question, polls: [charger] })).toEqual({ kind: 'signup', work: 3, shift: 11 })
  })

  test.each(['刷楼道', '4', '第二个', '楼道'])('%s says which posting', (text) => {
    const question = { kind: 'which-work', works: [3, 4], signoff: false } as const
    expect(say(text, { ...both, question })).toEqual({ kind: 'signup', work: 4, shift: null })
  })

  test('which posting to leave', () => {
    const question = { kind: 'which-work', works: [3, 4], signoff: true } as const
    expect(say('车库', { ...both, question })).toEqual({ kind: 'signoff', work: 3 })
  })
})
