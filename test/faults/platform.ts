import { createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { Chance } from '../simulation/chance.ts'
import { type Handed, nameOfChat, type Send, type Shown } from '../simulation/recording.ts'
import type { Said } from '../simulation/talk.ts'

/** Messages that may be under way at once. */
const WINDOW = 400
/** What was not stored is handed over again after this (ms). */
const AGAIN_MS = 300
/** It says within this time (ms) that it has shown a message. */
const ANSWER_MS = 200

type Heard =
  | { readonly ack: string }
  | { readonly nack: string }
  | {
      readonly send: number
      readonly key: string
      readonly chat: { kind: string; id: string }
      readonly content: string
    }

/**
 * The platform that outlives every kill: says the script to whoever reads, says again what was not acknowledged, doubles
 * some, and keeps every try to send. One account, so one reader: the last one that came.
 */
export class TownPlatform {
  readonly #script: readonly Said[]
  readonly #chance: Chance
  readonly #duplicates: number
  readonly #keyless: boolean
  readonly #server: Server
  /** What the programs' clocks say. */
  readonly #now: () => number
  readonly #owed = new Map<string, Said>()
  readonly #entries = new Map<string, Handed>()
  readonly #seen = new Set<string>()
  #reader: Socket | null = null
  #readers = 0
  #next = 0
  #limit = 0
  #step = 0
  /** Messages that were shown and whose sender has not been told yet. */
  underway = 0
  acked = 0
  doubled = 0
  readonly handed: Handed[] = []
  readonly sends: Send[] = []
  readonly shown: Shown[] = []

  /** `keyless`: it shows a message as often as it is sent. */
  constructor(
    script: readonly Said[],
    chance: Chance,
    now: () => number,
    how: { duplicates: number; keyless?: boolean },
  ) {
    this.#now = now
    this.#script = script
    this.#chance = chance
    this.#duplicates = how.duplicates
    this.#keyless = how.keyless ?? false
    this.#server = createServer((socket) => this.#connected(socket))
  }

  async listen(): Promise<number> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done))
    const address = this.#server.address()
    return typeof address === 'object' && address ? address.port : 0
  }

  close(): void {
    this.#reader?.destroy()
    this.#server.close()
  }

  /** Lets people talk up to a message of the script: what is said waits for the kills, else all would be said before them. */
  sayUntil(limit: number): void {
    this.#limit = Math.max(this.#limit, limit)
    this.#feed(`reader ${this.#readers}`)
  }

  #connected(socket: Socket): void {
    socket.setNoDelay(true)
    socket.on('error', () => {})
    const before = this.#reader
    this.#reader = socket
    this.#readers += 1
    before?.destroy()
    const name = `reader ${this.#readers}`
    const lines = createInterface({ input: socket })
    lines.on('error', () => {})
    lines.on('line', (line) => {
      const heard = whole(line)
      if (heard) this.#hear(socket, name, heard)
    })
    for (const said of this.#owed.values()) this.#hand(said, name)
    this.#feed(name)
  }

  #hear(socket: Socket, name: string, heard: Heard): void {
    if ('send' in heard) {
      const chat = nameOfChat(heard.chat.kind, heard.chat.id)
      this.sends.push({ key: heard.key, chat, content: heard.content, at: this.#now(), answer: 'sent' })
      if (this.#keyless || !this.#seen.has(heard.key)) this.shown.push({ key: heard.key, chat })
      this.#seen.add(heard.key)
      this.underway += 1
      setTimeout(() => {
        this.underway -= 1
        // Whoever has died meanwhile never learns that it was shown.
        socket.write(`${JSON.stringify({ sent: heard.send })}\n`)
      }, this.#chance.upTo(ANSWER_MS))
    } else if ('ack' in heard) {
      const entry = this.#entries.get(heard.ack)
      const said = this.#owed.get(heard.ack)
      if (!entry || !said) return
      this.#step += 1
      entry.acked = this.#step
      entry.ackedAt = this.#now()
      this.#owed.delete(heard.ack)
      this.acked += 1
      if (this.#chance.happens(this.#duplicates)) this.#double(said, name)
      this.#feed(name)
    } else
      setTimeout(() => {
        const said = this.#owed.get(heard.nack)
        if (said && this.#reader === socket) this.#hand(said, name)
      }, AGAIN_MS)
  }

  #feed(name: string): void {
    while (this.#reader && this.#owed.size < WINDOW && this.#next < this.#limit) {
      const said = this.#script[this.#next]
      if (!said) return
      this.#next += 1
      this.#owed.set(said.id, said)
      this.#hand(said, name)
    }
  }

  #hand(said: Said, to: string): void {
    this.#step += 1
    const times = { begun: this.#step, acked: null, at: this.#now(), ackedAt: null }
    const entry: Handed = { message: said.id, to, ...times }
    this.handed.push(entry)
    this.#entries.set(said.id, entry)
    this.#write(said, said.id)
  }

  /** A message that was acknowledged comes again, at once or later, perhaps as a new event. */
  #double(said: Said, name: string): void {
    const old = this.#script[Math.max(0, this.#next - 1 - this.#chance.upTo(2_000))]
    const again = this.#chance.happens(0.5) && old && !this.#owed.has(old.id) ? old : said
    this.doubled += 1
    this.#write(again, this.#chance.happens(0.5) ? again.id : `${again.id} of ${name} ${this.#step}`)
  }

  #write({ id, person, group, text }: Said, event: string): void {
    this.#reader?.write(
      `${JSON.stringify({ id, event, group, text, person: { id: person.id, nick: person.nick, card: person.card } })}\n`,
    )
  }
}

/** A line that a kill tore was never said. */
const whole = (line: string): Heard | null => {
  try {
    return JSON.parse(line) as Heard
  } catch {
    return null
  }
}
