import type { Intake } from '../../chat/adapter.ts'
import { type ChatRef, type Inbound, isLate, type Mention } from '../../chat/message.ts'
import type { State } from './state.ts'
import { BOT, BOT_NAME, type Entry, type Faults, type PlatformEvent } from './types.ts'

/** With `reorder`, a message waits this long (ms) for one to overtake it. */
const OVERTAKE_WITHIN = 5_000

/** An id as the bot sees it: bare in the first login, with the login's prefix after a re-login. */
export const nativeId = (id: string, epoch: number): string => (epoch === 0 ? id : `${epochName(epoch)}.${id}`)

export const epochName = (epoch: number): string => (epoch === 0 ? '' : `login${epoch + 1}`)

/** The platform's own id behind one that the bot knows; undefined where it belongs to another login. */
export const bareId = (native: string, epoch: number): string | undefined => {
  if (epoch === 0) return native
  const prefix = `${epochName(epoch)}.`
  return native.startsWith(prefix) ? native.slice(prefix.length) : undefined
}

interface Needs {
  readonly name: string
  readonly state: State
  readonly now: () => number
  readonly faults: () => Faults
  readonly write: (entry: Entry) => void
}

/**
 * Hands events to the bot, at least once and in each chat's order. An event is settled only when the bot has stored
 * it; one that the bot could not store stays first in its chat until `pump` is called again.
 */
export class Delivery {
  readonly #needs: Needs
  readonly #running = new Map<string, Promise<void>>()
  readonly #overtaken = new Set<string>()
  #intake: Intake | null = null

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** Delivers from now on, beginning with what is still owed. */
  open(intake: Intake): void {
    this.#intake = intake
    this.pump()
  }

  /** Resolves when nothing is under way any more; nothing arrives after that. */
  async close(): Promise<void> {
    this.#intake = null
    await this.settled()
  }

  get isOpen(): boolean {
    return this.#intake !== null
  }

  /** Delivers all that is due in every chat. */
  pump(): void {
    for (const key of this.#needs.state.pending.keys()) this.#start(key, () => this.#drain(key))
    if (this.#needs.state.gaps.length > 0) this.#start('gaps', () => this.#tellGaps())
  }

  /** Resolves when everything that can be delivered now has been. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values())
  }

  /** Hands over one event outside the queue, as a platform does that is not sure whether it was heard. */
  async again(event: PlatformEvent): Promise<void> {
    await this.#intake?.receive(this.#inbound(event, true))
  }

  async strange(type: string): Promise<void> {
    const { name, now } = this.#needs
    await this.#intake?.unknown({ adapter: name, account: BOT, type, raw: JSON.stringify({ type }), at: now() })
  }

  #start(lane: string, deliver: () => Promise<void>): void {
    if (this.#running.has(lane) || !this.isOpen) return
    this.#running.set(lane, this.#run(lane, deliver))
  }

  async #run(lane: string, deliver: () => Promise<void>): Promise<void> {
    // Whoever spoke goes on first; what was said together is delivered after it.
    await Promise.resolve()
    // The bot could not store it: it stays owed, and the next pump tries again.
    await deliver().catch(() => this.#running.delete(lane))
  }

  async #drain(lane: string): Promise<void> {
    for (;;) {
      const intake = this.#intake
      const event = intake ? this.#next(lane) : undefined
      if (!intake || !event) break
      const inbound = this.#inbound(event, isLate(event.at, this.#needs.now()))
      await intake.receive(inbound)
      if (this.#needs.faults().duplicates) await intake.receive(inbound)
      this.#overtaken.delete(event.id)
      this.#needs.write({ t: 'done', event: event.id })
    }
    // In the same breath as finding nothing, or what is said meanwhile would wait for the next pump.
    this.#running.delete(lane)
  }

  async #tellGaps(): Promise<void> {
    const { state, write, name } = this.#needs
    for (let gap = state.gaps[0]; gap && this.#intake; gap = state.gaps[0]) {
      await this.#intake.gap({ adapter: name, account: BOT, ...gap })
      write({ t: 'told' })
    }
    this.#running.delete('gaps')
  }

  #next(key: string): PlatformEvent | undefined {
    const { state, now, faults } = this.#needs
    if (state.droppedAt !== null) return undefined
    const queue = state.pending.get(key) ?? []
    const due = (event: PlatformEvent) => (event.notBefore ?? 0) <= now()
    const first = queue.find(due)
    if (!first || !faults().reorder || this.#overtaken.has(first.id)) return first
    const second = queue.find((event) => event !== first && due(event))
    if (second) this.#overtaken.add(first.id)
    else if (now() - first.at < OVERTAKE_WITHIN) return undefined
    return second ?? first
  }

  #inbound(event: PlatformEvent, late: boolean): Inbound {
    const { state, name } = this.#needs
    const { chat, epoch, person } = event
    const message = state.message(event.message)?.message
    const room = chat.kind === 'group' ? state.rooms.get(chat.id) : undefined
    const nick = state.people.get(person)?.nick
    const card = room?.members.get(person)?.card
    const said = event.kind === 'msg' ? message : undefined
    const quoted = said?.quote === undefined ? undefined : state.message(said.quote)?.message
    return {
      adapter: name,
      account: BOT,
      epoch: epochName(epoch),
      eventId: event.id,
      nativeMsgId: event.message,
      kind: event.kind,
      chat: { kind: chat.kind, id: nativeId(chat.id, epoch) },
      ...(room ? { chatName: room.name } : {}),
      sender: {
        id: person === BOT ? BOT : nativeId(person, epoch),
        ...(nick === undefined ? {} : { nick }),
        ...(card === undefined ? {} : { card }),
      },
      sentAt: event.at,
      text: said?.text ?? '',
      mentions: (said?.mentions ?? []).map((id) => mention(state, chat, id, epoch)),
      ...(quoted
        ? {
            quote: {
              nativeMsgId: quoted.id,
              text: quoted.text,
              ...(quoted.from === null ? {} : { author: state.nameIn(chat, quoted.from) }),
            },
          }
        : {}),
      attachments: said?.picture
        ? [{ kind: 'image', name: said.picture.alt, bytes: Math.floor((said.picture.base64.length * 3) / 4) }]
        : [],
      ...(event.value === undefined ? {} : { action: event.value }),
      isSelf: person === BOT,
      late,
    }
  }
}

const mention = (state: State, chat: ChatRef, id: string, epoch: number): Mention =>
  id === BOT
    ? { id: BOT, name: BOT_NAME, self: true }
    : { id: nativeId(id, epoch), name: state.nameIn(chat, id), self: false }
