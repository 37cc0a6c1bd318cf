import { App } from '../../src/app/app.ts'
import type { Row } from '../../src/app/model.ts'
import { list } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import { addCommunity, addGroup } from '../../src/app/setup.ts'
import type { Content } from '../../src/app/speak.ts'
import { addressed } from '../../src/chat/address.ts'
import type { ChatRef, Inbound } from '../../src/chat/message.ts'
import { systemIds } from '../../src/ids.ts'
import { Delivery } from '../../src/jobs/delivery.ts'
import { Gateway } from '../../src/jobs/gateway.ts'
import type { AdapterHarness } from '../contract/harness.ts'
import { type Disk, disk } from '../support/disk.ts'
import { type TestAround, TestTime, testAround } from '../support/around.ts'
import { type Chance, FAULTS, type Fault } from './faults.ts'

/** Virtual ms that pass at each step, and the real ms a step takes: about five times as fast as life. */
const STEP_MS = 100
const REAL_MS = 20
/** What is owed is delivered within this (virtual ms) after the last word, or never. */
const QUIET_MS = 3 * 60 * 60_000
const COMMUNITY = 'c1'

type Named = Readonly<Record<string, (around: TestAround) => Promise<AdapterHarness>>>

interface Said {
  readonly text: string
  /** Said while nobody could hear. */
  readonly unheard: boolean
}

interface Place {
  readonly name: string
  readonly harness: AdapterHarness
  readonly around: TestAround
  readonly said: Said[]
  readonly faults: Map<Fault, number>
}

/** What a soak found on one platform. All but the first, `faults`, `gaps`, `sent` and `unknown` ought to be 0. */
export interface Figures {
  readonly said: number
  readonly lost: number
  readonly doubled: number
  /** Replies by what the outbox says of them. */
  readonly sent: number
  readonly unknown: number
  readonly undelivered: number
  /** Replies that are `sent` and that nobody sees, and such as are seen more often than they were written. */
  readonly unseen: number
  readonly seenTwice: number
  readonly gaps: number
  readonly faults: Readonly<Record<string, number>>
}

/** Several loopback platforms on one program at once: people talk, everything goes wrong, and then it is counted. */
export class Soak {
  readonly #time = new TestTime()
  readonly #disk: Disk
  readonly #store: Store
  readonly #app: App
  readonly #places: Place[] = []
  #delivery: Delivery | null = null
  #running = true
  #ticking: Promise<void> = Promise.resolve()

  private constructor(kept: Disk, store: Store) {
    const log = { info: () => {}, warn: () => {}, error: () => {} }
    this.#disk = kept
    this.#store = store
    this.#time.breathe = () => new Promise((resolve) => setTimeout(resolve, REAL_MS))
    this.#app = new App({
      store,
      clock: this.#time,
      around: { ids: systemIds, consoleUrl: 'http://127.0.0.1:8080' },
      log,
    })
  }

  static async of(platforms: Named): Promise<Soak> {
    const kept = await disk('sqlite')
    const soak = new Soak(kept, await kept.open())
    await soak.#open(platforms)
    return soak
  }

  /** People talk on every platform at once until `enough`; then nothing more is said and everything owed goes out. */
  async runs(enough: () => boolean, chance: Chance): Promise<Readonly<Record<string, Figures>>> {
    await Promise.all(this.#places.map((place) => this.#talks(place, enough, chance)))
    const until = this.#time.now() + QUIET_MS
    while (this.#time.now() < until && (await this.#owed()) > 0) await this.#time.passes(5_000)
    return Object.fromEntries(
      await Promise.all(this.#places.map(async (place) => [place.name, await this.#count(place)] as const)),
    )
  }

  async close(): Promise<void> {
    this.#running = false
    await this.#ticking
    for (const { harness, around } of this.#places) {
      await harness.close()
      await around.remove()
    }
    await this.#app.settled()
    await this.#delivery?.settled()
    await this.#store.close()
    await this.#disk.remove()
  }

  async #open(platforms: Named): Promise<void> {
    const now = this.#time.now()
    await this.#app.run(() =>
      addCommunity({ id: COMMUNITY, name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, now),
    )
    for (const [name, open] of Object.entries(platforms)) {
      const around: TestAround = { ...testAround(name), time: this.#time }
      const harness = await open(around)
      this.#places.push({ name, harness, around, said: [], faults: new Map() })
      const { adapter } = harness
      const native = { adapter: adapter.name, account: adapter.account, epoch: adapter.epoch() }
      const group = { id: `g-${name}`, communityId: COMMUNITY, name, scope: 'community' as const }
      await this.#app.run(() => addGroup(group, { ...native, nativeId: harness.group().id }, now))
    }
    const adapters = this.#places.map(({ harness }) => harness.adapter)
    const log = { info: () => {}, warn: () => {}, error: () => {} }
    const gateways = new Map(
      adapters.map((adapter) => [adapter, new Gateway({ adapter, app: this.#app, log, terms: null })]),
    )
    const delivery = new Delivery({
      ...{ app: this.#app, clock: this.#time, log, adapters, gates: gateways },
      draw: async () => new Uint8Array(),
    })
    this.#delivery = delivery
    this.#app.onCommit = () => void delivery.deliver()
    for (const gateway of gateways.values()) await gateway.start(delivery)
    this.#ticking = this.#ticks(delivery)
  }

  async #ticks(delivery: Delivery): Promise<void> {
    while (this.#running) {
      await this.#time.passes(STEP_MS)
      await this.#app.fire()
      void delivery.deliver()
    }
  }

  async #talks(place: Place, enough: () => boolean, chance: Chance): Promise<void> {
    const { harness, name, said, faults } = place
    const possible = FAULTS.filter((fault) => fault.can(harness))
    // A private chat that nobody ever wrote in is found by no history.
    for (const kind of harness.adapter.traits.direct === 'none' ? ['group' as const] : (['group', 'direct'] as const)) {
      const text = `${name}大家好${kind}`
      said.push({ text, unheard: false })
      await harness.says?.(kind === 'group' ? harness.group() : { kind, id: harness.person() }, text)
    }
    while (!enough()) {
      const direct = harness.adapter.traits.direct !== 'none' && chance() < 0.3
      const chat: ChatRef = direct ? { kind: 'direct', id: harness.person() } : harness.group()
      const fault = chance() < 0.3 ? possible[Math.floor(chance() * possible.length)] : undefined
      if (fault) faults.set(fault, (faults.get(fault) ?? 0) + 1)
      const says = async (unheard: boolean, agoMs = 0) => {
        const wish = chance() < 0.4
        const text = wish ? `建议：${name}第${said.length}处路灯坏了要修` : `${name}今天的菜第${said.length}样真新鲜`
        said.push({ text, unheard })
        await harness.says?.(chat, text, {
          mentionBot: harness.adapter.traits.receive !== 'all',
          ...(agoMs > 0 ? { agoMs } : {}),
        })
      }
      if (fault) await fault.happens(harness, says)
      else await says(false)
      await this.#well(place)
    }
  }

  async #well({ harness, name }: Place): Promise<void> {
    const began = performance.now()
    while (harness.adapter.health() !== 'ok') {
      if (performance.now() - began > 60_000) throw new Error(`${name} does not come back`)
      await this.#time.passes(STEP_MS)
    }
  }

  async #owed(): Promise<number> {
    const rows = await this.#app.run(() => list('outbox', {}))
    return rows.filter(({ status }) => status === 'pending' || status === 'sending').length
  }

  async #count({ harness, said, faults }: Place): Promise<Figures> {
    const { adapter } = harness
    const account = { adapter: adapter.name, account: adapter.account }
    const heard = (await this.#app.run(() => list('inbox', { ...account, kind: 'message' }, { order: 'seq' }))).map(
      ({ payload }) => (payload as Inbound).text,
    )
    const gaps = (await this.#app.run(() => list('gaps', account))).length
    const times = (text: string) => heard.filter((one) => own(one) === text).length
    const lost = said.filter(({ text, unheard }) => times(text) === 0 && !(unheard && gaps > 0))
    const chats = await this.#app.run(() => list('chats', account))
    const rows = await this.#app.run(() => list('outbox', {}))
    let [sent, unknown, undelivered, unseen, seenTwice] = [0, 0, 0, 0, 0]
    for (const chat of chats) {
      if (chat.kind !== 'group' && chat.kind !== 'direct') continue
      const mine = rows.filter(({ chatId }) => chatId === chat.id)
      const hearing = { receive: adapter.traits.receive, direct: chat.kind === 'direct' }
      const textOf = (row: Row<'outbox'>) => addressed(row.payload as Content, hearing).text
      const seen = (await harness.seen({ kind: chat.kind, id: chat.nativeId })).map(({ text }) => text)
      const with_ = (status: Row<'outbox'>['status']) => mine.filter((row) => row.status === status)
      sent += with_('sent').length
      unknown += with_('unknown').length
      undelivered += mine.length - with_('sent').length - with_('unknown').length
      for (const text of new Set(mine.map(textOf))) {
        const shown = seen.filter((one) => one === text).length
        const surely = with_('sent').filter((row) => textOf(row) === text).length
        const perhaps = with_('unknown').filter((row) => textOf(row) === text).length
        unseen += Math.max(0, surely - shown)
        seenTwice += Math.max(0, shown - surely - perhaps)
      }
    }
    return {
      said: said.length,
      lost: lost.length,
      doubled: said.filter(({ text }) => times(text) > 1).length,
      ...{ sent, unknown, undelivered, unseen, seenTwice, gaps },
      faults: Object.fromEntries([...faults].map(([fault, count]) => [fault.name, count])),
    }
  }
}

/** What was said, without the name that calls us. */
const own = (text: string): string => text.replace(/^@\S+\s+/, '').trim()
