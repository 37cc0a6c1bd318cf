import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { count, find, list, type Task, update } from '../../src/app/operations.ts'
import type { Clock } from '../../src/app/ports.ts'
import type { Log } from '../../src/chat/platform.ts'
import { ROLES, type RoleName } from '../../src/roles.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { Chance } from './chance.ts'
import { isClean, type Verdict } from './check.ts'
import { Faults, type Only, type Point } from './faults.ts'
import { FileStore } from './file-store.ts'
import { inspect, noteDown } from './inspect.ts'
import { Platform } from './platform.ts'
import { Bells, startProcess } from './process.ts'
import { type Recording, readRows } from './recording.ts'
import { Life, Schedule } from './schedule.ts'
import { SharedStore } from './shared-store.ts'
import { groups, type Said, writeTalk } from './talk.ts'
import { found, type Place } from './town.ts'

export interface Outcome {
  readonly seed: number
  readonly store: 'file' | 'shared'
  readonly recording: Recording
  readonly verdict: Verdict
  readonly clean: boolean
  readonly messages: number
  readonly sends: number
  readonly lives: number
  readonly steps: number
  readonly faults: ReadonlyMap<Point, number>
}

const COMMUNITIES = ['c1', 'c2'] as const
const STARTS = ['2026-03-01T17:10:00+08:00', '2026-03-01T17:50:00+08:00'] as const
const START = Date.parse(STARTS[0])
const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Until then every poll of a talk has closed, the digest was due, and so was every reminder. */
const END = Date.parse('2026-03-01T20:25:00+08:00')
/** How far (ms) the clock of a machine is off at most: kept by the network's time, or by nobody. */
const SKEWS = [0, 2_000, 2_000, 60_000] as const
/** A history that takes more steps than this has gone astray. */
const LONGEST = 40_000
/** A process looks for due moments and for what others left this often (ms), more or less. */
const WHEEL = [1_000, 30_000] as const
const SLOW_WHEEL = [10_000, 40 * MINUTE] as const
/** The same when nobody says anything more and nothing goes wrong any more: what is due comes, be it late. */
const LAST_WHEEL = [10 * MINUTE, 40 * MINUTE] as const
/** So many histories have processes that share a store: one that has a file alone meets less, and takes twice as long. */
const SHARED = 0.95
/** Of the turns of a console's process this share bring staff who do something there. */
const STAFF = 0.1
/** Which processes share a store. */
const TOGETHER: readonly [readonly RoleName[], ...(readonly RoleName[])[]] = [
  ['all', 'all'],
  ['gateway', 'worker', 'worker'],
  ['gateway', 'all'],
  ['gateway', 'worker', 'web'],
]

/** A database of either kind with the town in it, made once and copied for each history. */
const templates = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wugong-town-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'town.db')
  const store = openSqlite(file)
  await store.transact(() => found(START))
  await store.close()
  const world = new Life('world')
  const chance = new Chance(0)
  const schedule = new Schedule(chance, START, world)
  const shared = new SharedStore({ schedule, faults: new Faults(chance, () => {}), draw: (n) => chance.upTo(n) })
  await shared.read(() => found(START))
  return { file, shared }
}
let made: ReturnType<typeof templates> | null = null

/** What is not left to the seed. */
export interface Given {
  readonly trace?: (line: string) => void
  readonly talk?: readonly Said[]
  readonly store?: Outcome['store']
  readonly only?: Only
}

/** Plays one history from its seed: what is said, who dies when, what is lost on the way. Then holds it against the truth. */
export const play = async (seed: number, { trace, only, ...given }: Given = {}): Promise<Outcome> => {
  const chance = new Chance(seed)
  const world = new Life('world')
  const schedule = new Schedule(new Chance(seed ^ 0x5eed), Date.parse(chance.pick(STARTS)), world)
  let over = false
  const note = (line: string) => {
    if (trace && !over) trace(`${schedule.now - START} ${schedule.steps} ${line}`)
  }
  const faults = new Faults(chance, note, only ?? null)
  const draw = (n: number) => chance.upTo(n)
  made ??= templates()
  const { file, shared } = await made
  const store = given.store ?? (chance.happens(SHARED) ? 'shared' : 'file')
  const isShared = store === 'shared'
  const place: Place = isShared
    ? new SharedStore({ schedule, faults, draw, from: shared })
    : new FileStore({ faults, draw, from: file })
  const platform = new Platform({
    ...{ schedule, chance, faults, world, trace: note },
    manner: chance.pick(['one by one', 'hasty']),
    showsOncePerKey: chance.happens(0.6),
    forgetsKeys: chance.happens(0.5),
  })
  const skew = chance.pick(SKEWS)
  const history = new History({ chance, schedule, faults, world, place, platform, skew, note })
  try {
    const talk = given.talk ?? writeTalk(chance)
    const ended = await history.run(talk)
    const { sentAt, handed, sends, shown, showsOncePerKey, forgetsKeys } = platform
    const left = place.ended()
    const read = <R>(task: () => Task<R>) => left.read(task)
    const rows = await readRows(read)
    const times = { since: START, dueBy: END, endedAt: schedule.now, skew }
    const recording: Recording = {
      said: talk,
      sentAt,
      handed,
      sends,
      shown,
      rows,
      ...times,
      showsOncePerKey,
      forgetsKeys,
    }
    const verdict = await inspect(read, recording, groups, history.written)
    if (!ended) verdict.lost.push(`no rest after ${schedule.steps} steps`)
    verdict.wrong.push(...history.complaints)
    if (trace) note(JSON.stringify({ verdict, rows: rows.inbox.length, sends: sends.length }))
    return {
      seed,
      store,
      recording,
      verdict,
      clean: isClean(verdict),
      messages: talk.length,
      sends: sends.length,
      lives: history.lives,
      steps: schedule.steps,
      faults: faults.happened,
    }
  } finally {
    over = true
    history.end()
    place.remove()
  }
}

interface Parts {
  readonly chance: Chance
  readonly schedule: Schedule
  readonly faults: Faults
  readonly world: Life
  readonly place: Place
  readonly platform: Platform
  readonly skew: number
  readonly note: (line: string) => void
}

/** The processes of one history, from the first word until everything has come to rest. */
class History {
  readonly #parts: Parts
  readonly #alive = new Set<Life>()
  readonly #bells: Bells
  /** What no fault explains. */
  readonly complaints: string[] = []
  /** What staff were told is written. */
  readonly written: string[] = []
  lives = 0
  /** Somebody spoke just now, or waits for an answer. */
  #busy = true
  #rested = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.#bells = new Bells(parts)
  }

  async run(talk: readonly Said[]): Promise<boolean> {
    const { schedule, place, world, chance } = this.#parts
    const roles = place.shared ? chance.pick(TOGETHER) : (['all'] as const)
    for (const [i, role] of roles.entries()) schedule.soon(world, () => void this.#live('ABC'.charAt(i), role))
    schedule.soon(world, () => void this.#talk(talk))
    return schedule.run(() => this.#rested, LONGEST)
  }

  end(): void {
    for (const life of this.#alive) life.die()
  }

  async #talk(talk: readonly Said[]): Promise<void> {
    const { schedule, platform, world, faults, chance, note } = this.#parts
    for (const said of talk) {
      this.#busy = said.pause < MINUTE
      await schedule.sleep(world, said.pause)
      this.#busy = true
      platform.say(said)
      if (!said.awaited) continue
      await this.#until(() => this.#isHandled(said.id))
    }
    note('nobody says anything more')
    // Digests, closes and reminders come when all is well, or in the middle of it.
    faults.over = !faults.only && chance.happens(0.5)
    await this.#until(async () => platform.quiet)
    this.#busy = false
    while (schedule.now < END) await schedule.sleep(world, Math.min(HOUR, END - schedule.now))
    faults.over = true
    note('nothing goes wrong any more')
    await this.#until(() => this.#isAtRest())
    this.#rested = true
  }

  /** Looks less and less often. */
  async #until(isSo: () => Promise<boolean>): Promise<void> {
    for (let wait = 1_000; !(await isSo()); wait = Math.min(2 * wait, 10 * MINUTE))
      await this.#parts.schedule.sleep(this.#parts.world, wait)
  }

  #isHandled(message: string): Promise<boolean> {
    return this.#parts.place.read(function* () {
      return (yield* find('inbox', { extId: message }))?.outcome != null
    })
  }

  async #isAtRest(): Promise<boolean> {
    return this.#parts.place.read(function* () {
      const pending = yield* count('outbox', { status: 'pending' })
      const sending = yield* count('outbox', { status: 'sending' })
      const unhandled = yield* count('inbox', { outcome: null })
      const due = yield* count('timers', { firedAt: null, dueAt: { lte: END } })
      // A result waits for what may still come.
      const closing = yield* count('timers', { firedAt: null, kind: 'poll-close' })
      return pending + sending + unhandled + due + closing === 0
    })
  }

  /** A process: lives, dies, and is started again by whoever watches over it. */
  async #live(name: string, role: RoleName): Promise<void> {
    const { schedule, world, chance, note } = this.#parts
    this.lives += 1
    const life = new Life(`${name}${this.lives}`)
    this.#alive.add(life)
    life.atDeath(() => {
      this.#alive.delete(life)
      note(`${life.name} is dead`)
      schedule.after(world, chance.span(50, 30_000), () => void this.#live(name, role))
    })
    note(`${life.name} starts as ${role}`)
    schedule.soon(life, () => void this.#main(life, role).catch(() => life.die()))
  }

  /** Each life has a clock of its own, which may be set while it runs, and back, too. */
  #clock(): Clock {
    const { schedule, chance, faults, skew } = this.#parts
    const draw = () => chance.upTo(2 * skew + 1) - skew
    let off = draw()
    return {
      now: () => {
        if (skew > 0 && faults.strikes('clock set')) off = draw()
        return schedule.now + off
      },
    }
  }

  /** Whoever holds a lease is not told that it is another's now, who may take it at once. */
  async #takeLeaseAway(life: Life): Promise<void> {
    const { place, chance, note } = this.#parts
    const names = (await place.read(() => list('leases'))).map(({ name }) => name)
    const name = names[chance.upTo(names.length)]
    if (name === undefined) return
    note(`${name} is free for whoever asks next`)
    await place.read(() => update('leases', { name }, { holder: `nobody after ${life.name}`, until: 0 }))
  }

  async #main(life: Life, role: RoleName): Promise<void> {
    const { schedule, chance, faults, place, note } = this.#parts
    const log: Log = {
      info: () => {},
      warn: () => {},
      error: (code, data) => {
        note(`   ${life.name}: ${code} ${JSON.stringify(data ?? {})}`)
        if (code === 'message.failed') this.complaints.push(`${code} ${JSON.stringify(data)}`)
      },
    }
    const clock = this.#clock()
    const { app, turn } = await startProcess(life, role, { ...this.#parts, bells: this.#bells, clock, log })
    for (;;) {
      const calm = faults.over && !this.#busy ? LAST_WHEEL : SLOW_WHEEL
      const [least, most] = this.#busy && chance.happens(0.5) ? WHEEL : calm
      await schedule.sleep(life, chance.span(least, most))
      if (faults.strikes('crash at rest')) return life.die()
      if (place.shared && faults.strikes('lease taken away')) await this.#takeLeaseAway(life)
      await turn()
      if (!ROLES[role].web || !chance.happens(STAFF)) continue
      const community = chance.pick(COMMUNITIES)
      const note = `${life.name} at ${schedule.now}`
      await app
        .change(community, () => noteDown(community, note, clock.now()))
        .then(
          () => void this.written.push(note),
          () => {},
        )
    }
  }
}
