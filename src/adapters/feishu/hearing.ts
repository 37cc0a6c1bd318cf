import type { Intake } from '../../chat/adapter.ts'
import { Inflow } from '../../chat/inflow.ts'
import { Lanes } from '../../chat/lanes.ts'
import type { Inbound } from '../../chat/message.ts'
import type { Around } from '../../chat/platform.ts'
import { decodeMessage, type Said } from './decode.ts'
import type { Directory } from './directory.ts'
import { toast } from './encode.ts'
import { decodeAction, decodeComings, decodeRecall, decodeTopic, openEvent, type Sorted, sortEvent } from './events.ts'
import { buttonValue } from './types.ts'

interface Needs {
  readonly intake: Intake
  readonly around: Around
  readonly directory: Directory
  /** Our own open_id, '' until it is known. */
  readonly bot: () => string
  /** A private chat in which somebody spoke. */
  readonly direct: (chat: string) => void
}

/**
 * Takes Feishu's events to the intake, each group's in their order, each tried until it is stored: Feishu pushes it again
 * in minutes, then in hours. What rejects has not been stored.
 */
export class Hearing {
  readonly #needs: Needs
  readonly #lanes = new Lanes()
  readonly #inflow: Inflow
  #missed = Promise.resolve()
  #open = true

  constructor(needs: Needs) {
    this.#needs = needs
    this.#inflow = new Inflow(needs.intake, needs.around.time)
  }

  /** What is pushed from now on waits for what was missed, which came before it, and for what waits already. */
  waitFor(missed: Promise<void>): void {
    this.#missed = this.#missed.then(() => missed)
  }

  /** One pushed event. Resolves, once it is stored, with what is shown to the person who caused it. */
  async event(payload: unknown): Promise<unknown> {
    if (!this.#open) throw new Error('closed')
    const opened = openEvent(payload)
    const sorted = opened ? sortEvent(opened.type, opened.body) : ({ is: 'unknown' } as const)
    if (sorted.is === 'unknown') return await this.#unknown(opened?.type ?? '', payload)
    if (sorted.is === 'nothing') return undefined
    await this.#missed
    return await this.#lanes.run(chatOf(sorted), () => this.#hear(sorted, payload))
  }

  /** A message that was fetched because its event may have been missed. */
  fetched(said: Said): Promise<void> {
    return this.#lanes.run(said.chat, () => this.#said(said, true))
  }

  /** Nothing waits to be stored. */
  get isIdle(): boolean {
    return this.#open && this.#lanes.isEmpty
  }

  /** Nothing is handed over after this has resolved. */
  async close(): Promise<void> {
    this.#open = false
    await this.#inflow.close()
    await this.#lanes.settled()
  }

  async #hear(sorted: Exclude<Sorted, { is: 'unknown' | 'nothing' }>, payload: unknown): Promise<unknown> {
    const { directory, around, bot } = this.#needs
    const here = { account: around.account, bot: bot(), now: around.time.now() }
    switch (sorted.is) {
      case 'message':
        return await this.#said(sorted.said, false)
      case 'action': {
        const { event } = sorted
        const button = buttonValue.safeParse(event.action.value).data
        if (!button) return await this.#unknown('card.action.trigger', payload)
        const group = button.direct ? null : event.context.open_chat_id
        const nick = await directory.nick(event.operator.open_id, group)
        await this.#store(decodeAction(event, button, nick, here))
        return toast(button.label)
      }
      case 'coming':
        return await this.#all(decodeComings(sorted.event, sorted.kind, sorted.self, here))
      case 'topic':
        directory.renamed(sorted.event.chat_id, sorted.name)
        return await this.#store(decodeTopic(sorted.event, sorted.name, here))
      case 'recall':
        return await this.#store(decodeRecall(sorted.event, here))
    }
  }

  async #said(said: Said, late: boolean): Promise<void> {
    const { directory, around, bot, direct } = this.#needs
    if (said.direct) direct(said.chat)
    const group = said.direct ? null : said.chat
    const [nick, chatName] = await Promise.all([
      directory.nick(said.sender.id, group),
      group === null ? undefined : directory.chatName(group),
    ])
    const { account, time } = around
    await this.#store(decodeMessage(said, { account, bot: bot(), now: time.now(), nick, chatName }, late))
  }

  async #all(inbounds: readonly Inbound[]): Promise<void> {
    for (const inbound of inbounds) await this.#store(inbound)
  }

  async #store(inbound: Inbound): Promise<void> {
    if (!(await this.#inflow.put(inbound))) throw new Error('closed')
  }

  /** Kept as it came, without the token by which a webhook is recognised. */
  async #unknown(type: string, payload: unknown): Promise<void> {
    const { intake, around } = this.#needs
    const raw = JSON.stringify(payload, (key, value: unknown) => (key === 'token' ? undefined : value)) ?? ''
    await intake.unknown({ adapter: 'feishu', account: around.account, type, raw, at: around.time.now() })
  }
}

const chatOf = (sorted: Exclude<Sorted, { is: 'unknown' | 'nothing' }>): string => {
  if (sorted.is === 'message') return sorted.said.chat
  return sorted.is === 'action' ? sorted.event.context.open_chat_id : sorted.event.chat_id
}
