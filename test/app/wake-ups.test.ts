import { makeWorkerUtils } from 'graphile-worker'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { App } from '../../src/app/app.ts'
import type { LaneKey } from '../../src/app/lane.ts'
import { list, update } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import type { Log } from '../../src/chat/platform.ts'
import { addCommunity, addGroup, addMember } from '../../src/app/setup.ts'
import { table } from '../../src/app/tables.ts'
import type { OutMessage } from '../../src/chat/adapter.ts'
import type { Inbound } from '../../src/chat/message.ts'
import { openBell } from '../../src/jobs/bell.ts'
import { Delivery } from '../../src/jobs/delivery.ts'
import { Workers } from '../../src/jobs/workers.ts'
import { addressAt, type Disk, disk, lacks, server, stopServer } from '../support/disk.ts'
import type { Server } from '../support/postgres.ts'
import { Stage } from '../support/town.ts'

/** Who stores a message tells who handles it. Whatever becomes of the telling, each message counts once and in order. */

const found = await server()
const lack = await lacks()
afterAll(stopServer)

const START = Date.parse('2026-03-01T09:00:00+08:00')
const GROUPS = 6
const WAVES = 12
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }
let now = START
beforeEach(() => {
  now = START
})
const clock = { now: () => now }

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

/** Makes the queue's tables, with what else is wanted there. */
const beginQueue = async (address: string, sql: string): Promise<void> => {
  const utils = await makeWorkerUtils({ connectionString: address })
  await utils.migrate()
  await utils.withPgClient((client) => client.query(sql))
  await utils.release()
}

const appOn = (store: Store, tell?: (lanes: readonly LaneKey[]) => void): App => {
  const ids = { forNative: (_: string, n: { nativeId: string }) => n.nativeId, secret: () => '', code: () => '' }
  const around = { ids, consoleUrl: 'http://127.0.0.1' }
  return new App({ store, clock, around, log: silent, ...(tell ? { tell } : {}) })
}

/** How long a worker's place is its own after it died, in ms. */
const SOON = 600
const crew = (store: Store, holder: string, ms = 30_000) => new Workers({ store, holder, ms })

/** Ways a wake-up goes astray: after how many ms it comes, each time that it comes. */
const ASTRAY: Readonly<Record<string, readonly number[]>> = {
  lost: [],
  doubled: [0, 0],
  late: [30],
  'late and doubled': [5, 25],
}

for (const kind of ['postgres', 'pooler'] as const)
  describe.skipIf(lack[kind])(`wake-ups on ${kind} ${lack[kind] ?? ''}`, () => {
    let place: Disk
    let stores: Store[]

    beforeEach(async () => {
      place = await disk(kind)
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
        const gateway = appOn(a, (lanes) => {
          const chats = lanes.map(({ chatId }) => chatId)
          told += 1
          const worker = workers[told % 2]
          for (const ms of astray)
            coming.push(new Promise((come) => setTimeout(come, ms)).then(() => worker?.wake(chats)))
        })
        await say(gateway)
        // The sweeper's look, by both of them at once.
        await Promise.all(workers.map((worker) => worker.sweep()))
        await Promise.all(workers.map((worker) => worker.settled()))
        // What comes late finds nothing to do.
        await Promise.all(coming)
        await Promise.all(workers.map((worker) => worker.settled()))
        await right(gateway)
      })

    for (const [how, astray] of Object.entries(ASTRAY))
      test(`of what is to be sent that are ${how} change nothing but the time`, async () => {
        const [a, b] = three()
        const stage = new Stage()
        const sent: OutMessage[] = []
        const { send } = stage
        stage.send = (message) => {
          sent.push(message)
          return send(message)
        }
        const worker = appOn(b)
        const gateway = appOn(a, (lanes) => worker.wake(lanes.map(({ chatId }) => chatId)))
        const draw = async () => new Uint8Array()
        const delivery = new Delivery({ app: gateway, clock, log: silent, adapters: [stage], draw })
        let told = 0
        const coming: Promise<void>[] = []
        worker.onCommit = () => {
          told += 1
          for (const ms of astray)
            coming.push(new Promise((come) => setTimeout(come, ms)).then(() => delivery.deliver()))
        }
        await say(gateway)
        await worker.sweep()
        await worker.settled()
        await Promise.all(coming)
        // The gateway's own look.
        await delivery.deliver()
        expect(told).toBeGreaterThan(0)
        const rows = await gateway.run(() => list('outbox', {}, { order: 'id' }))
        expect(rows.length).toBeGreaterThan(GROUPS * WAVES)
        expect(rows.filter(({ status }) => status !== 'sent')).toEqual([])
        for (const { id, kind, nativeId } of await gateway.run(() => list('chats')))
          expect(sent.filter(({ chat }) => chat.kind === kind && chat.id === nativeId).map(({ key }) => key)).toEqual(
            rows.filter(({ chatId }) => chatId === id).map(({ key }) => key),
          )
      })

    /** Every job comes late, and once more a little later. */
    const MISCHIEF = `
    create function "mischief"() returns trigger language plpgsql as $$
      begin
        if pg_trigger_depth() = 1 then
          insert into "graphile_worker"."_private_jobs" ("task_id", "payload", "run_at", "max_attempts", "priority")
            values (new."task_id", new."payload", now() + interval '0.3 s', 1, 0);
          new."run_at" := now() + interval '0.1 s';
        end if;
        return new;
      end $$;
    create trigger "mischief" before insert on "graphile_worker"."_private_jobs"
      for each row execute function "mischief"()`

    const through = async (mischief: string) => {
      const [a, b, c] = three()
      const database = await (found as Server).database()
      const address = await addressAt(kind, database)
      const delivered: string[] = []
      const handlers = new Map<number, Set<string>>()
      let told = 0
      let heard = 0
      const workers = await Promise.all(
        [b, c].map(async (store, i) => {
          const workers = crew(a, `${i}`)
          await workers.join(true)
          const app = appOn(store)
          const handle = (chats: readonly number[]) => {
            heard += chats.length
            for (const chat of chats) handlers.set(chat, (handlers.get(chat) ?? new Set()).add(workers.name ?? ''))
            app.wake(chats)
          }
          const bell = openBell(address, { handle, deliver: () => {}, gateways: [], workers }, silent)
          app.onCommit = (accounts) => bell.deliver(accounts)
          return { app, bell }
        }),
      )
      const known = crew(a, 'gateway')
      await known.refresh()
      const ears = {
        handle: null,
        deliver: () => delivered.push('stage'),
        gateways: ['gateway:stage:bot'],
        workers: known,
      }
      const bell = openBell(address, ears, silent)
      const gateway = appOn(a, (lanes) => {
        told += lanes.length
        bell.handle(lanes)
      })
      try {
        await beginQueue(address, mischief)
        await say(gateway)
        const left = () => gateway.run(() => list('inbox', { outcome: null })).then((rows) => rows.length)
        await expect.poll(left, { timeout: 20_000 }).toBe(0)
        await expect.poll(() => delivered.length, { timeout: 20_000 }).toBeGreaterThan(0)
        await expect.poll(() => heard, { timeout: 20_000 }).toBe(mischief === '' ? told : 2 * told)
        await Promise.all(workers.map(({ app }) => app.settled()))
        await right(gateway)
        expect(handlers.size).toBe(GROUPS)
        const whose = new Map<string, string>()
        for (const { id, communityId } of await gateway.run(() => list('chats', { kind: 'group' }))) {
          const [worker, another] = handlers.get(id) ?? []
          expect(another).toBeUndefined()
          expect(whose.get(communityId) ?? worker).toBe(worker)
          whose.set(communityId, worker ?? '')
        }
      } finally {
        for (const one of [...workers.map((worker) => worker.bell), bell]) await one.close()
        await (found as Server).drop(database)
      }
    }

    test('go through the queue from a gateway to the workers and back, a community always to the same one', () =>
      through(''))

    test('that the queue itself gives late and twice change nothing but the time', () => through(MISCHIEF))

    test('go to another worker when theirs has died, and nobody else changes hands', async () => {
      const [store] = three()
      const crews = [crew(store, 'a', SOON), crew(store, 'b', SOON), crew(store, 'c', SOON)]
      for (const one of crews) await one.join(true)
      expect(crews.map(({ name }) => name)).toEqual(['worker:1', 'worker:2', 'worker:3'])
      const lanes = Array.from({ length: 60 }, (_, n) => ({ communityId: `c${n}`, chatId: n }))
      const gateway = crew(store, 'gateway', SOON)
      const told = async () => {
        await gateway.refresh()
        return new Map([...gateway.parted(lanes)].flatMap(([name, chats]) => chats.map((chat) => [chat, name])))
      }
      const before = await told()
      expect(new Set(before.values())).toEqual(new Set(['worker:1', 'worker:2', 'worker:3']))
      // The second one dies: it renews its place no more.
      const [first, , third] = crews
      const names = async () => {
        await Promise.all([first?.refresh(), third?.refresh()])
        return new Set((await told()).values())
      }
      await expect.poll(names, { timeout: 10_000 }).toEqual(new Set(['worker:1', 'worker:3']))
      const after = await told()
      for (const [chat, name] of before) if (name !== 'worker:2') expect(after.get(chat)).toBe(name)
      // Its place is the next one's.
      const late = crew(store, 'd', SOON)
      await late.join(true)
      expect(late.name).toBe('worker:2')
    })

    test('reach a worker that lost its place while it stalled by its new name, and no longer by the old', async () => {
      const [store] = three()
      const database = await (found as Server).database()
      const address = await addressAt(kind, database)
      const heard: string[] = []
      const [slow, quick] = [crew(store, 'slow'), crew(store, 'quick')]
      await slow.join(true)
      const ears = (who: string, workers: Workers) => ({
        handle: (chats: readonly number[]) => heard.push(...chats.map((chat) => `${who} ${chat}`)),
        ...{ deliver: () => {}, gateways: [], workers },
      })
      const bells = [openBell(address, ears('slow', slow), silent)]
      bells[0]?.handle([{ communityId: '', chatId: 99 }])
      await expect.poll(() => heard.splice(0), { timeout: 20_000 }).toEqual(['slow 99'])
      await store.transact(() => update('leases', { name: 'worker:1' }, { until: 0 }))
      await quick.join(true)
      await slow.refresh()
      bells.push(openBell(address, ears('quick', quick), silent))
      const gateway = crew(store, 'gateway')
      await gateway.refresh()
      const lanes = Array.from({ length: 40 }, (_, n) => ({ communityId: `c${n}`, chatId: n }))
      const parted = gateway.parted(lanes)
      const due = [
        ...(parted.get('worker:2') ?? []).map((chat) => `slow ${chat}`),
        ...(parted.get('worker:1') ?? []).map((chat) => `quick ${chat}`),
      ]
      try {
        for (const lane of lanes) bells[0]?.handle([lane])
        await expect.poll(() => heard.length, { timeout: 20_000 }).toBe(40)
        expect(heard.sort()).toEqual(due.sort())
      } finally {
        for (const bell of bells) await bell.close()
        await (found as Server).drop(database)
      }
    })

    test('of a store where no worker is known, and of chats of nobody, go to whoever hears them first', async () => {
      const [store] = three()
      const gateway = crew(store, 'gateway')
      await gateway.refresh()
      expect([...gateway.parted([{ communityId: 'c1', chatId: 1 }])]).toEqual([[null, [1]]])
      const worker = crew(store, 'a')
      await worker.join(true)
      await worker.refresh()
      const lanes = [
        { communityId: 'c1', chatId: 1 },
        { communityId: '', chatId: 2 },
      ]
      expect([...worker.parted(lanes)]).toEqual([
        ['worker:1', [1]],
        [null, [2]],
      ])
    })

    test('a sweep tells of what is new, and handles itself what nobody has moved for some time', async () => {
      const [a, b] = three()
      const heard: number[] = []
      const store = appOn(a, () => {})
      const sweeper = appOn(b, (lanes) => heard.push(...lanes.map(({ chatId }) => chatId)))
      await store.receive(message(1, 0))
      await sweeper.sweep()
      expect(heard).toHaveLength(1)
      expect(await store.run(() => list('suggestions'))).toHaveLength(0)
      // Somebody may have come or gone a moment later: whoever was told has not had the time yet.
      await sweeper.sweep()
      expect(heard).toHaveLength(2)
      now = START + 5_000
      await sweeper.sweep()
      await sweeper.settled()
      expect(heard).toHaveLength(2)
      expect(await store.run(() => list('suggestions'))).toHaveLength(1)
    })
  })
