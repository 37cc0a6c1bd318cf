import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideMerge, decideSplit } from '../../../src/core/consult/merging.ts'
import {
  changeOf,
  deadline,
  decideAccept,
  decideAppend,
  decideClose,
  decideHand,
  decideReopen,
  decideWithdraw,
  REOPEN_TIME,
  type Suggestion,
  type SuggestionEvent,
  sameWords,
} from '../../../src/core/consult/suggestion.ts'
import { isRejection, type Rejection } from '../../../src/core/kernel/rejection.ts'

const ZONE = 'Asia/Shanghai'
const NOW = Date.parse('2026-03-01T09:00:00+08:00')

const given = (number: number, other: Partial<Suggestion> = {}): Suggestion => ({
  number,
  status: 'received',
  text: '车库积水',
  authorId: `u${number}`,
  private: false,
  unit: null,
  dueAt: NOW,
  closedAt: null,
  outcome: null,
  mergedInto: null,
  ...other,
})

const code = (answer: unknown): string | null => (isRejection(answer) ? answer.rejected : null)

/** A community's suggestions with their lineage, as the store and the trail would hold them. */
class Desk {
  readonly known = new Map<number, Suggestion>()
  readonly lineage = new Map<number, readonly number[]>()

  constructor(suggestions: readonly Suggestion[]) {
    for (const s of suggestions) this.known.set(s.number, s)
  }
  merge = (into: number, ...numbers: number[]) => this.apply(decideMerge({ into, numbers }, this.known, this.lineage))
  split = (number: number) => this.apply(decideSplit(number, this.known, this.lineage))
  where = () => Object.fromEntries([...this.known.values()].map((s) => [s.number, s.mergedInto]))

  apply(answer: readonly SuggestionEvent[] | Rejection): string | null {
    if (isRejection(answer)) return answer.rejected
    for (const event of answer) {
      const s = this.known.get(event.number)
      if (s) this.known.set(s.number, { ...s, ...changeOf(event, s) })
      if (event.type === 'suggestion.merged' || event.type === 'suggestion.split')
        this.lineage.set(event.number, event.path)
    }
    return null
  }
}

describe('the life of a suggestion', () => {
  it('is due at 18:00 local time of the last calendar day', () => {
    expect(new Date(deadline(NOW, 3, ZONE)).toISOString()).toBe('2026-03-04T10:00:00.000Z')
  })

  it('given an accepted one, when it is accepted again, then it is refused without harm', () => {
    expect(decideAccept(given(1))).toEqual({ type: 'suggestion.accepted', number: 1 })
    expect(code(decideAccept(given(1, { status: 'accepted' })))).toBe('suggestion.accepted-already')
    expect(code(decideAccept(given(1, { status: 'handed' })))).toBe('suggestion.accepted-already')
  })

  it('given no days, when it is handed on, then the promised time stays', () => {
    const event = decideHand({ unit: '城管', days: null }, given(1, { dueAt: NOW + 5 }), {
      now: NOW,
      timezone: ZONE,
      dueDays: 7,
    })
    expect(event).toEqual({ type: 'suggestion.handed', number: 1, unit: '城管', dueAt: NOW + 5 })
  })

  it('given a result, when a second staff member closes it, then the first result counts', () => {
    const s = given(1)
    const first = decideClose({ name: 'finish', text: '已换新灯' }, s, { now: NOW })
    if (isRejection(first)) throw new Error('refused')
    const closed = { ...s, ...changeOf(first, s) }
    expect(closed).toMatchObject({ status: 'done', outcome: '已换新灯', closedAt: NOW })
    expect(code(decideClose({ name: 'answer', text: '不修' }, closed, { now: NOW }))).toBe('suggestion.closed')
    expect(code(decideAccept(closed))).toBe('suggestion.closed')
    expect(code(decideHand({ unit: '城管', days: 1 }, closed, { now: NOW, timezone: ZONE, dueDays: 7 }))).toBe(
      'suggestion.closed',
    )
  })

  it('only its author withdraws or adds, and only while it is open', () => {
    expect(code(decideWithdraw(given(1), null, 'u2'))).toBe('suggestion.not-yours')
    expect(code(decideWithdraw(given(1, { status: 'done' }), null, 'u1'))).toBe('suggestion.closed')
    expect(code(decideWithdraw(given(1, { status: 'withdrawn' }), null, 'u1'))).toBe('suggestion.withdrawn')
    expect(code(decideAppend(given(1), given(2, { status: 'done' }), '还漏', 'u1'))).toBe('suggestion.closed')
    const appended = decideAppend(given(1), null, '还漏', 'u1')
    if (isRejection(appended)) throw new Error('refused')
    expect(changeOf(appended, given(1)).text).toBe('车库积水\n补充：还漏')
  })

  it('given a result, then its author and those merged in may reopen it for seven days, and nobody else', () => {
    const closed = given(1, { status: 'done', closedAt: NOW, outcome: '好了' })
    const reopen = (actor: string, now: number) => decideReopen(closed, ['u1', 'u9'], { now, actor, dueAt: now + 1 })
    expect(reopen('u1', NOW + REOPEN_TIME)).toMatchObject({ type: 'suggestion.reopened' })
    expect(reopen('u9', NOW)).toMatchObject({ type: 'suggestion.reopened' })
    expect(code(reopen('u1', NOW + REOPEN_TIME + 1))).toBe('suggestion.reopen-late')
    expect(code(reopen('u3', NOW))).toBe('suggestion.not-yours')
    expect(code(decideReopen(given(1), ['u1'], { now: NOW, actor: 'u1', dueAt: 0 }))).toBe('suggestion.still-open')
  })

  it('takes the same words for the same, whatever their spaces and marks', () => {
    expect(sameWords('车库积水！', ' 车库，积水')).toBe(true)
    expect(sameWords('车库积水', '车库没积水')).toBe(false)
  })
})

describe('merging', () => {
  it('given a chain, then every member names the one that carries it now', () => {
    const desk = new Desk([given(7), given(9), given(12)])
    expect(desk.merge(9, 7)).toBeNull()
    expect(desk.merge(12, 9)).toBeNull()
    expect(desk.where()).toEqual({ 7: 12, 9: 12, 12: null })
  })

  it('given a chain, when the middle is split off, then it takes along what it had brought', () => {
    const desk = new Desk([given(7), given(9), given(12), given(15)])
    desk.merge(9, 7)
    desk.merge(12, 9)
    desk.merge(12, 15)
    desk.split(9)
    expect(desk.where()).toEqual({ 7: 9, 9: null, 12: null, 15: 12 })
  })

  it('given a merge into one that is itself merged, then it goes to the one that carries it', () => {
    const desk = new Desk([given(3), given(9), given(12)])
    desk.merge(12, 9)
    desk.merge(9, 3)
    expect(desk.where()).toEqual({ 3: 12, 9: 12, 12: null })
  })

  it('refuses itself, circles, what is merged or closed, and unknown numbers, and then changes nothing', () => {
    const desk = new Desk([given(3), given(9), given(12), given(13, { status: 'done' })])
    expect(desk.merge(12, 12)).toBe('suggestion.merge-self')
    expect(desk.merge(12, 9)).toBeNull()
    expect(desk.merge(9, 12)).toBe('suggestion.merge-circle')
    expect(desk.merge(3, 9)).toBe('suggestion.merged')
    expect(desk.merge(12, 3, 13)).toBe('suggestion.closed')
    expect(desk.merge(13, 3)).toBe('suggestion.closed')
    expect(desk.merge(12, 99)).toBe('suggestion.not-found')
    expect(desk.merge(99, 3)).toBe('suggestion.not-found')
    expect(desk.split(3)).toBe('suggestion.not-merged')
    expect(desk.where()).toEqual({ 3: null, 9: 12, 12: null, 13: null })
  })

  it('a private one may join a public one, never the other way, not even carried along', () => {
    const desk = new Desk([given(1, { private: true }), given(2), given(3, { private: true }), given(4)])
    expect(desk.merge(1, 2)).toBe('suggestion.merge-privacy')
    expect(desk.merge(2, 1)).toBeNull()
    expect(desk.merge(3, 2)).toBe('suggestion.merge-privacy')
  })

  it('whatever is merged and split, nothing hangs on what is itself merged, and splitting undoes a merge', () => {
    const number = fc.integer({ min: 1, max: 6 })
    const step = fc.record({ split: fc.boolean(), a: number, b: number })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), step, (steps, last) => {
        const desk = new Desk([1, 2, 3, 4, 5, 6].map((n) => given(n)))
        for (const { split, a, b } of steps) split ? desk.split(a) : desk.merge(a, b)
        for (const [n, into] of Object.entries(desk.where())) {
          expect(into).not.toBe(Number(n))
          if (into !== null) expect(desk.known.get(into)?.mergedInto).toBeNull()
        }
        const before = desk.where()
        if (desk.merge(last.a, last.b) === null) {
          desk.split(last.b)
          expect(desk.where()).toEqual(before)
        }
      }),
    )
  })
})
