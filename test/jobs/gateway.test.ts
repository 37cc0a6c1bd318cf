import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { App } from '../../src/app/app.ts'
import { count, list, type Task, update } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import type { Log } from '../../src/chat/platform.ts'
import { addCommunity, addGroup } from '../../src/app/setup.ts'
import type { Intake, OutMessage } from '../../src/chat/adapter.ts'
import type { Inbound } from '../../src/chat/message.ts'
import { Delivery } from '../../src/jobs/delivery.ts'
import { Gateway } from '../../src/jobs/gateway.ts'
import { Heard } from '../../src/jobs/heard.ts'
import { type Disk, disk, emptyStore, server, stopServer } from '../support/disk.ts'
import { Stage } from '../support/town.ts'

const found = await server()
const missing = 'missing' in found ? found.missing : null
afterAll(stopServer)

const START = Date.parse('2026-03-01T09:00:00+08:00')
/** Longer than a busy machine keeps anybody waiting, and longer still where nobody means to lose it. */
const LEASE_MS = 5_000
const LONG_LEASE_MS = 18_000
const WAIT = { timeout: 40_000, interval: 10 }
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }

const said = (id: string, text: string): Inbound => ({
  adapter: 'stage',
  account: 'bot',
  epoch: '',
  eventId: id,
  nativeMsgId: id,
  kind: 'msg',
  chat: { kind: 'group', id: 'g0' },
  sender: { id: 'u1', nick: '张三', card: '3-2-501 张三' },
  sentAt: START,
  text,
  mentions: [],
  attachments: [],
  isSelf: false,
  late: false,
})

/** Everything that was sent through the account, by whichever process, and those sends that wait for an answer. */
class World {
  readonly sends: { readonly by: string; readonly key: string }[] = []
  readonly unanswered: (() => void)[] = []
  answers = true
  /** Which processes have begun to log in, and what a login waits for. */
  readonly begun: string[] = []
  login: Promise<void> = Promise.resolve()
}

class Connection extends Stage {
  intake: Intake | null = null
  readonly #world: World
  readonly #by: string

  constructor(world: World, by: string) {
    super()
    this.#world = world
    this.#by = by
  }

  override start = async (intake?: Intake) => {
    this.#world.begun.push(this.#by)
    await this.#world.login
    this.intake = intake ?? null
  }
  override stop = async () => {
    this.intake = null
  }
  override send = async (out: OutMessage) => {
    this.#world.sends.push({ by: this.#by, key: out.key })
    if (!this.#world.answers) await new Promise<void>((resolve) => this.#world.unanswered.push(resolve))
    return { status: 'sent' as const, nativeId: out.key }
  }
}

/** One process that may be the account's gateway. */
class Process {
  readonly app: App
  readonly adapter: Connection
  readonly delivery: Delivery
  readonly gateway: Gateway
  readonly store: Store
  /** The database answers no more questions about leases. */
  isCut = false

  constructor(name: string, store: Store, world: World, ms = LEASE_MS) {
    this.store = store
    const ids = { forNative: (_: string, n: { nativeId: string }) => n.nativeId, secret: () => '', code: () => '' }
    const clock = { now: () => START }
    this.app = new App({ store, clock, around: { ids, consoleUrl: 'http://127.0.0.1' }, log: silent })
    this.adapter = new Connection(world, name)
    const cut: Store = { ...store, time: () => (this.isCut ? new Promise(() => {}) : store.time()) }
    const terms = { store: cut, holder: name, ms }
    this.gateway = new Gateway({ adapter: this.adapter, app: this.app, log: silent, terms })
    const gates = new Map([[this.adapter, this.gateway]])
    const draw = async () => new Uint8Array()
    this.delivery = new Delivery({ app: this.app, clock, log: silent, adapters: [this.adapter], gates, draw })
  }

  /** Somebody writes and this process hears it, handles it and sends the answer. */
  async hears(id: string, text: string): Promise<void> {
    // A platform says it again until it is acknowledged, and what is to be sent is sent in the end.
    const stored = async () =>
      (await this.adapter.intake?.receive(said(id, text)).then(
        () => true,
        () => false,
      )) ?? false
    await expect.poll(stored, WAIT).toBe(true)
    await this.app.settled()
    await expect.poll(() => this.#unsent(), WAIT).toBe(0)
  }

  async #unsent(): Promise<number> {
    await this.delivery.deliver()
    return await this.app.run(() => count('outbox', { status: { not: 'sent' } }))
  }
}

describe('one that is stopped while it is being opened', () => {
  const ids = { forNative: (_: string, n: { nativeId: string }) => n.nativeId, secret: () => '', code: () => '' }
  const clock = { now: () => START }

  test.each(['recovers what was being sent', 'looks where it begins to hear'])(
    'while it %s, is not opened any more',
    async (when) => {
      const store = await emptyStore()
      const app = new App({ store, clock, around: { ids, consoleUrl: 'http://127.0.0.1' }, log: silent })
      let go = () => {}
      const slow = new Promise<void>((resolve) => {
        go = resolve
      })
      const slowly = async <R>(task: () => Task<R>): Promise<R> => {
        await slow
        return await store.transact(task)
      }
      const world = new World()
      const adapter = new Connection(world, 'a')
      const isRecovering = when.startsWith('recovers')
      const parts = { clock, log: silent, adapters: [adapter], draw: async () => new Uint8Array() }
      const delivery = new Delivery({ ...parts, app: isRecovering ? { run: slowly } : app })
      const heard = new Heard(isRecovering ? store : { ...store, transact: slowly }, silent)
      const gateway = new Gateway({ adapter, app, log: silent, terms: null, heard })
      const starting = gateway.start(delivery)
      await new Promise(setImmediate)
      const stopping = gateway.stop()
      go()
      await Promise.all([starting, stopping])
      expect(gateway.isOpen).toBe(false)
      expect(world.begun).toEqual([])
    },
  )
})

describe('one of several accounts', () => {
  test('is closed as soon as its own messages are settled, whatever the others still have to say', async () => {
    const store = await emptyStore()
    const clock = { now: () => START }
    const ids = { forNative: (_: string, n: { nativeId: string }) => n.nativeId, secret: () => '', code: () => '' }
    const app = new App({ store, clock, around: { ids, consoleUrl: 'http://127.0.0.1' }, log: silent })
    const world = new World()
    const [quiet, busy] = [
      new Connection(world, 'quiet'),
      Object.assign(new Connection(world, 'busy'), { account: 'b' }),
    ]
    await app.run(function* () {
      yield* addCommunity({ id: 'c1', name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, START)
      const native = { adapter: 'stage', account: 'b', epoch: '', nativeId: 'g0' }
      yield* addGroup({ id: 'g0', communityId: 'c1', name: '幸福里大群', scope: 'community' }, native, START)
    })
    const gateways = [quiet, busy].map((adapter) => new Gateway({ adapter, app, log: silent, terms: null }))
    const gates = new Map(gateways.map((gateway) => [gateway.adapter, gateway]))
    const draw = async () => new Uint8Array()
    const delivery = new Delivery({ app, clock, log: silent, adapters: [quiet, busy], gates, draw })
    for (const gateway of gateways) await gateway.start(delivery)
    world.answers = false
    await app.receive({ ...said('m1', '建议：门口装个扶手'), account: 'b' })
    await app.settled()
    const sending = delivery.deliver()
    await expect.poll(() => world.sends.length, WAIT).toBe(1)
    await gateways[0]?.stop()
    expect(gateways.map(({ isOpen }) => isOpen)).toEqual([false, true])
    world.answers = true
    for (const release of world.unanswered) release()
    await sending
    await gateways[1]?.stop()
  })
})

describe.skipIf(missing)(`gateways of one account${missing ? `: ${missing}` : ''}`, () => {
  let place: Disk
  let world: World
  let a: Process
  let b: Process

  const begin = async (ms = LEASE_MS) => {
    const stores = await Promise.all([place.open(), place.open()])
    ;[a, b] = [new Process('a', stores[0], world, ms), new Process('b', stores[1], world, ms)]
    await a.app.run(function* () {
      yield* addCommunity({ id: 'c1', name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, START)
      const native = { adapter: 'stage', account: 'bot', epoch: '', nativeId: 'g0' }
      yield* addGroup({ id: 'g0', communityId: 'c1', name: '幸福里大群', scope: 'community' }, native, START)
    })
    await a.gateway.start(a.delivery)
    await expect.poll(() => a.gateway.isOpen, WAIT).toBe(true)
    await b.gateway.start(b.delivery)
  }
  beforeEach(async () => {
    place = await disk('postgres')
    world = new World()
  })
  afterEach(async () => {
    for (const release of world.unanswered) release()
    a.isCut = false
    await Promise.all([a.gateway.stop(), b.gateway.stop()])
    await Promise.all([a.store.close(), b.store.close()])
    await place.remove()
  })

  test('only one reads and sends; the other waits, and follows at once when the first one stops', async () => {
    await begin(LONG_LEASE_MS)
    await a.hears('m1', '建议：门口装个扶手')
    expect(b.adapter.intake).toBe(null)
    await b.delivery.deliver()
    expect(world.sends.map(({ by }) => by)).toEqual(['a', 'a'])
    await a.gateway.stop()
    await expect.poll(() => b.gateway.isOpen, WAIT).toBe(true)
    await b.hears('m2', '建议：路灯坏了')
    expect(world.sends.at(-1)?.by).toBe('b')
    expect(await b.app.run(() => list('outbox', { status: { not: 'sent' } }))).toEqual([])
  })

  test('one that hears nothing from the database stops reading and sending before the other begins', async () => {
    await begin()
    const intake = a.adapter.intake
    a.isCut = true
    const order: string[] = []
    const watch = setInterval(() => {
      if (!a.gateway.isOpen && !order.includes('a closed')) order.push('a closed')
      if (b.gateway.isOpen && !order.includes('b open')) order.push('b open')
    }, 1)
    await expect.poll(() => b.gateway.isOpen, WAIT).toBe(true)
    clearInterval(watch)
    expect(order[0]).toBe('a closed')
    await expect(intake?.receive(said('m1', '建议：门口装个扶手'))).rejects.toThrow('not the gateway')
    expect(a.adapter.intake).toBe(null)
    // What is still to send goes through the new one alone.
    await b.hears('m1', '建议：门口装个扶手')
    await a.delivery.deliver()
    expect(new Set(world.sends.map(({ by }) => by))).toEqual(new Set(['b']))
  })

  test('a login that takes longer than the lease is made by one alone', async () => {
    await begin()
    await a.gateway.stop()
    await expect.poll(() => b.gateway.isOpen, WAIT).toBe(true)
    const c = new Process('c', await place.open(), world)
    let done = () => {}
    world.login = new Promise((resolve) => {
      done = resolve
    })
    await b.gateway.stop()
    const d = new Process('d', await place.open(), world)
    try {
      await c.gateway.start(c.delivery)
      await expect.poll(() => world.begun, WAIT).toEqual(['a', 'b', 'c'])
      await d.gateway.start(d.delivery)
      const since = await c.store.time()
      await expect.poll(() => c.store.time(), WAIT).toBeGreaterThan(since + 2 * LEASE_MS)
      expect(world.begun).toEqual(['a', 'b', 'c'])
      done()
      await expect.poll(() => c.adapter.intake !== null, WAIT).toBe(true)
    } finally {
      done()
      for (const one of [c, d]) {
        await one.gateway.stop()
        await one.store.close()
      }
    }
  })

  test('who gets the account back when another has had it meanwhile sees to what that one was sending', async () => {
    await begin(LONG_LEASE_MS)
    await b.gateway.stop()
    await a.hears('m1', '建议：门口装个扶手')
    const before = world.sends.length
    // As b leaves it that took the account while a did nothing, and died in the middle of a send.
    await b.app.run(function* () {
      yield* update('leases', { holder: 'a' }, { holder: 'b', until: 0 })
      yield* update('outbox', { status: 'sent' }, { status: 'sending' })
    })
    const since = await a.store.time()
    await expect.poll(() => a.store.time(), WAIT).toBeGreaterThan(since + LONG_LEASE_MS / 3)
    await expect.poll(() => a.gateway.isOpen, WAIT).toBe(true)
    expect(world.begun).toEqual(['a', 'a'])
    await a.delivery.deliver()
    expect(world.sends.length).toBeGreaterThan(before)
    expect(await a.app.run(() => list('outbox', { status: { not: 'sent' } }))).toEqual([])
  })

  test('who gets it back while he still sees to what was being sent sees to that anew before he opens it', async () => {
    await begin()
    await b.gateway.stop()
    await a.gateway.stop()
    let go = () => {}
    const slow = new Promise<void>((resolve) => {
      go = resolve
    })
    let recoveries = 0
    const open: boolean[] = []
    const run: App['run'] = async (task) => {
      recoveries += 1
      if (recoveries === 1) await slow
      return await a.app.run(task)
    }
    const parts = {
      clock: { now: () => START },
      log: silent,
      adapters: [a.adapter],
      draw: async () => new Uint8Array(),
    }
    const delivery = new Delivery({ ...parts, app: { run }, gates: new Map([[a.adapter, a.gateway]]) })
    const { start } = a.adapter
    a.adapter.start = async (intake) => {
      open.push(a.gateway.isOpen)
      await start(intake)
    }
    await a.gateway.start(delivery)
    await expect.poll(() => recoveries, WAIT).toBe(1)
    await b.app.run(() => update('leases', { holder: 'a' }, { holder: 'b', until: 0 }))
    // He has it again, knows that, and has looked once more.
    for (let looks = 0; looks < 2; looks += 1) {
      const since = await b.store.time()
      const until = async () => (await b.app.run(() => list('leases', { holder: 'a' })))[0]?.until ?? 0
      await expect.poll(until, WAIT).toBeGreaterThan(since + LEASE_MS)
    }
    go()
    await expect.poll(() => a.gateway.isOpen, WAIT).toBe(true)
    expect(recoveries).toBeGreaterThan(1)
    expect(open).not.toContain(false)
  })

  test('what was on its way when its gateway fell silent is sent by the next under the same key, and settled once', async () => {
    await begin()
    world.answers = false
    await a.adapter.intake?.receive(said('m1', '建议：门口装个扶手'))
    await a.app.settled()
    void a.delivery.deliver()
    await expect.poll(() => world.sends.length, WAIT).toBe(1)
    a.isCut = true
    world.answers = true
    await expect.poll(() => b.gateway.isOpen, WAIT).toBe(true)
    await b.delivery.deliver()
    // The old one's answer comes after all: it changes nothing any more.
    for (const release of world.unanswered) release()
    await a.delivery.settled(a.adapter)
    const [first] = world.sends
    expect(world.sends.filter(({ key }) => key === first?.key).map(({ by }) => by)).toEqual(['a', 'b'])
    expect(await b.app.run(() => list('outbox', { status: { not: 'sent' } }))).toEqual([])
  })
})
