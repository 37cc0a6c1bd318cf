import { mergeJielong } from '../../../src/language/jielong/merge.ts'
import { type Jielong, readJielong } from '../../../src/language/jielong/read.ts'
import { jsonLines, percent, quantiles, row, skipped } from './measure.ts'

interface Expected {
  readonly [field: string]: unknown
  readonly previous?: string
  readonly note?: string
  readonly items?: unknown
}

interface Case {
  readonly id: string
  readonly label: string
  readonly raw: string
  readonly expected?: Expected
}

const OCCASION: Readonly<Record<string, string>> = { 晚餐: 'dinner', 午餐: 'lunch' }
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** What the second of two versions did to the first. */
const relation = (previous: string, raw: string): string => {
  const versions = [previous, raw].map((text, at) => ({ id: String(at), sender: `u${at}`, text, at }))
  const merged = mergeJielong(versions)
  const kinds = new Set(merged?.remarks.map(({ kind }) => kind))
  const added = merged?.entries.some(({ version }) => version === '1')
  if (kinds.has('lost')) return kinds.has('altered') ? 'rejected: deletion plus change' : 'rejected: deletion'
  if (!kinds.has('altered')) return 'continuation'
  return added ? 'continuation with one correction' : 'correction'
}

const tally = ({ entries }: Jielong): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { choice } of entries) counts[choice ?? 'unassigned'] = (counts[choice ?? 'unassigned'] ?? 0) + 1
  return Object.fromEntries(Object.entries(counts).sort())
}

/** Each field that a case states, with what we read for it. A case may state only some. */
const fieldsOf = (
  expected: Expected,
  jielong: Jielong,
  raw: string,
): { field: string; value: unknown; ours: unknown }[] => {
  const { entries } = jielong
  const names = entries.map(({ name }) => name)
  const read: Readonly<Record<string, () => unknown>> = {
    title: () => jielong.title,
    count: () => entries.length,
    names: () => (/last/.test(expected.note ?? '') ? [...new Set(names)] : names),
    quantities: () => entries.map(({ quantity }) => quantity),
    relation: () => relation(expected.previous ?? '', raw),
    groups: () => tally(jielong),
    choices: () => tally(jielong),
    items: () =>
      Array.isArray(expected.items)
        ? entries.map(({ name, quantity, choice }) => ({ name, quantity, occasion: OCCASION[choice ?? ''] }))
        : Object.fromEntries(entries.map(({ number, text }) => [number, text])),
  }
  return Object.entries(expected).flatMap(([field, value]) => {
    const ours = read[field]
    return ours ? [{ field, value, ours: ours() }] : []
  })
}

/** Real and collected texts: lists exactly right, look-alikes left alone. */
export const jielong = (): readonly string[] => {
  const name = 'jielong/cases.jsonl'
  const cases = jsonLines<Case>(name)
  if (!cases) return skipped('接龙', name)
  const score = { lists: 0, exact: 0, others: 0, alone: 0 }
  const failures: string[] = []
  for (const { id, label, raw, expected } of cases) {
    const ours = readJielong(raw)
    if (label !== 'jielong') {
      score.others += 1
      if (ours) failures.push(`  ${id}: taken for a 接龙`)
      else score.alone += 1
      continue
    }
    score.lists += 1
    const wrong = ours ? fieldsOf(expected ?? {}, ours, raw).filter((told) => !same(told.value, told.ours)) : []
    if (ours && wrong.length === 0) score.exact += 1
    else
      failures.push(
        `  ${id}: ${ours ? wrong.map((told) => `${told.field} ${JSON.stringify(told.ours)}`).join(' ') : 'not seen'}`,
      )
  }
  const times = Array.from({ length: 100 }).flatMap(() =>
    cases.map(({ raw }) => {
      const start = performance.now()
      readJielong(raw)
      return performance.now() - start
    }),
  )
  return [
    row('接龙', `${cases.length} texts`),
    row('  lists exactly right', percent(score.exact, score.lists), 'at least 95 %'),
    row('  look-alikes alone', percent(score.alone, score.others), '100 %'),
    row('  speed', quantiles(times.slice(cases.length * 20))),
    ...failures,
  ]
}
