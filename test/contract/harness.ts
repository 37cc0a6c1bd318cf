import { vi } from 'vitest'
import type { Adapter, Intake } from '../../src/chat/adapter.ts'
import type { Card } from '../../src/chat/card.ts'
import type { ChatRef, Gap, Inbound, UnknownEvent } from '../../src/chat/message.ts'

/** A message as people on the platform see it. */
interface Seen {
  readonly id: string
  readonly text: string
  /** Labels of its buttons. */
  readonly buttons: readonly string[]
  readonly quotes?: string
  readonly hasImage: boolean
}

interface Saying {
  readonly quote?: string
  readonly mentionBot?: boolean
  /** It was said so many ms ago and is delivered only now. */
  readonly agoMs?: number
  readonly attach?: 'image'
}

/** What the platform does with the next message that the bot sends. */
export type Fate =
  /** It takes the message, and no answer ever comes. */
  | 'unanswered'
  /** It takes the message, and answers late but in time. */
  | 'slow'
  /** "Not so fast", with its own hint where it gives one. */
  | 'limited'

/**
 * A platform in a test's hands: the adapter, made with the `TestAround` the suite gave, and what people do and see on
 * the other side. Ids are native ones. Every action resolves when its event has reached the intake. What stands without
 * "?" is needed from everyone; the rest from those whose traits claim what it shows, and the suite fails where it lacks.
 */
export interface AdapterHarness {
  readonly adapter: Adapter
  /** Tokens, passwords, cookies: no log may ever show one. */
  readonly secrets: readonly string[]
  /** A group with at least two people; `person` may write to the bot in private too. */
  group(): ChatRef
  person(): string
  /** What is shown in a chat now, oldest first. */
  seen(chat: ChatRef): Promise<readonly Seen[]>
  /** Decides over the next send. Answers the platform's hint in ms for `limited`, null where it gives none. */
  nextSend(fate: Fate): number | null
  close(): Promise<void>

  // Where `receive` is not `none`:
  /** `person` says something. Where only mentions are heard, the bot is mentioned always. */
  says?(chat: ChatRef, text: string, more?: Saying): Promise<void>
  /** The platform delivers its last event once more. */
  redeliver?(): Promise<void>
  /** The bot's own account writes from elsewhere. False where the platform never tells us. */
  botWritesElsewhere?(text: string): Promise<boolean>
  /** The platform sends an event of a kind that nobody has heard of. */
  sendsUnknown?(): Promise<void>
  /** The connection is lost and comes back; in between `during` happens unseen. Moves time on where that needs it. */
  drop?(during: () => Promise<void>): Promise<void>

  /** `buttons`: the person taps a button by its label, on the newest card of the chat. */
  taps?(chat: ChatRef, label: string): Promise<void>
  /** `ids: session`: the account logs in anew and everything gets new ids. */
  relogin?(): Promise<void>
  /** `ids: session`: how often a person had to log the account in. */
  logins?(): number
  /** `connection: kept`: the connection stays open and nothing comes through any more; a new one would work. */
  goesSilent?(): Promise<void>
  /** `connection: kept`: how many connections the adapter has made. */
  connections?(): number
  /** `comings: all`: somebody leaves the group. Answers who. */
  memberLeaves?(): Promise<string>
  /** `groups`, where it is not `receive: none`: the bot is thrown out of the group. */
  removesBot?(): Promise<void>
}

/** Takes what an adapter hears. */
export class Ear implements Intake {
  readonly heard: Inbound[] = []
  readonly gaps: Gap[] = []
  readonly unknowns: UnknownEvent[] = []
  async receive(inbound: Inbound): Promise<void> {
    this.heard.push(inbound)
  }
  async gap(gap: Gap): Promise<void> {
    this.gaps.push(gap)
  }
  async unknown(event: UnknownEvent): Promise<void> {
    this.unknowns.push(event)
  }
  /** What people said, each message once. */
  get said(): readonly string[] {
    return [
      ...new Map(this.heard.filter((one) => one.kind === 'msg').map((one) => [one.nativeMsgId, one.text])).values(),
    ]
  }
  last(): Inbound {
    const inbound = this.heard.at(-1)
    if (!inbound) throw new Error('nothing was heard')
    return inbound
  }
}

/** Everything that anybody prints, beside our own log: libraries like to. */
export const overhear = (): {
  readonly printed: () => string
  /** Listeners that heap up, as Node itself notices. */
  readonly leaks: () => readonly string[]
  readonly stop: () => void
} => {
  const leaks: string[] = []
  const notice = ({ name, message }: Error) => {
    if (name === 'MaxListenersExceededWarning') leaks.push(message)
  }
  process.on('warning', notice)
  const lines: string[] = []
  const spies = [
    ...(['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation((...args: unknown[]) => {
        lines.push(args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' '))
      }),
    ),
  ]
  return {
    printed: () => lines.join('\n'),
    leaks: () => leaks,
    stop: () => {
      process.off('warning', notice)
      for (const spy of spies) spy.mockRestore()
    },
  }
}

export const CARD: Card = {
  title: '东门要不要装充电桩',
  lines: ['回数字就行'],
  buttons: [
    { label: '装', value: 'poll:1:1', say: '1' },
    { label: '不装', value: 'poll:1:2', say: '2' },
  ],
  footer: '明天18:00截止',
}

export const PNG = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)

/** Texts that some platform or library is known to have cut, merged or rewritten. */
export const AWKWARD_TEXTS: Readonly<Record<string, string>> = {
  'line breaks': '第一行\n\n第三行',
  'a colon before a line break': '通知:\n明天停水\n地点:\n3栋',
  emoji: '好的👌🏽 👨‍👩‍👧 🌚',
  'marks that mean something in HTML': 'a<b 且 c&d &amp; "引号" <br> [微笑]',
  'more than 1,000 characters': '今天说说垃圾分类的事。'.repeat(120),
}
