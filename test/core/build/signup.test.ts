import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decideConfirming,
  decidePromotions,
  decideRequest,
  decideSignoff,
  decideSignup,
  line,
  positionOf,
  requestNumber,
  type Shift,
  type Signup,
} from '../../../src/core/build/signup.ts'
import { isRejection } from '../../../src/core/kernel/rejection.ts'

const now = 1_000
const morning: Shift = { id: 1, start: 2_000, end: 3_000, places: 2 }
const overlapping: Shift = { id: 2, start: 2_500, end: 3_500, places: 1 }
const afternoon: Shift = { id: 3, start: 3_000, end: 4_000, places: 1 }
const open = { number: 3, status: 'open' as const }
const zhang = { memberId: 'zhang', onBehalfOf: null }
const signup = (id: number, memberId: string, status: Signup['status'], onBehalfOf: string | null = null): Signup => ({
  id,
  shiftId: 1,
  memberId,
  onBehalfOf,
  status,
  at: id,
})
const state = (signups: readonly Signup[] = [], busy: readonly Shift[] = []) => ({
  work: open,
  shift: morning,
  signups,
  busy,
})

describe('given a shift of two places', () => {
  it('when a place is free, then the next one is in; when none is, then he waits at the end', () => {
    const one = [signup(1, 'a', 'in')]
    expect(decideSignup(zhang, state(one), { now })).toEqual({
      type: 'signup.in',
      standing: { status: 'in', position: 2 },
      at: now,
    })
    const full = [...one, signup(2, 'b', 'in'), signup(3, 'c', 'waiting')]
    expect(decideSignup(zhang, state(full), { now })).toEqual({
      type: 'signup.waiting',
      standing: { status: 'waiting', position: 2 },
      at: now,
    })
  })

  it('when he is on the list already, then he is told where, even after sign-up ended', () => {
    const list = [signup(1, 'a', 'in'), signup(2, 'zhang', 'in')]
    const closed = { ...state(list), work: { ...open, status: 'closed' as const } }
    for (const s of [state(list), closed])
      expect(decideSignup(zhang, s, { now })).toMatchObject({
        rejected: 'signup.already',
        data: { status: 'in', position: 2 },
      })
  })

  it('when he cancelled before, then he may come back', () => {
    expect(decideSignup(zhang, state([signup(1, 'zhang', 'cancelled')]), { now })).toMatchObject({ type: 'signup.in' })
  })

  it('when another shift of his overlaps, then it says which; one that begins as the other ends does not', () => {
    expect(decideSignup(zhang, state([], [overlapping]), { now })).toMatchObject({
      rejected: 'signup.overlap',
      data: { shift: 2 },
    })
    expect(decideSignup(zhang, state([], [afternoon]), { now })).toMatchObject({ type: 'signup.in' })
  })

  it('when it has begun, was closed or called off, then nobody signs up', () => {
    expect(decideSignup(zhang, state(), { now: morning.start })).toMatchObject({ rejected: 'signup.begun' })
    for (const status of ['closed', 'cancelled'] as const)
      expect(decideSignup(zhang, { ...state(), work: { ...open, status } }, { now })).toMatchObject({
        rejected: `signup.${status}`,
      })
  })
})

describe('given a request for somebody else', () => {
  const aunt = { memberId: 'zhang', onBehalfOf: '502张阿姨' }

  it('when it is made, then it holds no place and does not stand in the way of who made it', () => {
    expect(decideRequest(aunt, state([signup(1, 'zhang', 'in')]), { now })).toEqual({ type: 'signup.requested' })
    const asked = [signup(1, 'zhang', 'requested', '502张阿姨'), signup(2, 'a', 'in')]
    expect(decideSignup(zhang, state(asked), { now })).toMatchObject({ standing: { status: 'in', position: 2 } })
    expect(decideRequest(aunt, state(asked), { now })).toMatchObject({ rejected: 'signup.already' })
  })

  it('when staff confirm it, then it joins the line where the line ends now', () => {
    const request = signup(1, 'zhang', 'requested', '502张阿姨')
    expect(decideConfirming(request, state([request]), { now })).toMatchObject({
      standing: { status: 'in', position: 1 },
    })
    const full = [request, signup(2, 'a', 'in'), signup(3, 'b', 'in'), signup(4, 'c', 'waiting')]
    expect(decideConfirming(request, state(full), { now })).toMatchObject({
      standing: { status: 'waiting', position: 2 },
    })
  })

  it('when two staff confirm it, then the second is told where it stands', () => {
    const done = signup(1, 'zhang', 'in', '502张阿姨')
    expect(decideConfirming(done, state([done]), { now })).toMatchObject({
      rejected: 'signup.confirmed-already',
      data: { status: 'in', position: 1 },
    })
    expect(decideConfirming({ ...done, status: 'cancelled' }, state(), { now })).toMatchObject({
      rejected: 'signup.withdrawn',
    })
  })

  it('when one before it is confirmed or cancelled, then its number stays', () => {
    const all = [
      signup(1, 'a', 'in', '501'),
      signup(2, 'b', 'in'),
      signup(3, 'a', 'cancelled', '503'),
      signup(4, 'c', 'requested', '504'),
    ]
    expect(all.filter((s) => s.status === 'requested').map((s) => requestNumber(s, all))).toEqual([3])
    expect(all.map((s) => positionOf(s, all))).toEqual([1, 2, null, 3])
  })
})

describe('given somebody who cannot come', () => {
  const mine = (id: number, status: Signup['status'], onBehalfOf: string | null = null, shift = morning) => ({
    ...signup(id, 'zhang', status, onBehalfOf),
    shift,
  })

  it('when he is not on the list or the shift has begun, then nothing is cancelled', () => {
    expect(decideSignoff([], { now })).toMatchObject({ rejected: 'signoff.none' })
    expect(decideSignoff([mine(1, 'cancelled')], { now })).toMatchObject({ rejected: 'signoff.none' })
    expect(decideSignoff([mine(1, 'in')], { now: morning.start })).toMatchObject({ rejected: 'signoff.begun' })
  })

  it('when he signed up others too, then his own word takes off only himself', () => {
    const own = mine(1, 'in')
    const other = mine(2, 'requested', '502张阿姨')
    expect(decideSignoff([own, other], { now })).toEqual({ type: 'signup.cancelled', signups: [own] })
    expect(decideSignoff([other], { now })).toEqual({ type: 'signup.cancelled', signups: [other] })
  })

  it('when a place is free, then the first who has the time moves up', () => {
    const list = [
      signup(1, 'a', 'in'),
      signup(2, 'busy', 'waiting'),
      signup(3, 'c', 'waiting'),
      signup(4, 'd', 'waiting'),
    ]
    const busy = new Map([[2, [overlapping]]])
    expect(decidePromotions(morning, list, busy, { now }).map((s) => s.id)).toEqual([3])
    expect(decidePromotions(morning, list, new Map(), { now }).map((s) => s.id)).toEqual([2])
    expect(decidePromotions(morning, list, new Map(), { now: morning.start })).toEqual([])
  })
})

describe('whatever people do', () => {
  const shifts = [morning, overlapping, afternoon]
  const person = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
  const shift = fc.constantFrom(...shifts)
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('join' as const), person, shift }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), person, shift }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('ask' as const), person, shift }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('confirm' as const), person, shift }) },
  )

  it('no shift is oversold, the line keeps its order, nobody stands twice, and a freed place never stays empty', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let list: Signup[] = []
        let clock = 0
        const inShift = (id: number) => list.filter((s) => s.shiftId === id)
        const busyOf = (p: Pick<Signup, 'memberId' | 'onBehalfOf'>) =>
          list
            .filter(
              (s) => s.memberId === p.memberId && s.onBehalfOf === p.onBehalfOf && ['in', 'waiting'].includes(s.status),
            )
            .flatMap((s) => shifts.filter(({ id }) => id === s.shiftId))
        const change = (ids: readonly number[], to: Partial<Signup>) => {
          list = list.map((s) => (ids.includes(s.id) ? { ...s, ...to } : s))
        }
        /** Whom the line was promised to, first come first served, as an independent reckoning. */
        const arrivals = new Map<number, number[]>(shifts.map(({ id }) => [id, []]))
        for (const { do: what, person: memberId, shift: s } of steps) {
          clock += 1
          const who = { memberId, onBehalfOf: what === 'ask' || what === 'confirm' ? '502' : null }
          const at = { work: open, shift: s, signups: inShift(s.id), busy: busyOf(who) }
          if (what === 'join' || what === 'ask') {
            const decided = what === 'join' ? decideSignup(who, at, { now }) : decideRequest(who, at, { now })
            if (isRejection(decided)) continue
            const status = 'standing' in decided ? decided.standing.status : 'requested'
            list.push({ ...who, id: clock, shiftId: s.id, status, at: 'at' in decided ? decided.at : now })
            if (status === 'waiting') arrivals.get(s.id)?.push(clock)
          } else if (what === 'confirm') {
            const request = inShift(s.id).find((r) => r.memberId === memberId && r.status === 'requested')
            const decided = request && decideConfirming(request, at, { now })
            if (!decided || isRejection(decided)) continue
            change([request.id], { status: decided.standing.status, at: decided.at })
            if (decided.standing.status === 'waiting') arrivals.get(s.id)?.push(request.id)
          } else {
            const his = inShift(s.id).filter((r) => r.memberId === memberId)
            const decided = decideSignoff(
              his.map((r) => ({ ...r, shift: s })),
              { now },
            )
            if (isRejection(decided)) continue
            change(
              decided.signups.map((r) => r.id),
              { status: 'cancelled' },
            )
            const busy = new Map(inShift(s.id).map((r) => [r.id, busyOf(r)]))
            const first = line(inShift(s.id), 'waiting')[0]
            const promoted = decidePromotions(s, inShift(s.id), busy, { now })
            if (first && line(inShift(s.id), 'in').length < s.places) expect(promoted[0]?.id).toBe(first.id)
            change(
              promoted.map((r) => r.id),
              { status: 'in' },
            )
          }
          for (const { id, places } of shifts) {
            const here = inShift(id)
            const waiting = line(here, 'waiting').map((r) => r.id)
            expect(line(here, 'in').length).toBeLessThanOrEqual(places)
            expect(waiting).toEqual((arrivals.get(id) ?? []).filter((n) => waiting.includes(n)))
            if (waiting.length > 0) expect(line(here, 'in').length).toBe(places)
            const live = here.filter((r) => r.status !== 'cancelled').map((r) => `${r.memberId} ${r.onBehalfOf}`)
            expect(new Set(live).size).toBe(live.length)
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})
