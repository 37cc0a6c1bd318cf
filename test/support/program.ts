import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { resolve } from 'node:path'

/** The built program as its users start it, in a process of its own. */
export interface Program {
  readonly url: string
  readonly said: () => string
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

const CLI = resolve('dist/cli.js')
/** A command takes a second or two; a whole database that is moved on a busy machine takes longer. */
const PATIENCE_MS = 50_000

/** Starts `wugong start` with a role and resolves when it says that it is ready. `cwd`: where it keeps its own files. */
export const startProgram = async (
  role: 'all' | 'gateway' | 'worker' | 'web',
  place: {
    readonly cwd: string
    readonly database: string
    readonly settings?: Readonly<Record<string, string>>
    /** Flags of node itself. */
    readonly node?: readonly string[]
    /** Of another build than this one. */
    readonly cli?: string
  },
): Promise<Program> => {
  const port = await freePort()
  const { node = [], cli = CLI } = place
  const child = spawn(process.execPath, [...node, cli, 'start', '--role', role, '--db', place.database], {
    cwd: place.cwd,
    env: { PATH: process.env.PATH, WUGONG_PORT: String(port), ...place.settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  const note = (data: unknown) => {
    text += String(data)
  }
  child.stdout.on('data', note)
  child.stderr.on('data', note)
  const ended = new Promise<number | null>((done) => child.once('close', done))
  await ready(child, () => text)
  return {
    url: `http://127.0.0.1:${port}`,
    said: () => text,
    ended,
    kill: async (signal) => {
      child.kill(signal)
      await ended
    },
  }
}

const ready = (child: ChildProcess, said: () => string): Promise<void> =>
  new Promise((done, failed) => {
    child.stdout?.on('data', () => {
      if (said().includes('五共开好了')) done()
    })
    child.once('close', (code) => failed(new Error(`the program ended with ${code}: ${said()}`)))
  })

/** Runs one command to its end. */
export const runCommand = (
  args: readonly string[],
  place: { readonly cwd: string; readonly settings?: Readonly<Record<string, string>> },
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: place.cwd,
      env: { PATH: process.env.PATH, ...place.settings },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Of one that never ends nothing is left behind: its code is null.
      ...{ timeout: PATIENCE_MS, killSignal: 'SIGKILL' },
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (data) => {
      out += String(data)
    })
    child.stderr.on('data', (data) => {
      err += String(data)
    })
    child.once('close', (code) => done({ code, out, err }))
  })

export const freePort = (): Promise<number> =>
  new Promise((found, failed) => {
    const probe = createServer()
    probe.once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        typeof address === 'object' && address ? found(address.port) : failed(new Error('no free port')),
      )
    })
  })
