import { Simulator } from '../../src/adapters/simulator/index.ts'
import { App } from '../../src/app/app.ts'
import { find, list } from '../../src/app/operations.ts'
import { openOutlets } from '../../src/app/outlets.ts'
import type { Store } from '../../src/app/ports.ts'
import { addCommunity, addGroup } from '../../src/app/setup.ts'
import type { Adapter } from '../../src/chat/adapter.ts'
import type { ChatRef } from '../../src/chat/message.ts'
import { systemIds } from '../../src/ids.ts'
import { Delivery } from '../../src/jobs/delivery.ts'
import { Gateway } from '../../src/jobs/gateway.ts'
import { Pace } from '../../src/jobs/pace.ts'
import { drawPicture } from '../../src/pictures/index.ts'
import { regainByHand } from '../../src/web/console/unbound.ts'
import type { AdapterHarness } from '../contract/harness.ts'
import { breathe, type TestAround, TestTime, testAround } from '../support/around.ts'
import { type Disk, disk } from '../support/disk.ts'
import { PATIENCE_MS, until } from '../support/until.ts'
import { type Chance, draw, FAULTS, type Fault } from './faults.ts'
import { type Figures, ofHearing, ofSending, type Said, troubles } from './figures.ts'

/** So much faster than life time passes, in steps of so many of its ms. */
const SPEED = 4
const STEP_MS = 250
/** The longest pause between two things one person says, in ms of that time. */
const THINKING_MS = 10_000
/** What is owed is delivered within this (ms of that time) after the last word, or never. */
const QUIET_MS = 60 * 60_000
const COMMUNITY = 'c1'
const LOG = { info: () => {}, warn: () => {}, error: () => {} }

type Named = Readonly<Record<string, (around: TestAround) => Promise<AdapterHarness>>>

interface Place {
  readonly name: string
  readonly harness: AdapterHarness
  readonly around: TestAround
  readonly said: Said[]
  readonly faults: Map<Fault, number>
}

/** Several loopback platforms on one program at once: people talk, everything goes wrong, and then it is counted. */
export class Soak {
  readonly #time: TestTime
  readonly #disk: Disk
  readonly #store: Store
  readonly #app: App
  readonly #chance: Chance
  readonly #places: Place[] = []
  #delivery: Delivery | null = null
  #running = true
  #ticking: Promise<void> = Promise.resolve()

  private constructor(kept: Disk, store: Store, time: TestTime, chance: Chance) {
    this.#disk = kept
    this.#store = store
    this.#time = time
    this.#chance = chance
    const around = { ids: systemIds, consoleUrl: 'http://127.0.0.1:8080' }
    this.#app = new App({ store, clock: time, around, log: LOG })
  }

  /** `minutes` it is going to be: in their middle it is 18:00, when digests go out. */
  static async of(platforms: Named, minutes: number, chance: Chance): Promise<Soak> {
    const kept = await disk('sqlite')
    const six = Date.parse('2026-03-01T18:00:00+08:00')
    const soak = new Soak(kept, await kept.open(), new TestTime(six - (minutes * 60_000 * SPEED) / 2), chance)
    await soak.#open(platforms)
    return soak
  }

  /** People talk on every platform at once until `enough`; then nothing more is said and everything owed goes out. */
  async runs(enough: () => boolean): Promise<Readonly<Record<string, Figures>>> {
    await Promise.all(this.#places.map((place) => this.#talks(place, enough)))
    const end = this.#time.now() + QUIET_MS
    while (this.#time.now() < end && (await this.#owed()) > 0) await this.#pause(5_000)
    const figures: Record<string, Figures> = {}
    for (const place of this.#places) figures[place.name] = await this.#count(place)
    return figures
  }

  /** How far it is: what everybody has said, and what is still to be sent. */
  async progress(): Promise<string> {
    const rows = await this.#app.run(() => list('outbox', { status: { in: ['pending', 'sending'] } }))
    const places = this.#places.map(({ name, harness: { adapter }, said }) => {
      const owed = rows.filter((row) => row.adapter === adapter.name && row.account === adapter.account).length
      return `${name} ${said.length} ${adapter.health()} owes ${owed}`
    })
    return `${new Date(this.#time.now()).toISOString()} ${places.join(', ')}`
  }

  async troubles(): Promise<readonly string[]> {
    const inbox = await this.#app.run(() => list('inbox', { outcome: 'parked' }))
    const outbox = await this.#app.run(() =>
      list('outbox', { status: { in: ['pending', 'sending', 'held', 'rejected'] } }),
    )
    return troubles(inbox, outbox)
  }

  async close(): Promise<void> {
    this.#running = false
    await this.#ticking
    for (const { harness, around } of this.#places) {
      await harness.close()
      await around.remove()
    }
    await this.#app.settled()
    await Promise.all(this.#places.map(({ harness }) => this.#delivery?.settled(harness.adapter)))
    await this.#store.close()
    await this.#disk.remove()
  }

  async #open(platforms: Named): Promise<void> {
    const now = this.#time.now()
    await this.#app.run(() =>
      addCommunity({ id: COMMUNITY, name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, now),
    )
    for (const [name, open] of Object.entries(platforms)) {
      const around: TestAround = { ...testAround(name), time: this.#time, random: this.#chance }
      this.#places.push({ name, harness: await open(around), around, said: [], faults: new Map() })
    }
    // A harness that needs it slower has said so; here time is never faster than its tick.
    this.#time.breathe = breathe
    const adapters = this.#places.map(({ harness }) => harness.adapter)
    const gates = new Map(
      adapters.map((adapter) => [adapter, new Gateway({ adapter, app: this.#app, log: LOG, terms: null })]),
    )
    const pace = new Pace(this.#time, this.#chance)
    const delivery = new Delivery({
      ...{ app: this.#app, clock: this.#time, log: LOG, adapters, gates, pace },
      draw: drawPicture,
    })
    this.#delivery = delivery
    this.#app.onCommit = () => void delivery.deliver()
    this.#ticking = this.#ticks(delivery)
    for (const { name, harness } of this.#places) {
      const { adapter } = harness
      await gates.get(adapter)?.start(delivery)
      await until(() => adapter.health() === 'ok')
      if (adapter.outlets) await this.#app.run(() => openOutlets(adapter, systemIds, now))
      else
        await this.#app.run(() => addGroup(groupOf(name), { ...loginOf(adapter), nativeId: harness.group().id }, now))
    }
  }

  /** Lets time pass, never faster than `SPEED`; what others let pass counts. */
  async #ticks(delivery: Delivery): Promise<void> {
    const [began, from] = [performance.now(), this.#time.now()]
    while (this.#running) {
      await this.#time.passes(STEP_MS)
      for (const { harness } of this.#places) if (harness.adapter instanceof Simulator) harness.adapter.tick()
      await this.#app.fire()
      void delivery.deliver()
      const ahead = (this.#time.now() - from) / SPEED - (performance.now() - began)
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, ahead)))
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#time.after(ms, resolve))
  }

  async #talks(place: Place, enough: () => boolean): Promise<void> {
    const { harness, faults } = place
    const chance = this.#chance
    const possible = FAULTS.filter((fault) => fault.can(harness))
    // A private chat that nobody ever wrote in is found by no history.
    for (const kind of kindsOf(harness)) await this.#says(place, kind, `${place.name}大家好${kind}`)
    while (!enough()) {
      const fault = chance() < 0.3 ? draw(possible, chance) : undefined
      if (fault) faults.set(fault, (faults.get(fault) ?? 0) + 1)
      const kind = kindsOf(harness).length > 1 && chance() < 0.3 ? 'direct' : 'group'
      const says = (unheard: boolean, agoMs = 0) => this.#says(place, kind, this.#words(place), { unheard, agoMs })
      await (fault ? fault.happens(harness, says) : says(false))
      await this.#well(place)
      if (fault?.name === 'relogin') await this.#regains(place)
      await this.#pause(chance() * (harness.says ? THINKING_MS : 5 * THINKING_MS))
    }
  }

  #words({ name, said }: Place): string {
    const lot = this.#chance()
    if (lot < 0.02) return `${name}第${said.length}户着火了，快来人`
    return lot < 0.4 ? `建议：${name}第${said.length}处路灯坏了要修` : `${name}今天的菜第${said.length}样真新鲜`
  }

  async #says(
    { harness, said }: Place,
    kind: ChatRef['kind'],
    text: string,
    { unheard = false, agoMs = 0 } = {},
  ): Promise<void> {
    if (!harness.says) return
    said.push({ text, unheard, at: this.#time.now() })
    const { adapter } = harness
    const chat = kind === 'group' ? harness.group() : { kind, id: harness.person() }
    // Its late messages come when time has passed, which here it does for everybody.
    const isHeld = agoMs > 0 && adapter instanceof Simulator
    if (isHeld) adapter.setFaults({ late: true })
    const late = agoMs > 0 && !isHeld ? { agoMs } : {}
    await harness.says(chat, text, { mentionBot: adapter.traits.receive !== 'all', ...late })
  }

  /** The group has another id now: it is known again by itself, or staff say at the console which one it is. */
  async #regains(place: Place): Promise<void> {
    const { harness, name } = place
    await this.#says(place, 'group', this.#words(place))
    const native = { ...loginOf(harness.adapter), nativeId: harness.group().id, kind: 'group' as const }
    const chatNow = () => this.#app.run(() => find('chats', native))
    await until(async () => (await chatNow()) !== null)
    await this.#app.settled()
    const chat = await chatNow()
    const community = await this.#app.run(() => find('communities', { id: COMMUNITY }))
    if (chat && chat.groupId === null && community) {
      const staff = { community, member: null, role: 'staff' as const }
      await this.#app.run(() => regainByHand(staff, chat.id, groupOf(name).id, this.#time.now()))
    }
    await this.#says(place, 'group', this.#words(place))
  }

  async #well({ harness, name }: Place): Promise<void> {
    const began = performance.now()
    while (harness.adapter.health() !== 'ok') {
      if (performance.now() - began > PATIENCE_MS) throw new Error(`${name} does not come back`)
      await this.#pause(STEP_MS)
    }
  }

  async #owed(): Promise<number> {
    const rows = await this.#app.run(() => list('outbox', { status: { in: ['pending', 'sending'] } }))
    return rows.length
  }

  async #count({ harness, said, faults }: Place): Promise<Figures> {
    const { adapter } = harness
    const account = { adapter: adapter.name, account: adapter.account }
    const inbox = await this.#app.run(() => list('inbox', { ...account, kind: 'message' }))
    const gaps = await this.#app.run(() => list('gaps', account))
    const chats = await this.#app.run(() => list('chats', account))
    const outbox = await this.#app.run(() => list('outbox', account))
    const total = { sent: 0, unknown: 0, undelivered: 0, unseen: 0, seenTwice: 0 }
    for (const kind of ['group', 'direct'] as const) {
      const these = chats.filter((chat) => (chat.kind === 'direct' ? 'direct' : 'group') === kind)
      const ids = new Set(these.map(({ id }) => id))
      // Every login has its own chat for one and the same group.
      const shown = new Map<string, string>()
      for (const { nativeId } of these)
        for (const one of await harness.seen({ kind, id: nativeId })) shown.set(one.id, one.text)
      const rows = outbox.filter(({ chatId }) => ids.has(chatId))
      const found = ofSending(rows, [...shown.values()], adapter, kind === 'direct')
      for (const key of ['sent', 'unknown', 'undelivered', 'unseen', 'seenTwice'] as const) total[key] += found[key]
    }
    return {
      ...ofHearing(said, inbox, gaps),
      ...total,
      faults: Object.fromEntries([...faults].map(([{ name }, count]) => [name, count])),
    }
  }
}

const kindsOf = ({ adapter }: AdapterHarness): readonly ChatRef['kind'][] =>
  adapter.traits.direct === 'none' ? ['group'] : ['group', 'direct']

const loginOf = (adapter: Adapter) => ({ adapter: adapter.name, account: adapter.account, epoch: adapter.epoch() })

const groupOf = (name: string) => ({
  ...{ id: `g-${name}`, communityId: COMMUNITY, name, scope: 'community' as const },
})
