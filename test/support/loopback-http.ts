import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request to a platform on loopback, read to its end. */
export interface Asked {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  readonly raw: Buffer
}

/** A platform's HTTP interface on a loopback port. Not answering is an answer, too: then the request waits for ever. */
export abstract class LoopbackHttp {
  protected readonly server: Server = createServer((request, response) => void this.#read(request, response))

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  /** Such as http://127.0.0.1:40123 */
  get address(): string {
    return `http://127.0.0.1:${this.port}`
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  protected abstract answer(asked: Asked): Promise<void>

  async #read(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    await this.answer({ request, response, url: new URL(request.url ?? '', this.address), raw: Buffer.concat(parts) })
  }
}
