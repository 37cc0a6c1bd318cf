import { maskNumbers } from '../core/kernel/mask.ts'
import type { Context, Quoted } from '../language/context.ts'
import { copiedQuote } from '../language/fold.ts'
import type { Conversation } from './context.ts'
import { externalId } from './intake.ts'
import { idInChat } from './lane.ts'
import type { Heard, Row } from './model.ts'
import { find, list, type Task } from './operations.ts'

/** Quotes by words: compared over so many signs, at least so many where only their beginning is the same. */
const QUOTED_SIGNS = 40
const QUOTED_AT_LEAST = 6
/** With so many of our last messages in this chat, and so many of all others'. */
const OURS_LATELY = 50
const THEIRS_LATELY = 300

/** What is open here, or what has lately ended. */
type Opened = Pick<Context, 'polls' | 'works'>

/**
 * What the quoted message is about, where it is ours or the command that opened something here (`here`: what is open comes
 * before what has ended); else whether somebody else said it. Null where nothing is quoted, or nothing is known of it.
 * Whoever calls us speaks to us, whatever he quotes.
 */
export function* quotedOf(at: Conversation, here: readonly Opened[]): Task<Quoted | null> {
  const { quote, text, mentions } = at.inbound
  const words = quote ? quote.text : (copiedQuote(text) ?? undefined)
  const nativeId = quote?.nativeMsgId
  if (nativeId === undefined && words === undefined) return null
  const chatId = at.chat.id
  const known = nativeId === undefined ? null : yield* find('outbox', { chatId, nativeId })
  if (known) return aboutOf(known)
  const heard = nativeId === undefined ? null : yield* heardAs(at, nativeId)
  const said = words ?? heard?.payload.text ?? ''
  const ours = yield* saidLately(chatId, said)
  if (ours) return aboutOf(ours)
  if (!at.group || mentions.some(({ self }) => self)) return null
  const theirs = heard ? isOfAnother(heard, at) : yield* isHeardOfOthers(at, said)
  for (const opened of here) {
    const about = openedBy(said, opened)
    if (about) return about
  }
  return theirs ? { kind: 'talk' } : null
}

const aboutOf = ({ payload }: Row<'outbox'>): Quoted | null => payload.about ?? null

/** The message of that id, if we heard it in this very chat. */
export function* heardAs(at: Conversation, nativeId: string): Task<Heard | null> {
  const { adapter, account } = at.inbound
  const chatId = at.chat.id
  const extId = externalId(at.inbound, nativeId)
  const row =
    (yield* find('inbox', { chatId, adapter, account, extId })) ??
    (yield* find('inbox', { chatId, adapter, account, extId: idInChat(extId, chatId) }))
  return row?.kind === 'message' ? row : null
}

/** Where a platform tells only the words of what is quoted: our latest message that begins with them. */
function* saidLately(chatId: number, quoted: string): Task<Row<'outbox'> | undefined> {
  const words = signs(quoted).slice(0, QUOTED_SIGNS)
  if (words.length < QUOTED_AT_LEAST) return undefined
  const lately = yield* list('outbox', { chatId, status: 'sent' }, { order: 'id', desc: true, limit: OURS_LATELY })
  return lately.find(({ payload }) => signs(payload.text).startsWith(words))
}

/** The same with what we heard: whoever said these words, by the name that is told, and never he who quotes them. */
function* isHeardOfOthers(at: Conversation, quoted: string): Task<boolean> {
  const words = signs(quoted).slice(0, QUOTED_SIGNS)
  if (words === '') return false
  const heard = yield* list('inbox', { chatId: at.chat.id }, { order: 'seq', desc: true, limit: THEIRS_LATELY })
  const saying = heard.filter((row): row is Heard => {
    if (row.kind !== 'message' || row.extId === at.messageId) return false
    const whole = signs(row.payload.text)
    return whole === words || (words.length >= QUOTED_AT_LEAST && whole.startsWith(words))
  })
  const author = at.inbound.quote?.author
  const named = saying.filter(
    ({ payload: { sender } }) => author !== undefined && (sender?.card === author || sender?.nick === author),
  )
  const meant = named.length > 0 ? named : saying
  return meant.length > 0 && meant.every((row) => isOfAnother(row, at))
}

const isOfAnother = ({ payload: { isSelf, sender }, memberId }: Heard, at: Conversation): boolean => {
  if (isSelf) return false
  return memberId === null ? sender !== null && sender.id !== at.inbound.sender?.id : memberId !== at.member.id
}

/** /投票 and /招工 stand in the group as staff wrote them: what they opened is what they are about. */
const openedBy = (said: string, { polls, works }: Opened): Quoted | null => {
  const command = /^\s*[/／]\s*(投票|招工)/.exec(said)?.[1]
  const opened = (command === '投票' ? polls : command === '招工' ? works : []).filter(({ title }) =>
    signs(maskNumbers(said)).includes(signs(title)),
  )
  const [only, another] = opened
  if (!only || another) return null
  return { kind: command === '投票' ? 'poll' : 'work', number: only.number }
}

const signs = (text: string): string => text.replace(/\s+/g, '')
