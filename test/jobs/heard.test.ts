import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { App } from '../../src/app/app.ts'
import { NOBODY } from '../../src/app/model.ts'
import { insert, list } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import type { Log } from '../../src/chat/platform.ts'
import type { Adapter, Intake } from '../../src/chat/adapter.ts'
import { Bookmark } from '../../src/chat/bookmark.ts'
import { Delivery } from '../../src/jobs/delivery.ts'
import { Gateway } from '../../src/jobs/gateway.ts'
import { Heard } from '../../src/jobs/heard.ts'
import { TestTime } from '../support/around.ts'
import { type Disk, disk, KINDS, lacks, stopServer } from '../support/disk.ts'
import { Stage } from '../support/town.ts'

/** Until when an account has heard everything: wherever its next gateway is, it begins there. */

const lack = await lacks()
afterAll(stopServer)

const START = Date.parse('2026-03-01T09:00:00+08:00')
const WAIT = { timeout: 20_000, interval: 5 }
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }
const ids = { forNative: (_: string, n: { nativeId: string }) => n.nativeId, secret: () => '', code: () => '' }

/** Hears everything until it is stopped, and says where it begins. */
class Diary implements Adapter {
  readonly name = 'remote'
  readonly account = 'bot'
  readonly traits = { ...new Stage().traits, connection: 'kept' as const }
  readonly began: (number | null)[] = []
  readonly #around: ConstructorParameters<typeof Bookmark>[0]
  bookmark: Bookmark
  intake: Intake | null = null

  constructor(heard: Heard, time: TestTime) {
    const { account, name: platform } = this
    this.#around = { account, log: silent, seen: heard.of({ platform, account }), time }
    this.bookmark = new Bookmark(this.#around)
  }

  epoch = () => ''
  health = () => 'ok' as const
  send = async () => ({ status: 'unknown' as const })

  async start(intake: Intake): Promise<void> {
    this.intake = intake
    this.bookmark = new Bookmark(this.#around)
    this.began.push(this.bookmark.at)
  }

  async stop(): Promise<void> {
    this.bookmark.write()
  }

  /** Hears again from now on, and nobody can say what was said meanwhile. */
  missed(): Promise<void> {
    const { name: adapter, account, intake } = this
    return this.bookmark.catchUpBy(async (missed) => intake?.gap({ adapter, account, ...missed }))
  }
}

for (const kind of KINDS)
  describe.skipIf(lack[kind])(`on ${kind} ${lack[kind] ?? ''}`, () => {
    let place: Disk
    let store: Store
    let app: App
    let time: TestTime
    /** While the store keeps no gap, and how many it has refused. */
    let fails: boolean
    let refused: number

    beforeEach(async () => {
      time = new TestTime(START)
      fails = false
      refused = 0
      place = await disk(kind)
      store = await place.open()
      const failing: Store = {
        ...store,
        transact: (task) => {
          if (!fails) return store.transact(task)
          refused += 1
          return Promise.reject(new Error('the database is away'))
        },
      }
      app = new App({ store: failing, clock: time, around: { ids, consoleUrl: 'http://127.0.0.1' }, log: silent })
    })
    afterEach(async () => {
      await store.close()
      await place.remove()
    })

    const gaps = () => app.run(() => list('gaps'))
    /** A process on a machine of its own: it shares nothing with others but the database. */
    const machine = () => {
      const heard = new Heard(store, silent)
      const adapter = new Diary(heard, time)
      const gateway = new Gateway({ adapter, app, log: silent, terms: null, heard })
      const delivery = new Delivery({
        app,
        clock: time,
        log: silent,
        adapters: [adapter],
        draw: async () => new Uint8Array(),
      })
      return { heard, adapter, open: () => gateway.start(delivery), close: () => gateway.stop() }
    }

    test('an account goes on on another machine where it was left', async () => {
      const [first, second] = [machine(), machine()]
      await first.open()
      for (const ms of [7_000, 2_000]) {
        await time.passes(ms)
        first.adapter.bookmark.move()
      }
      await first.close()
      await second.open()
      expect(first.adapter.began).toEqual([null])
      expect(second.adapter.began).toEqual([START + 9_000])
      // And back, though that machine remembers an earlier moment.
      await time.passes(11_000)
      second.adapter.bookmark.move()
      await second.close()
      await first.open()
      expect(first.adapter.began).toEqual([null, START + 20_000])
    })

    test('what was kept by a process that died is at most some seconds old', async () => {
      const [first, second] = [machine(), machine()]
      await first.open()
      first.adapter.bookmark.move()
      await time.passes(4_000)
      first.adapter.bookmark.move()
      await time.passes(5_000)
      await first.heard.settled()
      first.adapter.bookmark.move()
      await second.open()
      expect(second.adapter.began).toEqual([START + 4_000])
    })

    test('a clock that was ahead, and is set right, hides nothing of what is missed from then on', async () => {
      const first = machine()
      await time.passes(8 * 60 * 60_000)
      await first.open()
      first.adapter.bookmark.move()
      await first.close()
      time = new TestTime(START)
      const right = machine()
      await right.open()
      await right.adapter.missed()
      expect(right.adapter.bookmark.at).toBe(START)
      await time.passes(60_000)
      right.adapter.bookmark.move()
      await time.passes(60_000)
      await right.adapter.missed()
      expect(await gaps()).toMatchObject([{ from: START + 60_000, to: START + 120_000 }])
      await right.close()
    })

    test('while the database answers nothing, marks do not heap up: whoever closes waits for the last alone', async () => {
      let answer = () => {}
      let asked = 0
      const silence = new Promise<void>((resolve) => {
        answer = resolve
      })
      const slow: Store = {
        ...store,
        transact: async (task) => {
          asked += 1
          await silence
          return await store.transact(task)
        },
      }
      const heard = new Heard(slow, silent)
      const seen = heard.of({ platform: 'remote', account: 'bot' })
      for (let n = 1; n <= 100; n += 1) {
        seen.keep(START + n)
        await new Promise(setImmediate)
      }
      answer()
      await heard.settled()
      expect(asked).toBe(2)
      const { adapter, open } = machine()
      await time.passes(1_000)
      await open()
      expect(adapter.began).toEqual([START + 100])
    })

    test('an earlier version’s mark is where a new one begins', async () => {
      await app.run(() => insert('marks', { communityId: NOBODY, key: 'heard-until:remote:bot', at: START - 1_000 }))
      const { adapter, open } = machine()
      await open()
      expect(adapter.began).toEqual([START - 1_000])
    })

    test('a gap that the store cannot keep is told again until it is kept', async () => {
      const { adapter, open, close } = machine()
      await open()
      adapter.bookmark.move()
      await time.passes(60_000)
      fails = true
      const telling = adapter.missed()
      await expect.poll(() => refused, WAIT).toBeGreaterThan(0)
      fails = false
      await telling
      expect(await gaps()).toMatchObject([{ from: START, to: START + 60_000 }])
      expect(adapter.bookmark.at).toBe(START + 60_000)
      await close()
    })

    test('a gap that is not kept when the account is closed is told by whoever opens it next, from its beginning', async () => {
      const [first, second] = [machine(), machine()]
      await first.open()
      first.adapter.bookmark.move()
      await time.passes(60_000)
      fails = true
      const telling = first.adapter.missed()
      await expect.poll(() => refused, WAIT).toBeGreaterThan(0)
      // It hears again, and says so.
      await time.passes(60_000)
      first.adapter.bookmark.move()
      await first.close()
      await telling
      fails = false
      await second.open()
      expect(second.adapter.began).toEqual([START])
      await second.adapter.missed()
      expect(await gaps()).toMatchObject([{ from: START, to: START + 120_000 }])
      await second.close()
    })

    test('a gap that was told, by a process that died before it kept how far it had come, grows', async () => {
      const [first, second] = [machine(), machine()]
      await first.open()
      first.adapter.bookmark.move()
      await first.heard.settled()
      await time.passes(60_000)
      await first.adapter.missed()
      await time.passes(1_000)
      await second.open()
      await second.adapter.missed()
      expect(await gaps()).toMatchObject([{ from: START, to: START + 61_000 }])
      // A late word about its beginning makes it no shorter.
      await first.adapter.intake?.gap({ adapter: 'remote', account: 'bot', from: START, to: START + 60_000 })
      expect(await gaps()).toMatchObject([{ to: START + 61_000 }])
    })
  })
