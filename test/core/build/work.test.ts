import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allBegun,
  decideCancelling,
  decideChanging,
  decideClosing,
  decidePosting,
  type Posted,
  type Posting,
  places,
} from '../../../src/core/build/work.ts'
import { isRejection } from '../../../src/core/kernel/rejection.ts'

const now = 1_000_000
const shift = { label: '上午', start: now + 10, end: now + 20, places: 2 }
const posting: Posting = {
  title: '清理车库',
  place: '3栋',
  requirements: '',
  shifts: [shift],
  pay: { fen: 12_000, per: 'day' },
}
const refusal = (changed: Partial<Posting>, open: Parameters<typeof decidePosting>[1] = []) => {
  const decided = decidePosting({ ...posting, ...changed }, open, { now })
  return isRejection(decided) ? decided.rejected : decided.type
}

describe('given a posting', () => {
  it('when it is complete, then it is posted as it was written', () => {
    expect(decidePosting(posting, [], { now })).toEqual({ type: 'work.posted', data: posting })
  })

  it('when it cannot be right, then it says what is wrong', () => {
    expect(refusal({ title: '　' })).toBe('work.no-title')
    expect(refusal({ title: '活'.repeat(101) })).toBe('work.too-long')
    expect(refusal({ shifts: [] })).toBe('work.no-shift')
    expect(refusal({ shifts: Array.from({ length: 31 }, () => shift) })).toBe('work.too-many-shifts')
    expect(refusal({ shifts: [{ ...shift, start: now }] })).toBe('work.past-shift')
    expect(refusal({ shifts: [shift, { ...shift, end: shift.start }] })).toBe('work.end-before-start')
    for (const wrong of [0, -1, 1000, 10_000, 1.5, Number.NaN])
      expect(refusal({ shifts: [{ ...shift, places: wrong }] }), `${wrong} places`).toBe('work.bad-places')
    for (const fen of [-1, 0.5, Number.NaN])
      expect(refusal({ pay: { fen, per: 'hour' } }), `${fen} fen`).toBe('work.bad-pay')
  })

  it('when the same one is open in the group already, then it is not posted twice', () => {
    expect(refusal({}, [{ number: 3, title: '清理车库', shifts: [shift] }])).toBe('work.posted-already')
    expect(refusal({}, [{ number: 3, title: '清理车库', shifts: [{ start: now + 11, end: now + 20 }] }])).toBe(
      'work.posted',
    )
    expect(refusal({}, [{ number: 3, title: '刷楼道', shifts: [shift] }])).toBe('work.posted')
  })

  it('when anything at all is written into a shift, then what is posted is always possible', () => {
    const anything = fc.record({
      label: fc.string(),
      start: fc.integer({ min: now - 50, max: now + 50 }),
      end: fc.integer({ min: now - 50, max: now + 50 }),
      places: fc.integer({ min: -5, max: 1100 }),
    })
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 3 }), (shifts) => {
        const decided = decidePosting({ ...posting, shifts }, [], { now })
        if (isRejection(decided)) return
        for (const s of decided.data.shifts)
          expect(s.start > now && s.end > s.start && s.places >= 1 && s.places <= 999).toBe(true)
      }),
    )
  })
})

describe('given a work that was posted', () => {
  const open = { number: 3, status: 'open' as const }

  it('when staff end sign-up twice, then the second time says that it is ended', () => {
    expect(decideClosing(open)).toEqual({ type: 'work.closed' })
    expect(decideClosing({ ...open, status: 'closed' })).toMatchObject({ rejected: 'work.closed', data: { number: 3 } })
    expect(decideClosing({ ...open, status: 'cancelled' })).toMatchObject({ rejected: 'work.cancelled' })
  })

  it('when it is called off, then it needs a reason, happens once, and not after the work is done', () => {
    expect(decideCancelling(open, [shift], ' 下雨 ', { now })).toEqual({
      type: 'work.cancelled',
      reason: '下雨',
      off: [shift],
    })
    expect(decideCancelling({ ...open, status: 'closed' }, [shift], '下雨', { now })).toMatchObject({
      type: 'work.cancelled',
    })
    expect(decideCancelling(open, [shift], ' ', { now })).toMatchObject({ rejected: 'work.no-reason' })
    expect(decideCancelling({ ...open, status: 'cancelled' }, [shift], '下雨', { now })).toMatchObject({
      rejected: 'work.cancelled',
    })
    expect(decideCancelling(open, [shift], '下雨', { now: shift.end })).toMatchObject({ rejected: 'work.over' })
    const later = { ...shift, start: now + 30, end: now + 40 }
    expect(decideCancelling(open, [shift, later], '下雨', { now: shift.end })).toMatchObject({ off: [later] })
  })

  it('when the last shift begins, then nobody can sign up any more', () => {
    const later = { start: now + 30, end: now + 40 }
    expect(allBegun([shift, later], now + 29)).toBe(false)
    expect(allBegun([shift, later], now + 30)).toBe(true)
  })

  it('when places are counted, then requests and cancelled ones hold none', () => {
    const signups = ['in', 'waiting', 'requested', 'cancelled', 'in'].map((status) => ({ shiftId: 1, status }))
    expect(places([{ id: 1 }, { id: 2 }], signups)).toEqual([
      { id: 1, taken: 2, waiting: 1 },
      { id: 2, taken: 0, waiting: 0 },
    ])
  })
})

describe('given a posting that changes', () => {
  const one = { ...shift, id: 1, taken: 1 }
  const two = { id: 2, label: '下午', start: now + 30, end: now + 40, places: 3, taken: 0 }
  const work: Posted = { ...posting, number: 3, status: 'open', shifts: [one] }
  const refused = (change: Parameters<typeof decideChanging>[1], at: Posted = work, when = now) => {
    const decided = decideChanging(at, change, { now: when })
    return isRejection(decided) ? decided.rejected : decided.type
  }

  it('when something differs, then only that is named, before and after', () => {
    expect(
      decideChanging(work, { title: '清理车库', place: '东门', shifts: [{ label: null, places: 4 }] }, { now }),
    ).toEqual({
      type: 'work.changed',
      from: { place: '3栋' },
      to: { place: '东门' },
      shifts: [{ from: one, to: { ...one, places: 4 } }],
    })
  })

  it('when it cannot be, then it says what is wrong', () => {
    const both = { ...work, shifts: [one, two] }
    expect(refused({})).toBe('change.nothing')
    expect(refused({ title: '清理车库', pay: { ...posting.pay }, shifts: [{ label: '上午', places: 2 }] })).toBe(
      'change.nothing',
    )
    expect(refused({ place: '东门' }, { ...work, status: 'closed' })).toBe('change.closed')
    expect(refused({ place: '东门' }, { ...work, status: 'cancelled' })).toBe('work.cancelled')
    expect(refused({ title: ' ' })).toBe('work.no-title')
    expect(refused({ requirements: '长'.repeat(501) })).toBe('work.too-long')
    expect(refused({ pay: { fen: -1, per: 'day' } })).toBe('work.bad-pay')
    expect(refused({ shifts: [{ label: null, places: 4 }] }, both)).toBe('change.which-shift')
    expect(refused({ shifts: [{ label: '夜里', places: 4 }] }, both)).toBe('change.unknown-shift')
    expect(refused({ shifts: [{ label: '下午', places: 4 }] }, both)).toBe('work.changed')
    expect(refused({ shifts: [{ label: null, start: now, end: now + 5 }] })).toBe('work.past-shift')
    expect(refused({ shifts: [{ label: null, start: now + 9, end: now + 9 }] })).toBe('work.end-before-start')
    expect(refused({ shifts: [{ label: null, start: now + 90, end: now + 99 }] }, work, one.start)).toBe('change.begun')
    expect(refused({ shifts: [{ label: null, places: 1000 }] })).toBe('work.bad-places')
    expect(refused({ shifts: [{ label: null, places: 1 }] }, { ...work, shifts: [{ ...one, taken: 2 }] })).toBe(
      'change.too-few-places',
    )
  })

  it('when any number of places is asked for, then nobody who is in loses his', () => {
    const amount = fc.integer({ min: -5, max: 1100 })
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 20 }), (places, taken) => {
        const at = { ...work, shifts: [{ ...one, places: 20, taken }] }
        const decided = decideChanging(at, { shifts: [{ label: null, places }] }, { now })
        if (!isRejection(decided))
          for (const { to } of decided.shifts) expect(to.places).toBeGreaterThanOrEqual(Math.max(1, taken))
      }),
    )
  })
})
