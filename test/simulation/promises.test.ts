import { expect, test } from 'vitest'
import { check, isClean, type Verdict } from './check.ts'
import { play } from './history.ts'
import type { Recording, Send } from './recording.ts'
import { type Kind, type Spoken, spokenIn } from './spoken.ts'
import { groups } from './talk.ts'

/*
 * What was said and the town decide what the bot has to say; an app that forgets it in all its tables alike is found out
 * all the same. Here a clean history is spoiled as such an app would have left it.
 */

const saidIn = (recording: Recording) => spokenIn(recording, new Map(recording.said.map((one) => [one.id, one])))

type Needed = (one: Spoken, among: readonly Spoken[]) => boolean

/** For each of these a clean history in which the bot said something of all of it. */
const historiesWith = async (...needed: readonly (readonly Needed[])[]): Promise<Recording[]> => {
  const found: (Recording | undefined)[] = needed.map(() => undefined)
  for (let seed = 1; found.includes(undefined); seed += 1) {
    const { recording, clean } = await play(seed)
    if (!clean || !recording.showsOncePerKey || recording.forgetsKeys) continue
    const spoken = saidIn(recording)
    for (const [i, all] of needed.entries())
      if (all.every((isIt) => spoken.some((one) => isIt(one, spoken)))) found[i] ??= recording
  }
  return found as Recording[]
}

const isKind =
  (...kinds: readonly Kind[]) =>
  ({ kind }: Spoken): boolean =>
    kinds.includes(kind)
/** A reminder of whoever had his place long before the evening's; nobody gave his up again. */
const isOwed: Needed = ({ kind, chat }, among) => {
  const places = among.filter((one) => one.chat === chat && (one.kind === 'place' || one.kind === 'moved up'))
  const isEarly = places.length > 0 && places.every(({ at }) => at !== null && at < LONG_BEFORE)
  return kind === 'reminder' && isEarly && among.every((one) => one.kind !== 'off')
}
const LONG_BEFORE = Date.parse('2026-03-01T18:50:00+08:00')
const isTimely = ({ kind, said, at }: Spoken) => kind === 'result' && said === null && at !== null

/** The same, and the bot never said some of it, nor meant to. */
const unsaid = (recording: Recording, isMeant: (one: Spoken) => boolean): Recording => {
  const keys = new Set(saidIn(recording).flatMap((one) => (isMeant(one) ? [one.key] : [])))
  if (keys.size === 0) throw new Error('it was not said at all')
  const isOther = ({ key }: { readonly key: string }) => !keys.has(key)
  const { sends, shown, rows } = recording
  const outbox = rows.outbox.filter(isOther)
  return { ...recording, sends: sends.filter(isOther), shown: shown.filter(isOther), rows: { ...rows, outbox } }
}

/** The same, and the bot said the first of these again, of the same cause or by itself. */
const saidAgain = (recording: Recording, kind: Kind, change: { cause?: string; chat?: string; text?: string } = {}) => {
  const { rows, sends, shown } = recording
  const one = saidIn(recording).find((spoken) => spoken.kind === kind)
  const row = rows.outbox.find(({ key }) => key === one?.key)
  if (!one || !row) throw new Error(`no ${kind} was said`)
  const key = `${change.cause ?? row.key.slice(0, row.key.lastIndexOf('/'))}/99`
  const { chat = one.chat, text = one.text } = change
  const send: Send = { key, chat, content: JSON.stringify({ text }), at: recording.endedAt, answer: 'sent' }
  const outbox = [...rows.outbox, { ...row, id: row.id + 1_000_000, key, status: 'sent', text }]
  return { ...recording, sends: [...sends, send], shown: [...shown, { key, chat }], rows: { ...rows, outbox } }
}

/** The same, and other words were said instead. */
const saidOtherwise = (recording: Recording, isMeant: (one: Spoken) => boolean, change: (text: string) => string) => {
  const one = saidIn(recording).find(isMeant)
  const sends = recording.sends.map((send) =>
    send.key === one?.key ? { ...send, content: JSON.stringify({ text: change(one.text) }) } : send,
  )
  return { ...recording, sends }
}

/** The same, and no moment of a kind was ever set, so that none came. */
const unset = (recording: Recording, kind: string): Recording => {
  const { rows } = recording
  const gone = new Set(rows.timers.flatMap((timer) => (timer.kind === kind ? [timer.key] : [])))
  if (gone.size === 0) throw new Error(`no ${kind} was set`)
  const lost = rows.inbox.filter(({ message }) => gone.has(message))
  const before = (chat: number, seq: number) => lost.filter((row) => row.chat === chat && row.seq <= seq).length
  const inbox = rows.inbox
    .filter(({ message }) => !gone.has(message))
    .map((row) => ({ ...row, seq: row.seq - before(row.chat, row.seq) }))
  const chats = rows.chats.map((row) => {
    const seq = row.seq - before(row.id, row.seq)
    return { ...row, seq, cursor: seq }
  })
  return { ...recording, rows: { ...rows, timers: rows.timers.filter(({ key }) => !gone.has(key)), inbox, chats } }
}

const verdictOf = (recording: Recording): Verdict => check(recording, groups)
/** What is found is this alone, so that it is this check that sees it. */
const foundIn = (recording: Recording): string => {
  const verdict = verdictOf(recording)
  return Object.entries(verdict)
    .flatMap(([name, list]) => list.map((line: string) => `${name}: ${line}`))
    .join('\n')
}

const [evening, moving, done] = (await historiesWith(
  [isTimely, isOwed, isKind('receipt'), isKind('late'), isKind('full')],
  [isKind('off'), isKind('moved up')],
  [isKind('done'), isKind('tally')],
)) as [Recording, Recording, Recording]

test('what the histories are spoiled from is clean', () => {
  for (const recording of [evening, moving, done]) expect(isClean(verdictOf(recording))).toBe(true)
  // Taking moments away leaves everything else as it is.
  for (const kind of ['poll-close', 'digest', 'work-reminder'])
    expect(foundIn(unset(evening, kind))).not.toMatch(/wrong|lost/)
})

test('a poll that never closes is found, though no moment was set for it', () => {
  const silent = unset(unsaid(evening, isTimely), 'poll-close')
  const polls = silent.rows.polls.map((poll) => ({ ...poll, status: 'open', closedAt: null }))
  const found = foundIn({ ...silent, rows: { ...silent.rows, polls } })
  expect(found).toMatch(/lost: the end of the poll of/)
  expect(found).toMatch(/lost: the result of the poll of/)
})

test('a result that is said twice, too early, by somebody else’s word or with another sum is found', () => {
  const one = saidIn(evening).find(isTimely)
  expect(foundIn(saidAgain(evening, 'result'))).toMatch(/doubled: the result of the poll of/)
  const early = evening.sends.map((send) => (send.key === one?.key ? { ...send, at: evening.since } : send))
  expect(foundIn({ ...evening, sends: early })).toMatch(/uncaused: result .* too early/)
  const more = (text: string) => text.replace(/没有人回答|没收到回答|\d+(?=[，。])/, '3人回答：装3')
  expect(foundIn(saidOtherwise(evening, isKind('result'), more))).toMatch(/wrong: .* says .* instead of/)
})

test('a sum shown in between that never was one is found', () => {
  const more = (text: string) => text.replace(/\d+(?=。)/, (n) => String(Number(n) + 40))
  expect(foundIn(saidOtherwise(done, isKind('tally'), more))).toMatch(/which the sum never was/)
})

test('an evening without a digest is found, though no moment was set for it', () => {
  const silent = unset(unsaid(evening, isKind('digest')), 'digest')
  const found = foundIn({ ...silent, rows: { ...silent.rows, digests: [] } })
  expect(found).toMatch(/lost: 【日报】c1社区 3月1日/)
  expect(found).toMatch(/lost: 【日报】c2社区 3月1日/)
})

test('a digest that the committee never gets, gets twice, or that others get is found', () => {
  expect(foundIn(unsaid(evening, isKind('digest')))).toMatch(/lost: 【日报】c1社区 3月1日 in gc/)
  expect(foundIn(saidAgain(evening, 'digest', { cause: 'c1:digest:c1:again' }))).toMatch(/doubled: 【日报】.* in gc/)
  expect(foundIn(saidAgain(evening, 'digest', { chat: 'group g1' }))).toMatch(/uncaused: digest .* in group g1/)
})

test('whoever has a place and is not reminded is found, and who is reminded twice or without one', () => {
  const silent = unset(unsaid(evening, isKind('reminder')), 'work-reminder')
  expect(foundIn(silent)).toMatch(/lost: reminder of/)
  expect(foundIn(saidAgain(evening, 'reminder', { cause: 'c1:another' }))).toMatch(/doubled: reminder of/)
  expect(foundIn(saidAgain(evening, 'reminder', { chat: 'direct sc1' }))).toMatch(/uncaused: reminder .* in direct sc1/)
})

test('whoever is not answered is found, whatever he said', () => {
  const answers: readonly Kind[] = ['place', 'receipt', 'off', 'poll', 'posting']
  for (const recording of [evening, moving])
    for (const kind of answers) {
      const one = saidIn(recording).find((spoken) => spoken.kind === kind)
      if (one)
        expect(foundIn(unsaid(recording, ({ key }) => key === one.key))).toContain(`lost: answer to ${one.cause}`)
    }
  const confirmed = saidIn(done).find(({ said }) => said?.means.as === 'finish')
  expect(foundIn(unsaid(done, ({ cause }) => cause === confirmed?.cause))).toContain(`answer to ${confirmed?.cause}`)
})

test('a second answer to one message, and an answer to an answer that counts, is found', () => {
  for (const kind of ['place', 'receipt'] as const)
    expect(foundIn(saidAgain(evening, kind))).toMatch(new RegExp(`doubled: ${kind} of m`))
  const vote = evening.said.find(({ means }) => means.as === 'vote')
  const thanks = { cause: `stage:bot:${vote?.id}`, chat: `group ${vote?.group}`, text: '收到' }
  expect(foundIn(saidAgain(evening, 'receipt', thanks))).toContain(`uncaused: other in group ${vote?.group}`)
})

test('an answer with a wrong number, rank or kind is found', () => {
  const another = (text: string) => text.replace(/\d+(?=号|个)/, (n) => String(Number(n) + 1))
  expect(foundIn(saidOtherwise(evening, isKind('receipt'), another))).toMatch(/wrong: .* was told/)
  const rank = (text: string) => text.replace(/第\d+/, '第9')
  expect(foundIn(saidOtherwise(evening, isKind('place'), rank))).toMatch(/wrong: .* was told/)
  expect(foundIn(saidOtherwise(evening, isKind('poll'), () => '办不了'))).toMatch(/by other instead of poll/)
})

test('who votes too late and never hears of it, or hears it twice, is found', () => {
  expect(foundIn(unsaid(evening, isKind('late')))).toMatch(/lost: late to/)
  expect(foundIn(saidAgain(evening, 'late', { cause: 'c1:another' }))).toMatch(/doubled: late to/)
})

test('a group that hears of what could not be said, though nothing was refused, is found', () => {
  const sends = evening.sends.map((send) => (send.answer === 'rejected' ? { ...send, answer: 'sent' as const } : send))
  const told = { cause: 'c1:another', chat: 'group g1', text: '有回话我私下发不过去。' }
  expect(foundIn(saidAgain({ ...evening, sends }, 'digest', told))).toMatch(/uncaused: .*, and nobody was refused/)
})

test('who moves up, or whose matter is done, and never hears of it, is found', () => {
  expect(foundIn(unsaid(moving, isKind('moved up')))).toMatch(/lost: that .* moves up/)
  expect(foundIn(unsaid(done, isKind('done')))).toMatch(/lost: that .* is done/)
  expect(foundIn(saidAgain(done, 'done'))).toMatch(/doubled: that .* is done/)
})

test('what a group hears once for all is found when it never comes, or comes twice', () => {
  expect(foundIn(unsaid(evening, isKind('full')))).toMatch(/lost: that .* has no more places/)
  expect(foundIn(saidAgain(evening, 'full', { cause: 'c1:another' }))).toMatch(/doubled: that .* has no more places/)
  expect(foundIn(unsaid(evening, isKind('notice')))).toMatch(/lost: notice in/)
  expect(foundIn(saidAgain(evening, 'notice', { cause: 'c1:another' }))).toMatch(/doubled: notice in/)
})

test('a message that is said to have come at another time than it did is found', () => {
  const moved = (ms: number) => {
    const inbox = evening.rows.inbox.map((row) => ({ ...row, receivedAt: row.receivedAt + ms }))
    return foundIn({ ...evening, rows: { ...evening.rows, inbox } })
  }
  expect(moved(-60_000)).toMatch(/was received before it came/)
  expect(moved(24 * 60 * 60_000)).toMatch(/was received after it was acknowledged/)
})
