import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { moveDigest, planDigests } from '../../src/app/digest-plan.ts'
import { list } from '../../src/app/operations.ts'
import { addCommunity, addGroup } from '../../src/app/setup.ts'
import { isoInZone } from '../../src/core/kernel/calendar.ts'
import { openTown, type Town } from '../support/town.ts'

/** 幸福里社区 and four more, all reached through one account that may send two digests a minute. */
const LIMITS = { rate: 4, window: 60 }
const ACCOUNT = { adapter: 'stage', account: 'bot' }

describe('digests through one account', () => {
  let town: Town
  beforeEach(async () => {
    town = await openTown()
    const now = town.clock.now()
    await town.query(function* () {
      for (const n of [2, 3, 4, 5]) {
        const communityId = `c${n}`
        const community = { id: communityId, name: `第${n}社区`, timezone: 'Asia/Shanghai', demo: false }
        yield* addCommunity(community, now + n)
        const native = { ...ACCOUNT, epoch: '', nativeId: `gc${n}` }
        yield* addGroup({ id: `gc${n}`, communityId, name: `第${n}居委会`, scope: 'committee' }, native, now)
      }
    })
  })
  afterEach(() => town.close())

  const spreadThem = async () => {
    const { changed } = await town.query(() => planDigests(ACCOUNT, LIMITS))
    for (const { id, minute } of changed) await town.app.change(id, () => moveDigest(id, minute, town.clock.now()))
    return changed.length
  }
  const digests = async () =>
    (await town.query(() => list('digests', {}, { order: 'at' })))
      .map(({ communityId, at }) => `${isoInZone(at, 'Asia/Shanghai').slice(5, 16)} ${communityId}`)
      .sort()

  test('go out two a minute, the oldest community first, on the very day they are spread', async () => {
    expect(await spreadThem()).toBe(3)
    expect(await spreadThem()).toBe(0)
    await town.timePasses('2026-03-01T19:00:00+08:00')
    expect(await digests()).toEqual([
      '03-01T18:00 c1',
      '03-01T18:00 c2',
      '03-01T18:01 c3',
      '03-01T18:01 c4',
      '03-01T18:02 c5',
    ])
  })

  test('come once a day and on every day, however often and whenever they are spread anew', async () => {
    for (const at of ['03-01T17:59', '03-01T18:00', '03-01T18:01', '03-02T12:00', '03-02T18:01', '03-03T18:30']) {
      await town.timePasses(`2026-${at}:30+08:00`)
      await spreadThem()
    }
    const days = (await digests()).map((line) => `${line.slice(0, 5)} ${line.slice(12)}`)
    expect(days).toEqual(['03-01', '03-02', '03-03'].flatMap((day) => [1, 2, 3, 4, 5].map((n) => `${day} c${n}`)))
  })
})
