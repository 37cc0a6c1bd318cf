import { expect, test } from 'vitest'
import { check, isClean, type Verdict } from './check.ts'
import { POINTS } from './faults.ts'
import { play } from './history.ts'
import type { Recording } from './recording.ts'
import { groups } from './talk.ts'

/** Whether somebody said in his group that he comes, and got a place. */
const inGroup =
  ({ events }: Recording['rows']) =>
  ({ id, group, means }: Recording['said'][number]): boolean =>
    group !== null &&
    means.as === 'signup' &&
    events.some(({ type, message }) => type === 'signup.in' && message === id)

/** A history in which enough happened that everything can be spoiled. */
const eventful = async (): Promise<Recording> => {
  for (let seed = 1; ; seed += 1) {
    const { recording, clean } = await play(seed)
    const { rows, said, showsOncePerKey, forgetsKeys } = recording
    const enough =
      rows.suggestions.length > 1 &&
      rows.ballots.length > 4 &&
      rows.signups.some(({ status }) => status === 'in') &&
      said.some(inGroup(rows)) &&
      rows.timers.some(({ firedAt }) => firedAt !== null) &&
      said.some(({ means }) => means.as === 'talk')
    if (clean && enough && showsOncePerKey && !forgetsKeys) return recording
  }
}
const recording = await eventful()
const { rows } = recording

const spoiled = (change: Partial<Recording['rows']>, rest: Partial<Recording> = {}): Verdict =>
  check({ ...recording, ...rest, rows: { ...rows, ...change } }, groups)
const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, i) => i !== at)
const swapped = <T>([first, second, ...rest]: readonly T[]): T[] => [second as T, first as T, ...rest]

test('the same seed plays the same history, step by step', async () => {
  const told = async (seed: number): Promise<string[]> => {
    const lines: string[] = []
    await play(seed, { trace: (line) => lines.push(line) })
    return lines
  }
  for (const seed of [2, 3, 4, 5, 6]) expect(await told(seed)).toEqual(await told(seed))
})

test('different seeds meet every fault there is, on both stores', async () => {
  const met = new Set<string>()
  const missing = () => [...POINTS, 'file', 'shared'].filter((name) => !met.has(name))
  for (let seed = 1_000; seed < 1_600 && missing().length > 0; seed += 1) {
    const { faults, store } = await play(seed)
    for (const name of [...faults.keys(), store]) met.add(name)
  }
  expect(missing()).toEqual([])
})

test('a lost message is seen', () => {
  const at = rows.inbox.findIndex(({ kind }) => kind === 'message')
  expect(spoiled({ inbox: without(rows.inbox, at) }).lost.join()).toContain('message')
})

test('a message that was stored and never handled is seen', () => {
  const inbox = rows.inbox.map((row, i) => (i === 0 ? { ...row, outcome: null } : row))
  expect(spoiled({ inbox }).lost).not.toEqual([])
})

test('a message stored twice is seen', () => {
  expect(spoiled({ inbox: [...rows.inbox, ...rows.inbox.slice(0, 1)] }).doubled).not.toEqual([])
})

test('two messages of a chat in the wrong order are seen', () => {
  const lane = rows.inbox.filter(({ chat, kind }) => kind === 'message' && chat === rows.inbox[0]?.chat)
  const [first, last] = [lane[0], lane.at(-1)]
  const inbox = rows.inbox.map((row) =>
    row === first ? { ...row, seq: last?.seq ?? 0 } : row === last ? { ...row, seq: first?.seq ?? 0 } : row,
  )
  expect(spoiled({ inbox }).outOfOrder).not.toEqual([])
})

test('a reply that was never sent is seen, one sent with other words, one shown twice, and one that nothing asked for', () => {
  const { sends, shown } = recording
  const [first] = sends
  const key = first?.key ?? ''
  expect(spoiled({}, { sends: sends.filter((send) => send.key !== key) }).lost).not.toEqual([])
  expect(spoiled({}, { sends: [...sends, { ...sends[0], content: 'other words' } as never] }).doubled).not.toEqual([])
  expect(spoiled({}, { shown: [...shown, ...shown.slice(0, 1)] }).doubled).not.toEqual([])
  const outbox = rows.outbox.map((row) => (row.key === key ? { ...row, key: 'stage:nobody/1' } : row))
  expect(spoiled({ outbox }).uncaused).not.toEqual([])
})

test('replies in the wrong order are seen', () => {
  const [chat] = recording.shown.map((one) => one.chat).filter((c, i, all) => all.indexOf(c) !== i)
  const its = recording.shown.filter((one) => one.chat === chat)
  const others = recording.shown.filter((one) => one.chat !== chat)
  expect(spoiled({}, { shown: [...others, ...swapped(its)] }).outOfOrder).not.toEqual([])
})

test('a sum that differs by one is seen', () => {
  const polls = rows.polls.map((poll, i) =>
    i === 0
      ? {
          ...poll,
          options: (poll.options as { count: number }[]).map((option, n) => ({
            count: option.count + (n === 0 ? 1 : 0),
          })),
        }
      : poll,
  )
  expect(spoiled({ polls }).wrong.join()).toContain('poll of')
})

test('somebody who is missing on a list is seen', () => {
  const at = rows.signups.findIndex(({ status }) => status === 'in')
  expect(spoiled({ signups: without(rows.signups, at) }).wrong.join()).toContain('list of')
})

test('a sign-up that is gone is missed, unless it was stored before what it is for', () => {
  const joined = recording.said.find(inGroup(rows))
  const posting = recording.said.findLast(({ means, group }) => means.as === 'work' && group === joined?.group)
  const missed = `list entry of ${joined?.id}`
  const events = rows.events.filter(({ message }) => message !== joined?.id)
  expect(spoiled({ events }).lost).toContain(missed)
  const seqOf = (id?: string) => rows.inbox.find(({ message }) => message === id)?.seq ?? 0
  const inbox = rows.inbox.map((row) =>
    row.message === joined?.id
      ? { ...row, seq: seqOf(posting?.id) }
      : row.message === posting?.id
        ? { ...row, seq: seqOf(joined?.id) }
        : row,
  )
  expect(spoiled({ events, inbox }).lost).not.toContain(missed)
})

test('a moment that never came, or came twice, is seen', () => {
  const at = rows.inbox.findIndex(({ kind }) => kind === 'timer')
  expect(spoiled({ inbox: without(rows.inbox, at) }).lost.join()).toContain('moment')
  expect(spoiled({ inbox: [...rows.inbox, ...rows.inbox.slice(at, at + 1)] }).doubled.join()).toContain('moment')
})

test('what was said is right as it is', () => {
  expect(isClean(spoiled({}))).toBe(true)
})
