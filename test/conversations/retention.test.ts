import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Moment } from '../../src/app/context.ts'
import { Categorisers } from '../../src/app/categorisers.ts'
import { scrubOldWords } from '../../src/app/handlers/retention.ts'
import { NOBODY } from '../../src/app/model.ts'
import { count, find, insert, list, type Task } from '../../src/app/operations.ts'
import { table } from '../../src/app/tables.ts'
import { SOMETHING } from '../support/something.ts'
import { openTown, type Town } from '../support/town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const texts = async () => (await town.query(() => table('messages'))).map(({ text }) => text)

test('residents’ own words are kept 90 days as promised, and what came of them stays', async () => {
  const zhang = town.resident('u1', '3-2-501 张三')
  await zhang.says('早上好')
  await zhang.says('建议：门口装个扶手')
  await town.timePasses('2026-05-29T18:00:00+08:00')
  expect(await texts()).toEqual(['早上好', '建议：门口装个扶手'])
  await zhang.says('今天真热')
  await town.timePasses('2026-05-30T18:00:00+08:00')
  expect(await texts()).toEqual(['', '', '今天真热'])
  expect(await town.query(() => table('suggestions'))).toMatchObject([{ number: 1, text: '门口装个扶手' }])
})

test('more old words than fit into one commit are emptied the same evening', { timeout: 120_000 }, async () => {
  const now = town.clock.now()
  await town.query(function* () {
    const chat = { adapter: 'stage', account: 'bot', epoch: '', nativeId: 'old', kind: 'group' as const, name: '' }
    const chatId = yield* insert('chats', { ...chat, communityId: NOBODY })
    yield* insert('lanes', { communityId: NOBODY, chatId, seq: 6_000, cursor: 6_000, emptied: 0 })
    for (let seq = 1; seq <= 6_000; seq += 1) {
      const row = {
        communityId: NOBODY,
        chatId,
        seq,
        adapter: 'stage',
        account: 'bot',
        extId: `old${seq}`,
        kind: 'message' as const,
      }
      yield* insert('inbox', {
        ...row,
        payload: SOMETHING,
        sentAt: now,
        receivedAt: now,
        outcome: 'chatter',
        attempts: 0,
      })
    }
  })
  const left = () =>
    town.query(function* () {
      return (yield* list('inbox', { kind: 'message' })).filter(
        ({ payload }) => (payload as { text: string }).text !== '',
      ).length
    })
  await town.timePasses('2026-05-30T18:00:00+08:00')
  expect(await left()).toBe(1_000)
  await town.timePasses('2026-05-30T18:05:00+08:00')
  expect(await left()).toBe(0)
})

test('what we wrote goes with what it repeats', async () => {
  await town.resident('u1', '3-2-501 张三').says('建议：门口装个扶手')
  await town.timePasses('2026-05-29T18:00:00+08:00')
  const about = async () => (await town.said()).filter(({ text }) => text.includes('已记下，建议1号'))
  expect(await about()).toHaveLength(1)
  await town.timePasses('2026-05-30T18:00:00+08:00')
  expect(await about()).toEqual([])
  await town.staff('gc').says('/日报')
  expect(town.hears('gc').at(-1)).toContain('1号 门口装个扶手')
})

test('what we wrote goes also where much that is older waits for people who never came back', async () => {
  const now = town.clock.now()
  await town.query(function* () {
    const group = yield* find('groups', { id: 'g4' })
    for (let n = 0; n < 600; n += 1)
      yield* insert('outbox', {
        ...{ communityId: 'c1', key: `held${n}`, chatId: group?.chatId ?? 0, payload: { text: '' } },
        ...{ status: 'held', attempts: 0, notBefore: 0, createdAt: now, turn: now },
      })
  })
  await town.resident('u1', '3-2-501 张三').says('建议：门口装个扶手')
  await town.timePasses('2026-05-30T18:00:00+08:00')
  expect((await town.said()).filter(({ text }) => text.includes('已记下，建议1号'))).toEqual([])
  expect(await town.query(() => count('outbox', { status: 'held' }))).toBe(600)
})

test('of chats of any length no more is asked than a few statements can ask: the store keeps each for good', async () => {
  const limits = new Set<number | null>()
  function* overheard<R>(task: Task<R>): Task<R> {
    let step = task.next()
    while (!step.done) {
      const asked = step.value
      if (asked.do === 'list' && asked.table === 'inbox') limits.add(asked.limit)
      step = task.next(yield asked)
    }
    return step.value
  }
  await town.query(function* () {
    for (let cursor = 1; cursor <= 300; cursor += 1)
      yield* insert('lanes', { communityId: NOBODY, chatId: 1_000 + cursor, seq: cursor, cursor, emptied: 0 })
    const community = yield* find('communities', { id: 'c1' })
    if (!community) throw new Error('there is a community')
    const around = { categorisers: new Categorisers(), consoleUrl: '', far: false }
    const ids = { forNative: () => '', secret: () => '', code: () => '' }
    const caused = { now: town.clock.now(), cause: 'test', messageId: null, replies: 0, notes: [] }
    const moment: Moment = { community, ids, ...around, ...caused }
    yield* overheard(scrubOldWords(moment))
  })
  expect(limits.size).toBeLessThan(15)
})
