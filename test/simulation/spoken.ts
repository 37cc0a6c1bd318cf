import type { Recording, Send } from './recording.ts'
import type { Said } from './talk.ts'

/** What a message of the bot is, told by its words as people would tell it. */
const WORDS = {
  notice: /^大家好，我是五共/,
  poll: /^【征集意见】/,
  tally: /^到现在\d+[户人]：/,
  result: /^【征集结果】/,
  digest: /^【日报】/,
  posting: /^【招工/,
  place: /^(?:报上了：|人满了，您排第)/,
  off: /^取消了：/,
  // In private, or to a name in the group where he cannot be told in private.
  'moved up': /^(?:\S+，)?有人退出，轮到您了/,
  full: /个人招满了/,
  reminder: /^提醒您：/,
  receipt: /^已记下，建议\d+号/,
  done: /^建议\d+号办好了/,
  late: /已经截止了，您这次的回答没能算上/,
  unverified: /先算门牌核实过的/,
  'two of a home': /您家有两位回答了/,
  untold: /^还没来得及说的：/,
  unreached: /^有回话我私下发不过去/,
} as const
export type Kind = keyof typeof WORDS | 'other'
const KINDS = Object.entries(WORDS) as [Kind, RegExp][]

/** One message of the bot. */
export interface Spoken {
  readonly key: string
  /** The id of the message that caused it, or else the moment. */
  readonly cause: string
  /** Null: no message did. */
  readonly said: Said | null
  readonly chat: string
  readonly text: string
  readonly kind: Kind
  /** When it was first tried to send it (ms since 1970). Null: it never was, for whoever was about to died. */
  readonly at: number | null
}

/** A cause is an adapter, its account and a message, or a community and a moment. */
const causeOf = (key: string): string => key.slice(0, key.lastIndexOf('/'))

const wordsOf = ({ content }: Send): string => {
  const { text, card } = JSON.parse(content) as { text: string; card?: { title: string } }
  return text === '' ? (card?.title ?? '') : text
}

/** Everything that the bot said, or gave up to say, in the order in which it wrote it. */
export const spokenIn = ({ sends, rows }: Recording, known: ReadonlyMap<string, Said>): Spoken[] => {
  const first = new Map<string, Send>()
  for (const send of sends) if (!first.has(send.key)) first.set(send.key, send)
  const chats = new Map(rows.chats.map(({ id, name }) => [id, name]))
  return rows.outbox.map(({ key, chat, text: written }) => {
    const cause = causeOf(key)
    const said = known.get(cause.slice(cause.lastIndexOf(':') + 1)) ?? null
    const send = first.get(key)
    const text = send ? wordsOf(send) : written
    const [kind] = KINDS.find(([, words]) => words.test(text)) ?? ['other' as const]
    return {
      ...{ key, said, text, kind, cause: said?.id ?? cause },
      ...{ chat: send?.chat ?? chats.get(chat) ?? '', at: send?.at ?? null },
    }
  })
}
