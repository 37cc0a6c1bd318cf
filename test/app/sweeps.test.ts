import { expect, test } from 'vitest'
import { Sweeps } from '../../src/app/sweeps.ts'

const NOW = Date.parse('2026-03-01T09:00:00+08:00')
const HOUR = 60 * 60_000
const lane = (chatId: number, cursor: number) => ({ communityId: 'c1', chatId, seq: 9, cursor, emptied: 0 })

test('a chat that stays where it was is stuck after a few seconds, and one that moves is not', () => {
  const sweeps = new Sweeps()
  const stuckAt = (ms: number, ...cursors: number[]) =>
    sweeps
      .part(
        cursors.map((cursor, i) => lane(i, cursor)),
        NOW + ms,
      )
      .stuck.map(({ chatId }) => chatId)
  expect(stuckAt(0, 1, 1)).toEqual([])
  expect(stuckAt(4_999, 1, 2)).toEqual([])
  expect(stuckAt(5_000, 1, 2)).toEqual([0])
  expect(stuckAt(10_000, 2, 2)).toEqual([1])
})

test('a chat that stays where it was is stuck after a few seconds also where the clock was set back meanwhile', () => {
  const sweeps = new Sweeps()
  const stuckAt = (at: number) => sweeps.part([lane(1, 1)], at).stuck.length
  expect(stuckAt(NOW)).toBe(0)
  expect(stuckAt(NOW - 8 * HOUR)).toBe(0)
  expect(stuckAt(NOW - 8 * HOUR + 5_000)).toBe(1)
})
