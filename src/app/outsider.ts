import { DAY } from '../core/kernel/calendar.ts'
import { reject } from '../core/kernel/rejection.ts'
import { nothingOpen } from '../language/context.ts'
import type { Meaning } from '../language/meaning.ts'
import { read } from '../language/read.ts'
import { strangerAlarmText } from '../phrases/danger.ts'
import { outsiderText, peopleRefusal, unplacedText } from '../phrases/people.ts'
import { type Conversation, momentOf, sayingOf, type Surroundings } from './context.ts'
import { alarm } from './handlers/danger.ts'
import type { Heard, Row } from './model.ts'
import { find, list, type Task } from './operations.ts'
import { contextOf } from './reading-context.ts'
import { once, reply, tellChat } from './speak.ts'

/*
 * Who is no resident of the community in whose chat he writes: known in another one, for a person is of one community
 * only, or of none that we know. Nothing is written down for him, but he is not left without a word, and a cry for help
 * is one whoever cries.
 */

/** Nobody of the community that hears it. */
interface Nobodys {
  readonly outcome: string
  readonly memberId: null
}

const SILENT: Nobodys = { outcome: 'chatter', memberId: null }

/** What of such a person's words would have been something to do. */
const FOR_US: ReadonlySet<Meaning['kind']> = new Set<Meaning['kind']>([
  'answer',
  'withdraw-answer',
  'suggestion',
  'signup',
  'signup-for',
  'signoff',
  'jielong-line',
  'jielong-leave',
  'command',
  'word',
])

/** Somebody who is known in another community. In a group he hears once that his words are not noted there. */
export function* hearOutsider(
  row: Heard,
  { chat, group }: Pick<Conversation, 'chat' | 'group'>,
  known: Row<'members'>,
  around: Surroundings,
): Task<Nobodys> {
  const inbound = row.payload
  const community = yield* find('communities', { id: chat.communityId })
  if (!community) return SILENT
  // What another community has of him stays there.
  const name = inbound.sender?.card ?? inbound.sender?.nick ?? ''
  const at: Conversation = {
    ...momentOf(row, community, around),
    inbound,
    chat,
    group,
    member: { ...known, communityId: community.id, name },
    roles: [],
    residency: null,
  }
  const [{ meaning }] = read({ text: inbound.text }, yield* contextOf(at))
  if (meaning.kind === 'danger')
    return { outcome: yield* alarm(at, meaning.danger, meaning.doubtful === true), memberId: null }
  if (!FOR_US.has(meaning.kind) || (group && !(yield* once(at, `outsider:${group.id}:${known.id}`)))) return SILENT
  yield* reply(at, { text: outsiderText() })
  return { outcome: 'asked', memberId: null }
}

/**
 * Somebody nobody knows who writes in private where there are several communities, or none: whose he is nobody guesses.
 * What to do about it he hears once a day.
 */
export function* hearUnknown(row: Heard, chat: Row<'chats'>): Task<Nobodys> {
  const [any] = yield* list('communities', {}, { limit: 1 })
  if (chat.kind !== 'direct' || !any) return SILENT
  const here = nothingOpen(row.receivedAt, any.timezone, { direct: true, staff: false })
  const [{ meaning }] = read({ text: row.payload.text }, here)
  const saying = sayingOf(row)
  if (meaning.kind === 'danger') {
    const text = strangerAlarmText(meaning.danger, meaning.doubtful === true)
    yield* tellChat(saying, chat.id, { text, urgent: true })
  } else if (meaning.kind === 'command' && meaning.command.name === 'verify-staff')
    // A right one has made the chat its community's.
    yield* tellChat(saying, chat.id, { text: peopleRefusal(reject('code.wrong')) })
  else if (yield* find('outbox', { chatId: chat.id, createdAt: { gt: row.receivedAt - DAY } })) return SILENT
  else yield* tellChat(saying, chat.id, { text: unplacedText() })
  return { outcome: 'asked', memberId: null }
}
