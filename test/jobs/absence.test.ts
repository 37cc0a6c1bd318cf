import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountMark } from '../../src/app/account-marks.ts'
import { find } from '../../src/app/operations.ts'
import type { Adapter, Health } from '../../src/chat/adapter.ts'
import { Absence } from '../../src/jobs/absence.ts'
import { openTown, Stage, type Town } from '../support/town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const MINUTE = 60_000
const remote = (): Adapter & { state: Health } => {
  const stage = new Stage()
  const adapter = {
    name: 'remote',
    account: 'bot',
    traits: { ...stage.traits, connection: 'kept' as const },
    state: 'ok' as Health,
    epoch: () => '',
    start: async () => {},
    stop: async () => {},
    health: () => adapter.state,
    send: stage.send,
  }
  return adapter
}
/** Until when it is kept that the account was heard. */
const mark = async () => (await town.query(() => find('marks', accountMark('heard-until', 'remote:bot'))))?.at

test('it is kept every ten seconds that an account hears; whoever is not logged in hears nothing', async () => {
  const adapter = remote()
  let now = town.clock.now()
  const absence = new Absence(town.app, { now: () => now })
  const after = async (ms: number) => {
    now += ms
    await absence.look([adapter])
    return (await mark()) === now
  }
  expect([await after(0), await after(9_000), await after(1_000)]).toEqual([true, false, true])
  adapter.state = 'needs-login'
  expect(await after(30 * MINUTE)).toBe(false)
  adapter.state = 'ok'
  expect(await after(1_000)).toBe(true)
  // The clock was ahead, and is set right.
  expect(await after(-8 * 60 * MINUTE)).toBe(true)
})

test('the line of a simulated chat is cut over a close: the result waits, and what is then handed over counts', async () => {
  const adapter = { ...remote(), name: 'stage' }
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
