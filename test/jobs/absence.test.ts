import { afterEach, beforeEach, expect, test } from 'vitest'
import { list } from '../../src/app/operations.ts'
import type { Adapter, Health } from '../../src/chat/adapter.ts'
import { Absence } from '../../src/jobs/absence.ts'
import { openTown, Stage, type Town } from '../support/town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const MINUTE = 60_000
const remote = (history: boolean): Adapter & { state: Health } => {
  const stage = new Stage()
  const adapter = {
    name: 'remote',
    account: 'bot',
    traits: { ...stage.traits, connection: 'kept' as const, history },
    state: 'ok' as Health,
    epoch: () => '',
    start: async () => {},
    stop: async () => {},
    health: () => adapter.state,
    send: stage.send,
  }
  return adapter
}
const gaps = () => town.query(() => list('gaps'))
/** A process of ours that hears for some minutes and ends. */
const hearsFor = async (adapter: Adapter, minutes: number) => {
  const absence = new Absence(town.app, town.clock)
  for (let n = 0; n < minutes; n += 1) {
    await absence.look([adapter])
    town.clock.set(town.clock.now() + MINUTE)
  }
  await absence.look([adapter])
}

test('what nobody heard between two processes is told as a gap, from the last moment to the next', async () => {
  const adapter = remote(false)
  await hearsFor(adapter, 3)
  const from = town.clock.now()
  town.clock.set(from + 20 * MINUTE)
  await hearsFor(adapter, 1)
  expect(await gaps()).toMatchObject([{ adapter: 'remote', from, to: from + 20 * MINUTE }])
})

test('where the platform can tell it, that is for the adapter to ask, and no gap is told', async () => {
  const adapter = remote(true)
  await hearsFor(adapter, 1)
  const from = town.clock.now()
  town.clock.set(from + 20 * MINUTE)
  await hearsFor(adapter, 1)
  expect(await gaps()).toEqual([])
})

test('a quick restart and the very first start are no absence; whoever is not logged in hears nothing yet', async () => {
  const adapter = remote(false)
  await hearsFor(adapter, 1)
  const from = town.clock.now()
  town.clock.set(from + 10_000)
  await hearsFor(adapter, 0)
  expect(await gaps()).toEqual([])
  adapter.state = 'needs-login'
  town.clock.set(from + 30 * MINUTE)
  await hearsFor(adapter, 2)
  expect(await gaps()).toEqual([])
  adapter.state = 'ok'
  await hearsFor(adapter, 0)
  expect(await gaps()).toMatchObject([{ from: from + 10_000, to: from + 32 * MINUTE }])
})

test('the line of a simulated chat is cut over a close: the result waits, and what is then handed over counts', async () => {
  const adapter = { ...remote(true), name: 'stage' }
  adapter.traits = { ...adapter.traits, connection: 'local' }
  let state: Health = 'ok'
  adapter.health = () => state
  const absence = new Absence(town.app, town.clock)
  const results = () => town.hears('g3').filter((text) => text.startsWith('【征集结果】'))
  await absence.look([adapter])
  await town.staff().says('/投票 东门要不要装充电桩\n1 装\n2 不装')
  await town.timePasses('2026-03-02T17:00:00+08:00')
  state = 'down'
  await absence.look([adapter])
  await town.timePasses('2026-03-02T18:20:00+08:00')
  await absence.look([adapter])
  expect(results()).toEqual([])
  await town.resident('u1', '张三').says('1', { sentAt: Date.parse('2026-03-02T17:30:00+08:00') })
  state = 'ok'
  await absence.look([adapter])
  await town.timePasses(1)
  expect(results()).toEqual([expect.stringContaining('1人回答：装1')])
  await town.staff().says('/投票 要不要装充电桩\n1 装\n2 不装')
  await town.timePasses('2026-03-03T18:00:00+08:00')
  expect(results()).toHaveLength(1)
})
