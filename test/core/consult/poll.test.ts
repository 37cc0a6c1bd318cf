import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Ballotable,
  decideOpening,
  exclusion,
  givenAt,
  isAsked,
  isChoice,
  isOverruled,
  missing,
  replacements,
  tally,
} from '../../../src/core/consult/poll.ts'

const NOW = Date.parse('2026-03-01T09:00:00+08:00')
const DAY = 86_400_000
const shanghai = { now: NOW, timezone: 'Asia/Shanghai' }
const draft = {
  title: '东门要不要装充电桩',
  options: ['装', '不装', '都行'],
  closesAt: null,
  anonymous: false,
  multiple: false,
  perHome: false,
  hidden: false,
  buildings: null,
}
const everywhere = { buildings: null, building: null, unit: null }
const poll: Ballotable = { ...draft, status: 'open', closesAt: NOW + DAY }

describe('opening a poll', () => {
  it('closes the next day at 18:00 where nobody said when', () => {
    expect(decideOpening(draft, [], shanghai)).toMatchObject({ closesAt: Date.parse('2026-03-02T18:00:00+08:00') })
  })

  it("counts that 18:00 on the community's own clock", () => {
    const urumqi = { now: NOW, timezone: 'Asia/Urumqi' }
    expect(decideOpening(draft, [], urumqi)).toMatchObject({ closesAt: Date.parse('2026-03-02T18:00:00+06:00') })
  })

  it.each([
    ['a close that is now', { closesAt: NOW }, 'poll.close-past'],
    ['a close 90 days and a minute away', { closesAt: NOW + 90 * DAY + 60_000 }, 'poll.close-far'],
    ['a title of 101 characters', { title: '𠮷'.repeat(101) }, 'poll.long-title'],
  ])('refuses %s', (_, change, code) => {
    expect(decideOpening({ ...draft, ...change }, [], shanghai)).toMatchObject({ rejected: code })
  })

  it('takes a title of 100 rare characters and a close exactly 90 days away', () => {
    const limits = { ...draft, title: '𠮷'.repeat(100), closesAt: NOW + 90 * DAY }
    expect(decideOpening(limits, [], shanghai)).toMatchObject({ closesAt: NOW + 90 * DAY })
  })

  it('refuses the title of a poll that is open in the group, naming its number', () => {
    const rejection = decideOpening(draft, [{ number: 3, title: draft.title }], shanghai)
    expect(rejection).toMatchObject({ rejected: 'poll.same', data: { number: 3 } })
  })

  it('never shows a phone number that stands in the title or in an option', () => {
    const opened = decideOpening(
      { ...draft, title: '找13812345678修灯吗', options: ['找13812345678', '不'] },
      [],
      shanghai,
    )
    expect(JSON.stringify(opened)).not.toContain('13812345678')
  })
})

describe('an answer', () => {
  it.each([
    [[], false],
    [[0], false],
    [[4], false],
    [[1.5], false],
    [[1, 2], false],
    [[3], true],
  ])('%j to a poll with three options and one choice: %s', (choice, fits) => {
    expect(isChoice(poll, choice)).toBe(fits)
  })

  it('may name several options only where several may be chosen, and none twice', () => {
    expect(isChoice({ ...poll, multiple: true }, [1, 3])).toBe(true)
    expect(isChoice({ ...poll, multiple: true }, [1, 1])).toBe(false)
  })

  it('is late from the very moment of the close', () => {
    expect(exclusion(poll, everywhere, null, NOW + DAY - 1)).toBeNull()
    expect(exclusion(poll, everywhere, null, NOW + DAY)).toBe('late')
    expect(exclusion({ ...poll, status: 'closed' }, everywhere, null, NOW)).toBe('late')
  })

  it('was given when it was heard, or when it was sent if it was heard after the close and that can be', () => {
    const asked = { openedAt: NOW, closesAt: NOW + DAY }
    const given = (sentAt: number, heardAt: number) => givenAt(asked, { sentAt, heardAt }) - NOW
    expect(given(NOW + 1, NOW + DAY - 1)).toBe(DAY - 1)
    expect(given(NOW + 1, NOW + DAY)).toBe(1)
    expect(given(NOW + 2 * DAY, NOW + DAY)).toBe(DAY)
    expect(given(0, NOW + DAY)).toBe(DAY)
  })

  it('needs a home where each home has one answer, and a home in the buildings that are asked', () => {
    const perHome = { ...poll, perHome: true }
    expect(exclusion(perHome, everywhere, null, NOW)).toBe('no-home')
    expect(exclusion(perHome, everywhere, '3-2-501', NOW)).toBeNull()
    const named = (...buildings: string[]) => ({ ...everywhere, buildings })
    expect(exclusion({ ...poll, buildings: ['4'] }, named('4'), '3-2-501', NOW)).toBe('outside')
    expect(exclusion({ ...poll, buildings: ['3', '4'] }, named('3', '4'), '4-201', NOW)).toBeNull()
  })

  it.each([
    ['3-2-501', '3', null, null, null],
    ['4-2-501', '3', null, 'outside', 'outside'],
    ['3-1-501', '3', '2', 'outside', 'outside'],
    ['3-2-501', '3', '2', null, null],
    ['3-501', '3', '2', 'outside', null],
    ['后门那家', '3', null, 'outside', null],
    ['4-2-501', null, null, null, null],
    [null, '3', '2', 'no-home', null],
  ])('of home %s in the group of %s-%s: %s where homes answer, %s where persons do', (...row) => {
    const [home, building, unit, ofHomes, ofPersons] = row
    const place = { buildings: null, building, unit }
    expect(exclusion({ ...poll, perHome: true }, place, home, NOW)).toBe(ofHomes)
    expect(exclusion(poll, place, home, NOW)).toBe(ofPersons)
  })

  it('takes the place of his own earlier one, and of one of his home only where each home has one answer', () => {
    const standing = [{ id: 7, memberId: 'a', home: '3-1-101', verified: false, choice: [1] }]
    const b = { memberId: 'b', home: '3-1-101', verified: false }
    expect(replacements({ perHome: true }, b, [2], standing)).toEqual([
      { id: 7, memberId: 'a', reason: 'home-changed' },
    ])
    const a = { memberId: 'a', home: '3-1-101', verified: false }
    expect(replacements({ perHome: false }, a, [2], standing)).toEqual([{ id: 7, memberId: 'a', reason: 'changed' }])
    expect(replacements({ perHome: false }, a, [1], standing)).toBeNull()
  })

  it('of somebody verified comes before that of somebody who only says that he lives there, else the later first', () => {
    const perHome = { perHome: true }
    const one = (memberId: string, verified: boolean, id: number) => ({
      ...{ id, memberId, home: '3-1-101', verified, choice: [1] },
    })
    const now = (verified: boolean) => ({ memberId: 'b', home: '3-1-101', verified })
    expect(isOverruled(perHome, now(false), [one('a', true, 7)])).toBe(true)
    expect(isOverruled(perHome, now(true), [one('a', true, 7)])).toBe(false)
    expect(isOverruled(perHome, now(false), [one('a', false, 7)])).toBe(false)
    expect(isOverruled(perHome, { ...now(true), id: 3 }, [one('a', true, 7)])).toBe(true)
    expect(isOverruled(perHome, { ...now(true), id: 3 }, [one('a', false, 7)])).toBe(false)
    expect(isOverruled(perHome, now(false), [one('b', true, 7)])).toBe(false)
    expect(isOverruled(perHome, { ...now(false), home: '3-1-102' }, [one('a', true, 7)])).toBe(false)
    expect(isOverruled({ perHome: false }, now(false), [one('a', true, 7)])).toBe(false)
  })

  it('that says the same as one that is only claimed takes its place where it is certain', () => {
    const standing = [{ id: 7, memberId: 'a', home: '3-1-101', verified: false, choice: [1] }]
    const b = { memberId: 'b', home: '3-1-101' }
    expect(replacements({ perHome: true }, { ...b, verified: false }, [1], standing)).toBeNull()
    expect(replacements({ perHome: true }, { ...b, verified: true }, [1], standing)).toEqual([
      { id: 7, memberId: 'a', reason: 'home-changed' },
    ])
  })

  it('of one who moved counts for his new home and no longer for the old one', () => {
    const standing = [{ id: 7, memberId: 'a', home: '3-1-101', verified: false, choice: [1] }]
    const moved = { memberId: 'a', home: '3-1-102', verified: false }
    expect(replacements({ perHome: true }, moved, [1], standing)).toEqual([{ id: 7, memberId: 'a', reason: 'changed' }])
  })
})

describe('the sum', () => {
  interface Ballot {
    id: number
    memberId: string
    home: string
    verified: boolean
    choice: number[]
    counted: boolean
  }

  /** One of three is verified to live where he says. */
  const isVerified = (voter: number): boolean => voter % 3 === 0

  /** Plays answers one after the other, as the handlers do with rows. */
  const play = (answers: readonly { voter: number; choice: number[] }[], perHome: boolean): Ballot[] => {
    const ballots: Ballot[] = []
    for (const { voter, choice } of answers) {
      const memberId = `m${voter}`
      const home = `3-1-${Math.floor(voter / 2)}`
      const standing = ballots.filter((b) => b.counted && (b.memberId === memberId || (perHome && b.home === home)))
      const who = { memberId, home, verified: isVerified(voter) }
      const replaced = replacements({ perHome }, who, choice, standing)
      if (!replaced || isOverruled({ perHome }, who, standing)) continue
      for (const b of ballots) if (replaced.some(({ id }) => id === b.id)) b.counted = false
      ballots.push({ id: ballots.length, ...who, choice, counted: true })
    }
    return ballots
  }

  const options = ['装', '不装', '都行']
  const choice = fc.subarray([1, 2, 3], { minLength: 1 })
  const answers = fc.array(fc.record({ voter: fc.nat(7), choice }), { maxLength: 60 })

  it('is that of the last answer of each person, however often they changed', () => {
    fc.assert(
      fc.property(answers, (said) => {
        const last = new Map(said.map(({ voter, choice }) => [voter, choice]))
        const expected = options.map((_, i) => [...last.values()].filter((c) => c.includes(i + 1)).length)
        expect(tally(options, play(said, false))).toEqual({ counts: expected, answered: last.size })
      }),
    )
  })

  it('is that of the last answer of each home, of those who are verified where there are any', () => {
    fc.assert(
      fc.property(answers, (said) => {
        const inTurn = [...said.filter((one) => !isVerified(one.voter)), ...said.filter((one) => isVerified(one.voter))]
        const last = new Map(inTurn.map(({ voter, choice }) => [Math.floor(voter / 2), choice]))
        const expected = options.map((_, i) => [...last.values()].filter((c) => c.includes(i + 1)).length)
        expect(tally(options, play(said, true))).toEqual({ counts: expected, answered: last.size })
      }),
    )
  })

  it('does not depend on the order in which different persons answered', () => {
    const oneEach = fc.uniqueArray(fc.record({ voter: fc.nat(7), choice }), { selector: ({ voter }) => voter })
    const shuffled = oneEach.chain((said) =>
      fc.tuple(fc.constant(said), fc.shuffledSubarray(said, { minLength: said.length })),
    )
    fc.assert(
      fc.property(shuffled, ([said, other]) => {
        expect(tally(options, play(other, false))).toEqual(tally(options, play(said, false)))
      }),
    )
  })

  it('of the options is at least the number who answered', () => {
    fc.assert(
      fc.property(answers, (said) => {
        const { counts, answered } = tally(options, play(said, false))
        expect(counts.reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(answered)
      }),
    )
  })
})

describe('homes that have not answered', () => {
  const home = (text: string) => ({ home: text, building: text.split('-')[0] ?? '', unit: text.split('-')[1] ?? null })

  it('stand by building, rooms in the order people count them', () => {
    const register = ['10-1-101', '3-2-1001', '3-2-201', '3-1-101'].map(home)
    expect(missing(register, new Set(['3-1-101']))).toEqual([
      { building: '3', homes: ['3-2-201', '3-2-1001'] },
      { building: '10', homes: ['10-1-101'] },
    ])
  })

  it("are those of the buildings a poll names, else those of its group's place", () => {
    const home321 = home('3-2-101')
    expect(isAsked({ buildings: ['3'], building: '4', unit: null }, home321)).toBe(true)
    expect(isAsked({ buildings: null, building: '4', unit: null }, home321)).toBe(false)
    expect(isAsked({ buildings: null, building: '3', unit: '1' }, home321)).toBe(false)
    expect(isAsked({ buildings: null, building: null, unit: null }, home321)).toBe(true)
  })
})
