import { describe, expect, test } from 'vitest'
import type { Context } from '../../src/language/context.ts'
import { charger, context, garage, meant, painting } from './support.ts'

const say = (text: string, changes: Partial<Context> = {}) => meant({ text }, context({ works: [garage], ...changes }))
const both = { works: [garage, painting] }

describe('leaving', () => {
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
