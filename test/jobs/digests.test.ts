import { expect, onTestFinished, test } from 'vitest'
import { moveDigest } from '../../src/app/digest-plan.ts'
import { find, insert, list } from '../../src/app/operations.ts'
import { resumeDigests } from '../../src/jobs/digests.ts'
import { openTown } from '../support/town.ts'

test('a digest that cannot be made is told to staff, and the next comes all the same', async () => {
  const town = await openTown()
  onTestFinished(() => town.close())
  const dueAt = Date.parse('2026-03-01T18:00:00+08:00')
  await town.query(function* () {
    const group = yield* find('groups', { id: 'gc' })
    // Something else has the key under which it is to be said.
    yield* insert('outbox', {
      ...{ communityId: 'c1', key: `c1:digest:c1:${dueAt}/1`, chatId: group?.chatId ?? 0, payload: { text: '' } },
      ...{ status: 'sent', attempts: 0, notBefore: 0, createdAt: dueAt, turn: dueAt, settledAt: dueAt },
    })
  })
  const digests = async () => (await town.query(() => list('digests'))).length
  await town.timePasses('2026-03-01T19:00:00+08:00')
  expect(await digests()).toBe(0)
  expect(town.heardBy('s1')).toEqual(['今天18:00该发日报，我没做成，请到后台“今天”里看一下。'])
  await resumeDigests(town.app, town.clock.now())
  await town.timePasses('2026-03-02T19:00:00+08:00')
  expect(await digests()).toBe(1)
  // Where one is to come none is added.
  await resumeDigests(town.app, town.clock.now())
  await town.timePasses('2026-03-03T19:00:00+08:00')
  expect(await digests()).toBe(2)
})

test('a clock that was ahead for a moment leaves nobody without digests until then', async () => {
  const town = await openTown()
  onTestFinished(() => town.close())
  const now = town.clock.now()
  town.clock.set(Date.parse('2026-03-20T20:00:00+08:00'))
  await town.timePasses(0)
  town.clock.set(now)
  await resumeDigests(town.app, now)
  for (const day of ['01', '02', '03']) {
    await town.timePasses(`2026-03-${day}T18:30:00+08:00`)
    await resumeDigests(town.app, town.clock.now())
  }
  const came = (await town.query(() => list('digests', {}, { order: 'id' }))).map(({ at }) =>
    new Date(at).toISOString().slice(0, 10),
  )
  expect(came).toEqual(['2026-03-20', '2026-03-02', '2026-03-03'])
})

test('a clock that was behind for a moment makes no digest of that time', async () => {
  const town = await openTown()
  onTestFinished(() => town.close())
  const now = town.clock.now()
  town.clock.set(Date.parse('2000-01-01T12:00:00+08:00'))
  await resumeDigests(town.app, town.clock.now())
  town.clock.set(now)
  await town.timePasses(1)
  expect(await town.query(() => list('digests'))).toEqual([])
  await town.timePasses('2026-03-01T18:30:00+08:00')
  await resumeDigests(town.app, town.clock.now())
  await town.timePasses('2026-03-02T18:30:00+08:00')
  expect((await town.query(() => list('digests', {}, { order: 'id' }))).map(({ late }) => late)).toEqual([false, false])
})

test('a digest that a clock ahead has set comes in place of that day’s, though the minute is another by now', async () => {
  const town = await openTown()
  onTestFinished(() => town.close())
  await town.app.change('c1', () => moveDigest('c1', 30, town.clock.now()))
  const now = town.clock.now()
  town.clock.set(Date.parse('2026-03-03T20:00:00+08:00'))
  await town.timePasses(0)
  town.clock.set(now)
  await resumeDigests(town.app, now)
  await town.timePasses('2026-03-02T12:00:00+08:00')
  await resumeDigests(town.app, town.clock.now())
  await town.app.change('c1', () => moveDigest('c1', 5, town.clock.now()))
  await town.timePasses('2026-03-05T12:00:00+08:00')
  const came = (await town.query(() => list('digests', {}, { order: 'id' }))).map(({ at }) =>
    new Date(at).toISOString().slice(5, 16),
  )
  expect(came).toEqual(['03-03T12:00', '03-02T10:05', '03-03T10:05', '03-04T10:30'])
})

test('a digest that comes late after a clock was ahead is made all the same', async () => {
  const town = await openTown()
  onTestFinished(() => town.close())
  const now = town.clock.now()
  town.clock.set(Date.parse('2026-03-20T20:00:00+08:00'))
  await town.timePasses(0)
  town.clock.set(now)
  await town.timePasses('2026-03-01T20:00:00+08:00')
  await resumeDigests(town.app, town.clock.now())
  // Down at its time.
  town.clock.set(Date.parse('2026-03-02T20:00:00+08:00'))
  await town.timePasses(1)
  expect((await town.query(() => list('digests', {}, { order: 'id' }))).map(({ late }) => late)).toEqual([true, true])
})
