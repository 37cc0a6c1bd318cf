import { expect, onTestFinished, test } from 'vitest'
import { find, insert } from '../../src/app/operations.ts'
import { table } from '../../src/app/tables.ts'
import { resumePolls } from '../../src/jobs/polls.ts'
import { openTown, type Town } from '../support/town.ts'

const CLOSES = Date.parse('2026-03-02T18:00:00+08:00')

/** A poll that closes tomorrow at six, with one answer. */
const polling = async (): Promise<Town> => {
  const town = await openTown()
  onTestFinished(() => town.close())
  await town.staff().says('/投票 东门要不要装充电桩\n1 装\n2 不装')
  await town.resident('u1', '3-1-101 张三').says('装')
  return town
}

const passes = async (town: Town, to: string) => {
  await town.timePasses(to)
  await resumePolls(town.app, town.clock.now())
  await town.timePasses(0)
}
const polls = (town: Town) => town.query(() => table('polls'))
const results = (town: Town) => town.hears('g3').filter((text) => text.startsWith('【征集结果】'))

test('a poll whose close came by a clock that was ahead has its result in hours, not when that time comes', async () => {
  const town = await polling()
  const now = town.clock.now()
  town.clock.set(Date.parse('2026-03-20T20:00:00+08:00'))
  await town.timePasses(0)
  town.clock.set(now)
  await passes(town, '2026-03-02T20:30:00+08:00')
  expect(await polls(town)).toMatchObject([{ status: 'open' }])
  await passes(town, '2026-03-02T21:30:00+08:00')
  expect([results(town).length, await polls(town)]).toMatchObject([
    1,
    [{ status: 'closed', closedAt: '2026-03-02T18:00:00+08:00', answered: 1 }],
  ])
})

test('a poll whose close could not be made is closed later, and staff are not told each hour that it was not', async () => {
  const town = await polling()
  await town.query(function* () {
    const group = yield* find('groups', { id: 'g3' })
    const poll = yield* find('polls', { number: 1 })
    // Something else has the key under which its result is to be said.
    yield* insert('outbox', {
      ...{ communityId: 'c1', key: `c1:poll-close:${poll?.id}/1`, chatId: group?.chatId ?? 0, payload: { text: '' } },
      ...{ status: 'sent', attempts: 0, notBefore: 0, createdAt: CLOSES, turn: CLOSES, settledAt: CLOSES },
    })
  })
  await passes(town, '2026-03-02T20:00:00+08:00')
  expect(town.heardBy('s1')).toHaveLength(1)
  for (const hour of ['21', '22', '23']) await passes(town, `2026-03-02T${hour}:30:00+08:00`)
  expect([town.heardBy('s1'), results(town).length, await polls(town)]).toMatchObject([[], 1, [{ status: 'closed' }]])
})
