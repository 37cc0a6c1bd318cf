import { beforeEach, expect, test } from 'vitest'
import type { Store } from '../src/app/ports.ts'
import { addCommunity } from '../src/app/setup.ts'
import { append } from '../src/app/trail.ts'
import { beginClock, clockAhead, keepAhead } from '../src/clock.ts'
import { DAY, HOUR } from '../src/core/kernel/calendar.ts'
import { emptyStore } from './support/disk.ts'

const NOW = Date.parse('2026-03-01T09:00:00+08:00')

let store: Store
beforeEach(async () => {
  store = await emptyStore()
})

const begins = (simulated: boolean) => store.transact(() => beginClock(simulated, NOW))
const ahead = () => store.transact(() => clockAhead(NOW))
const happens = (at: number) =>
  store.transact(function* () {
    yield* addCommunity({ id: 'c1', name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, NOW)
    yield* append('c1', { at, type: 'x', actor: 'u1', messageId: null, subject: 'poll:1', data: {} })
  })

test('a simulated clock goes on where it was', async () => {
  expect(await begins(true)).toBe(0)
  await store.transact(() => keepAhead(DAY))
  expect([await ahead(), await begins(true)]).toEqual([DAY, DAY])
})

test('a simulated clock is never behind what has happened, and commands know before the first start', async () => {
  await happens(NOW + HOUR)
  expect([await ahead(), await begins(true), await ahead()]).toEqual([HOUR, HOUR, HOUR])
})

test('once the same database serves a real platform, everything goes by the machine’s clock', async () => {
  await happens(NOW + HOUR)
  await store.transact(() => keepAhead(DAY))
  expect([await begins(false), await ahead()]).toEqual([0, 0])
})
