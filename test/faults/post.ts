import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { count, type Task } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'

const PROGRAM = resolve('test/faults/program.mjs')
/** A run that moves nothing for so long (ms) has come to a standstill. */
const STANDSTILL_MS = 90_000

export type Role = 'all' | 'gateway' | 'worker' | 'web'

/** A role that is always filled: whoever dies is started again, as a service manager does. */
export class Post {
  readonly role: Role
  readonly #args: readonly string[]
  #child: ChildProcess | null = null
  #over = false
  ready = false
  complaints = ''
  /** How many of its processes were seen to die of SIGKILL. */
  readonly deaths = { working: 0, starting: 0 }
  /** What staff wrote at its console and were told is written. */
  readonly written: string[] = []

  constructor(role: Role, args: readonly string[]) {
    this.role = role
    this.#args = args
    this.#start()
  }

  #start(): void {
    const child = spawn(process.execPath, [PROGRAM, this.role, ...this.#args], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    this.ready = false
    let said = ''
    child.stdout.on('data', (data) => {
      this.ready = true
      // What a kill tore off was not told.
      const lines = `${said}${String(data)}`.split('\n')
      said = lines.pop() ?? ''
      for (const line of lines) if (line.startsWith('wrote ')) this.written.push(line.slice('wrote '.length))
    })
    child.stderr.on('data', (data) => {
      this.complaints = `${this.complaints}${String(data)}`.slice(-2_000)
    })
    child.on('close', (code, signal) => {
      this.#child = null
      if (this.#over) return
      if (signal === 'SIGKILL') this.deaths[this.ready ? 'working' : 'starting'] += 1
      this.ready = false
      setTimeout(() => this.#over || this.#start(), code === null ? 0 : 200)
    })
  }

  get isThere(): boolean {
    return this.#child !== null
  }

  /** Resolves when its process is dead. False: there was none, or it ended by itself. */
  async kill(): Promise<boolean> {
    const child = this.#child
    if (!child) return false
    return await new Promise((done) => {
      child.once('close', (_, signal) => done(signal === 'SIGKILL'))
      child.kill('SIGKILL')
    })
  }

  /** Lets it stand still, or go on. */
  freeze(still: boolean): void {
    this.#child?.kill(still ? 'SIGSTOP' : 'SIGCONT')
  }

  async end(): Promise<void> {
    this.#over = true
    await this.kill()
  }
}

/** Waits for something, as long as anything moves. */
export const until = async (isDone: () => boolean, progress: () => number, posts: readonly Post[]): Promise<void> => {
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
export const rest = async (store: Store, posts: readonly Post[]): Promise<void> => {
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

export const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))
