import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { count, insertIfAbsent, type Task } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import { addCommunity, addGroup, addMember } from '../../src/app/setup.ts'
import { Chance } from '../simulation/chance.ts'
import { check, type Verdict } from '../simulation/check.ts'
import { readRows } from '../simulation/recording.ts'
import { TIMEZONE } from '../simulation/talk.ts'
import { TownPlatform } from './platform.ts'
import { START, town, writeScript } from './script.ts'

const PROGRAM = resolve('test/faults/program.mjs')
/** How much faster than ours the programs' clocks run. */
const SPEED = 600
/** What comes due takes this long (ms by the programs' clocks) at most to come, with all kills and on a busy machine. */
const LATEST_MS = 6 * 60 * 60_000
/** How far two of these clocks are apart (ms): they are counted from whole ms of the machine's. */
const SKEW_MS = 2 * SPEED
/** A run that moves nothing for so long (ms) has come to a standstill. */
const STANDSTILL_MS = 90_000
/** Share of kills that come while a process is starting. */
const EARLY = 0.15

/** What can be killed beside the programs: a database server. */
export interface Killable {
  crash(): Promise<void>
  revive(): Promise<void>
}

export interface Plan {
  readonly database: string
  readonly roles: readonly ('all' | 'gateway' | 'worker')[]
  readonly server: Killable | null
  /** Only the server is killed. */
  readonly only?: 'server'
  readonly open: () => Promise<Store>
  readonly kills: number
  readonly messages: number
  readonly duplicates: number
  readonly seed: number
  readonly tell?: (line: string) => void
}

export interface Result {
  readonly verdict: Verdict
  readonly kills: Readonly<Record<string, number>>
  readonly messages: number
  readonly duplicates: number
  readonly sends: number
  readonly keys: number
  readonly moments: number
  readonly seconds: number
}

/** A role that is always filled: whoever dies is started again, as a service manager does. */
class Post {
  readonly role: string
  readonly #args: readonly string[]
  #child: ChildProcess | null = null
  #over = false
  ready = false
  complaints = ''

  constructor(role: string, args: readonly string[]) {
    this.role = role
    this.#args = args
    this.#start()
  }

  #start(): void {
    const child = spawn(process.execPath, [PROGRAM, this.role, ...this.#args], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    this.ready = false
    child.stdout.on('data', () => {
      this.ready = true
    })
    child.stderr.on('data', (data) => {
      this.complaints = `${this.complaints}${String(data)}`.slice(-2_000)
    })
    child.on('close', (code) => {
      if (!this.#over) setTimeout(() => this.#over || this.#start(), code === null ? 0 : 200)
    })
  }

  kill(): void {
    this.#child?.kill('SIGKILL')
  }

  /** Lets it stand still, or go on. */
  freeze(still: boolean): void {
    this.#child?.kill(still ? 'SIGSTOP' : 'SIGCONT')
  }

  async end(): Promise<void> {
    this.#over = true
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const closed = new Promise((done) => child.once('close', done))
    child.kill('SIGKILL')
    await closed
  }
}

/** Lets people talk while processes are killed at random moments, until all is said and done; then looks at what there is. */
export const runWithKills = async (plan: Plan): Promise<Result> => {
  if (!existsSync(resolve('dist/app/app.js'))) throw new Error('dist/ is missing: run `npm run build` first')
  const began = performance.now()
  const chance = new Chance(plan.seed)
  const script = writeScript(plan.messages, chance)
  const startedAt = Date.now()
  const now = () => START + (Date.now() - startedAt) * SPEED
  const platform = new TownPlatform(script, chance, plan.duplicates, now)
  const port = await platform.listen()
  const before = await plan.open()
  await before.transact(() => found(START))
  await before.close()
  const args = [plan.database, String(port), String(START), String(startedAt), String(SPEED)]
  const posts = plan.roles.map((role) => new Post(role, args))
  const kills: Record<string, number> = {}
  try {
    await killAll(plan, posts, platform, chance, kills)
    await until(
      () => platform.acked >= script.length,
      () => platform.acked,
      posts,
    )
    const store = await plan.open()
    try {
      await rest(store, posts)
      const rows = await readRows((task) => store.transact(task))
      const { handed, sends, shown } = platform
      const endedAt = now()
      const times = { since: START, dueBy: endedAt - LATEST_MS, endedAt, skew: SKEW_MS }
      const recording = { said: script, handed, sends, shown, rows, ...times, showsOncePerKey: true }
      return {
        verdict: check(recording, town.groups),
        kills,
        messages: script.length,
        duplicates: platform.doubled,
        sends: sends.length,
        keys: rows.outbox.length,
        moments: rows.timers.filter(({ firedAt }) => firedAt !== null).length,
        seconds: (performance.now() - began) / 1_000,
      }
    } finally {
      await store.close()
    }
  } finally {
    await Promise.all(posts.map((post) => post.end()))
    platform.close()
  }
}

const killAll = async (
  { kills, messages, server, only, tell = () => {} }: Plan,
  posts: readonly Post[],
  platform: TownPlatform,
  chance: Chance,
  done: Record<string, number>,
): Promise<void> => {
  const began = performance.now()
  const note = (what: string) => {
    done[what] = (done[what] ?? 0) + 1
  }
  for (let kill = 0; kill < kills; kill += 1) {
    // Spread over all that is said, and each at a moment of its own.
    const target = ((kill + chance.upTo(1_000) / 1_000) / kills) * messages
    await until(
      () => platform.acked >= Math.min(target, messages),
      () => platform.acked,
      posts,
    )
    await pause(chance.upTo(150))
    if (server && (only === 'server' || chance.happens(0.15))) {
      note('postgres')
      await server.crash()
      await server.revive()
    } else {
      const post = posts[chance.upTo(posts.length)]
      if (!post) continue
      if (chance.happens(EARLY)) {
        note(`${post.role} while starting`)
        post.kill()
        await pause(chance.upTo(400))
      } else {
        note(post.role)
        await until(
          () => posts.some(({ ready }) => ready),
          () => platform.acked,
          posts,
        )
      }
      post.kill()
    }
    if ((kill + 1) % 20 === 0) {
      const minutes = (performance.now() - began) / 60_000
      tell(
        `${kill + 1} of ${kills} kills, ${((kill + 1) / minutes).toFixed(1)} a minute, ${platform.acked} of ${messages} messages`,
      )
    }
  }
}

/** Waits for something, as long as anything moves. */
const until = async (isDone: () => boolean, progress: () => number, posts: readonly Post[]): Promise<void> => {
  let last = progress()
  let movedAt = performance.now()
  while (!isDone()) {
    await pause(5)
    if (progress() !== last) {
      last = progress()
      movedAt = performance.now()
    } else if (performance.now() - movedAt > STANDSTILL_MS)
      throw new Error(`nothing moves any more at ${last}: ${posts.map(({ complaints }) => complaints).join('\n')}`)
  }
}

/** Until everything stored is handled and everything said is sent. Leaves everybody frozen: moments come all the time. */
const rest = async (store: Store, posts: readonly Post[]): Promise<void> => {
  const left = () =>
    store.transact(function* (): Task<number> {
      const waiting = (yield* count('outbox', { status: 'pending' })) + (yield* count('outbox', { status: 'sending' }))
      return waiting + (yield* count('inbox', { outcome: null }))
    })
  let before = -1
  for (let movedAt = performance.now(); ; await pause(300)) {
    let now = await left()
    if (now === 0) {
      for (const post of posts) post.freeze(true)
      now = await left()
      if (now === 0) return
      for (const post of posts) post.freeze(false)
    }
    if (now !== before) movedAt = performance.now()
    before = now
    if (performance.now() - movedAt > STANDSTILL_MS)
      throw new Error(`${now} wait and nothing moves: ${posts.map(({ complaints }) => complaints).join('\n')}`)
  }
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

function* found(now: number): Task<void> {
  const native = (nativeId: string) => ({ adapter: 'stage', account: 'bot', epoch: '', nativeId })
  for (const { community: id, id: staff, nick } of town.staff) {
    yield* addCommunity({ id, name: `${id}社区`, timezone: TIMEZONE, demo: false }, now)
    yield* addMember({ id: staff, communityId: id, name: nick, roles: ['staff'], home: null }, native(staff), now)
  }
  for (const { id, community: communityId, building, people } of town.groups) {
    yield* addGroup({ id, communityId, name: `${id}群`, scope: 'building', building }, native(id), now)
    for (const { id: memberId, nick, card, home } of people) {
      yield* addMember({ id: memberId, communityId, name: nick, roles: [], home }, native(memberId), now)
      yield* insertIfAbsent('memberships', { communityId, memberId, groupId: id, card, at: now })
    }
  }
}
