import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

/** Takes every connection and never says a word. */
export class Tarpit {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor() {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket)
      socket.on('error', () => {})
    })
  }

  static async open(): Promise<Tarpit> {
    const pit = new Tarpit()
    pit.#server.listen(0, '127.0.0.1')
    await once(pit.#server, 'listening')
    return pit
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** How many have come. */
  get caught(): number {
    return this.#sockets.size
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
