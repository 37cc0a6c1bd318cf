import { describe, expect, test } from 'vitest'
import type { Adapter, Traits } from '../../src/chat/adapter.ts'
import { HOUR } from '../../src/core/kernel/calendar.ts'
import { Pace } from '../../src/jobs/pace.ts'
import { TestTime } from '../support/around.ts'
import { Stage } from '../support/town.ts'

const on = (pace: Traits['pace']): Adapter => {
  const stage = new Stage()
  return {
    name: 'slow',
    account: 'bot',
    traits: { ...stage.traits, pace },
    epoch: () => '',
    start: async () => {},
    stop: async () => {},
    health: () => 'ok',
    send: stage.send,
  }
}

/** When messages to these chats go out, in ms from now, all asked for at once. */
const departures = async (adapter: Adapter, chats: readonly number[], chance = () => 0) => {
  const time = new TestTime()
  const began = time.now()
  const pace = new Pace(time, chance)
  const went: number[] = []
  const all = chats.map((chat) => pace.turn(adapter, chat).then(() => went.push(time.now() - began)))
  await time.passes(0)
  await time.passes(60_000)
  await Promise.all(all)
  return went
}

describe('the pace a platform wants', () => {
  test('the first goes at once; of one chat and of the whole account each waits for its turn', async () => {
    expect(await departures(on({ chat: 1_000, account: 200, spread: 0 }), [1, 1, 2, 3, 1])).toEqual([
      0, 1_000, 1_200, 1_400, 2_000,
    ])
  })

  test('chance makes pauses longer, never shorter', async () => {
    const adapter = on({ chat: 1_500, account: 1_500, spread: 1_500 })
    expect(await departures(adapter, [1, 2, 3], () => 0.5)).toEqual([0, 2_250, 4_500])
    expect(await departures(adapter, [1, 2, 3], () => 0)).toEqual([0, 1_500, 3_000])
  })

  test('a clock that is set back meanwhile makes no pause longer, nor shorter', async () => {
    const time = new TestTime()
    let off = 0
    const pace = new Pace({ now: () => time.now() + off, after: time.after }, () => 0)
    const adapter = on({ chat: 1_500, account: 1_000, spread: 0 })
    const began = time.now()
    const went: number[] = []
    const goes = (chat: number) => pace.turn(adapter, chat).then(() => went.push(time.now() - began))
    const first = [goes(1), goes(1)]
    off = -8 * HOUR
    const then = [goes(2), goes(3)]
    await time.passes(0)
    await time.passes(60_000)
    await Promise.all([...first, ...then])
    expect(went).toEqual([0, 1_500, 2_500, 3_500])
  })

  test('who wants no pauses is not held up', async () => {
    expect(await departures(on({ chat: 0, account: 0, spread: 0 }), [1, 1, 1])).toEqual([0, 0, 0])
  })
})
