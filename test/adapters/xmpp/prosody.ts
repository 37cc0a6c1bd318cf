import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const PASSWORD = 'prosody-password-7f3a'

/** Whether a Prosody server is installed (`apt-get install prosody`). */
export const hasProsody = spawnSync('prosodyctl', ['about'], { stdio: 'ignore' }).status === 0

/** A real Prosody on a loopback port, with its data in a folder of its own, so that it can be killed and come back. */
export class Prosody {
  readonly #folder = mkdtempSync(join(tmpdir(), 'wugong-prosody-'))
  #child: ChildProcess | null = null
  port = 0

  /** With an account for each of these names, and beside what every test needs with these modules. */
  static async start(names: readonly string[], modules: readonly string[] = []): Promise<Prosody> {
    const server = new Prosody()
    server.port = await freePort()
    const accounts = join(server.#folder, 'data/localhost/accounts')
    mkdirSync(accounts, { recursive: true })
    for (const name of names) writeFileSync(join(accounts, `${name}.dat`), `return { ["password"] = "${PASSWORD}" }\n`)
    writeFileSync(join(server.#folder, 'prosody.cfg.lua'), configuration(server.#folder, server.port, modules))
    await server.run()
    return server
  }

  async run(): Promise<void> {
    const child = spawn('prosody', ['-F', '--config', join(this.#folder, 'prosody.cfg.lua')], { stdio: 'ignore' })
    this.#child = child
    while (!(await answers(this.port))) if (child.exitCode !== null) throw new Error('prosody did not start')
  }

  /** As a power cut ends it. What it has taken is on its disk. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const child = this.#child
    this.#child = null
    if (!child || child.exitCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }

  async remove(): Promise<void> {
    await this.kill()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

/** Passwords are hashed but once: the client hashes as often, by hand, and a login took it most of a second. */
const HASHED = 1

const MODULES = ['roster', 'saslauth', 'disco', 'ping', 'time', 'mam', 'offline']

const configuration = (folder: string, port: number, modules: readonly string[]): string => `
run_as_root = true
pidfile = "${folder}/prosody.pid"
data_path = "${folder}/data"
log = { { levels = { min = "error" }, to = "file", filename = "${folder}/log" } }
interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
s2s_ports = {}
http_ports = {}
https_ports = {}
modules_enabled = { ${[...MODULES, ...modules].map((name) => `"${name}"`).join('; ')} }
modules_disabled = { "s2s"; "tls" }
c2s_require_encryption = false
authentication = "internal_hashed"
default_iteration_count = ${HASHED}
storage = "internal"
default_archive_policy = true
storage_archive_item_limit = 100000
VirtualHost "localhost"
Component "muc.localhost" "muc"
  modules_enabled = { "muc_mam" }
  muc_room_default_persistent = true
  muc_room_default_public_jids = true
`

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    // A server that starts does not answer yet; asked again only after a moment, it has the processor for itself.
    socket.once('error', () => setTimeout(() => resolve(false), 20))
  })
