import { checkAnswers } from './check-answers.ts'
import { checkLists, checkSuggestions } from './check-lists.ts'
import { checkDigests, checkPolls, checkReminders } from './check-moments.ts'
import { chatOfSaid, grouped, type Inbox, type Recording, repeated } from './recording.ts'
import { spokenIn } from './spoken.ts'
import type { Group, Said } from './talk.ts'
import { pollsOf } from './turns.ts'

/**
 * Holds a recording against what was said. Reads inputs and outputs only and knows nothing of how the app works: what has
 * to come, and what must not, follows from the talk and the town, whatever the app wrote down for itself. Every list names
 * what is wrong; all must be empty.
 */
export interface Verdict {
  readonly lost: string[]
  readonly doubled: string[]
  readonly outOfOrder: string[]
  /** Replies that nothing asked for, or that reached somebody else. */
  readonly uncaused: string[]
  /** Tallies, lists and numbers that differ from what was said. */
  readonly wrong: string[]
}

const OUTCOMES: Readonly<Record<Said['means']['as'], readonly string[]>> = {
  poll: ['command', 'asked'],
  'end-poll': ['command', 'asked'],
  vote: ['answer', 'late', 'chatter'],
  work: ['command'],
  signup: ['answer', 'chatter', 'asked', 'late'],
  signoff: ['answer', 'chatter', 'asked', 'late'],
  suggestion: ['suggestion'],
  finish: ['command', 'asked'],
  question: ['command', 'answer', 'asked'],
  talk: ['chatter', 'late'],
}

export const check = (recording: Recording, groups: readonly Group[]): Verdict => {
  const verdict: Verdict = { lost: [], doubled: [], outOfOrder: [], uncaused: [], wrong: [] }
  const said = new Map(recording.said.map((one) => [one.id, one]))
  const messages = recording.rows.inbox.filter(({ kind }) => kind === 'message')
  const stored = new Map(messages.map((row) => [row.message, row]))
  const spoken = spokenIn(recording, said)
  const polls = pollsOf(recording, said, spoken, groups)
  checkMessages(recording, messages, said, verdict)
  checkOrder(recording, stored, verdict)
  checkTimers(recording, verdict)
  checkSends(recording, said, groups, verdict)
  checkAnswers(recording, spoken, stored, polls, verdict)
  checkPolls(recording, spoken, polls, groups, verdict)
  checkDigests(recording, spoken, groups, verdict)
  checkReminders(recording, spoken, stored, verdict)
  checkLists(recording, spoken, said, stored, verdict)
  checkSuggestions(recording, spoken, said, groups, verdict)
  return verdict
}

export const isClean = (verdict: Verdict): boolean => Object.values(verdict).every((list) => list.length === 0)

/** Each message is there once, handled, as what it was; each chat's numbers are 1, 2, 3 … and all were handled. */
const checkMessages = (
  { rows, said, handed, skew }: Recording,
  messages: readonly Inbox[],
  known: ReadonlyMap<string, Said>,
  { lost, doubled, wrong }: Verdict,
): void => {
  const stored = new Map(messages.map((row) => [row.message, row]))
  for (const { id, means, text } of said) {
    const outcome = stored.get(id)?.outcome
    if (outcome === undefined || outcome === null) lost.push(`message ${id}`)
    else if (!OUTCOMES[means.as].includes(outcome)) wrong.push(`${id} (${text}) was ${outcome}`)
  }
  const heard = new Set<string>()
  for (const { message, at, ackedAt } of handed) {
    const receivedAt = stored.get(message)?.receivedAt ?? at
    if (!heard.has(message) && receivedAt < at - skew) wrong.push(`${message} was received before it came`)
    if (ackedAt !== null && receivedAt > ackedAt + skew) wrong.push(`${message} was received after it was acknowledged`)
    heard.add(message)
  }
  doubled.push(...repeated(messages.map(({ message }) => `message ${message}`)))
  wrong.push(...messages.filter(({ message }) => !known.has(message)).map(({ message }) => `nobody said ${message}`))
  const lanes = grouped(rows.inbox, ({ chat }) => chat)
  for (const { id, seq, cursor, name } of rows.chats) {
    const numbers = (lanes.get(id) ?? []).map((row) => row.seq).sort((a, b) => a - b)
    if (numbers.length !== seq || numbers.some((n, i) => n !== i + 1)) wrong.push(`${name} has numbers ${numbers}`)
    if (cursor !== seq) lost.push(`${name} stands at ${cursor} of ${seq}`)
  }
  doubled.push(...repeated(rows.ballots.flatMap(({ message }) => (message === null ? [] : [`ballot of ${message}`]))))
  doubled.push(
    ...repeated(
      rows.events.flatMap(({ message, type, subject, data }) =>
        message === null ? [] : [`${type} ${subject} by ${message} ${data}`],
      ),
    ),
  )
}

/**
 * Of two messages of a chat the one that was acknowledged before the other was first handed over comes first; and so
 * does the one that the same process was handed first, where neither had to be handed over again.
 */
const checkOrder = (
  { handed, said, rows, shown }: Recording,
  stored: ReadonlyMap<string, Inbox>,
  { outOfOrder }: Verdict,
): void => {
  const times = grouped(handed, ({ message }) => message)
  const lanes = grouped(said, chatOfSaid)
  for (const [name, lane] of lanes) {
    const inOrder = lane
      .flatMap(({ id }) => {
        const row = stored.get(id)
        const all = times.get(id)
        const [first] = all ?? []
        if (!row || !all || !first) return []
        const acked = Math.min(...all.map((one) => one.acked ?? Number.POSITIVE_INFINITY))
        return [{ id, seq: row.seq, first, acked, once: all.length === 1 && first.acked !== null }]
      })
      .sort((a, b) => a.seq - b.seq)
    let soonest = Number.POSITIVE_INFINITY
    for (const one of [...inOrder].reverse()) {
      if (soonest < one.first.begun)
        outOfOrder.push(`${name}: ${one.id} after one that was acknowledged before it came`)
      soonest = Math.min(soonest, one.acked)
    }
    const last = new Map<string, number>()
    for (const { id, first, once } of inOrder) {
      if (!once) continue
      if (first.begun < (last.get(first.to) ?? -1))
        outOfOrder.push(`${name}: ${id} after one that ${first.to} got later`)
      last.set(first.to, Math.max(first.begun, last.get(first.to) ?? -1))
    }
  }
  // Of what is said to be of unknown fate it is unknown too when it was shown.
  const position = new Map(rows.outbox.flatMap(({ key, id, status }) => (status === 'unknown' ? [] : [[key, id]])))
  const spoken = new Map<string, number>()
  for (const { key, chat } of shown) {
    const at = position.get(key.split('#')[0] ?? key)
    if (at === undefined) continue
    if (at < (spoken.get(chat) ?? -1)) outOfOrder.push(`${chat} heard ${key} after what was said later`)
    spoken.set(chat, Math.max(at, spoken.get(chat) ?? -1))
  }
}

/** Each moment that was set comes once, and not before its time. */
const checkTimers = ({ rows }: Recording, { lost, doubled, wrong, uncaused }: Verdict): void => {
  const timers = new Map(rows.timers.map((timer) => [timer.key, timer]))
  const fired = rows.inbox.filter(({ kind }) => kind === 'timer')
  const came = new Map(fired.map((row) => [row.message, row]))
  doubled.push(...repeated(fired.map(({ message }) => `moment ${message}`)))
  for (const { key, firedAt, dueAt } of rows.timers) {
    const row = came.get(key)
    if (firedAt !== null && row?.outcome === undefined) lost.push(`moment ${key}`)
    if (row && row.receivedAt < dueAt) wrong.push(`moment ${key} came too early`)
  }
  uncaused.push(...fired.filter(({ message }) => !timers.has(message)).map(({ message }) => `moment ${message}`))
}

const causeOf = (key: string): string => key.slice(0, key.lastIndexOf('/'))

/**
 * Each key is sent, with one content; nothing is sent again that may have been seen and would be shown twice; each
 * reply follows from something said or due, in its own community.
 */
const checkSends = (
  { rows, sends, shown, showsOncePerKey, forgetsKeys }: Recording,
  known: ReadonlyMap<string, Said>,
  groups: readonly Group[],
  { lost, doubled, uncaused, wrong }: Verdict,
): void => {
  const tries = grouped(sends, ({ key }) => key)
  doubled.push(...repeated(rows.outbox.map(({ key }) => `key ${key}`)))
  doubled.push(...repeated(shown.map(({ key, chat }) => `${key} in ${chat}`)))
  for (const [key, all] of tries) {
    if (new Set(all.map(({ chat, content }) => `${chat} ${content}`)).size > 1) doubled.push(`${key} with two contents`)
    const risky = all.slice(0, -1).filter(({ answer }) => answer !== 'rate')
    if (!showsOncePerKey && risky.length > 0) doubled.push(`${key} sent again, of unknown fate`)
  }
  const moments = new Map(rows.inbox.flatMap((row) => (row.kind === 'timer' ? [[row.message, row] as const] : [])))
  for (const { key, status } of rows.outbox) {
    const cause = causeOf(key)
    // A cause is an adapter, its account and a message, or a community and a moment.
    const message = known.get(cause.slice(cause.lastIndexOf(':') + 1))
    const all = tries.get(key) ?? []
    const last = all.at(-1)
    // Whoever stalled in the middle of a send may end it when another has long sent it; it is shown once all the same.
    const wasSent = showsOncePerKey ? all.some(({ answer }) => answer === 'sent') : last?.answer === 'sent'
    // Where the platform would show it twice, what may have been sent when a process died is left to a person.
    const given = status === 'unknown' && (!showsOncePerKey || forgetsKeys)
    if (!last && !given) lost.push(`reply ${key} was never sent (${status})`)
    else if (!last) continue
    else if (status === 'sent' ? !wasSent : status !== last.answer && status !== 'unknown')
      lost.push(`reply ${key} is ${status}, and was ${last.answer}`)
    if (!message && !moments.has(cause)) uncaused.push(`reply ${key}`)
    const group = last && groups.find(({ id }) => last.chat === `group ${id}`)
    if (group && message && group.community !== message.person.community)
      uncaused.push(`${key} went to ${last?.chat} of another community`)
  }
  const keys = new Set(rows.outbox.map(({ key }) => key))
  for (const { key } of sends) if (!keys.has(key.split('#')[0] ?? key)) uncaused.push(`send ${key}`)
  if (rows.events.some(({ type }) => type === 'message.parked')) wrong.push('a message was parked')
}
