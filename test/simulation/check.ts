import type { TableRow } from '../../src/app/tables.ts'
import { chatOfSaid, type Inbox, type Recording } from './recording.ts'
import type { Group, Said } from './talk.ts'
import { changing, listOf, type Turn, tallyOf } from './truth.ts'

/**
 * Holds a recording against what was said. Reads inputs and outputs only and knows nothing of how the app works. Every
 * list names what is wrong; all must be empty.
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
/** What is always answered, to whomever it concerns. */
const ANSWERED: ReadonlySet<string> = new Set(['poll', 'work', 'suggestion', 'finish', 'question'])
/** What never is. */
const UNANSWERED: ReadonlySet<string> = new Set(['talk'])

export const check = (recording: Recording, groups: readonly Group[]): Verdict => {
  const verdict: Verdict = { lost: [], doubled: [], outOfOrder: [], uncaused: [], wrong: [] }
  const said = new Map(recording.said.map((one) => [one.id, one]))
  const messages = recording.rows.inbox.filter(({ kind }) => kind === 'message')
  const stored = new Map(messages.map((row) => [row.message, row]))
  checkMessages(recording, messages, said, verdict)
  checkOrder(recording, stored, verdict)
  checkTimers(recording, verdict)
  checkReplies(recording, said, groups, verdict)
  checkPolls(recording, said, groups, verdict)
  checkLists(recording, said, stored, verdict)
  checkSuggestions(recording, said, groups, verdict)
  return verdict
}

export const isClean = (verdict: Verdict): boolean => Object.values(verdict).every((list) => list.length === 0)

/** Values that come more than once. */
const repeated = (values: readonly string[]): string[] => {
  const seen = new Set<string>()
  return values.filter((value) => seen.has(value) || !seen.add(value))
}

const grouped = <T>(items: readonly T[], keyOf: (item: T) => string | number): Map<string | number, T[]> => {
  const groups = new Map<string | number, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

/** Each message is there once, handled, as what it was; each chat's numbers are 1, 2, 3 … and all were handled. */
const checkMessages = (
  { rows, said }: Recording,
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

/** Each moment comes once, not before its time, and each digest is one. */
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
  const digests = fired.filter(({ outcome }) => outcome === 'digest').length
  if (rows.digests.length !== digests) wrong.push(`${rows.digests.length} digests of ${digests} evenings`)
}

const causeOf = (key: string): string => key.slice(0, key.lastIndexOf('/'))

/**
 * Each key is sent, with one content; nothing is sent again that may have been seen and would be shown twice; each
 * reply follows from something said or due, in its own community; who must hear back hears back.
 */
const checkReplies = (
  { rows, sends, shown, said, showsOncePerKey }: Recording,
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
  const causes = new Set<string>()
  const moments = new Map(rows.inbox.flatMap((row) => (row.kind === 'timer' ? [[row.message, row] as const] : [])))
  for (const { key, status } of rows.outbox) {
    const cause = causeOf(key)
    // A cause is an adapter, its account and a message, or a community and a moment.
    const message = known.get(cause.slice(cause.lastIndexOf(':') + 1))
    causes.add(message?.id ?? cause)
    const all = tries.get(key) ?? []
    const last = all.at(-1)
    // Whoever stalled in the middle of a send may end it when another has long sent it; it is shown once all the same.
    const wasSent = showsOncePerKey ? all.some(({ answer }) => answer === 'sent') : last?.answer === 'sent'
    // Where the platform would show it twice, what may have been sent when a process died is left to a person.
    const given = status === 'unknown' && !showsOncePerKey
    if (!last && !given) lost.push(`reply ${key} was never sent (${status})`)
    else if (!last) continue
    else if (status === 'sent' ? !wasSent : status !== last.answer && status !== 'unknown')
      lost.push(`reply ${key} is ${status}, and was ${last.answer}`)
    if (!message && !moments.has(cause)) uncaused.push(`reply ${key}`)
    if (message && UNANSWERED.has(message.means.as)) uncaused.push(`${message.text} was answered`)
    const group = last && groups.find(({ id }) => last.chat === `group ${id}`)
    if (group && message && group.community !== message.person.community)
      uncaused.push(`${key} went to ${last?.chat} of another community`)
  }
  const keys = new Set(rows.outbox.map(({ key }) => key))
  for (const { key } of sends) if (!keys.has(key.split('#')[0] ?? key)) uncaused.push(`send ${key}`)
  for (const { id, means } of said) if (ANSWERED.has(means.as) && !causes.has(id)) lost.push(`answer to ${id}`)
  if (rows.events.some(({ type }) => type === 'message.parked')) wrong.push('a message was parked')
}

/** The sums of a poll are those of what its group said, in the group's order. */
const checkPolls = (
  { rows }: Recording,
  known: ReadonlyMap<string, Said>,
  groups: readonly Group[],
  { wrong }: Verdict,
): void => {
  const inOrder = [...rows.inbox].sort((a, b) => a.seq - b.seq)
  const chats = new Map(rows.chats.map(({ id, name }) => [name, id]))
  for (const { id } of groups) {
    const chat = chats.get(`group ${id}`)
    const turns = inOrder.flatMap((row): Turn[] => {
      if (row.chat !== chat) return []
      if (row.kind === 'timer') return row.outcome === 'poll-close' ? [{ closes: true }] : []
      const said = known.get(row.message)
      return said ? [{ said, receivedAt: row.receivedAt }] : []
    })
    const right = tallyOf(turns)
    const found = rows.polls.filter((poll) => poll.group === id).map(countsOf)
    if (found.join(' and ') !== (right ?? []).join()) wrong.push(`poll of ${id}: ${found} instead of ${right}`)
  }
}

const countsOf = (poll: TableRow): string => (poll.options as { count: number }[]).map(({ count }) => count).join()

/** Who is on a list is who said so, in the order in which the trail has it; and the trail has all of it once. */
const checkLists = (
  { rows, said }: Recording,
  known: ReadonlyMap<string, Said>,
  stored: ReadonlyMap<string, Inbox>,
  { lost, doubled, outOfOrder, wrong }: Verdict,
): void => {
  const trail: { said: Said; chat: number; seq: number }[] = []
  for (const { type, message } of rows.events) {
    const one = /^signup\.(?!promoted)/.test(type) ? known.get(message ?? '') : undefined
    const row = one && stored.get(one.id)
    if (one && row) trail.push({ said: one, chat: row.chat, seq: row.seq })
  }
  doubled.push(...repeated(trail.map((entry) => `list entry of ${entry.said.id}`)))
  const last = new Map<number, number>()
  for (const { said: one, chat, seq } of trail) {
    if (seq < (last.get(chat) ?? 0)) outOfOrder.push(`list entry of ${one.id}`)
    last.set(chat, seq)
  }
  const at = ({ id }: Said): number => stored.get(id)?.receivedAt ?? Number.POSITIVE_INFINITY
  const postings = said.flatMap((one) => (one.means.as === 'work' ? [{ one, ...one.means }] : []))
  // A history of many stalls may last until the work has begun: then it takes nobody any more.
  const open = postings.filter(({ one, startsAt }) => at(one) < startsAt)
  const work = new Map(open.map(({ one, places, startsAt }) => [one.group, { one, places, startsAt }]))
  // A posting that had to be handed over again may be stored after what others said meanwhile.
  const isBefore = (one: Said, posting: Said): boolean => {
    const [own, its] = [stored.get(one.id), stored.get(posting.id)]
    return own !== undefined && its !== undefined && own.chat === its.chat && own.seq < its.seq
  }
  const groupOf = new Map(said.map(({ person }) => [person.id, person.group]))
  const inOrder = [...said].sort((a, b) => (stored.get(a.id)?.seq ?? 0) - (stored.get(b.id)?.seq ?? 0))
  const found = new Set(trail.map((entry) => entry.said.id))
  for (const [person, words] of grouped(
    inOrder.filter(({ means }) => means.as === 'signup' || means.as === 'signoff'),
    (one) => one.person.id,
  )) {
    const posting = work.get(groupOf.get(String(person)) ?? null)
    const heard = posting ? words.filter((one) => at(one) < posting.startsAt && !isBefore(one, posting.one)) : []
    const due = changing(heard).map(({ id }) => id)
    lost.push(...due.filter((id) => !found.has(id)).map((id) => `list entry of ${id}`))
    const extra = words.filter(({ id }) => found.has(id) && !due.includes(id))
    wrong.push(...extra.map(({ id }) => `list entry of ${id}`))
  }
  for (const [group, { places }] of work) {
    const posting = rows.work.find((row) => row.group === group)
    const line = listOf(trail.flatMap((entry) => (entry.said.person.group === group ? [entry.said] : [])))
    const standing = (status: string) =>
      rows.signups
        .filter(
          (row) => row.work === posting?.number && row.status === status && groupOf.get(String(row.member)) === group,
        )
        .sort((a, b) => Number(a.position) - Number(b.position))
        .map(({ member }) => String(member))
    const seen = `${standing('in')} | ${standing('waiting')}`
    const right = `${line.slice(0, places)} | ${line.slice(places)}`
    if (seen !== right) wrong.push(`list of ${group}: ${seen} instead of ${right}`)
  }
}

/** Each suggestion is there once, and its community's numbers are 1, 2, 3 … */
const checkSuggestions = (
  { rows, said }: Recording,
  known: ReadonlyMap<string, Said>,
  groups: readonly Group[],
  { lost, doubled, wrong }: Verdict,
): void => {
  const texts = rows.suggestions.map(({ text }) => String(text))
  doubled.push(...repeated(texts.map((text) => `suggestion ${text}`)))
  const suggested = said.filter(({ means }) => means.as === 'suggestion')
  const kept = new Set(texts)
  for (const { text } of suggested) if (!kept.has(text.replace('建议：', ''))) lost.push(`suggestion ${text}`)
  if (texts.length !== suggested.length) wrong.push(`${texts.length} suggestions of ${suggested.length}`)
  for (const community of new Set(groups.map((group) => group.community))) {
    const numbers = rows.events
      .filter(
        ({ type, message }) =>
          type === 'suggestion.received' && known.get(message ?? '')?.person.community === community,
      )
      .map(({ subject }) => Number(subject.split(':').at(-1)))
      .sort((a, b) => a - b)
    if (numbers.some((n, i) => n !== i + 1)) wrong.push(`suggestions of ${community} have numbers ${numbers}`)
  }
}
