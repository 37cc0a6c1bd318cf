import { isOpen } from '../../core/consult/suggestion.ts'
import { maskNumbers } from '../../core/kernel/mask.ts'
import type { Erased } from '../../core/kernel/trail.ts'
import {
  askDeleteFirstText,
  confirmDeleteSinceText,
  confirmDeleteText,
  deletedSinceText,
  deletedText,
  exactWordsText,
  keptInfoText,
} from '../../phrases/people.ts'
import { workerForgottenText } from '../../phrases/work.ts'
import { askerForgottenText } from '../../phrases/work-requests.ts'
import { closeQuestion, directChatOf, openQuestion } from '../ask.ts'
import type { Content } from '../content.ts'
import { causeOf, type Conversation, type Outcome, record } from '../context.ts'
import { find, list, remove, type Task, update } from '../operations.ts'
import { isProvisional } from '../meet.ts'
import type { Row } from '../model.ts'
import { once, reply, replyKey, tellStaff } from '../speak.ts'
import { erase } from '../trail.ts'
import { mergedOf } from './jielong.ts'
import { forgottenLine } from './jielong-lines.ts'
import { confide } from './privately.ts'
import { subject } from './poll-parts.ts'
import { scrub } from './retention.ts'
import { withdrawOne } from './suggestions.ts'
import { dropSum } from './sums.ts'
import { restoreHome, SETTLED } from './waiting-ballots.ts'
import { signOff } from './signoff.ts'
import { worked } from './worked.ts'

const DELETED = '（已删除）'

/** 删除我的信息: asked back once, in private, and done on 确认删除. */
export function* deleteInfo(at: Conversation, confirmed: boolean): Task<Outcome> {
  const before = yield* perhapsKnownBefore(at)
  if (!confirmed) {
    const titles = (yield* worked(at)).map(({ work }) => work.title)
    yield* confide(at, { text: before ? confirmDeleteSinceText(titles) : confirmDeleteText(titles) })
    const chat = at.group ? yield* directChatOf(at) : at.chat
    if (chat) yield* openQuestion(at, { kind: 'confirm-delete' }, chat.id)
    return 'asked'
  }
  const asked = yield* find('questions', { chatId: at.chat.id, memberId: at.member.id })
  const valid = asked && asked.expiresAt > at.now && asked.question.kind === 'confirm-delete'
  if (!valid) {
    at.notes.push('people.delete-unasked')
    yield* confide(at, { text: askDeleteFirstText() })
    return 'asked'
  }
  yield* closeQuestion(at)
  yield* leaveWork(at)
  yield* handOverRequests(at)
  for (const { work, position } of yield* worked(at))
    yield* tellStaff(at, { text: workerForgottenText(work, position) })
  yield* withdrawSuggestions(at)
  yield* withdrawAnswers(at)
  yield* scrubMessages(at)
  yield* forget(at)
  yield* record(at, 'people.forgotten', `member:${at.member.id}`, { erased: yield* eraseEvents(at) })
  yield* reply(at, { text: before ? deletedSinceText() : deletedText() })
  return 'command'
}

/**
 * Whether he may be somebody of before a login that gave everybody new ids, whom we have not known again in it: what we
 * have of that one is not deleted with his, and must not be said to be. Where he was heard in a group his card tells.
 */
function* perhapsKnownBefore({ community, member, inbound }: Conversation): Task<boolean> {
  const { adapter, account, epoch } = inbound
  const communityId = community.id
  const identity = yield* find('identities', { communityId, memberId: member.id, adapter, account, epoch })
  if (epoch === '' || !(yield* isProvisional(identity))) return false
  const met = { communityId, adapter, account }
  const here = new Set((yield* list('identities', { ...met, epoch })).map(({ memberId }) => memberId))
  const before = yield* list('identities', { epoch: { not: epoch }, ...met })
  const memberId = { in: before.map((one) => one.memberId).filter((id) => !here.has(id)) }
  const cards = (yield* list('memberships', { memberId: member.id })).map(({ card }) => card)
  if (cards.length === 0) return (yield* find('members', { communityId, id: memberId, forgottenAt: null })) !== null
  return (yield* find('memberships', { card: { in: cards.filter((card) => card !== '') }, memberId })) !== null
}

/** 确定, 好: meant, most likely, but deleted is deleted. The question is repeated with nothing but the words that do it. */
export function* askForExactWords(at: Conversation): Task<Outcome> {
  yield* openQuestion(at, { kind: 'confirm-delete' })
  yield* reply(at, { text: exactWordsText() })
  return 'asked'
}

/** 不删了, said to our question: nothing was done. */
export function* keepInfo(at: Conversation): Task<Outcome> {
  yield* closeQuestion(at)
  yield* reply(at, { text: keptInfoText() })
  return 'command'
}

/**
 * The least that honours PIPL art. 47 while what others rely on stays right. Name, home, cards, roles and open consoles
 * go, and every word he said. The row stays without them, so that results that were published still add up; so does the
 * platform's id, by which we know that whoever comes back under it starts anew (`meet`) and not as the one forgotten.
 */
function* forget(at: Conversation): Task<void> {
  const memberId = at.member.id
  const homes = (yield* list('residencies', { memberId })).map(({ home }) => home)
  yield* forgetLines(at, homes)
  yield* update('members', { id: memberId }, { name: '', wantsDigest: false, forgottenAt: at.now })
  yield* remove('residencies', { memberId })
  yield* remove('memberships', { memberId })
  yield* remove('roles', { memberId })
  yield* remove('questions', { memberId })
  yield* remove('candidates', { memberId })
  yield* remove('jielongCopies', { communityId: at.community.id, memberId })
  yield* remove('tokens', { communityId: at.community.id, memberId })
  yield* update('chats', { communityId: at.community.id, memberId }, { memberId: null, name: '' })
  yield* update('signups', { memberId }, { home: null })
  // Whom he named is somebody else, who keeps her place; of what was called off it stays a request, or the others'
  // numbers in the roster would move.
  yield* update('signups', { memberId, status: 'cancelled', onBehalfOf: { not: null } }, { onBehalfOf: '' })
}

/**
 * His lines on lists, and what a neighbour wrote on one for him, with his home and his name. Where residents pass a list
 * on, the copies of others have his line too: it is not counted again.
 */
function* forgetLines(at: Conversation, homes: readonly string[]): Task<void> {
  const communityId = at.community.id
  const memberId = at.member.id
  for (const jielongId of new Set((yield* list('jielongCopies', { communityId, memberId })).map((c) => c.jielongId))) {
    const kept = yield* find('jielongs', { communityId, id: jielongId })
    const merged = kept && (yield* mergedOf(kept))
    for (const { owner, text } of merged?.entries ?? [])
      if (owner === memberId) yield* once(at, forgottenLine(jielongId, text))
  }
  const written = yield* list('jielongLines', { communityId, memberId: null, home: { in: homes } })
  const his = [
    ...(yield* list('jielongLines', { communityId, memberId })),
    ...written.filter(({ name }) => name !== null && at.member.name.includes(name)),
  ]
  for (const { id, jielongId, text } of his) {
    yield* once(at, forgottenLine(jielongId, text))
    yield* remove('jielongLines', { communityId, id })
  }
}

/**
 * The audit trail is only ever added to; the one exception is that it forgets this person's home. What was erased is
 * said in the event that follows, so that it can be told from what somebody altered.
 */
function* eraseEvents(at: Conversation): Task<Erased[]> {
  const communityId = at.community.id
  const erased: Erased[] = []
  const counted = yield* list('events', { communityId, type: 'poll.counted' })
  for (const id of yield* namesOf(at)) {
    const subject = `member:${id}`
    for (const event of yield* list('events', { communityId, subject })) {
      // Under which ids he was known says nothing of him, and whose the answers are that he gave under them.
      const { from } = event.data
      if (!('erased' in event.data)) erased.push(yield* erase(event, from === undefined ? {} : { from }))
    }
    // That an answer of his counts now is mostly somebody else's doing.
    const others = counted.filter(({ actor, data }) => actor !== id && data.member === id)
    for (const event of [...(yield* list('events', { communityId, actor: id })), ...others])
      if (event.subject !== subject && 'home' in event.data)
        erased.push(yield* erase(event, { ...event.data, home: null }))
  }
  return erased
}

/** His id, and those under which he was known until we learnt who he is. */
function* namesOf({ community, member }: Conversation): Task<ReadonlySet<string>> {
  const names = new Set([member.id])
  for (const id of names) {
    const bound = { communityId: community.id, type: 'identity.bound', subject: `member:${id}` }
    for (const { data } of yield* list('events', bound)) {
      // Whom we took him for until then.
      const { from } = data
      if (typeof from === 'string' && !(yield* find('members', { id: from }))) names.add(from)
    }
  }
  return names
}

/** His places go to those who wait. */
function* leaveWork(at: Conversation): Task<void> {
  const works = new Set<number>()
  const own = { memberId: at.member.id, onBehalfOf: null, status: { not: 'cancelled' } }
  for (const { workId, shiftId } of yield* list('signups', own)) {
    const shift = yield* find('shifts', { id: shiftId })
    const work = yield* find('works', { id: workId })
    if (shift && work && shift.end > at.now) works.add(work.number)
  }
  for (const work of works) yield* signOff(at, { work })
}

/** Whom he asked for stays on the list; what she is to know reaches nobody now, so staff tell her. */
function* handOverRequests(at: Conversation): Task<void> {
  const asked = { memberId: at.member.id, onBehalfOf: { not: null }, status: { not: 'cancelled' } }
  const works = new Map<number, { readonly work: Row<'works'>; readonly others: string[] }>()
  for (const { shiftId, workId, onBehalfOf } of yield* list('signups', asked, { order: 'id' })) {
    const shift = yield* find('shifts', { id: shiftId })
    const work = works.get(workId)?.work ?? (yield* find('works', { id: workId }))
    if (!shift || !work || shift.end <= at.now) continue
    works.set(workId, { work, others: [...(works.get(workId)?.others ?? []), onBehalfOf ?? ''] })
  }
  for (const { work, others } of works.values()) yield* tellStaff(at, { text: askerForgottenText(work, others) })
}

/**
 * Open ones are withdrawn. The words of private ones go; what was said before everybody stays as what it is, a public
 * word without a name and without numbers, because others joined it and answers were given to it.
 */
function* withdrawSuggestions(at: Conversation): Task<void> {
  const own = yield* list('suggestions', { authorId: at.member.id }, { order: 'number' })
  for (const { id } of own) {
    const s = yield* find('suggestions', { id })
    if (s?.private) yield* remove('lessons', { communityId: s.communityId, suggestion: s.number })
    if (s && isOpen(s)) yield* withdrawOne(at, s)
    if (s) yield* update('suggestions', { id }, { home: null, text: s.private ? DELETED : maskNumbers(s.text) })
  }
}

/**
 * In a poll that is still open his answer no longer counts, nor will one that waits, and another of his home may; in a
 * closed one the published number stays, without him.
 */
function* withdrawAnswers(at: Conversation): Task<void> {
  const memberId = at.member.id
  const gone = { counted: false, reason: 'forgotten' as const }
  for (const poll of yield* list('polls', { communityId: at.community.id, status: 'open' })) {
    const his = { pollId: poll.id, memberId }
    const counted = yield* list('ballots', { ...his, counted: true })
    yield* update('ballots', { ...his, reason: { in: SETTLED } }, gone)
    if (counted.length === 0) continue
    yield* update('ballots', { ...his, counted: true }, gone)
    yield* dropSum(poll.id)
    yield* record(at, 'poll.withdrawn', subject(poll), { reason: 'forgotten' })
    for (const { home } of counted) if (home !== null) yield* restoreHome(at, poll, home, memberId)
  }
  yield* update('ballots', { memberId }, { home: null })
}

/**
 * Empties what he said, this very message too, and what we wrote in private to him, and about it to others; that it was
 * said stays counted.
 */
function* scrubMessages(at: Conversation): Task<void> {
  const { adapter, account } = at.inbound
  const rows = [
    ...(yield* list('inbox', { memberId: at.member.id, kind: 'message' })),
    ...(yield* list('inbox', { adapter, account, extId: at.messageId })),
  ]
  for (const row of rows) {
    if (row.kind === 'message') yield* scrub(row)
    yield* emptyReplies(row)
  }
  for (const chat of yield* list('chats', { communityId: at.community.id, memberId: at.member.id, kind: 'direct' }))
    for (const reply of yield* list('outbox', { chatId: chat.id })) yield* empty(reply)
}

/** What a message of his made us write in private: staff are told in his own words, with his name and his home. */
function* emptyReplies(row: Row<'inbox'>): Task<void> {
  for (let n = 1; ; n += 1) {
    const reply = yield* find('outbox', { key: replyKey(causeOf(row), n) })
    if (!reply) return
    if ((yield* find('chats', { id: reply.chatId }))?.kind === 'direct') yield* empty(reply)
  }
}

/** What it is about stays, so that staff who quote it are understood. */
function* empty({ id, status, payload }: Row<'outbox'>): Task<void> {
  if (status === 'pending' || status === 'held' || status === 'sending') return
  const nothing: Content = { text: DELETED, about: payload.about }
  yield* update('outbox', { id }, { payload: nothing })
}
