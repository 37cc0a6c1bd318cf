import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './program.ts'

/** A PgBouncer in transaction mode before a database: every transaction may get another session. */
export interface Pooler {
  readonly url: string
  stop(): Promise<void>
}

export const hasPooler = (): boolean => spawnSync('pgbouncer', ['--version']).status === 0

/** `sessions`: how few real ones all clients share. */
export const startPooler = async (database: string, sessions: number): Promise<Pooler> => {
  const folder = mkdtempSync(join(tmpdir(), 'wugong-pooler-'))
  chmodSync(folder, 0o755)
  const to = new URL(database)
  const port = await freePort()
  const settings = join(folder, 'pgbouncer.ini')
  writeFileSync(
    settings,
    `[databases]
* = host=${to.hostname} port=${to.port || 5432} user=${to.username} password=${to.password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${sessions}
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
`,
  )
  // It refuses to run as root.
  const other = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const child = spawn('pgbouncer', [settings], { stdio: ['ignore', 'ignore', 'pipe'], ...other })
  await listening(child)
  const url = new URL(database)
  url.port = String(port)
  return {
    url: url.href,
    stop: async () => {
      const ended = new Promise((done) => child.once('close', done))
      child.kill('SIGINT')
      await ended
      rmSync(folder, { recursive: true })
    },
  }
}

const listening = (child: ChildProcess): Promise<void> =>
  new Promise((done, failed) => {
    let said = ''
    child.stderr?.on('data', (data) => {
      said += String(data)
      if (said.includes('process up')) done()
    })
    child.once('error', failed)
    child.once('close', () => failed(new Error(said)))
  })
