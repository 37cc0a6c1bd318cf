import type { Adapter, Intake, OutMessage, SendResult } from '../../src/chat/adapter.ts'
import type { Inbound } from '../../src/chat/message.ts'
import type { Chance } from './chance.ts'
import type { Faults } from './faults.ts'
import { chatOfSaid, type Handed, nameOfChat, type Send, type Shown } from './recording.ts'
import { type Life, never, type Schedule } from './schedule.ts'
import type { Said } from './talk.ts'
import { ACCOUNT, ADAPTER } from './town.ts'

/** How the platform hands over: one message of a chat at a time, or without waiting for an answer. */
export type Manner = 'one by one' | 'hasty'

/** A message that the bot has not acknowledged is handed over again after this (ms). */
const AGAIN_MS = 4_000
const LONG_MS = 70 * 60_000
/** Where it forgets keys: for how long it promises to know one, and when it knows it no longer, whatever was under way. */
const PROMISED_MS = 60 * 60_000
const FORGOTTEN_MS = 6 * 60 * 60_000
/** So long nobody gets through to it. */
const AWAY_MS = 7 * 60 * 60_000
const AWAY_AGAIN_MS = 10 * 60_000

interface Owed {
  readonly said: Said
  readonly sentAt: number
  busy: boolean
}

/** An at-least-once platform with one account, which one process reads and every process may write to. */
export class Platform {
  readonly #schedule: Schedule
  readonly #chance: Chance
  readonly #faults: Faults
  readonly #world: Life
  readonly #trace: (line: string) => void
  readonly #manner: Manner
  readonly #owed: Owed[] = []
  readonly #told: Owed[] = []
  readonly #intakes = new Map<Life, Intake>()
  /** When each key was shown first. */
  readonly #shownKeys = new Map<string, number>()
  readonly #refused = new Set<string>()
  #reader: Life | null = null
  #events = 0
  #pumping = false
  /** Null: nobody has been cut off from it yet. */
  #awayUntil: number | null = null
  readonly showsOncePerKey: boolean
  readonly forgetsKeys: boolean
  readonly sentAt = new Map<string, number>()
  readonly handed: Handed[] = []
  readonly sends: Send[] = []
  readonly shown: Shown[] = []

  constructor(parts: {
    schedule: Schedule
    chance: Chance
    faults: Faults
    world: Life
    trace: (line: string) => void
    manner: Manner
    showsOncePerKey: boolean
    forgetsKeys: boolean
  }) {
    this.#schedule = parts.schedule
    this.#chance = parts.chance
    this.#faults = parts.faults
    this.#world = parts.world
    this.#trace = parts.trace
    this.#manner = parts.manner
    this.showsOncePerKey = parts.showsOncePerKey
    this.forgetsKeys = parts.forgetsKeys
  }

  /** Everything said was handed over and acknowledged. */
  get quiet(): boolean {
    return this.#owed.length === 0
  }

  say(said: Said): void {
    this.#trace(`${said.person.id} in ${chatOfSaid(said)}: ${said.id} ${said.text.split('\n')[0]}`)
    this.#owed.push({ said, sentAt: this.#schedule.now, busy: false })
    this.sentAt.set(said.id, this.#schedule.now)
    this.pump()
  }

  /** Hands over what is owed, to whoever reads now. */
  pump(): void {
    const reader = this.#readerNow()
    if (!reader) return
    const taken = new Set<string>()
    const due = this.#owed.filter((owed) => {
      const chat = chatOfSaid(owed.said)
      const first = this.#manner === 'hasty' || !taken.has(chat)
      taken.add(chat)
      return first && !owed.busy
    })
    const [first, second, ...rest] = due
    const overtaken = this.#manner === 'hasty' && second && this.#faults.strikes('overtaken')
    for (const owed of overtaken && first ? [second, first, ...rest] : due) this.#hand(reader, owed)
  }

  #readerNow(): Life | null {
    const living = [...this.#intakes.keys()].filter((life) => !life.dead)
    const [first] = living
    if (!first) return null
    if (!this.#reader || !living.includes(this.#reader) || this.#faults.strikes('handed to another reader'))
      this.#reader = living[this.#chance.upTo(living.length)] ?? first
    return this.#reader
  }

  #hand(reader: Life, owed: Owed): void {
    const intake = this.#intakes.get(reader)
    if (!intake || owed.busy) return
    owed.busy = true
    const inbound = this.#inbound(owed, this.#faults.strikes('redelivery under a new event'))
    this.#schedule.soon(reader, () => {
      const { steps, now } = this.#schedule
      const entry: Handed = {
        ...{ message: owed.said.id, to: reader.name },
        ...{ begun: steps, acked: null, at: now, ackedAt: null },
      }
      this.handed.push(entry)
      const settled = (acked: boolean) => {
        if (reader.dead) return
        owed.busy = false
        if (!acked || this.#faults.strikes('ack lost')) return this.#pumpLater()
        entry.acked = this.#schedule.steps
        entry.ackedAt = this.#schedule.now
        this.#settle(owed)
        if (this.#manner === 'one by one') this.#schedule.soon(this.#world, () => this.pump())
      }
      intake.receive(inbound).then(
        () => settled(true),
        () => settled(false),
      )
    })
    // Whoever read it may be gone.
    reader.atDeath(() => {
      owed.busy = false
      this.#pumpLater()
    })
  }

  #pumpLater(): void {
    if (this.#pumping) return
    this.#pumping = true
    this.#schedule.after(this.#world, AGAIN_MS, () => {
      this.#pumping = false
      this.pump()
    })
  }

  #settle(owed: Owed): void {
    const at = this.#owed.indexOf(owed)
    if (at < 0) return
    this.#owed.splice(at, 1)
    this.#trace(`   acknowledged ${owed.said.id}`)
    this.#told.push(owed)
    if (this.#faults.strikes('redelivery')) {
      const again = this.#told[this.#chance.upTo(this.#told.length)] ?? owed
      this.#schedule.after(this.#world, this.#chance.span(1, 60_000), () => this.#handAgain(again))
    }
  }

  #handAgain({ said, sentAt }: Owed): void {
    const reader = this.#readerNow()
    const intake = reader && this.#intakes.get(reader)
    if (!reader || !intake) return
    const inbound = this.#inbound({ said, sentAt, busy: true }, this.#faults.strikes('redelivery under a new event'))
    this.#trace(`   ${said.id} again`)
    this.#schedule.soon(reader, () => void intake.receive(inbound).catch(() => {}))
  }

  #inbound({ said, sentAt }: Owed, newEvent: boolean): Inbound {
    const { id, person, group, text } = said
    if (newEvent) this.#events += 1
    return {
      adapter: ADAPTER,
      account: ACCOUNT,
      epoch: '',
      eventId: newEvent ? `${id}e${this.#events}` : id,
      nativeMsgId: id,
      kind: 'msg',
      chat: group === null ? { kind: 'direct', id: person.id } : { kind: 'group', id: group },
      sender: { id: person.id, nick: person.nick, ...(group === null ? {} : { card: person.card }) },
      sentAt,
      text,
      mentions: [],
      attachments: [],
      isSelf: false,
      late: false,
    }
  }

  /** The way of one process to the platform. */
  connect(life: Life): Adapter {
    return {
      name: ADAPTER,
      account: ACCOUNT,
      traits: {
        receive: 'all',
        groups: true,
        direct: 'any',
        mentionIn: 'id',
        mentionOut: 'text',
        quoteIn: 'id',
        replyOut: true,
        buttons: true,
        ids: 'stable',
        history: false,
        sendReturnsId: true,
        idempotency: this.showsOncePerKey
          ? { kind: 'key', ttlMs: this.forgetsKeys ? PROMISED_MS : Number.POSITIVE_INFINITY }
          : { kind: 'none' },
        maxText: { n: 100_000, unit: 'char' },
        media: { in: true, out: false },
        // Where nobody knows what was shown, little is taken in hand at a time.
        pace: { chat: 0, account: this.showsOncePerKey ? 0 : 1_000, spread: 500 },
        connection: 'request',
        comings: 'none',
        official: true,
      },
      epoch: () => '',
      start: async (intake) => {
        this.#intakes.set(life, intake)
        this.#schedule.soon(this.#world, () => this.pump())
      },
      stop: async () => {
        this.#intakes.delete(life)
      },
      health: () => 'ok',
      send: (message) => this.#send(life, message),
    }
  }

  async #send(life: Life, { key, chat, text, card, replyTo }: OutMessage): Promise<SendResult> {
    const content = JSON.stringify({ text, card, replyTo })
    await this.#schedule.turn(life)
    if (this.#faults.strikes('crash before a send')) return this.#kill(life)
    const entry: Send = { key, chat: nameOfChat(chat.kind, chat.id), content, at: this.#schedule.now, answer: null }
    this.sends.push(entry)
    this.#trace(`   ${life.name} sends ${key}: ${text.split('\n')[0]}`)
    await this.#schedule.turn(life)
    if (this.#faults.strikes('send outlasts its lease')) await this.#schedule.sleep(life, LONG_MS)
    if (this.#isAway()) return this.#answer(life, entry, 'rate', AWAY_AGAIN_MS)
    if (this.#faults.strikes('platform in a hurry')) return this.#answer(life, entry, 'rate')
    if (this.#refused.has(key) || this.#faults.strikes('send refused')) {
      // What it does not take it does not take later either.
      this.#refused.add(key)
      return this.#answer(life, entry, 'rejected')
    }
    if (this.#faults.strikes('send of unknown fate, not shown')) return this.#answer(life, entry, 'unknown')
    if (!this.#knows(key)) {
      this.shown.push({ key, chat: entry.chat })
      this.#shownKeys.set(key, this.#schedule.now)
    }
    await this.#schedule.turn(life)
    if (this.#faults.strikes('crash after a send')) return this.#kill(life)
    if (this.#faults.strikes('send of unknown fate, shown')) return this.#answer(life, entry, 'unknown')
    if (this.#faults.strikes('send throws')) {
      entry.answer = 'threw'
      throw new Error('the connection was lost')
    }
    return this.#answer(life, entry, 'sent')
  }

  #isAway(): boolean {
    const { now } = this.#schedule
    if (this.#awayUntil === null && this.#faults.strikes('platform away for hours')) this.#awayUntil = now + AWAY_MS
    return now < (this.#awayUntil ?? now)
  }

  #knows(key: string): boolean {
    const at = this.#shownKeys.get(key)
    if (!this.showsOncePerKey || at === undefined) return false
    return !this.forgetsKeys || this.#schedule.now - at < FORGOTTEN_MS
  }

  #kill(life: Life): Promise<never> {
    life.die()
    return never()
  }

  async #answer(
    _life: Life,
    entry: Send,
    answer: 'sent' | 'unknown' | 'rejected' | 'rate',
    retryAfterMs = 3_000,
  ): Promise<SendResult> {
    entry.answer = answer
    switch (answer) {
      case 'sent':
        return { status: 'sent', nativeId: entry.key }
      case 'unknown':
        return { status: 'unknown' }
      case 'rejected':
        return { status: 'rejected', reason: 'refused' }
      case 'rate':
        return { status: 'rate', retryAfterMs }
    }
  }
}
