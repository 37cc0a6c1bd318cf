import type { Row } from '../../src/app/model.ts'
import { addressed } from '../../src/chat/address.ts'
import type { Adapter } from '../../src/chat/adapter.ts'
import type { Inbound } from '../../src/chat/message.ts'
import { splitText } from '../../src/chat/split.ts'

export interface Said {
  readonly text: string
  /** ms. */
  readonly at: number
  /** Said while nobody could hear. */
  readonly unheard: boolean
}

/** What a soak found on one platform. `lost`, `doubled`, `parked`, `undelivered`, `unseen` and `seenTwice` ought to be 0. */
export interface Figures {
  readonly said: number
  readonly lost: number
  readonly doubled: number
  /** Heard and not handled to the end. */
  readonly parked: number
  /** Replies by what the outbox says of them. */
  readonly sent: number
  readonly unknown: number
  readonly undelivered: number
  /** Replies that are `sent` and that nobody sees, and such as are seen more often than they were written. */
  readonly unseen: number
  readonly seenTwice: number
  readonly gaps: number
  readonly faults: Readonly<Record<string, number>>
}

export const FAULTLESS = { lost: 0, doubled: 0, parked: 0, undelivered: 0, unseen: 0, seenTwice: 0 } as const

/** What was said against what was stored. What nobody could hear may be missing where a gap says so. */
export const ofHearing = (
  said: readonly Said[],
  inbox: readonly Row<'inbox'>[],
  gaps: readonly Row<'gaps'>[],
): Pick<Figures, 'said' | 'lost' | 'doubled' | 'parked' | 'gaps'> => {
  const heard = new Map<string, number>()
  for (const { payload } of inbox) {
    const text = own((payload as Inbound).text)
    heard.set(text, (heard.get(text) ?? 0) + 1)
  }
  const times = (text: string) => heard.get(text) ?? 0
  const owned = ({ unheard, at }: Said) => unheard && gaps.some((gap) => gap.from <= at && at <= gap.to)
  return {
    said: said.length,
    lost: said.filter((one) => times(one.text) === 0 && !owned(one)).length,
    doubled: said.filter(({ text }) => times(text) > 1).length,
    parked: inbox.filter(({ payload, outcome }) => {
      const { kind, isSelf } = payload as Inbound
      return kind === 'msg' && !isSelf && (outcome === null || outcome === 'parked')
    }).length,
    gaps: gaps.length,
  }
}

/** What did not go as it should, for whoever looks for the reason. */
export const troubles = (inbox: readonly Row<'inbox'>[], outbox: readonly Row<'outbox'>[]): readonly string[] => [
  ...inbox
    .filter(({ outcome }) => outcome === 'parked')
    .map(({ extId, error, payload }) => `parked ${extId} ${(payload as Inbound).text}: ${error}`),
  ...outbox
    .filter(({ status }) => status !== 'sent' && status !== 'unknown')
    .map(({ key, status, chatId, payload }) => `${status} ${key} to chat ${chatId}: ${payload.text}`),
]

/** What was written in chats of one kind against what is seen in them. */
export const ofSending = (
  rows: readonly Row<'outbox'>[],
  seen: readonly string[],
  adapter: Adapter,
  direct: boolean,
): Pick<Figures, 'sent' | 'unknown' | 'undelivered' | 'unseen' | 'seenTwice'> => {
  const { receive, maxText } = adapter.traits
  const counts = new Map<string, { shown: number; surely: number; perhaps: number }>()
  const count = (text: string, what: 'shown' | 'surely' | 'perhaps') => {
    const one = counts.get(text) ?? { shown: 0, surely: 0, perhaps: 0 }
    one[what] += 1
    counts.set(text, one)
  }
  for (const { payload, status } of rows)
    for (const text of splitText(addressed(payload, { receive, direct }).text, maxText))
      count(text, status === 'sent' ? 'surely' : 'perhaps')
  // People's own words are seen, too.
  for (const text of seen) if (counts.has(text)) count(text, 'shown')
  const of = (status: Row<'outbox'>['status']) => rows.filter((row) => row.status === status).length
  const all = [...counts.values()]
  return {
    sent: of('sent'),
    unknown: of('unknown'),
    undelivered: rows.length - of('sent') - of('unknown'),
    unseen: all.reduce((sum, { shown, surely }) => sum + Math.max(0, surely - shown), 0),
    seenTwice: all.reduce((sum, { shown, surely, perhaps }) => sum + Math.max(0, shown - surely - perhaps), 0),
  }
}

/** What was said, without the name that calls us. */
const own = (text: string): string => text.replace(/^@\S+\s+/, '').trim()
