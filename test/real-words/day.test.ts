import { beforeAll, describe, expect, test } from 'vitest'
import type { Log } from '../../src/chat/platform.ts'
import { type TableName, type TableRow, table } from '../../src/app/tables.ts'
import { replay } from '../../src/replay/run.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { hasData, readAppeals, readChatter } from './data.ts'
import { DIGEST, fields, writeDay } from './script.ts'

const APPEALS = 200
const TALK = 2_000
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** So many of a list, spread over all of it: the same ones every time. */
const spread = <T>(all: readonly T[], count: number): T[] =>
  Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)] as T)

const run = async (file: string) => {
  const store = openSqlite(':memory:')
  const lines: string[] = []
  await replay(file, { store, log: silent, print: (line) => lines.push(line) })
  const tables = {} as Record<TableName, TableRow[]>
  for (const name of ['suggestions', 'polls', 'work', 'signups', 'digests', 'events', 'messages'] as const)
    tables[name] = await store.transact(() => table(name))
  await store.close()
  return { lines, tables }
}

describe.skipIf(!hasData())('a day of real words (skipped where ../shared/data is absent)', () => {
  let day: ReturnType<typeof writeDay>
  let ran: Awaited<ReturnType<typeof run>>

  beforeAll(async () => {
    day = writeDay(spread(readAppeals(), APPEALS), spread(readChatter(), TALK))
    ran = await run(day.file)
  })

  /** The texts of the messages of a kind that had an outcome they should not have. */
  const amiss = (means: string, right: readonly string[]) =>
    ran.tables.messages.flatMap(({ id, outcome }) =>
      day.truth.outcomes.get(String(id)) === means && !right.includes(String(outcome))
        ? [`${String(outcome)}: ${day.truth.texts.get(String(id))}`]
        : [],
    )

  test('the same file gives the same bytes', async () => {
    expect((await run(day.file)).lines.join('\n')).toBe(ran.lines.join('\n'))
  })

  test('nothing in the talk is taken for a suggestion, a vote, a sign-up or a danger', () => {
    expect(ran.tables.messages).toHaveLength(day.truth.outcomes.size)
    expect(amiss('talk', ['chatter'])).toEqual([])
    const caused = ran.tables.events.filter(({ message }) => day.truth.outcomes.get(String(message)) === 'talk')
    expect(caused).toEqual([])
  })

  test('every appeal is written down, in the words of its author, private where it was said in private', () => {
    expect(amiss('appeal', ['suggestion'])).toEqual([])
    expect(fields(ran.tables.suggestions, 'number', 'text', 'author', 'private', 'group')).toEqual(
      day.truth.suggestions,
    )
  })

  test('every vote and sign-up counts, and only these', () => {
    expect(amiss('vote', ['answer'])).toEqual([])
    expect(amiss('signup', ['answer'])).toEqual([])
    const polls = ran.tables.polls.map(({ number, answered, options }) => ({
      number,
      counts: (options as { count: number }[]).map(({ count }) => count),
      answered,
    }))
    expect(polls).toEqual(day.truth.polls)
    const lists = day.truth.lists.map(({ work, shift }) => {
      const of = (status: string) =>
        ran.tables.signups
          .filter((s) => s.work === work && s.shift === shift && s.status === status)
          .map(({ member }) => member)
      return { work, shift, in: of('in'), waiting: of('waiting') }
    })
    expect(lists).toEqual(day.truth.lists)
  })

  test('the digest of 18:00 says what the script knows, and nothing that was said in private', () => {
    const [digest, ...others] = ran.tables.digests
    expect(others).toEqual([])
    expect(digest).toMatchObject({ at: DIGEST, group: 'gc' })
    const text = String(digest?.text)
    expect(text).toContain(`新建议${day.truth.suggestions.length}条`)
    for (const { number, counts, answered } of day.truth.polls) {
      const line = text.split('\n').find((l) => l.startsWith(`征集中 ${number}号`)) ?? ''
      expect(line).toContain(`${answered}${number === 2 ? '户' : '人'}回了`)
      expect(
        line
          .match(/(?<=[\p{Script=Han}])\d+(?=，|$)/gu)
          ?.slice(0, counts.length)
          .map(Number),
      ).toEqual(counts)
    }
    for (const work of [1, 2]) {
      const lists = day.truth.lists.filter((list) => list.work === work)
      const sum = (pick: (list: (typeof lists)[number]) => number) => lists.reduce((n, list) => n + pick(list), 0)
      const line = text.split('\n').find((l) => l.startsWith(`招工 ${work}号`)) ?? ''
      expect(line).toMatch(new RegExp(`报上${sum((l) => l.in.length)}(?:个|人次)，`))
      expect(line).toContain(`${sum((l) => l.waiting.length)}个在等`)
    }
    for (const { text: said } of day.truth.suggestions.filter((s) => s.private))
      expect(text).not.toContain(said.slice(0, 6))
    expect(ran.lines.map((line) => JSON.parse(line) as { at: string; to?: object; text?: string })).toContainEqual(
      expect.objectContaining({ type: 'send', at: DIGEST, to: { group: 'gc' }, text }),
    )
  })
})
