import { beforeEach, expect, test } from 'vitest'
import {
  type Claim,
  COPYING,
  dropLease,
  gatewayHealth,
  gatewayLease,
  gatewayScans,
  isInUse,
  isUnfinished,
  keepLease,
  processLease,
  takeLease,
  takePlace,
  workerLease,
  workersAlive,
} from '../../src/app/lease.ts'
import { find, list, type Task } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import { sharedStore, together } from '../support/together.ts'

const NOW = Date.parse('2026-03-01T09:00:00+08:00')
const TERM = 1_000
const HOUR = 60 * 60_000

let run: <R>(task: () => Task<R>) => Promise<R>
beforeEach(() => {
  const { store } = sharedStore(1)
  run = (task) => store.read(task)
})

const claim = (holder: string, more: Partial<Claim> = {}): Claim => ({
  ...{ name: 'pump', holder, now: NOW, ms: TERM, health: 'ok' as const, scan: null },
  ...more,
})
const takes = (holder: string, more: Partial<Claim> = {}) => run(() => takeLease(claim(holder, more)))
const leases = () => run(() => list('leases', {}, { order: 'name' }))

test('a lease is one holder’s until its time is over, and then whoever’s asks', async () => {
  expect(await takes('a')).toBe('taken')
  expect(await leases()).toEqual([{ name: 'pump', holder: 'a', until: NOW + TERM, health: 'ok', scan: null }])
  expect(await takes('b', { now: NOW + TERM - 1 })).toBe(null)
  expect(await leases()).toMatchObject([{ holder: 'a', until: NOW + TERM }])
  expect(await takes('b', { now: NOW + TERM })).toBe('taken')
  expect(await takes('a', { now: NOW + TERM })).toBe(null)
  // Whoever has it again after another is told so: it is not as he left it.
  expect(await takes('a', { now: NOW + 2 * TERM })).toBe('taken')
})

test('its holder renews it, also late, with how things are now', async () => {
  const scan = { text: 'https://login', official: false }
  await takes('a')
  expect(await takes('a', { now: NOW + 5, health: 'needs-login', scan })).toBe('renewed')
  expect(await leases()).toEqual([{ name: 'pump', holder: 'a', until: NOW + 5 + TERM, health: 'needs-login', scan }])
  expect(await takes('a', { now: NOW + 9 * TERM })).toBe('renewed')
  expect(await leases()).toMatchObject([{ until: NOW + 10 * TERM, health: 'ok', scan: null }])
})

test('of two questions of its holder the older, answered last, takes back nothing', async () => {
  await takes('a', { now: NOW + 5 })
  expect(await takes('a')).toBe('renewed')
  expect(await leases()).toMatchObject([{ until: NOW + 5 + TERM }])
})

test('one that a holder took before the database’s clock was set back, and did not renew since, is over', async () => {
  await takes('dead', { now: NOW + HOUR })
  expect(await takes('b')).toBe('taken')
  // Whoever lives renews it by the clock as it is now.
  await takes('b', { now: NOW - HOUR })
  expect(await leases()).toMatchObject([{ holder: 'b', until: NOW - HOUR + TERM }])
  // One that another takes for longer than we do is not over.
  await takes('c', { name: 'other', ms: 24 * TERM })
  expect(await takes('d', { name: 'other' })).toBe(null)
})

test('one lease says nothing of another', async () => {
  await takes('a')
  expect(await takes('b', { name: 'other' })).toBe('taken')
  expect(await takes('a', { now: NOW + 5 })).toBe('renewed')
  expect(await leases()).toMatchObject([
    { name: 'other', holder: 'b', until: NOW + TERM },
    { name: 'pump', holder: 'a', until: NOW + 5 + TERM },
  ])
  await run(() => dropLease('pump', 'a'))
  expect(await leases()).toMatchObject([
    { name: 'other', holder: 'b', until: NOW + TERM },
    { name: 'pump', until: 0 },
  ])
})

test('whether it is still a holder’s is asked of the database, whatever its time', async () => {
  expect(await run(() => keepLease('pump', 'a'))).toBe(false)
  await takes('a')
  expect(await run(() => keepLease('pump', 'a'))).toBe(true)
  expect(await run(() => keepLease('pump', 'b'))).toBe(false)
  expect(await run(() => keepLease('other', 'a'))).toBe(false)
})

test('who lets go lets go of his own only, and whoever waits has it at once', async () => {
  await takes('a', { health: 'degraded', scan: { text: 'https://login', official: true } })
  await run(() => dropLease('pump', 'b'))
  expect(await leases()).toMatchObject([{ until: NOW + TERM, health: 'degraded' }])
  await run(() => dropLease('pump', 'a'))
  expect(await leases()).toEqual([{ name: 'pump', holder: 'a', until: 0, health: 'down', scan: null }])
  expect(await takes('b')).toBe('taken')
})

test('of many that ask at once one has it', async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const taken: string[] = []
    const asks = (holder: string, now: number) => async (store: Store) => {
      if (await store.transact(() => takeLease(claim(holder, { now })))) taken.push(holder)
    }
    // The second half when the first one's time is over.
    await together(seed, function* () {}, asks('a', NOW), asks('b', NOW), asks('c', NOW))
    expect(taken).toHaveLength(1)
    taken.length = 0
    const old = function* () {
      yield* takeLease(claim('dead', { now: NOW - TERM }))
    }
    await together(seed, old, asks('a', NOW), asks('b', NOW))
    expect(taken).toHaveLength(1)
  }
})

test('nobody takes it before a task that kept it is committed', async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const done: string[] = []
    const keeps = (store: Store) =>
      store.transact(function* () {
        const kept = yield* keepLease('pump', 'a')
        for (let i = 0; i < 5; i += 1) yield* list('marks', {})
        if (kept) done.push('a')
      })
    const over = async (store: Store) => {
      if (await store.transact(() => takeLease(claim('b', { now: NOW + TERM })))) done.push('b')
    }
    await together(
      seed,
      function* () {
        yield* takeLease(claim('a'))
      },
      keeps,
      over,
    )
    expect(done.at(-1)).toBe('b')
  }
})

test('how each account’s gateway is: by its holder as long as the lease lasts, else it is down', async () => {
  await takes('a', { name: gatewayLease('qq', 'b:1'), health: 'degraded' })
  await takes('a', { name: gatewayLease('feishu', 'bot') })
  await takes('a', { name: 'pump' })
  for (const name of ['not a gateway:qq:2', 'gateway:qq']) await takes('a', { name })
  expect(await run(() => gatewayHealth(NOW))).toEqual([
    { name: 'feishu', account: 'bot', health: 'ok' },
    { name: 'qq', account: 'b:1', health: 'degraded' },
  ])
  expect((await run(() => gatewayHealth(NOW + TERM - 1))).map(({ health }) => health)).toEqual(['ok', 'degraded'])
  expect((await run(() => gatewayHealth(NOW + TERM))).map(({ health }) => health)).toEqual(['down', 'down'])
})

test('the codes that accounts wait with are shown as long as somebody holds them', async () => {
  const scan = { text: 'https://login', official: false }
  await takes('a', { name: gatewayLease('wechat', 'bot'), scan })
  await takes('a', { name: gatewayLease('qq', 'bot') })
  await takes('a', { name: 'pump', scan })
  const shown = { platform: 'wechat', account: 'bot', ...scan }
  expect(await run(() => gatewayScans(NOW + TERM - 1))).toEqual([shown])
  expect(await run(() => gatewayScans(NOW + TERM))).toEqual([])
})

test('the places of workers are those that are alive, in order; other processes have places too', async () => {
  await takes('b', { name: workerLease(2) })
  await takes('a', { name: workerLease(1), ms: 2 * TERM })
  await takes('w', { name: processLease(1) })
  await takes('c', { name: gatewayLease('qq', 'worker:7') })
  expect(await run(() => workersAlive(NOW))).toEqual(['worker:1', 'worker:2'])
  expect(await run(() => workersAlive(NOW + TERM))).toEqual(['worker:1'])
  const joins = (asWorker: boolean, more: Partial<Claim> = {}) => run(() => takePlace(asWorker, claim('new', more)))
  expect(await joins(true)).toBe('worker:3')
  expect(await joins(true, { now: NOW + TERM })).toBe('worker:2')
  expect(await joins(false)).toBe('process:2')
  expect(await run(() => workersAlive(NOW + TERM))).toEqual(['worker:1', 'worker:2'])
  // Of before the database's clock was set back.
  expect(await joins(true, { now: NOW - HOUR })).toBe('worker:1')
})

test('nobody takes a place, whichever is free, while somebody lets no process begin', async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const begun: string[][] = []
    const letsNobodyBegin = (store: Store) =>
      store.transact(function* () {
        for (const name of [processLease(1), workerLease(1)]) yield* find('leases', { name }, { lock: true })
        const used = yield* isInUse(NOW + TERM)
        for (let i = 0; i < 5; i += 1) yield* list('marks', {})
        if (!used) begun.push(yield* workersAlive(NOW))
      })
    // The first place's holder has just died, and whoever comes does not know.
    const joins = (store: Store) => store.transact(() => takePlace(true, claim('new', { ms: 2 * TERM })))
    const dead = function* () {
      for (const name of [processLease(1), workerLease(1)]) yield* takeLease(claim('dead', { name }))
    }
    await together(seed, dead, letsNobodyBegin, joins)
    for (const workers of begun) expect(workers).toEqual(['worker:1'])
  }
})

test('a store is in use as long as somebody holds something of it', async () => {
  expect(await run(() => isInUse(NOW))).toBe(false)
  await takes('w', { name: processLease(1) })
  expect(await run(() => isInUse(NOW + TERM - 1))).toBe(true)
  expect(await run(() => isInUse(NOW + TERM))).toBe(false)
})

test('a copy that was begun and has not ended shows, whoever made it and whenever', async () => {
  await takes('a')
  expect(await run(isUnfinished)).toBe(false)
  await takes('a', { name: COPYING, now: 0, ms: 0 })
  expect(await run(isUnfinished)).toBe(true)
})
