import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Fate } from '../../contract/harness.ts'
import { slowly } from '../../support/slowly.ts'

/** Stands between the bot and its server and does to their connection what networks and busy servers do. */
export class Wire {
  readonly #target: number
  readonly #server: Server
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  readonly #silent = new WeakSet<Socket>()
  #refusing = false
  #lastMessage = ''
  #fate: Fate | null = null
  #swallow: string | null = null
  connections = 0
  /** Every few bytes a packet of their own. */
  shreds = false
  #shredding = Promise.resolve()
  /** What the server says that is like this never arrives. */
  withholds: RegExp | null = null
  /** All that bots have said. */
  fromBot = ''

  private constructor(target: number) {
    this.#target = target
    this.#server = createServer((socket) => this.#join(socket))
  }

  static async to(target: number): Promise<Wire> {
    const wire = new Wire(target)
    wire.#server.listen(0, '127.0.0.1')
    await once(wire.#server, 'listening')
    return wire
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  cut(): void {
    this.#refusing = true
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy()
  }

  heal(): void {
    this.#refusing = false
  }

  /** The connections of now stay open and carry nothing any more. */
  silence(): void {
    for (const [bot] of this.#pairs) this.#silent.add(bot)
  }

  /** What becomes of the bot's next message. */
  nextSend(fate: Fate): void {
    this.#fate = fate
  }

  /** What the server never would say. */
  says(bytes: string): void {
    for (const [bot] of this.#pairs) bot.write(bytes)
  }

  /** The last message that the bot was told, once more. */
  again(): void {
    for (const [bot] of this.#pairs) bot.write(this.#lastMessage)
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #join(bot: Socket): void {
    if (this.#refusing) {
      bot.destroy()
      return
    }
    this.connections += 1
    bot.setNoDelay()
    const server = connect(this.#target, '127.0.0.1')
    const pair = [bot, server] as const
    this.#pairs.add(pair)
    for (const [socket, other] of [pair, [server, bot]] as const) {
      socket.on('error', () => {})
      socket.on('close', () => {
        other.destroy()
        this.#pairs.delete(pair)
      })
    }
    bot.on('data', (data) => {
      this.fromBot += data.toString()
      if (!this.#silent.has(bot)) this.#toServer(data, server, bot)
    })
    server.on('data', (data) => {
      if (!this.#silent.has(bot)) this.#toBot(data, bot)
    })
  }

  #toServer(data: Buffer, server: Socket, bot: Socket): void {
    const message = this.#fate === null ? null : /<message to="([^"]+)"[^>]* id="([^"]+)"/.exec(data.toString())
    if (!message) {
      server.write(data)
      return
    }
    const [, to = '', id = ''] = message
    if (this.#fate === 'unanswered') {
      this.#swallow = id
      server.write(data)
    } else if (this.#fate === 'slow') {
      // What the bot says after it waits, too.
      bot.pause()
      void slowly().then(() => {
        server.write(data)
        bot.resume()
      })
    } else
      bot.write(
        `<message type='error' id='${id}' from='${to}'><error type='wait'><resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>`,
      )
    this.#fate = null
  }

  #toBot(data: Buffer, bot: Socket): void {
    const text = data.toString()
    if (this.withholds?.test(text)) return
    const said = text.match(/<message\b[^>]*type='(?:groupchat|chat)'.*?<\/message>/gs)
    // With an id of the server's: live, and not out of an archive.
    this.#lastMessage = said?.findLast((one) => one.includes('<stanza-id')) ?? this.#lastMessage
    const swallowed = this.#swallow === null ? undefined : said?.find((one) => one.includes(`id='${this.#swallow}'`))
    if (swallowed === undefined) {
      if (this.shreds) this.#shredding = this.#shredding.then(() => shred(data, bot))
      else bot.write(data)
      return
    }
    this.#swallow = null
    bot.write(text.replace(swallowed, ''))
  }
}

const shred = async (data: Buffer, to: Socket): Promise<void> => {
  for (let start = 0; start < data.length; start += 7) {
    to.write(data.subarray(start, start + 7))
    // Until it has been read: the next one would join it.
    for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate)
  }
}
