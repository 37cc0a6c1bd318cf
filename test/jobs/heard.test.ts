import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { App } from '../../src/app/app.ts'
import { NOBODY } from '../../src/app/model.ts'
import { insert, list } from '../../src/app/operations.ts'
import type { Log, Store } from '../../src/app/ports.ts'
import type { Adapter, Intake } from '../../src/chat/adapter.ts'
import { Bookmark } from '../../src/chat/bookmark.ts'
import { Absence } from '../../src/jobs/absence.ts'
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
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }
const ids = { forNative: (_: string, n: { nativeId: string }) => n.nativeId, secret: () => '', code: () => '' }

/** Hears everything until it is stopped, and says where it begins. */
class Diary implements Adapter {
  readonly name = 'remote'
  readonly account = 'bot'
  readonly traits = { ...new Stage().traits, connection: 'kept' as const }
  readonly began: (number | null)[] = []
  readonly bookmark: Bookmark
  #intake: Intake | null = null

  constructor(heard: Heard, time: TestTime) {
    this.bookmark = new Bookmark({ seen: heard.of({ platform: this.name, account: this.account }), time })
  }

  epoch = () => ''
  health = () => 'ok' as const
  send = async () => ({ status: 'unknown' as const })

  async start(intake: Intake): Promise<void> {
    this.#intake = intake
    this.began.push(this.bookmark.at)
  }

  async stop(): Promise<void> {
    this.bookmark.write()
  }

  async missed(to: number): Promise<void> {
    const { name: adapter, account } = this
    const gap = this.bookmark.missedUntil(to)
    if (gap) await this.#intake?.gap({ adapter, account, ...gap })
  }
}

for (const kind of KINDS)
  describe.skipIf(lack[kind])(`on ${kind} ${lack[kind] ?? ''}`, () => {
    let place: Disk
    let store: Store
    let app: App
    const time = new TestTime(START)

    beforeEach(async () => {
      place = await disk(kind)
      store = await place.open()
      app = new App({ store, clock: time, around: { ids, consoleUrl: 'http://127.0.0.1' }, log: silent })
    })
    afterEach(async () => {
      await store.close()
      await place.remove()
    })

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
      first.adapter.bookmark.move(START + 7_000)
      first.adapter.bookmark.move(START + 9_000)
      await first.close()
      await second.open()
      expect(first.adapter.began).toEqual([null])
      expect(second.adapter.began).toEqual([START + 9_000])
      // And back, though that machine remembers an earlier moment.
      second.adapter.bookmark.move(START + 20_000)
      await second.close()
      await first.open()
      expect(first.adapter.began).toEqual([null, START + 20_000])
    })

    test('what was kept by a process that died is at most some seconds old', async () => {
      const [first, second] = [machine(), machine()]
      await first.open()
      first.adapter.bookmark.move(START)
      first.adapter.bookmark.move(START + 4_000)
      await time.passes(5_000)
      await first.heard.settled()
      first.adapter.bookmark.move(START + 6_000)
      await second.open()
      expect(second.adapter.began).toEqual([START + 4_000])
    })

    test('an earlier version’s mark is where a new one begins', async () => {
      await app.run(() => insert('marks', { communityId: NOBODY, key: 'heard-until:remote:bot', at: START - 1_000 }))
      const { adapter, open } = machine()
      await open()
      expect(adapter.began).toEqual([START - 1_000])
    })

    test('a gap that the account has told itself is not told a second time', async () => {
      const { adapter, open } = machine()
      await open()
      await new Absence(app, time).look([adapter])
      adapter.bookmark.move(time.now())
      await time.passes(60_000)
      await adapter.missed(time.now())
      await new Absence(app, time).look([adapter])
      expect(await app.run(() => list('gaps'))).toHaveLength(1)
    })
  })
