import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { list } from '../../src/app/operations.ts'
import { type TableRow, table } from '../../src/app/tables.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { jsonLines } from './run.ts'
import { listOf, PLACES, type Said, type Script, tallyOf } from './script.ts'

/** What there is after all the kills, held against the script. Every list names what is wrong; all must be empty. */
export interface Verdict {
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  readonly outOfOrder: readonly string[]
  readonly wrong: readonly string[]
  readonly undelivered: readonly string[]
  readonly differing: readonly string[]
  readonly counts: {
    readonly messages: number
    readonly duplicates: number
    readonly replies: number
    readonly keys: number
    readonly sentAgain: number
    readonly timers: number
  }
  readonly integrity: string
}

interface Entry {
  readonly t: string
  readonly event?: { readonly message: string }
  readonly message?: { readonly id: string; readonly from: string | null; readonly key?: string; readonly chat: object }
}

interface Outcomes {
  readonly [means: string]: readonly string[]
}
const OUTCOMES: Outcomes = {
  poll: ['command'],
  work: ['command'],
  vote: ['answer'],
  signup: ['answer'],
  signoff: ['answer', 'asked'],
  suggestion: ['suggestion'],
  talk: ['chatter', 'late'],
}

/** Values that come more than once. */
const repeated = (values: readonly string[]): string[] => {
  const seen = new Set<string>()
  return values.filter((value) => seen.has(value) || !seen.add(value))
}

/** Names of lanes in which numbers do not go up. */
const falling = (pairs: readonly (readonly [lane: string, n: number])[]): string[] => {
  const last = new Map<string, number>()
  return pairs.flatMap(([lane, n]) => {
    const before = last.get(lane) ?? -1
    last.set(lane, n)
    return n > before ? [] : [`${lane}: ${n} after ${before}`]
  })
}

export const verify = async (folder: string, script: Script): Promise<Verdict> => {
  const file = join(folder, 'faults.db')
  const store = openSqlite(file)
  const rows = await store.transact(function* () {
    return {
      inbox: yield* list('inbox', {}, { order: 'receivedAt' }),
      outbox: yield* list('outbox', {}, { order: 'id' }),
      ballots: yield* list('ballots', {}, { order: 'id' }),
      events: yield* list('events', {}, { order: 'seq' }),
      timers: yield* list('timers'),
      digests: yield* list('digests'),
      polls: yield* table('polls'),
      work: yield* table('work'),
      signups: yield* table('signups'),
      identities: yield* list('identities'),
      suggestions: yield* table('suggestions'),
    }
  })
  await store.close()

  const journal = jsonLines<Entry>(join(folder, 'platform.jsonl'))
  const ids = journal.flatMap(({ event, message }) => (event && message ? [message.id] : []))
  const shown = journal.flatMap(({ message }) =>
    message?.key === undefined ? [] : [{ key: message.key, lane: JSON.stringify(message.chat) }],
  )
  const saidAs = new Map(ids.map((id, i) => [id, i]))
  const messages = rows.inbox.filter(({ kind }) => kind === 'message')
  const stored = new Map(messages.map((row) => [row.extId, row]))
  const at = (id: string | null) => saidAs.get(id ?? '') ?? -1

  const handled = (said: Said, i: number): string[] => {
    const row = stored.get(ids[i] ?? '')
    if (!row || row.outcome === null) return [`message ${i}`]
    return OUTCOMES[said.means]?.includes(row.outcome) ? [] : [`message ${i} (${said.text}) was ${row.outcome}`]
  }
  const missing = script.messages.flatMap(handled)

  const sends = jsonLines<{ key: string; text: string; chat: object }>(join(folder, 'sends.jsonl'))
  const texts = new Map<string, Set<string>>()
  for (const { key, text, chat } of sends)
    texts.set(key, (texts.get(key) ?? new Set()).add(text + JSON.stringify(chat)))
  const shownKeys = new Set(shown.map(({ key }) => key))
  const outboxOrder = new Map(rows.outbox.map(({ key, id }) => [key, id]))
  const nativeOf = new Map(rows.identities.map(({ memberId, nativeId }) => [memberId, nativeId]))
  const keyPrefixes = new Set(rows.outbox.map(({ key }) => key.split('/')[0] ?? ''))

  const suggested = script.messages.flatMap((said, i) => (said.means === 'suggestion' ? [i] : []))
  const votes = rows.events.filter(({ type }) => type === 'poll.answered')

  return {
    lost: [
      ...(ids.length === script.messages.length ? [] : [`said ${ids.length} of ${script.messages.length}`]),
      ...missing.filter((problem) => !problem.includes('(')),
      ...script.messages.flatMap((_, i) =>
        suggested.includes(i) && !keyPrefixes.has(`simulator:${ids[i]}`) ? [`reply to message ${i}`] : [],
      ),
      ...rows.timers.flatMap(({ key, firedAt }) =>
        firedAt !== null && !rows.inbox.some(({ extId }) => extId === key) ? [`timer ${key}`] : [],
      ),
    ],
    doubled: [
      ...repeated(rows.inbox.map(({ adapter, extId }) => `${adapter} ${extId}`)),
      ...repeated(
        rows.events
          .filter(({ messageId }) => messageId !== null)
          .map((e) => `${e.messageId} ${e.type} ${e.subject} ${JSON.stringify(e.data)}`),
      ),
      ...repeated(rows.ballots.map(({ messageId }) => messageId)),
      ...repeated(rows.suggestions.map(({ text }) => String(text))),
      ...repeated(rows.outbox.map(({ key }) => key)),
      ...repeated(shown.map(({ key }) => key)),
      ...(votes.length === rows.ballots.length
        ? []
        : [`${votes.length} answers in the trail, ${rows.ballots.length} ballots`]),
    ],
    outOfOrder: [
      ...falling(
        [...messages].sort((a, b) => a.seq - b.seq).map((row) => [`chat ${row.chatId}`, at(row.extId)] as const),
      ),
      ...falling(rows.ballots.map((b) => [`poll ${b.pollId}`, at(b.messageId)] as const)),
      ...falling(shown.map(({ key, lane }) => [lane, outboxOrder.get(key) ?? -1] as const)),
    ],
    wrong: [
      ...missing.filter((problem) => problem.includes('(')),
      ...rows.polls.flatMap((poll) => wrongPoll(poll, script)),
      ...script.groups.flatMap(({ id }) => wrongList(id, rows.work, rows.signups, nativeOf, script)),
      ...(rows.suggestions.map(({ number }) => number).join() === suggested.map((_, i) => i + 1).join()
        ? []
        : ['numbers of suggestions']),
      ...(rows.digests.length ===
      rows.timers.filter(({ kind, firedAt }) => kind === 'digest' && firedAt !== null).length
        ? []
        : ['digests']),
    ],
    undelivered: rows.outbox
      .filter((row) => row.status !== 'sent' || !texts.has(row.key) || !shownKeys.has(row.key))
      .map(({ key }) => key),
    differing: [...texts].filter(([, versions]) => versions.size > 1).map(([key]) => key),
    counts: {
      messages: messages.length,
      duplicates: readFileSync(join(folder, 'duplicates'), 'utf8').length,
      replies: sends.length,
      keys: rows.outbox.length,
      sentAgain: sends.length - texts.size,
      timers: rows.timers.filter(({ firedAt }) => firedAt !== null).length,
    },
    integrity: integrityOf(file),
  }
}

const wrongPoll = (poll: TableRow, script: Script): string[] => {
  const counts = (poll.options as { count: number }[]).map(({ count }) => count)
  const right = tallyOf(script.messages, String(poll.group))
  return counts.join() === right.join()
    ? []
    : [`poll of ${String(poll.group)}: ${counts.join()} instead of ${right.join()}`]
}

const wrongList = (
  group: string,
  work: readonly TableRow[],
  signups: readonly TableRow[],
  nativeOf: ReadonlyMap<string, string>,
  script: Script,
): string[] => {
  const { number } = work.find((w) => w.group === group) ?? {}
  const listed = (status: string) =>
    signups.flatMap((s) => (s.work === number && s.status === status ? [nativeOf.get(String(s.member)) ?? '?'] : []))
  const line = listOf(script.messages, group)
  const found = `${listed('in')} | ${listed('waiting')}`
  const right = `${line.slice(0, PLACES)} | ${line.slice(PLACES)}`
  return found === right ? [] : [`list of ${group}: ${found} instead of ${right}`]
}

const integrityOf = (file: string): string => {
  const db = new Database(file, { readonly: true })
  const result = String(db.pragma('integrity_check', { simple: true }))
  db.close()
  return result
}
