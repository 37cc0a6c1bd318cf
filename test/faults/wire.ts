import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Chance } from '../simulation/chance.ts'

const COMMIT = Buffer.from('commit\0')

/** Where a server listens. */
interface Place {
  readonly host: string
  readonly port: number
}

/**
 * Stands between the programs and PostgreSQL and now and then cuts a connection in the middle of a commit: before the
 * server has heard of it, or after it is done and before anybody was told. Where to can be changed; all that is open can fall
 * silent.
 */
export class Wire {
  readonly #server: Server
  readonly #chance: Chance
  readonly #open = new Set<Socket>()
  #target: Place
  #cutting: number
  readonly cuts = { before: 0, after: 0 }

  /** `cutting`: the share of commits that are cut. */
  constructor(target: Place, chance: Chance, cutting: number) {
    this.#target = target
    this.#chance = chance
    this.#cutting = cutting
    this.#server = createServer((client) => this.#connected(client))
  }

  async listen(): Promise<number> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
    const address = this.#server.address()
    return typeof address === 'object' && address ? address.port : 0
  }

  /** From now on to another server; what was open is cut. */
  turnTo(target: Place): void {
    this.#target = target
    for (const socket of this.#open) socket.destroy()
  }

  /** Lets nothing more through what is open, and tells nobody: as when a machine has lost its power. */
  fallSilent(): void {
    for (const socket of this.#open) socket.pause()
  }

  close(): void {
    this.#cutting = 0
    for (const socket of this.#open) socket.destroy()
    this.#server.close()
  }

  #connected(client: Socket): void {
    const server = connect(this.#target)
    let deaf = false
    const end = () => {
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) {
      this.#open.add(socket)
      socket.setNoDelay(true)
      socket.on('error', end)
      socket.on('close', () => {
        this.#open.delete(socket)
        end()
      })
    }
    client.on('data', (data) => {
      if (data.includes(COMMIT) && this.#chance.happens(this.#cutting)) {
        if (this.#chance.happens(0.5)) {
          this.cuts.before += 1
          return end()
        }
        this.cuts.after += 1
        deaf = true
      }
      server.write(data)
    })
    server.on('data', (data) => {
      // The server has answered, so it is done.
      if (deaf) end()
      else client.write(data)
    })
  }
}
