import type { Chance } from './chance.ts'

/** One life of a process: from its start until it ends or is killed. Whatever it still had to do is then never done. */
export class Life {
  readonly name: string
  #dead = false
  /** Until when its machine does nothing, and it does not know. */
  stalledUntil = 0
  readonly #endings: (() => void)[] = []

  constructor(name: string) {
    this.name = name
  }

  get dead(): boolean {
    return this.#dead
  }

  atDeath(ending: () => void): void {
    this.#endings.push(ending)
  }

  die(): void {
    if (this.#dead) return
    this.#dead = true
    for (const ending of this.#endings) ending()
  }
}

interface Job {
  readonly life: Life
  readonly run: () => void
}
interface Later extends Job {
  readonly at: number
  readonly order: number
}

/** What never comes: for whoever is dead. */
export const never = (): Promise<never> => new Promise(() => {})

/** How much time (ms) a step takes at most. */
const STEP_MS = 20

/**
 * One thread for all processes of a history. Everything that is ready waits here until chance draws it; time moves on
 * with each step, and jumps to the next awaited moment where nothing is ready. While a history runs, this stands in for
 * the event loop's `setImmediate` and `setTimeout` and for the machine's clocks, so that the app under test is drawn like
 * everything else.
 */
export class Schedule {
  readonly #chance: Chance
  readonly #ready: Job[] = []
  #later: Later[] = []
  /** Nothing is awaited before then. */
  #soonest = Number.POSITIVE_INFINITY
  #given = 0
  #life: Life
  /** ms since 1970, by a clock that nobody has. */
  now: number
  /** How many steps were taken: a time that never stands still. */
  steps = 0

  constructor(chance: Chance, start: number, world: Life) {
    this.#chance = chance
    this.now = start
    this.#life = world
  }

  /** Something to do at a turn of its own. */
  soon(life: Life, run: () => void): void {
    this.#ready.push({ life, run })
  }

  after(life: Life, ms: number, run: () => void): Later {
    this.#given += 1
    const timer = { life, run, at: this.now + ms, order: this.#given }
    this.#later.push(timer)
    this.#soonest = Math.min(this.#soonest, timer.at)
    return timer
  }

  #forget(timer: Later | undefined): void {
    this.#wait(this.#later.filter((other) => other !== timer))
  }

  #wait(later: Later[]): void {
    this.#later = later
    this.#soonest = later.reduce((soonest, { at }) => Math.min(soonest, at), Number.POSITIVE_INFINITY)
  }

  turn(life: Life): Promise<void> {
    return new Promise((resolve) => this.soon(life, resolve))
  }

  sleep(life: Life, ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(life, ms, resolve))
  }

  /** Takes steps until `done`, or until nothing is left to do or more steps than `limit` were taken (false). */
  async run(done: () => boolean, limit: number): Promise<boolean> {
    const { setImmediate, setTimeout, clearTimeout } = globalThis
    const wall = Date.now
    const tick = performance.now
    globalThis.setImmediate = ((job: () => void) => this.soon(this.#life, job)) as typeof setImmediate
    globalThis.setTimeout = ((job: () => void, ms = 0) =>
      this.after(this.#life, ms, job)) as unknown as typeof setTimeout
    globalThis.clearTimeout = ((timer: Later | undefined) => this.#forget(timer)) as typeof clearTimeout
    Date.now = () => this.now
    performance.now = () => this.now
    try {
      return await new Promise<boolean>((resolve, reject) => {
        const step = () => {
          try {
            if (done()) resolve(true)
            else if (this.steps >= limit || !this.#step()) resolve(false)
            else whenDrained(step)
          } catch (error) {
            reject(error)
          }
        }
        step()
      })
    } finally {
      Object.assign(globalThis, { setImmediate, setTimeout, clearTimeout })
      Date.now = wall
      performance.now = tick
    }
  }

  #step(): boolean {
    this.#comeDue()
    while (this.#ready.length === 0) {
      const next = this.#next()
      if (!next) return false
      this.now = Math.max(this.now, next.at)
      this.#comeDue()
    }
    const drawn = this.#chance.upTo(this.#ready.length)
    const job = this.#ready[drawn]
    const last = this.#ready.pop()
    if (last && drawn < this.#ready.length) this.#ready[drawn] = last
    this.steps += 1
    this.now += this.#chance.upTo(STEP_MS)
    if (!job || job.life.dead) return true
    if (job.life.stalledUntil > this.now) {
      this.after(job.life, job.life.stalledUntil - this.now, job.run)
      return true
    }
    this.#life = job.life
    job.run()
    return true
  }

  #next(): Later | undefined {
    let next: Later | undefined
    for (const job of this.#later)
      if (!next || job.at < next.at || (job.at === next.at && job.order < next.order)) next = job
    return next
  }

  #comeDue(): void {
    if (this.now < this.#soonest) return
    const waiting: Later[] = []
    for (const job of this.#later) {
      if (job.life.dead) continue
      if (job.at <= this.now) this.#ready.push(job)
      else waiting.push(job)
    }
    this.#wait(waiting)
  }
}

/** Goes on when no promise has anything left to do: a tick runs only after all microtasks. */
const whenDrained = (go: () => void): void => queueMicrotask(() => process.nextTick(go))
