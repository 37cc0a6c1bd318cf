import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { find, list, update } from '../../src/app/operations.ts'
import { openTown, type Town } from '../support/town.ts'

const HOUR = 60

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

/** The process dies while it sends its answer, and starts again so many minutes later. */
const dieFor = async (minutes: number) => {
  await town.resident('u1', '3-2-501 张三').says('建议：车库积水')
  const row = await town.query(() => find('outbox', {}, { order: 'id', desc: true }))
  await town.query(() => update('outbox', { id: row?.id ?? 0 }, { status: 'sending' }))
  town.stage.seen.clear()
  await town.timePasses(minutes)
  await town.restart()
  return (await town.query(() => list('outbox', { id: row?.id ?? 0 })))[0]?.status
}

describe('a message that was being sent when the process ended', () => {
  test('is sent again while the platform still knows its key', async () => {
    town.stage.ttlMs = HOUR * 60_000
    expect(await dieFor(HOUR - 1)).toBe('sent')
    expect(town.stage.seen.size).toBe(1)
  })

  test('is left to a person after that: it would be said twice', async () => {
    town.stage.ttlMs = HOUR * 60_000
    expect(await dieFor(HOUR)).toBe('unknown')
    expect(town.stage.seen.size).toBe(0)
  })
})
