import { expect, test } from 'vitest'
import type { Moment } from '../../src/app/context.ts'
import { intake } from '../../src/app/intake.ts'
import { find, insert, list, remove, type Task, within } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import { addCommunity, addGroup } from '../../src/app/setup.ts'
import { cancelTimers, dueCommunities, fireDue, nextDue, setTimer } from '../../src/app/timers.ts'
import type { Inbound } from '../../src/chat/message.ts'
import { CHOSEN, emptyStore } from '../support/disk.ts'
import { sharedStore, together } from '../support/together.ts'

const NOW = Date.parse('2026-03-01T09:00:00+08:00')

/** An estate with two groups and nothing due: its own digest is taken out. */
function* estate(): Task<void> {
  yield* addCommunity({ id: 'c1', name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, NOW)
  for (const id of ['g1', 'g2'])
    yield* addGroup(
      { id, communityId: 'c1', name: id, scope: 'community' },
      { adapter: 'stage', account: 'bot', epoch: '', nativeId: id },
      NOW,
    )
  yield* remove('timers', {})
}

/** Where PostgreSQL is not chosen, a store that gives rows as they were made, where no order is asked for. */
const opened = async () => {
  if (CHOSEN === 'postgres') {
    const store = await emptyStore()
    await store.transact(estate)
    return store.transact
  }
  const { store } = sharedStore(1)
  await store.read(estate)
  return <R>(task: () => Task<R>) => store.read(task)
}
type Timer = Parameters<typeof setTimer>[1]
const due = (key: string, dueAt: number, more: Partial<Timer> = {}): Timer => ({
  key,
  kind: 'scrub',
  subject: 7,
  dueAt,
  groupId: 'g1',
  ...more,
})
function* sets(...timers: Timer[]): Task<void> {
  const community = yield* find('communities', { id: 'c1' })
  for (const timer of timers) yield* within('c1', () => setTimer({ community } as Moment, timer))
}
/** Of each chat what came into its inbox, in order. */
function* arrived(): Task<Record<string, string[]>> {
  const lines: Record<string, string[]> = {}
  for (const { id, nativeId } of yield* list('chats', {}, { order: 'id' })) {
    const rows = yield* list('inbox', { chatId: id }, { order: 'seq' })
    if (rows.length > 0) lines[nativeId] = rows.map(({ seq, extId }) => `${seq} ${extId}`)
  }
  return lines
}
const unfired = function* (): Task<string[]> {
  return (yield* list('timers', { firedAt: null }, { order: 'key' })).map(({ key }) => key)
}

test('the same occurrence set twice comes once, as it was set first', async () => {
  const run = await opened()
  await run(() => sets(due('a', NOW + 5), due('a', NOW + 9)))
  expect(await run(() => list('timers'))).toMatchObject([
    { key: 'a', dueAt: NOW + 5, communityId: 'c1', firedAt: null },
  ])
})

test('the next moment is the earliest that has not come', async () => {
  const run = await opened()
  expect(await run(nextDue)).toBe(null)
  await run(() => sets(due('later', NOW + 9), due('first', NOW + 5), due('between', NOW + 7)))
  expect(await run(nextDue)).toBe(NOW + 5)
  await run(() => fireDue('c1', NOW + 6))
  expect(await run(nextDue)).toBe(NOW + 7)
})

test('taken back is what is of that kind and about that, and has not come', async () => {
  const run = await opened()
  const others = [due('b', NOW + 5, { kind: 'digest' }), due('c', NOW + 5, { subject: 8 })]
  await run(() => sets(due('came', NOW), due('a', NOW + 5), ...others))
  await run(() => fireDue('c1', NOW))
  await run(() => within('c1', () => cancelTimers('scrub', 7)))
  expect((await run(() => list('timers', {}, { order: 'key' }))).map(({ key }) => key)).toEqual(['b', 'c', 'came'])
})

test('communities are named that have something due, each once, and a pass takes the earliest two hundred', async () => {
  const run = await opened()
  const timer = { groupId: null, kind: 'digest' as const, subject: 0, firedAt: null }
  const adds = (communityId: string, key: string, dueAt: number) => () =>
    insert('timers', { ...timer, communityId, key, dueAt })
  for (const [community, key, at] of [
    ['c9', 'x', NOW],
    ['c8', 'x', NOW + 1],
    ['c9', 'y', NOW - 5],
    ['c7', 'x', NOW - 9],
  ] as const)
    await run(adds(community, key, at))
  expect(await run(() => dueCommunities(NOW))).toEqual(['c7', 'c9'])
  await run(function* () {
    for (let n = 0; n < 200; n += 1) yield* adds(`d${n}`, 'x', NOW - 1)()
  })
  const pass = await run(() => dueCommunities(NOW))
  expect(pass.slice(0, 3)).toEqual(['c7', 'c9', 'd0'])
  expect(pass).toHaveLength(200)
})

test('a community with much that cannot be fired does not hide what is due in others', async () => {
  const run = await opened()
  const timer = { groupId: null, kind: 'digest' as const, subject: 0, firedAt: null }
  await run(function* () {
    for (let n = 0; n < 250; n += 1)
      yield* insert('timers', { ...timer, communityId: 'c9', key: `${n}`, dueAt: NOW - 5 })
    yield* insert('timers', { ...timer, communityId: 'c7', key: 'x', dueAt: NOW })
  })
  expect(await run(() => dueCommunities(NOW))).toEqual(['c9', 'c7'])
})

test('what is due joins the order of its group, or the community’s own, earliest first; the rest waits', async () => {
  const run = await opened()
  const elsewhere = [due('own', NOW - 2, { groupId: null }), due('gone', NOW - 1, { groupId: 'no such group' })]
  await run(() =>
    sets(
      due('b', NOW),
      due('a', NOW - 3),
      due('other', NOW - 5, { groupId: 'g2' }),
      due('soon', NOW + 1),
      ...elsewhere,
    ),
  )
  const lanes = await run(() => fireDue('c1', NOW))
  expect(await run(arrived)).toEqual({ g1: ['1 a', '2 b'], g2: ['1 other'], c1: ['1 own', '2 gone'] })
  expect(await run(unfired)).toEqual(['soon'])
  const chats = lanes.map(({ chatId }) => chatId)
  const woken = await run(() => list('chats', { id: { in: chats } }, { order: 'id' }))
  expect(woken.map(({ kind, nativeId }) => [kind, nativeId])).toEqual([
    ['group', 'g1'],
    ['group', 'g2'],
    ['system', 'c1'],
  ])
  expect((await run(() => list('lanes', {}, { order: 'chatId' }))).map(({ seq }) => seq)).toEqual([2, 1, 2])
  // Processes of other versions name it so too.
  expect(woken[2]).toMatchObject({ adapter: 'timer', account: 'c1', epoch: '', name: '', communityId: 'c1' })
  expect((await run(() => list('timers', { key: 'a' })))[0]?.firedAt).toBe(NOW)
  expect(await run(() => list('inbox', { extId: 'a' }))).toMatchObject([
    {
      ...{ adapter: 'timer', account: 'c1', kind: 'timer', sentAt: NOW - 3, receivedAt: NOW, attempts: 0 },
      payload: { key: 'a', kind: 'scrub', subject: 7, dueAt: NOW - 3, groupId: 'g1', communityId: 'c1' },
    },
  ])
})

test('a moment that is in the inbox already takes no number, and is done', async () => {
  const run = await opened()
  await run(() => sets(due('a', NOW), due('b', NOW)))
  await run(() => fireDue('c1', NOW))
  await run(() => sets(due('c', NOW)))
  await run(function* () {
    yield* remove('timers', { key: 'a' })
    yield* sets(due('a', NOW))
  })
  await run(() => fireDue('c1', NOW + 1))
  expect(await run(arrived)).toEqual({ g1: ['1 a', '2 b', '3 c'] })
  expect(await run(unfired)).toEqual([])
})

test('two hundred at most of a community come in one commit, the earliest', async () => {
  const run = await opened()
  await run(() => sets(due('last', NOW), ...Array.from({ length: 200 }, (_, n) => due(`t${n}`, NOW - 1))))
  await run(() => fireDue('c1', NOW))
  expect(await run(unfired)).toEqual(['last'])
  await run(() => fireDue('c1', NOW))
  expect((await run(arrived)).g1?.at(-1)).toBe('201 last')
})

test('a chat without a lane is a fault that is told', async () => {
  const run = await opened()
  await run(() => sets(due('a', NOW)))
  await run(() => remove('lanes', {}))
  await expect(run(() => fireDue('c1', NOW))).rejects.toThrow('no lane')
  expect(await run(unfired)).toEqual(['a'])
})

test('moments and messages that come at once each have a number of their own, and two pumps fire a moment once', async () => {
  const says = (id: string, group: string): Inbound => ({
    ...{ adapter: 'stage', account: 'bot', epoch: '', eventId: id, nativeMsgId: id, kind: 'msg' },
    ...{ chat: { kind: 'group', id: group }, sentAt: NOW, text: id, mentions: [], attachments: [] },
    ...{ isSelf: false, late: false, sender: { id: 'u1' } },
  })
  const setUp = function* () {
    yield* estate()
    yield* sets(due('a', NOW), due('b', NOW, { groupId: 'g2' }), due('c', NOW))
  }
  const fires = (open: Store) => open.transact(() => fireDue('c1', NOW))
  const hears = (open: Store) =>
    open.transact(() => intake([says('m1', 'g2'), says('m2', 'g1')].map((inbound) => ({ inbound, receivedAt: NOW }))))
  for (let seed = 1; seed <= 40; seed += 1) {
    const after = await together(seed, setUp, fires, hears, fires)
    const { g1, g2 } = await after.transact(arrived)
    expect(g1?.map((line) => line.split(' ')[0])).toEqual(['1', '2', '3'])
    expect(g2?.map((line) => line.split(' ')[0])).toEqual(['1', '2'])
    expect(g1?.filter((line) => line.endsWith('a') || line.endsWith('c'))).toHaveLength(2)
  }
})
