import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { App } from '../../src/app/app.ts'
import { list } from '../../src/app/operations.ts'
import type { Log, Store } from '../../src/app/ports.ts'
import { addCommunity, addGroup, addMember } from '../../src/app/setup.ts'
import { table } from '../../src/app/tables.ts'
import type { Inbound } from '../../src/chat/message.ts'
import { openBell } from '../../src/jobs/bell.ts'
import { type Disk, disk, server, stopServer } from '../support/disk.ts'
import type { Server } from '../support/postgres.ts'

/** Who stores a message tells who handles it. Whatever becomes of the telling, each message counts once and in order. */

const found = await server()
const missing = 'missing' in found ? found.missing : null
afterAll(stopServer)

const START = Date.parse('2026-03-01T09:00:00+08:00')
const GROUPS = 6
const WAVES = 12
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }
const clock = { now: () => START }

const message = (n: number, group: number): Inbound => ({
  adapter: 'stage',
  account: 'bot',
  epoch: '',
  eventId: `m${group}-${n}`,
  nativeMsgId: `m${group}-${n}`,
  kind: 'msg',
  chat: { kind: 'group', id: `g${group}` },
  sender: { id: `u${group}`, nick: '张三', card: '张三' },
  sentAt: START,
  text: `建议：第${n}件事，门口装个扶手`,
  mentions: [],
  attachments: [],
  isSelf: false,
  late: false,
})

const appOn = (store: Store, tell?: (chats: readonly number[]) => void): App => {
  const ids = { forNative: (_: string, n: { nativeId: string }) => n.nativeId, secret: () => '', code: () => '' }
  const around = { ids, consoleUrl: 'http://127.0.0.1' }
  return new App({ store, clock, around, log: silent, ...(tell ? { tell } : {}) })
}

/** Ways a wake-up goes astray: after how many ms it comes, each time that it comes. */
const ASTRAY: Readonly<Record<string, readonly number[]>> = {
  lost: [],
  doubled: [0, 0],
  late: [30],
  'late and doubled': [5, 25],
}

describe.skipIf(missing)(`wake-ups${missing ? `: ${missing}` : ''}`, () => {
  let place: Disk
  let stores: Store[]

  beforeEach(async () => {
    place = await disk('postgres')
    stores = await Promise.all([place.open(), place.open(), place.open()])
    await stores[0]?.transact(function* () {
      for (let g = 0; g < GROUPS; g += 1) {
        const communityId = `c${g % 3}`
        yield* addCommunity({ id: communityId, name: communityId, timezone: 'Asia/Shanghai', demo: false }, START)
        const native = (nativeId: string) => ({ adapter: 'stage', account: 'bot', epoch: '', nativeId })
        yield* addGroup({ id: `g${g}`, communityId, name: `第${g}群`, scope: 'community' }, native(`g${g}`), START)
        const person = { id: `u${g}`, communityId, name: '张三', roles: [], home: null }
        yield* addMember(person, native(`u${g}`), START)
      }
    })
  })
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()))
    await place.remove()
  })

  const three = (): [Store, Store, Store] => {
    const [a, b, c] = stores
    if (!a || !b || !c) throw new Error('the stores are not open')
    return [a, b, c]
  }

  const say = async (gateway: App) => {
    for (let n = 1; n <= WAVES; n += 1)
      await Promise.all(Array.from({ length: GROUPS }, (_, g) => gateway.receive(message(n, g))))
  }

  const right = async (app: App) => {
    const suggestions = (await app.run(() => table('suggestions'))) as { author: string; text: string }[]
    for (let g = 0; g < GROUPS; g += 1)
      expect(suggestions.filter(({ author }) => author === `u${g}`).map(({ text }) => text)).toEqual(
        Array.from({ length: WAVES }, (_, n) => `第${n + 1}件事，门口装个扶手`),
      )
    expect(suggestions).toHaveLength(GROUPS * WAVES)
  }

  for (const [how, astray] of Object.entries(ASTRAY))
    test(`that are ${how} change nothing but the time`, async () => {
      const [a, b, c] = three()
      const workers = [appOn(b), appOn(c)]
      let told = 0
      const coming: Promise<void>[] = []
      const gateway = appOn(a, (chats) => {
        told += 1
        const worker = workers[told % 2]
        for (const ms of astray)
          coming.push(new Promise((come) => setTimeout(come, ms)).then(() => worker?.wake(chats)))
      })
      await say(gateway)
      // The sweeper's look, by both of them at once.
      await Promise.all(workers.map((worker) => worker.wakeAll()))
      await Promise.all(workers.map((worker) => worker.settled()))
      // What comes late finds nothing to do.
      await Promise.all(coming)
      await Promise.all(workers.map((worker) => worker.settled()))
      await right(gateway)
    })

  test('go through the queue from a gateway to the workers and back, once each', async () => {
    const [a, b, c] = three()
    const address = await (found as Server).database()
    const delivered: string[] = []
    const workers = [appOn(b), appOn(c)]
    const bells = workers.map((worker) =>
      openBell(address, { handle: (chats) => worker.wake(chats), deliver: () => {}, gateways: [] }, silent),
    )
    const ears = { handle: null, deliver: () => delivered.push('stage'), gateways: ['gateway:stage:bot'] }
    const bell = openBell(address, ears, silent)
    const gateway = appOn(a, (chats) => bell.handle(chats))
    for (const [i, worker] of workers.entries()) worker.onCommit = (accounts) => bells[i]?.deliver(accounts)
    try {
      await say(gateway)
      const left = () => gateway.run(() => list('inbox', { outcome: null })).then((rows) => rows.length)
      await expect.poll(left, { timeout: 20_000 }).toBe(0)
      await expect.poll(() => delivered.length, { timeout: 20_000 }).toBeGreaterThan(0)
      await Promise.all(workers.map((worker) => worker.settled()))
      await right(gateway)
    } finally {
      for (const one of [...bells, bell]) await one.close()
      await (found as Server).drop(address)
    }
  })
})
